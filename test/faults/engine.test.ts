// What must not reach the shop from an engine that is of another build, switched off, or cut off from its bundle.

import { createHash } from 'node:crypto';

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { exportProfile, grant, learn } from '../e2e/fixture-page.ts';
import { orderOf, readStorage, until } from '../e2e/probes.ts';
import { LANTERNS, SERVER_ORDER, SLOT, startShop, type Shop, type Visitor } from './shop.ts';

/** Hears every error of Aisle's from the page's first moment on. */
const HEAR = `<script>window.told = []; window.aisle = function () { (aisle.q = aisle.q || []).push(arguments) };
aisle('on', 'error', (error) => window.told.push(error.reason))</script>`;

let shop: Shop;
let visitor: Visitor;
let mend: (() => void)[];

beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

beforeEach(async () => {
  mend = [];
  visitor = await shop.launch();
  shop.requests.length = 0;
  await shop.publish({ version: 1 });
});
afterEach(async () => {
  for (const undo of mend) undo();
  await visitor.close();
});

const told = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as { told: string[] }).told);
const isRanked = (order: readonly string[]): boolean => order.join() !== SERVER_ORDER.join();

async function visit(path: string, attributes = ''): Promise<Page> {
  const page = await visitor.open(shop.page(path, { head: HEAR, attributes }));
  await grant(page);
  return page;
}

/** A shopper who has looked at lanterns, with matching scripts and a bundle that is there. */
async function experienced(): Promise<void> {
  const page = await visit('/first');
  await learn(page, LANTERNS.slice(1, 4));
  await until(
    () => keptKeys(page),
    (keys) => keys.includes('checkedAt'),
  );
  await page.close();
}

/** Keys of the bundle's cache, which is public data. */
function keptKeys(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('aisle:default');
        opening.addEventListener('error', () => reject(new Error(String(opening.error))));
        opening.addEventListener('success', () => {
          const database = opening.result;
          const keys = database.transaction('bundle').objectStore('bundle').getAllKeys();
          keys.addEventListener('success', () => {
            database.close();
            resolve(keys.result as string[]);
          });
        });
      }),
  );
}

/** As if the manifest had last been asked for half an hour ago. */
async function letTimePass(): Promise<void> {
  const page = await visitor.open(shop.page('/away', { head: HEAR }), { isInert: true });
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('aisle:default');
        opening.addEventListener('error', () => reject(new Error(String(opening.error))));
        opening.addEventListener('success', () => {
          const database = opening.result;
          const tx = database.transaction('bundle', 'readwrite');
          tx.objectStore('bundle').put(1, 'checkedAt');
          tx.addEventListener('complete', () => {
            database.close();
            resolve();
          });
        });
      }),
  );
  await page.close();
}

async function untilRanked(page: Page): Promise<string[]> {
  return until(() => orderOf(page, SLOT), isRanked);
}

/** Long enough for an order to have come. */
async function expectServerOrder(page: Page): Promise<void> {
  await until(
    () => told(page),
    (errors) => errors.length > 0,
  );
  await page.waitForTimeout(300);
  expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
}

describe('the manifest', () => {
  test.each([
    ['answers 500', { status: 500, body: 'broken' } as const],
    ['never answers', 'hang' as const],
  ])('fault 20: that %s leaves the last good bundle in use', async (_how, answer) => {
    await experienced();
    await letTimePass();
    mend.push(shop.override(/manifest\.json$/, answer));
    shop.requests.length = 0;
    const page = await visit('/later');
    const order = await untilRanked(page);
    expect(order.slice(0, 2).toSorted()).toEqual(LANTERNS.slice(4).toSorted());
    await until(
      () => Promise.resolve(shop.asked('manifest.json')),
      (asked) => asked.length === 1,
    );
    expect(await told(page)).toEqual([]);
    expect(visitor.errors.filter((error) => !error.includes('500'))).toEqual([]);
  });

  test('fault 20: that turns Aisle off keeps it off while no newer word can be had, and is followed when it turns it on', async () => {
    await experienced();
    await shop.publish({ version: 2, change: (manifest) => (manifest.site.enabled = false) });
    await letTimePass();
    await (await visit('/hears-of-it')).waitForTimeout(500);

    for (const answer of [{ status: 500, body: 'broken' } as const, 'hang' as const]) {
      const undo = shop.override(/manifest\.json$/, answer);
      mend.push(undo);
      await letTimePass();
      shop.requests.length = 0;
      const page = await visit('/off');
      await until(
        () => Promise.resolve(shop.asked('manifest.json')),
        (asked) => asked.length === 1,
      );
      // an engine waits 3 s for word that it is on again
      await page.waitForTimeout(answer === 'hang' ? 3_500 : 500);
      expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
      // to be off is no fault
      expect(await told(page)).toEqual([]);
      await page.close();
      undo();
    }

    await shop.publish({ version: 3 });
    await letTimePass();
    const page = await visit('/on');
    expect((await untilRanked(page)).slice(0, 2).toSorted()).toEqual(LANTERNS.slice(4).toSorted());
    // what was learned before is still there
    const exported = JSON.stringify(await exportProfile(page));
    for (const id of LANTERNS.slice(1, 4)) expect(exported).toContain(id);
    expect(await told(page)).toEqual([]);
  });
});

describe('page and worker of different builds', () => {
  /** The built worker as a build of another protocol would be. */
  async function oldWorker(): Promise<string> {
    const { body } = (await shop.original(`${shop.origin}/aisle-worker.js`))!;
    return replaceAll(
      String(body),
      /(\.v!==)\d(?=\))|(\{aisle:)\d(?=\})/g,
      (_, check = '', greeting = '') => `${check}${greeting}1`,
    );
  }

  /** The built SDK as a build of another protocol would be, and the scripts that pin it, each by the hash of the one before. */
  async function installOldPage(): Promise<void> {
    const built = async (file: string): Promise<string> => String((await shop.original(`${shop.cdn}/${file}`))!.body);
    let [pinned, script] = ['', ''];
    for (const file of ['aisle-sdk.js', 'aisle-consent-room.js', 'aisle.js']) {
      const before = await built(file);
      script =
        pinned === ''
          ? replaceAll(before, /(,v:)\d(?=,deadlineMs:)/g, (_, key) => `${key}1`)
          : replaceAll(before, pinned, () => hashOf(script));
      pinned = hashOf(before);
      mend.push(shop.override(`${shop.cdn}/${file}`, { body: script }));
    }
  }

  const CASES: [string, () => Promise<unknown>, string][] = [
    [
      'a worker of an older build, left behind under data-worker',
      async () => mend.push(shop.override(`${shop.origin}/aisle-worker.js`, { body: await oldWorker() })),
      'data-worker="/aisle-worker.js"',
    ],
    ['a page of an older build with this worker', installOldPage, 'data-worker="/aisle-worker.js"'],
  ];

  test.each(CASES)('%s: one error, the server’s order, and nothing is stored', async (_who, install, attributes) => {
    await install();
    const page = await visit('/new', attributes);
    await expectServerOrder(page);
    await page.evaluate((id) => void aisle('track', 'product_view', { id }), LANTERNS[0]!);
    await page.waitForTimeout(400);
    expect(await told(page)).toEqual(['protocol']);
    expect((await readStorage(page)).databases).toEqual([]);
    expect(shop.asked('manifest.json')).toEqual([]);
    expect(visitor.errors).toEqual([]);
  });

  test.each(CASES)('%s: a profile that is there is left as it is', async (_who, install, attributes) => {
    await experienced();
    await install();
    const page = await visit('/stale', attributes);
    await expectServerOrder(page);
    await page.close();
    for (const undo of mend.splice(0)) undo();
    const again = await visit('/again');
    const exported = JSON.stringify(await exportProfile(again));
    for (const id of LANTERNS.slice(1, 4)) expect(exported).toContain(id);
  });
});

function replaceAll(text: string, pattern: string | RegExp, by: (...groups: string[]) => string): string {
  const replaced = text.replaceAll(pattern, by);
  // a build that writes it differently would otherwise be tested against itself
  expect(replaced, `${String(pattern)} in the built file`).not.toBe(text);
  return replaced;
}

/** As the scripts hold it: without the sign that fills it up. */
function hashOf(script: string): string {
  return createHash('sha256').update(script).digest('base64').replace('=', '');
}
