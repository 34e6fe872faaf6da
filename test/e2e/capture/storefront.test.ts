import { test } from 'vitest';

import { exoticShop } from './exotic.shop.ts';
import { createFormsShop } from './forms.shop.ts';
import { shadowShop } from './shadow.shop.ts';
import { FAULTLESS, walkShop } from './style-shop.ts';
import { createTablesShop } from './tables.shop.ts';

/** Some keep a cart for whoever comes: each walk has a shop of its own, one that is tried again too. */
const SHOPS = [createTablesShop, () => shadowShop, () => exoticShop, createFormsShop];

test.concurrent.for(SHOPS.map((create) => [create().name, create] as const))(
  '%s: all that is done is heard, and nothing else',
  async ([, create], { expect }) => {
    for (const walked of await walkShop(create())) expect(walked).toMatchObject(FAULTLESS);
  },
);
