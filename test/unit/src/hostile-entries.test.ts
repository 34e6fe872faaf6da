import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { eventSchema } from '../../../contract/events.schema.ts';
import { isAisleEvent } from '../../../contract/events.ts';
import { createEntryReader } from '../../../src/sources/entries.ts';
import { copyPlain } from '../../../src/sources/plain.ts';
import { hostileValue, toReal } from './hostile-values.ts';
import { createHearer } from './source-host.ts';
import { rounds } from '../../long.ts';

const ID = '0123456789abcdef0123456789abcdef';
const GA4 = fc.constantFrom(
  'view_item',
  'view_item_list',
  'add_to_cart',
  'purchase',
  'view_promotion',
  'search',
  'page_view',
  'addToCart',
);
const UA = fc.constantFrom('detail', 'add', 'purchase', 'refund', 'impressions', 'promoView');

/** Anything at all, and what is an event but for what it holds. */
const entry = fc.oneof(
  hostileValue,
  fc.record({
    event: GA4,
    ecommerce: fc.record({ items: hostileValue, transaction_id: hostileValue, currency: hostileValue }),
  }),
  fc.record({ event: GA4, ecommerce: hostileValue, search_term: hostileValue }),
  fc.record({
    event: GA4,
    items: fc.array(
      fc.record({ item_id: hostileValue, price: hostileValue, quantity: hostileValue, index: hostileValue }),
    ),
  }),
  fc.tuple(fc.constant('event'), GA4, hostileValue),
  fc.tuple(fc.constantFrom('set', 'config'), fc.constantFrom('currency', 'G-1'), hostileValue),
  fc.tuple(UA, hostileValue, hostileValue).map(([action, products, actionField]) => ({
    ecommerce: { [action]: action === 'impressions' ? products : { products, actionField, promotions: products } },
  })),
  fc.record({ ecomm_prodid: hostileValue, ecomm_pagetype: fc.constantFrom('product', 'category', 'cart') }),
);

describe('whatever is pushed', () => {
  test('nothing is thrown, and what is told is an event', async () => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 6 }), async (entries) => {
        const hearer = createHearer({ words: ['x', 'a'] });
        const read = createEntryReader(hearer);
        for (const each of entries) read(toReal(each));
        await new Promise((resolve) => setTimeout(resolve));
        expect(hearer.faults()).toBe(0);
        for (const { urgent: _urgent, path: _path, ...draft } of hearer.told) {
          const event = structuredClone({ id: ID, at: 1, ...draft });
          expect(isAisleEvent(event)).toBe(true);
          expect(eventSchema.safeParse(event).success).toBe(true);
          told++;
        }
      }),
      { numRuns: rounds(300) },
    );
    // a property of nothing would hold as well
    expect(told).toBeGreaterThan(150);
  });

  test('a copy is plain, small and nobody else’s', () => {
    fc.assert(
      fc.property(hostileValue, (value) => {
        const copy = copyPlain(toReal(value));
        expect(structuredClone(copy)).toEqual(copy);
        expect(({} as Record<string, unknown>)['items']).toBeUndefined();
      }),
      { numRuns: rounds(1_000) },
    );
  });
});

describe('a copy', () => {
  test('keeps what was said when the page changes it afterwards', () => {
    const item = { item_id: 'a', tags: ['x'] };
    const copy = copyPlain({ items: [item] });
    item.item_id = 'b';
    item.tags.push('y');
    expect(copy).toEqual({ items: [{ item_id: 'a', tags: ['x'] }] });
  });

  test('calls each own getter once, since records of Vue are made of them', () => {
    let calls = 0;
    const record = Object.defineProperty({}, 'item_id', { enumerable: true, get: () => `a${++calls}` });
    expect(copyPlain({ items: [record] })).toEqual({ items: [{ item_id: 'a1' }] });
    expect(calls).toBe(1);
  });

  test('of a cycle ends', () => {
    const wide: unknown[] = [];
    for (let index = 0; index < 200; index++) wide.push(wide);
    expect(JSON.stringify(copyPlain(wide)).length).toBeLessThan(200_000);
  });

  test.each([
    [Array.from({ length: 201 }, () => 1), 200],
    [Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 1])), 128],
  ])('holds so many and no more', (value, count) => {
    expect(Object.keys(copyPlain(value) as object)).toHaveLength(count);
  });
});
