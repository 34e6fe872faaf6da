import type { Site } from '../../contract/site.ts';
import type { PriceHint } from './currencies.ts';
import { toCurrency } from './currencies.ts';
import { parseAmount, parsePrice, type Price } from './prices.ts';

/** Where shops say a price to programs. */
const VALUES = ['content', 'data-price-amount', 'data-product-price', 'data-price', 'value'];
const STATED =
  '[itemprop=price][content],[property="product:price:amount"],[data-price-amount],data[value][class*="price" i]';
/** Where they show it, what is surely the current one first. */
const SHOWN = [
  '.price-item--sale,ins,.special-price,.sale-price,.price--sale,[data-testid=current-price],.current-price,.price-current,.price-now',
  '[itemprop=price],[class*="price" i],[id*="price" i],[data-price],.money,.amount',
];
/** An old price, and what else stands beside one: by tag, by class, by the words of a class. */
const OLD_TAGS = /^(del|s|strike|style|script|template|noscript|button|select)$/i;
const OLD_CLASS =
  /(^|[\s_-])(old|was|compare|compared|regular|original|rrp|msrp|uvp|list-price|before|crossed|previous|strike\w*|line-through|sav(e|es|ing|ings)|discount|unit|per-unit|installments?|shipping|badge|percent\w*|rating|reviews?|visually-hidden|sr-only|screen-reader-text|offscreen|a-offscreen)(?![a-z])|(Old|Was|Compare|Original|Regular|Discount|LineThrough)(Price|[A-Z_-]|$)/;
const CENTS = /cent|frac|decimal|minor|sup\b/i;
const LINES = /^(br|p|div|li|dt|dd|t[dr]|h[1-6])$/i;
const MAX_NODES = 60;

/** What prices of the page are read with. */
export function hintOf(site: Site): PriceHint {
  return {
    currency: site.currency,
    locale: site.locale ?? (document.documentElement.getAttribute('lang') || undefined),
  };
}

/**
 * The current price that `element` shows: itself a price, or a card or form with one in it. What is struck through, meant for
 * screen readers or about something else counts only where there is nothing besides; cents may stand in an element of
 * their own. Reads no style and no layout.
 */
export function priceOf(element: Element, hint: PriceHint = {}): Price | undefined {
  const currency = toCurrency(
    element.querySelector('[itemprop=priceCurrency]')?.getAttribute('content') ??
      element.querySelector('[data-currency]')?.getAttribute('data-currency'),
  );
  const wanted = currency ? { ...hint, currency } : hint;
  const isSelf = SHOWN.some((selector) => element.matches(selector)) || element.hasAttribute('content');
  if (isSelf) return priceIn(element, wanted);
  const stated = element.querySelector(STATED);
  const found = stated && !isOld(stated, element) ? statedBy(stated, wanted) : undefined;
  if (found) return found;
  for (const selector of SHOWN) {
    for (const shown of [...element.querySelectorAll(selector)].slice(0, MAX_NODES)) {
      const price = isOld(shown, element) ? undefined : priceIn(shown, wanted);
      if (price) return price;
    }
  }
  // no element says that it is a price: only a currency does
  return (
    parsePrice(textOf(element), wanted, true) ??
    parsePrice(textOf(element, true), wanted, true) ??
    inShadow(element, wanted)
  );
}

/** In the open shadow roots of `element` and of what it holds. */
function inShadow(element: Element, hint: PriceHint): Price | undefined {
  for (const { shadowRoot } of [element, ...element.querySelectorAll('*')].slice(0, MAX_NODES)) {
    for (const inner of shadowRoot?.children ?? []) {
      const price = /^(style|script)$/.test(inner.localName) ? undefined : priceOf(inner, hint);
      if (price) return price;
    }
  }
}

function priceIn(element: Element, hint: PriceHint): Price | undefined {
  return (
    parseAmount(element.getAttribute('content') ?? undefined, hint) ??
    parsePrice(textOf(element), hint) ??
    parsePrice(textOf(element, true), hint) ??
    statedBy(element, hint)
  );
}

function statedBy(element: Element, hint: PriceHint): Price | undefined {
  const value = VALUES.map((name) => element.getAttribute(name)).find((value) => value);
  return parseAmount(value, hint);
}

/** Whether `element`, or what is around it in `root`, shows something besides the current price. */
function isOld(element: Element, root: Element): boolean {
  for (let at: Element | null = element; at && at !== root; at = at.parentElement) if (isAside(at)) return true;
  return false;
}

function isAside(element: Element): boolean {
  return (
    OLD_TAGS.test(element.localName) ||
    element.hasAttribute('hidden') ||
    OLD_CLASS.test(element.getAttribute('class') ?? '')
  );
}

/**
 * The text of `element` without what stands aside, or with it; pieces are parted by a blank, lines by a line end, cents by a
 * dot.
 */
function textOf(element: Element, isAll = false): string {
  let text = '';
  let count = 0;
  const read = (node: Node): void => {
    for (const child of node.childNodes) {
      if (++count > MAX_NODES) return;
      if (child instanceof Element) {
        const isLine = LINES.test(child.localName);
        if (isLine) text = `${text.trimEnd()}\n`;
        if (isAll ? !/^(style|script|template|noscript)$/i.test(child.localName) : !isAside(child)) read(child);
        if (isLine) text = `${text.trimEnd()}\n`;
      } else if (child.nodeType === Node.TEXT_NODE) text = joined(text, child.nodeValue!.trim(), node as Element);
    }
  };
  read(element);
  return text;
}

function joined(text: string, piece: string, within: Element): string {
  if (!text || !piece) return text || piece;
  const isCents = /^\d\d(?!\d)/.test(piece) && /(^|\D)\d+$/.test(text);
  const isMarked = /^(sup|sub|small)$/i.test(within.localName) || CENTS.test(within.getAttribute('class') ?? '');
  if (isCents && (isMarked || /^\d\d$/.test(piece)) && !/\d[.,](\d{1,2}|\d{4,})$/.test(text))
    return `${text}${/\.\d+$/.test(text) ? ',' : '.'}${piece}`;
  // "9" "." "99", and "1" "," "299"
  return (/\d$/.test(text) && /^[.,]/.test(piece)) || (/\d[.,]$/.test(text) && /^\d/.test(piece))
    ? `${text}${piece}`
    : `${text} ${piece}`;
}
