import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';

import { EVENT_TYPES } from '../../../contract/events.ts';
import { checkTrack, faultOf } from '../../../src/annex/check-track.ts';

const ITEM = { id: 'SKU-1', price: 12.5, currency: 'EUR', quantity: 2, position: 0, list: 'home' };

describe('what is said of a call of track', () => {
  test.each<[type: string, payload: unknown]>([
    ...EVENT_TYPES.filter((type) => type !== 'search').map((type): [string, unknown] => [
      type,
      { items: [ITEM], ms: 1, percent: 1, page: 'home', list: 'a', promotion: 'b', rating: 4, name: 'quiz' },
    ]),
    ['add_to_cart', 'SKU-1'],
    ['add_to_cart', 17],
    ['add_to_cart', { item_id: 'SKU-1', price: '12.50', index: 3 }],
    ['add_to_cart', { product_id: 1, sku: 'SKU-1', variant_id: 2 }],
    ['purchase', { transaction_id: 'T-1', items: [{ item_id: 'SKU-1' }], value: 12, tax: 1 }],
    ['purchase', { order_id: 'T-1', products: [{ product_id: 'SKU-1' }] }],
    ['cart_view', undefined],
    ['begin_checkout', {}],
    ['page_view', undefined],
    ['search', 'red lantern'],
    ['search', { search_term: 'red lantern' }],
    ['quiz_done', undefined],
    ['quiz_done', { items: ['SKU-1'] }],
  ])('nothing, where %s is right: %o', (type, payload) => {
    expect(faultOf(type, payload)).toBeUndefined();
  });

  test.each<[type: unknown, payload: unknown, said: RegExp]>([
    [undefined, {}, /undefined as type.+pass the type first/],
    ['', {}, /"" as type/],
    ['addToCart', ITEM, /"addToCart".+custom.+did you mean "add_to_cart"/],
    ['add-to-cart', ITEM, /did you mean "add_to_cart"/],
    ['add_to_card', ITEM, /did you mean "add_to_cart"/],
    ['purchased', ITEM, /did you mean "purchase"/],
    ['pageview', {}, /did you mean "page_view"/],
    ['asked for help by jane@example.com', {}, /expected a name of at most 40/],
    ['add_to_cart', undefined, /undefined.+expected a product: pass \{ id/],
    ['add_to_cart', { name: 'Lantern' }, /expected a product/],
    ['purchase', { order: 'T-1', items: [] }, /expected a product/],
    ['purchase', { items: { id: 'SKU-1' } }, /expected a list/],
    ['add_to_cart', { items: ['SKU-1', { title: 'no id' }] }, /the item \{"title":"no id"\}, expected an id/],
    ['add_to_cart', { id: 'SKU-1', price: '12,50 €' }, /price "12,50 €", expected a plain decimal/],
    ['add_to_cart', { id: 'SKU-1', price: -1 }, /price -1/],
    ['add_to_cart', { id: 'SKU-1', currency: 'euro' }, /currency "euro", expected three letters/],
    ['add_to_cart', { id: 'SKU-1', quantity: 0 }, /quantity 0, expected a number from 1/],
    ['product_view', { items: ['a', 'b'] }, /2 items, expected at most 1/],
    ['list_view', { items: Array.from({ length: 201 }, () => 'a') }, /201 items, expected at most 200/],
    ['list_view', { list: 'x'.repeat(65) }, /list "x+", expected 1 to 64/],
    ['page_view', { page: 'landing' }, /page "landing", expected one of home, category/],
    ['review', { id: 'SKU-1', rating: 10 }, /rating 10, expected a number from 0 to 5/],
    ['review', { id: 'SKU-1', rating: '5' }, /rating "5"/],
    ['scroll_depth', { percent: 0.5 }, /percent 0.5, expected a whole number/],
    ['scroll_depth', {}, /no percent/],
    ['product_dwell', { id: 'SKU-1' }, /no ms/],
    ['search', {}, /expected what was searched for: pass \{ query/],
    ['search', { query: 7 }, /expected what was searched for/],
    ['promotion_view', { promotions: 'summer' }, /"promotions", which is dropped: did you mean "promotion"/],
  ])('what is wrong with %o of %o, and what to do', (type, payload, said) => {
    expect(faultOf(type, payload)).toMatch(said);
  });

  test('is said once for each fault, in the console', () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    for (let call = 0; call < 3; call++) checkTrack('add_to_kart', ITEM);
    checkTrack('wishlistadd', ITEM);
    expect(said.mock.calls).toEqual([
      [expect.stringMatching(/^Aisle: track was given the type "add_to_kart".+docs\/capture\.md/)],
      [expect.stringContaining('"wishlist_add"')],
    ]);
    said.mockRestore();
  });

  test('is a text or nothing, whatever a page passes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...EVENT_TYPES), fc.anything()), fc.anything(), (type, payload) => {
        expect(['string', 'undefined']).toContain(typeof faultOf(type, payload));
      }),
    );
  });
});
