import type { ItemRef } from '../../contract/events.ts';
import { toItemRef } from './draft.ts';

/** The item that `element` names in `attribute`, with the price, currency and quantity beside it. */
export function readItem(element: Element, attribute: string): ItemRef | undefined {
  const read = (name: string): string | undefined => element.getAttribute(`data-aisle-${name}`) ?? undefined;
  return toItemRef({
    id: element.getAttribute(attribute),
    price: read('price'),
    currency: read('currency'),
    quantity: read('quantity'),
  });
}

/** The items of the lines in `root`, at most `most`. */
export function readLines(root: Element, most: number): ItemRef[] {
  return Array.from(root.querySelectorAll('[data-aisle-line]'), (line) => readItem(line, 'data-aisle-line'))
    .filter((item) => item !== undefined)
    .slice(0, most);
}
