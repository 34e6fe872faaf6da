import type { ItemId } from '../../contract/ids.ts';
import { MAX_SLOT_ITEMS, MAX_SLOT_LENGTH } from '../../contract/limits.ts';

/** What makes a slot a fill slot; every other slot is a rank slot. */
export const FILL = '[data-aisle-mode=fill]';
const ITEM = 'data-aisle-item';
const PIN = 'data-aisle-pin';

/** What stands in a rank slot: the child that moves, and the item it shows. */
export interface Place {
  readonly id: ItemId;
  /** Other ids of the same item. */
  readonly also?: ItemId[] | undefined;
  readonly node: Element;
  /** Stays where the server put it. */
  readonly pinned: boolean;
}

/** A place on the page that shows items, as its attributes describe it. */
export interface Slot {
  readonly id: string;
  readonly element: HTMLElement;
  /** rank: how many leading places may change; fill: how many cards. Infinity where the page does not say. */
  readonly limit: number;
  /** What stands in it now. */
  readonly read: () => Place[];
  /** How its items change places where its nodes must not simply be moved; false where they cannot. Default: they move. */
  readonly arrange?: Arrange | undefined;
}

/**
 * Puts the item of `to[i]` where that of `from[i]` is seen, for every i; both hold the same nodes. False, with nothing
 * changed, where that cannot be done.
 */
export type Arrange = (from: readonly Element[], to: readonly Element[]) => boolean;

export function findSlots(mode = `:not(${FILL})`): Slot[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-aisle-slot]${mode}`)]
    .map((element) => {
      const limit = Math.floor(Number(element.getAttribute('data-aisle-limit')));
      return {
        id: element.getAttribute('data-aisle-slot')!,
        element,
        limit: limit > 0 ? limit : Infinity,
        read: () => readPlaces(element),
      };
    })
    .filter(({ id }) => id !== '' && id.length <= MAX_SLOT_LENGTH);
}

/**
 * The items of a rank slot in the order they stand in. What moves is the slot's own child: the item's element, or the only
 * item's wrapper. A child with no item, or with several, is furniture and keeps its place.
 */
export function readPlaces(element: Element): Place[] {
  return [...element.children]
    .flatMap((node) => {
      const [item, second] = node.hasAttribute(ITEM) ? [node] : node.querySelectorAll(`[${ITEM}]`);
      const id = item?.getAttribute(ITEM)?.trim();
      return id && !second ? [{ id, node, pinned: item!.hasAttribute(PIN) || node.hasAttribute(PIN) }] : [];
    })
    .slice(0, MAX_SLOT_ITEMS);
}
