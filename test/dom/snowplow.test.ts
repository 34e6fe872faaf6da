import { expect, test } from 'vitest';

import { connectSnowplow } from '../../src/sources/snowplow.ts';
import { useSource } from './use-source.ts';

interface Snowplow {
  (...call: unknown[]): void;
  q?: { push(...calls: unknown[]): unknown };
}

const page = globalThis as unknown as Record<string, Snowplow> & { GlobalSnowplowNamespace?: string[] };
const PRODUCT = { id: 'a', price: 12.5, currency: 'EUR' };

/** What the snippet does. */
function snippet(name: string): Snowplow {
  (page.GlobalSnowplowNamespace ??= []).push(name);
  const call: Snowplow = function () {
    // oxlint-disable-next-line prefer-rest-params -- as the snippet does
    (page[name]!.q ??= []).push(arguments);
  };
  call.q = [];
  page[name] = call;
  return call;
}
/** What the tracker does with it when it comes: it takes the calls apart, and each has lost its name then. */
function load(): unknown[][] {
  const name = page.GlobalSnowplowNamespace!.shift()!;
  const done: unknown[][] = [];
  const apply = (...calls: ArrayLike<unknown>[]): void => {
    for (const call of calls) done.push([Array.prototype.shift.call(call), ...Array.from(call)]);
  };
  for (const call of page[name]!.q as unknown as ArrayLike<unknown>[]) apply(call);
  page[name]!.q = { push: apply };
  document.head.appendChild(document.createElement('script')).dispatchEvent(new Event('load'));
  return done;
}
const { connect, hearer, heard } = useSource(connectSnowplow, ['GlobalSnowplowNamespace', 'snowplow', 'plow']);

test.each(['snowplow', 'plow'])('%s is heard before, while and after its tracker comes, each call once', (name) => {
  const call = snippet(name);
  call('newTracker', 'sp1', 'collector.example');
  call('trackProductView', PRODUCT);
  connect();
  call('trackAddToCart', { products: [PRODUCT] });
  const done = load();
  call('trackRemoveFromCart:sp1', { products: [PRODUCT] });
  expect(heard()).toEqual([
    ['product_view', 'a'],
    ['add_to_cart', 'a'],
    ['remove_from_cart', 'a'],
  ]);
  expect(done).toEqual([
    ['newTracker', 'sp1', 'collector.example'],
    ['trackProductView', PRODUCT],
    ['trackAddToCart', { products: [PRODUCT] }],
    ['trackRemoveFromCart:sp1', { products: [PRODUCT] }],
  ]);
  expect(page[name]).toBe(call);
});

test('a tracker that has taken its name away is found by the snippet that called for it', () => {
  const script = document.head.appendChild(document.createElement('script'));
  script.type = 'text/plain';
  script.text = `;(function(p,l,o,w,i,n,g){if(!p[i]){p.GlobalSnowplowNamespace=p.GlobalSnowplowNamespace||[];
p.GlobalSnowplowNamespace.push(i);}}(window,document,"script","//cdn.example/sp.js","plow"));
plow('newTracker', 'sp', 'x.example', {appId: "a"});`;
  const call = snippet('plow');
  load();
  connect();
  call('trackProductView', PRODUCT);
  expect(heard()).toEqual([['product_view', 'a']]);
});

test('at the end the queue is as it was', () => {
  const call = snippet('snowplow');
  connect();
  load();
  const { push } = Object.getPrototypeOf([]) as unknown[];
  hearer().boundary.end();
  call('trackProductView', PRODUCT);
  expect(hearer().told).toEqual([]);
  expect(push).toBe(Array.prototype.push);
});
