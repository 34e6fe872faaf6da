import type { ItemRef } from '../../contract/events.ts';
import type { Card } from './storefront.ts';

/** A card whose item is read at most once, and only when it is asked for. */
export function toCard(element: Element, read: () => ItemRef | undefined): Card {
  let item: ItemRef | undefined;
  let isRead = false;
  return {
    element,
    get item() {
      if (!isRead) item = read();
      isRead = true;
      return item;
    },
  };
}
