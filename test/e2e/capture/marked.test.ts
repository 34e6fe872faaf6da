import { expect, test } from 'vitest';

import { marked } from './marked.shop.ts';
import { FAULTLESS, walkShop } from './style-shop.ts';

test('a shop that is marked up by attributes is heard without a fault', async () => {
  for (const walked of await walkShop(marked)) expect(walked).toMatchObject(FAULTLESS);
});
