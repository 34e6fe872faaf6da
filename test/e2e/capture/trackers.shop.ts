import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { toTrackedShop, type TrackedShop } from './tracked.shop.ts';

const SNIPPET = readFileSync(
  createRequire(import.meta.url).resolve('mixpanel-browser/dist/mixpanel-jslib-snippet.min.js'),
  'utf8',
);

/** The names that Mixpanel's own guides and shops use, in their own ways of writing. */
const MIXPANEL: TrackedShop = {
  name: 'Mixpanel',
  source: 'mixpanel',
  head: (origin) =>
    `<script>window.MIXPANEL_CUSTOM_LIB_URL = '/trackers/mixpanel.js';${SNIPPET};
mixpanel.init('TOKEN', { api_host: '${origin}', batch_requests: false, autocapture: false, track_pageview: false, record_sessions_percent: 0 });</script>`,
  isReady: '!Array.isArray(window.mixpanel)',
  products: `const A = { 'Product ID': 'sku-lantern-2', 'Product Name': 'Lantern', Price: 12.5, Currency: 'EUR' };
const B = { product_id: 'sku-mug-3', price: 3, currency: 'EUR' };`,
  said: {
    list: `mixpanel.track('Product List Viewed', { products: [A, B] })`,
    click: `mixpanel.track("Product Clicked", A)`,
    view: `mixpanel.track('Product Viewed', A)`,
    add: `mixpanel.track('Add to Cart', Object.assign({ Quantity: 2 }, A))`,
    cart: `mixpanel.track('Cart Viewed', { products: [A, B] })`,
    remove: `mixpanel.track('Remove from Cart', B)`,
    checkout: `mixpanel.track('Checkout Started', { amount: 25, products: [A] })`,
    purchase: `mixpanel.track('Purchase', { order_id: 'T-1', amount: 25, products: [Object.assign({ quantity: 2 }, A)] })`,
    search: `mixpanel.track('Search', { query: 'lantern' })`,
  },
  // a search names no product, and without one a name of anybody's choosing is not believed
  lacks: ['search'],
};

/** The ecommerce plugin's calls, by the function of Snowplow's snippet. */
const SNOWPLOW: TrackedShop = {
  name: 'Snowplow',
  source: 'snowplow',
  head: (
    origin,
  ) => `<script>;(function(p,l,o,w,i,n,g){if(!p[i]){p.GlobalSnowplowNamespace=p.GlobalSnowplowNamespace||[];
p.GlobalSnowplowNamespace.push(i);p[i]=function(){(p[i].q=p[i].q||[]).push(arguments)
};p[i].q=p[i].q||[];n=l.createElement(o);g=l.getElementsByTagName(o)[0];n.async=1;
n.src=w;g.parentNode.insertBefore(n,g)}}(window,document,"script","/trackers/snowplow.js","plow"));
plow('newTracker', 'sp1', '${origin}', { appId: 'shop', stateStorageStrategy: 'none', anonymousTracking: true });</script>`,
  isPaged: true,
  isReady: '!Array.isArray(window.plow.q)',
  products: `const A = { id: 'sku-lantern-2', name: 'Lantern', category: 'Lamps', price: 12.5, currency: 'EUR' };
const B = { id: 'sku-mug-3', name: 'Mug', category: 'Mugs', price: 3, currency: 'EUR' };`,
  said: {
    list: `plow('trackPageView'); plow('trackProductListView', { products: [A, B], name: 'lamps' })`,
    click: `plow("trackProductListClick", { product: A, name: "lamps" })`,
    view: `plow('trackProductView:sp1', A)`,
    add: `plow('trackAddToCart', { products: [Object.assign({ quantity: 2 }, A)], total_value: 25, currency: 'EUR' })`,
    cart: `plow('trackSelfDescribingEvent', { event: { schema: 'iglu:com.shop/cart_looked_at/jsonschema/1-0-0', data: {} } })`,
    remove: `plow('trackRemoveFromCart', { products: [B], total_value: 25, currency: 'EUR' })`,
    checkout: `plow('trackCheckoutStep', { step: 1 }); plow('trackCheckoutStep', { step: 2 })`,
    purchase: `plow('trackTransaction', { transaction_id: 'T-1', revenue: 25, currency: 'EUR', payment_method: 'card', products: [Object.assign({ quantity: 2 }, A)] })`,
    search: `plow('trackSiteSearch', { terms: ['a', 'lantern'] })`,
  },
  lacks: ['cart_view'],
};

/** Adobe Commerce's events and contexts. */
const ACDL: TrackedShop = {
  name: 'Adobe',
  source: 'acdl',
  head: () =>
    `<script>window.adobeDataLayer = window.adobeDataLayer || []; function say(event, info) { adobeDataLayer.push({ event: event, eventInfo: info }); }</script>
<script async src="/trackers/acdl.js"></script>`,
  isPaged: true,
  isReady: '!!window.adobeDataLayer.getState',
  products: `const A = { productId: 2, sku: 'sku-lantern-2', name: 'Lantern', pricing: { regularPrice: 12.5, currencyCode: 'EUR' } };
const B = { productId: 3, sku: 'sku-mug-3', name: 'Mug', pricing: { regularPrice: 3, currencyCode: 'EUR' } };
const line = (product, quantity) => ({ id: 'line', quantity, product, prices: { price: { value: product.pricing.regularPrice, currency: 'EUR' } } });`,
  said: {
    list: `say('page-view', {}); say('category-page-view', { categoryContext: { urlKey: 'lamps' }, products: [A, B] })`,
    click: `say("search-product-click", { sku: "sku-lantern-2" })`,
    view: `adobeDataLayer.push({ productContext: A }); say('product-page-view', { productContext: A })`,
    add: `say('add-to-cart', { productContext: A, changedProductsContext: { items: [line(A, 2)] } })`,
    cart: `say('shopping-cart-view', { shoppingCartContext: { items: [line(A, 2), line(B, 1)] } })`,
    remove: `say('remove-from-cart', { changedProductsContext: { items: [line(B, 1)] }, shoppingCartContext: { items: [line(A, 2)] } })`,
    checkout: `say('initiate-checkout', { shoppingCartContext: { items: [line(A, 2)] } })`,
    purchase: `say('place-order', { orderContext: { orderId: 'T-1' }, shoppingCartContext: { items: [line(A, 2)] } })`,
    search: `say('search-request-sent', { searchUnitId: 's', searchInputContext: { units: [{ searchUnitId: 's', phrase: 'a lantern' }] } })`,
  },
};

export const mixpanel = toTrackedShop(MIXPANEL);
export const snowplow = toTrackedShop(SNOWPLOW);
export const acdl = toTrackedShop(ACDL);
