import { describe, test, type ExpectStatic } from 'vitest';

import { isLong } from '../../long.ts';
import { described } from './described.shop.ts';
import { fusedShop } from './fused.shop.ts';
import { priced } from './priced.shop.ts';
import { FAULTLESS, walkShop, type StyleShop } from './style-shop.ts';

async function isFaultless(shop: StyleShop, expect: ExpectStatic): Promise<void> {
  for (const walked of await walkShop(shop)) expect(walked).toMatchObject(FAULTLESS);
}

/** Each of them walks through the same shop, which then knows another of its ids. */
const SOURCES = isLong ? (['sku', 'variant', 'product', 'handle'] as const) : (['sku', 'variant'] as const);

describe.concurrent('a page that says in many ways what it is about', () => {
  test.for(SOURCES)('is known by its %s, though every source of it has another id', (source, { expect }) =>
    isFaultless(fusedShop(source), expect),
  );

  test('is heard where it speaks to machines only, whatever it speaks', ({ expect }) => isFaultless(described, expect));

  test('has its prices read in every form, and its cards by handlers and addresses', ({ expect }) =>
    isFaultless(priced, expect));
});
