import type { Place } from '../slots/find-slots.ts';
import type { ListParts } from './arrange.ts';

/** What changes where a card comes to show another item, or loses its place. */
const NAMING = ['style', 'href', 'src', 'id', 'data-id', 'data-sku', 'data-product-id', 'data-aisle-item'];

/** What stands in a list, read again only when the page has changed it. */
export interface ListWatch {
  places(): Place[];
  /** Another number whenever other items may stand in it. */
  version(): number;
  /** Runs what changes the page, and does not hear of it. */
  quietly(change: () => unknown): void;
}

interface WatchParts extends Pick<ListParts, 'element' | 'readNodes' | 'naming' | 'boundary'> {
  /** Whether the styles that we have set stand; a style of the page's own is no news. */
  readonly stands: () => boolean;
  /** Called before a frame is painted in which the page has changed the list. */
  readonly onChange: () => unknown;
}

export function watchList({ element, readNodes, naming, boundary, stands, onChange }: WatchParts): ListWatch {
  let standing: Place[] | undefined;
  let nodes: ReadonlySet<Node> = new Set();
  let version = 0;
  let isDue = false;

  /** Whether other items may stand in the list: what is new in a card, a badge or a count, is of interest only with a link. */
  const isNews = ({ type, target, attributeName, addedNodes }: MutationRecord): boolean => {
    if (type === 'attributes') return attributeName !== 'style';
    let at: Node | null = target;
    while (at && at !== element && !nodes.has(at)) at = at.parentNode;
    return at === null || at === element || [...addedNodes].some(hasLink);
  };
  const note = (records: readonly MutationRecord[]): boolean => {
    if (!records.some(isNews)) return false;
    version++;
    standing = undefined;
    return true;
  };
  const tell = boundary.guard(() => {
    isDue = false;
    if (!boundary.signal.aborted) onChange();
  });
  const observer = new MutationObserver(
    boundary.guard((records: readonly MutationRecord[]) => {
      if (!note(records) && stands()) return;
      if (records.some(({ type }) => type === 'childList')) tell();
      else if (!isDue) {
        isDue = true;
        requestAnimationFrame(tell);
      }
    }),
  );
  boundary.onEnd(() => observer.disconnect());
  observer.observe(element, { childList: true, subtree: true, attributeFilter: [...NAMING, ...naming] });

  return {
    places() {
      note(observer.takeRecords());
      if (standing) return standing;
      standing = readNodes();
      nodes = new Set(standing.map(({ node }) => node));
      // cards in roots of their own
      for (const root of new Set(standing.map(({ node }) => node.getRootNode()))) {
        const isInner = root instanceof ShadowRoot && !root.contains(element);
        if (isInner) observer.observe(root, { childList: true, subtree: true });
      }
      return standing;
    },
    version() {
      note(observer.takeRecords());
      return version;
    },
    quietly(change) {
      note(observer.takeRecords());
      change();
      // moved nodes stand in another order
      standing = undefined;
      observer.takeRecords();
    },
  };
}

function hasLink(node: Node): boolean {
  return node instanceof Element && (node.matches('[href]') || !!node.querySelector('[href]'));
}
