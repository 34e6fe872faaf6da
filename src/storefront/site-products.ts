import type { ItemRef, PageKind } from '../../contract/events.ts';
import { MAX_CONTEXT_ITEMS, MAX_EVENT_ITEMS } from '../../contract/limits.ts';
import { isProductRule, type ProductRule } from '../../contract/storefront.ts';
import type { EventDraft } from '../capture/draft.ts';
import { actionOf, controlOf, isUsable, submittedBy } from './actions.ts';
import { isOpened } from './opened.ts';
import { isPage } from './match-page.ts';
import { readRules } from './site-rules.ts';
import { ratingIn } from './reviews.ts';
import { readValue } from './read-rule.ts';
import type { Reader } from './reader.ts';
import { readRuleItem } from './rule-item.ts';
import { findAll, isMatch } from './selectors.ts';
import type { SearchRules } from './site-search.ts';
import type { StorefrontHost } from './storefront.ts';
import { toCard } from './to-card.ts';

const MAX_CARDS = 10_000;
/** So far in front of a button its container stands. */
const MAX_STEPS = 8;
/** What a button of a rule says. */
const BUTTONS = [
  ['remove', 'remove_from_cart'],
  ['wishlist', 'wishlist_add'],
  ['add', 'add_to_cart'],
  ['review', 'review'],
] as const;

/** A form that its button has told of is sent within that time. */
const SENT_MS = 2_000;

/** What the rules of `site.products` say of the page. */
export interface SiteProducts extends Reader {
  pageKind(): PageKind | undefined;
  /** The lines of a cart or an order; undefined where no rule says what they are. */
  lines(): readonly ItemRef[] | undefined;
  /** The order's number. */
  order(): string | undefined;
  search(): SearchRules;
}

/** Reads a shop by the rules of `site.products` that mean the page. What a rule leaves out is found out. */
export function openSiteProducts({ site }: Pick<StorefrontHost, 'site'>): SiteProducts {
  const rules = (): readonly ProductRule[] =>
    readRules(site(), 'products', isProductRule).filter(({ match }) => isPage(match));
  const itemOf = (container: Element, rule: ProductRule): ItemRef | undefined => readRuleItem(container, rule, site());

  /** When the button of a form was clicked, whose sending says the same again. */
  const told = new WeakMap<Element, number>();

  /** What a hit of one of a rule's buttons says. */
  const acted = (
    type: (typeof BUTTONS)[number][1],
    container: Element,
    control: Element,
    rule: ProductRule,
  ): EventDraft | null => {
    const item = readRuleItem(container, rule, site(), control);
    if (!item || !isUsable(control)) return null;
    if (type !== 'review') return { type, items: [item] };
    const rating = ratingIn(control, rule.rating) ?? (rule.rating && ratingIn(container, rule.rating));
    return { type, items: [item], ...(rating !== undefined && { rating }) };
  };
  const heardBy = (
    rule: ProductRule,
    container: Element,
    isWithin: boolean,
    event: Event,
    path: readonly Element[],
  ): EventDraft | null | undefined => {
    for (const [key, type] of BUTTONS) {
      const selector = rule[key];
      if (selector === undefined || event.type === 'auxclick') continue;
      const found = new Set(findAll(container.matches('html') ? document : container, selector));
      const hit = path.find((element) => found.has(element) || (isWithin && isMatch(element, selector)));
      if (!hit) continue;
      // whoever else hears the click of a form's button knows less of it than its rule does
      const isSender = event.type === 'click' && path.some((element) => submittedBy(element) === hit);
      const control = controlFor(hit, event, path) ?? (isSender && hit.matches(':valid') ? hit : undefined);
      const isTold = event.timeStamp - (told.get(hit) ?? -Infinity) < SENT_MS;
      if (isSender) told.set(hit, event.timeStamp);
      if (control) return isTold && event.type === 'submit' ? null : acted(type, container, control, rule);
    }
  };

  return {
    pageKind: () => rules().find(({ page }) => page)?.page,
    products() {
      const said = rules().filter(isOfProduct);
      const items = said.flatMap((rule) =>
        containersOf(rule, MAX_CONTEXT_ITEMS).map((element) => itemOf(element, rule)),
      );
      return items.filter((item) => item !== undefined);
    },
    cards: () =>
      rules()
        .filter(({ as }) => as === 'card')
        .flatMap((rule) =>
          containersOf(rule, MAX_CARDS).map((element, position) =>
            toCard(element, () => {
              const item = itemOf(element, rule);
              return item && { ...item, position };
            }),
          ),
        ),
    lines() {
      const said = rules().filter(({ as }) => as === 'line');
      if (said.length === 0) return undefined;
      const items = said.flatMap((rule) => containersOf(rule, MAX_EVENT_ITEMS).map((element) => itemOf(element, rule)));
      return items.filter((item) => item !== undefined).slice(0, MAX_EVENT_ITEMS);
    },
    order() {
      for (const { order } of rules()) {
        const number = order && readValue(document.documentElement, order);
        if (number) return number;
      }
    },
    search: () => ({
      boxes: rules().flatMap(({ search }) => search ?? []),
      parameters: rules().flatMap(({ searchParameter }) => searchParameter ?? []),
    }),
    hear(event, path) {
      const places = placesOf(rules(), path);
      for (const { rule, container, isWithin } of places) {
        const heard = heardBy(rule, container, isWithin, event, path);
        if (heard !== undefined) return heard;
      }
      const card = places.find(({ rule, isWithin }) => rule.as === 'card' && isWithin);
      if (!card || event.type === 'submit' || !isOpened(card.container, path)) return undefined;
      const control = controlOf(path);
      // a button that no rule names may be known by what it is called
      if (control && actionOf(control, path, false)) return undefined;
      const item = itemOf(card.container, card.rule);
      const position = containersOf(card.rule, MAX_CARDS).indexOf(card.container);
      return item ? { type: 'product_click', items: [{ ...item, position }] } : undefined;
    },
  };
}

interface Place {
  readonly rule: ProductRule;
  readonly container: Element;
  /** Whether the container is around what was clicked. */
  readonly isWithin: boolean;
}

/** Which containers of which rules a click may belong to, the innermost first, and last those of the page as a whole. */
function placesOf(rules: readonly ProductRule[], path: readonly Element[]): Place[] {
  const inside = path.flatMap((container) =>
    rules
      .filter((rule) => rule.container !== undefined && isMatch(container, rule.container))
      .map((rule) => ({ rule, container, isWithin: true })),
  );
  const beside = rules.flatMap((rule) => {
    const isBeside = BUTTONS.some(([key]) => /^[+~]/.test(rule[key] ?? ''));
    const container = isBeside ? path.map((element) => before(element, rule.container)).find(Boolean) : undefined;
    return container ? [{ rule, container, isWithin: false }] : [];
  });
  const whole = rules.flatMap((rule) => {
    if (inside.some((place) => place.rule === rule) || !(isOfProduct(rule) || rule.container === undefined)) return [];
    // a button of the product may stand beside its container
    const [container, second] = containersOf(rule, 2);
    return container && !second ? [{ rule, container, isWithin: container.matches('html') }] : [];
  });
  return [...inside, ...beside, ...whole];
}

/** The next container in front of `element`. */
function before(element: Element, container: string | undefined): Element | undefined {
  let at = element.previousElementSibling;
  for (let step = 0; at && step < MAX_STEPS; step++, at = at.previousElementSibling) {
    if (container && isMatch(at, container)) return at;
  }
}

/** Whether `rule` says what a product is: all but one that only names the page, its search or its order. */
function isOfProduct({ as, container, itemId, price, add, wishlist, review }: ProductRule): boolean {
  return as === 'product' || (as === undefined && !![container, itemId, price, add, wishlist, review].find(Boolean));
}

function containersOf({ container }: ProductRule, most: number): Element[] {
  return container === undefined ? [document.documentElement] : findAll(document, container).slice(0, most);
}

/** A form speaks when it is sent, or where that cannot be heard by its button; everything else when it is clicked. */
function controlFor(hit: Element, event: Event, path: readonly Element[]): Element | undefined {
  if (!(hit instanceof HTMLFormElement)) return event.type === 'submit' ? undefined : hit;
  if (event.type === 'submit') return hit;
  const isDeep = hit.getRootNode() !== document;
  const button = path.find((element) =>
    element.matches('button:not([type=button],[type=reset]),input[type=submit],input[type=image]'),
  );
  return isDeep && button && (button as HTMLButtonElement).form === hit ? hit : undefined;
}
