import type { EventType } from '../../contract/events.ts';
import { toItems, type ItemNames } from './items.ts';
import { first, toPlain, type Plain } from './plain.ts';
import type { Say } from './tell.ts';

/**
 * GA4's names (https://developers.google.com/analytics/devguides/collection/ga4/reference/events), and those that the gtag.js
 * before it had for the same.
 */
const ITEM: ItemNames = {
  ids: ['item_id', 'id', 'item_sku', 'sku', 'product_id', 'item_group_id', 'variant_id', 'item_variant'],
  price: ['price', 'item_price'],
  currency: ['currency'],
  quantity: ['quantity'],
  position: ['index', 'list_position', 'position'],
  list: ['item_list_id', 'item_list_name', 'list_name'],
};
const PROMOTION = ['promotion_id', 'promotion_name', 'creative_slot', 'creative_name'];
const ORDER = ['transaction_id', 'order_id'];
const QUERY = ['search_term', 'searchTerm', 'search_query'];
/** Where an event is of one item and says it without a list. */
const ALONE = ['item_id', 'product_id', 'item_sku', 'sku'];

const EVENTS: Readonly<Record<string, EventType>> = {
  page_view: 'page_view',
  view_item: 'product_view',
  view_item_list: 'list_view',
  select_item: 'product_click',
  add_to_cart: 'add_to_cart',
  remove_from_cart: 'remove_from_cart',
  view_cart: 'cart_view',
  begin_checkout: 'begin_checkout',
  purchase: 'purchase',
  refund: 'refund',
  search: 'search',
  view_search_results: 'search',
  view_promotion: 'promotion_view',
  select_promotion: 'promotion_click',
  add_to_wishlist: 'wishlist_add',
};

/** What shops call the same in their own words, as `toWord` leaves them; they count only where items come with them. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  view_item: [
    'viewitem',
    'productdetail',
    'productdetails',
    'productdetailview',
    'productview',
    'viewproduct',
    'detail',
  ],
  view_item_list: ['viewitemlist', 'productimpression', 'productimpressions', 'impressions', 'productlistview'],
  select_item: ['selectitem', 'productclick', 'selectproduct'],
  add_to_cart: [
    'add',
    'addtocart',
    'additemtocart',
    'addproducttocart',
    'productaddtocart',
    'productadded',
    'cartadd',
    'addtobasket',
    'addtobag',
  ],
  remove_from_cart: [
    'remove',
    'removefromcart',
    'removeitemfromcart',
    'removeproductfromcart',
    'productremovefromcart',
    'productremoved',
    'cartremove',
    'removefrombasket',
  ],
  view_cart: ['viewcart', 'cartview'],
  begin_checkout: ['begincheckout', 'checkout', 'initiatecheckout', 'startcheckout', 'checkoutstarted'],
  purchase: [
    'purchase',
    'transaction',
    'orderplaced',
    'ordercompleted',
    'ordercomplete',
    'purchasecomplete',
    'orderconfirmation',
  ],
  refund: ['refund'],
  add_to_wishlist: ['addtowishlist', 'wishlistadd', 'addproducttowishlist'],
};

/** The name of GA4's that an event of the data layer has, or means; undefined where it is another's. */
export function toGa4Name(event: string): string | undefined {
  if (Object.hasOwn(EVENTS, event) || event === 'select_content') return event;
  const word = toWord(event);
  return Object.keys(WORDS).find((name) => WORDS[name]!.includes(word));
}

/** `gtm4wp.addProductToCartEEC` -> `addproducttocart`, `eec.add` -> `add`, `dl_view_item` -> `viewitem` */
function toWord(event: string): string {
  return event
    .slice(0, 64)
    .toLowerCase()
    .replace(/^(gtm4wp|eec|ee|ga4|dl|ecommerce|ecom|event|custom)[._:-]/, '')
    .replace(/[._:-]?(eec|ga4|ecommerce)$/, '')
    .replace(/[^a-z]/g, '');
}

/**
 * Says what one event of GA4's is, whether from gtag or from a data layer: `params` is a copy of what came with it,
 * `currency` what was set before. False where it says nothing, or too little.
 */
export function readGa4(event: string, params: Plain, currency: unknown, say: Say): boolean {
  const name = toGa4Name(event);
  if (!name) return false;
  const list = first(params, ITEM.list);
  const given = first(params, ['items', 'products']) ?? (first(params, ALONE) !== undefined ? params : []);
  const items = toItems(given, ITEM, { currency: params['currency'] ?? currency, list });
  // gtag.js before GA4 had no event of its own for a click on a product
  const isSelect = name === 'select_content' && /product|item/.test(String(params['content_type']));
  const type = isSelect ? 'product_click' : EVENTS[name];
  if (!type || (name !== event && items.length === 0)) return false;
  if (type.startsWith('promotion')) for (const promotion of promotionsOf(params)) say(type, [], { promotion });
  else say(type, items, { list, order: first(params, ORDER), query: first(params, QUERY) });
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
