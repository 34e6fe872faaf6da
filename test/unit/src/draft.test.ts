import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { EVENT_TYPES, isAisleEvent } from '../../../contract/events.ts';
import { toDraft } from '../../../src/capture/draft.ts';

const ENVELOPE = { id: '0'.repeat(32), at: 1 };
const ITEM = { id: 'SKU-1' };

describe('a tracked event', () => {
  test.each(EVENT_TYPES.filter((type) => type !== 'search' && type !== 'custom'))(
    '%s with all that it may carry is canonical',
    (type) => {
      const payload = { items: [ITEM], ms: 1, percent: 1, page: 'home', list: 'a', promotion: 'b', rating: 4, junk: 1 };
      const draft = toDraft(type, payload);
      expect(isAisleEvent({ ...ENVELOPE, ...draft })).toBe(true);
      expect(draft).not.toHaveProperty('junk');
    },
  );

  test('takes one item by itself, by id, or as a list', () => {
    for (const payload of ['SKU-1', ITEM, { item: 'SKU-1' }, { items: ['SKU-1'] }, { items: [ITEM] }]) {
      expect(toDraft('product_view', payload)).toEqual({ type: 'product_view', items: [ITEM] });
    }
  });

  test('reads numbers and ids however the shop writes them', () => {
    const given = { id: 17, price: '12.50', currency: 'eur', quantity: '2', position: 3, list: 'home' };
    expect(toDraft('add_to_cart', given)?.items).toEqual([
      { id: '17', price: 12.5, currency: 'EUR', quantity: 2, position: 3, list: 'home' },
    ]);
  });

  test('leaves out what it cannot read rather than guess', () => {
    const vague = { id: 'a', price: 'ask us', currency: 'euro', quantity: -1, position: 'first' };
    const absurd = { id: 'a', price: 1e12, currency: '', quantity: 2e6, position: 20_000 };
    for (const given of [vague, absurd]) expect(toDraft('add_to_cart', given)?.items).toEqual([{ id: 'a' }]);
  });

  test('of an unknown type is a custom one under its name', () => {
    expect(toDraft('quiz_done', { items: ['SKU-1'] })).toEqual({ type: 'custom', name: 'quiz_done', items: [ITEM] });
    expect(toDraft('custom', { name: 'quiz_done' })).toEqual({ type: 'custom', name: 'quiz_done', items: [] });
    expect(toDraft('quiz_done', { name: 'another' })).toMatchObject({ type: 'custom', name: 'quiz_done' });
    expect(toDraft('__proto__', {})).toEqual({ type: 'custom', name: '__proto__', items: [] });
  });

  test('without the product that its type needs is no event', () => {
    expect(toDraft('product_view', {})).toBeUndefined();
    expect(toDraft('purchase', { items: [] })).toBeUndefined();
    expect(toDraft('', ITEM)).toBeUndefined();
    expect(toDraft(7, ITEM)).toBeUndefined();
  });

  test('is a copy: what the page changes afterwards does not reach it', () => {
    const item = { id: 'SKU-1', quantity: 1 };
    const draft = toDraft('add_to_cart', { items: [item] });
    item.quantity = 99;
    expect(draft?.items?.[0]?.quantity).toBe(1);
  });

  test('is canonical or nothing, whatever a page passes', () => {
    const payload = fc.oneof(
      fc.anything(),
      fc.record({
        items: fc.array(
          fc.record({
            id: fc.oneof(fc.string(), fc.integer(), fc.anything()),
            price: fc.anything(),
            quantity: fc.oneof(fc.double(), fc.string()),
            currency: fc.string(),
          }),
        ),
      }),
    );
    const types = ['product_view', 'add_to_cart', 'purchase', 'cart_view', 'wishlist_add', 'anything else'];
    fc.assert(
      fc.property(fc.constantFrom(...types), payload, (type, given) => {
        const draft = toDraft(type, given);
        if (draft) expect(isAisleEvent({ ...ENVELOPE, ...draft })).toBe(true);
      }),
    );
  });
});
