import { expect, test } from 'vitest';

import { spa } from './spa.shop.ts';
import { staticAmbient, staticShops } from './static.shop.ts';
import { FAULTLESS, walkShop } from './style-shop.ts';

test.each([...staticShops, staticAmbient, spa].map((shop) => [shop.name, shop] as const))(
  'a shop is heard without a fault: %s',
  async (_, shop) => {
    for (const walked of await walkShop(shop)) expect(walked).toMatchObject(FAULTLESS);
  },
  120_000,
);
