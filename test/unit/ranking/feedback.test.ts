import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { simulate, type Slate } from '../../../bench/simulated-shoppers.ts';
import type { AisleEvent, ItemRef } from '../../../contract/events.ts';
import type { ShownOrder } from '../../../contract/profile.ts';
import type { SlotRequest } from '../../../contract/protocol.ts';
import { createRandom } from '../../../trainer/models/random.ts';
import { createRawProfile, lookOf, type RawProfile } from '../../../worker/profile/profile.ts';
import { createRanker } from '../../../worker/ranking/rank.ts';
import { createFeedbackStage } from '../../../worker/ranking/refine/feedback-stage.ts';
import {
  chanceOf,
  learnFrom,
  meanShift,
  observe,
  PRIOR,
  rememberShown,
  SHIFTS,
  toShown,
  tuneMix,
  worstNats,
} from '../../../worker/ranking/refine/feedback.ts';
import { chainRefiners } from '../../../worker/ranking/refine/refine.ts';
import { lanternShop, NOW } from './lantern-shop.ts';

const MIX = { collaborative: 0.6, content: 0.3, popularity: 0.1 };
const ORDER: ShownOrder = {
  slot: 'home',
  at: 1_000,
  alpha: 0.5,
  items: ['a', 'b'],
  collaborative: [0.4, 0.1],
  content: [0.1, 0.4],
  popularity: [0, 0],
  taken: [],
};

describe('tuning the mixture', () => {
  test('leaves it as the bundle has it while nothing was clicked', () => {
    expect(tuneMix(MIX, [])).toBe(MIX);
    expect(tuneMix(MIX, PRIOR).collaborative).toBeCloseTo(MIX.collaborative, 12);
  });

  test('keeps what popularity has, and alpha within e^3 of the bundle’s odds, whatever is believed', () => {
    for (let at = 0; at < SHIFTS.length; at++) {
      const belief = SHIFTS.map((_, other) => (other === at ? 1 : 0));
      const mix = tuneMix(MIX, belief);
      expect(mix.collaborative + mix.content).toBeCloseTo(0.9, 12);
      expect(mix.popularity).toBe(0.1);
      // odds of 2 to 1
      expect(mix.collaborative / mix.content).toBeCloseTo(2 * Math.exp(SHIFTS[at]!), 9);
    }
  });

  test('does not weigh a side that is not there', () => {
    const alone = { collaborative: 0.9, content: 0, popularity: 0.1 };
    expect(tuneMix(alone, [0, 0, 0, 0, 0, 0, 1])).toBe(alone);
  });
});

describe('learning from a click', () => {
  test('believes more in the settings that made it likely, by Bayes’ rule', () => {
    // with alpha 1/2: shares .5 and .5, noise .1 of the half: .9 x .5 + .05 = .5; looked at 1 and 1/2: 1 / 1.5
    expect(chanceOf(ORDER, 0, 0)).toBeCloseTo(2 / 3, 12);
    const belief = observe(PRIOR, ORDER, 1);
    expect(belief.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    // b is what attributes speak for: less alpha
    expect(belief[0]!).toBeGreaterThan(PRIOR[0]!);
    expect(belief[6]!).toBeLessThan(PRIOR[6]!);
    const likely = SHIFTS.map((shift, at) => PRIOR[at]! * chanceOf(ORDER, 1, shift));
    const sum = likely.reduce((total, value) => total + value, 0);
    belief.forEach((value, at) => expect(value).toBeCloseTo((0.99 * likely[at]!) / sum + 0.01 * PRIOR[at]!, 12));
  });

  test('a click far down says more than one at the top: the place is taken into account', () => {
    const top = { ...ORDER, items: ['b', 'a'], collaborative: [0.1, 0.4], content: [0.4, 0.1] };
    const far = observe(PRIOR, ORDER, 1);
    const near = observe(PRIOR, top, 0);
    const lowered = (belief: readonly number[]): number => belief[0]! + belief[1]! + belief[2]!;
    expect(lowered(far)).toBeGreaterThan(lowered(near));
  });

  const click = (id: string, at: number, list?: string): AisleEvent => {
    const items: [ItemRef] = [{ id, ...(list !== undefined && { list }) }];
    return { id: 'e'.repeat(32), at, type: 'product_click', items };
  };
  const cart = (id: string, at: number): AisleEvent => {
    const items: [ItemRef] = [{ id }];
    return { id: 'c'.repeat(32), at, type: 'add_to_cart', items };
  };

  test('counts the same click once, and its cart once more', () => {
    const before = { shown: [ORDER], belief: [] };
    const once = learnFrom(before, [click('b', 2_000)])!;
    const twice = learnFrom(before, [click('b', 2_000), click('b', 3_000)])!;
    const carted = learnFrom(once, [cart('b', 4_000)])!;
    expect(twice.belief).toEqual(once.belief);
    expect(carted.belief[0]!).toBeGreaterThan(once.belief[0]!);
    expect(learnFrom(carted, [cart('b', 5_000), click('b', 5_000)])).toBeUndefined();
  });

  test('learns nothing from an item that was not shown, from before the order or from long after it', () => {
    const before = { shown: [ORDER], belief: [] };
    expect(learnFrom(before, [click('c', 2_000)])).toBeUndefined();
    expect(learnFrom(before, [click('b', 999)])).toBeUndefined();
    expect(learnFrom(before, [click('b', 1_000 + 30 * 60_000)])).toBeUndefined();
    expect(learnFrom({ shown: [], belief: [] }, [click('b', 2_000)])).toBeUndefined();
  });

  test('puts a click down to the slot that it names, else to the newest order with the item', () => {
    const other = { ...ORDER, slot: 'grid', at: 1_500 };
    const before = { shown: [ORDER, other], belief: [] };
    expect(learnFrom(before, [click('b', 2_000, 'home')])!.shown[0]!.taken).toEqual(['click b']);
    expect(learnFrom(before, [click('b', 2_000)])!.shown[1]!.taken).toEqual(['click b']);
  });

  test('a belief of another build’s settings is started anew', () => {
    const learned = learnFrom({ shown: [ORDER], belief: [0.5, 0.5] }, [click('b', 2_000)])!;
    expect(learned.belief).toEqual(observe(PRIOR, ORDER, 1));
  });
});

describe('what is remembered of an order', () => {
  test('is the newest of each slot, of at most eight slots, and its first 24 places', () => {
    const ids = Array.from({ length: 60 }, (_, at) => `${at}`);
    const shown = toShown('a', ids, 5, MIX, (first) => first.map((item) => ({ item, parts: [0.123456, 0.2, 0.1] })))!;
    expect(shown.items).toHaveLength(24);
    expect(shown.collaborative[0]).toBe(0.123);
    const many = Array.from({ length: 10 }, (_, at) => ({ ...shown, slot: `${at}` }));
    expect(rememberShown([ORDER], many).map(({ slot }) => slot)).toEqual(['2', '3', '4', '5', '6', '7', '8', '9']);
    expect(rememberShown([ORDER], [{ ...ORDER, at: 9 }])).toEqual([{ ...ORDER, at: 9 }]);
  });

  test('is nothing where one side alone has made it', () => {
    const none = () => [];
    expect(toShown('a', ['x'], 5, { ...MIX, content: 0 }, none)).toBeUndefined();
    expect(toShown('a', ['x'], 5, { ...MIX, content: 0, collaborative: 0 }, none)).toBeUndefined();
  });
});

describe('on the device', () => {
  const bundle = { ...lanternShop(), sensitive: { items: Uint32Array.of(), words: Uint32Array.of() } };
  const refiner = chainRefiners([createFeedbackStage(bundle)]);
  const ranker = createRanker(bundle, { refiner });
  const shopper = (): RawProfile => lookOf(['lantern-00', 'lantern-02'], bundle, NOW);
  const request: SlotRequest = {
    mode: 'rank',
    slot: 'grid',
    items: ['mug-03', 'unknown', 'lantern-01', 'bag-05', 'lantern-09'],
    also: [['x'], ['y'], [], [], []],
  };
  const context = { now: NOW, reasons: false };
  const show = (profile: RawProfile): readonly string[] => {
    const ranked = ranker.decide(profile, request, context);
    refiner.shown(request, ranked, context);
    return ranked.items;
  };
  const clickOn = (id: string): AisleEvent => {
    const items: [ItemRef] = [{ id, list: 'grid' }];
    return { id: 'd'.repeat(32), at: NOW + 5_000, type: 'product_click', items };
  };

  test('an order shown goes into the profile with the next events, in the places it had', () => {
    const profile = shopper();
    const items = show(profile);
    const change = refiner.learn(profile, [])!;
    expect(change.belief).toEqual([]);
    // what the bundle does not know may be any text
    const kept = items.map((id) => (id === 'unknown' ? '?' : id));
    expect(kept).toContain('?');
    expect(change.shown!.map((order) => [order.slot, order.items])).toEqual([['grid', kept]]);
    const [order] = change.shown!;
    // the parts of an item are its score
    const place = items.indexOf('lantern-01');
    const row = bundle.rows.get('lantern-01')!;
    const [score] = ranker.scores(profile, { now: NOW, k: 1, candidates: Uint32Array.of(row) });
    expect(order!.collaborative[place]! + order!.content[place]! + order!.popularity[place]!).toBeCloseTo(score!, 3);
    expect(refiner.learn(profile, [])).toBeUndefined();
  });

  test('a click on what lists alone speak for raises alpha, and one on what attributes speak for lowers it', () => {
    const profile = shopper();
    show(profile);
    const before = { ...profile, ...refiner.learn(profile, [])! };
    const after = (id: string): number => meanShift(refiner.learn(before, [clickOn(id)])!.belief!);
    expect(after('lantern-01')).toBeGreaterThan(0);
    expect(after('lantern-09')).toBeLessThan(0);
    expect(refiner.learn(before, [clickOn('mug-11')])).toBeUndefined();
  });

  test('what was learned changes the next order’s scores, and a visitor without clicks has the mixture’s', () => {
    const plain = createRanker(bundle);
    const scoresOf = (each: typeof ranker, belief: number[]): number[] =>
      Array.from(each.scores({ ...shopper(), belief }, { now: NOW, k: 1 }));
    expect(scoresOf(ranker, [])).toEqual(scoresOf(plain, []));
    expect(scoresOf(ranker, [0, 0, 0, 0, 0, 0, 1])).not.toEqual(scoresOf(plain, []));
  });

  test('the order of a slot that is called by a text and no identifier is not remembered', () => {
    for (const slot of ['jane@example.com', 'Jane Doe', '4111111111111111']) {
      const profile = shopper();
      refiner.shown({ ...request, slot }, ranker.decide(profile, { ...request, slot }, context), context);
      expect(refiner.learn(profile, [])).toBeUndefined();
    }
  });

  test('what is sensitive is not remembered of an order, and nothing where nobody has said what is', () => {
    const profile = shopper();
    for (const sensitive of [
      { items: Uint32Array.of(bundle.rows.get('mug-03')!), words: Uint32Array.of() },
      undefined,
    ]) {
      const other = { ...bundle, sensitive };
      const stage = chainRefiners([createFeedbackStage(other)]);
      const ranked = createRanker(other, { refiner: stage }).decide(profile, request, context);
      stage.shown(request, ranked, context);
      const shown = stage.learn(profile, [])?.shown;
      expect(shown?.[0]?.items.includes('mug-03') ?? false).toBe(false);
      expect(shown?.[0]?.items.includes('lantern-01')).toBe(sensitive && true);
    }
  });

  test('the order of a stranger teaches nothing', () => {
    show(createRawProfile());
    expect(refiner.learn(createRawProfile(), [clickOn('mug-03')])).toBeUndefined();
  });
});

describe('simulated shoppers', () => {
  const PAGES = 200;
  const slatesOf = (random: () => number): Slate[] =>
    Array.from({ length: PAGES }, () => {
      const alpha = 0.3 + 0.5 * random();
      const mix = { collaborative: 0.9 * alpha, content: 0.9 * (1 - alpha), popularity: 0.1 };
      const part = (weight: number): number[] => {
        const values = Array.from({ length: 24 }, () => random() ** 4);
        const sum = values.reduce((total, value) => total + value, 0);
        return values.map((value) => (weight * value) / sum);
      };
      return { mix, collaborative: part(mix.collaborative), content: part(mix.content), popularity: part(0.1) };
    });
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  const shoppers = (shift: number) =>
    Array.from({ length: 40 }, (_, seed) => {
      const random = createRandom(seed + 1);
      return simulate({ shift, slates: slatesOf(random), random });
    });

  test.each([-2, 2])('are found out: one whose taste is %i away is believed to be, and gets better orders', (shift) => {
    const outcomes = shoppers(shift);
    const late = outcomes.flatMap(({ believed }) => believed.slice(-20));
    expect(mean(late) / shift).toBeGreaterThan(0.6);
    const gain = outcomes.flatMap(({ ndcgTuned, ndcgPrior }) =>
      ndcgTuned.slice(-100).map((value, at) => value - ndcgPrior.at(at - 100)!),
    );
    expect(mean(gain)).toBeGreaterThan(0.01);
    // they foretell their clicks better than the bundle does
    expect(mean(outcomes.map(({ regretNats }) => regretNats.at(-1)!))).toBeLessThan(-1);
  });

  test('of the bundle’s own taste lose next to nothing', () => {
    const outcomes = shoppers(0);
    expect(mean(outcomes.flatMap(({ ndcgTuned }) => ndcgTuned))).toBeGreaterThan(
      mean(outcomes.flatMap(({ ndcgPrior }) => ndcgPrior)) - 0.005,
    );
    expect(Math.abs(mean(outcomes.flatMap(({ believed }) => believed.slice(-20))))).toBeLessThan(0.5);
  });

  test('never lose more than the stated bound, not even to clicks made to mislead', () => {
    const parts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    const page = fc.record({
      collaborative: parts,
      content: parts,
      popularity: parts,
      alpha: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(page, { minLength: 1, maxLength: 60 }), (pages) => {
        let belief: readonly number[] = PRIOR;
        let regret = 0;
        for (const each of pages) {
          const order = { ...ORDER, ...each, items: ['a', 'b', 'c'] };
          const forecast = (taken: number): number =>
            SHIFTS.reduce((sum, shift, at) => sum + belief[at]! * chanceOf(order, taken, shift), 0);
          const loss = (taken: number): number => Math.log(chanceOf(order, taken, 0)) - Math.log(forecast(taken));
          // whatever hurts most
          const taken = [0, 1, 2].toSorted((a, b) => loss(b) - loss(a))[0]!;
          regret += loss(taken);
          belief = observe(belief, order, taken);
        }
        expect(regret).toBeLessThanOrEqual(worstNats(pages.length) + 1e-9);
      }),
      { numRuns: 200 },
    );
  });
});
