import type { EventType } from '../../contract/events.ts';
import type { ItemNames } from './items.ts';
import { first, toPlain, type Plain } from './plain.ts';
import type { SourceHost } from './source.ts';

/**
 * GA4's names (https://developers.google.com/analytics/devguides/collection/ga4/reference/events), and those that the gtag.js
 * before it had for the same.
 */
const ITEM: ItemNames = {
  ids: [
    'item_id',
    'id',
    'item_sku',
    'sku',
    'product_id',
    'product_sku',
    'itemId',
    'productId',
    'item_group_id',
    'variant_id',
    'item_variant',
  ],
  price: ['price', 'item_price'],
  currency: ['currency'],
  quantity: ['quantity'],
  position: ['index', 'list_position', 'position'],
  list: ['item_list_id', 'item_list_name', 'list_name'],
};
const PROMOTION = ['promotion_id', 'promotion_name', 'creative_slot', 'creative_name'];

/** GA4's events, and what shops call the same in their own words, as `toWord` leaves them. */
const WORDS =
  /^(?:(?<page_view>(virtual)?pageview)|(?<product_view>viewitem|viewproduct|product(details?|view|detailview)|detail)|(?<list_view>viewitemlist|productimpressions?|productlistview)|(?<product_click>select(item|product)|productclick)|(?<add_to_cart>add((item|product)?to(cart|basket|bag))?|product(added|addtocart))|(?<remove_from_cart>remove((item|product)?from(cart|basket|bag))?|product(removed|removefromcart))|(?<cart_view>viewcart|cartview)|(?<begin_checkout>(begin|start|initiate)?checkout(started)?)|(?<purchase>purchase(complete)?|transaction|order(placed|completed?|confirmation))|(?<refund>refund)|(?<search>search|viewsearchresults)|(?<promotion_view>viewpromotion)|(?<promotion_click>selectpromotion)|(?<wishlist_add>add(item|product)?towishlist|wishlistadd))$/;
/** What is said by these alone; any other name needs items to be believed. */
const BARE = /^(view_cart|begin_checkout|search|view_search_results|(view|select)_promotion|(virtual)?page_?view)$/i;

/** What an event means by its name; undefined where it is another's. */
export function toType(event: string): EventType | undefined {
  const meant = Object.entries(WORDS.exec(toWord(event))?.groups ?? {}).find(([, word]) => word);
  return meant?.[0] as EventType | undefined;
}

/** `gtm4wp.addProductToCartEEC` -> `addproducttocart`, `eec.add` -> `add`, `dl_view_item` -> `viewitem` */
function toWord(event: string): string {
  return event
    .slice(0, 64)
    .toLowerCase()
    .replace(/^(gtm4wp|eec?|ga4|dl|ecom(merce)?|event|custom)[._:-]|[._:-]?(eec|ga4|ecommerce)$|[^a-z]/g, '');
}

/**
 * Says what one event of GA4's is, whether from gtag or from a data layer: `params` is a copy of what came with it,
 * `currency` what was set before. False where it says nothing, or too little.
 */
export function readGa4(host: SourceHost, event: string, params: Plain, currency: unknown, source: string): boolean {
  // gtag.js before GA4 had no event of its own for a click on a product
  const isSelect = event === 'select_content' && /product|item/.test(String(params['content_type']));
  const type = isSelect ? 'product_click' : toType(event);
  if (!type) return false;
  const list = first(params, ITEM.list);
  const listed = first(params, ['items', 'products']);
  // of one item, which is said without a list
  const alone = first(params, ['item_id', 'product_id', 'item_sku', 'sku']) === undefined ? [] : params;
  const items = host.toItems(listed ?? alone, ITEM, { currency: params['currency'] ?? currency, list });
  if (items.length === 0 && !BARE.test(event)) return false;
  if (type.startsWith('promotion'))
    for (const promotion of promotionsOf(params)) host.tell(type, [], { promotion, source });
  else
    host.tell(type, items, {
      list,
      order: first(params, ['transaction_id', 'order_id']),
      path: first(params, ['page_location', 'page_path', 'virtualPageURL', 'virtualPagePath']),
      query: first(params, ['search_term', 'searchTerm', 'search_query']),
      source,
    });
  return true;
}

/** Each promotion once: those of its items, else its own; one without a name where nothing has one. */
function promotionsOf(params: Plain): unknown[] {
  const listed = [params['items'], params['promotions']].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  const names = listed.map((item) => first(toPlain(item), PROMOTION)).filter((name) => name !== undefined);
  return names.length > 0 ? [...new Set(names)] : [first(params, PROMOTION)];
}
