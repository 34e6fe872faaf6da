import { moveNodes } from '../slots/move-nodes.ts';
import { renewBoxes, type Styled, type Styles } from './arrange-styles.ts';
import type { Way } from './arrange-ways.ts';

/** As much of Isotope, Packery and Masonry as is used; they are the page's, and may be anything. */
interface Layout {
  reloadItems(): void;
  layout(): void;
  /** Isotope: sorts and filters anew, then lays out. */
  arrange?(): void;
  readonly options: { layoutInstant?: boolean; sortBy?: unknown };
}

const LIBRARIES = ['Isotope', 'Packery', 'Masonry'];
/** Where a card is put when it is put somewhere by its own style. */
const COORDINATES = ['left', 'top', 'right', 'bottom', 'transform', 'translate'];

/** The nodes change places, and the library that lays them out is asked to read them again. */
export const byLibrary: Way = (list, from, to) => {
  const layout = layoutOf(list);
  if (!layout) return undefined;
  const turn = (standing: readonly Element[], wanted: readonly Element[]): void => {
    moveNodes(list, standing, wanted);
    const { options } = layout;
    const { layoutInstant } = options;
    options.layoutInstant = true;
    try {
      layout.reloadItems();
      (layout.arrange ?? layout.layout).call(layout);
    } finally {
      if (layoutInstant === undefined) delete options.layoutInstant;
      else options.layoutInstant = layoutInstant;
    }
  };
  turn(from, to);
  return () => turn(to, from);
};

/** Cards of one size take each other's coordinates, where their own styles hold them. */
export function byCoordinates(styles: Styles): Way {
  return (_, from, to) => {
    const read = (node: Element): string[] =>
      COORDINATES.map((property) => (node as Styled).style.getPropertyValue(property));
    const held = from.map(read);
    const sizes = from.map((node) => node.getBoundingClientRect());
    const isSize = ({ width, height }: DOMRect): boolean =>
      Math.abs(width - sizes[0]!.width) < 1 && Math.abs(height - sizes[0]!.height) < 1;
    if (!held.every((values) => values.some(Boolean)) || !sizes.every(isSize)) return undefined;
    const put = (nodes: readonly Element[]): void => {
      nodes.forEach((node, at) =>
        COORDINATES.forEach((property, which) => {
          const value = held[at]![which]!;
          if ((node as Styled).style.getPropertyValue(property) !== value) styles.set(node as Styled, property, value);
        }),
      );
      renewBoxes(nodes);
    };
    put(to);
    return () => put(from);
  };
}

/** The library's own object for a grid, or for the element around it; none where it sorts by something of its own. */
function layoutOf(list: Element): Layout | undefined {
  const page = window as unknown as Record<string, { data?: (element: Element) => unknown } | undefined> & {
    jQuery?: (element: Element) => { data(name: string): unknown };
  };
  for (const element of [list, list.parentElement]) {
    for (const name of LIBRARIES) {
      if (!element) continue;
      const found = page[name]?.data?.(element) ?? page.jQuery?.(element).data(name.toLowerCase());
      if (isLayout(found)) return found;
    }
  }
  return undefined;
}

function isLayout(value: unknown): value is Layout {
  const { reloadItems, layout, options } = (value ?? {}) as Partial<Layout>;
  return (
    typeof reloadItems === 'function' &&
    typeof layout === 'function' &&
    typeof options === 'object' &&
    /^(undefined|null|original-order)?$/.test(String(options.sortBy))
  );
}
