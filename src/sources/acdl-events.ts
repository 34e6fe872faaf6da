import type { EventType, ItemRef } from '../../contract/events.ts';
import { toBare } from './commerce-event.ts';
import { toBareName, toEventType } from './commerce-names.ts';
import type { ItemNames } from './items.ts';
import { first, toPlain, type Plain } from './plain.ts';
import type { SourceHost } from './source.ts';

/** The layer's state at a path. */
export type ReadState = (path: string) => unknown;

/** Under bare names: Adobe Commerce's contexts, XDM (`xdm:SKU`, `productListItems`), the components of AEM. */
const NAMES: ItemNames = {
  ids: ['sku', 'productid', 'toplevelsku', 'productsku', 'product', 'variantid', 'id'],
  price: ['price', 'specialprice', 'regularprice', 'listprice', 'baseprice'],
  currency: ['currency', 'currencycode'],
  quantity: ['quantity', 'qty'],
  position: ['position', 'rank'],
  list: ['listid'],
};

/** What is called otherwise here than elsewhere, by bare names: a "product list" of XDM is a cart. */
const TYPES: Readonly<Record<string, EventType>> = {
  pageview: 'page_view',
  pageviewed: 'page_view',
  productviews: 'product_view',
  productdetailview: 'product_view',
  productlistviews: 'cart_view',
  productlistadds: 'add_to_cart',
  productlistremovals: 'remove_from_cart',
  checkouts: 'begin_checkout',
  checkout: 'begin_checkout',
  purchases: 'purchase',
  placeorder: 'purchase',
  cartadd: 'add_to_cart',
  cartremove: 'remove_from_cart',
  categoryresultsview: 'list_view',
  searchrequestsent: 'search',
  searchproductclick: 'product_click',
  recsitemclick: 'product_click',
};

/**
 * Reads copied entries of Adobe's client data layer. What happened has many names; what it happened to stands in the event, in
 * its `eventInfo`, in Adobe Commerce's contexts there, in XDM's `productListItems`, or in the state of the component whose path
 * the event names.
 */
export function readAdobe(host: SourceHost): (entry: Plain, getState: ReadState | undefined, at?: number) => void {
  return (entry, getState, at) => {
    const { event, eventType } = entry;
    const said = typeof event === 'string' ? event : eventType;
    if (typeof said !== 'string' || said.length > 64) return;
    const name = said.replace(/^commerce\./, '');
    const bareName = toBareName(name);
    const type = (Object.hasOwn(TYPES, bareName) ? TYPES[bareName] : undefined) ?? toEventType(name);
    if (!type) return;
    const info = toPlain(entry['eventInfo']);
    const path = first(info, ['path', 'reference']);
    const state = typeof path === 'string' ? toPlain(host.copy(getState?.(path))) : {};
    const xdm = { ...toPlain(entry['xdm']), ...toPlain(info['xdm']) };
    const all: Plain = { ...state, ...entry, ...info, ...xdm };
    const order = {
      ...all,
      ...toPlain(all['transaction']),
      ...toPlain(toPlain(all['commerce'])['order']),
      ...toPlain(all['order']),
      ...toPlain(all['orderContext']),
    };
    host.tell(type, itemsOf(host, type, all), {
      order: first(order, ['purchaseID', 'orderId', 'orderID', 'transactionID', 'transactionId', 'id']),
      list: first(toPlain(all['categoryContext']), ['urlKey', 'name']) ?? all['listId'],
      query: queryOf(all),
      rating: all['rating'],
      at,
    });
  };
}

/** In a cart, or an order, of Adobe Commerce lies more than what was put in or taken out just now. */
const WHOLE_CART = /^(cart_view|begin_checkout|purchase)$/;

function itemsOf({ toItems }: SourceHost, type: EventType, all: Plain): ItemRef[] {
  const changed = toPlain(all['changedProductsContext'])['items'];
  const cart = toPlain(all['shoppingCartContext'])['items'];
  const listed = [
    all['productListItems'],
    WHOLE_CART.test(type) ? cart : changed,
    ...['products', 'items', 'cartItems', 'lineItems'].map((name) => all[name]),
    ...['cart', 'transaction', 'order'].flatMap((name) => {
      const { items, item, products } = toPlain(all[name]);
      return [items, item, products];
    }),
  ].find((given) => Array.isArray(given) && given.length > 0) as readonly unknown[] | undefined;
  const alone = ['productContext', 'product', 'productInfo']
    .map((name) => all[name])
    .find((given) => typeof given === 'object');
  // an event, or a state, has an id of its own
  const given = listed ?? [alone ?? { ...all, id: undefined, '@id': undefined, product: undefined }];
  return toItems(given.map(toFlat), NAMES, { currency: all['currencyCode'] ?? all['currency'] });
}

/** An item with what it says further in: its product, its prices. */
function toFlat(given: unknown): Plain {
  const bare = toBare(given);
  const product = toBare(bare['product']);
  const info = toBare(bare['productinfo']);
  const pricing = toBare(product['pricing'] ?? bare['pricing'] ?? bare['price']);
  const paid = toBare(toBare(bare['prices'])['price']);
  const quantity = Number(bare['quantity']);
  const total = Number(bare['pricetotal']);
  const price = paid['value'] ?? pricing['value'] ?? (total > 0 ? total / (quantity > 0 ? quantity : 1) : undefined);
  return {
    ...info,
    ...product,
    ...pricing,
    ...paid,
    ...bare,
    ...((price !== undefined || typeof bare['price'] === 'object') && { price }),
    ...(typeof bare['product'] === 'object' && { product: undefined, id: undefined }),
  };
}

function queryOf(all: Plain): unknown {
  const units = toPlain(all['searchInputContext'])['units'];
  const list = Array.isArray(units) ? units.map(toPlain) : [];
  const unit = list.find(({ searchUnitId }) => searchUnitId === all['searchUnitId']) ?? list[0];
  const search = toPlain(all['search'] ?? all['siteSearch']);
  return (
    unit?.['phrase'] ??
    first(search, ['phrase', 'query', 'term', 'keyword']) ??
    first(all, ['searchTerm', 'searchQuery', 'query', 'keyword', 'phrase'])
  );
}
