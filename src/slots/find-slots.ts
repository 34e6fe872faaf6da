import type { ItemId } from '../../contract/ids.ts';
import { MAX_FILL_ITEMS, MAX_SLOT_ITEMS, MAX_SLOT_LENGTH } from '../../contract/limits.ts';

/** How many cards a fill slot gets that does not say. */
const DEFAULT_FILL = 8;
const ITEM = 'data-aisle-item';

/** What stands in a rank slot: the child that moves, and the item it shows. */
export interface Place {
  readonly id: ItemId;
  readonly node: Element;
  /** Stays where the server put it. */
  readonly pinned: boolean;
}

/** A place on the page that shows items, as its attributes describe it. */
export interface Slot {
  readonly id: string;
  readonly element: HTMLElement;
  readonly mode: 'rank' | 'fill';
  /** rank: how many leading places may change, Infinity by default. fill: how many cards, 8 by default. */
  readonly limit: number;
}

export function findSlots(root: ParentNode): Slot[] {
  return Array.from(root.querySelectorAll<HTMLElement>('[data-aisle-slot]')).flatMap((element) => {
    const id = element.getAttribute('data-aisle-slot') ?? '';
    const mode = element.getAttribute('data-aisle-mode') === 'fill' ? 'fill' : 'rank';
    const given = Math.floor(Number(element.getAttribute('data-aisle-limit')));
    const limit = given > 0 ? given : mode === 'fill' ? DEFAULT_FILL : Infinity;
    const fits = id !== '' && id.length <= MAX_SLOT_LENGTH;
    return fits ? [{ id, element, mode, limit: mode === 'fill' ? Math.min(limit, MAX_FILL_ITEMS) : limit }] : [];
  });
}

/**
 * The items of a rank slot in the order they stand in. What moves is the slot's own child: the item's element, or the only
 * item's wrapper. A child with no item, or with several, is furniture and keeps its place.
 */
export function readPlaces(element: Element): Place[] {
  const places: Place[] = [];
  for (const node of element.children) {
    const inner = node.hasAttribute(ITEM) ? [node] : node.querySelectorAll(`[${ITEM}]`);
    const [item] = inner;
    const id = item?.getAttribute(ITEM)?.trim();
    if (!item || inner.length !== 1 || !id || places.length === MAX_SLOT_ITEMS) continue;
    places.push({ id, node, pinned: item.hasAttribute('data-aisle-pin') || node.hasAttribute('data-aisle-pin') });
  }
  return places;
}
