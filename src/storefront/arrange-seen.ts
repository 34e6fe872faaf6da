/** Edges that lie closer together than this, in CSS pixels, lie together: rounding, borders, half-pixel grids. */
const FUZZ = 2;

type Box = Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom'>;

/** Where a node is seen: its box, or, of a `display: contents`, those of what stands in it. Undefined where it is not. */
function boxOf(node: Element): Box | undefined {
  const own = node.getBoundingClientRect();
  if (own.width > 0 || own.height > 0) return own;
  if (getComputedStyle(node).display !== 'contents') return undefined;
  const boxes = [...(node.shadowRoot ?? node).children].map(boxOf).filter((box) => box !== undefined);
  return boxes.length === 0
    ? undefined
    : {
        left: Math.min(...boxes.map(({ left }) => left)),
        top: Math.min(...boxes.map(({ top }) => top)),
        right: Math.max(...boxes.map(({ right }) => right)),
        bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
      };
}

/** What of some nodes is seen, and where. */
export interface Seen {
  readonly nodes: readonly Element[];
  readonly boxes: readonly Box[];
}

/** The nodes that are seen, in the order in which they are read; all of them, as they stand, where none is seen. */
export function seenOf(nodes: readonly Element[], isRightToLeft: boolean): Seen {
  const found = nodes.flatMap((node) => {
    const box = boxOf(node);
    return box ? [{ node, box }] : [];
  });
  const read = found.some(({ box }, index) => index > 0 && isBefore(box, found[index - 1]!.box, isRightToLeft))
    ? byRows(found, isRightToLeft)
    : found;
  return found.length === 0
    ? { nodes, boxes: [] }
    : { nodes: read.map(({ node }) => node), boxes: read.map(({ box }) => box) };
}

/**
 * Whether `wanted` is what is read now in the places where `before` was: where all boxes have one size, each exactly in its
 * place; where they differ, and places with them, in this order.
 */
export function isReadAs(wanted: readonly Element[], before: Seen, isRightToLeft: boolean): boolean {
  const now = wanted.map(boxOf);
  const [first] = before.boxes;
  if (!first) return now.every((box) => box === undefined);
  const isSize = (box: Box | undefined): boolean =>
    !!box &&
    isNear(box.right - box.left, first.right - first.left) &&
    isNear(box.bottom - box.top, first.bottom - first.top);
  if (before.boxes.every(isSize) && now.every(isSize)) {
    return now.every((box, at) => isNear(box!.left, before.boxes[at]!.left) && isNear(box!.top, before.boxes[at]!.top));
  }
  const { nodes } = seenOf(wanted, isRightToLeft);
  return nodes.length === wanted.length && nodes.every((node, at) => node === wanted[at]);
}

/** Nodes as CSS `order` has them follow each other. */
export function byStyle(nodes: readonly Element[]): readonly Element[] {
  const orders = new Map(nodes.map((node) => [node, Number(getComputedStyle(node).order) || 0]));
  return nodes.toSorted((a, b) => orders.get(a)! - orders.get(b)!);
}

/** What stands beside the nodes that change places, at every depth of a list, and must not be seen elsewhere. */
export function stillIn(list: Element, moved: ReadonlySet<Element>): Element[] {
  const around = new Set<Element>();
  for (const node of moved) {
    for (let at = node.parentElement; at && !around.has(at); at = at === list ? null : at.parentElement) around.add(at);
  }
  return [...around].flatMap((parent) => [...parent.children].filter((child) => !moved.has(child)));
}

/** Whether `box` is read before `other`: it lies above it, or, no lower, beside it where lines begin. */
function isBefore(box: Box, other: Box, isRightToLeft: boolean): boolean {
  if (box.bottom <= other.top + FUZZ) return box.top < other.top;
  const isBeside = isRightToLeft ? box.left >= other.right - FUZZ : box.right <= other.left + FUZZ;
  return isBeside && box.top <= other.top + FUZZ;
}

/** From top to bottom; what begins before the shortest of a row has ended is in that row. */
function byRows<T extends { readonly box: Box }>(found: readonly T[], isRightToLeft: boolean): T[] {
  const rows: T[][] = [];
  let end = -Infinity;
  for (const each of found.toSorted((a, b) => a.box.top - b.box.top)) {
    if (each.box.top >= end - FUZZ) {
      rows.push([]);
      end = Infinity;
    }
    rows.at(-1)!.push(each);
    end = Math.min(end, each.box.bottom);
  }
  return rows.flatMap((row) =>
    row.toSorted((a, b) => (isRightToLeft ? b.box.right - a.box.right : a.box.left - b.box.left)),
  );
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= FUZZ;
}
