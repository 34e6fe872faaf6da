import type { ItemRef } from '../../contract/events.ts';
import { toItemRef } from './draft.ts';

/** The item that `element` names in `attribute`, with the price, currency and quantity beside it. */
export function readItem(element: Element, attribute: string): ItemRef | undefined {
  const read = (name: string): string | null => element.getAttribute(`data-aisle-${name}`);
  return toItemRef({
    id: element.getAttribute(attribute),
    price: read('price'),
    currency: read('currency'),
    quantity: read('quantity'),
  });
}
