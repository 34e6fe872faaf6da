import { expect, test } from 'vitest';

import { rudderV2, rudderV3, segment } from './segment.shop.ts';
import { FAULTLESS, walkShop } from './style-shop.ts';
import { acdl, mixpanel, snowplow } from './trackers.shop.ts';

test.each([segment, rudderV3, rudderV2, mixpanel, snowplow, acdl])(
  'a shop that tells $name alone is heard without a fault',
  async (shop) => {
    for (const walked of await walkShop(shop)) expect(walked).toMatchObject(FAULTLESS);
    // it is the real tracker that the shop talks to, and it goes on talking to its vendor
    if (shop !== acdl) expect(shop.collected.length).toBeGreaterThan(5);
  },
);
