import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { connectShopify } from '../../src/sources/shopify.ts';
import { createHearer, type Hearer } from '../unit/src/source-host.ts';

const page = globalThis as unknown as Record<string, unknown>;
const META = {
  product: {
    id: 7001,
    gid: 'gid://shopify/Product/7001',
    type: 'Lamp',
    variants: [
      { id: 4201, price: 1250, name: 'Lantern - Red', public_title: 'Red', sku: 'L-RED' },
      { id: 4202, price: 1400, name: 'Lantern - Blue', public_title: 'Blue', sku: 'L-BLUE' },
    ],
  },
  page: { pageType: 'product', resourceType: 'product', resourceId: 7001 },
};
/** Requests that the browser has noted, told to whoever observes. */
let request: (path: string, more?: { responseStatus?: number; startTime?: number }) => void;
let hearer: Hearer;

const connect = (): void => {
  hearer = createHearer();
  connectShopify(hearer);
};
const use = (selector: string, type = 'click'): void => {
  const event = new Event(type, { bubbles: true, composed: true });
  Object.defineProperty(event, 'isTrusted', { value: true });
  document.querySelector(selector)!.dispatchEvent(event);
};
const carts = (): unknown[] =>
  hearer.told
    .filter(({ type }) => /cart/.test(type))
    .map(({ type, items }) => [type, JSON.parse(JSON.stringify(items?.[0]))]);

beforeEach(() => {
  const observers: ((list: { getEntries(): unknown[] }) => void)[] = [];
  vi.stubGlobal(
    'PerformanceObserver',
    class {
      readonly #hear: (list: { getEntries(): unknown[] }) => void;
      constructor(hear: (list: { getEntries(): unknown[] }) => void) {
        this.#hear = hear;
      }
      observe(): void {
        observers.push(this.#hear);
      }
      disconnect(): void {
        observers.splice(observers.indexOf(this.#hear), 1);
      }
      takeRecords(): unknown[] {
        return [];
      }
    },
  );
  request = (path, more) => {
    const entry = { name: `https://shop.example${path}`, startTime: performance.now(), ...more };
    for (const hear of observers) hear({ getEntries: () => [entry] });
  };
});
afterEach(() => {
  hearer.boundary.end();
  expect(hearer.faults()).toBe(0);
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  history.replaceState(null, '', '/');
  for (const name of ['Shopify', 'ShopifyAnalytics']) delete page[name];
});

describe('what the page says of itself', () => {
  test('a product is viewed with its ids, the chosen variant’s among them, and the price that cents make', () => {
    history.replaceState(null, '', '/en/products/red-lantern?variant=4202');
    page['ShopifyAnalytics'] = { meta: META };
    page['Shopify'] = { currency: { active: 'EUR', rate: '1.0' } };
    connect();
    expect(hearer.told).toEqual([
      {
        type: 'product_view',
        at: 7,
        items: [{ id: '7001', also: ['4202', 'L-BLUE', 'red-lantern'], price: 14, currency: 'EUR' }],
      },
    ]);
  });

  test('a product of which no variant is chosen has its first', () => {
    page['ShopifyAnalytics'] = { meta: { ...META, currency: 'GBP' } };
    connect();
    expect(hearer.told).toMatchObject([
      { items: [{ id: '7001', also: ['4201', 'L-RED'], price: 12.5, currency: 'GBP' }] },
    ]);
  });

  test('a collection is viewed with what it says it holds', () => {
    history.replaceState(null, '', '/collections/lamps');
    page['ShopifyAnalytics'] = {
      meta: { products: [META.product, { id: 7002, variants: [] }], page: { pageType: 'collection' } },
    };
    connect();
    expect(hearer.told).toMatchObject([{ type: 'list_view', list: 'lamps', items: [{ id: '7001' }, { id: '7002' }] }]);
  });

  test('an order that is done is one purchase, in the money it was paid in', async () => {
    page['ShopifyAnalytics'] = { meta: { page: { pageType: 'other' } } };
    page['Shopify'] = {
      checkout: {
        order_id: 900_017,
        currency: 'EUR',
        line_items: [{ product_id: 7001, variant_id: 4201, sku: 'L-RED', price: '12.50', quantity: 2 }],
      },
    };
    connect();
    document.dispatchEvent(new Event('DOMContentLoaded'));
    await vi.waitFor(() => expect(hearer.told).toHaveLength(1));
    expect(hearer.told).toMatchObject([
      {
        type: 'purchase',
        id: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
        items: [{ id: '7001', also: ['4201', 'L-RED'], price: 12.5, currency: 'EUR', quantity: 2 }],
      },
    ]);
    expect(JSON.stringify(hearer.told)).not.toContain('900017');
  });

  test.each([
    [{}],
    [{ product: null, page: { pageType: 'product' } }],
    [{ product: META.product, page: { pageType: 'home' } }],
    [{ page: { pageType: 'cart' } }],
    ['text'],
    [
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('theirs');
          },
          ownKeys: () => {
            throw new Error('theirs');
          },
        },
      ),
    ],
  ])('%# says nothing', (meta) => {
    page['ShopifyAnalytics'] = { meta };
    page['Shopify'] = { checkout: { line_items: [{ product_id: 7001 }] } };
    connect();
    expect(hearer.told).toEqual([]);
  });
});

describe('a cart that a theme changes', () => {
  const FORM = `<section><form action="/cart/add"><input type="hidden" name="id" value="4202"><input name="quantity" value="3"><button name="add" type="button"><span id="label">Add</span></button></form></section>`;
  const RED = { id: '7001', also: ['4202', 'L-BLUE'], price: 14, quantity: 3 };

  test('is added to by the form that was used, once a request for it is seen', () => {
    document.body.innerHTML = FORM;
    page['ShopifyAnalytics'] = { meta: { ...META, page: { pageType: 'home' } } };
    connect();
    use('#label');
    expect(carts()).toEqual([]);
    request('/en-de/cart/add.js');
    request('/cart/add.js');
    expect(carts()).toEqual([['add_to_cart', RED]]);
    expect(Math.abs(hearer.told[0]!.at! - Date.now())).toBeLessThan(1_000);
  });

  test('is added to by a button outside its form', () => {
    document.body.innerHTML = `<form id="f" action="/cart/add"><input type="hidden" name="id" value="4202"></form><button name="add" form="f" id="b"></button>`;
    connect();
    use('#b');
    request('/cart/add');
    expect(carts()).toEqual([['add_to_cart', { id: '4202' }]]);
  });

  test('is added to from a card by whatever it has: a variant, or the product’s link', () => {
    document.body.innerHTML = `<div class="card"><a href="/products/blue-mug?variant=88">Mug</a><button class="quick-add" id="a"></button></div>
      <div class="card"><a href="/collections/x/products/red-mug">Mug</a><button class="QuickAddToCart add-to-cart" id="b"></button></div>
      <div class="card"><a href="/products/tea">Tea</a><button data-add-to-cart data-variant-id="99" id="c"></button></div>`;
    connect();
    for (const id of ['a', 'b', 'c']) {
      use(`#${id}`);
      request('/cart/add.js');
    }
    expect(carts()).toEqual([
      ['add_to_cart', { id: '88', also: ['blue-mug'] }],
      ['add_to_cart', { id: 'red-mug' }],
      ['add_to_cart', { id: '99', also: ['tea'] }],
    ]);
  });

  test('is taken from by the line’s button, its link, or a quantity of none', () => {
    document.body.innerHTML = `<table><tr class="cart-item"><td><a href="/products/red-lantern?variant=4201">L</a><cart-remove-button><a href="/cart/change?id=4201:ab3&quantity=0" id="link">x</a></cart-remove-button><input id="quantity" value="0"></td></tr></table>
      <div class="line-item"><a href="/products/tea?variant=99">Tea</a><button class="js-remove" id="button">x</button><button name="plus" id="plus"></button><input id="two" value="2"></div>`;
    connect();
    for (const [id, type] of [['link'], ['button'], ['quantity', 'change'], ['plus'], ['two', 'change']] as const) {
      use(`#${id}`, type);
      request('/cart/change.js');
    }
    expect(carts()).toEqual([
      ['remove_from_cart', { id: '4201', also: ['red-lantern'] }],
      ['remove_from_cart', { id: '99', also: ['tea'] }],
      ['remove_from_cart', { id: '4201', also: ['red-lantern'] }],
      ['add_to_cart', { id: '99', also: ['tea'] }],
    ]);
  });

  test.each<[string, () => void]>([
    ['nobody has touched', () => request('/cart/add.js')],
    ['was asked for before the click', () => (use('#label'), request('/cart/add.js', { startTime: -1 }))],
    [
      'was asked for long after the click',
      () => (use('#label'), request('/cart/add.js', { startTime: performance.now() + 60_000 })),
    ],
    ['was refused', () => (use('#label'), request('/cart/add.js', { responseStatus: 422 }))],
    [
      'is only looked at',
      () => (use('#label'), request('/cart.js'), request('/cart/adds'), request('/products/x/cart')),
    ],
    ['a click elsewhere preceded', () => (use('h1'), request('/cart/add.js'))],
    [
      'a script’s click preceded',
      () => (
        document.querySelector('#label')!.dispatchEvent(new Event('click', { bubbles: true })),
        request('/cart/add.js')
      ),
    ],
  ])('that %s is told of as nothing', (_, act) => {
    document.body.innerHTML = `<h1>Shop</h1>${FORM}`;
    connect();
    act();
    expect(carts()).toEqual([]);
  });
});
