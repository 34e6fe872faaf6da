import { expect, test } from 'vitest';

import { manyNames } from './many-names.shop.ts';
import { FAULTLESS, walkShop } from './style-shop.ts';

test('a shop in which every script has ids of its own is heard in the catalogue’s, and each act once', async () => {
  for (const walked of await walkShop(manyNames)) expect(walked).toMatchObject(FAULTLESS);
});
