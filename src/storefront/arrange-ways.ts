import { moveNodes } from '../slots/move-nodes.ts';
import { isInUse } from '../slots/rank-slot.ts';
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
 * The nodes stay, and CSS `order` has them seen elsewhere: of a flex container or a grid, or of one that can be made a flex
 * container without anything in it being seen elsewhere. What comes later stands after them, as it would without us.
 */
export function byOrder(styles: Styles): Way {
  return (_, from, to) => {
    const holder = holderOf(from[0]!);
    if (!holder || from.some((node) => holderOf(node) !== holder)) return undefined;
    const isFlexed = /flex|grid/.test(getComputedStyle(holder).display);
    const children = inFlow(holder);
    if (!isFlexed && !makeFlex(holder as Styled, children, styles)) return undefined;
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

/** Whether a node stands in a flex container or a grid. */
export function isFlexible(node: Element): boolean {
  const holder = holderOf(node);
  return !!holder && /flex|grid/.test(getComputedStyle(holder).display);
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

/** Whether `holder` can be a flex container, and nothing of it is seen elsewhere: then it is one. */
function makeFlex(holder: Styled, children: readonly Element[], styles: Styles): boolean {
  if (!/^(block|flow-root|list-item)$/.test(getComputedStyle(holder).display)) return false;
  const boxes = [holder, ...children];
  const before = boxes.map((box) => box.getBoundingClientRect());
  const isColumn = before.slice(2).every(({ top }, at) => top >= before[at + 1]!.bottom - 1);
  styles.set(holder, 'display', 'flex');
  styles.set(holder, 'flex-direction', isColumn ? 'column' : 'row');
  styles.set(holder, 'flex-wrap', isColumn ? 'nowrap' : 'wrap');
  if (!isColumn) styles.set(holder, 'align-items', 'flex-start');
  const isSame = boxes.every((box, at) => {
    const { left, top, width, height } = box.getBoundingClientRect();
    const then = before[at]!;
    return [left - then.left, top - then.top, width - then.width, height - then.height].every(
      (change) => Math.abs(change) < 0.5,
    );
  });
  if (!isSame) styles.clear();
  return isSame;
}
