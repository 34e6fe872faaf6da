import { describe, expect, test } from 'vitest';

import { toEventId } from '../../../src/capture/order.ts';
import type { EventDraft } from '../../../src/capture/draft.ts';
import { createEntryReader } from '../../../src/sources/entries.ts';
import { createHearer, type Hearer } from './source-host.ts';

/** What gtag pushes: its `arguments`. */
function gtag(..._command: unknown[]): unknown {
  // oxlint-disable-next-line prefer-rest-params -- this is what gtag does
  return arguments;
}

function read(entries: readonly unknown[], words: readonly string[] = []): Hearer {
  const hearer = createHearer({ words });
  const reader = createEntryReader(hearer);
  for (const entry of entries) reader(entry);
  return hearer;
}

async function drafts(entries: readonly unknown[], words?: readonly string[]): Promise<EventDraft[]> {
  const hearer = read(entries, words);
  // searches wait for the words of the bundle, purchases for a hash
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(hearer.faults()).toBe(0);
  return hearer.told.map(({ urgent: _urgent, source: _source, ...draft }) => draft);
}

const ITEM = { item_id: 'SKU-1', item_name: 'Lantern', price: 12.5, quantity: 2, index: 3 };

describe('what GA4 says', () => {
  test.each([
    ['view_item', 'product_view'],
    ['view_item_list', 'list_view'],
    ['select_item', 'product_click'],
    ['add_to_cart', 'add_to_cart'],
    ['remove_from_cart', 'remove_from_cart'],
    ['view_cart', 'cart_view'],
    ['begin_checkout', 'begin_checkout'],
    ['refund', 'refund'],
    ['add_to_wishlist', 'wishlist_add'],
  ])('%s is %s, pushed for a tag manager or called with gtag', async (event, type) => {
    const items = [{ id: 'SKU-1', price: 12.5, currency: 'EUR', quantity: 2, position: 3 }];
    const params = { currency: 'EUR', value: 25, items: [ITEM] };
    expect(await drafts([{ ecommerce: null }, { event, ecommerce: params }])).toMatchObject([{ type, items }]);
    expect(await drafts([gtag('event', event, params)])).toMatchObject([{ type, items }]);
    expect(await drafts([['event', event, params]])).toMatchObject([{ type, items }]);
    expect(await drafts([{ event, ...params }])).toMatchObject([{ type, items }]);
    expect(await drafts([gtag('event', event, { ecommerce: params })])).toMatchObject([{ type, items }]);
    expect(await drafts([{ event, eventModel: params }])).toMatchObject([{ type, items }]);
  });

  test.each(['add_payment_info', 'add_shipping_info', 'login', 'gtm.js', 'constructor', '__proto__', ''])(
    '%s is nothing',
    async (event) => {
      expect(await drafts([{ event, ecommerce: { items: [ITEM] } }, gtag('event', event, { items: [ITEM] })])).toEqual(
        [],
      );
    },
  );

  test('a purchase is known again by a hash of its number, and the number goes no further', async () => {
    const ecommerce = { transaction_id: 'ORDER-77', value: 25, currency: 'EUR', items: [ITEM] };
    const told = await drafts([{ event: 'purchase', ecommerce }, gtag('event', 'purchase', ecommerce)]);
    expect(told).toHaveLength(2);
    for (const { type, id } of told) expect([type, id]).toEqual(['purchase', await toEventId('ORDER-77')]);
    expect(JSON.stringify(told)).not.toContain('ORDER-77');
  });

  test.each([
    { transaction_id: 'a-random-one', value: 0, items: [] },
    { transaction_id: 'another', value: 0 },
    { transaction_id: 'T1', value: 12, items: [{ item_name: 'nameless' }] },
  ])('a purchase of nothing is none: %o', async (ecommerce) => {
    expect(await drafts([{ event: 'purchase', ecommerce }, gtag('event', 'purchase', ecommerce)])).toEqual([]);
  });

  test.each(['undefined', '', 0, null])('an order whose number is %o has none', async (transaction_id) => {
    const [purchase] = await drafts([{ event: 'purchase', ecommerce: { transaction_id, items: [ITEM] } }]);
    expect(purchase).toMatchObject({ type: 'purchase' });
    expect(purchase).not.toHaveProperty('id');
  });

  test.each([
    [{ event: 'search', search_term: 'Red lanterns for jane@example.com' }],
    [gtag('event', 'search', { search_term: 'Red lanterns for jane@example.com' })],
    [gtag('event', 'view_search_results', { search_term: 'red lantern', items: [ITEM] })],
    [{ event: 'view_search_results', ecommerce: { search_term: 'red lantern' } }],
  ])('a search is told in words of the bundle alone: %o', async (entry) => {
    expect(await drafts([entry], ['red', 'lantern'])).toEqual([{ type: 'search', tokens: ['red', 'lantern'] }]);
  });

  test('a promotion is told by its id before its name, each once', async () => {
    const items = [
      { ...ITEM, promotion_id: 'summer', promotion_name: 'Summer Sale' },
      { ...ITEM, promotion_id: 'summer' },
      { ...ITEM, promotion_name: 'tea' },
    ];
    expect(
      await drafts([
        { event: 'view_promotion', ecommerce: { items } },
        gtag('event', 'select_promotion', { promotion_name: 'Tea', promotion_id: 'tea', items: [ITEM] }),
        gtag('event', 'view_promotion', { promotions: [{ promotion_id: 'p1' }, { promotion_id: 'p2' }] }),
      ]),
    ).toEqual([
      { type: 'promotion_view', promotion: 'summer' },
      { type: 'promotion_view', promotion: 'tea' },
      { type: 'promotion_click', promotion: 'tea' },
      { type: 'promotion_view', promotion: 'p1' },
      { type: 'promotion_view', promotion: 'p2' },
    ]);
  });

  test('a list is told by its id before its name, of the event or of the item', async () => {
    const told = await drafts([
      gtag('event', 'view_item_list', { item_list_id: 'related', item_list_name: 'Related', items: [ITEM] }),
      gtag('event', 'view_item_list', { items: [{ ...ITEM, item_list_id: 'home', item_list_name: 'At home' }] }),
    ]);
    expect(told).toMatchObject([{ list: 'related', items: [{ list: 'related' }] }, { items: [{ list: 'home' }] }]);
  });

  test('several things put on a wish list are one event each', async () => {
    const told = await drafts([gtag('event', 'add_to_wishlist', { items: [ITEM, { ...ITEM, item_id: 'SKU-2' }] })]);
    expect(told.map(({ items }) => items?.map(({ id }) => id))).toEqual([['SKU-1'], ['SKU-2']]);
  });

  test('a click on a product was a select_content once', async () => {
    const told = await drafts([
      gtag('event', 'select_content', {
        content_type: 'product',
        items: [{ id: 'p', list_name: 'home', list_position: 2 }],
      }),
      gtag('event', 'select_content', { content_type: 'video', items: [{ id: 'p' }] }),
    ]);
    expect(told).toEqual([{ type: 'product_click', items: [{ id: 'p', list: 'home', position: 2 }] }]);
  });

  test('a currency that was set counts for what has none of its own', async () => {
    const items = [{ item_id: 'a', price: 1 }];
    const told = await drafts([
      gtag('set', { currency: 'SEK' }),
      gtag('event', 'add_to_cart', { items }),
      gtag('set', 'currency', 'NOK'),
      gtag('event', 'add_to_cart', { items }),
      gtag('config', 'G-1', { currency: 'DKK', debug_mode: true }),
      gtag('event', 'add_to_cart', { items }),
      gtag('event', 'add_to_cart', { currency: 'eur', items }),
      gtag('event', 'add_to_cart', { items: [{ item_id: 'a', currency: 'CHF' }] }),
    ]);
    expect(told.map(({ items: [item] = [] }) => item?.currency)).toEqual(['SEK', 'NOK', 'DKK', 'EUR', 'CHF']);
  });

  test.each([
    [
      gtag('event', 'page_view', { page_path: '/a', page_location: 'https://shop.example/a?x=1' }),
      'https://shop.example/a?x=1',
    ],
    [{ event: 'virtualPageview', virtualPageURL: '/checkout/2' }, '/checkout/2'],
    [{ event: 'page_view' }, undefined],
  ])('a page is viewed at the place that is named: %o', async (entry, path) => {
    expect(await drafts([entry])).toEqual([{ type: 'page_view', ...(path && { path }) }]);
  });

  test('a price that names its currency knows better than what was set, and one whose sign is that of many does not', async () => {
    const items = [
      { item_id: 'a', price: '1.299,00 €' },
      { item_id: 'b', price: '$9' },
      { item_id: 'c', price: 9 },
    ];
    const told = await drafts([gtag('event', 'view_cart', { currency: 'CAD', items })]);
    expect(told[0]?.items?.map(({ currency }) => currency)).toEqual(['EUR', 'CAD', 'CAD']);
  });

  test('items that were pushed first belong to the event that comes next, unless they were cleared', async () => {
    const told = await drafts([
      { ecommerce: { currency: 'EUR', items: [ITEM] } },
      { event: 'gtm.dom' },
      { event: 'view_item' },
      { event: 'add_to_cart' },
      { ecommerce: { items: [ITEM] } },
      { ecommerce: null },
      { event: 'add_to_cart' },
    ]);
    expect(told).toMatchObject([{ type: 'product_view', items: [{ id: 'SKU-1', currency: 'EUR' }] }]);
    expect(told).toHaveLength(1);
  });

  test('who says so is told, since gtag and a tag manager say one act twice', () => {
    const items = [ITEM];
    const hearer = read([
      gtag('event', 'add_to_cart', { items }),
      { event: 'add_to_cart', ecommerce: { items } },
      { event: 'addToCart', ecommerce: { add: { products: [{ id: 'SKU-1' }] } } },
    ]);
    expect(hearer.told.map(({ source }) => source)).toEqual(['gtag', 'gtm', 'ua']);
  });

  test('consent, js and functions are passed over, and functions are never called', async () => {
    let calls = 0;
    const call = (): void => void calls++;
    expect(
      await drafts([
        call,
        gtag('js', new Date()),
        gtag('consent', 'update', { ad_storage: 'granted' }),
        gtag('get', 'G-1', 'client_id', call),
        gtag('event', 'add_to_cart', { items: [], event_callback: call }),
        { event: 'page', eventCallback: call },
      ]),
    ).toEqual([]);
    expect(calls).toBe(0);
  });
});

describe('what an item is called', () => {
  test.each([
    ['a number', { item_id: 41 }, { id: '41' }],
    ['the id of another key', { id: 'x' }, { id: 'x' }],
    ['a SKU', { sku: 'x' }, { id: 'x' }],
    ['several', { item_id: 'x', sku: 'y', item_group_id: 'z', item_variant: 7 }, { id: 'x', also: ['y', 'z', '7'] }],
    ['the same twice', { item_id: 'x', id: 'x', sku: 41, product_id: '41' }, { id: 'x', also: ['41'] }],
    [
      "one of a feed of Shopify's",
      { item_id: 'shopify_GB_7001_4202' },
      { id: 'shopify_GB_7001_4202', also: ['7001', '4202'] },
    ],
    ['a global one', { id: 'gid://shopify/Product/7001' }, { id: 'gid://shopify/Product/7001', also: ['7001'] }],
    ["one of WooCommerce's listings", { id: 'gla_17' }, { id: 'gla_17', also: ['17'] }],
    [
      'beside a quantity that is text',
      { item_id: 'x', quantity: '2', price: '3.50' },
      { id: 'x', quantity: 2, price: 3.5 },
    ],
    ['beside a price as it is shown', { item_id: 'x', price: '1.299,00 €' }, { id: 'x', price: 1299, currency: 'EUR' }],
    [
      'beside a price in dollars of some country',
      { item_id: 'x', price: '$9.50', currency: 'CAD' },
      { id: 'x', price: 9.5, currency: 'CAD' },
    ],
    ['beside a price that only looks like thousands', { item_id: 'x', price: '1.299' }, { id: 'x', price: 1.299 }],
    ['beside nonsense', { item_id: 'x', quantity: {}, price: [], index: 'no', currency: 'euro' }, { id: 'x' }],
  ])('%s', async (_name, item, expected) => {
    expect(await drafts([gtag('event', 'view_item', { items: [item] })])).toEqual([
      { type: 'product_view', items: [expected] },
    ]);
  });

  test.each([
    ['one alone', { item_id: 'a', price: 1 }, ['a']],
    ['a record of them', { 0: { item_id: 'a' }, 1: { item_id: 'b' } }, ['a', 'b']],
    ['JSON', '[{"item_id":"a"},{"item_id":"b","__proto__":{"item_id":"c"}}]', ['a', 'b']],
    ['JSON of one', ' {"item_id":"a"}', ['a']],
    ['bare ids', ['a', 7], ['a', '7']],
    ['one bare id', 'a', ['a']],
    ['with some that are none', [null, undefined, {}, { item_id: '' }, { item_id: 'a' }, 'x'.repeat(129)], ['a']],
  ])('items are a list, or %s', async (_name, items, ids) => {
    const told = await drafts([gtag('event', 'view_cart', { items })]);
    expect(told[0]?.items?.map(({ id }) => id)).toEqual(ids);
  });

  test('an event of one item may name it without a list', async () => {
    const told = await drafts([{ event: 'add_to_cart', item_id: 'a', price: 3, quantity: 1, currency: 'EUR' }]);
    expect(told).toEqual([{ type: 'add_to_cart', items: [{ id: 'a', price: 3, quantity: 1, currency: 'EUR' }] }]);
  });

  test('two hundred are taken, and not one more', async () => {
    const items = Array.from({ length: 250 }, (_, index) => ({ item_id: index + 1 }));
    const told = await drafts([
      gtag('event', 'view_item_list', { items }),
      { event: 'x', ecommerce: { impressions: items } },
    ]);
    expect(told.map(({ items: list }) => list?.length)).toEqual([200, 200]);
  });
});

describe('names that shops make up', () => {
  test.each([
    ['addToCart', 'add_to_cart'],
    ['productDetail', 'product_view'],
    ['eec.add', 'add_to_cart'],
    ['gtm4wp.addProductToCartEEC', 'add_to_cart'],
    ['viewItem', 'product_view'],
    ['Product Added', 'add_to_cart'],
    ['dl_view_item', 'product_view'],
    ['ga4_add_to_cart', 'add_to_cart'],
    ['ecommerce.purchase', 'purchase'],
    ['Add To Basket', 'add_to_cart'],
  ])('%s with items is %s', async (event, type) => {
    expect(await drafts([{ event, ecommerce: { items: [ITEM] } }])).toMatchObject([{ type, items: [{ id: 'SKU-1' }] }]);
  });

  test('may stand where Universal Analytics had a category and an action', async () => {
    const entry = {
      event: 'GAEvent',
      eventCategory: 'Ecommerce',
      eventAction: 'Add to Cart',
      ecommerce: { items: [ITEM] },
    };
    expect(await drafts([entry])).toMatchObject([{ type: 'add_to_cart', items: [{ id: 'SKU-1' }] }]);
  });

  test('without items they are nothing, nor are names that say something else', async () => {
    const ecommerce = { items: [ITEM] };
    expect(
      await drafts([
        { event: 'checkout' },
        { event: 'addToCart', ecommerce: {} },
        { event: 'addToCartHover', ecommerce },
        { event: 'cookieConsent', ecommerce },
        { event: 'gtm.click', ecommerce },
      ]),
    ).toEqual([]);
  });
});

describe('what Universal Analytics said', () => {
  const PRODUCT = { id: 41, name: 'Lantern', price: '12.50', variant: 'red', quantity: '2', position: 1 };
  const item = { id: '41', also: ['red'], price: 12.5, currency: 'GBP', quantity: 2, position: 0 };

  test.each([
    ['detail', 'product_view', { list: 'home' }],
    ['click', 'product_click', { list: 'home' }],
    ['add', 'add_to_cart', {}],
    ['remove', 'remove_from_cart', {}],
    ['checkout', 'begin_checkout', { step: 1 }],
    ['refund', 'refund', {}],
  ])('%s is %s, whatever the event is called', async (action, type, actionField) => {
    const ecommerce = { currencyCode: 'GBP', [action]: { actionField, products: [PRODUCT] } };
    for (const event of ['addToCart', 'eec', undefined, 'gtm4wp.something']) {
      const list = 'list' in actionField ? { list: 'home' } : {};
      expect(await drafts([{ event, ecommerce }])).toEqual([{ type, items: [{ ...item, ...list }] }]);
    }
  });

  test('an order is known by the hash of its number', async () => {
    const ecommerce = { purchase: { actionField: { id: 'O-1', revenue: '25' }, products: [PRODUCT] } };
    const modern = { purchase: { transaction_id: 'O-1', items: [PRODUCT] } };
    const classic = {
      transactionId: 'O-1',
      transactionTotal: 25,
      transactionProducts: [{ sku: 41, price: 12.5, quantity: 2 }],
    };
    const told = await drafts([{ event: 'purchase', ecommerce }, { event: 'purchase', ecommerce: modern }, classic]);
    const id = await toEventId('O-1');
    expect(told.map((draft) => [draft.type, draft.id, draft.items?.[0]?.id])).toEqual(
      Array.from({ length: 3 }, () => ['purchase', id, '41']),
    );
  });

  test('what is given back of an order is known by its number too', async () => {
    const refund = { actionField: { id: 'O-1' }, products: [PRODUCT] };
    expect(await drafts([{ ecommerce: { refund } }])).toMatchObject([{ type: 'refund', id: await toEventId('O-1') }]);
  });

  test('an order without products is none', async () => {
    const empty = { purchase: { actionField: { id: 'random' }, products: [] } };
    expect(
      await drafts([
        { event: 'purchase', ecommerce: empty },
        { transactionId: 'x', transactionProducts: [] },
      ]),
    ).toEqual([]);
  });

  test('impressions and promotions come together', async () => {
    const told = await drafts([
      {
        ecommerce: {
          impressions: [{ ...PRODUCT, list: 'home' }, { id: 'b' }],
          promoView: { promotions: [{ id: 'summer', name: 'Summer!' }, { name: 'tea' }] },
        },
      },
      { event: 'promotionClick', ecommerce: { promoClick: { promotions: [{ id: 'summer' }] } } },
    ]);
    expect(told).toMatchObject([
      { type: 'list_view', list: 'home', items: [{ id: '41', list: 'home', position: 0 }, { id: 'b' }] },
      { type: 'promotion_view', promotion: 'summer' },
      { type: 'promotion_view', promotion: 'tea' },
      { type: 'promotion_click', promotion: 'summer' },
    ]);
  });

  test('further steps of a checkout are none that is begun', async () => {
    const ecommerce = { checkout: { actionField: { step: '2' }, products: [PRODUCT] } };
    expect(await drafts([{ event: 'checkout', ecommerce }])).toEqual([]);
  });
});

describe('what dynamic remarketing says', () => {
  test.each([
    [{ ecomm_prodid: 41, ecomm_pagetype: 'product', ecomm_totalvalue: 12 }, 'product_view', ['41']],
    [
      { event: 'x', google_tag_params: { ecomm_prodid: ['a', 'b'], ecomm_pagetype: 'category' } },
      'list_view',
      ['a', 'b'],
    ],
    [gtag('event', 'page_view', { ecomm_prodid: ['a'], ecomm_pagetype: 'cart' }), 'cart_view', ['a']],
    [{ dynx_itemid: 'a', dynx_pagetype: 'offerdetail' }, 'product_view', ['a']],
  ])('%o', async (entry, type, ids) => {
    const told = (await drafts([entry])).filter((draft) => draft.type !== 'page_view');
    expect(told.map((draft) => [draft.type, draft.items?.map(({ id }) => id)])).toEqual([[type, ids]]);
  });

  test('an order that has no number, and a page without a product, are nothing', async () => {
    expect(
      await drafts([
        { ecomm_prodid: ['a'], ecomm_pagetype: 'purchase' },
        { ecomm_pagetype: 'product' },
        { ecomm_prodid: 'a', ecomm_pagetype: 'constructor' },
      ]),
    ).toEqual([]);
  });
});
