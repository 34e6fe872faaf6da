// What must not reach the shop: exceptions, violated policies, a worker's death, the habits of other scripts.

import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { grant, learn, view, withdraw, type FixtureApi, type FixturePage } from '../e2e/fixture-page.ts';
import { orderOf, until, workersOf } from '../e2e/probes.ts';
import { hearErrors } from './hear-errors.ts';
import { LANTERNS, MUGS, RANK_SLOT, SERVER_ORDER, SLOT, type Shop, type Visitor } from './shop.ts';
import { useShop } from './use-shop.ts';

const WORKER = new URL('../../dist/aisle-worker.js', import.meta.url).pathname;
const OWN_WORKER = 'data-worker="/aisle-worker.js"';
const SETTLE_MS = 1_000;
/** A worker is given 8 s to say something. */
const SILENCE_MS = 8_000;

/** As Prototype.js 1.6 leaves a page: methods of its own on arrays, elements and functions, some under the platform's names. */
const PROTOTYPE_JS = `
  Array.prototype.toJSON = function () { return '[' + this.map(String).join(', ') + ']' };
  String.prototype.toJSON = function () { return '"' + this + '"' };
  Array.prototype.each = function (f) { for (var i = 0; i < this.length; i++) f(this[i], i); return this };
  Array.from = function (list) { return list ? 'toArray' in list ? list.toArray() : [].slice.call(list) : [] };
  Array.prototype.first = function () { return this[0] };
  Array.prototype.entries = Array.prototype.toArray = function () { return this.slice() };
  Array.prototype.clear = function () { this.length = 0; return this };
  Array.prototype.without = Array.prototype.compact = Array.prototype.uniq = function () { return this.slice() };
  Function.prototype.bind = function () { var f = this, a = [].slice.call(arguments); return function () { return f.apply(a[0], a.slice(1).concat([].slice.call(arguments))) } };
  Element.prototype.remove = function () { this.parentNode.removeChild(this); return this };
  Element.prototype.update = Element.prototype.insert = Element.prototype.select = function () { return this };
  document.getElementsByClassName = function (name) { return [].slice.call(document.querySelectorAll('.' + name)) };
`;

/** As MooTools 1.4 does it: an `Array.from` that knows no second argument and no iterables, and natives with more. */
const MOOTOOLS = `
  Array.from = function (item) { return item == null ? [] : Array.isArray(item) ? item : typeof item.length === 'number' ? [].slice.call(item) : [item] };
  Array.prototype.clean = Array.prototype.flatten = Array.prototype.pick = function () { return this };
  Function.prototype.extend = Function.prototype.implement = function () { return this };
  Number.from = String.from = Function.from = function (item) { return item };
  window.Element.prototype.getElement = window.Element.prototype.store = function () { return null };
`;

/** As zone.js does it: a Promise that is no native one, and every timer and listener wrapped. */
const ZONE_JS = `
  class ZoneAwarePromise {
    constructor(run) { this.inner = new Native(run) }
    then(a, b) { const p = Object.create(ZoneAwarePromise.prototype); p.inner = this.inner.then(a, b); return p }
    catch(b) { return this.then(undefined, b) }
    finally(f) { const p = Object.create(ZoneAwarePromise.prototype); p.inner = this.inner.finally(f); return p }
    static resolve(v) { return new ZoneAwarePromise((r) => r(v)) }
    static reject(v) { return new ZoneAwarePromise((_, r) => r(v)) }
    static all(v) { return new ZoneAwarePromise((a, b) => Native.all(v).then(a, b)) }
    static race(v) { return new ZoneAwarePromise((a, b) => Native.race(v).then(a, b)) }
  }
  const Native = Promise;
  window.Promise = ZoneAwarePromise;
  const wrapped = new WeakMap();
  const wrap = (f) => typeof f !== 'function' ? f : wrapped.get(f) ?? (wrapped.set(f, function () { return f.apply(this, arguments) }), wrapped.get(f));
  for (const name of ['setTimeout', 'setInterval', 'queueMicrotask', 'requestAnimationFrame']) {
    const own = window[name];
    window[name] = function (f, ...rest) { return own.call(window, wrap(f), ...rest) };
  }
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, f, options) { return add.call(this ?? window, type, wrap(f), options) };
  EventTarget.prototype.removeEventListener = function (type, f, options) { return remove.call(this ?? window, type, wrap(f), options) };
  const { observe } = MutationObserver.prototype;
  window.MutationObserver = class extends MutationObserver { constructor(f) { super(wrap(f)) } };
`;

let shop: Shop;
let visitor: Visitor;

useShop((...given) => ([shop, visitor] = given));

describe('a page that allows little', () => {
  test('fault 35: a frame in a sandbox, where storage throws, stays as it is and throws nothing', async () => {
    const headers = { 'content-security-policy': 'sandbox allow-scripts' };
    const page = await visitor.open(shop.page('/sandbox', { headers }));
    const throws = await page.evaluate(() => {
      try {
        return typeof localStorage;
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(throws).toBe('SecurityError');
    await grant(page);
    await view(page, LANTERNS);
    expect(await rank(page)).toMatchObject({ items: SERVER_ORDER, source: 'server' });
    await withdraw(page);
    await page.waitForTimeout(SETTLE_MS);
    expect(workersOf(visitor.context)).toBe(0);
    expect(shop.asked('manifest.json')).toEqual([]);
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
    expect(visitor.errors).toEqual([]);
  });

  test.each(["worker-src 'self'", "worker-src 'none'"])(
    'fault 36: under %s without a worker of its own the order of the server stays, and one error is told',
    async (policy) => {
      const page = await visitor.open(shop.page('/no-worker', { headers: { 'content-security-policy': policy } }));
      const heard = await hearErrors(page);
      await grant(page);
      expect(await rank(page)).toMatchObject({ items: SERVER_ORDER, source: 'server' });
      await until(heard, ({ length }) => length > 0);
      await page.waitForTimeout(SETTLE_MS);
      expect(await heard()).toEqual([{ ok: false, reason: 'stopped' }]);
      expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
      expect(workersOf(visitor.context)).toBe(0);
      // the browser says what it has blocked; no script has thrown
      expect(visitor.errors.filter((error) => !/Content Security Policy/.test(error))).toEqual([]);
    },
  );

  test('fault 37: where Trusted Types are enforced nothing is violated and the slot is ranked', async () => {
    const headers = { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types aisle" };
    await expectRanked({ headers });
    expect(visitor.errors).toEqual([]);
  });

  test('fault 37: where they allow no policy of ours either, the page stays as it is', async () => {
    const headers = { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types 'none'" };
    const page = await visitor.open(shop.page('/untrusted', { headers }));
    await grant(page);
    await page.waitForTimeout(SETTLE_MS);
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
    expect(workersOf(visitor.context)).toBe(0);
    expect(visitor.errors.filter((error) => !/^error: .*(Content Security|Trusted)/.test(error))).toEqual([]);
  });
});

describe('a worker that fails', () => {
  /** A page whose worker is the built one and `more`, with a slot that was ranked on an earlier page. */
  const open = async (more: string, deadlineMs = 150): Promise<Page> => {
    const attributes = `${OWN_WORKER} data-deadline="${deadlineMs}"`;
    const page = await visitor.open(shop.page('/worker', { attributes }));
    await learn(page, LANTERNS.slice(1, 4));
    const body = `${more}\n${await readFile(WORKER, 'utf8')}`;
    shop.override(`${shop.origin}/aisle-worker.js`, { body });
    await page.reload();
    return page;
  };

  test('fault 38: that is not there: the order of the server stays, and one error is told', async () => {
    const page = await visitor.open(shop.page('/gone', { attributes: 'data-worker="/nowhere.js"' }));
    const heard = await hearErrors(page);
    await grant(page);
    expect(await rank(page)).toMatchObject({ items: SERVER_ORDER, source: 'server' });
    await until(heard, ({ length }) => length > 0);
    await page.waitForTimeout(SETTLE_MS);
    expect(await heard()).toEqual([{ ok: false, reason: 'stopped' }]);
    await expectNoWorker();
    expect(visitor.errors.filter((error) => !/404/.test(error))).toEqual([]);
  });

  test('fault 38: that crashes: it is ended, the slot goes back to the order of the server, and one error is told', async () => {
    const page = await open('setTimeout(() => { throw new Error("crash") }, 1500);', 3_000);
    const heard = await hearErrors(page);
    await grant(page);
    const ranked = await until(() => orderOf(page, SLOT), isRanked);
    expect(isRanked(ranked)).toBe(true);
    expect(await until(() => orderOf(page, SLOT), isServers)).toEqual(SERVER_ORDER);
    expect(await heard()).toEqual([{ ok: false, reason: 'stopped' }]);
    await expectNoWorker();
    expect(await rank(page)).toMatchObject({ items: SERVER_ORDER, source: 'server' });
    expect(visitor.errors).toEqual([]);
  });

  test('fault 38: that loops for ever: it is noticed, ended and told', async () => {
    const page = await open('addEventListener("message", ({ data }) => { while (data.path?.[0] === "decide"); });');
    const heard = await hearErrors(page);
    await grant(page);
    const startedAt = performance.now();
    expect(await rank(page)).toMatchObject({ items: SERVER_ORDER, source: 'server' });
    expect(performance.now() - startedAt).toBeLessThan(SETTLE_MS);
    expect(workersOf(visitor.context)).toBe(1);
    const told = await until(heard, ({ length }) => length > 0, SILENCE_MS + 20_000);
    expect(told).toEqual([{ ok: false, reason: 'stopped' }]);
    await expectNoWorker();
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
    expect(visitor.errors).toEqual([]);
  });

  test('fault 38: that is merely slow misses every deadline and goes on', async () => {
    const busy = 'const until = Date.now() + 300; while (Date.now() < until);';
    const page = await open(`addEventListener("message", () => { ${busy} });`);
    const heard = await hearErrors(page);
    await grant(page);
    const end = performance.now() + SILENCE_MS + 2_000;
    while (performance.now() < end) {
      expect(await rank(page)).toMatchObject({ source: 'server' });
      await page.waitForTimeout(SETTLE_MS);
    }
    expect(workersOf(visitor.context)).toBe(1);
    expect(await heard()).toEqual([]);
    expect(visitor.errors).toEqual([]);
  });
});

describe('names that are everybody’s', () => {
  test('fault 43: __proto__ in the URL, the tag, the bundle, the slots and the events changes no prototype', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    await shop.publish({
      change(manifest) {
        manifest.regions = ['__proto__', 'constructor'];
        manifest.attributes[0]!.name = '__proto__';
        Object.defineProperty(manifest.site, '__proto__', { value: { polluted: 1 }, enumerable: true });
      },
    });
    const cards = [...names, ...LANTERNS].map((id) => `<li data-aisle-item="${id}"><a href="/p/x">${id}</a></li>`);
    const body = `<main data-aisle-page="__proto__" data-aisle-product="__proto__" data-aisle-query="__proto__ constructor lantern">
      <ul data-aisle-slot="__proto__">${cards.join('')}</ul>${RANK_SLOT}</main>`;
    const attributes = 'data-site="__proto__" data-__proto__="1" data-capture="page dom __proto__"';
    const url = `${shop.page('/names', { body, attributes, head: '<script>document.documentElement.dataset.aisleRegion = "__proto__"</script>' })}?__proto__[polluted]=1#__proto__`;
    const page = await visitor.open(url);
    const clean = await prototypeNames(page);
    await learn(page, [...names, ...LANTERNS.slice(1, 4)]);
    await page.evaluate(() => {
      aisle('track', 'product_view', JSON.parse('{"id":"x","__proto__":{"polluted":1}}'));
      aisle('track', '__proto__', { id: 'constructor', list: '__proto__' });
      aisle('consent', JSON.parse('{"__proto__":{"polluted":1},"constructor":"granted"}'));
      aisle('__proto__.polluted', 1);
      aisle('profile.__proto__', 1);
    });
    await page.waitForTimeout(SETTLE_MS);
    const [worker] = page.workers();
    expect(await page.evaluate(() => ({}))).toEqual({});
    expect(await prototypeNames(page)).toEqual(clean);
    expect(await worker?.evaluate(() => Object.getOwnPropertyNames(Object.prototype))).toEqual(clean);
    expect(visitor.errors).toEqual([]);
  });
});

describe('scripts that change what is everybody’s', () => {
  /** What a page's own script has done before ours, and ours must work all the same. */
  const HARMLESS: readonly [name: string, script: string][] = [
    [
      'Array.prototype.toJSON',
      'Array.prototype.toJSON = function () { return "rubbish" }; Object.prototype.toJSON = undefined',
    ],
    ['a fetch that throws', 'window.fetch = () => { throw new Error("patched") }; window.XMLHttpRequest = undefined'],
    ['methods of Prototype.js', PROTOTYPE_JS],
    ['methods of MooTools', MOOTOOLS],
    ['a Promise and listeners as of zone.js', ZONE_JS],
    [
      'an enumerable Object.prototype and Array.prototype',
      'Object.prototype.extra = () => 1; Array.prototype.extra = () => 1',
    ],
  ];

  test.each(HARMLESS)('fault 48: %s: what is recorded is right and the slot is ranked', async (_, script) => {
    await expectRanked({ head: `<script>${script}</script>` });
    expect(visitor.errors).toEqual([]);
  });

  /** What nobody can work with. */
  const HOSTILE: readonly [name: string, script: string][] = [
    ['Array.prototype.map throws', 'Array.prototype.map = () => { throw new Error("patched") }'],
    ['a JSON of its own', 'window.JSON = { parse: JSON.parse, stringify: () => "rubbish" }'],
    ['Promise.race throws', 'Promise.race = () => { throw new Error("patched") }'],
    ['Promise is gone', 'window.Promise = undefined'],
    ['AbortController is gone', 'window.AbortController = undefined'],
    ['postMessage of a worker throws', 'Worker.prototype.postMessage = () => { throw new Error("patched") }'],
    ['getBoundingClientRect throws', 'Element.prototype.getBoundingClientRect = () => { throw new Error("patched") }'],
    ['CustomEvent throws', 'window.CustomEvent = function () { throw new Error("patched") }'],
    ['crypto is gone', 'Object.defineProperty(window, "crypto", { value: undefined })'],
  ];

  test.each(HOSTILE)('fault 48: %s: Aisle does without, and nothing is thrown', async (_, script) => {
    const body = `<main data-aisle-page="home">${RANK_SLOT}</main>`;
    const page = await visitor.open(shop.page('/hostile', { body, head: `<script>${script}</script>` }), {
      isInert: true,
    });
    await page.waitForTimeout(SETTLE_MS / 2);
    await grant(page);
    await view(page, LANTERNS);
    await page.waitForTimeout(SETTLE_MS);
    await page.locator('li a').first().click({ button: 'middle' });
    await withdraw(page);
    await expectNoWorker();
    // the page that was opened is not there
    expect(visitor.errors.filter((error) => !/404/.test(error))).toEqual([]);
    // read with no method of the page's own
    const text = await page.locator('[data-aisle-slot]').innerText();
    expect(text.split('\n').map((line) => line.trim())).toEqual(SERVER_ORDER);
  });
});

/** Records on one load of a page, and expects the slot to follow on the next. */
async function expectRanked(fixture: FixturePage): Promise<void> {
  const page = await visitor.open(shop.page('/ranked', fixture));
  await learn(page, LANTERNS.slice(1, 4));
  await page.reload();
  await grant(page);
  const order = await until(() => orderOf(page, SLOT), isRanked);
  expect(order.toSorted()).toEqual(SERVER_ORDER.toSorted());
  expect(isRanked(order)).toBe(true);
  expect(await page.evaluate(() => window.violations)).toEqual([]);
}

/** Whether both lanterns lead, which the server has put last. */
function isRanked(order: readonly string[]): boolean {
  return order.slice(0, 2).every((id) => LANTERNS.includes(id)) && MUGS.some((id) => order.includes(id));
}

function isServers(order: readonly string[]): boolean {
  return order.join() === SERVER_ORDER.join();
}

async function expectNoWorker(): Promise<void> {
  const count = await until(
    async () => workersOf(visitor.context),
    (workers) => workers === 0,
  );
  expect(count).toBe(0);
}

function rank(page: Page): Promise<unknown> {
  return page.evaluate(
    (ids) => new Promise((resolve) => aisle('ready', (api: FixtureApi) => void api.rank('x', ids).then(resolve))),
    [...SERVER_ORDER],
  );
}

function prototypeNames(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.getOwnPropertyNames(Object.prototype));
}
