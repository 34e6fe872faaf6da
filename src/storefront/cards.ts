import type { ItemRef } from '../../contract/events.ts';
import type { Site } from '../../contract/site.ts';
import { climb, isAlike, openerIn, OPENER, targetOf, type Target } from './openers.ts';
import { itemsOfCards } from './card-items.ts';
import { parentOf } from './selectors.ts';

/** Cards of a list that are looked at together, and how far apart they may stand. */
const NEIGHBOURS = 3;
const MAX_STEPS = 12;
/** No list is looked at further. */
const MAX_OPENERS = 12_000;
/** Of a text in which a price is looked for. */
const MAX_TEXT = 600;
const PRICE =
  /(?:\p{Sc}|\b(?:EUR|USD|GBP|CHF|PLN|SEK|NOK|DKK|CZK|HUF|RON|INR|JPY|CAD|AUD|Fr|kr|zł|Kč|Ft|lei|TL|Rs|R\$)\b\.?)\s?\d|\d[\d.,\s]*(?:\p{Sc}|(?:EUR|USD|GBP|CHF|PLN|SEK|NOK|DKK|CZK|HUF|RON|kr|zł|Kč|Ft|lei|TL|руб)(?!\p{L}))/iu;

/** A card, and what a click on it opens. */
export interface FoundCard {
  readonly element: Element;
  readonly target: Target;
}

/**
 * The card around `element`, which is the link of one or stands in it: as much as leads to one product, where beside it stands
 * another of its kind that leads to another. Undefined where nothing of the kind repeats, or where it holds the page's heading.
 */
export function cardAround(element: Element): FoundCard | undefined {
  for (let at: Element | undefined = element, level = 0; at && level < 10; at = parentOf(at), level++) {
    if (at.matches('html,body,main')) return undefined;
    const found = openerIn(at);
    if (!found) continue;
    const [, target] = found;
    const card = climb(at, target.key);
    // the first opener of the outermost one may be another
    if (!openerIn(card) || card.querySelector('h1')) return undefined;
    const next = neighboursOf(card).filter((other) => other !== card);
    const isKnown = target.isProduct || (isPriced(card) && next.some(isPriced));
    return isKnown && next.some((other) => leadsElsewhere(other, target)) ? { element: card, target } : undefined;
  }
}

/** The item of a card, read beside some of its list, so that what stands on all of them is not taken for its own. */
export function itemOfCard(card: Element, site: Site, isPriced?: boolean): ItemRef | undefined {
  const near = neighboursOf(card);
  return itemsOfCards(near, site, card, isPriced)[near.indexOf(card)];
}

/** Zero-based place among its kind; undefined where rows part them. */
export function positionOf(card: Element): number | undefined {
  if (card.localName === 'td') return undefined;
  const isRow = card.localName === 'tr';
  let position = 0;
  for (let at = card.previousElementSibling; at; at = at.previousElementSibling) {
    if (isAlike(card, at) && !(isRow && at.firstElementChild?.localName === 'th')) position++;
  }
  return position;
}

/**
 * Finds the cards of a page without looking at all of it at once: `next` goes on for `budgetMs` and says whether it is done.
 * `found` grows.
 */
export function scanCards(
  now: () => number,
  roots: readonly ParentNode[],
): { readonly found: readonly Element[]; next(budgetMs: number): boolean } {
  const found = new Set<Element>();
  const list: Element[] = [];
  const openers = roots.flatMap((root) => [...root.querySelectorAll(OPENER)]);
  let at = 0;
  const look = (opener: Element): void => {
    for (let up: Element | undefined = opener, level = 0; up && level < 12; up = parentOf(up), level++) {
      if (found.has(up)) return;
    }
    const card = targetOf(opener) && cardAround(opener)?.element;
    if (!card || found.has(card)) return;
    found.add(card);
    list.push(card);
  };
  return {
    found: list,
    next(budgetMs) {
      const until = now() + budgetMs;
      while (at < openers.length && at < MAX_OPENERS && now() < until) look(openers[at++]!);
      return at >= openers.length || at >= MAX_OPENERS;
    },
  };
}

/** Some of its kind beside `card`, with it, in their order: enough to see what is the same on all of them. */
function neighboursOf(card: Element): Element[] {
  const near = [card];
  let [back, on] = [card.previousElementSibling, card.nextElementSibling];
  // furniture stands between them
  for (let steps = 0; steps < MAX_STEPS && near.length < NEIGHBOURS; steps++) {
    if (on && isAlike(card, on)) near.push(on);
    if (back && near.length < NEIGHBOURS && isAlike(card, back)) near.unshift(back);
    [back, on] = [back?.previousElementSibling ?? null, on?.nextElementSibling ?? null];
  }
  return near;
}

function leadsElsewhere(other: Element, { key }: Target): boolean {
  const found = openerIn(other);
  return !!found && found[1].key !== key;
}

/** Whether something that looks like a price stands on it. */
export function isPriced(card: Element): boolean {
  const text = `${card.textContent ?? ''} ${card.shadowRoot?.textContent ?? ''}`;
  return PRICE.test(text.slice(0, MAX_TEXT));
}
