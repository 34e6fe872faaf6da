import { expect, test } from 'vitest';

import { described } from './described.shop.ts';
import { fusedShop } from './fused.shop.ts';
import { priced } from './priced.shop.ts';
import { FAULTLESS, walkShop, type StyleShop } from './style-shop.ts';

async function isFaultless(shop: StyleShop): Promise<void> {
  for (const walked of await walkShop(shop)) expect(walked).toMatchObject(FAULTLESS);
}

test.each(['sku', 'variant', 'product', 'handle'] as const)(
  'a product that every source of a page names differently is known by its %s',
  (source) => isFaultless(fusedShop(source)),
);

test('pages that speak to machines only are heard, whatever they speak', () => isFaultless(described));

test('prices are read in every form, and cards by handlers and addresses', () => isFaultless(priced));
