import { min } from '@segment/snippet';

import { toTrackedShop, type Said, type TrackedShop } from './tracked.shop.ts';

/** Segment's specification, which RudderStack keeps to. */
const toSaid = (tracker: string): Said => ({
  list: `${tracker}.page('Category'); ${tracker}.track('Product List Viewed', { list_id: 'lamps', products: [A, B] })`,
  click: `${tracker}.track("Product Clicked", A)`,
  view: `${tracker}.track('Product Viewed', A)`,
  add: `${tracker}.track('Product Added', { ...A, quantity: 2 })`,
  cart: `${tracker}.track('Cart Viewed', { cart_id: 'c-1', products: [A, B] })`,
  remove: `${tracker}.track('Product Removed', B)`,
  checkout: `${tracker}.track('Checkout Started', { order_id: 'T-1', value: 25, currency: 'EUR', products: [{ ...A, quantity: 2 }] })`,
  purchase: `${tracker}.track('Order Completed', { order_id: 'T-1', revenue: 25, currency: 'EUR', products: [{ ...A, quantity: 2 }] })`,
  search: `${tracker}.track('Products Searched', { query: 'a lantern for jane@example.com' })`,
});
const products = `const A = { product_id: 'sku-lantern-2', sku: 'L-2', name: 'Lantern', price: 12.5, currency: 'EUR', position: 1 };
const B = { product_id: 'sku-mug-3', name: 'Mug', price: 3, currency: 'EUR', position: 2 };`;
/** The snippet of RudderStack's documentation, with its script elsewhere. */
const toRudderHead = (origin: string, script: string): string => `<script>
var r = window.rudderanalytics = window.rudderanalytics || [];
['load', 'page', 'track', 'identify', 'ready', 'reset'].forEach(function (method) {
  r[method] = function () { window.rudderanalytics.push([method].concat(Array.prototype.slice.call(arguments))); };
});
r.load('KEY', '${origin}', { configUrl: '${origin}', logLevel: 'NONE', destSDKBaseURL: '${origin}/trackers', pluginsSDKBaseURL: '${origin}/trackers', sessions: { autoTrack: false } });
</script><script async src="/trackers/${script}"></script>`;
const rudderConfig = ({ pathname }: URL): unknown =>
  pathname.startsWith('/sourceConfig') && {
    source: {
      id: 'source',
      name: 'shop',
      writeKey: 'KEY',
      enabled: true,
      workspaceId: 'workspace',
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      connections: [],
      destinations: [],
      dataplanes: {},
    },
    updatedAt: '2026-01-01T00:00:00Z',
  };

const SEGMENT: TrackedShop = {
  name: 'Segment',
  source: 'segment',
  head: (origin) =>
    `<script>${min({ apiKey: 'KEY', host: 'HOST', page: false }).replace('https://HOST', origin)};analytics._cdn = '${origin}'</script>`,
  isPaged: true,
  // the library that has its settings, and not the one that waits for them
  isReady: '!!window.analytics.queue',
  products,
  said: toSaid('analytics'),
  config: ({ pathname, host }) =>
    pathname.endsWith('/settings') && {
      integrations: {
        'Segment.io': { apiKey: 'KEY', apiHost: `${host}/v1`, protocol: 'http', unbundledIntegrations: [] },
      },
      plan: { track: { __default: { enabled: true, integrations: {} } } },
    },
};
const RUDDER_V3: TrackedShop = {
  name: 'RudderStack v3',
  source: 'segment',
  head: (origin) => toRudderHead(origin, 'rudder-v3.js'),
  isPaged: true,
  isReady: '!Array.isArray(window.rudderanalytics)',
  products,
  said: toSaid('rudderanalytics'),
  config: rudderConfig,
};
const RUDDER_V2: TrackedShop = {
  ...RUDDER_V3,
  name: 'RudderStack v2',
  head: (origin) => toRudderHead(origin, 'rudder-v2.js'),
  ownErrors: /RudderStack JavaScript SDK package is deprecated/,
};

export const segment = toTrackedShop(SEGMENT);
export const rudderV3 = toTrackedShop(RUDDER_V3);
export const rudderV2 = toTrackedShop(RUDDER_V2);
