import fc from 'fast-check';
import { expect, test } from 'vitest';

import { eventSchema } from '../../contract/events.schema.ts';
import { isAisleEvent } from '../../contract/events.ts';
import { connectAcdl } from '../../src/sources/acdl.ts';
import { connectMixpanel } from '../../src/sources/mixpanel.ts';
import { connectSegment } from '../../src/sources/segment.ts';
import { connectShopify } from '../../src/sources/shopify.ts';
import { connectSnowplow } from '../../src/sources/snowplow.ts';
import type { ConnectSource } from '../../src/sources/source.ts';
import { hostileValue, toReal } from '../unit/src/hostile-values.ts';
import { createHearer } from '../unit/src/source-host.ts';
import { rounds } from '../long.ts';

const page = globalThis as unknown as Record<string, unknown>;
const ID = '0123456789abcdef0123456789abcdef';
const NAMES = fc.constantFrom(
  'Product Viewed',
  'Product Added',
  'Order Completed',
  'Products Searched',
  'Product Reviewed',
  'Product Added to Wishlist',
  'Promotion Clicked',
  'Product List Viewed',
);
const METHODS = fc.constantFrom(
  'trackProductView',
  'trackAddToCart',
  'trackTransaction',
  'trackSiteSearch',
  'addItem',
  'trackTrans',
  'trackSelfDescribingEvent',
  'trackEnhancedEcommerceAction',
  'trackProductListView',
  'addTrans',
);
const ADOBE = fc.constantFrom(
  'product-page-view',
  'add-to-cart',
  'place-order',
  'search-request-sent',
  'shopping-cart-view',
  'cif:addToCart',
);

/** Values under the names that these vocabularies look for. */
const payload = fc.oneof(
  hostileValue,
  // that names a product, whatever it says of it
  fc.record({
    product_id: fc.constant('a'),
    id: fc.constant('a'),
    price: hostileValue,
    quantity: hostileValue,
    currency: hostileValue,
    variant: hostileValue,
    order_id: hostileValue,
    rating: hostileValue,
    step: hostileValue,
  }),
  fc.dictionary(
    fc.constantFrom(
      'product_id',
      'sku',
      'products',
      'price',
      'quantity',
      'position',
      'variant',
      'order_id',
      'currency',
      'query',
      'rating',
      'id',
      'step',
      'terms',
      'product',
      'transaction_id',
      'list_id',
    ),
    hostileValue,
  ),
  fc.record({
    products: fc.array(
      fc.record({
        product_id: hostileValue,
        sku: hostileValue,
        id: hostileValue,
        price: hostileValue,
        quantity: hostileValue,
      }),
      { maxLength: 3 },
    ),
    order_id: hostileValue,
  }),
);
const adobe = fc.record({
  event: ADOBE,
  eventInfo: fc.oneof(
    hostileValue,
    fc.record({
      productContext: fc.oneof(hostileValue, fc.record({ sku: hostileValue, pricing: hostileValue })),
      shoppingCartContext: fc.record({ items: hostileValue }),
      orderContext: hostileValue,
      searchInputContext: fc.record({ units: hostileValue }),
      path: hostileValue,
    }),
  ),
  productListItems: hostileValue,
});
const meta = fc.record({
  product: fc.oneof(
    hostileValue,
    fc.record({
      id: hostileValue,
      handle: hostileValue,
      variants: fc.array(fc.record({ id: hostileValue, price: hostileValue, sku: hostileValue })),
    }),
  ),
  products: hostileValue,
  currency: hostileValue,
  page: fc.oneof(hostileValue, fc.record({ pageType: fc.constantFrom('product', 'collection') })),
});

/** These name a product each, whatever they say of it. */
const named = {
  adobe: fc.record({
    event: ADOBE,
    eventInfo: fc.record({
      productContext: fc.record({ sku: fc.constant('a'), pricing: hostileValue }),
      shoppingCartContext: fc.record({
        items: fc.array(
          fc.record({ product: fc.record({ sku: fc.constant('a') }), quantity: hostileValue, prices: hostileValue }),
        ),
      }),
      orderContext: hostileValue,
    }),
  }),
  snowplow: fc.tuple(fc.constantFrom('trackProductView', 'trackAddToCart', 'trackTransaction'), payload),
  shopify: fc.record({
    product: fc.record({ id: fc.constant(7), handle: hostileValue, variants: fc.array(hostileValue) }),
    page: fc.record({ pageType: fc.constant('product') }),
    currency: hostileValue,
  }),
};

const stub = (entries: readonly unknown[]): unknown[] => Object.assign([...entries], { track() {}, page() {} });

test.each<[string, ConnectSource, fc.Arbitrary<unknown>, (given: unknown[]) => Record<string, unknown>]>([
  ['Segment', connectSegment, fc.tuple(fc.constant('track'), NAMES, payload), (calls) => ({ analytics: stub(calls) })],
  [
    'RudderStack',
    connectSegment,
    fc.oneof(
      { weight: 3, arbitrary: fc.tuple(fc.constant('track'), NAMES, payload) },
      fc.tuple(fc.constant('track'), payload, payload),
      hostileValue,
    ),
    (calls) => ({ rudderanalytics: stub(calls) }),
  ],
  ['Mixpanel', connectMixpanel, fc.tuple(fc.constant('track'), NAMES, payload), (calls) => ({ mixpanel: stub(calls) })],
  [
    'Snowplow',
    connectSnowplow,
    fc.oneof(named.snowplow, fc.tuple(METHODS, payload, payload, payload), hostileValue),
    (calls) => ({ snowplow: Object.assign(() => {}, { q: calls }) }),
  ],
  ['Adobe', connectAcdl, fc.oneof(named.adobe, adobe, hostileValue), (entries) => ({ adobeDataLayer: entries })],
  [
    'Shopify',
    connectShopify,
    fc.oneof(named.shopify, meta),
    ([given]) => ({ ShopifyAnalytics: { meta: given }, Shopify: { checkout: { order_id: 1, line_items: given } } }),
  ],
])(
  'whatever %s is told, nothing is thrown and only events come of it',
  async (_, connect, arbitrary, put) => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(arbitrary, { maxLength: 3, minLength: 1 }), async (given) => {
        const hearer = createHearer({ words: ['x', 'a'] });
        const globals = put(given.map(toReal));
        Object.assign(page, globals);
        connect(hearer);
        await new Promise((resolve) => setTimeout(resolve));
        hearer.boundary.end();
        for (const name of Object.keys(globals)) delete page[name];
        expect(hearer.faults()).toBe(0);
        for (const { urgent: _urgent, ...draft } of hearer.told) {
          const event = structuredClone({ id: ID, at: 1, ...draft });
          expect(isAisleEvent(event)).toBe(true);
          expect(eventSchema.safeParse(event).success).toBe(true);
          told++;
        }
      }),
      { numRuns: rounds(60) },
    );
    // a property of nothing would hold as well
    expect(told).toBeGreaterThan(10);
  },
  60_000,
);
