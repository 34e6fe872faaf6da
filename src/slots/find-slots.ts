import type { ItemId } from '../../contract/ids.ts';
import { MAX_SLOT_LENGTH } from '../../contract/limits.ts';

/** What makes a slot a fill slot; every other slot is a rank slot. */
export const FILL = '[data-aisle-mode=fill]';
/** Of a longer list the rest stays as it is: to change the places of 2,000 nodes takes 200 ms. */
export const MAX_PLACES = 240;
const ITEM = 'data-aisle-item';
const PIN = 'data-aisle-pin';

/** What stands in a rank slot: the node that moves, and the item it shows. */
export interface Place {
  readonly id: ItemId;
  /** Other ids of the same item. */
  readonly also?: ItemId[] | undefined;
  readonly node: Element;
  /** Stays where the server put it. */
  readonly pinned: boolean;
}

/** A place on the page that shows items, as its attributes or a rule of the site describe it. */
export interface Slot {
  readonly id: string;
  readonly element: HTMLElement;
  /** rank: how many leading places may change; fill: how many cards. Infinity where the page does not say. */
  readonly limit: number;
  /**
   * What stands in it now, in the order of the server. With `arrange` the same array as before, as long as nothing new came;
   * what is seen already is pinned in it.
   */
  readonly read: () => Place[];
  /** How its items change places where its children must not simply be moved. */
  readonly arrange?: Arrange | undefined;
}

/** Changes the order of a list in which a framework keeps the nodes, a script lays them out, or several parents hold them. */
export interface Arrange {
  /** Shows the places in this order; what it returns is why, with nothing changed, it does not. */
  order(wanted: readonly Place[]): Left | undefined;
  /** The page's own order again. */
  restore(): void;
}

/**
 * Why the order of the server stayed. `server`: nothing better is known; `late`: the deadline had passed; `touched`: somebody
 * is using the list; `changed`: the page has changed it meanwhile; `shift`: what stays would have moved; `framework`: one keeps
 * the nodes, and there is no other way; `hydration`: it has not taken over its page yet; `absolute`: its cards are placed one
 * by one, by a script out of reach; `carousel`, `virtual`: copies, or only what is in view, stand in it; `layout`: what would
 * be seen is not what was decided; `empty`: a fill slot with nothing to show.
 */
export type Left =
  | 'server'
  | 'late'
  | 'touched'
  | 'changed'
  | 'shift'
  | 'framework'
  | 'hydration'
  | 'absolute'
  | 'carousel'
  | 'virtual'
  | 'layout'
  | 'empty';

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
    .slice(0, MAX_PLACES);
}
