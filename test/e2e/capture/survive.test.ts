// What a shopper does last on a page is recorded, however the page is left right after it.

import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import { CHROMIUM_FLAGS, ensureChromium } from '../../chromium.ts';
import { rounds } from '../../long.ts';
import { exportProfile } from '../fixture-page.ts';
import { until } from '../probes.ts';
import { withShopper, type StyleShop } from './style-shop.ts';

const ITEM = 'sku-mug-3';
/** Each act once. */
const ROUNDS = rounds(4);
/** How much slower the page's own thread is, and how long a first visitor's bundle is on its way. */
const THROTTLING = 4;
const BUNDLE_MS = 400;

/** What is done, and what leaves the page in the same moment. */
const ACTS: readonly (readonly [type: AisleEvent['type'], html: string])[] = [
  // a script of the shop's tells of the cart, and goes there
  [
    'add_to_cart',
    `<button class="act" onclick="aisle('track', 'add_to_cart', '${ITEM}'); location.href = '/next'">Add</button>`,
  ],
  // a form is sent, and a script tells of the order
  [
    'purchase',
    `<form action="/next" onsubmit="aisle('track', 'purchase', { order: 'ORDER-1', items: ['${ITEM}'] })"><button class="act">Buy</button></form>`,
  ],
  // a link of a card
  ['product_click', `<div data-aisle-item="${ITEM}"><a class="act" href="/next">See</a></div>`],
  // a button that is marked by an attribute, whose script leaves
  ['add_to_cart', `<button class="act" data-aisle-add="${ITEM}" onclick="location.assign('/next')">Add</button>`],
];

const shopOf = (html: string, cacheControl: string): StyleShop => ({
  name: 'left at once',
  answer: ({ pathname }) =>
    `<!doctype html><html lang="en"><head><title>Shop</title></head><body data-aisle-page="other">${pathname === '/' ? html : 'Next'}</body></html>`,
  headers: { 'cache-control': cacheControl },
  walk: () => Promise.resolve(),
  expected: [],
});

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS] });
});
afterAll(() => browser.close());

/** Whether what somebody does on the first page of a first visit, and leaves it with, is recorded in the end. */
function survives([type, html]: (typeof ACTS)[number], cacheControl: string): Promise<boolean> {
  return withShopper(browser, shopOf(html, cacheControl), 'auto', async ({ page, origin }, errors) => {
    await page.route(/manifest\.json/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, BUNDLE_MS));
      await route.continue().catch(() => {});
    });
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLING });
    await page.goto(`${origin}/`);
    await page.evaluate(() => new Promise<void>((resolve) => void aisle('ready', () => resolve())));
    await page.locator('.act').click();
    await page.waitForURL('**/next*');
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    const acts = async (): Promise<AisleEvent[]> => {
      const { export: kept } = (await exportProfile(page)) as { export?: { events: AisleEvent[] } };
      return kept?.events.filter((event) => event.type === type) ?? [];
    };
    const found = await until(acts, ({ length }) => length > 0);
    expect(errors).toEqual([]);
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
    return found.length === 1;
  });
}

test.concurrent.each(['no-cache', 'no-store'])(
  'a cart, an order and a click survive a navigation right after them, each time: %s',
  async (cacheControl) => {
    let survived = 0;
    for (let round = 0; round < ROUNDS; round++)
      if (await survives(ACTS[round % ACTS.length]!, cacheControl)) survived++;
    process.stdout.write(`capture  ${survived} of ${ROUNDS} survived, ${cacheControl}\n`);
    expect(survived).toBe(ROUNDS);
  },
  ROUNDS * 30_000,
);
