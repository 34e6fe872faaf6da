import { expect, test } from 'vitest';

import { connectMixpanel } from '../../src/sources/mixpanel.ts';
import { useSource } from './use-source.ts';

type Method = (...args: unknown[]) => unknown;
type Tracker = Record<string, Method>;

const page = globalThis as unknown as Record<string, unknown>;
const PRODUCT = { 'Product ID': 'a', Price: 12.5 };

/** The snippet's stand-in of one tracker. */
function queue(): unknown[] & Tracker {
  const stub = [] as unknown[] as unknown[] & Tracker;
  for (const method of ['track', 'identify', 'register']) stub[method] = (...args) => void stub.push([method, ...args]);
  return stub;
}
/** The library's; its `track` is its prototype's. */
class Library {
  readonly tracked: unknown[][] = [];
  track(...args: unknown[]): number {
    return this.tracked.push(args);
  }
}
const { connect, hearer, heard, runScript } = useSource(connectMixpanel, ['mixpanel']);
test('what waits for the library is read and left, and what follows is heard', () => {
  const stub = queue();
  page['mixpanel'] = stub;
  stub['track']!('Product Viewed', PRODUCT);
  stub['identify']!('user-1');
  connect();
  stub['track']!('Add to Cart', PRODUCT);
  expect(heard()).toEqual([
    ['product_view', 'a'],
    ['add_to_cart', 'a'],
  ]);
  expect(hearer().told[0]!.at).toBe(7);
  expect(stub).toHaveLength(3);
});

test('the library is heard from the moment it is there, with every tracker of a name, and given back', () => {
  page['mixpanel'] = Object.assign(queue(), { second: queue() });
  connect();
  const first = new Library();
  const second = new Library();
  page['mixpanel'] = Object.assign(first, { second });
  runScript();
  expect(first.track('Purchase', { items: [{ sku: 'b' }] })).toBe(1);
  expect(second.track('Product Viewed', { product_id: 'c' }, { send_immediately: true })).toBe(1);
  expect(heard()).toEqual([
    ['purchase', 'b'],
    ['product_view', 'c'],
  ]);
  expect(second.tracked).toEqual([['Product Viewed', { product_id: 'c' }, { send_immediately: true }]]);
  hearer().boundary.end();
  expect(Object.hasOwn(first, 'track')).toBe(false);
});

test.each([
  ['Purchase', { amount: 25 }],
  ['Add to Cart', { items: 3 }],
  ['Add to Cart', undefined],
  ['Search', { query: 'red lantern' }],
  ['Cart Viewed', { value: 3 }],
  ['Opened App', PRODUCT],
  ['$mp_web_page_view', PRODUCT],
])('%s of %j says nothing of a product', (name, properties) => {
  page['mixpanel'] = new Library();
  connect();
  (page['mixpanel'] as Library).track(name, properties);
  expect(hearer().told).toEqual([]);
});

test('a global that is an element, or throws, is no Mixpanel', () => {
  page['mixpanel'] = document.createElement('div');
  connect();
  page['mixpanel'] = new Proxy(
    {},
    {
      get: () => {
        throw new Error('theirs');
      },
      ownKeys: () => {
        throw new Error('theirs');
      },
    },
  );
  for (let time = 0; time < 5; time++) runScript();
  expect(hearer().told).toEqual([]);
});
