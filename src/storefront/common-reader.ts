import type { ItemRef, PageKind } from '../../contract/events.ts';
import type { EventDraft } from '../capture/draft.ts';
import { actionOf, controlOf, isAddForm, submittedBy } from './actions.ts';
import { cardAround, itemOfCard, positionOf, scanCards } from './cards.ts';
import { itemsOfCards } from './card-items.ts';
import { beginCheckout } from './cart-pages.ts';
import { lineAround } from './cart-lines.ts';
import type { DeepObserver } from './deep-observer.ts';
import { allOf, toItem } from './ids.ts';
import { OPENER, targetOf } from './openers.ts';
import { ownerOf } from './owner.ts';
import { kindOfPage } from './page-kind.ts';
import { productOfPage } from './product-page.ts';
import type { Reader } from './reader.ts';
import { remember } from './remember.ts';
import { isReviewForm, ratingIn } from './reviews.ts';
import { parentOf } from './selectors.ts';
import type { Card, StorefrontHost } from './storefront.ts';
import { idsOfUrl } from './url-ids.ts';
import { toCard } from './to-card.ts';

/** Of script at a time, for finding the cards of a page. */
const SLICE_MS = 2;
/** A form that its button has told of is sent within that time. */
const SENT_MS = 2_000;

/**
 * Reads a shop by what shops have in common: addresses, structured data, and what buttons and forms are called. It would rather
 * say nothing than something wrong.
 */
export function openCommonReader(
  { site, now, boundary, look }: StorefrontHost,
  observer: DeepObserver,
  kind: () => PageKind | undefined,
  /** Of the cart that the page shows, whoever reads it. */
  lines: () => readonly ItemRef[],
): Reader {
  /** When the button of a form was heard, whose sending says the same again. */
  const heard = new WeakMap<Element, number>();
  const product = remember(observer, now, () => productOfPage(site()));
  const pageKind = remember(observer, now, () => kindOfPage(product));
  let scan: ReturnType<typeof scanCards> | undefined;
  let isScanned = false;
  let scanned = -1;
  let cards: readonly Card[] = [];

  const slice = boundary.guard(() => {
    if (boundary.signal.aborted || !scan) return;
    isScanned = scan.next(SLICE_MS);
    if (isScanned) look();
    else later(slice);
  });

  const acted = (control: Element, path: readonly Element[]): EventDraft | undefined => {
    const type = actionOf(control, path, kind() === 'cart');
    if (!type) return undefined;
    if (type === 'begin_checkout') {
      // a step of a checkout that has begun is no beginning
      return kind() === 'checkout' ? undefined : beginCheckout(kind() === 'cart' ? lines() : [], wall());
    }
    const line = type === 'remove_from_cart' ? lineAround(control) : undefined;
    const item = line ? itemsOfCards([line], site())[0] : ownerOf(control, site());
    const form = submittedBy(control);
    if (form) heard.set(form, now());
    return item && { type, items: [item] };
  };
  const sent = (form: Element, submitter: Element | null): EventDraft | undefined => {
    if (isReviewForm(form)) return reviewed(form);
    const isTold = now() - (heard.get(form) ?? -Infinity) < SENT_MS;
    if (isTold || !(form instanceof HTMLFormElement) || !isAddForm(form)) return undefined;
    const item = ownerOf(submitter ?? form, site());
    return item && { type: 'add_to_cart', items: [item] };
  };
  const reviewed = (form: Element): EventDraft | undefined => {
    const item = cardAround(form) ? ownerOf(form, site()) : (product() ?? ownerOf(form, site()));
    const rating = ratingIn(form);
    return item && { type: 'review', items: [item], ...(rating !== undefined && { rating }) };
  };
  const opened = (opener: Element): EventDraft | undefined => {
    const target = targetOf(opener);
    if (!target) return undefined;
    const card = cardAround(opener)?.element;
    const [linked] = target.url ? idsOfUrl(target.url).linked : [];
    if (linked !== undefined && linked === idsOfUrl(location.href).linked[0]) return undefined;
    if (card) {
      const position = positionOf(card);
      const item = itemOfCard(card, site());
      return item && { type: 'product_click', items: [{ ...item, ...(position !== undefined && { position }) }] };
    }
    const item = target.isProduct && target.url ? toItem(allOf(idsOfUrl(target.url))) : undefined;
    return item && { type: 'product_click', items: [item] };
  };
  /** ms since 1970. */
  const wall = (): number => Math.round(performance.timeOrigin + now());

  return {
    pageKind,
    products() {
      const found = product();
      return found ? [found] : [];
    },
    cards() {
      if (!scan || (isScanned && scanned !== observer.version())) {
        scanned = observer.version();
        isScanned = false;
        scan = scanCards(now, [document, ...observer.roots()]);
        slice();
      }
      if (scan.found.length !== cards.length) cards = toCards(scan.found, site);
      return cards;
    },
    hear(event, path) {
      const [target] = path;
      if (!target) return undefined;
      if (event.type === 'submit') return sent(target, (event as SubmitEvent).submitter);
      const control = controlOf(path);
      const isMain = event.type === 'click';
      const done = control && isMain ? acted(control, path) : undefined;
      if (done) return done;
      // that a form was sent is not heard outside of its shadow root
      const form = control && submittedBy(control);
      if (form && isMain && form.getRootNode() !== document && isReviewForm(form)) return reviewed(form);
      const opener = path.find((element) => element.matches(OPENER));
      return opener && (!control || control === opener || opener.contains(control) === control.matches('a'))
        ? opened(opener)
        : undefined;
    },
  };
}

/** Each in its list, and read when it is asked for. */
function toCards(elements: readonly Element[], site: StorefrontHost['site']): Card[] {
  const places = new Map<Element | undefined, number>();
  return elements.map((element) => {
    const list = parentOf(element);
    const position = places.get(list) ?? 0;
    places.set(list, position + 1);
    return toCard(element, () => {
      // what was seen needs no price
      const item = itemOfCard(element, site(), false);
      return item && { ...item, position };
    });
  });
}

function later(then: () => unknown): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(() => then(), { timeout: 1_000 });
  else setTimeout(then, 50);
}
