// The great platforms' shops, each with scripts that do what its own do, some of them once more beside a data layer that
// tells the same acts; and one of a platform that only the site's rules describe.

import { describe, test } from 'vitest';

import { isLong } from '../../long.ts';
import { dawn } from './dawn.shop.ts';
import { luma, lumaLayer } from './luma.shop.ts';
import { prestashop } from './prestashop.shop.ts';
import { shopware } from './shopware.shop.ts';
import { FAULTLESS, walkShop } from './style-shop.ts';
import { woocommerce, woocommerceLayer, woocommerceRefusal } from './woocommerce.shop.ts';

const SHOPS = [
  woocommerce,
  woocommerceLayer,
  woocommerceRefusal,
  prestashop,
  luma,
  // tells the same acts once more, as WooCommerce's layer does
  ...(isLong ? [lumaLayer] : []),
  dawn,
  shopware,
];

describe.concurrent('shops of platforms', () => {
  for (const shop of SHOPS) {
    test(`a shop of ${shop.name} is heard without a fault`, async ({ expect }) => {
      for (const walked of await walkShop(shop)) expect(walked).toMatchObject(FAULTLESS);
    });
  }
});
