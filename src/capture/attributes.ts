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

/** The items of all elements in `root` that name one in `attribute`. */
export function readItems(root: ParentNode, attribute: string): ItemRef[] {
  // spread, since `Array.from` is MooTools' and Prototype's own on the pages that have them
  return [...root.querySelectorAll(`[${attribute}]`)]
    .map((element) => readItem(element, attribute))
    .filter((item) => item !== undefined);
}
