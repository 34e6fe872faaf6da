import type { PageKind } from '../../contract/events.ts';
import { queryOfPage } from './site-search.ts';
import { CART_SEGMENT, CATEGORY_SEGMENT, CHECKOUT_SEGMENT, HOME_PATH, ORDER_PATH, SEARCH_SEGMENT } from './words.ts';

/** What the classes and the id of the body say, in most platforms and themes. */
const BODY: readonly (readonly [PageKind, RegExp])[] = [
  [
    'order',
    /(?:^|[\s_-])(?:order-received|order-?confirmation|order-success|checkout-(?:onepage-)?success|thank-?you(?:-page)?|page-thank-?you)(?=$|[\s_-])/i,
  ],
  [
    'checkout',
    /(?:^|\s)(?:(?:page-|template-|woocommerce-|is-)?checkout(?:-page|-index-index)?|page-order|order-page)(?=$|\s)/i,
  ],
  [
    'cart',
    /(?:^|\s)(?:(?:page-|template-|woocommerce-|is-)?(?:cart|basket)(?:-page|-index)?|checkout-cart-index)(?=$|\s)/i,
  ],
  [
    'search',
    /(?:^|\s)(?:(?:page-|template-|is-)?search(?:-results?|-page|-index)?|catalogsearch-result-index)(?=$|\s)/i,
  ],
  [
    'product',
    /(?:^|\s)(?:(?:page-|template-|is-)?product(?:-page|-detail|-details|-show)?|single-product|catalog-product-view|pdp|product_detail)(?=$|\s)/i,
  ],
  [
    'category',
    /(?:^|\s)(?:(?:page-|template-|is-)?(?:category|collection|listing)(?:-page|-index)?|tax-product_cat|catalog-category-view|plp|product_list)(?=$|\s)/i,
  ],
  [
    'home',
    /(?:^|\s)(?:(?:page-|template-|is-)?(?:home|homepage|index|frontpage|startpage)(?:-page)?|cms-index-index)(?=$|\s)/i,
  ],
];
/** JSON-LD's names of pages, in a text that need not be parsed for it. */
const TYPES: readonly (readonly [PageKind, RegExp])[] = [
  ['checkout', /"@type"\s*:\s*\[?\s*"CheckoutPage"/],
  ['search', /"@type"\s*:\s*\[?\s*"SearchResultsPage"/],
  ['product', /"@type"\s*:\s*\[?\s*"ItemPage"/],
  ['category', /"@type"\s*:\s*\[?\s*"CollectionPage"/],
];
const MAX_SCRIPTS = 16;
const MAX_TEXT = 100_000;

/**
 * What kind of page this is, by its address, the classes of its body, its structured data, and what stands on it. Undefined
 * where these leave a doubt: a page without a kind is a page all the same.
 */
export function kindOfPage(product: () => unknown): PageKind | undefined {
  return kindOfPath(routePath()) ?? kindOfBody() ?? kindOfData(product) ?? kindOfPlace();
}

/** The path of the page; of a shop that routes by fragments what stands there. */
function routePath(): string {
  const [, route] = /^#!?(\/[^?]*)/.exec(location.hash) ?? [];
  return route ?? location.pathname;
}

/** What the path says in so many words: a cart, a checkout, an order that is done, results of a search. */
function kindOfPath(path: string): PageKind | undefined {
  const route = `${path}${/\b(?:route|page|view|action|controller|main_page|cPath)=/.test(location.search) ? location.search : ''}`;
  if (ORDER_PATH.test(route)) return 'order';
  const segments = path.split('/').filter(Boolean);
  const [last = '', before = ''] = segments.toReversed();
  if (
    CART_SEGMENT.test(last) ||
    /[?&](?:route|page|view|controller|main_page)=(?:\w+[/-])?(?:shopping_)?(?:cart|basket)(?:&|$)/i.test(route)
  )
    return 'cart';
  const isCheckout = [last, before, ...(segments.length > 2 ? [segments[0]!] : [])].some((segment) =>
    CHECKOUT_SEGMENT.test(segment),
  );
  if (isCheckout || /[?&](?:route|page|view|controller|main_page)=(?:\w+[/-])?checkout\w*(?:&|$)/i.test(route))
    return 'checkout';
  if (segments.slice(-2).some((segment) => SEARCH_SEGMENT.test(segment)) && queryOfPage(undefined) !== undefined)
    return 'search';
}

function kindOfBody(): PageKind | undefined {
  const { className, id } = document.body;
  return BODY.find(([, pattern]) => pattern.test(`${id} ${className}`))?.[0];
}

function kindOfData(product: () => unknown): PageKind | undefined {
  const type = document.head.querySelector('meta[property="og:type"]')?.getAttribute('content') ?? '';
  if (/^(?:og:)?product(?:\.item)?$/i.test(type)) return 'product';
  // indexed by the browser, unlike a search for the attribute
  const scripts = [...document.scripts].filter(({ type }) => type === 'application/ld+json').slice(0, MAX_SCRIPTS);
  const text = scripts.map((script) => (script.textContent ?? '').slice(0, MAX_TEXT)).join('\n');
  return TYPES.find(([, pattern]) => pattern.test(text))?.[0] ?? (product() ? 'product' : undefined);
}

/** By its place in the shop, where nothing else speaks. */
function kindOfPlace(): PageKind | undefined {
  const path = routePath();
  if (HOME_PATH.test(path) && !/[?&](?:p|id|product\w*|route|page|view|q|s)=/i.test(location.search)) return 'home';
  if (queryOfPage(undefined) !== undefined) return 'search';
  const segments = path.split('/').filter(Boolean);
  return segments.length > 1 && CATEGORY_SEGMENT.test(segments.at(-2)!) ? 'category' : undefined;
}
