import type { ItemId } from '../../contract/ids.ts';
import type { Left, Place, Slot } from './find-slots.ts';
import { isForeign } from './is-foreign.ts';
import { changedPlaces, moveNodes } from './move-nodes.ts';
import { orderPlaces } from './order-places.ts';
import { changeSteadily } from './steady.ts';

/**
 * Reorders a rank slot in place. What it returns is why, with nothing changed, it did not: the slot is in use (it holds the
 * focus or a selection), its nodes are not those that were decided on, or the new order would shift the page.
 */
export function rankSlot(slot: Slot, server: readonly Place[], ranked: readonly ItemId[]): Left | undefined {
  const { element, limit, arrange } = slot;
  const wanted = orderPlaces(server, ranked, limit);
  const standing = readNodes(slot);
  const known = new Set(standing);
  if (
    !wanted ||
    !element.isConnected ||
    standing.length !== server.length ||
    !server.every((place) => known.has(place.node))
  ) {
    return 'changed';
  }
  if (isInUse(element)) return 'touched';
  if (arrange) return arrange.order(wanted);
  if (isForeign(element)) return 'framework';
  const [from, to] = changedPlaces(
    standing,
    wanted.map((place) => place.node),
  );
  const moved = new Set(from);
  const stands = changeSteadily(
    element,
    [...element.children].filter((child) => !moved.has(child)),
    () => moveNodes(element, from, to),
    () => moveNodes(element, to, from),
  );
  return stands ? undefined : 'shift';
}

/** The server's order again, as far as its children still stand here; those that came later follow. */
export function restoreSlot(slot: Slot, server: readonly Place[]): void {
  const { element, arrange } = slot;
  if (arrange) return arrange.restore();
  const standing = readNodes(slot);
  const rank = new Map(server.map((place, index) => [place.node, index]));
  const to = standing.toSorted((a, b) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity) || 0);
  const { activeElement } = document;
  const isUsed = isInUse(element);
  moveNodes(element, ...changedPlaces(standing, to), isUsed);
  // without moveBefore the focus is lost on the way
  if (isUsed && element.contains(activeElement)) (activeElement as HTMLElement).focus({ preventScroll: true });
}

/** Whether somebody types, tabs or selects in `element` now. */
export function isInUse(element: Element): boolean {
  // of the shadow root it stands in, where it stands in one
  const { activeElement } = element.getRootNode() as Document | ShadowRoot;
  const selection = getSelection();
  return (
    (activeElement !== document.body && element.contains(activeElement)) ||
    (!!selection && !selection.isCollapsed && selection.containsNode(element, true))
  );
}

function readNodes({ read }: Slot): Element[] {
  return read().map((place) => place.node);
}
