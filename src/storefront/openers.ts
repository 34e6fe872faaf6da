import { isProductUrl } from './url-ids.ts';
import { parentOf } from './selectors.ts';
import { CART_SEGMENT, CATEGORY_SEGMENT, CHECKOUT_SEGMENT } from './words.ts';

/** What leads somewhere when it is clicked. */
export const OPENER = 'a[href],area[href],[onclick],[data-href],[role=link]';
/** So far up a card may reach from a link in it. */
const MAX_LEVELS = 12;
/** So many elements of one product are looked at until another is found. */
const MAX_ELEMENTS = 400;
const FILE = /\.(jpe?g|png|webp|avif|gif|svg|pdf|zip|mp4)$/i;
const NO_PRODUCT =
  /^(account|my-?account|login|signin|register|logout|wish-?lists?|favou?rites|compare|contact|about|help|faq|blog|news|terms|privacy|imprint|impressum|agb|datenschutz|returns?|shipping|versand|stores?|orders?|checkout|tel|mailto|search)$/i;

/** Where an opener leads. */
export interface Target {
  /** The same for two openers that lead to the same thing. */
  readonly key: string;
  readonly url?: URL;
  /** Whether the address says by itself that it is a product's. */
  readonly isProduct: boolean;
}

/** Where `opener` may lead to a product; undefined where it leads to this page, to a file, or to what is surely none. */
export function targetOf(opener: Element): Target | undefined {
  const written = opener.getAttribute('href') ?? opener.getAttribute('data-href');
  const isScript = written === null || /^\s*(javascript:|#?$|#[^!/])/i.test(written);
  if (isScript) return targetOfHandler(opener, written);
  return targetOfUrl(written);
}

/** Whether both are of one kind, as the cards of a list are: the same tag, and a class in common, or none. */
export function isAlike(one: Element, other: Element): boolean {
  if (one.localName !== other.localName) return false;
  if (one.className === other.className) return true;
  const { classList } = other;
  return one.classList.length === 0
    ? classList.length === 0
    : [...one.classList].some((name) => classList.contains(name));
}

/** The outermost element around `from` in which every opener leads where the first one does, as `key`. */
export function climb(from: Element, key: string): Element {
  let top = from;
  for (let level = 0; level < MAX_LEVELS; level++) {
    const parent = parentOf(top);
    if (!parent || parent.matches('html,body,main') || holdsOther(parent, key)) break;
    top = parent;
  }
  return top;
}

/** The first of its kind in `element`, or `element` itself, that may lead to a product. */
export function openerIn(element: Element): readonly [Element, Target] | undefined {
  for (const opener of openersIn(element)) {
    const target = targetOf(opener);
    if (target) return [opener, target];
  }
}

function holdsOther(element: Element, key: string): boolean {
  for (const opener of openersIn(element)) {
    const target = targetOf(opener);
    if (target && target.key !== key) return true;
  }
  return false;
}

/**
 * In the order of the document, those in open shadow roots behind their host. One after the other, so that whoever has found
 * what it looks for need not have looked at all of a long list.
 */
function* openersIn(element: Element, budget = { left: MAX_ELEMENTS }): Generator<Element> {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT);
  for (let at: Node | null = element; at; at = walker.nextNode()) {
    const each = at as Element;
    if (budget.left-- <= 0) return;
    if (each.matches(OPENER)) yield each;
    for (const inner of each.shadowRoot?.children ?? []) yield* openersIn(inner, budget);
  }
}

function targetOfUrl(written: string): Target | undefined {
  const url = URL.parse(written, document.baseURI);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const isRoute = /^#!?\//.test(url.hash);
  const key = `${url.host}${url.pathname}${url.search}${isRoute ? url.hash : ''}`;
  const here = `${location.host}${location.pathname}${location.search}${isRoute ? location.hash : ''}`;
  const segments = `${url.pathname}${isRoute ? url.hash : ''}`
    .split('/')
    .map((segment) => segment.replace(/\.\w{2,5}$/, ''))
    .filter(Boolean);
  if (key === here || segments.length + url.search.length === 0 || FILE.test(url.pathname)) return undefined;
  const last = segments.at(-1) ?? '';
  if (segments.some((segment) => NO_PRODUCT.test(segment)) || CART_SEGMENT.test(last) || CHECKOUT_SEGMENT.test(last))
    return undefined;
  const isProduct = isProductUrl(url);
  const isList = !isProduct && segments.some((segment) => CATEGORY_SEGMENT.test(segment));
  return isList ? undefined : { key, url, isProduct };
}

/** By a handler's text, which is never run: an address in it, or another argument. */
function targetOfHandler(opener: Element, href: string | null): Target | undefined {
  const code = `${opener.getAttribute('onclick') ?? ''} ${href ?? ''}`.trim();
  const [, address] =
    /["']((?:https?:\/\/|\.{0,2}\/|\?)[^"'\s]+|[\w-]+\.(?:html?|php|aspx?)[^"'\s]*)["']/.exec(code) ?? [];
  if (address) return targetOfUrl(address);
  const isShown = /\b(?:open|show|view|goto|go|detail|details|product|select|load|navigate)\w*\s*\(\s*["'\d]/i.test(
    code,
  );
  return isShown ? { key: code, isProduct: false } : undefined;
}
