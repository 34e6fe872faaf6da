import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import { isRawProfile } from '../../../contract/profile.ts';
import { createRawProfile, foldEvent, markNotInterested, type RawProfile } from '../../../worker/profile/profile.ts';
import { eventOf, lanternShop, NOW } from '../ranking/lantern-shop.ts';

const bundle = lanternShop();
const MINUTE = 60_000;
const DAY = 86_400_000;
const fold = (events: readonly AisleEvent[]): RawProfile => {
  const profile = createRawProfile();
  for (const event of events) foldEvent(profile, event, bundle);
  return profile;
};

const anyItem = fc.oneof(fc.constantFrom(...bundle.ids), fc.constantFrom('__proto__', 'constructor', 'gone'));
const anyEvent = fc.record({
  type: fc.constantFrom('product_view' as const, 'add_to_cart' as const, 'purchase' as const, 'refund' as const),
  item: anyItem,
  minute: fc.nat(100_000),
});
const anyEvents = fc
  .uniqueArray(anyEvent, { maxLength: 40, selector: ({ minute }) => minute })
  .map((events) => events.map(({ type, item, minute }) => eventOf(type, item, NOW + minute * MINUTE)));

describe('folding', () => {
  it('counts an event once, however often it arrives', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        expect(fold([...events, ...events.toReversed()])).toEqual(fold(events));
      }),
    );
  });

  it('does not depend on the order of arrival in interests, recent events and totals', () => {
    fc.assert(
      fc.property(anyEvents, fc.infiniteStream(fc.nat()), (events, keys) => {
        const shuffled = events.map((event) => ({ event, key: keys.next().value! })).toSorted((a, b) => a.key - b.key);
        const [one, other] = [fold(events.toSorted((a, b) => a.at - b.at)), fold(shuffled.map(({ event }) => event))];
        expect(other.recent).toEqual(one.recent);
        expect(other.totals).toEqual(one.totals);
        for (const [value, [weight, at]] of Object.entries(one.interests['kind'] ?? {})) {
          expect(other.interests['kind']![value]).toEqual([expect.closeTo(weight, 6), at]);
        }
      }),
    );
  });

  it('leaves a profile that its own guard accepts, and that survives JSON and a structured clone', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const profile = fold(events);
        expect(isRawProfile(profile)).toBe(true);
        expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
        expect(structuredClone(profile)).toEqual(profile);
        expect(({} as Record<string, unknown>)['views']).toBeUndefined();
      }),
    );
  });

  it('halves an interest in a half-life, and takes a refund back', () => {
    const half = fold([eventOf('purchase', 'mug-01', NOW), eventOf('product_view', 'mug-01', NOW + 30 * DAY)]);
    expect(half.interests['kind']!['mug']).toEqual([5 / 2 + 1, NOW + 30 * DAY]);
    const back = fold([eventOf('purchase', 'mug-01', NOW), eventOf('refund', 'mug-01', NOW)]);
    expect(back.interests['kind']!['mug']).toEqual([0, NOW]);
  });

  it('weighs a dwell by its length, up to a minute', () => {
    const dwell = (ms: number): AisleEvent => ({
      id: ms.toString(16).padStart(32, 'a'),
      at: NOW,
      type: 'product_dwell',
      items: [{ id: 'mug-01' }],
      ms,
    });
    expect(fold([dwell(15_000)]).interests['kind']!['mug']![0]).toBeCloseTo(0.25);
    expect(fold([dwell(600_000)]).interests['kind']!['mug']![0]).toBe(1);
    expect(fold([dwell(15_000)]).items['mug-01']!.dwellMs).toBe(15_000);
  });

  it('ends a session after thirty idle minutes', () => {
    const times = [0, 10, 39, 69.5, 120];
    const { sessions } = fold(times.map((minute) => eventOf('product_view', 'mug-01', NOW + minute * MINUTE)));
    expect(sessions).toEqual({ count: 3, startedAt: NOW + 120 * MINUTE, lastAt: NOW + 120 * MINUTE, events: 1 });
  });

  it('takes a click and the view it leads to as one look', () => {
    const click: AisleEvent = { id: 'c'.repeat(32), at: NOW, type: 'product_click', items: [{ id: 'mug-01' }] };
    const { recent } = fold([click, eventOf('product_view', 'mug-01', NOW + 2_000)]);
    expect(recent).toMatchObject([{ item: 'mug-01', type: 'product_view', at: NOW + 2_000 }]);
  });

  it('keeps the cart until it is bought', () => {
    const cart = fold([
      eventOf('add_to_cart', 'mug-01'),
      eventOf('add_to_cart', 'mug-01'),
      eventOf('add_to_cart', 'bag-01'),
    ]);
    expect(cart.cart).toEqual({ 'mug-01': 2, 'bag-01': 1 });
    foldEvent(cart, eventOf('purchase', 'mug-01'), bundle);
    expect(cart.cart).toEqual({ 'bag-01': 1 });
  });

  it('remembers of a search only words of the vocabulary', () => {
    const search: AisleEvent = { id: 'd'.repeat(32), at: NOW, type: 'search', tokens: ['lantern', 'me@example.org'] };
    const profile = fold([search]);
    expect(profile.searches).toEqual([{ word: 'lantern', at: NOW, id: 'd'.repeat(32) }]);
    expect(JSON.stringify(profile)).not.toContain('example.org');
  });

  it('stays within its caps through thousands of events', () => {
    const profile = createRawProfile();
    for (let index = 0; index < 3_000; index++) {
      foldEvent(profile, eventOf('product_view', `thing-${index}`, NOW + index * MINUTE), bundle);
    }
    expect(profile.recent).toHaveLength(50);
    expect(profile.recent.at(-1)!.item).toBe('thing-2999');
    expect(profile.folded).toHaveLength(1_000);
    expect(Object.keys(profile.items).length).toBeLessThanOrEqual(516);
    expect(Object.hasOwn(profile.items, 'thing-2999')).toBe(true);
    expect(JSON.stringify(profile).length).toBeLessThan(150_000);
  });

  it('knows a purchase again long after other events have pushed its id out', () => {
    const profile = createRawProfile();
    foldEvent(profile, eventOf('purchase', 'mug-01', NOW, 'e'.repeat(32)), bundle);
    for (let index = 0; index < 1_500; index++) foldEvent(profile, eventOf('product_view', 'bag-01'), bundle);
    foldEvent(profile, eventOf('purchase', 'mug-01', NOW, 'e'.repeat(32)), bundle);
    expect(profile.totals.purchases).toBe(1);
  });
});

describe('the guard', () => {
  it('refuses what is no profile', () => {
    const profile = createRawProfile();
    for (const broken of [
      null,
      [],
      {},
      { ...profile, v: 1 },
      { ...profile, recent: [{}] },
      { ...profile, totals: {} },
      { ...profile, words: { a: [NaN, 0] } },
    ]) {
      expect(isRawProfile(broken)).toBe(false);
    }
    expect(isRawProfile(profile)).toBe(true);
  });
});

describe('marking an item as unwanted', () => {
  it('keeps each once', () => {
    const profile = createRawProfile();
    markNotInterested(profile, 'mug-01');
    markNotInterested(profile, 'mug-01');
    expect(profile.notInterested).toEqual(['mug-01']);
  });
});
