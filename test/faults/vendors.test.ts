// Consent managers that say what has not changed, what has not been decided, or what has been decided before Aisle came.

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { exportProfile } from '../e2e/fixture-page.ts';
import { STUBBED } from '../e2e/managers.ts';
import { orderOf, readStorage, until, workersOf } from '../e2e/probes.ts';
import { SERVER_ORDER, SLOT, type Shop, type Visitor } from './shop.ts';
import { useShop } from './use-shop.ts';

/** Long enough for Aisle to have made of it what it must not. */
const A_WHILE_MS = 1_000;
const ALL = 'document.cookie = "stub=all"';

let shop: Shop;
let visitor: Visitor;

useShop((...given) => ([shop, visitor] = given));

const open = (name: string, first: string, then = ''): Promise<Page> => {
  const head = `<script>${first}</script>${STUBBED[name]!.head}<script>${then}</script>`;
  return visitor.open(shop.page(`/${name}`, { head, attributes: `data-consent="auto"` }));
};
const hasSdk = (): Promise<boolean> => Promise.resolve(shop.asked('aisle-sdk.js').length > 0);
/** Purposes, source and time of what was agreed to. */
const recordOf = async (page: Page): Promise<string> => {
  const found = /"consent":\{.*?\}.*?\}/.exec(JSON.stringify(await exportProfile(page)));
  return found?.[0] ?? 'no record';
};

describe('OneTrust', () => {
  test('fault 8: an event that is repeated unchanged leaves one state, and nothing starts again', async () => {
    const page = await open('onetrust', ALL);
    expect(await until(hasSdk, Boolean)).toBe(true);
    const record = await recordOf(page);
    expect(record).toContain('"personalisation":"granted"');
    await page.evaluate(() => {
      const turns: unknown[] = [];
      Object.assign(window, { turns });
      aisle('on', 'consent', (said: unknown) => turns.push(said));
    });
    // the last that a visit brings by itself
    await until(
      () => Promise.resolve(shop.asked('aisle-follow.js')),
      ({ length }) => length > 0,
    );
    const asked = shop.asked().length;
    for (let time = 0; time < 20; time++) await page.evaluate('stub.repeat()');
    await page.waitForTimeout(A_WHILE_MS);
    expect(shop.asked()).toHaveLength(asked);
    expect(shop.asked('aisle-sdk.js')).toHaveLength(1);
    expect(workersOf(visitor.context)).toBe(1);
    expect(await page.evaluate('turns.length')).toBe(0);
    expect(await recordOf(page)).toBe(record);
    expect(visitor.errors).toEqual([]);
  });
});

describe('Osano', () => {
  test('fault 9: a toggle that is not saved changes nothing, whichever way', async () => {
    const page = await open('osano', '');
    await page.waitForTimeout(A_WHILE_MS);
    await page.evaluate('stub.toggle({ functional: true, analytics: true })');
    await page.waitForTimeout(A_WHILE_MS);
    expect(await hasSdk()).toBe(false);
    expect((await readStorage(page)).databases).toEqual([]);

    await page.locator('#all').click();
    expect(await until(hasSdk, Boolean)).toBe(true);
    const record = await recordOf(page);
    expect(record).toContain('"personalisation":"granted"');
    await page.evaluate('stub.toggle({ functional: false, analytics: false })');
    await page.waitForTimeout(A_WHILE_MS);
    expect(await recordOf(page)).toBe(record);
    expect((await readStorage(page)).databases).not.toEqual([]);
    expect(visitor.errors).toEqual([]);
  });
});

describe('Didomi', () => {
  // whoever pushes to its queues once they have been served waits for ever
  const DEAF = 'didomiOnReady = { push() {} }';

  test('fault 10: loaded before us, its state is read, and its changes are heard', async () => {
    const page = await open('didomi', ALL, DEAF);
    expect(await until(hasSdk, Boolean)).toBe(true);
    expect(await recordOf(page)).toContain('"source":"didomi"');
    await page.locator('#none').click();
    const databases = () => readStorage(page).then((storage) => storage.databases);
    expect(await until(databases, (left) => !left.length)).toEqual([]);
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
    expect(visitor.errors).toEqual([]);
  });

  test('fault 10: loaded before us and refused, its state is read, and nothing starts', async () => {
    const page = await open('didomi', 'document.cookie = "stub=none"', DEAF);
    await page.waitForTimeout(A_WHILE_MS);
    expect(await hasSdk()).toBe(false);
    expect((await readStorage(page)).databases).toEqual([]);
    expect(visitor.errors).toEqual([]);
  });
});
