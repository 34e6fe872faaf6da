import { idsOf, type ItemRef } from '../../../contract/events.ts';
import type { EventDraft } from '../../capture/draft.ts';
import { toItem } from '../ids.ts';
import { readValue } from '../read-rule.ts';
import type { Reader } from '../reader.ts';
import type { Reading } from '../reading.ts';
import type { Card, StorefrontHost } from '../storefront.ts';
import { toCard } from '../to-card.ts';
import { readDeed, readLines } from './acts.ts';
import { createAnnouncements } from './announcements.ts';
import { dawn } from './dawn.ts';
import { magento } from './magento.ts';
import type { Platform } from './platform.ts';
import { prestashop } from './prestashop.ts';
import { readIds, readOffer } from './read-part.ts';
import { woocommerce } from './woocommerce.ts';

const PLATFORMS: readonly Platform[] = [woocommerce, prestashop, magento, dawn];

/** How long what kind of page it is stands. */
const KIND_MS = 1_000;
/** A click and what it sends lie no further apart. */
const SENT_MS = 2_000;

export interface PlatformReader extends Reader {
  /** Of a cart, a checkout or an order. Undefined where the platform shows none. */
  lines(): readonly ItemRef[] | undefined;
  /** The number of the order that the page thanks for. */
  order(): string | undefined;
}

/**
 * Reads shops of the platforms that most shops are made with, by the markup that their themes share. `productOfPage`: what
 * any shop's page says that it is about.
 */
export function openPlatforms(
  host: StorefrontHost,
  reading: Reading,
  productOfPage: () => ItemRef | undefined,
): PlatformReader {
  const { emit, now, boundary, isFlooded } = host;
  let here: Platform | undefined;
  let lookedAt: string | undefined;
  let epoch = 0;
  let cards = new WeakMap<Element, Card>();
  /** When a form was sent, and when its click was told instead. */
  const sent = new WeakMap<Element, number>();
  const taken = new WeakMap<Element, number>();

  const announcements = createAnnouncements({
    emit,
    now,
    at: () => Math.round(epoch + now()),
    boundary,
    isFlooded,
  });
  /** Looked for once a route: what stands on every page of a shop is there from the start. */
  const platform = (): Platform | undefined => {
    if (here || lookedAt === location.href) return here;
    lookedAt = location.href;
    return (here = PLATFORMS.find((one) => document.querySelector(one.here)));
  };
  let kind: ReturnType<NonNullable<Reader['pageKind']>>;
  let kindOf = '';
  let kindAt = -Infinity;
  /** Asked at every look and click, of pages with any number of elements. */
  const pageKind: Reader['pageKind'] = () => {
    const page = location.pathname + location.search;
    if (page !== kindOf || now() - kindAt > KIND_MS) {
      kind = platform()?.kinds.find(([, sign]) => {
        if (sign instanceof RegExp) return sign.test(page);
        return sign.startsWith('body') ? document.body.matches(sign) : document.querySelector(sign);
      })?.[0];
      [kindOf, kindAt] = [page, now()];
    }
    return kind;
  };
  const products = (): readonly ItemRef[] => {
    if (pageKind() !== 'product' || !here) return [];
    const { product } = here;
    const root = document.querySelector(product.selector);
    const own = root ? readIds(root, product.ids) : [];
    // both mean what the page is about
    const general = productOfPage();
    const item = toItem([...own, ...(general ? idsOf(general) : [])]);
    if (!item) return [];
    const { id: _, also: __, ...offer } = general ?? item;
    return [{ ...offer, ...item, ...(root && readOffer(root, product, reading)) }];
  };
  // what was seen needs no price
  const cardOf = (element: Element, { card }: Platform): Card =>
    toCard(element, () => toItem([...readIds(element, card.ids), ...reading.idsOf(element)]));

  /** Tells of a form that a script of the shop sends in its own way, since it takes the click for itself. */
  const unlessSent = (event: Event, draft: EventDraft, form: Element, sender: Element): void => {
    // a click on one that the shop bars is taken too, and nothing is sent
    if (sender.matches('.disabled,[aria-disabled="true"]')) return;
    taken.delete(form);
    const clickedAt = now();
    const tell = (): void => {
      if (!event.defaultPrevented || (sent.get(form) ?? -1) >= clickedAt) return;
      taken.set(form, clickedAt);
      announcements.told(draft, form);
      emit(draft, true);
    };
    setTimeout(boundary.guard(tell));
  };

  return {
    pageKind,
    products,
    cards() {
      const known = platform();
      if (!known) return [];
      return [...document.querySelectorAll(known.card.selector)].map((element) => {
        let card = cards.get(element);
        if (!card) cards.set(element, (card = cardOf(element, known)));
        return card;
      });
    },
    lines() {
      const known = platform();
      const lines = known ? readLines(known, reading) : [];
      return lines.length > 0 ? lines : undefined;
    },
    order() {
      for (const place of platform()?.order ?? []) {
        const found =
          place instanceof RegExp ? place.exec(location.href)?.[1] : readValue(document.documentElement, place);
        if (found) return found;
      }
      return undefined;
    },
    hear(event, path) {
      const known = platform();
      if (!known) return undefined;
      announcements.gesture();
      known.connect?.(announcements.announce);
      const deed = readDeed(known, event, path, reading, products);
      if (!deed?.draft) return undefined;
      const { draft, act, element, sender } = deed;
      if (!act) return draft;
      const awaited = act.awaits?.(element);
      if (sender) {
        if (!awaited) unlessSent(event, draft, element, sender);
        return null;
      }
      if (awaited) {
        announcements.wait(draft, element, awaited, act.done);
        return null;
      }
      if (act.on === 'submit') sent.set(element, now());
      if (now() - (taken.get(element) ?? -Infinity) < SENT_MS) return null;
      announcements.told(draft, element);
      return draft;
    },
    startRoute(_, at) {
      epoch = at - now();
      cards = new WeakMap();
      if (host.has('dom')) platform()?.connect?.(announcements.announce);
    },
  };
}
