import type { Left } from '../slots/find-slots.ts';
import { moveNodes } from '../slots/move-nodes.ts';
import { isInUse } from '../slots/rank-slot.ts';
import { changeSteadily } from '../slots/steady.ts';
import { isReadAs, seenOf, stillIn } from './arrange-seen.ts';
import { renewBoxes, type Styled, type Styles } from './arrange-styles.ts';

/**
 * Has `to[i]` seen where `from[i]` is, for every i; both hold the same nodes. Returns the way back, or undefined, with
 * nothing changed, where this is no way for that list.
 */
export type Way = (list: Element, from: readonly Element[], to: readonly Element[]) => (() => void) | undefined;

/** What must not be taken out of the page, or it starts again. */
const LIVING = 'iframe,video,audio,object,embed';
/** Classes that belong to a place in a row and not to what stands in it: WooCommerce's `first` and `last`. */
const PLACED = /^(first|last|odd|even|alpha|omega)($|[-_])/;

/**
 * The first way by which `to` is seen where `from` was, with nothing else moved; else, with nothing changed, why there is none.
 */
export function tryWays(
  ways: readonly Way[],
  list: Element,
  from: readonly Element[],
  to: readonly Element[],
  isRightToLeft: boolean,
): Way | Left {
  const before = seenOf(from, isRightToLeft);
  const still = stillIn(list, new Set(from));
  const isPlaced = /absolute|fixed/.test(getComputedStyle(from[0]!).position);
  let left: Left = isPlaced ? 'absolute' : 'framework';
  for (const way of ways) {
    let undo: (() => void) | undefined;
    const stands = changeSteadily(
      list,
      still,
      () => (undo = way(list, from, to)),
      () => undo?.(),
    );
    if (!undo) continue;
    if (stands && isReadAs(to, before, isRightToLeft)) return way;
    if (stands) undo();
    if (!isPlaced) left = stands ? 'layout' : 'shift';
  }
  return left;
}

/** The nodes change places. */
export const moveThem: Way = (list, from, to) => {
  const turn = (standing: readonly Element[], wanted: readonly Element[]): void => {
    const scrolls = [...new Set(standing.map((node) => node.parentElement))].map(
      (parent) => [parent, parent?.scrollLeft, parent?.scrollTop] as const,
    );
    const classes = standing.map((node) => [...node.classList].filter((name) => PLACED.test(name)));
    const { activeElement } = document;
    const isUsed = isInUse(list);
    const isLiving = standing.some((node) => node.matches(LIVING) || node.querySelector(LIVING));
    moveNodes(list, standing, wanted, isLiving || isUsed);
    // without a box the focus is lost, and without moveBefore too
    if (isUsed) (activeElement as HTMLElement | null)?.focus({ preventScroll: true });
    else if (isLiving) renewBoxes(wanted);
    if (classes.some((names) => names.length > 0)) {
      wanted.forEach((node, at) => {
        node.classList.remove(...[...node.classList].filter((name) => PLACED.test(name)));
        node.classList.add(...classes[at]!);
      });
    }
    for (const [parent, scrollLeft, scrollTop] of scrolls) {
      if (parent) Object.assign(parent, { scrollLeft, scrollTop });
    }
  };
  turn(from, to);
  return () => turn(to, from);
};

/**
 * The nodes stay, and CSS `order` has them seen elsewhere, in a flex container or a grid. What comes later stands after them,
 * as it would without us.
 */
export function byOrder(styles: Styles): Way {
  return (_, from, to) => {
    const holder = holderOf(from[0]!);
    if (!holder || from.some((node) => holderOf(node) !== holder)) return undefined;
    if (!/flex|grid/.test(getComputedStyle(holder).display)) return undefined;
    const children = inFlow(holder);
    const place = new Map(from.map((node, at) => [node, to[at]!]));
    const orders = new Map(children.map((child) => [child, Number(getComputedStyle(child).order) || 0]));
    const seen = children.toSorted((a, b) => orders.get(a)! - orders.get(b)!);
    const last = seen.findLastIndex((child) => place.has(child));
    const after = Math.min(0, ...seen.slice(last + 1).map((child) => orders.get(child)!));
    const changed = seen.slice(0, last + 1).map((child) => (place.get(child) ?? child) as Styled);
    const before = changed.map((node) => [node, String(orders.get(node))] as const);
    const isFirst = changed.every((node) => styles.get(node, 'order') === undefined);
    changed.forEach((node, at) => styles.set(node, 'order', String(after - changed.length + at)));
    renewBoxes(from);
    return () => {
      if (isFirst) styles.clear();
      else for (const [node, order] of before) styles.set(node, 'order', order);
      renewBoxes(from);
    };
  };
}

/** The box that lays a node out: what stands around it, wrappers without a box of their own left out. */
function holderOf(node: Element): Element | undefined {
  for (let at: Element | null = node; at;) {
    const parent: Node | null = at.assignedSlot ?? at.parentNode;
    at = parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null;
    if (at && getComputedStyle(at).display !== 'contents') return at;
  }
  return undefined;
}

/** What a box lays out, in the order in which it stands. */
function inFlow(holder: Element): Element[] {
  const isSlot = holder instanceof HTMLSlotElement && holder.assignedElements().length > 0;
  const children = isSlot ? holder.assignedElements() : [...(holder.shadowRoot ?? holder).children];
  return children.flatMap((child) => {
    const { display } = getComputedStyle(child);
    return display === 'contents' ? inFlow(child) : display === 'none' ? [] : [child];
  });
}

/**
 * Makes a flex container of the box around a node, where it is a plain block and nothing is seen elsewhere then: margins that
 * fell together with those around it count once, as before.
 */
export function makeFlexible(node: Element, styles: Styles): void {
  const holder = holderOf(node) as HTMLElement | undefined;
  if (!holder || !/^(block|flow-root|list-item)$/.test(getComputedStyle(holder).display)) return;
  const children = inFlow(holder);
  const boxes = [...children, followerOf(holder)].filter((box) => box !== undefined);
  const measure = (): DOMRect[] => boxes.map((box) => box.getBoundingClientRect());
  const before = measure();
  const isColumn = children.every((_, at) => at === 0 || before[at]!.top >= before[at - 1]!.bottom - 1);
  styles.set(holder, 'display', 'flex');
  styles.set(holder, 'flex-direction', isColumn ? 'column' : 'row');
  styles.set(holder, 'flex-wrap', isColumn ? 'nowrap' : 'wrap');
  if (!isColumn) styles.set(holder, 'align-items', 'flex-start');
  for (const [side, at] of [
    ['margin-top', 0],
    ['margin-bottom', children.length],
  ] as const) {
    const sunk = (boxes[at]?.getBoundingClientRect().top ?? 0) - (before[at]?.top ?? 0);
    if (sunk === 0) continue;
    const own = Number.parseFloat(getComputedStyle(holder).getPropertyValue(side));
    styles.set(holder, side, `${own - sunk}px`);
  }
  const isSame = measure().every(({ left, top, width, height }, at) => {
    const then = before[at]!;
    const changes = [left - then.left, top - then.top, width - then.width, height - then.height];
    return changes.every((change) => Math.abs(change) < 0.5);
  });
  if (!isSame) styles.clear();
}

/** What stands behind a box in the page. */
function followerOf(box: Element): Element | undefined {
  for (let at: Element | null = box; at; at = at.parentElement) {
    for (let next = at.nextElementSibling; next; next = next.nextElementSibling) {
      if (next.getClientRects().length > 0) return next;
    }
  }
  return undefined;
}
