import { LOG_EVENT_TYPES, type LogEventType } from '../log.ts';

/** What a row may say beside the canonical names: GA4's, Segment's, Shopify's, Snowplow's and short ones. */
const NAMES: Readonly<Record<LogEventType, readonly string[]>> = {
  product_view: ['view', 'view_item', 'product_viewed', 'product_page_view', 'track_product_view', 'detail'],
  product_click: ['click', 'select_item', 'product_clicked', 'product_list_click'],
  add_to_cart: ['cart', 'add', 'addtocart', 'product_added', 'product_added_to_cart', 'basket'],
  remove_from_cart: ['remove', 'removefromcart', 'product_removed', 'product_removed_from_cart'],
  wishlist_add: ['wishlist', 'add_to_wishlist', 'product_added_to_wishlist', 'favourite', 'favorite', 'save'],
  purchase: ['buy', 'order', 'transaction', 'order_completed', 'checkout_completed', 'place_order', 'sale'],
  refund: ['return', 'order_refunded', 'order_cancelled', 'cancel'],
  review: ['rating', 'rate', 'product_reviewed'],
};

/** Canonical or common names that say nothing about one item's worth: rows of these types are left out, and counted. */
const IGNORED = [
  'page_view',
  'page_viewed',
  'product_dwell',
  'scroll_depth',
  'list_view',
  'view_item_list',
  'product_list_viewed',
  'collection_viewed',
  'impression',
  'cart_view',
  'view_cart',
  'cart_viewed',
  'begin_checkout',
  'checkout_started',
  'search',
  'view_search_results',
  'promotion_view',
  'promotion_click',
  'view_promotion',
  'select_promotion',
  'session_start',
  'custom',
];

/** Code of a type to be left out without being a fault. */
export const IGNORED_CODE = -1;

/** Every accepted name, lower case with underscores, and its index in `LOG_EVENT_TYPES` or `IGNORED_CODE`. */
export function listEventNames(): [name: string, code: number][] {
  const known = LOG_EVENT_TYPES.flatMap((type, code) =>
    [type, ...NAMES[type]].map((name): [string, number] => [name, code]),
  );
  return [...known, ...IGNORED.map((name): [string, number] => [name, IGNORED_CODE])];
}
