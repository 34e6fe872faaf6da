import { describe, expect, test } from 'vitest';

import { readSnowplow } from '../../../src/sources/snowplow-calls.ts';
import { createHearer, type Hearer } from './source-host.ts';

async function read(...calls: readonly unknown[][]): Promise<Hearer['told']> {
  const hearer = createHearer({ words: ['red', 'lantern'] });
  const hear = readSnowplow(hearer);
  for (const call of calls) hear(call);
  // an order's number is hashed on a thread of its own, which a busy machine lets wait
  for (let left = 20; left > 0 && (left === 20 || hearer.told.length === 0); left--)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(hearer.faults()).toBe(0);
  return hearer.told.map(({ urgent: _urgent, ...draft }) => draft);
}

const PRODUCT = { id: 'sku-1', name: 'Lantern', category: 'Lamps', price: 12.5, currency: 'EUR', quantity: 2 };
const ITEM = { id: 'sku-1', price: 12.5, currency: 'EUR', quantity: 2 };

describe('the ecommerce plugin', () => {
  test.each([
    ['trackProductView', PRODUCT, { type: 'product_view', items: [ITEM] }],
    ['trackProductView:sp1', PRODUCT, { type: 'product_view', items: [ITEM] }],
    ['trackProductView:sp1;sp2', PRODUCT, { type: 'product_view', items: [ITEM] }],
    [
      'trackAddToCart',
      { products: [PRODUCT], total_value: 25, currency: 'EUR' },
      { type: 'add_to_cart', items: [ITEM] },
    ],
    [
      'trackRemoveFromCart',
      { products: [PRODUCT], total_value: 25, currency: 'EUR' },
      { type: 'remove_from_cart', items: [ITEM] },
    ],
    [
      'trackProductListView',
      { products: [{ ...PRODUCT, position: 3 }], name: 'lamps' },
      { type: 'list_view', list: 'lamps', items: [{ ...ITEM, position: 2 }] },
    ],
    ['trackProductListClick', { product: PRODUCT, name: 'lamps' }, { type: 'product_click', items: [ITEM] }],
    ['trackCheckoutStep', { step: 1, account_type: 'guest' }, { type: 'begin_checkout', items: [] }],
    [
      'trackRefund',
      { transaction_id: 'T1', currency: 'EUR', refund_amount: 1, products: [PRODUCT] },
      { type: 'refund', items: [ITEM] },
    ],
    ['trackPromotionView', { id: 'summer', name: 'Summer' }, { type: 'promotion_view', promotion: 'summer' }],
    ['trackPromotionClick', { id: 'summer' }, { type: 'promotion_click', promotion: 'summer' }],
  ])('%s', async (method, data, expected) => {
    expect(await read([method, data])).toEqual([expect.objectContaining(expected)]);
  });

  test('trackTransaction is one purchase with its order’s number hashed', async () => {
    const transaction = {
      transaction_id: 'T1',
      revenue: 25,
      currency: 'EUR',
      payment_method: 'card',
      products: [PRODUCT],
    };
    const told = await read(['trackTransaction', transaction]);
    expect(told).toMatchObject([{ type: 'purchase', items: [ITEM], id: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
    expect(JSON.stringify(told)).not.toContain('T1');
  });

  test.each([
    [['trackCheckoutStep', { step: 2 }]],
    [['trackTransaction', { transaction_id: 'T1', revenue: 10, currency: 'EUR' }]],
    [['trackTransactionError', { error_code: 'x', transaction: { transaction_id: 'T1' } }]],
    [['trackProductView', { name: 'Lantern' }]],
    [['trackStructEvent', { category: 'shop', action: 'add_to_cart', label: 'sku-1' }]],
    [['newTracker', 'sp1', 'collector.example', { appId: 'shop' }]],
    [['constructor', PRODUCT]],
    [[() => {}, PRODUCT]],
    [[]],
  ])('%j says nothing', async (call) => {
    expect(await read(call)).toEqual([]);
  });
});

describe('older calls', () => {
  test('pass what is put in a cart one by one', async () => {
    expect(await read(['trackAddToCart', 'sku-1', 'Lantern', 'Lamps', '12.50', 2, 'EUR'])).toMatchObject([
      { type: 'add_to_cart', items: [ITEM] },
    ]);
    expect(
      await read(['trackRemoveFromCart', { sku: 'sku-1', unitPrice: 12.5, quantity: 2, currency: 'EUR' }]),
    ).toMatchObject([{ type: 'remove_from_cart', items: [ITEM] }]);
  });

  test('gather an order before they tell of it, and tell each once', async () => {
    const first = [
      ['addTrans', 'T1', 'shop', '25', '0', '0', '', '', '', 'EUR'],
      ['addItem', 'T1', 'sku-1', 'Lantern', 'Lamps', '12.50', '2', 'EUR'],
      ['addItem', { orderId: 'T1', sku: 'sku-2', price: 3, quantity: 1 }],
      ['trackTrans'],
    ];
    const told = await read(...first, ['trackTrans']);
    expect(told).toMatchObject([{ type: 'purchase', items: [ITEM, { id: 'sku-2', price: 3, currency: 'EUR' }] }]);
  });

  test('of enhanced ecommerce gather products before the action', async () => {
    const told = await read(
      ['addEnhancedEcommerceProductContext', { id: 'sku-1', price: 12.5, quantity: 2, currency: 'EUR' }],
      ['trackEnhancedEcommerceAction', { action: 'add' }],
      ['addEnhancedEcommerceProductContext', 'sku-2', 'Mug', 'list', 'brand', 'Mugs', 'blue', '3', '1'],
      ['trackEnhancedEcommerceAction', 'detail'],
      ['trackEnhancedEcommerceAction', 'constructor'],
    );
    expect(told).toMatchObject([
      { type: 'add_to_cart', items: [ITEM] },
      { type: 'product_view', items: [{ id: 'sku-2', price: 3 }] },
    ]);
  });

  test.each([
    [['trackSiteSearch', ['red', 'lantern', 'jane@example.com']]],
    [['trackSiteSearch', { terms: ['red', 'lantern'], totalResults: 3 }]],
  ])('a search tells known words only: %j', async (call) => {
    expect(await read(call)).toEqual([{ type: 'search', tokens: ['red', 'lantern'] }]);
  });
});

describe('an event that a shop describes itself', () => {
  const schema = (name: string): string => `iglu:com.snowplowanalytics.snowplow.ecommerce/${name}/jsonschema/1-0-0`;
  const event = (type: string): object => ({ schema: schema('snowplow_ecommerce_action'), data: { type } });

  test('is an ecommerce action with its contexts', async () => {
    const context = [
      { schema: schema('product'), data: PRODUCT },
      { schema: schema('cart'), data: { total_value: 25, currency: 'EUR' } },
    ];
    expect(await read(['trackSelfDescribingEvent', { event: event('add_to_cart'), context }])).toMatchObject([
      { type: 'add_to_cart', items: [ITEM] },
    ]);
    expect(await read(['trackUnstructEvent', event('product_view'), context])).toMatchObject([
      { type: 'product_view', items: [ITEM] },
    ]);
  });

  test('is an order with its transaction', async () => {
    const context = [
      { schema: schema('transaction'), data: { transaction_id: 'T1', currency: 'EUR' } },
      { schema: schema('product'), data: PRODUCT },
    ];
    expect(await read(['trackSelfDescribingEvent', { event: event('transaction'), context }])).toMatchObject([
      { type: 'purchase', items: [ITEM], id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ]);
  });

  test('of somebody else is nothing', async () => {
    const own = { schema: 'iglu:com.shop/add_to_cart/jsonschema/1-0-0', data: PRODUCT };
    expect(
      await read(
        ['trackSelfDescribingEvent', { event: own }],
        ['trackSelfDescribingEvent', { event: event('toString') }],
      ),
    ).toEqual([]);
  });
});
