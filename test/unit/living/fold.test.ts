import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { AisleEvent, EventType } from '../../../contract/events.ts';
import { highValueItems, tagsOf, userVector } from '../../../worker/living/derive.ts';
import type { OpenState } from '../../../worker/living/open-state.ts';
import { createRawProfile } from '../../../worker/profile/profile.ts';
import {
  DAY,
  eventOf,
  HOUR,
  ITEMS,
  MINUTE,
  NOW,
  openTab,
  rowsOf,
  settingOf,
  SHELF,
  SPEC,
  type Row,
} from './living-shop.ts';

const SEGMENTS = [
  {
    id: 'lantern-fans',
    name: 'Lantern fans',
    when: { count: { type: 'product_view', where: { kind: 'lantern' } }, within: '2h', atLeast: 2 },
  },
  { id: 'left-cart', name: 'Left a cart', when: { count: { type: 'cart_abandoned' }, within: '1d' } },
  { id: 'big-spender', name: 'Big spender', when: { field: 'spent', atLeast: 50 }, stay: '1d' },
] as const;
const setting = (): ReturnType<typeof settingOf> => settingOf({ segments: structuredClone(SEGMENTS) as never });

const TYPES: readonly EventType[] = [
  'page_view',
  'product_view',
  'product_dwell',
  'product_click',
  'add_to_cart',
  'remove_from_cart',
  'cart_view',
  'purchase',
  'refund',
  'search',
  'review',
  'wishlist_add',
  'scroll_depth',
];

/** Steps of up to two hours; now and then an event of before, as another tab brings it. */
const journeys = fc
  .array(
    fc.record({
      type: fc.constantFrom(...TYPES),
      item: fc.constantFrom(...ITEMS),
      step: fc.integer({ min: -10 * MINUTE, max: 2 * HOUR }),
      quantity: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let now = NOW;
    return steps.map(({ type, item, step, quantity }): AisleEvent => {
      now += step;
      const more = {
        product_dwell: { ms: 40_000 },
        review: { rating: 5 },
        search: { tokens: ['mug'] },
        scroll_depth: { percent: 50 },
      }[type as string];
      const isCart = ['add_to_cart', 'cart_view', 'remove_from_cart', 'purchase', 'refund'].includes(type);
      return eventOf(type, now, [isCart ? { id: item, quantity } : item], more);
    });
  });

describe('the same rows give the same living profile', () => {
  test('whether the page was left, a snapshot was taken, or another tab reads along', () => {
    fc.assert(
      fc.property(journeys, fc.nat(60), (events, cut) => {
        const rows = rowsOf(events);
        const whole = openTab(setting()).take(...rows);
        const first = openTab(setting()).take(...rows.slice(0, cut));
        const later = openTab(setting(), structuredClone(first.profile)).take(...rows.slice(cut));
        expect(later.profile).toEqual(whole.profile);
        const now = events.at(-1)!.at + HOUR;
        expect(later.room.standingAt(later.profile, now).segments).toEqual(
          whole.room.standingAt(whole.profile, now).segments,
        );
      }),
      { numRuns: 60, seed: 20_261_123 },
    );
  });

  test('a question changes nothing, whenever it is asked', () => {
    fc.assert(
      fc.property(journeys, (events) => {
        const asked = openTab(setting());
        for (const row of rowsOf(events)) {
          asked.take(row);
          for (const ahead of [0, HOUR, 3 * DAY]) asked.room.segmentsAt(asked.profile, row.at! + ahead);
        }
        expect(asked.profile).toEqual(openTab(setting()).take(...rowsOf(events)).profile);
      }),
      { numRuns: 40, seed: 20_261_123 },
    );
  });

  test('a row that comes twice counts once, and so does an event', () => {
    const rows = rowsOf([eventOf('product_view', NOW, ['mug-1']), eventOf('purchase', NOW + MINUTE, ['mug-1'])]);
    const once = openTab().take(...rows);
    const twice = openTab().take(...rows, ...rows);
    expect(twice.state()).toEqual(once.state());
    expect(twice.take({ ...rows[0]!, seq: 3 }).state().counts).toEqual(once.state().counts);
  });
});

test('within a visit the order in which events arrive matters neither to the vectors nor to money and repeats', () => {
  const types: EventType[] = [
    'product_view',
    'product_click',
    'wishlist_add',
    'review',
    'add_to_cart',
    'purchase',
    'search',
  ];
  const events = types.map((type, place) =>
    eventOf(
      type,
      NOW + place * MINUTE,
      [ITEMS[place % 4]!],
      type === 'search' ? { tokens: ['mug'] } : type === 'review' ? { rating: 4 } : {},
    ),
  );
  const pick = ({ vectors, money, bought, last, log }: OpenState): object => ({
    vectors,
    money,
    bought,
    last,
    log: log.filter(({ id }) => id),
  });
  const start = eventOf('page_view', NOW - MINUTE);
  // a row is made after all that it tells of
  const madeLater = (list: readonly AisleEvent[]): Row[] => rowsOf(list).map((row) => ({ ...row, at: NOW + HOUR }));
  const expected = JSON.stringify(
    round(
      pick(
        openTab()
          .take(...madeLater([start, ...events]))
          .state(),
      ),
    ),
  );
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(
        JSON.stringify(
          round(
            pick(
              openTab()
                .take(...madeLater([start, ...shuffled]))
                .state(),
            ),
          ),
        ),
      ).toBe(expected);
    }),
    { numRuns: 50, seed: 20_261_123 },
  );
});

/** To nine digits, with keys in order: sums of floats differ in the last. */
function round(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(9));
  if (Array.isArray(value)) return value.map(round);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, round(each)]),
  );
}

test.each([
  ['product_view', {}, 1],
  ['product_dwell', { ms: 30_000 }, 1],
  ['product_dwell', { ms: 600_000 }, 2],
  ['add_to_cart', {}, 3],
  ['remove_from_cart', {}, -2],
  ['purchase', {}, 5],
  ['refund', {}, -5],
  ['review', { rating: 5 }, 4],
  ['review', { rating: 0 }, -4],
] as const)('%s %j moves the liking of what its item is by %d', (type, more, expected) => {
  const tab = openTab().take(...rowsOf([eventOf(type, NOW, ['lantern-0'], more)]));
  const { read } = tab.room.fields;
  expect(read(tab.state(), 'interest.kind.lantern', NOW)).toBeCloseTo(expected, 9);
  expect(read(tab.state(), 'interest.maker.acme', NOW)).toBeCloseTo(expected, 9);
});

test('an abandoned cart takes from the liking of what lies in it', () => {
  const tab = openTab().take(...rowsOf([eventOf('add_to_cart', NOW, ['mug-1']), eventOf('page_view', NOW + HOUR)]));
  const sums = tab.state().vectors['kind']!['mug']!;
  expect(sums.abandon).toBeCloseTo(-1, 1);
  expect(sums.cart).toBeGreaterThan(2.9);
});

test('each signal halves by its own half-life', () => {
  const rows = rowsOf([
    eventOf('product_view', NOW, ['mug-1']),
    eventOf('purchase', NOW, ['mug-1']),
    eventOf('page_view', NOW + 7 * DAY),
  ]);
  const tab = openTab().take(...rows);
  const expected = 1 / 2 + 5 * 2 ** (-7 / 90);
  expect(tab.room.fields.read(tab.state(), 'interest.kind.mug', NOW)).toBeCloseTo(expected, 9);
  const [tag] = tagsOf(tab.state(), SPEC, NOW + 7 * DAY);
  expect(tag).toMatchObject({ attribute: 'kind', value: 'mug', signals: ['buy', 'view'] });
  expect(tag!.strength).toBeCloseTo(expected / (expected + 5), 9);
});

test('orders, money, classes and repeats are of what was bought, less what was sent back; a missing price is the catalogue’s', () => {
  const tab = openTab().take(
    ...rowsOf([
      eventOf('purchase', NOW, [{ id: 'mug-1', quantity: 2 }]),
      eventOf('purchase', NOW + 10 * DAY, [{ id: 'mug-1', price: 25, currency: 'GBP' }, { id: 'mug-11' }]),
      eventOf('purchase', NOW + 11 * DAY, ['lantern-0']),
      eventOf('refund', NOW + 12 * DAY, ['lantern-0']),
    ]),
  );
  const read = (name: string): unknown => tab.room.fields.read(tab.state(), name, NOW);
  expect([read('orders'), read('spent'), read('orderValue')]).toEqual([2, 65, 32.5]);
  expect([read('bought.kind.mug'), read('cycleDays.kind.mug'), read('bought.kind.lantern')]).toEqual([2, 10, 0]);
  expect([read('rfm.recency'), read('rfm.frequency'), read('rfm.monetary')]).toEqual([5, 2, 3]);
});

test('nothing older than 30 days stays in the log, and no more than 1,000 events', () => {
  const old = openTab().take(
    ...rowsOf([eventOf('product_view', NOW, ['mug-1']), eventOf('page_view', NOW + 30 * DAY)]),
  );
  expect(old.state().log.map(({ type }) => type)).toEqual(['session_start', 'return_visit', 'page_view']);
  const many = Array.from({ length: 1_100 }, (_, place) => eventOf('product_view', NOW + place * MINUTE, ['mug-1']));
  expect(
    openTab()
      .take(...rowsOf(many))
      .state().log,
  ).toHaveLength(1_000);
});

test('a clock that was set back makes what lies in its future recent', () => {
  const tab = openTab().take(
    ...rowsOf([eventOf('product_view', NOW + 10 * DAY, ['mug-1']), eventOf('page_view', NOW)]),
  );
  expect(tab.state().at).toBe(NOW);
  expect(tab.state().log.every(({ at }) => at <= NOW)).toBe(true);
});

test('of a profile from before there was a living one that is made of what it remembers', () => {
  const profile = createRawProfile();
  const before = openTab(settingOf(), profile);
  before.take(...rowsOf([eventOf('product_view', NOW, ['lantern-0']), eventOf('purchase', NOW + MINUTE, ['mug-1'])]));
  profile.living = {};
  const tab = openTab(settingOf(), profile).take(...rowsOf([eventOf('product_view', NOW + HOUR, ['mug-3'])], 3));
  const { log, counts, money, last } = tab.state();
  expect(log.filter(({ id }) => id).map(({ type, items }) => [type, items![0]!.id])).toEqual([
    ['product_view', 'lantern-0'],
    ['purchase', 'mug-1'],
    ['product_view', 'mug-3'],
  ]);
  expect([counts['product_view'], counts['purchase'], money.orders, last.purchase]).toEqual([2, 1, 1, NOW + MINUTE]);
});

test('a state that cannot be read is begun anew', () => {
  const profile = createRawProfile();
  profile.living = { v: 1, at: 'yesterday' } as never;
  const tab = openTab(settingOf(), profile).take(...rowsOf([eventOf('product_view', NOW, ['mug-1'])]));
  expect(tab.state()).toMatchObject({ v: 1, at: NOW, counts: { product_view: 1 } });
});

test('items are dear that are in the top fifth of at least five priced ones that a visitor has dealt with', () => {
  const look = (count: number): OpenState =>
    openTab()
      .take(...rowsOf(ITEMS.slice(0, count).map((item, place) => eventOf('product_view', NOW + place, [item]))))
      .state();
  expect(highValueItems(look(4))).toEqual([]);
  expect(highValueItems(look(10))).toEqual([ITEMS[9], ITEMS[8], ITEMS[7]]);
});

test('a visitor’s vector is the mean of what was looked at, of length 1', () => {
  const values = Int8Array.from(ITEMS.flatMap((_, row) => (row % 2 === 0 ? [100, 0] : [0, 100])));
  const bundle = { rows: SHELF.rows, embeddings: { dims: 2, values, scale: new Float32Array(ITEMS.length) } };
  const tab = openTab().take(
    ...rowsOf([eventOf('product_view', NOW, ['lantern-0']), eventOf('product_view', NOW, ['mug-1'])]),
  );
  const vector = [...userVector(tab.state(), SPEC, bundle, NOW)];
  expect(vector[0]).toBeCloseTo(Math.SQRT1_2, 6);
  expect(vector[1]).toBeCloseTo(Math.SQRT1_2, 6);
});
