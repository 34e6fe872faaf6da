import type { ItemRef } from '../../../contract/events.ts';
import { hintOf } from '../element-prices.ts';
import { toItem } from '../ids.ts';
import { productOfPage } from '../product-page.ts';
import type { Reader } from '../reader.ts';
import type { Card, StorefrontHost } from '../storefront.ts';
import { readDeed } from './acts.ts';
import { createAnnouncements, idsIn } from './announcements.ts';
import { dawn } from './dawn.ts';
import { magento } from './magento.ts';
import { recordPage } from './page-events.ts';
import type { Platform } from './platform.ts';
import { prestashop } from './prestashop.ts';
import { readIds, readOffer, readPart } from './read-part.ts';
import { woocommerce } from './woocommerce.ts';

const PLATFORMS: readonly Platform[] = [woocommerce, prestashop, magento, dawn];

/** Reads shops of the platforms that most shops are made with, by the markup that their themes share. */
export function openPlatforms(host: StorefrontHost): Reader {
  const { emit, now, boundary } = host;
  let here: Platform | undefined;
  let lookedAt: string | undefined;
  let epoch = 0;
  let cards = new WeakMap<Element, Card>();

  const hint = () => hintOf(host.site());
  const announcements = createAnnouncements({
    emit,
    now,
    at: () => Math.round(epoch + now()),
    boundary,
    isFlooded: () => false,
  });
  /** Looked for once a route: what stands on every page of a shop is there from the start. */
  const platform = (): Platform | undefined => {
    if (here || lookedAt === location.href) return here;
    lookedAt = location.href;
    return (here = PLATFORMS.find((one) => document.querySelector(one.here)));
  };
  const pageKind: Reader['pageKind'] = () => {
    const page = location.pathname + location.search;
    return platform()?.kinds.find(([, sign]) =>
      typeof sign === 'string' ? document.querySelector(sign) : sign.test(page),
    )?.[0];
  };
  const products = (): readonly ItemRef[] => {
    if (pageKind() !== 'product' || !here) return [];
    const { product } = here;
    const root = document.querySelector(product.selector);
    const own = root ? readIds(root, product.ids) : [];
    // both mean what the page is about
    const general = productOfPage(host.site());
    const item = toItem([...own, ...(general ? idsIn(general) : [])]);
    if (!item) return [];
    const { id: _, also: __, ...offer } = general ?? item;
    return [{ ...offer, ...item, ...(root && readOffer(root, product, hint())) }];
  };
  const toCard = (element: Element, { card }: Platform): Card => {
    let item: ItemRef | undefined;
    let isRead = false;
    return {
      element,
      // thousands of cards are found, and few are seen
      get item() {
        if (!isRead) item = readPart(element, card, hint());
        isRead = true;
        return item;
      },
    };
  };

  return {
    pageKind,
    products,
    cards() {
      const known = platform();
      if (!known) return [];
      return [...document.querySelectorAll(known.card.selector)].map((element) => {
        let card = cards.get(element);
        if (!card) cards.set(element, (card = toCard(element, known)));
        return card;
      });
    },
    hear(event, path) {
      const known = platform();
      if (!known) return undefined;
      announcements.gesture();
      known.connect?.(announcements.announce);
      const deed = readDeed(known, event, path, hint(), products);
      if (!deed) return undefined;
      const { draft, act, element } = deed;
      const awaited = act?.awaits?.(element);
      if (act && awaited) announcements.wait(draft, element, awaited, act.done);
      // where nothing is announced, the form that a button sends speaks
      if (awaited || (act?.on === 'click' && act.awaits && isSender(element))) return null;
      if (act) announcements.told(draft, element);
      return draft;
    },
    startRoute(route, at) {
      epoch = at - now();
      cards = new WeakMap();
      const known = platform();
      if (!known) return;
      known.connect?.(announcements.announce);
      recordPage(host, route, at, known, pageKind(), hint());
    },
  };
}

/** Whether a click on it sends a form. */
function isSender(element: Element): boolean {
  const { form, type } = element as Partial<HTMLButtonElement>;
  return Boolean(form && type === 'submit');
}
