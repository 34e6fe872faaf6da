// What Aisle leaves on a page that it has worked on: nothing but its own name.

import type { CDPSession, Page } from 'playwright-core';
import { expect, test } from 'vitest';

import { grant, learn, withdraw } from '../e2e/fixture-page.ts';
import { NO_STORAGE, orderOf, readStorage, until, workersOf } from '../e2e/probes.ts';
import { LANTERNS, PRODUCT, RANK_SLOT, SERVER_ORDER, SLOT, type Shop, type Visitor } from './shop.ts';
import { useShop } from './use-shop.ts';

const CYCLES = 20;
const SETTLE_MS = 1_000;
/** The timer of a call that was answered long ago still holds it. */
const DEADLINE_MS = 11_000;

let shop: Shop;
let visitor: Visitor;

useShop((...given) => ([shop, visitor] = given));

test('twenty times granted and withdrawn, a page has no listener, observer, channel, worker or timer more', async () => {
  const head = `<script>
    const started = new Set();
    const { setInterval: start, clearInterval: end } = window;
    window.setInterval = (...given) => { const timer = start(...given); started.add(timer); return timer };
    window.clearInterval = (timer) => { started.delete(timer); end(timer) };
    window.intervals = () => started.size;
  </script>`;
  const page = await visitor.open(shop.page('/cycles', { head }));
  const session = await visitor.context.newCDPSession(page);
  const turn = async (): Promise<void> => {
    await grant(page);
    await until(
      async () => workersOf(visitor.context),
      (count) => count === 1,
    );
    // long enough for it to capture, watch and ask
    await until(
      () => orderOf(page, SLOT),
      (order) => order.join() !== SERVER_ORDER.join(),
      500,
    );
    await withdraw(page);
    await until(
      async () => workersOf(visitor.context),
      (count) => count === 0,
    );
    await until(
      () => orderOf(page, SLOT),
      (order) => order.join() === SERVER_ORDER.join(),
    );
  };
  // what the loader, the room and the annex keep, they keep once
  for (let cycle = 0; cycle < 2; cycle++) await turn();
  await page.waitForTimeout(DEADLINE_MS);
  const before = await countHeld(session, page);
  for (let cycle = 0; cycle < CYCLES; cycle++) await turn();
  await page.waitForTimeout(DEADLINE_MS);
  const after = await countHeld(session, page);
  expect(after).toEqual(before);
  expect(after.intervals).toBe(0);
  expect(visitor.errors).toEqual([]);
});

test('the shop’s own storage, history and everything global stay as they were', async () => {
  const head = `<script>
    const OWNERS = { window, Object, Array, Promise, JSON, Node: Node.prototype, Element: Element.prototype, Document: Document.prototype,
      EventTarget: EventTarget.prototype, History: History.prototype, Storage: Storage.prototype, ArrayPrototype: Array.prototype,
      ObjectPrototype: Object.prototype, FunctionPrototype: Function.prototype, PromisePrototype: Promise.prototype, Navigator: Navigator.prototype };
    const look = () => Object.entries(OWNERS).flatMap(([owner, object]) => Object.entries(Object.getOwnPropertyDescriptors(object))
      .map(([name, { value, get, set }]) => [owner + '.' + name, typeof value === 'function' ? value : get, set]));
    const then = new Map(look().map(([name, ...parts]) => [name, parts]));
    window.changed = () => look().filter(([name, ...parts]) => !then.has(name) || then.get(name).some((part, index) => part !== parts[index])).map(([name]) => name);
  </script>`;
  const page = await visitor.open(shop.page('/own', { head }));
  const ignored = await changedOf(page);
  await page.evaluate(async () => {
    localStorage.setItem('cart', '[1]');
    sessionStorage.setItem('step', '2');
    await cookieStore.set('session', 'abc');
    history.replaceState({ filter: 'red' }, '', '?filter=red');
    await (await caches.open('shop')).put('/offline', new Response('offline'));
    await new Promise((resolve) => {
      const request = indexedDB.open('shop', 3);
      request.onupgradeneeded = () => request.result.createObjectStore('orders').put('kept', 1);
      request.onsuccess = () => resolve(request.result.close());
    });
  });
  const own = await readOwn(page);
  const storage = await readStorage(page);
  await learn(page, LANTERNS.slice(1, 4));
  await page.locator('[data-aisle-product]').click();
  await page.waitForTimeout(SETTLE_MS);
  expect(await readOwn(page)).toEqual(own);
  // `heard` and the like are the test's own
  expect((await changedOf(page)).filter((name) => !ignored.includes(name))).toEqual([]);
  expect(ignored.filter((name) => name !== 'window.aisle' && name !== 'window.changed')).toEqual([]);
  await withdraw(page);
  await until(
    () => readStorage(page),
    ({ databases }) => databases.length === 1,
  );
  expect(await readStorage(page)).toEqual(storage);
  expect(await readOwn(page)).toEqual(own);
  expect(visitor.errors).toEqual([]);
});

test('fault 7: with contextual alone the slot follows the page’s own product, and nothing is kept', async () => {
  const body = `<main data-aisle-page="product">${PRODUCT}${RANK_SLOT}</main>`;
  const page = await visitor.open(shop.page('/contextual', { body }));
  await page.evaluate(() => void aisle('consent', { personalisation: 'denied', contextual: 'granted' }));
  const order = await until(
    () => orderOf(page, SLOT),
    (now) => now.join() !== SERVER_ORDER.join(),
  );
  expect(order.toSorted()).toEqual(SERVER_ORDER.toSorted());
  expect(order.slice(0, 2).every((id) => LANTERNS.includes(id))).toBe(true);
  await page.locator('li a').last().click({ button: 'middle' });
  await page.waitForTimeout(SETTLE_MS);
  expect(await readStorage(page)).toEqual(NO_STORAGE);
  await withdrawAll(page);
  expect(
    await until(
      () => orderOf(page, SLOT),
      (now) => now.join() === SERVER_ORDER.join(),
    ),
  ).toEqual(SERVER_ORDER);
  expect(
    await until(
      async () => workersOf(visitor.context),
      (count) => count === 0,
    ),
  ).toBe(0);
  // the page that was opened is not there
  expect(visitor.errors.filter((error) => !/404/.test(error))).toEqual([]);
});

async function withdrawAll(page: Page): Promise<void> {
  await page.evaluate(() => void aisle('consent', { contextual: 'denied' }));
}

function changedOf(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { changed: () => string[] }).changed());
}

function readOwn(page: Page): Promise<unknown> {
  return page.evaluate(async () => ({
    cart: localStorage.getItem('cart'),
    step: sessionStorage.getItem('step'),
    state: history.state as unknown,
    length: history.length,
    url: location.href,
    offline: await (await caches.match('/offline'))?.text(),
    order: await new Promise((resolve) => {
      const request = indexedDB.open('shop');
      request.onsuccess = () => {
        const read = request.result.transaction('orders').objectStore('orders').get(1);
        read.onsuccess = () => {
          request.result.close();
          resolve(read.result);
        };
      };
    }),
  }));
}

/** What is alive in the page after a collection of garbage. */
async function countHeld(session: CDPSession, page: Page): Promise<Record<string, number>> {
  await session.send('HeapProfiler.collectGarbage');
  const count = async (name: string): Promise<number> => {
    const { result } = await session.send('Runtime.evaluate', { expression: `${name}.prototype` });
    const { objects } = await session.send('Runtime.queryObjects', {
      prototypeObjectId: result.objectId!,
      objectGroup: 'held',
    });
    const { result: length } = await session.send('Runtime.callFunctionOn', {
      objectId: objects.objectId!,
      functionDeclaration: 'function () { return this.length }',
      returnByValue: true,
    });
    // or what was counted once would be held for ever
    await session.send('Runtime.releaseObjectGroup', { objectGroup: 'held' });
    return length.value as number;
  };
  const listenersOf = async (expression: string): Promise<number> => {
    const { result } = await session.send('Runtime.evaluate', { expression });
    const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId! });
    return listeners.length;
  };
  const held: Record<string, number> = {};
  for (const name of ['MutationObserver', 'IntersectionObserver', 'BroadcastChannel', 'Worker'])
    held[name] = await count(name);
  for (const target of ['window', 'document', 'document.querySelector("[data-aisle-slot]")'])
    held[target] = await listenersOf(target);
  held['intervals'] = await page.evaluate(() => (window as unknown as { intervals: () => number }).intervals());
  return held;
}
