import { describe, expect, test } from 'vitest';

import { readAdobe, type ReadState } from '../../../src/sources/acdl-events.ts';
import { copyPlain, toPlain } from '../../../src/sources/plain.ts';
import { createHearer, type Hearer } from './source-host.ts';

async function read(entry: unknown, getState?: ReadState): Promise<Hearer['told']> {
  const hearer = createHearer({ words: ['red', 'lantern'] });
  readAdobe(hearer)(toPlain(copyPlain(entry)), getState);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(hearer.faults()).toBe(0);
  return hearer.told.map(({ urgent: _urgent, ...draft }) => draft);
}

describe('Adobe Commerce', () => {
  const productContext = {
    productId: 7,
    sku: 'sku-1',
    topLevelSku: 'sku-top',
    name: 'Lantern',
    pricing: { regularPrice: 15, specialPrice: 12.5, currencyCode: 'EUR' },
  };
  const line = {
    id: 'line-1',
    quantity: 2,
    prices: { price: { value: 12.5, currency: 'EUR' } },
    product: productContext,
  };
  const shoppingCartContext = {
    id: 'cart-1',
    items: [line, { ...line, product: { ...productContext, sku: 'sku-2' }, quantity: 1 }],
  };
  const lines = [
    { id: 'sku-1', price: 12.5, currency: 'EUR', quantity: 2 },
    { id: 'sku-2', price: 12.5, currency: 'EUR', quantity: 1 },
  ];
  const state = { productContext, shoppingCartContext, pageContext: { pageType: 'Product' } };

  test.each([
    [
      'product-page-view',
      {},
      { type: 'product_view', items: [{ id: 'sku-1', also: ['7', 'sku-top'], price: 12.5, currency: 'EUR' }] },
    ],
    ['add-to-cart', {}, { type: 'add_to_cart', items: [{ id: 'sku-1', price: 12.5 }] }],
    ['add-to-cart', { changedProductsContext: { items: [line] } }, { type: 'add_to_cart', items: [lines[0]] }],
    [
      'remove-from-cart',
      { changedProductsContext: { items: [line] } },
      { type: 'remove_from_cart', items: [lines[0]] },
    ],
    ['shopping-cart-view', {}, { type: 'cart_view', items: lines }],
    ['initiate-checkout', {}, { type: 'begin_checkout', items: lines }],
    [
      'place-order',
      { orderContext: { orderId: '000017' } },
      { type: 'purchase', items: lines, id: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown },
    ],
    ['add-to-wishlist', {}, { type: 'wishlist_add', items: [{ id: 'sku-1' }] }],
    [
      'search-request-sent',
      {
        searchUnitId: 'popover',
        searchInputContext: {
          units: [
            { searchUnitId: 'page', phrase: 'mug' },
            { searchUnitId: 'popover', phrase: 'red lanterns' },
          ],
        },
      },
      { type: 'search', tokens: ['red', 'lantern'] },
    ],
    [
      'search-product-click',
      { productContext: undefined, sku: 'sku-9', searchUnitId: 'page' },
      { type: 'product_click', items: [{ id: 'sku-9' }] },
    ],
    [
      'category-page-view',
      { categoryContext: { name: 'Lamps', urlKey: 'lamps', urlPath: 'home/lamps' } },
      { type: 'list_view', list: 'lamps' },
    ],
  ])('%s with %j', async (event, more, expected) => {
    expect(await read({ event, eventInfo: { ...state, ...more } })).toMatchObject([expected]);
  });

  test.each([
    'page-activity-summary',
    'sign-in',
    'update-cart',
    'open-cart',
    'adobeDataLayer:change',
    'constructor',
    '',
  ])('%s says nothing', async (event) => {
    expect(await read({ event, eventInfo: state })).toEqual([]);
  });
});

describe('other shops with the layer', () => {
  const ITEM = { id: 'sku-1', price: 12.5, currency: 'EUR', quantity: 2 };
  const xdm = { SKU: 'sku-1', name: 'Lantern', quantity: 2, priceTotal: 25, currencyCode: 'EUR' };

  test.each([
    [
      { event: 'commerce.productViews', xdm: { commerce: { productViews: { value: 1 } }, productListItems: [xdm] } },
      { type: 'product_view' },
    ],
    [{ event: 'addToCart', eventInfo: { xdm: { productListItems: [xdm] } } }, { type: 'add_to_cart' }],
    [{ event: 'commerce.productListAdds', productListItems: [xdm] }, { type: 'add_to_cart' }],
    [{ event: 'commerce.productListViews', productListItems: [xdm] }, { type: 'cart_view' }],
    [
      { event: 'commerce.purchases', commerce: { order: { purchaseID: 'T1' } }, productListItems: [xdm] },
      { type: 'purchase', id: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown },
    ],
    [
      {
        event: 'cif:addToCart',
        eventInfo: {
          '@id': 'product-8f3',
          'xdm:SKU': 'sku-1',
          'xdm:quantity': 2,
          'xdm:listPrice': 12.5,
          'xdm:currencyCode': 'EUR',
        },
      },
      { type: 'add_to_cart' },
    ],
    [
      { event: 'cart add', eventInfo: { sku: 'sku-1', quantity: 2, price: '12.50', currency: 'EUR' } },
      { type: 'add_to_cart' },
    ],
    [
      { event: 'product viewed', product: { productID: 'sku-1', price: 12.5, currency: 'EUR', quantity: 2 } },
      { type: 'product_view' },
    ],
    [
      {
        event: 'Order Completed',
        transaction: {
          transactionID: 'T1',
          item: [{ productInfo: { sku: 'sku-1' }, quantity: 2, price: { basePrice: 12.5, currency: 'EUR' } }],
        },
      },
      { type: 'purchase' },
    ],
  ])('%j', async (entry, expected) => {
    expect(await read(entry)).toMatchObject([{ ...expected, items: [ITEM] }]);
  });

  test('an event that names a component says what the component’s state says', async () => {
    const state = {
      'xdm:SKU': 'sku-1',
      'xdm:listPrice': 12.5,
      'xdm:currencyCode': 'EUR',
      '@type': 'venia/components/commerce/product',
    };
    const told = await read({ event: 'product clicked', eventInfo: { path: 'component.product-8f3' } }, (path) =>
      path === 'component.product-8f3' ? state : undefined,
    );
    expect(told).toMatchObject([{ type: 'product_click', items: [{ id: 'sku-1', price: 12.5, currency: 'EUR' }] }]);
  });

  test('the id of an event, or of a component, is no product’s', async () => {
    expect(
      await read({ event: 'cmp:click', eventInfo: { path: 'component.button-1' } }, () => ({ '@id': 'button-1' })),
    ).toEqual([]);
    expect(await read({ event: 'addToCart', id: 'sku-1', eventInfo: { '@id': 'button-1' } })).toEqual([]);
  });
});
