import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import type { RawProfile } from '../../../contract/profile.ts';
import { changeItem, takeBack } from '../../../worker/annex/take-back.ts';
import { createRawProfile, foldEvent } from '../../../worker/profile/profile.ts';
import { eventOf, lanternShop, NOW } from '../ranking/lantern-shop.ts';

const bundle = lanternShop();
const MINUTE = 60_000;

const anyEvents = fc.uniqueArray(
  fc.record({
    // no purchase and no refund: what a purchase took out of the cart is not known any more
    type: fc.constantFrom('product_view' as const, 'add_to_cart' as const),
    item: fc.constantFrom(...bundle.ids.slice(0, 6)),
    minute: fc.nat(10_000),
    isWrong: fc.boolean(),
  }),
  { maxLength: 40, selector: ({ minute }) => minute },
);

function fold(events: readonly AisleEvent[]): RawProfile {
  const profile = createRawProfile();
  for (const event of events) foldEvent(profile, event, bundle);
  return profile;
}

/** Weights of the interests at one time, and the rest as it is; `folded` is meant to differ. */
function comparable(profile: RawProfile): unknown {
  const { interests, words, folded: _, sessions: __, totals, ...rest } = structuredClone(profile);
  const half = 30 * 86_400_000;
  const toWeights = (values: RawProfile['words']): Record<string, number> =>
    Object.fromEntries(
      Object.entries(values).map(([value, [weight, at]]) => [
        value,
        Math.round(weight * 2 ** ((at - NOW) / half) * 1e6) / 1e6 || 0,
      ]),
    );
  return {
    ...rest,
    interests: Object.fromEntries(Object.entries(interests).map(([name, values]) => [name, toWeights(values)])),
    words: toWeights(words),
    totals: { ...totals, firstAt: 0, lastAt: 0 },
  };
}

describe('taking events back', () => {
  it('leaves what would be there without them', () => {
    fc.assert(
      fc.property(anyEvents, (drawn) => {
        const events = drawn.map(({ type, item, minute, isWrong }) => ({
          isWrong,
          event: eventOf(type, item, NOW + minute * MINUTE),
        }));
        const profile = fold(events.map(({ event }) => event));
        for (const { event, isWrong } of events) if (isWrong) takeBack(profile, event, bundle);
        const right = fold(events.filter(({ isWrong }) => !isWrong).map(({ event }) => event));
        expect(comparable(profile)).toEqual(comparable(right));
      }),
    );
  });

  it('takes the time spent on an item away with the last of its events', () => {
    const view = eventOf('product_view', 'mug-01', NOW);
    const dwell = { ...view, id: 'd'.repeat(32), type: 'product_dwell', ms: 30_000 } as AisleEvent;
    const profile = fold([view, dwell]);
    expect(profile.interests['kind']!['mug']![0]).toBeGreaterThan(1);
    takeBack(profile, view, bundle);
    expect(profile).toMatchObject({ items: {}, interests: {}, recent: [] });
  });

  it('takes the last purchase for the one before it', () => {
    const [first, last] = [eventOf('purchase', 'mug-01', NOW), eventOf('purchase', 'bag-01', NOW + MINUTE)];
    const profile = fold([first, last]);
    takeBack(profile, last, bundle);
    expect(profile.totals).toMatchObject({ purchases: 1, lastPurchaseAt: NOW });
    expect(profile.orders.map(({ id }) => id)).toEqual([first.id, last.id]);
  });
});

describe('stopping to use an item', () => {
  it('and using it again leaves the interests as they were', () => {
    fc.assert(
      fc.property(anyEvents, fc.constantFrom(...bundle.ids.slice(0, 6)), (drawn, item) => {
        const profile = fold(drawn.map((each) => eventOf(each.type, each.item, NOW + each.minute * MINUTE)));
        const before = comparable(profile);
        const cart = { ...profile.cart };
        changeItem(profile, item, bundle, -1);
        expect(profile.cart).not.toHaveProperty(item);
        changeItem(profile, item, bundle, 1);
        expect(comparable({ ...profile, cart })).toEqual(before);
      }),
    );
  });
});
