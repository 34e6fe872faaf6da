import { test } from 'vitest';

import { spa } from './spa.shop.ts';
import { staticAmbient, staticShops } from './static.shop.ts';
import { FAULTLESS, walkShop } from './style-shop.ts';

test.concurrent.for([...staticShops, staticAmbient, spa].map((shop) => [shop.name, shop] as const))(
  'a shop is heard without a fault: %s',
  { timeout: 180_000 },
  async ([, shop], { expect }) => {
    for (const walked of await walkShop(shop)) expect(walked).toMatchObject(FAULTLESS);
  },
);
