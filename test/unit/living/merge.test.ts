import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import type { RawProfile } from '../../../contract/profile.ts';
import { isSameVisit, mergeProfiles } from '../../../worker/living/merge-profiles.ts';
import { mergeLiving } from '../../../worker/living/merge-living.ts';
import { openState, type OpenState } from '../../../worker/living/open-state.ts';
import { createRawProfile } from '../../../worker/profile/profile.ts';
import { PRIOR } from '../../../worker/ranking/refine/feedback.ts';
import { rounds } from '../../long.ts';
import { DAY, eventOf, HOUR, ITEMS, MINUTE, NOW, openTab, rowsOf, settingOf } from './living-shop.ts';

const HALF_LIFE_DAYS = 30;
const SETTING = settingOf();
/** What a visit is made of that nobody else has a hand in. */
const DERIVED = new Set(['session_start', 'return_visit', 'cart_abandoned']);

const anyStep = fc.record({
  type: fc.constantFrom('product_view' as const, 'add_to_cart' as const, 'purchase' as const, 'wishlist_add' as const),
  row: fc.nat(ITEMS.length - 1),
  /** Since the one before; more than 30 of them are another visit. */
  minutes: fc.oneof(fc.nat(29), fc.integer({ min: 31, max: 600 })),
});
const anyJourney = fc.array(anyStep, { minLength: 1, maxLength: 40 });

function toEvents(steps: readonly { type: AisleEvent['type']; row: number; minutes: number }[]): AisleEvent[] {
  let at = NOW;
  return steps.map(({ type, row, minutes }, place) => {
    at += minutes * MINUTE;
    // no two orders are of the same things
    const quantity = type === 'purchase' ? place + 1 : 1;
    return eventOf(type, at, [{ id: ITEMS[row]!, quantity }]);
  });
}

function foldAll(events: readonly AisleEvent[]): RawProfile {
  return openTab(SETTING).take(...rowsOf(events)).profile;
}

function meet(
  former: RawProfile,
  since: RawProfile,
  now = NOW + 30 * DAY,
): { core: Omit<RawProfile, 'living'>; living: OpenState } {
  const [a, b] = [structuredClone(former), structuredClone(since)];
  const core = mergeProfiles(a, b, HALF_LIFE_DAYS, now);
  const living = mergeLiving(openState(a, Infinity, SETTING), openState(b, Infinity, SETTING), {
    spec: SETTING.spec,
    isSameVisit: isSameVisit(former, since),
    visits: [former.sessions.count, since.sessions.count, core.sessions.count],
  });
  return { core, living: living as OpenState };
}

/** Sums are added in another order. */
function close(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(9));
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, close(each)]));
}

const brought = (sum: readonly [number, number], at: number, halfLifeDays: number): number =>
  sum[0] * 2 ** ((sum[1] - at) / (halfLifeDays * DAY));

describe('a profile that was split anywhere and merged again', () => {
  it('is the whole in everything that adds up, and in the order of what was done', () => {
    fc.assert(
      fc.property(anyJourney, fc.nat(40), (steps, cut) => {
        const events = toEvents(steps);
        const whole = foldAll(events);
        const { core, living } = meet(foldAll(events.slice(0, cut)), foldAll(events.slice(cut)));
        expect(core.totals).toEqual(whole.totals);
        expect(core.sessions).toEqual(whole.sessions);
        expect(core.items).toEqual(whole.items);
        expect(core.recent).toEqual(whole.recent);
        expect(core.folded).toEqual(whole.folded);
        expect(new Set(core.orders.map(({ id }) => id))).toEqual(new Set(whole.orders.map(({ id }) => id)));
        expect(close(core.interests)).toEqual(close(whole.interests));
        expect(close(core.words)).toEqual(close(whole.words));
        const state = whole.living as OpenState;
        const done = ({ log }: OpenState) => log.filter(({ type }) => !DERIVED.has(type));
        expect(done(living)).toEqual(done(state));
        expect(living.visits).toEqual(state.visits);
        expect(living.last).toEqual(state.last);
        expect(living.bought).toEqual(state.bought);
        expect(living.boughtItems).toEqual(state.boughtItems);
        const { recentOrders, recentSpent, ...sums } = living.money;
        expect(close(sums)).toMatchObject(close({ orders: state.money.orders, spent: state.money.spent }) as object);
        const at = NOW + 30 * DAY;
        for (const [mine, all] of [
          [recentOrders, state.money.recentOrders],
          [recentSpent, state.money.recentSpent],
        ] as const)
          expect(brought(mine, at, 90)).toBeCloseTo(brought(all, at, 90), 6);
        const counted = ({ counts }: OpenState) =>
          Object.fromEntries(Object.entries(counts).filter(([type]) => !DERIVED.has(type)));
        expect(counted(living)).toEqual(counted(state));
      }),
      { numRuns: rounds(150) },
    );
  });

  it('has the vectors of the whole, where no cart was abandoned on the way', () => {
    const anyLooks = fc.array(
      fc.record({
        type: fc.constantFrom('product_view' as const, 'wishlist_add' as const),
        row: fc.nat(11),
        minutes: fc.nat(600),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(anyLooks, fc.nat(30), (steps, cut) => {
        const events = toEvents(steps);
        const { living } = meet(foldAll(events.slice(0, cut)), foldAll(events.slice(cut)));
        expect(close(living.vectors)).toEqual(close((foldAll(events).living as OpenState).vectors));
      }),
      { numRuns: rounds(100) },
    );
  });

  it('has the cart of the whole, where nothing was bought or taken out', () => {
    const anyCarts = fc.array(
      fc.record({ type: fc.constant('add_to_cart' as const), row: fc.nat(11), minutes: fc.nat(20) }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(anyCarts, fc.nat(20), (steps, cut) => {
        const events = toEvents(steps);
        const whole = foldAll(events);
        const { core, living } = meet(foldAll(events.slice(0, cut)), foldAll(events.slice(cut)));
        expect(core.cart).toEqual(whole.cart);
        expect(living.cart).toEqual((whole.living as OpenState).cart);
        expect(living.abandonsAt).toBe((whole.living as OpenState).abandonsAt);
      }),
      { numRuns: rounds(50) },
    );
  });
});

describe('a merge', () => {
  it('with nobody, or of nobody, changes nothing but what is another device’s or visit’s', () => {
    fc.assert(
      fc.property(anyJourney, (steps) => {
        const profile = foldAll(toEvents(steps));
        const { living: state, ...core } = profile;
        const empty = foldAll([]);
        for (const both of [meet(profile, empty), meet(empty, profile)]) {
          expect(both.core).toEqual(core);
          const { seq: _a, rules: _b, ...mine } = both.living;
          const { seq: _c, rules: _d, ...whole } = state as OpenState;
          expect(mine).toEqual(whole);
        }
      }),
      { numRuns: rounds(50) },
    );
  });

  it('adds sums up the same, whichever of the two comes first', () => {
    fc.assert(
      fc.property(anyJourney, fc.infiniteStream(fc.boolean()), (steps, sides) => {
        const events = toEvents(steps);
        const isLeft = events.map(() => sides.next().value);
        const [a, b] = [foldAll(events.filter((_, at) => isLeft[at])), foldAll(events.filter((_, at) => !isLeft[at]))];
        const [one, other] = [meet(a, b), meet(b, a)];
        expect(close(other.core.interests)).toEqual(close(one.core.interests));
        expect(other.core.totals).toEqual(one.core.totals);
        expect(other.core.items).toEqual(one.core.items);
        expect(other.core.cart).toEqual(one.core.cart);
        expect(other.core.recent.map(({ at }) => at)).toEqual(one.core.recent.map(({ at }) => at));
        expect(other.living.log.map(({ at }) => at)).toEqual(one.living.log.map(({ at }) => at));
        expect(close(other.living.vectors)).toEqual(close(one.living.vectors));
        expect(close(other.living.money.spent)).toEqual(close(one.living.money.spent));
        expect(other.living.counts).toEqual(one.living.counts);
      }),
      { numRuns: rounds(80) },
    );
  });

  it('keeps the wishes of either', () => {
    const [former, since] = [createRawProfile(), createRawProfile()];
    former.notInterested = ['a', 'b'];
    since.notInterested = ['b', 'c'];
    former.ignored = { items: ['a'], values: [{ attribute: 'kind', value: 'mug' }] };
    since.ignored = { items: ['a', 'd'], values: [{ attribute: 'kind', value: 'mug' }] };
    former.living = { ...openState(former, Infinity, SETTING), left: ['luxury'] };
    since.living = { ...openState(since, Infinity, SETTING), left: ['luxury', 'early'] };
    const { core, living } = meet(former, since);
    expect(core.notInterested).toEqual(['a', 'b', 'c']);
    expect(core.ignored).toEqual({ items: ['a', 'd'], values: [{ attribute: 'kind', value: 'mug' }] });
    expect(living.left).toEqual(['luxury', 'early']);
    expect(living.ignored).toEqual(core.ignored);
  });

  it('evades no cap: what a rule or an offer has counted is counted of both', () => {
    const [former, since] = [foldAll([]), foldAll([])];
    const tally = { shown: 1, accepted: 0, dismissed: 0, purchases: 0, value: 0 };
    const none = { ...tally, shown: 0 };
    const offer = (at: number, visit: number) => ({
      visits: [at],
      visit,
      isHeld: false,
      firstAt: at,
      offer: tally,
      holdout: none,
    });
    const state = (isIn: boolean, at: number) => ({ rule: 'r', isIn, since: at, trueAt: at, entered: [at] });
    former.living = {
      ...openState(former, Infinity, SETTING),
      segments: { luxury: state(true, NOW) },
      offers: { seed: 'a'.repeat(32), states: { 'ten-off': offer(NOW, 1) } },
    };
    since.living = {
      ...openState(since, Infinity, SETTING),
      segments: { luxury: state(false, NOW + HOUR) },
      offers: { seed: 'b'.repeat(32), states: { 'ten-off': offer(NOW + HOUR, 1) } },
    };
    former.sessions.count = since.sessions.count = 1;
    const { living } = meet(former, since);
    expect(living.segments['luxury']).toEqual({ ...state(true, NOW), entered: [NOW, NOW + HOUR] });
    const { seed, states } = living.offers!;
    expect(seed).toBe('a'.repeat(32));
    expect(states['ten-off']).toMatchObject({ visits: [NOW, NOW + HOUR], visit: 2, offer: { shown: 2 } });
  });

  it('of two beliefs counts what both have started from once', () => {
    const [former, since] = [createRawProfile(), createRawProfile()];
    former.belief = [...PRIOR];
    since.belief = [0.01, 0.02, 0.07, 0.3, 0.3, 0.2, 0.1];
    const { core } = meet(former, since);
    core.belief.forEach((share, at) => expect(share).toBeCloseTo(since.belief[at]!, 9));
    expect(meet(since, former).core.belief).toEqual(core.belief);
    former.belief = [];
    expect(meet(former, since).core.belief).toEqual(since.belief);
  });
});
