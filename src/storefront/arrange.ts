import type { Boundary } from '../sdk/boundary.ts';
import type { Arrange, Left, Place } from '../slots/find-slots.ts';
import { changedPlaces } from '../slots/move-nodes.ts';
import { isInUse } from '../slots/rank-slot.ts';
import { watchTouch } from '../slots/touch.ts';
import { byCoordinates, byLibrary } from './absolute-grid.ts';
import { inDecidedOrder, isSameOrder } from './arrange-order.ts';
import { byStyle, seenOf } from './arrange-seen.ts';
import { createStyles, renewBoxes } from './arrange-styles.ts';
import { watchList } from './arrange-watch.ts';
import { byOrder, makeFlexible, moveThem, tryWays, type Way } from './arrange-ways.ts';
import { carouselOf } from './carousel.ts';
import { ownerOf, PATIENCE_MS, type Owner } from './framework-owner.ts';

/** A page that renders a list again undoes its order. So often in so long it is put right, then the list is left for good. */
const MAX_REPAIRS = 5;
const REPAIRS_MS = 10_000;
/** How often a list is looked at that a framework has yet to take over. */
const RETRY_MS = 50;

export interface ListParts {
  readonly element: HTMLElement;
  /** What stands in it now, in the order of its nodes. */
  readonly readNodes: () => Place[];
  readonly way: 'auto' | 'move' | 'order';
  /** Attributes, beside the usual, of which an item's id is read. */
  readonly naming: readonly string[];
  readonly boundary: Boundary;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Has slots looked for again. */
  readonly look: () => unknown;
}

/** A list of the page, and whatever it takes to show it in another order. */
export interface List {
  /** Whether it may be ordered: not before a framework has taken it over that is going to. */
  isReady(): boolean;
  /** As `Slot.read`. */
  read(): Place[];
  readonly arrange: Arrange;
}

export function createList({ element, readNodes: readAll, way, naming, boundary, now, look }: ListParts): List {
  const foundAt = now();
  const isTouched = watchTouch(element, boundary);
  const styles = createStyles();
  const isRightToLeft = getComputedStyle(element).direction === 'rtl';
  /** What was read last, in the order of the page. */
  let places: Place[] = [];
  let version = -1;
  /** Ids as they were decided, and as the page's nodes stood before; none while the order is the page's own. */
  let decided: readonly string[] = [];
  let given: readonly string[] = [];
  /** How the order that stands came about. */
  let current: Way | undefined;
  /** The nodes as they stood in the page, for ways that move them. */
  let home: readonly Element[] = [];
  let repairs: number[] = [];
  let isOver = false;
  let isWaiting = false;

  const {
    places: readNodes,
    quietly,
    ...watch
  } = watchList({
    element,
    naming,
    boundary,
    readNodes: readAll,
    stands: () => styles.stand(),
    // what the page does to the list is put right before it is painted
    onChange() {
      if (decided.length > 0 && !isOver && element.isConnected) quietly(repair);
    },
  });
  const hasMoved = (): boolean => current === moveThem || current === byLibrary;
  const ownerNow = (): Owner => {
    const [first] = readNodes();
    return first ? ownerOf(first.node, now() - foundAt) : 'none';
  };

  const again = boundary.guard(() => {
    isWaiting = false;
    if (!boundary.signal.aborted) look();
  });

  const toSeen = (found: readonly Element[]): readonly Element[] => seenOf(byStyle(found), isRightToLeft).nodes;

  const read = (): Place[] => {
    if (watch.version() === version) return places;
    version = watch.version();
    const found = readNodes();
    const isKnown = (place: Place): boolean => decided.includes(place.id);
    if (decided.length > 0 && !found.some(isKnown)) forget();
    if (decided.length > 0 && found.every(isKnown)) {
      // nothing new: the same array, with the nodes that stand for its items now
      const ids = places.map(({ id }) => id);
      places.splice(0, Infinity, ...inDecidedOrder(found, ids));
    } else if (decided.length > 0) {
      // what is seen stays; what is new may take any place after, or between
      places = inDecidedOrder(found, decided).map((place) => (isKnown(place) ? { ...place, pinned: true } : place));
      // what has moved no longer stands as the page had it
      given = hasMoved()
        ? [...given, ...found.flatMap((place) => (isKnown(place) ? [] : [place.id]))]
        : found.map(({ id }) => id);
      home = [...new Set([...home.filter((node) => node.isConnected), ...found.map(({ node }) => node)])];
    } else {
      const byNode = new Map(found.map((place) => [place.node, place]));
      const seen = toSeen(found.map(({ node }) => node)).map((node) => byNode.get(node)!);
      if (
        seen.length !== places.length ||
        seen.some(({ id, node }, at) => places[at]?.node !== node || places[at].id !== id)
      ) {
        places = seen;
      }
      given = found.map(({ id }) => id);
      home = found.map(({ node }) => node);
    }
    return places;
  };

  /** The order is the page's own again: another list stands there, or the page has sorted this one. */
  const forget = (): void => {
    quietly(() => styles.clear());
    decided = [];
    current = undefined;
    repairs = [];
    isOver = false;
  };

  /** For nodes that must stay where they are. */
  const inPlace = ([first]: readonly Element[]): readonly Way[] => {
    makeFlexible(first!, styles);
    return [byOrder(styles)];
  };

  const waysOf = (wanted: readonly Element[]): readonly Way[] | Left => {
    const order = byOrder(styles);
    if (way === 'move') return [moveThem];
    if (way === 'order') return inPlace(wanted);
    const owner = ownerNow();
    if (owner === 'virtual') return owner;
    if (owner === 'pending') return 'hydration';
    const carousel = carouselOf(element, wanted);
    if (carousel) return typeof carousel === 'string' ? carousel : [carousel];
    if (wanted.every((node) => /absolute|fixed/.test(getComputedStyle(node).position))) {
      return owner === 'none' ? [byLibrary, byCoordinates(styles), moveThem] : 'absolute';
    }
    return owner === 'none' ? [moveThem, order] : inPlace(wanted);
  };

  const change = (wanted: readonly Element[], ways: readonly Way[] | undefined): Left | undefined => {
    const left = attempt(wanted, ways);
    // what was prepared and came to nothing
    if (!current) styles.clear();
    return left;
  };

  const attempt = (wanted: readonly Element[], ways: readonly Way[] | undefined): Left | undefined => {
    const found = ways ?? waysOf(wanted);
    if (typeof found === 'string') return found;
    const moving = new Set(wanted);
    const shown = toSeen(readNodes().flatMap(({ node }) => (moving.has(node) ? [node] : [])));
    if (shown.length !== wanted.length) return 'changed';
    const [from, to] = changedPlaces(shown, wanted);
    if (from.length === 0) return undefined;
    const tried = tryWays(found, element, from, to, isRightToLeft);
    if (typeof tried !== 'string') current = tried;
    return typeof tried === 'string' ? tried : undefined;
  };

  /** The way that was taken goes on, unless a framework may have come meanwhile. */
  const stays = (): readonly Way[] | undefined => (current && current !== moveThem ? [current] : undefined);

  const repair = (): void => {
    const found = readNodes();
    const ids = found.map(({ id }) => id);
    if (hasMoved() && found.some(({ node }) => home.includes(node))) return;
    if (!ids.some((id) => decided.includes(id))) {
      forget();
      look();
      return;
    }
    if (!isSameOrder(ids, given)) {
      // sorted by whoever shops, or by the shop: that counts
      isOver = true;
      return styles.clear();
    }
    const wanted = inDecidedOrder(found, decided).map(({ node }) => node);
    const seen = toSeen(found.map(({ node }) => node));
    if (styles.stand() && seen.every((node, at) => node === wanted[at])) return;
    const at = now();
    repairs = [...repairs.filter((then) => at - then < REPAIRS_MS), at];
    if (repairs.length > MAX_REPAIRS) {
      isOver = true;
      return styles.clear();
    }
    if (hasMoved()) home = found.map(({ node }) => node);
    change(wanted, stays());
  };

  return {
    isReady() {
      const isEarly = now() - foundAt < PATIENCE_MS && ownerNow() === 'pending';
      if (isEarly && !isWaiting) {
        isWaiting = true;
        setTimeout(again, RETRY_MS);
      }
      return !isEarly;
    },
    read,
    arrange: {
      order(wanted) {
        if (isTouched()) return 'touched';
        if (isOver) return 'changed';
        let left: Left | undefined;
        quietly(() => {
          left = change(
            wanted.map(({ node }) => node),
            stays(),
          );
        });
        if (!left) decided = wanted.map(({ id }) => id);
        return left;
      },
      restore() {
        const isUsed = isInUse(element);
        const shown = readNodes().map(({ node }) => node);
        quietly(() => {
          styles.clear();
          if (!current || !hasMoved()) return isUsed || renewBoxes(shown);
          const rank = new Map(home.map((node, at) => [node, at]));
          const to = shown.toSorted((a, b) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity) || 0);
          return current(element, ...changedPlaces(shown, to));
        });
      },
    },
  };
}
