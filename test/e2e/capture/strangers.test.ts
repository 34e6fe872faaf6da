// Shops in styles that no line of Aisle was written for: nothing but the tag and a `site` configuration. What is captured, how
// a list is ordered after it, and that none of it happens without consent.

import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';

import { CHROMIUM_FLAGS, ensureChromium } from '../../chromium.ts';
import { NO_STORAGE, readShifts, readStorage, until } from '../probes.ts';
import { LANTERNS, LISTED, LISTS, seenOrder } from './strangers.shop.ts';
import { FAULTLESS, walkShop, withShopper } from './style-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS] });
});
afterAll(() => browser?.close());

describe.concurrent.each(LISTS)('$shop.name', ({ shop, path, item, pattern }) => {
  test('is heard without a fault', async ({ expect }) => {
    for (const walked of await walkShop(shop)) expect(walked).toMatchObject(FAULTLESS);
  });

  test('shows lanterns first to who has looked at lanterns, without a shift, and its own order after a withdrawal', async ({
    expect,
  }) => {
    await withShopper(browser, shop, 'auto', async (shopper, errors) => {
      await shop.walk(shopper);
      await shopper.visit(path);
      const order = (): Promise<string[]> => seenOrder(shopper, item, pattern);
      const isRanked = (ids: readonly string[]): boolean => ids.slice(0, 3).every((id) => LANTERNS.includes(id));
      expect(await until(order, isRanked)).toSatisfy(isRanked);
      expect(new Set(await order())).toEqual(new Set(LISTED));
      expect((await readShifts(shopper.page)).reduce((sum, { value }) => sum + value, 0)).toBe(0);
      await shopper.page.evaluate(() => void aisle('consent', { personalisation: 'denied' }));
      const isBack = (ids: readonly string[]): boolean => JSON.stringify(ids) === JSON.stringify(LISTED);
      expect(await until(order, isBack)).toEqual(LISTED);
      expect(errors).toEqual([]);
    });
  });

  test('without consent keeps nothing, starts nothing and changes nothing', async ({ expect }) => {
    await withShopper(
      browser,
      shop,
      'auto',
      async (shopper, errors) => {
        await shop.walk(shopper);
        await shopper.visit(path);
        expect(await seenOrder(shopper, item, pattern)).toEqual(LISTED);
        expect(await readStorage(shopper.page)).toEqual(NO_STORAGE);
        expect(shopper.page.workers()).toEqual([]);
        expect(errors).toEqual([]);
      },
      '',
    );
  });
});
