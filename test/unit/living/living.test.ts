import { expect, test } from 'vitest';

import { eventOf, HOUR, ITEMS, MINUTE, NOW, openTab, rowsOf, settingOf } from './living-shop.ts';

const LANTERN_FANS = {
  id: 'lantern-fans',
  name: 'Lantern fans',
  when: { count: { type: 'product_view', where: { kind: 'lantern' } }, within: '24h', atLeast: 3 },
} as const;

test('a visitor who looks at three lanterns within a day is in the segment of those who do, until a day has gone by', () => {
  const tab = openTab(settingOf({ segments: [LANTERN_FANS] }));
  const looks = [0, 2, 4].map((row, place) => eventOf('product_view', NOW + place * HOUR, [ITEMS[row]!]));
  tab.take(...rowsOf(looks.slice(0, 2)));
  expect(tab.room.segmentsAt(tab.profile, NOW + 2 * HOUR)).toEqual(new Set());
  tab.take(...rowsOf(looks.slice(2), 3));
  expect(tab.room.segmentsAt(tab.profile, NOW + 2 * HOUR)).toEqual(new Set(['lantern-fans']));
  expect(tab.room.standingAt(tab.profile, NOW + 2 * HOUR).nextAt).toBe(NOW + 24 * HOUR);
  expect(tab.room.segmentsAt(tab.profile, NOW + 24 * HOUR - 1)).toEqual(new Set(['lantern-fans']));
  expect(tab.room.segmentsAt(tab.profile, NOW + 24 * HOUR)).toEqual(new Set());
});

test('a cart that nothing has happened to for 30 minutes is abandoned for whoever asks, before any event says so', () => {
  const abandoned = {
    id: 'left-cart',
    name: 'Left a cart',
    when: { count: { type: 'cart_abandoned' }, within: '1d' },
  } as const;
  const tab = openTab(settingOf({ segments: [abandoned] }));
  tab.take(...rowsOf([eventOf('add_to_cart', NOW, ['mug-1'])]));
  const before = structuredClone(tab.profile);
  expect(tab.room.standingAt(tab.profile, NOW).nextAt).toBe(NOW + 30 * MINUTE);
  expect(tab.room.segmentsAt(tab.profile, NOW + 30 * MINUTE - 1).size).toBe(0);
  expect(tab.room.segmentsAt(tab.profile, NOW + 30 * MINUTE)).toEqual(new Set(['left-cart']));
  expect(tab.profile).toEqual(before);
  tab.take(...rowsOf([eventOf('page_view', NOW + HOUR)], 2));
  expect(tab.state().log.map(({ type, at }) => [type, at - NOW])).toEqual([
    ['session_start', 0],
    ['add_to_cart', 0],
    ['cart_abandoned', 30 * MINUTE],
    ['session_start', HOUR],
    ['return_visit', HOUR],
    ['page_view', HOUR],
  ]);
  expect(tab.room.segmentsAt(tab.profile, NOW + HOUR)).toEqual(new Set(['left-cart']));
});
