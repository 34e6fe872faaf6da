// Shops in which a framework, a layout script, rows or shadow roots decide where a card is seen: what is captured there, and what
// is seen after a profile has been learned, after the page has rendered again, and after a withdrawal.

import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';

import { CHROMIUM_FLAGS, ensureChromium } from '../../chromium.ts';
import { readShifts, until } from '../probes.ts';
import type { ShelfWindow } from './lists-react-shelf.ts';
import { createListShops, LANTERNS, LISTED, LOOKED_AT } from './lists.shop.ts';
import { FAULTLESS, walkShop, withShopper } from './style-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS] });
});
afterAll(() => browser?.close());

/** Ids as somebody reads them, line by line, whatever holds them. */
const read = (page: Page): Promise<string[]> =>
  page.locator('a[href^="/goods/"]').evaluateAll((links) =>
    links
      .map((link) => ({ id: link.textContent.trim(), box: link.getBoundingClientRect() }))
      .toSorted((a, b) => Math.round(a.box.top / 20) - Math.round(b.box.top / 20) || a.box.left - b.box.left)
      .map(({ id }) => id),
  );
const startsWithLanterns = (ids: readonly string[]): boolean => ids.slice(0, 3).every((id) => LANTERNS.includes(id));
const isListed = (ids: readonly string[]): boolean => JSON.stringify(ids) === JSON.stringify(LISTED);
const shiftOf = async (page: Page): Promise<number> =>
  (await readShifts(page)).reduce((sum, { value }) => sum + value, 0);
const show = (page: Page, ids: readonly string[]): Promise<void> =>
  page.evaluate((next) => (window as ShelfWindow).show?.(next), ids);

describe.concurrent.each(await createListShops())('$shop.name', ({ shop, renders, grows }) => {
  test('is heard without a fault', async ({ expect }) => {
    for (const walked of await walkShop(shop)) expect(walked).toMatchObject(FAULTLESS);
  });

  test('shows what is wanted first, without a shift, through renders, and its own order after a withdrawal', async ({
    expect,
  }) => {
    await withShopper(browser, shop, 'auto', async (shopper, errors) => {
      const { page } = shopper;
      for (const id of LOOKED_AT) await shopper.visit(`/goods/${id}`);
      await shopper.visit('/all');
      const order = (): Promise<string[]> => read(page);
      expect(await until(order, startsWithLanterns)).toSatisfy(startsWithLanterns);
      const ranked = await order();
      expect(new Set(ranked)).toEqual(new Set(LISTED));
      expect(await shiftOf(page)).toBe(0);

      if (renders) {
        await show(page, [...LISTED]);
        await page.waitForTimeout(600);
        expect(await order()).toEqual(ranked);
      }
      if (grows) {
        await show(page, [...LISTED, LANTERNS[0]!]);
        await page.waitForTimeout(600);
        expect(await order()).toEqual([...ranked, LANTERNS[0]!]);
        await show(page, [...LISTED]);
      }
      await page.evaluate(() => void aisle('consent', { personalisation: 'denied' }));
      expect(await until(order, isListed)).toEqual(LISTED);
      expect(errors).toEqual([]);
    });
  });
});
