import type { EventType, ItemRef } from '../../contract/events.ts';
import type { ItemNames } from './items.ts';
import { first, toPlain, type Plain } from './plain.ts';
import type { SourceHost } from './source.ts';

const NAMES: ItemNames = {
  ids: ['id', 'sku', 'variant_id'],
  price: ['price', 'unitPrice'],
  currency: ['currency'],
  quantity: ['quantity'],
  position: ['position'],
  list: ['list_id'],
  firstPosition: 1,
};

/** By method, without `track` and `Product`, or by the type of an ecommerce action. */
const TYPES: Readonly<Record<string, EventType>> = {
  PageView: 'page_view',
  View: 'product_view',
  ListView: 'list_view',
  ListClick: 'product_click',
  AddToCart: 'add_to_cart',
  RemoveFromCart: 'remove_from_cart',
  CheckoutStep: 'begin_checkout',
  Transaction: 'purchase',
  Refund: 'refund',
  SiteSearch: 'search',
  PromotionView: 'promotion_view',
  PromotionClick: 'promotion_click',
  product_view: 'product_view',
  list_view: 'list_view',
  list_click: 'product_click',
  add_to_cart: 'add_to_cart',
  remove_from_cart: 'remove_from_cart',
  checkout_step: 'begin_checkout',
  transaction: 'purchase',
  refund: 'refund',
  site_search: 'search',
  promo_view: 'promotion_view',
  promo_click: 'promotion_click',
  // of the older enhanced ecommerce, after Google's
  detail: 'product_view',
  click: 'product_click',
  view: 'list_view',
  add: 'add_to_cart',
  remove: 'remove_from_cart',
  checkout: 'begin_checkout',
  purchase: 'purchase',
};

/** What older versions pass one by one. */
const POSITIONAL: Readonly<Record<string, readonly string[]>> = {
  trackAddToCart: ['sku', 'name', 'category', 'unitPrice', 'quantity', 'currency'],
  trackRemoveFromCart: ['sku', 'name', 'category', 'unitPrice', 'quantity', 'currency'],
  trackSiteSearch: ['terms'],
  addTrans: ['orderId', 'affiliation', 'total', 'tax', 'shipping', 'city', 'state', 'country', 'currency'],
  addItem: ['orderId', 'sku', 'name', 'category', 'price', 'quantity', 'currency'],
  addEnhancedEcommerceActionContext: ['id'],
  addEnhancedEcommerceProductContext: [
    'id',
    'name',
    'list',
    'brand',
    'category',
    'variant',
    'price',
    'quantity',
    'coupon',
    'position',
    'currency',
  ],
  trackEnhancedEcommerceAction: ['action'],
};

/**
 * Reads the calls of Snowplow's function, copied: of the ecommerce plugin, its two forerunners, which gather an order
 * or a list of products over several calls, and events that a shop describes itself. Trackers named after a colon are all one: they are told
 * the same.
 */
export function readSnowplow(host: SourceHost): (call: readonly unknown[], at?: number) => void {
  /** What is gathered until it is told. */
  let products: Plain[] = [];
  let order: Plain = {};

  const say = (type: EventType | undefined, data: Plain, given: unknown, at?: number): void => {
    if (!type) return;
    const items: ItemRef[] = host.toItems(Array.isArray(given) ? given : [given], NAMES, {
      currency: first(data, ['currency']),
    });
    if (type === 'begin_checkout' && Number(data['step'] ?? 1) > 1) return;
    const terms = data['terms'];
    host.tell(type, items, {
      order: first(data, ['transaction_id', 'orderId', 'id']),
      list: first(data, ['list_id', 'name']),
      promotion: first(data, ['id', 'name']),
      query: Array.isArray(terms) ? terms.join(' ') : terms,
      at,
    });
  };
  const gathered = (): Plain[] => products.splice(0);

  return ([called, ...given], at) => {
    const [method = ''] = String(called).split(':');
    const names = POSITIONAL[method];
    const data =
      names && (typeof given[0] !== 'object' || Array.isArray(given[0]))
        ? Object.fromEntries(names.map((name, index) => [name, given[index]]))
        : toPlain(given[0]);
    if (/^track(SelfDescribing|Unstruct)Event$/.test(method)) {
      const event = toPlain(data['event'] ?? data);
      const contexts = data['event'] ? data['context'] : given[1];
      const about = toPlain(event['data']);
      const found = Array.isArray(contexts) ? contexts.map(toPlain) : [];
      const of = (kind: string): Plain[] =>
        found.filter(({ schema }) => String(schema).includes(`/${kind}/`)).map((context) => toPlain(context['data']));
      const [, vendor = '', name = ''] = /^iglu:([\w.-]+)\/([\w-]+)\//.exec(String(event['schema'])) ?? [];
      if (!vendor.startsWith('com.snowplowanalytics.')) return;
      const action = name === 'snowplow_ecommerce_action' ? String(about['type']) : name;
      const fields = {
        ...about,
        ...of('checkout_step')[0],
        ...of('promotion')[0],
        ...of('refund')[0],
        ...of('transaction')[0],
      };
      const products = of('product');
      if (Object.hasOwn(TYPES, action)) say(TYPES[action], fields, products.length > 0 ? products : about, at);
    } else if (method === 'addTrans') order = data;
    else if (method === 'addItem' || method === 'addEnhancedEcommerceProductContext') products.push(data);
    else if (method === 'addEnhancedEcommerceActionContext') order = data;
    else if (method === 'trackTrans') say('purchase', order, gathered(), at);
    else if (method === 'trackEnhancedEcommerceAction') {
      const action = String(data['action']);
      const told = gathered();
      if (Object.hasOwn(TYPES, action)) say(TYPES[action], order, told, at);
    } else {
      const name = method.replace(/^track(Product)?/, '');
      if (name !== method && Object.hasOwn(TYPES, name))
        say(TYPES[name], data, data['products'] ?? data['product'] ?? data, at);
    }
  };
}
