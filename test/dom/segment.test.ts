import { setTimeout } from 'node:timers/promises';

import { describe, expect, test, vi } from 'vitest';

import type { EventDraft } from '../../src/capture/draft.ts';
import { connectSegment } from '../../src/sources/segment.ts';
import { useSource } from './use-source.ts';

type Method = (...args: unknown[]) => unknown;
type Tracker = Record<string, Method>;

const page = globalThis as unknown as Record<string, unknown>;
const METHODS = ['track', 'page', 'ready', 'identify'];
const PRODUCT = { product_id: 'a', sku: 'A-1', price: 12.5, quantity: 2, currency: 'EUR' };
const ITEM = { id: 'a', also: ['A-1'], price: 12.5, quantity: 2, currency: 'EUR' };

/** Segment's snippet and RudderStack's: a list whose methods push. */
function queue(name: string): unknown[] & Tracker {
  const stub = [] as unknown[] as unknown[] & Tracker;
  for (const method of name === 'analytics' ? [...METHODS, 'on', 'off'] : METHODS)
    stub[method] = (...args) => (stub.push([method, ...args]), stub);
  page[name] = stub;
  return stub;
}

/** A library that tells of an event some time after it was called, as Segment's does. */
function library(name: string): Tracker & { calls: unknown[][]; deliver(): void } {
  const hearers: [string, Method][] = [];
  const calls: unknown[][] = [];
  const tracker = {
    calls,
    track: (...args: unknown[]) => calls.push(args),
    page: () => 1,
    on: (type: string, hear: Method) => hearers.push([type, hear]),
    off: (type: string, hear: Method) =>
      hearers.splice(
        hearers.findIndex((one) => one[0] === type && one[1] === hear),
        1,
      ),
    deliver: () =>
      calls
        .splice(0)
        .forEach((args) => hearers.forEach(([, hear]) => hear(args[0], { ...(args[1] as object), enriched: 1 }, {}))),
    hearers: () => hearers.length,
  };
  page[name] = tracker;
  return tracker as unknown as ReturnType<typeof library>;
}

const { connect, hearer, heard, runScript } = useSource(connectSegment, [
  'analytics',
  'rudderanalytics',
  'shopAnalytics',
]);
describe.each(['analytics', 'rudderanalytics'])('%s', (name) => {
  test('that waits for its library has its queue read, and left as it is', () => {
    const stub = queue(name);
    stub['track']!('Product Viewed', PRODUCT);
    stub['identify']!('user');
    stub['track']!('Product Added', PRODUCT);
    const before = [...stub];
    connect();
    expect(hearer().told).toEqual([
      { type: 'product_view', at: 7, items: [ITEM] },
      { type: 'add_to_cart', at: 7, items: [ITEM], urgent: true },
    ]);
    expect(stub.slice(0, 3)).toEqual(before);
    // Segment's takes what it is asked for like any call
    expect(stub.slice(3).map((call) => (call as unknown[])[0])).toEqual(name === 'analytics' ? ['ready', 'on'] : []);
    // RudderStack's older libraries take a list for a queue only with this
    expect(stub.push).toBe(Array.prototype.push);
  });

  test('that waits for its library, for good where it is blocked, is heard at once', () => {
    const stub = queue(name);
    connect();
    const properties = { ...PRODUCT };
    expect(stub['track']!('Product Added', properties)).toBe(stub);
    properties.product_id = 'z';
    expect(heard()).toEqual([['add_to_cart', 'a']]);
    expect(stub.at(-1)).toEqual(['track', 'Product Added', properties]);
  });

  test('whose library takes the place of the queue is heard there, and what waited counts once', () => {
    queue(name)['track']!('Product Viewed', PRODUCT);
    connect();
    const loaded = library(name);
    loaded.calls.push(['Product Viewed', PRODUCT]);
    runScript();
    loaded.deliver();
    loaded['track']!('Product Added', PRODUCT);
    loaded.deliver();
    expect(heard()).toEqual([
      ['product_view', 'a'],
      ['add_to_cart', 'a'],
    ]);
  });

  test('whose queue somebody kept, and which passes its calls on, is heard once', () => {
    const kept = queue(name);
    const wait = kept['track']!;
    kept['track'] = (...args) => (page[name] === kept ? wait(...args) : (page[name] as Tracker)['track']!(...args));
    connect();
    library(name);
    runScript();
    kept['track']('Product Added', PRODUCT);
    expect(heard()).toEqual([['add_to_cart', 'a']]);
  });

  test('that is there already is heard as it is called, and given back at the end', () => {
    const loaded = library(name);
    const { track } = loaded;
    connect();
    expect(loaded['track']!('Product Added', PRODUCT)).toBe(1);
    expect(heard()).toEqual([['add_to_cart', 'a']]);
    hearer().boundary.end();
    expect(loaded['track']).toBe(track);
    expect(loaded['hearers']!()).toBe(0);
  });

  test('that is called by a reference that somebody took before is heard by its own word of it', () => {
    const loaded = library(name);
    const { track } = loaded;
    connect();
    track!('Product Added', PRODUCT);
    loaded.deliver();
    expect(heard()).toEqual([['add_to_cart', 'a']]);
  });

  test('that comes minutes later by no script is found when one runs', () => {
    connect();
    vi.advanceTimersByTime(300_000);
    library(name);
    runScript();
    (page[name] as Tracker)['track']!('Product Added', PRODUCT);
    expect(heard()).toEqual([['add_to_cart', 'a']]);
  });
});

test('Segment’s library that takes the place of its queue some time after its script has run misses nothing', () => {
  const stub = queue('analytics');
  connect();
  runScript();
  stub['track']!('Product Viewed', PRODUCT);
  const loaded = library('analytics');
  // it works off the queue, and has not called whom it told to wait
  for (const [method, ...args] of stub as unknown[][])
    if (method === 'on' || method === 'track') loaded[method as string]!(...args);
  loaded['track']!('Product Added', PRODUCT);
  loaded.deliver();
  expect(heard()).toEqual([
    ['product_view', 'a'],
    ['add_to_cart', 'a'],
  ]);
  (stub as unknown[][]).filter(([method]) => method === 'ready').forEach(([, ready]) => (ready as Method)());
  loaded['track']!('Product Removed', PRODUCT);
  expect(heard()).toHaveLength(3);
  loaded.deliver();
  expect(heard()).toHaveLength(3);
  expect(loaded['hearers']!()).toBe(1);
});

test('a library under a name of its own is found by its script', () => {
  const script = document.head.appendChild(document.createElement('script'));
  script.setAttribute('data-global-segment-analytics-key', 'shopAnalytics');
  library('shopAnalytics');
  connect();
  (page['shopAnalytics'] as Tracker)['track']!('Product Added', PRODUCT);
  expect(heard()).toEqual([['add_to_cart', 'a']]);
});

test.each([
  ['Google’s', { ga: () => {}, getAll: () => [] }],
  ['a text', 'UA-1'],
  ['an element of that id', document.createElement('div')],
  [
    'a Proxy that throws',
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('theirs');
        },
        has: () => {
          throw new Error('theirs');
        },
      },
    ),
  ],
])('an `analytics` that is %s is passed over', (_, value) => {
  page['analytics'] = value;
  connect();
  vi.advanceTimersByTime(1_000);
  expect(hearer().told).toEqual([]);
});

test('a getter of the page’s own that throws is asked again and hurts nobody', () => {
  Object.defineProperty(page, 'analytics', {
    configurable: true,
    get: () => {
      throw new Error('theirs');
    },
  });
  connect();
  for (let time = 0; time < 10; time++) runScript();
  library('rudderanalytics');
});

test.each([
  [[], {}],
  [['Category'], {}],
  [['Shop', 'Lamps', { path: '/lamps', title: 'Lamps' }], { path: '/lamps' }],
  [[{ url: 'https://shop.example/lamps' }], { path: 'https://shop.example/lamps' }],
])('a page of %j is viewed', (args, path) => {
  library('analytics');
  connect();
  (page['analytics'] as Tracker)['page']!(...args);
  expect(hearer().told).toEqual([{ type: 'page_view', ...path }]);
});

describe('what is said', () => {
  const say = async (...args: unknown[]): Promise<EventDraft[]> => {
    library('analytics');
    connect({ words: ['red', 'lantern'] });
    (page['analytics'] as Tracker)['track']!(...args);
    // the hash of an order’s number takes real time
    await setTimeout(5);
    return hearer().told.map(({ urgent: _urgent, ...draft }) => draft);
  };

  test.each([
    [
      'Product List Viewed',
      { list_id: 'lamps', products: [{ ...PRODUCT, position: 2 }, { sku: 'B-1' }] },
      { type: 'list_view', list: 'lamps', items: [{ id: 'a', position: 1 }, { id: 'B-1' }] },
    ],
    ['product_clicked', { productId: 'a', position: 1 }, { type: 'product_click', items: [{ id: 'a', position: 0 }] }],
    [
      'ProductAdded',
      { 'Product ID': 'a', Price: '12.50', Quantity: '2' },
      { type: 'add_to_cart', items: [{ id: 'a', price: 12.5, quantity: 2 }] },
    ],
    ['Cart Viewed', { cart_id: 'c1', products: [PRODUCT] }, { type: 'cart_view', items: [{ id: 'a' }] }],
    [
      'Checkout Started',
      { order_id: 'T1', value: 25, products: [PRODUCT] },
      { type: 'begin_checkout', items: [{ id: 'a' }] },
    ],
    [
      'Order Completed',
      { order_id: 'T1', currency: 'EUR', products: [{ ...PRODUCT, currency: undefined }] },
      { type: 'purchase', items: [{ id: 'a', currency: 'EUR' }] },
    ],
    ['Order Refunded', { order_id: 'T1', products: [PRODUCT] }, { type: 'refund', items: [{ id: 'a' }] }],
    [
      'Products Searched',
      { query: 'red lanterns for jane@example.com' },
      { type: 'search', tokens: ['red', 'lantern'] },
    ],
    ['Promotion Clicked', { promotion_id: 'summer', name: 'Summer' }, { type: 'promotion_click', promotion: 'summer' }],
    ['Product Added to Wishlist', { wishlist_id: 'w', ...PRODUCT }, { type: 'wishlist_add', items: [{ id: 'a' }] }],
    [
      'Product Reviewed',
      { product_id: 'a', review_body: 'Nice', rating: '4.5' },
      { type: 'review', items: [{ id: 'a' }], rating: 4.5 },
    ],
    [
      'Product Viewed',
      { sku: 'A-1', variant: '44012345678901' },
      { type: 'product_view', items: [{ id: 'A-1', also: ['44012345678901'] }] },
    ],
    ['Product Viewed', { product_id: 7, variant: 'Black' }, { type: 'product_view', items: [{ id: '7' }] }],
  ])('%s of %j', async (name, properties, expected) => {
    expect(await say(name, properties)).toMatchObject([expected]);
  });

  test.each([
    ['Product Viewed', {}],
    ['Product Viewed', undefined],
    ['Order Completed', { order_id: 'T1', revenue: 25 }],
    ['Order Completed', { order_id: 'T1', products: [] }],
    ['Cart Updated', PRODUCT],
    ['Product Shared', PRODUCT],
    ['Add to Cart', { items: 3, value: 7 }],
    [{ event: 'Product Viewed' }, PRODUCT],
  ])('%j of %j is nothing', async (name, properties) => {
    expect(await say(name, properties)).toEqual([]);
  });

  test('of a variant that is a colour no id is made', async () => {
    const [told] = await say('Product Viewed', { product_id: 7, variant: 'Black' });
    expect(told!.items).toEqual([{ id: '7' }]);
  });
});
