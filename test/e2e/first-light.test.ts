// The whole way through, as a shopper goes it: the built and minified scripts, the bundle trained on the shop's log, the
// demo shop with its real consent manager, real Chromium. One journey; each step is one claim about it, in order.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';

import { createRawProfile } from '../../worker/profile/profile.ts';
import { CHROMIUM_FLAGS, ensureChromium } from '../chromium.ts';
import { startCaptureProxy, type Captured, type CaptureProxy } from './capture-proxy.ts';
import { startDemo, type DemoShop } from './demo-shop.ts';
import { createJourney } from './journey.ts';
import {
  collectErrors,
  NO_STORAGE,
  orderIn,
  orderOf,
  readShifts,
  readStorage,
  until,
  watchPages,
  workersOf,
  type Shift,
} from './probes.ts';

const SLOT = 'home-for-you';
const LANTERN = /\blanterns?\b/i;
const EMAIL = 'jane.doe-7@example.com';
/** What Aisle does without being asked is done by then. */
const SETTLE_MS = 1_500;
const VIEWED = 5;
const PATIENCE_MS = 5_000;
/** Opened before a choice: the loader and one adapter. */
const BEFORE = ['/aisle-consent-open.js', '/aisle.js'];
/** Comes with every choice; a refusal deletes by it what an earlier page has stored. */
const ROOM = '/aisle-consent-room.js';
/** Opened after one: these besides. */
const AFTER =
  /^\/(aisle-consent-room\.js|aisle-(sdk|follow)\.js|aisle(-page)?-annex\.js|aisle-panel\.js|aisle-(refine|living|offers)\.js|aisle-learned\.(js|wasm)|bundle\/manifest\.json|bundle\/[0-9a-f]{64}\.bin)$/;

let demo: DemoShop;
let proxy: CaptureProxy;
let folder: string;
let shopper: BrowserContext;
let home: Page;
let errors: string[];
/** Further shoppers, each in a context of their own. */
let others: Browser;

const titles = new Map<string, string>();
let serverOrder: string[] = [];
let lanternsViewed: string[] = [];
let personalOrder: string[] = [];
let shifts: Shift[] = [];
/** URLs that pages and workers have asked for. */
let asked: Set<string>;

beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo?.stop());

const step = createJourney(
  async () => {
    // what a slot may wait for is no claim of this journey, and a busy machine needs longer than a shopper's
    proxy = await startCaptureProxy((html) =>
      html.replace('data-bundle=', `data-deadline="${PATIENCE_MS}" data-bundle=`),
    );
    folder = await mkdtemp(join(tmpdir(), 'aisle-shopper-'));
    const launch = {
      executablePath: ensureChromium(),
      args: [...CHROMIUM_FLAGS],
      proxy: { server: proxy.server },
    };
    shopper = await chromium.launchPersistentContext(folder, { ...launch, viewport: { width: 1_280, height: 800 } });
    others = await chromium.launch(launch);
    errors = collectErrors(shopper);
    shifts = [];
    asked = new Set();
    shopper.on('request', (request) => asked.add(request.url()));
    await watchPages(shopper);
    home = shopper.pages()[0] ?? (await shopper.newPage());
  },
  async () => {
    await others?.close();
    await shopper?.close();
    await proxy?.stop();
    if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
);

describe('before a choice', () => {
  step('the page shows the order that the server sent', async () => {
    await home.goto(`${demo.shop}/`);
    await home.locator('#cc-main button[data-role="all"]').first().waitFor();
    await home.waitForTimeout(SETTLE_MS);
    serverOrder = orderIn(await (await fetch(`${demo.shop}/`)).text(), SLOT);
    expect(serverOrder.length).toBeGreaterThanOrEqual(12);
    expect(await orderOf(home, SLOT)).toEqual(serverOrder);
    expect(await home.locator(`script[data-deadline="${PATIENCE_MS}"]`).count()).toBe(1);
    const named = await home
      .locator(`[data-aisle-slot="${SLOT}"] > [data-aisle-item]`)
      .evaluateAll((cards) => cards.map((card) => [card.getAttribute('data-aisle-item') ?? '', card.textContent]));
    for (const [id, title] of named) titles.set(id!, title!);
    expect(serverOrder.filter(isLantern).length).toBeGreaterThanOrEqual(3);
  });

  step('only the loader and one consent adapter are requested, without query, cookie or referring page', () => {
    expect(paths(ofAisle())).toEqual(BEFORE);
    for (const { url, headers } of ofAisle()) {
      expect(url.search).toBe('');
      expect(headers.cookie).toBeUndefined();
      expect([undefined, `${demo.shop}/`]).toContain(headers.referer);
    }
  });

  step('nothing is stored and no worker runs', async () => {
    expect(await readStorage(home)).toEqual(NO_STORAGE);
    expect(await shopper.cookies()).toEqual([]);
    expect(workersOf(shopper)).toBe(0);
  });
});

describe('refusing', () => {
  step(
    'stores nothing of Aisle, starts nothing and asks for the consent room alone, on this page and the next',
    async () => {
      const { context, page, since } = await newShopper();
      await choose(page, 'necessary');
      await page.waitForTimeout(SETTLE_MS);
      await page.goto(`${demo.shop}/p/${serverOrder.find(isLantern)}`);
      await page.waitForTimeout(SETTLE_MS);
      expect(await readStorage(page)).toEqual({ ...NO_STORAGE, cookies: [expect.stringMatching(/^cc_cookie=/)] });
      expect(workersOf(context)).toBe(0);
      expect(new Set(paths(ofAisle(since)))).toEqual(new Set([...BEFORE, ROOM]));
      await context.close();
    },
  );
});

describe('after accepting in the dialog', () => {
  step('the engine starts in a worker, and an unknown shopper still sees the server order', async () => {
    await choose(home, 'all');
    expect(await untilWorking(shopper)).toBe(1);
    expect(
      await until(
        () => databases(home),
        (names) => names.length > 0,
      ),
    ).toHaveLength(1);
    await home.waitForTimeout(SETTLE_MS);
    expect(await orderOf(home, SLOT)).toEqual(serverOrder);
    await keepShifts(home);
  });

  step('five lanterns are looked at, none of which the home page shows', async () => {
    lanternsViewed = await findLanterns();
    expect(lanternsViewed).toHaveLength(VIEWED);
    for (const id of lanternsViewed) {
      await home.goto(`${demo.shop}/p/${id}`);
      await untilWorking(shopper);
      await home.waitForTimeout(SETTLE_MS);
      await keepShifts(home);
    }
  });

  step('a fill slot of a product page shows items of the catalogue under their own titles', async () => {
    const cards = home.locator(`[data-aisle-mode="fill"] a`);
    expect(
      await until(
        () => cards.count(),
        (count) => count > 0,
      ),
    ).toBeGreaterThanOrEqual(4);
    const shown = await cards.evaluateAll((links) =>
      links.map((link) => ({ href: link.getAttribute('href') ?? '', title: link.textContent.trim() })),
    );
    for (const { href, title } of shown) {
      expect(title).not.toContain('{');
      const page = await (await fetch(new URL(href, demo.shop))).text();
      expect(textOf(/<h1>([^<]*)<\/h1>/.exec(page)?.[1] ?? '').toLowerCase()).toBe(title.toLowerCase());
    }
    expect(shown.map(({ href }) => href)).not.toContain(new URL(home.url()).pathname);
  });

  step('the home slot puts lanterns first', async () => {
    await home.goto(`${demo.shop}/`);
    personalOrder = await reranked(home);
    expect(personalOrder).not.toEqual(serverOrder);
    expect(personalOrder.toSorted()).toEqual(serverOrder.toSorted());
    expect(meanPlace(personalOrder)).toBeLessThan(meanPlace(serverOrder));
    // the first two, and most of as many places as there are lanterns: what was often bought with one may stand between
    const lanterns = serverOrder.filter(isLantern).length;
    expect(personalOrder.slice(0, 2).filter(isLantern)).toHaveLength(2);
    expect(personalOrder.slice(0, lanterns).filter(isLantern).length).toBeGreaterThan(lanterns / 2);
  });

  step('while the server still sends the same page to everybody', async () => {
    expect(orderIn(await (await fetch(`${demo.shop}/`)).text(), SLOT)).toEqual(serverOrder);
  });

  step('a reload keeps the order', async () => {
    await keepShifts(home);
    await home.reload();
    expect(
      await until(
        () => orderOf(home, SLOT),
        (order) => same(order, personalOrder),
      ),
    ).toEqual(personalOrder);
  });

  step('a second tab sees it', async () => {
    const tab = await shopper.newPage();
    await tab.goto(`${demo.shop}/`);
    expect(
      await until(
        () => orderOf(tab, SLOT),
        (order) => same(order, personalOrder),
      ),
    ).toEqual(personalOrder);
    await keepShifts(tab);
    await tab.close();
  });

  step('another browser does not', async () => {
    const { context, page } = await newShopper();
    await choose(page, 'all');
    await page.reload();
    expect(await untilWorking(context)).toBe(1);
    await page.waitForTimeout(SETTLE_MS);
    expect(await orderOf(page, SLOT)).toEqual(serverOrder);
    await context.close();
  });

  step('an e-mail address typed into the search is nowhere in what the browser has stored', async () => {
    await home.goto(`${demo.shop}/search?q=${encodeURIComponent(`${EMAIL} lantern`)}`);
    await home.waitForTimeout(SETTLE_MS);
    await keepShifts(home);
    await home.goto(`${demo.shop}/`);
    await home.waitForTimeout(SETTLE_MS);
    const stored = await storedBytes();
    // the store is there and was written to, so that an absence means something
    expect(stored.length).toBeGreaterThan(10_000);
    for (const trace of tracesOf(EMAIL)) expect(stored.includes(trace), trace.toString('latin1')).toBe(false);
  });

  step('the profile is not on the disk in clear either', async () => {
    const stored = await storedBytes();
    // names of fields that every profile has and no bundle
    for (const word of ['notInterested', 'interests', 'searches']) {
      expect(createRawProfile()).toHaveProperty(word);
      for (const trace of tracesOf(word)) expect(stored.includes(trace), word).toBe(false);
    }
  });

  step('nothing that was moved or filled shifted the page: CLS is 0', async () => {
    await keepShifts(home);
    expect(shifts.filter(({ hadRecentInput }) => !hadRecentInput)).toEqual([]);
    // a shift within half a second of a click is not counted as CLS; none of those is Aisle's
    expect(shifts.filter(({ sources }) => sources.some((source) => /card|grid|shelf/.test(source)))).toEqual([]);
  });
});

describe('on a phone six times slower', () => {
  step('a known shopper sees shelves that never shift', async () => {
    const context = await others.newContext({ viewport: { width: 412, height: 915 }, hasTouch: true });
    await watchPages(context);
    const page = await context.newPage();
    await page.goto(`${demo.shop}/`);
    await choose(page, 'all');
    for (const id of lanternsViewed) {
      await untilWorking(context);
      await page.waitForTimeout(SETTLE_MS / 2);
      await page.goto(`${demo.shop}/p/${id}`);
    }
    await untilWorking(context);
    await page.waitForTimeout(SETTLE_MS / 2);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    const seen: Shift[] = [];
    let moved = 0;
    for (let visit = 0; visit < 5; visit++) {
      await page.goto(`${demo.shop}/${visit % 2 === 0 ? '' : `p/${lanternsViewed[0]}`}`);
      await page.waitForTimeout(2 * SETTLE_MS);
      seen.push(...(await readShifts(page)));
      if (visit % 2 === 0 && !same(await orderOf(page, SLOT), serverOrder)) moved++;
    }
    expect(seen).toEqual([]);
    expect(moved).toBeGreaterThan(0);
    await context.close();
  });
});

describe('what left the browser', () => {
  step(
    'is the loader, the adapter, the SDK, what follows the page, the manifest and its parts, and nothing else of Aisle',
    () => {
      const seen = new Set(paths(ofAisle()));
      for (const path of BEFORE) expect(seen).toContain(path);
      expect(seen).toContain('/aisle-sdk.js');
      expect(seen).toContain('/bundle/manifest.json');
      expect([...seen].filter((path) => !BEFORE.includes(path) && !AFTER.test(path))).toEqual([]);
    },
  );

  step('carries no body, query, cookie or page in any request of Aisle', () => {
    for (const { method, url, headers, body } of ofAisle()) {
      expect(method).toBe('GET');
      expect(body).toBe('');
      expect(url.search).toBe('');
      expect(headers.cookie).toBeUndefined();
      expect(headers.authorization).toBeUndefined();
      // the shop's origin at most, which it sends itself with its own script tag; never a path
      expect([undefined, `${demo.shop}/`]).toContain(headers.referer);
    }
  });

  step('names no product, search or identifier in any request of Aisle', () => {
    const words = [...lanternsViewed, ...serverOrder, 'lantern', EMAIL, 'jane', 'example'];
    for (const { url, headers } of ofAisle()) {
      const { host: _, ...rest } = headers;
      const said = `${url.pathname}${url.search} ${JSON.stringify(rest)}`.toLowerCase();
      // a part is named by the hash of its bytes, in which a short article number may stand by chance
      const plain = said.replaceAll(/[0-9a-f]{64}/g, '');
      for (const word of words) expect(plain).not.toContain(word.toLowerCase());
    }
  });

  step('goes to the shop and to Aisle, and to nobody else', () => {
    const origins = new Set([...asked].map((url) => new URL(url).origin));
    expect([...origins].toSorted()).toEqual([demo.aisle, demo.shop].toSorted());
    // the proxy also sees what Chromium asks for by itself, of its maker only
    const further = proxy.requests.filter(
      ({ url }) => !origins.has(url.origin) && !/\.(google|googleapis|gvt1)\.com$/.test(url.hostname),
    );
    expect(further.map(({ url }) => url.href)).toEqual([]);
  });

  step('and the shop itself hears of its own pages and pictures only', () => {
    const known = /^\/($|p\/[\w%.-]+$|c(\/|$)|search$|assets\/|art\/[\w%.-]+\.svg$|favicon)/;
    const toShop = proxy.requests.filter(({ url }) => url.origin === demo.shop);
    expect(toShop.filter(({ url }) => !known.test(url.pathname)).map(({ url }) => url.href)).toEqual([]);
    expect(toShop.filter(({ method, body }) => method !== 'GET' || body !== '').map(({ url }) => url.href)).toEqual([]);
  });
});

describe('erasing the profile', () => {
  step('brings the order of the server back and leaves no database', async () => {
    await home.goto(`${demo.shop}/`);
    expect(await reranked(home)).toHaveLength(serverOrder.length);
    const tab = await shopper.newPage();
    await tab.goto(`${demo.shop}/`);
    expect(await reranked(tab)).toHaveLength(serverOrder.length);
    await home.evaluate(
      () =>
        new Promise((resolve) => {
          setTimeout(() => resolve('nobody answered'), 30_000);
          const { aisle } = window as unknown as { aisle: (...call: unknown[]) => void };
          aisle('ready', (api: { profile: { erase(): Promise<unknown> } }) => void api.profile.erase().then(resolve));
        }),
    );
    await expectServerOrder(home);
    await expectServerOrder(tab);
    await expectNothingLeft();
    await tab.close();
  });

  step('and the next page starts from nothing', async () => {
    await home.reload();
    expect(await untilWorking(shopper)).toBe(1);
    await home.waitForTimeout(SETTLE_MS);
    expect(await orderOf(home, SLOT)).toEqual(serverOrder);
  });
});

describe('withdrawing in the dialog', () => {
  step('puts the order of the server back, ends the worker and leaves nothing stored', async () => {
    for (const id of lanternsViewed.slice(0, 3)) {
      await home.goto(`${demo.shop}/p/${id}`);
      await untilWorking(shopper);
      await home.waitForTimeout(SETTLE_MS);
    }
    await home.goto(`${demo.shop}/`);
    expect(await reranked(home)).not.toEqual(serverOrder);
    await home.locator('[data-cc="show-preferencesModal"]').first().click();
    await home.locator('#cc-main .pm button[data-role="necessary"]').click();
    await expectServerOrder(home);
    await expectNothingLeft();
    expect(await readStorage(home)).toEqual({ ...NO_STORAGE, cookies: [expect.stringMatching(/^cc_cookie=/)] });
  });

  step('and from then on only the loader, the adapter and the consent room are asked for', async () => {
    const since = proxy.requests.length;
    await home.goto(`${demo.shop}/p/${lanternsViewed[0]}`);
    await home.waitForTimeout(SETTLE_MS);
    // the browser's own cache may answer for these three
    expect(paths(ofAisle(since)).filter((path) => ![...BEFORE, ROOM].includes(path))).toEqual([]);
    expect(workersOf(shopper)).toBe(0);
    expect(await databases(home)).toEqual([]);
  });
});

step('no page has met an error or a warning on the way', () => {
  expect(errors).toEqual([]);
});

function isLantern(id: string): boolean {
  return LANTERN.test(titles.get(id) ?? '');
}

function meanPlace(order: readonly string[]): number {
  const places = order.flatMap((id, place) => (isLantern(id) ? [place] : []));
  return places.reduce((sum, place) => sum + place, 0) / places.length;
}

function same(order: readonly string[], other: readonly string[]): boolean {
  return order.length === other.length && order.every((id, place) => id === other[place]);
}

function ofAisle(since = 0): readonly Captured[] {
  return proxy.requests.slice(since).filter(({ url }) => url.origin === demo.aisle);
}

function paths(requests: readonly Captured[]): string[] {
  return requests.map(({ url }) => url.pathname).toSorted();
}

async function expectServerOrder(page: Page): Promise<void> {
  const order = await until(
    () => orderOf(page, SLOT),
    (now) => same(now, serverOrder),
  );
  expect(order).toEqual(serverOrder);
}

/** No database of Aisle's and no worker. */
async function expectNothingLeft(): Promise<void> {
  const names = await until(
    () => databases(home),
    (now) => now.length === 0,
  );
  expect(names).toEqual([]);
  const workers = await until(
    async () => workersOf(shopper),
    (count) => count === 0,
  );
  expect(workers).toBe(0);
}

/** How many workers a shopper with one page has, once the engine has come. */
function untilWorking(context: BrowserContext): Promise<number> {
  return until(
    async () => workersOf(context),
    (count) => count === 1,
  );
}

async function databases(page: Page): Promise<readonly string[]> {
  return (await readStorage(page)).databases;
}

/** Shifts of the document that is shown now; a navigation starts them anew. */
async function keepShifts(page: Page): Promise<void> {
  shifts.push(...(await readShifts(page)));
}

/** The order of the home slot once it is another than the server's; the server's when it stays that. */
function reranked(page: Page): Promise<string[]> {
  return until(
    () => orderOf(page, SLOT),
    (order) => !same(order, serverOrder),
  );
}

async function choose(page: Page, role: 'all' | 'necessary'): Promise<void> {
  await page.locator(`#cc-main .cm button[data-role="${role}"]`).click();
}

/** A shopper of their own, on the home page, before a choice. */
async function newShopper(): Promise<{ context: BrowserContext; page: Page; since: number }> {
  const since = proxy.requests.length;
  const context = await others.newContext({ viewport: { width: 1_280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${demo.shop}/`);
  await page.locator('#cc-main .cm').waitFor();
  return { context, page, since };
}

/** Lanterns that the search finds and the home slot does not show. */
async function findLanterns(): Promise<string[]> {
  const html = await (await fetch(`${demo.shop}/search?q=lantern`)).text();
  const found = [...html.matchAll(/data-aisle-item="([^"]+)"[\s\S]*?card-title[^>]*>([^<]*)</g)];
  return found
    .filter(([, id, title]) => LANTERN.test(title!) && !serverOrder.includes(id!))
    .map(([, id]) => id!)
    .slice(0, VIEWED);
}

/** All bytes that the browser keeps for its pages' scripts: databases, storage, workers; not its own history. */
async function storedBytes(): Promise<Buffer> {
  const profile = join(folder, 'Default');
  const kept = [
    'IndexedDB',
    'Local Storage',
    'Session Storage',
    'Service Worker',
    'File System',
    'WebStorage',
    'blob_storage',
  ];
  const chunks: Buffer[] = [];
  for (const name of kept) {
    const entries = await readdir(join(profile, name), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      // a file may be compacted away while this reads
      if (entry.isFile()) chunks.push(await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0)));
    }
  }
  return Buffer.concat(chunks);
}

/** The ways in which a text could lie in a file: as UTF-8, as UTF-16, encoded for a URL, as base64. */
function tracesOf(text: string): Buffer[] {
  return [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    Buffer.from(encodeURIComponent(text)),
    Buffer.from(Buffer.from(text).toString('base64').slice(0, -4)),
  ];
}

function textOf(html: string): string {
  return html
    .replaceAll('&amp;', '&')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .trim();
}
