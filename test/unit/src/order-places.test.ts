import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { orderPlaces } from '../../../src/slots/order-places.ts';

const places = (text: string) =>
  text.split(' ').map((id) => ({ id: id.replace('!', ''), pinned: id.endsWith('!'), node: Symbol(id) }));
const show = (ordered: readonly { id: string }[] | undefined): string | undefined =>
  ordered?.map(({ id }) => id).join(' ');

describe('the order of a slot', () => {
  test.each([
    ['a b c', 'c a b', Infinity, 'c a b'],
    ['a b c', 'a b c', Infinity, 'a b c'],
    ['a b! c d', 'd b c a', Infinity, 'd b c a'],
    // a pin holds even where the answer would move it
    ['a b! c d', 'b d c a', Infinity, 'd b c a'],
    ['a b c d', 'd c b a', 2, 'd c a b'],
    ['a b! c d', 'd c b a', 2, 'd b a c'],
    ['a b a c', 'a c b a', Infinity, 'a c b a'],
  ])('%s, ranked %s, limit %s, is %s', (server, ranked, limit, expected) => {
    expect(show(orderPlaces(places(server), ranked.split(' '), limit))).toBe(expected);
  });

  test.each([
    ['an item too few', 'a b'],
    ['an item too many', 'a b c d'],
    ['an item of another page', 'a b x'],
    ['an item twice', 'a b b'],
  ])('stays when the answer holds %s', (_, ranked) => {
    expect(orderPlaces(places('a b c'), ranked.split(' '))).toBeUndefined();
  });

  test('loses no node, doubles none, and moves no pin', () => {
    const slot = fc
      .array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), pinned: fc.boolean() }), { maxLength: 12 })
      .chain((server) =>
        fc.tuple(fc.constant(server), fc.shuffledSubarray(server, { minLength: server.length }), fc.nat(14)),
      );
    fc.assert(
      fc.property(slot, ([server, shuffled, limit]) => {
        const ordered = orderPlaces(
          server,
          shuffled.map(({ id }) => id),
          limit,
        );
        expect(new Set(ordered)).toEqual(new Set(server));
        expect(ordered).toHaveLength(server.length);
        server.forEach((place, index) => place.pinned && expect(ordered?.[index]).toBe(place));
      }),
    );
  });
});
