import { test } from 'vitest';

import { exoticShop } from './exotic.shop.ts';
import { createFormsShop } from './forms.shop.ts';
import { shadowShop } from './shadow.shop.ts';
import { FAULTLESS, walkShop } from './style-shop.ts';
import { createTablesShop } from './tables.shop.ts';

test.concurrent.for([createTablesShop(), shadowShop, exoticShop, createFormsShop()])(
  '$name: all that is done is heard, and nothing else',
  async (shop, { expect }) => {
    for (const walked of await walkShop(shop)) expect(walked).toMatchObject(FAULTLESS);
  },
);
