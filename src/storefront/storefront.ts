import type { PageKind, ItemRef } from '../../contract/events.ts';
import type { Site } from '../../contract/site.ts';
import type { Emit, EventDraft } from '../capture/draft.ts';
import type { AskVocabulary } from '../capture/search.ts';
import type { Boundary } from '../sdk/boundary.ts';
import type { SdkHost } from '../loader/handover.ts';
import type { Slot } from '../slots/find-slots.ts';
import { findSources } from './find-sources.ts';
import { linesOfPage } from './cart-lines.ts';
import { recordCartPage } from './cart-pages.ts';
import { openCommonReader } from './common-reader.ts';
import { observeDeeply } from './deep-observer.ts';
import { bringPart } from './bring-part.ts';
import type { openPlatforms, PlatformReader } from './platforms/platforms.ts';
import { isPlatform } from './platforms/signs.ts';
import { createReading } from './reading.ts';
import { openSiteSlots } from './site-slots.ts';
import type { Reader } from './reader.ts';
import { remember } from './remember.ts';
import { openSlotCards } from './slot-cards.ts';
import { openSiteProducts } from './site-products.ts';
import { createSiteSearch } from './site-search.ts';

/** How long a page waits for what knows its platform. */
const PLATFORM_MS = 1_000;

/** What a visit lends to the room that reads a shop which says nothing of itself in our attributes. */
export interface StorefrontHost {
  /** Does nothing without personalisation. */
  readonly emit: Emit;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Of the visit. */
  readonly boundary: Boundary;
  /** Whether a source of `data-capture` is on. None is where only the page's own context may be used. */
  readonly has: (source: string) => boolean;
  /** Settled when the engine has, or has not, its bundle: `site` is what the shop says only from then on. */
  readonly ready: Promise<unknown>;
  readonly site: () => Site;
  readonly ask: AskVocabulary;
  /** Whether more comes than any shopper does: asked first, before anything that a page passes on is read or copied. */
  readonly isFlooded: () => boolean;
  /** Adds `aisle-NAME.js`. */
  readonly add: SdkHost['add'];
  /** Has the visit look for slots, products and cards again, soon; may be called as often as anything changes. */
  readonly look: () => unknown;
}

/** An element that shows one item of a list. */
export interface Card {
  readonly element: Element;
  /** Read when it is asked for; undefined where the card names none. */
  readonly item: ItemRef | undefined;
}

/** What can be told of a page without `data-aisle-` attributes. Everything is read anew at each call. */
export interface Storefront {
  pageKind(): PageKind | undefined;
  /** What the page is about, the main product first; ids as the page has them, the likeliest in front. */
  products(): readonly ItemRef[];
  /** Slots of `site.slots` of a mode that stand on the page now. The same element is the same slot as before. */
  slots(mode: 'rank' | 'fill'): readonly Slot[];
  /** Cards of the lists that it knows; may grow while a long page is read in slices. */
  cards(): readonly Card[];
  /** What a click, or a form that is sent, says; undefined where it says nothing of products. `path` leads out of shadow roots. */
  hear(event: Event, path: readonly Element[]): EventDraft | undefined;
  /** Settled when what the page needs besides has come, or is not waited for. */
  readonly whole: Promise<unknown>;
  /** A route begins: records what else the page is, a cart, an order, the results of a search. `route` ends with it. */
  startRoute(route: Boundary, at: number): void;
}

/**
 * Opens the room. Once a visit. What the shop's own rules say of a page counts most, then what is known of its platform, then
 * what shops have in common: the first that has an answer gives it.
 */
export function openStorefront(host: StorefrontHost): Storefront {
  const { site, emit, has, boundary } = host;
  const slots = openSiteSlots(host);
  const observer = observeDeeply(host);
  const rules = openSiteProducts(host);
  const listed = openSlotCards(host);
  const common = openCommonReader(
    host,
    observer,
    () => kind(),
    () => lines(),
  );
  const readers: Reader[] = [rules, listed, findSources(host), common];
  let platforms: PlatformReader | undefined;
  let latest: Parameters<Storefront['startRoute']> | undefined;
  let finding: Promise<unknown> | undefined;
  /** Brings what knows the page's platform, once one shows; settled when it has come, or is not waited for any more. */
  const findPlatform = (): Promise<unknown> | undefined =>
    (finding ??= isPlatform()
      ? new Promise<void>((resolve) => {
          const open = boundary.guard((openThem: typeof openPlatforms) => {
            if (boundary.signal.aborted) return;
            platforms = openThem(host, createReading(site), () => common.products?.()[0]);
            readers.splice(-1, 0, platforms);
            kind = remember(observer, host.now, readKind);
            if (latest) platforms.startRoute?.(...latest);
            resolve();
            host.look();
          });
          bringPart(host, 'platforms', open);
          setTimeout(resolve, PLATFORM_MS);
        })
      : undefined);
  const search = createSiteSearch(host, rules.search);
  const readKind = (): PageKind | undefined => {
    for (const reader of readers) {
      const found = reader.pageKind?.();
      if (found) return found;
    }
  };
  let kind = remember(observer, host.now, readKind);
  const lines = (): readonly ItemRef[] =>
    rules.lines() ?? platforms?.lines() ?? linesOfPage(site(), kind() === 'order');
  const many = <T>(read: (reader: Reader) => readonly T[] | undefined): readonly T[] => {
    for (const reader of readers) {
      const found = read(reader);
      if (found && found.length > 0) return found;
    }
    return [];
  };
  /** A card that was opened, with its list and its place there. */
  const placed = (draft: EventDraft, path: readonly Element[]): EventDraft => {
    const [item] = draft.items ?? [];
    const place = draft.type === 'product_click' && item && !item.list ? listed.placeOf(path) : undefined;
    return place ? { ...draft, items: [{ ...item!, list: place.list, position: place.position }] } : draft;
  };
  if (has('dom'))
    host.boundary.listen(document, 'keydown', (event) => event.isTrusted && search.hear(event, elementsOf(event)));
  return {
    pageKind: () => kind(),
    products: () => many((reader) => reader.products?.()),
    slots,
    cards: () => many((reader) => reader.cards?.()),
    hear(event, path) {
      search.hear(event, path);
      for (const reader of readers) {
        const heard = reader.hear?.(event, path);
        if (heard !== undefined) return heard ? placed(heard, path) : undefined;
      }
    },
    whole: Promise.resolve(findPlatform()),
    startRoute(route, at) {
      latest = [route, at];
      // a page that a script builds, or makes another of, may show it late
      void findPlatform();
      observer.startRoute(route.signal);
      for (const reader of readers) reader.startRoute?.(route, at);
      if (has('dom')) search.readPage(at);
      if (!has('page')) return;
      const order = (): string | undefined => rules.order() ?? (kind() === 'order' ? platforms?.order() : undefined);
      recordCartPage({ kind: kind(), lines, order }, { emit, at, route, observer });
    },
  };
}

function elementsOf(event: Event): Element[] {
  return event.composedPath().filter((node) => node instanceof Element);
}
