import type { ItemRef, PageKind } from '../../contract/events.ts';
import { after } from '../sdk/after.ts';
import type { Boundary } from '../sdk/boundary.ts';
import { kindOf, type CaptureParts } from './capture.ts';
import { captureImpressions } from './impressions.ts';
import { navigationOf, toRoute, watchRoutes } from './routes.ts';
import { captureScroll } from './scroll.ts';
import { captureProduct } from './shown-product.ts';

/** A page that changes is looked at no more often; a route that begins is, at every change. */
const LOOK_MS = 200;
/** A route has settled when nothing is added to the page for so long, or after so many times that. */
const SETTLE_MS = 100;
const SETTLE_STEPS = 10;

/** What a visit lends. */
export interface FollowHost extends CaptureParts {
  /** Whether the page itself is a source of events. */
  readonly isPage: boolean;
  /** URL of the first route, when it began (monotonic, ms), and the product that was told of it. */
  readonly href: string;
  readonly since: number;
  readonly viewed: ItemRef | undefined;
  /** Whether somebody has told that it is seen. */
  readonly isViewed: boolean;
  /** Another route begins; what it is can be read when `settled`. `isViewed`: somebody else has told that it is seen. */
  turn(settled: Promise<unknown>, isViewed: boolean): unknown;
  /** Looks for slots, and calls the follower's own `look`. */
  look(): unknown;
  /** Sends what waits. */
  flush(): unknown;
}

/** Follows a page that has been shown. */
export interface Follower {
  /** A route that began `at` (ms since 1970) can be read, and was told as one of a kind: measures what is seen of it until it ends. */
  begin(route: Boundary, page: PageKind | undefined, at?: number): void;
  /** Looks for a product and for cards that came late. */
  look(): void;
  /** Has the visit look, after a while in which more may change. */
  lookSoon(): true;
  /** Whether a page_view that a source of the shop's tells, of the URL or path it names, is one that is told already. */
  isViewed(path: string | undefined): boolean;
}

/**
 * What a visit does when its slots have been ordered: how far the page is read, which cards are seen, and what a script makes
 * another page of. In a file of its own, so that nothing of it stands before the order of the slots.
 */
export function follow(host: FollowHost): Follower {
  const { boundary, isPage } = host;
  const { guard, listen, onEnd } = boundary;
  let changes = 0;
  let isTurning = false;
  let looking: ReturnType<typeof setTimeout> | undefined;
  /** The last route that a source of the shop's has named, where it is not the page's own. */
  let named = isPage || !host.isViewed ? undefined : toRoute(host.href);
  let lookForCards = (): void => {};

  /** Resolves when the page has changed, and then stands still. */
  const settle = async (): Promise<void> => {
    let before = changes;
    let hasChanged = false;
    for (let step = 0; step < SETTLE_STEPS; step++) {
      await after(SETTLE_MS);
      if (hasChanged && before === changes) break;
      hasChanged ||= before !== changes;
      before = changes;
    }
  };
  const product = captureProduct(host, host.viewed, host.since);
  let page: PageKind | undefined;
  const turn = (settled: Promise<unknown>): unknown => {
    const isTold = named === toRoute(location.href);
    if (isPage || !isTold) named = undefined;
    product.turn();
    isTurning = true;
    const turned = host.turn(settled, isTold);
    host.look();
    return turned;
  };
  const lookSoon = (): true => {
    changes++;
    if (isTurning) host.look();
    else
      looking ??= setTimeout(() => {
        looking = undefined;
        host.look();
      }, LOOK_MS);
    return true;
  };
  let last = 0;
  const watch = watchRoutes(
    boundary,
    host.href,
    guard(async (isNew: boolean | undefined) => {
      const mine = ++last;
      const settled = settle();
      if (isNew) return turn(settled);
      await settled;
      if (mine !== last) return undefined;
      // the page may have become another by it
      const isOther = isNew === false && isPage && !isTurning && (product.isOther() || kindOf(host) !== page);
      return isOther ? turn(Promise.resolve()) : host.look();
    }),
  );
  // slots, products and cards that come late; text that changes, a clock or a counter, is none
  const observer = new MutationObserver(
    guard((records: readonly MutationRecord[]) => {
      watch();
      if (records.some(({ addedNodes }) => [...addedNodes].some((node) => node instanceof Element))) lookSoon();
    }),
  );
  observer.observe(document, { childList: true, subtree: true });
  onEnd(() => {
    observer.disconnect();
    clearTimeout(looking);
  });
  const navigation = navigationOf();
  if (navigation) listen(navigation, 'navigate', host.flush);

  // what has happened before this was there
  watch();
  lookSoon();

  return {
    lookSoon,
    begin(route, kind, at) {
      page = kind;
      isTurning = false;
      if (!isPage) return;
      product.look(at);
      const parts = { ...host, boundary: route };
      captureScroll(parts);
      lookForCards = captureImpressions(parts);
      lookForCards();
    },
    look() {
      if (!isPage) return;
      product.look();
      lookForCards();
    },
    isViewed(path) {
      const own = toRoute(location.href);
      const its = path ? toRoute(path) : own;
      // the page itself tells of its own routes
      if (its === named || (isPage && its === own)) return true;
      named = its;
      return false;
    },
  };
}
