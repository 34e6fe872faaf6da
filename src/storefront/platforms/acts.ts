import type { ItemRef } from '../../../contract/events.ts';
import { MAX_EVENT_ITEMS } from '../../../contract/limits.ts';
import type { EventDraft } from '../../capture/draft.ts';
import { toItem } from '../ids.ts';
import type { Reading } from '../reading.ts';
import { parentOf } from '../selectors.ts';
import { readBasket } from './basket.ts';
import type { Act, Part, Platform } from './platform.ts';
import { fuse, readIds, readOffer, readPart, readQuantity } from './read-part.ts';

/** What has been done, and to what. */
export interface Deed {
  /** Undefined where it is not known to which product. */
  readonly draft: EventDraft | undefined;
  /** Undefined for a link that is opened. */
  readonly act?: Act;
  /** The button that was clicked, the form that is sent, the card of the link. */
  readonly element: Element;
  /** A click on it sends `element`, which speaks when it is sent. */
  readonly sender?: Element;
}

const NOWHERE = /^(#|javascript:|mailto:|tel:)/i;
/** How far above a card the list it stands in may be. */
const MAX_CLIMB = 5;

/** What a click or a form that is sent says in the markup of `platform`; the innermost element that means something counts. */
export function readDeed(
  platform: Platform,
  event: Event,
  path: readonly Element[],
  reading: Reading,
  products: () => readonly ItemRef[],
): Deed | undefined {
  const actAt = (element: Element, on: Act['on']): Act | undefined =>
    platform.acts.find((act) => act.on === on && element.matches(act.selector));
  const toDeed = (act: Act, element: Element): Deed => ({
    draft: toDraft(platform, act, element, reading, products),
    act,
    element,
  });
  const [target] = path;
  if (event.type === 'submit') {
    const act = target && actAt(target, 'submit');
    return act && toDeed(act, target);
  }
  let link: Element | undefined;
  for (const element of path) {
    if (event.type === 'click') {
      const form = formSentBy(element);
      const sent = form && actAt(form, 'submit');
      const act = actAt(element, 'click');
      if (act && !(sent && act.awaits && !act.awaits(element))) return toDeed(act, element);
      if (sent) return { ...toDeed(sent, form), sender: element };
    }
    if (element.matches('a[href], area[href]')) link ??= element;
    if (link && element.matches(platform.card.selector))
      return leads(link, platform) ? opened(element, platform, reading) : undefined;
  }
  return undefined;
}

function opened(card: Element, { card: part }: Platform, reading: Reading): Deed | undefined {
  const item = readPart(card, part, reading);
  const position = placeOf(card, part.selector);
  return item && { draft: { type: 'product_click', items: [{ ...item, position }] }, element: card };
}

/** The form that a click on `element` sends. */
function formSentBy(element: Element): Element | undefined {
  const { form, type } = element as Partial<HTMLButtonElement>;
  return /^(submit|image)$/.test(String(type)) ? (form ?? undefined) : undefined;
}

/** What the lines of the page's cart or order show, or else those of its small cart, or what its scripts say. */
export function readLines(platform: Platform, reading: Reading): ItemRef[] {
  const { line, mini, basket } = platform;
  for (const selector of [line.selector, mini]) {
    const lines = selector ? [...document.querySelectorAll(selector)].slice(0, MAX_EVENT_ITEMS) : [];
    const items = lines.map((element) => readPart(element, line, reading)).filter((item) => item !== undefined);
    if (items.length > 0) return items;
  }
  return basket ? readBasket(basket, reading) : [];
}

function toDraft(
  platform: Platform,
  act: Act,
  element: Element,
  reading: Reading,
  products: () => readonly ItemRef[],
): EventDraft | undefined {
  const { type } = act;
  if (type === 'begin_checkout') return { type, items: readLines(platform, reading) };
  const many = act.many ? readMany(element, act.many, reading) : [];
  if (many.length > 0) return { type, items: many };
  const item = itemOf(platform, act, element, reading, products);
  if (!item) return undefined;
  const rating = act.rating && readQuantity(element, act.rating);
  return { type, items: [item], ...(rating !== undefined && rating <= 5 && { rating }) };
}

/** What a form of several products adds: each with its quantity. */
function readMany(form: Element, part: Part, reading: Reading): ItemRef[] {
  return [...form.querySelectorAll(part.selector)]
    .filter((element) => readQuantity(element, part.quantity))
    .map((element) => {
      const item = toItem(readIds(element, part.ids));
      return item && { ...item, ...readOffer(element, part, reading) };
    })
    .filter((item) => item !== undefined)
    .slice(0, MAX_EVENT_ITEMS);
}

/**
 * The product of a button or a form: by its own ids first, then by those of what it stands in. What it stands in is asked
 * for more only where both agree, since a page of one product advertises others.
 */
function itemOf(
  platform: Platform,
  act: Act,
  element: Element,
  reading: Reading,
  products: () => readonly ItemRef[],
): ItemRef | undefined {
  const around = act.around && element.closest(act.around);
  const roots = [element, ...(around ? [around] : []), ...fieldsOutside(element)];
  const own = toItem(roots.flatMap((root) => readIds(root, act.ids)));
  const item = fuse(own, surroundings(platform, element, reading) ?? products()[0]);
  if (!item) return undefined;
  const { quantity: _, ...bare } = item;
  // a line's quantity is what is taken out of a cart; what a page shows of a product has none
  const kept = act.type === 'remove_from_cart' ? item : bare;
  const offers = roots.map((root) => readOffer(root, act, reading));
  return act.type === 'wishlist_add' || act.type === 'review' ? bare : Object.assign({}, kept, ...offers.toReversed());
}

/** Fields of a form that stand elsewhere on the page. */
function fieldsOutside(form: Element): Element[] {
  return form instanceof HTMLFormElement ? [...form.elements].filter((field) => !form.contains(field)) : [];
}

function surroundings(platform: Platform, element: Element, reading: Reading): ItemRef | undefined {
  const { line, mini, card } = platform;
  const parts: Part[] = [line, ...(mini ? [{ ...line, selector: mini }] : []), card];
  for (let node: Element | undefined = element; node; node = parentOf(node)) {
    const at = node;
    const part = parts.find(({ selector }) => at.matches(selector));
    if (part) return readPart(at, part, reading);
  }
  return undefined;
}

function leads(link: Element, { aside }: Platform): boolean {
  const href = link.getAttribute('href')?.trim() ?? '';
  return href !== '' && !NOWHERE.test(href) && !(aside && link.matches(aside));
}

/** The place of a card among those of the same list. */
function placeOf(card: Element, selector: string): number {
  let list: Element = card;
  for (let climb = 0; climb < MAX_CLIMB && list.parentElement; climb++) {
    list = list.parentElement;
    const cards = [...list.querySelectorAll(selector)];
    if (cards.length > 1) return cards.indexOf(card);
  }
  return 0;
}
