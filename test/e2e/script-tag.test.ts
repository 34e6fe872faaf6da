// The script tag on pages that are not the demo's: consent by hand, policies that forbid much, a worker that cannot
// start, a bundle with HTML in its titles. Built scripts, trained bundle, real Chromium.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Manifest } from '../../contract/bundle.ts';
import { encodeDisplay } from '../../contract/encode-parts.ts';
import { decodeDisplay, partOf } from '../../contract/parts.ts';
import { CHROMIUM_FLAGS, ensureChromium } from '../chromium.ts';
import { startDemo, type DemoShop } from './demo-shop.ts';
import { startFixtureHost, type Answer, type FixtureHost } from './fixture-host.ts';
import {
  exportProfile,
  grant,
  learn,
  toFixtureHtml,
  toRankSlot,
  untilLoaded,
  view,
  withdraw,
  type FixtureApi as Api,
  type FixturePage,
} from './fixture-page.ts';
import { collectErrors, NO_STORAGE, orderIn, orderOf, readStorage, until, watchPages, workersOf } from './probes.ts';

const DIST = new URL('../../dist/', import.meta.url).pathname;
const SLOT = 'fixture';
const EMAIL = 'jane.doe-7@example.com';
const SETTLE_MS = 1_000;
const EVIL_TITLE = '<img src="/evil.png" onerror="window.pwned = 1">';

/** How a page differs from the plain one. */
interface Variant extends Omit<FixturePage, 'body' | 'headers'> {
  readonly policy?: string;
  /** In place of `<main>`. */
  readonly main?: string;
}

let demo: DemoShop;
let host: FixtureHost;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let errors: string[];
let requests: string[];

const variants = new Map<string, Variant>();
let items: string[] = [];
let lanterns: string[] = [];
let serverOrder: string[] = [];

beforeAll(async () => {
  demo = await startDemo();
  host = await startFixtureHost(answer);
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS] });
  items = orderIn(await (await fetch(`${demo.shop}/`)).text(), 'home-for-you');
  lanterns = orderIn(await (await fetch(`${demo.shop}/search?q=lantern`)).text(), 'search-results').slice(0, 12);
  // two lanterns at the end of a list of other things
  serverOrder = [...items.filter((id) => !lanterns.includes(id)).slice(0, 10), ...lanterns.slice(0, 2)];
});

afterAll(async () => {
  await browser?.close();
  await host?.stop();
  await demo?.stop();
});

beforeEach(async () => {
  context = await browser.newContext();
  errors = collectErrors(context);
  requests = [];
  context.on('request', (request) => requests.push(request.url()));
  await watchPages(context);
  page = await context.newPage();
});

afterEach(() => context.close());

describe('consent by hand', () => {
  test('before it there is nothing: one request, no storage, no worker', async () => {
    await open('plain', {});
    await page.waitForTimeout(SETTLE_MS);
    expect(requests.filter((url) => url.startsWith(demo.aisle))).toEqual([`${demo.aisle}/aisle.js`]);
    expect(await readStorage(page)).toEqual(NO_STORAGE);
    expect(workersOf(context)).toBe(0);
    expect(errors).toEqual([]);
  });

  test('with it the slot follows the profile, and denying it again leaves nothing', async () => {
    await open('plain', {});
    await learnLanterns();
    expectLanternsUp(await orderAfterReload());
    await withdraw(page);
    expect(
      await until(
        () => orderOf(page, SLOT),
        (now) => now.join() === serverOrder.join(),
      ),
    ).toEqual(serverOrder);
    expect(
      await until(
        () => readStorage(page),
        ({ databases }) => databases.length === 0,
      ),
    ).toEqual(NO_STORAGE);
    expect(
      await until(
        async () => workersOf(context),
        (count) => count === 0,
      ),
    ).toBe(0);
    expect(errors).toEqual([]);
  });

  test('what was said before a choice on this page is discarded; before an older choice it counts', async () => {
    for (const stored of [false, true]) {
      await open('plain', {});
      const [item] = stored ? lanterns.slice(3) : lanterns.slice(4);
      await view(page, item ? [item] : []);
      await grant(page, stored);
      const isKept = async (): Promise<boolean> => JSON.stringify(await exported()).includes(`"${item}"`);
      if (stored) await until(isKept, Boolean);
      else await page.waitForTimeout(SETTLE_MS);
      expect(await isKept()).toBe(stored);
    }
  });

  test('a search is reduced to words of the catalogue: of an e-mail address in it nothing is kept', async () => {
    await open('search', { main: `<main data-aisle-page="search" data-aisle-query="${EMAIL} red lantern">` });
    await grant(page);
    const text = await until(
      async () => JSON.stringify(await exported()).toLowerCase(),
      (kept) => kept.includes('lantern'),
    );
    expect(text).toContain('lantern');
    expect(text).not.toMatch(/jane|doe|example|@/);
  });

  test('the export is one document of what was recorded', async () => {
    await open('plain', {});
    await learnLanterns();
    expect(await exported()).toMatchObject({ ok: true, export: { format: 'aisle-profile', version: 2 } });
    for (const id of lanterns.slice(5, 10)) expect(JSON.stringify(await exported())).toContain(`"${id}"`);
  });
});

describe('a page whose policy forbids what is not named', () => {
  const NONCE = 'bm9uY2U';
  const strict = (): string =>
    [
      "default-src 'none'",
      `script-src 'nonce-${NONCE}' 'strict-dynamic'`,
      'worker-src blob:',
      'img-src data:',
      `connect-src ${demo.aisle}`,
      "base-uri 'none'",
      "object-src 'none'",
    ].join('; ');
  const TRUSTED = "require-trusted-types-for 'script'; trusted-types aisle";

  const POLICIES: readonly [name: string, policy: () => string][] = [
    ['nonce, strict-dynamic and worker-src blob:', strict],
    ['Trusted Types with the policy aisle', () => TRUSTED],
    ['both', () => `${strict()}; ${TRUSTED}`],
    [
      'hosts by name and worker-src blob:',
      () => `script-src ${demo.aisle}; worker-src blob:; connect-src ${demo.aisle}`,
    ],
  ];

  test.each(POLICIES)('%s: the slot is ranked and nothing is violated', async (_, policy) => {
    await open('strict', { policy: policy(), attributes: `nonce="${NONCE}"` });
    await learnLanterns();
    expectLanternsUp(await orderAfterReload());
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('no blob: worker, but a copy of it from the own origin by data-worker', async () => {
    const policy = `script-src ${demo.aisle}; worker-src 'self'; connect-src ${demo.aisle}`;
    await open('own-worker', { policy, attributes: 'data-worker="/aisle-worker.js"' });
    await learnLanterns();
    expectLanternsUp(await orderAfterReload());
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    expect(errors).toEqual([]);
  });
});

describe('what few pages need', () => {
  const ANNEX = '**/aisle-page-annex.js';
  const RESERVED = 'style="height: 20em; overflow: hidden"';
  const fill = `<main><div data-aisle-slot="picked" data-aisle-mode="fill" data-aisle-limit="4" ${RESERVED}>
    <template><a href="{url}"><span>{title}</span></a></template></div>`;
  const cards = (): Promise<number> => page.locator('[data-aisle-slot="picked"] a').count();
  const annexes = (): number => requests.filter((url) => url.endsWith('/aisle-page-annex.js')).length;
  const rank = (): Promise<unknown> =>
    page.evaluate(
      (ids) => new Promise((resolve) => aisle('ready', (api: Api) => void api.rank('x', ids).then(resolve))),
      serverOrder,
    );

  test('is waited for by no rank slot, and comes once: for segments, which the bundle has, and for a page that asks', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await open('plain', {});
    await learnLanterns();
    // looking at the export has brought it there
    requests = [];
    await page.route(ANNEX, async (route) => {
      await held;
      await route.continue();
    });
    expectLanternsUp(await orderAfterReload());
    release();
    for (let call = 0; call < 2; call++) expect(await rank()).toMatchObject({ source: 'personalised' });
    expect(annexes()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('comes as the SDK does, under a policy of nonce and Trusted Types, and holds up no rank slot', async () => {
    const nonce = 'bm9uY2U';
    const policy = `script-src 'nonce-${nonce}' 'strict-dynamic'; worker-src blob:; connect-src ${demo.aisle}; require-trusted-types-for 'script'; trusted-types aisle`;
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await open('filled', { policy: policy, attributes: `nonce="${nonce}"`, main: fill });
    await learnLanterns();
    await page.route(ANNEX, async (route) => {
      await held;
      await route.continue();
    });
    expectLanternsUp(await orderAfterReload());
    expect(await cards()).toBe(0);
    release();
    expect(await until(cards, (count) => count > 0)).toBe(4);
    const script = await page.locator('script[src$="/aisle-page-annex.js"]').evaluate((element: HTMLScriptElement) => ({
      integrity: element.integrity,
      crossOrigin: element.crossOrigin,
      referrerPolicy: element.referrerPolicy,
    }));
    const hash = createHash('sha256')
      .update(await readFile(`${DIST}aisle-page-annex.js`))
      .digest('base64');
    expect(script).toEqual({ integrity: `sha256-${hash}`, crossOrigin: 'anonymous', referrerPolicy: 'no-referrer' });
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test.each<[string, Parameters<Page['route']>[1]]>([
    ['cannot be had', (route) => route.abort()],
    ['is not what was built', (route) => route.fulfill({ contentType: 'text/javascript', body: 'window.pwned = 1' })],
  ])(
    'that %s: the rank slot is ranked, the fill slot stays empty, no call rejects, one error is told',
    async (_, answer) => {
      await page.route(ANNEX, answer);
      await page.addInitScript(() => {
        // the queue as the documentation has it, with a listener that is there before anything can go wrong
        const heard: unknown[] = [];
        const q = [['on', 'error', (error: unknown) => heard.push(error)]];
        Object.assign(window, { heard, aisle: Object.assign(() => {}, { q }) });
      });
      await open('filled', { main: fill });
      await learnUnasked();
      expectLanternsUp(await orderAfterReload());
      expect(await rank()).toMatchObject({ items: serverOrder, source: 'server' });
      expect(await cards()).toBe(0);
      expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
      expect(await page.evaluate(() => (window as { heard?: unknown }).heard)).toEqual([
        { ok: false, reason: 'not-loaded' },
      ]);
      // the browser says that a script did not load; nothing has thrown, and no promise was left rejected
      expect(errors.filter((error) => !/ERR_FAILED|integrity|Aisle/i.test(error))).toEqual([]);
    },
  );
});

describe('the annex, which the worker brings when it is asked for', () => {
  const ANNEX = '**/aisle-annex.js';

  test('is asked for without cookies and without a referrer', async () => {
    await context.addCookies([{ name: 'secret', value: 'of-the-host', url: demo.aisle }]);
    await open('plain', {});
    await grant(page);
    const asked = context.waitForEvent('request', (request) => request.url().endsWith('/aisle-annex.js'));
    expect(await exported()).toMatchObject({ ok: true });
    const headers = await (await asked).allHeaders();
    expect(headers['cookie']).toBeUndefined();
    expect(headers['referer']).toBeUndefined();
    expect(errors).toEqual([]);
  });

  test('is missed by nobody whose page only ranks; what is in it fails, and says so', async () => {
    let isAsked = false;
    await context.route(ANNEX, (route) => {
      isAsked = true;
      return route.abort();
    });
    await open('plain', {});
    await learnUnasked();
    expectLanternsUp(await orderAfterReload());
    expect(isAsked).toBe(false);
    expect(await exported()).toEqual({ ok: false, reason: 'not-loaded' });
    expect(isAsked).toBe(true);
    await page.evaluate(() => aisle('profile.erase'));
    expect(
      await until(
        () => readStorage(page),
        ({ databases }) => databases.length === 0,
      ),
    ).toEqual(NO_STORAGE);
  });
});

describe('a page that is not as it should be', () => {
  test('the loader twice is one instance', async () => {
    await open('twice', { loaders: 2 });
    await learnLanterns();
    await page.waitForTimeout(SETTLE_MS);
    expect(workersOf(context)).toBe(1);
    expect(requests.filter((url) => url.endsWith('/aisle-sdk.js'))).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  test('a bundle that is not there leaves the order of the server', async () => {
    await open('no-bundle', { attributes: `data-bundle="${host.origin}/nowhere/manifest.json"` });
    await grant(page);
    await page.waitForTimeout(SETTLE_MS);
    expect(await orderOf(page, SLOT)).toEqual(serverOrder);
    expect(errors.filter((error) => !/404/.test(error))).toEqual([]);
  });

  test('a title of HTML is shown as the text it is', async () => {
    const fill = `<div data-aisle-slot="picked" data-aisle-mode="fill" data-aisle-limit="4" style="height: 20em; overflow: hidden">
      <template><a href="{url}"><span>{title}</span></a></template></div>`;
    // its height is reserved: a fill that would move what stands below it is taken back
    await open('evil', { attributes: `data-bundle="${host.origin}/evil/manifest.json"`, main: `<main>${fill}` });
    await grant(page);
    const shown = page.locator('[data-aisle-slot="picked"] a span');
    expect(
      await until(
        () => shown.count(),
        (count) => count > 0,
      ),
    ).toBe(4);
    expect(await shown.allTextContents()).toEqual(Array.from({ length: 4 }, () => EVIL_TITLE));
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(requests.filter((url) => url.includes('evil.png'))).toEqual([]);
  });
});

/** The slot's two lanterns, which the server had put last, stand higher; nothing is lost and nothing added. */
function expectLanternsUp(order: readonly string[]): void {
  const sum = (of: readonly string[]): number => lanterns.slice(0, 2).reduce((total, id) => total + of.indexOf(id), 0);
  expect(order.toSorted()).toEqual(serverOrder.toSorted());
  expect(sum(order)).toBeLessThan(sum(serverOrder));
}

async function open(name: string, variant: Variant): Promise<void> {
  variants.set(name, variant);
  await page.goto(`${host.origin}/${name}`);
  await untilLoaded(page);
}

/** Grants, and looks at five lanterns that the slot does not show. */
function learnLanterns(): Promise<void> {
  return learn(page, lanterns.slice(5, 10));
}

/** The same without a look at what is recorded, for which the annex would be asked for. */
async function learnUnasked(): Promise<void> {
  await grant(page);
  await view(page, lanterns.slice(5, 10));
  await until(
    () => readStorage(page),
    ({ databases }) => databases.length > 0,
  );
  await page.waitForTimeout(SETTLE_MS);
}

async function orderAfterReload(): Promise<string[]> {
  await page.reload();
  await untilLoaded(page);
  await grant(page);
  return until(
    () => orderOf(page, SLOT),
    (order) => order.join() !== serverOrder.join(),
  );
}

function exported(): Promise<unknown> {
  return exportProfile(page);
}

async function answer(path: string): Promise<Answer | undefined> {
  if (path === '/aisle-worker.js') return { body: await readFile(`${DIST}aisle-worker.js`), type: 'text/javascript' };
  if (path === '/evil/manifest.json')
    return { body: JSON.stringify((await evil()).manifest), type: 'application/json' };
  if (path.startsWith('/evil/')) {
    const { file, bytes } = await evil();
    const whole =
      path === `/evil/${file}` ? bytes : await fetchBytes(`${demo.aisle}/bundle/${path.slice('/evil/'.length)}`);
    return { body: new Uint8Array(whole), type: 'application/octet-stream' };
  }
  const variant = variants.get(path.slice(1));
  return variant && toPage(variant);
}

function toPage({ policy, main = '<main data-aisle-page="home">', ...page }: Variant): Answer {
  const body = `${main}${toRankSlot(SLOT, serverOrder)}</main>`;
  return {
    type: 'text/html; charset=utf-8',
    body: toFixtureHtml({ ...page, body }, demo.aisle),
    ...(policy !== undefined && { headers: { 'content-security-policy': policy } }),
  };
}

let made: Promise<{ manifest: Manifest; file: string; bytes: ArrayBuffer }> | undefined;

/** The demo's bundle with HTML for every title, and the hash that goes with it. */
function evil(): Promise<{ manifest: Manifest; file: string; bytes: ArrayBuffer }> {
  made ??= (async () => {
    const manifest = (await (await fetch(`${demo.aisle}/bundle/manifest.json`)).json()) as Manifest;
    const part = partOf(manifest, 'display')!;
    const display = decodeDisplay(await fetchBytes(`${demo.aisle}/bundle/${part.file}`), manifest)!;
    const bytes = encodeDisplay({ ...display, titles: display.titles.map(() => EVIL_TITLE) });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = `${sha256}.bin`;
    const parts = manifest.parts.map((other) =>
      other === part ? { ...part, file, sha256, bytes: bytes.length } : other,
    );
    return { manifest: { ...manifest, parts }, file, bytes: bytes.buffer };
  })();
  return made;
}

async function fetchBytes(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.arrayBuffer();
}
