import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';

import { CHROMIUM_FLAGS, ensureChromium } from '../../chromium.ts';
import { isLong } from '../../long.ts';
import { rudderV2, rudderV3, segment } from './segment.shop.ts';
import { shopifyPage } from './shopify-page.shop.ts';
import { FAULTLESS, walkShop, withShopper } from './style-shop.ts';
import type { Tracked } from './tracked.shop.ts';
import { acdl, mixpanel, snowplow } from './trackers.shop.ts';

/** RudderStack's older library has the methods of its newer one. */
const TRACKED = [segment, rudderV3, ...(isLong ? [rudderV2] : []), mixpanel, snowplow, acdl];

test.concurrent.each([...TRACKED, shopifyPage])(
  'a shop that tells $name alone is heard without a fault',
  async (shop) => {
    for (const walked of await walkShop(shop)) expect(walked).toMatchObject(FAULTLESS);
  },
);

/** What a tracker tells its vendor on a page with a call before it is there and one after. */
async function vendorHears(shop: Tracked, grants?: string): Promise<readonly string[]> {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS] });
  try {
    shop.collected.length = 0;
    await withShopper(
      browser,
      shop,
      'auto',
      async ({ visit, page }) => {
        // the page has loaded only when its tracker has
        const visited = visit('/third');
        await page.waitForURL('**/third', { waitUntil: 'commit' });
        await page.waitForTimeout(1_500);
        await shop.letIn(page);
        await visited;
        await page.click('#drop');
        await page.waitForTimeout(1_000);
        shop.collected.push(
          ...(await page.evaluate<string[]>('(window.adobeDataLayer || []).map((entry) => JSON.stringify(entry))')),
        );
      },
      grants,
    );
    return shop.collected.map(withoutChance);
  } finally {
    await browser.close();
  }
}

/** Without what is another each time: times, random ids, the port of the test. */
function withoutChance(body: string): string {
  const decoded = decodeURIComponent(body.replace(/^data=/, '')).replaceAll(
    /"?\b(eyJ[\w+/=-]{20,})/g,
    (_, text: string) => atob(text.replaceAll('-', '+').replaceAll('_', '/')),
  );
  return decoded
    .replaceAll(/[\da-f]{8,}(-[\da-f]{4,}){3,}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\d{9,}(\.\d+)?/g, 'NUMBER')
    .replaceAll(/localhost:\d+/g, 'HOST')
    .replaceAll(
      /"(\$insert_id|\$device_id|distinct_id|\$mp_replay_id|messageId|sessionId|vid|duid|\$pageview_id)":"?[^",}]*"?/g,
      '',
    );
}

test.each(TRACKED)('what $name tells its vendor is the same with us and without', async (shop) => {
  const without = await vendorHears(shop, '');
  expect(without.length).toBeGreaterThan(1);
  expect(await vendorHears(shop)).toEqual(without);
});
