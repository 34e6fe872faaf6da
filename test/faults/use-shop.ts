import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

import { startShop, type Shop, type Visitor, type VisitorOptions } from './shop.ts';

/** One shop for the tests of a file, as it was at first for each of them, and a visitor of its own for each of them. */
export function useShop(take: (shop: Shop, visitor: Visitor) => void, options?: VisitorOptions): void {
  let shop: Shop | undefined;
  let visitor: Visitor | undefined;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop?.stop());
  beforeEach(async () => {
    await shop!.mend();
    visitor = await shop!.launch(options);
    take(shop!, visitor);
  });
  afterEach(() => visitor?.close());
}
