import type { ItemRef } from '../../../contract/events.ts';
import { MAX_EVENT_ITEMS, MAX_QUANTITY } from '../../../contract/limits.ts';
import type { Reading } from '../reading.ts';
import { toItem } from '../ids.ts';

/** A product of a cart that is told by an object of the page. */
export interface BasketLine {
  readonly ids: readonly unknown[];
  readonly price: unknown;
  readonly quantity: unknown;
}

/** What the page's own objects say is in the cart. They are somebody else's: whatever they hold, nothing is thrown. */
export function readBasket(read: () => readonly BasketLine[], reading: Reading): ItemRef[] {
  let lines: readonly BasketLine[];
  try {
    lines = read().slice(0, MAX_EVENT_ITEMS);
  } catch {
    return [];
  }
  return lines
    .map(({ ids, price, quantity }) => {
      const item = toItem(ids, reading.parsePrice(price));
      const count = Math.floor(Number(quantity));
      return item && { ...item, ...(count >= 1 && count <= MAX_QUANTITY && { quantity: count }) };
    })
    .filter((item) => item !== undefined);
}
