import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import { createDedupe } from '../../../worker/intake/dedupe.ts';
import { rounds } from '../../long.ts';

let events = 0;

/** An event of a type about `items`, told at `at` by `source`. */
function told(type: string, at: number, source?: string, fields: Record<string, unknown> = {}): AisleEvent {
  const id = (++events).toString(16).padStart(32, '0');
  return { id, at, type, items: [{ id: 'a' }], ...fields, ...(source && { source }) } as unknown as AisleEvent;
}

/** The times of those that are taken, each event on its own, as the page's batches bring them. */
function taken(...list: readonly AisleEvent[]): number[] {
  const dedupe = createDedupe();
  return list.flatMap((event) => dedupe.take([event])).map(({ at }) => at);
}

describe('what several sources tell', () => {
  it.each(['product_view', 'product_click', 'wishlist_add', 'list_view', 'purchase', 'refund', 'add_to_cart'])(
    '%s counts once within two seconds, whoever is first',
    (type) => {
      expect(taken(told(type, 0, 'gtm'), told(type, 40), told(type, 1_900, 'segment'))).toEqual([0]);
      expect(taken(told(type, 1_900, 'gtm'), told(type, 0))).toEqual([1_900]);
    },
  );

  it.each(['product_view', 'product_click', 'wishlist_add', 'cart_view'])(
    '%s counts once within two seconds, also where one source tells it again, and anew after that',
    (type) => {
      expect(taken(told(type, 0), told(type, 600), told(type, 2_100))).toEqual([0, 2_100]);
    },
  );

  it('prices, positions, lists, quantities and the order of items make no other act; other items and types do', () => {
    const items = [{ id: 'a', price: 1, quantity: 2 }, { id: 'b' }];
    const others = [
      { id: 'b', position: 3, list: 'x' },
      { id: 'a', price: 1.2, currency: 'EUR' },
    ];
    expect(
      taken(told('add_to_cart', 0, 'gtm', { items }), told('add_to_cart', 1, undefined, { items: others })),
    ).toEqual([0]);
    expect(
      taken(told('list_view', 0, undefined, { items }), told('list_view', 1, undefined, { items: [{ id: 'a' }] })),
    ).toEqual([0, 1]);
    expect(taken(told('add_to_cart', 0), told('remove_from_cart', 1))).toEqual([0, 1]);
  });

  it('lists without known items are told apart by their names, and shop’s own events too', () => {
    const named = (at: number, fields: object) => told('list_view', at, undefined, { items: [], ...fields });
    expect(taken(named(0, { list: 'top' }), named(1, { list: 'new' }), named(2, { list: 'top' }))).toEqual([0, 1]);
    const custom = (at: number, name: string) => told('custom', at, undefined, { name });
    expect(taken(custom(0, 'zoom'), custom(1, 'share'), custom(2, 'zoom'))).toEqual([0, 1]);
  });

  it('a purchase counts once within a minute, whatever quantities they tell: scripts of a page that says thank you come late', () => {
    const items = [{ id: 'a', quantity: 3 }];
    expect(taken(told('purchase', 0), told('purchase', 20_000, 'segment', { items }))).toEqual([0]);
    expect(taken(told('purchase', 0), told('refund', 10, 'gtm'), told('purchase', 61_000))).toEqual([0, 10, 61_000]);
  });
});

describe('what one source tells again', () => {
  it.each(['page_view', 'scroll_depth', 'product_dwell'])('%s is never a repetition', (type) => {
    expect(taken(told(type, 0), told(type, 0), told(type, 90))).toEqual([0, 0, 90]);
  });

  it('putting into the cart is another act when it is as slow as a shopper can be, and a fault of a script when it is faster', () => {
    expect(taken(told('add_to_cart', 0), told('add_to_cart', 600), told('add_to_cart', 1_200))).toEqual([
      0, 600, 1_200,
    ]);
    expect(taken(told('remove_from_cart', 0, 'gtm'), told('remove_from_cart', 90, 'gtm'))).toEqual([0]);
  });

  it('is matched act by act with what the others tell of it, however late they are', () => {
    const acts = [
      told('add_to_cart', 0),
      told('add_to_cart', 600),
      told('add_to_cart', 700, 'gtm'),
      told('add_to_cart', 720, 'gtag'),
      told('add_to_cart', 1_400, 'gtm'),
      told('add_to_cart', 1_410, 'gtag'),
      told('add_to_cart', 2_000, 'gtm'),
    ];
    // the third of `gtm` is an act that the page has not seen
    expect(taken(...acts)).toEqual([0, 600, 2_000]);
  });

  it('of any number of clicks, each heard by any number of sources soon after, every click counts once', () => {
    const source = fc.constantFrom(undefined, 'gtm', 'gtag', 'segment', 'shopify');
    const click = fc.record({
      afterMs: fc.integer({ min: 400, max: 5_000 }),
      heard: fc.uniqueArray(fc.record({ source, lateMs: fc.integer({ min: 0, max: 99 }) }), {
        minLength: 1,
        selector: (each) => each.source,
      }),
    });
    fc.assert(
      fc.property(
        fc.array(click, { minLength: 1, maxLength: 12 }),
        fc.constantFrom('add_to_cart', 'remove_from_cart'),
        (clicks, type) => {
          let now = 10_000;
          const all = clicks.flatMap(({ afterMs, heard }) => {
            now += afterMs;
            return heard.map((each) => told(type, now + each.lateMs, each.source));
          });
          // every source hears every click: without that nobody could tell a click that one of them missed
          const sources = new Set(all.map((event) => event.source));
          fc.pre(clicks.every(({ heard }) => heard.length === sources.size));
          const inOrder = all.toSorted((a, b) => a.at - b.at);
          expect(taken(...inOrder)).toHaveLength(clicks.length);
        },
      ),
      { numRuns: rounds(500) },
    );
  });
});

describe('an act that could not be kept', () => {
  it('is forgotten, so that it can be sent again', () => {
    const dedupe = createDedupe();
    const view = told('product_view', 0, 'gtm');
    const fresh = dedupe.take([view]);
    expect(fresh).toEqual([{ ...view, source: undefined }].map(({ source: _source, ...event }) => event));
    dedupe.giveBack(fresh);
    expect(dedupe.take([view])).toHaveLength(1);
    expect(dedupe.take([view])).toEqual([]);
  });

  it('that was kept is not kept again when its batch is repeated', () => {
    const dedupe = createDedupe();
    const batch = [told('add_to_cart', 0), told('product_view', 100), told('add_to_cart', 700)];
    expect(dedupe.take(batch)).toHaveLength(3);
    expect(dedupe.take(batch)).toEqual([]);
  });
});
