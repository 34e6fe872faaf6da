import type { ItemRef } from '../../contract/events.ts';
import { MAX_NAME_LENGTH } from '../../contract/limits.ts';
import { toItemRef } from './draft.ts';

/** What makes an element a card. */
export const ITEM = 'data-aisle-item';

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

/** A card's item with its list and its place in it. `orders` spares lists that are asked for several cards. */
export function readCard(card: Element, orders = new Map<Element, Element[]>()): ItemRef | undefined {
  const item = readItem(card, ITEM);
  const slot = card.closest('[data-aisle-slot]');
  const list = slot?.getAttribute('data-aisle-slot');
  if (!item || !slot || !list) return item;
  const order = orders.get(slot) ?? [...slot.querySelectorAll(`[${ITEM}]`)];
  orders.set(slot, order);
  return { ...item, list: list.slice(0, MAX_NAME_LENGTH), position: order.indexOf(card) };
}
