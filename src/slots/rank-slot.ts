import type { ItemId } from '../../contract/ids.ts';
import { readPlaces, type Place, type Slot } from './find-slots.ts';
import { moveNodes } from './move-nodes.ts';
import { orderPlaces } from './order-places.ts';
import { changeSteadily } from './steady.ts';

/**
 * Reorders a rank slot in place. False, with nothing changed, when the slot is in use (it holds the focus or a selection),
 * when its children are not those that were decided on, or when the new order would shift the page.
 */
export function rankSlot(slot: Slot, server: readonly Place[], ranked: readonly ItemId[]): boolean {
  const { element, limit } = slot;
  const wanted = orderPlaces(server, ranked, limit);
  const standing = readPlaces(element).map((place) => place.node);
  const known = new Set(server.map((place) => place.node));
  if (!wanted || isInUse(element) || standing.length !== known.size || !standing.every((node) => known.has(node))) {
    return false;
  }
  const to = wanted.map((place) => place.node);
  return changeSteadily(
    element,
    () => moveNodes(element, standing, to),
    () => moveNodes(element, to, standing),
  );
}

/** The server's order again, as far as its children still stand here; those that came later follow. */
export function restoreSlot({ element }: Slot, server: readonly Place[]): void {
  const standing = readPlaces(element).map((place) => place.node);
  const rank = new Map(server.map((place, index) => [place.node, index]));
  const to = standing.toSorted((a, b) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity) || 0);
  const { activeElement } = element.ownerDocument;
  const used = isInUse(element);
  moveNodes(element, standing, to, used);
  // without moveBefore the focus is lost on the way
  if (used && activeElement instanceof HTMLElement && element.contains(activeElement)) {
    activeElement.focus({ preventScroll: true });
  }
}

/** Whether somebody types, tabs or selects in `element` now. */
export function isInUse(element: Element): boolean {
  const { activeElement } = element.ownerDocument;
  const selection = element.ownerDocument.getSelection();
  return (
    (activeElement !== null && activeElement !== element.ownerDocument.body && element.contains(activeElement)) ||
    (selection !== null && !selection.isCollapsed && selection.containsNode(element, true))
  );
}
