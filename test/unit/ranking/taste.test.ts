import { describe, expect, it } from 'vitest';

import { NO_REFINE, type Taste } from '../../../contract/bundle.ts';
import { encodeTaste } from '../../../contract/encode-parts.ts';
import type { ItemHistory } from '../../../contract/profile.ts';
import { markNotInterested } from '../../../worker/profile/profile.ts';
import { createRanker } from '../../../worker/ranking/rank.ts';
import { factorise, solveFactorised } from '../../../worker/ranking/refine/cholesky.ts';
import { toChoices } from '../../../worker/ranking/refine/choices.ts';
import { createFoldIn } from '../../../worker/ranking/refine/fold-in.ts';
import { openRefiner } from '../../../worker/ranking/refine/open-refiner.ts';
import { isReturning, tasteShare } from '../../../worker/ranking/refine/taste.ts';
import { lanternShop, NOW, profileThatViewed } from './lantern-shop.ts';

const DAY_MS = 86_400_000;
const WEIGHTS = { product_view: 1, add_to_cart: 3, purchase: 5, refund: -5, review: 2 };
const TASTE: Taste = {
  dims: 4,
  unobserved: 0.1,
  regularisation: 0.01,
  unit: 1,
  emphasis: 0,
  rating: 0.2,
  halfLifeDays: 0,
  half: 0,
  visit: 0.1,
  return: 0.9,
  power: 2,
  mass: 3,
  known: 0,
};
const MET: ItemHistory = { views: 1, carts: 0, purchases: 0, refunds: 0, dwellMs: 0, lastAt: NOW };

const shop = lanternShop();
const rowOf = (id: string): number => shop.rows.get(id)!;

/** Every kind has a direction of its own, and every item a little of the others. */
function table() {
  const values = Int8Array.from({ length: 48 * 4 }, (_, at) =>
    Math.floor(at / 4 / 12) === at % 4 ? 100 : ((at * 37) % 23) - 11,
  );
  return { dims: 4, values, scale: new Float32Array(48).fill(0.008) };
}

async function openTaste(taste: Partial<Taste> = {}) {
  const bytes = encodeTaste(table());
  const create = await openRefiner(
    { ...shop.manifest, refine: { ...NO_REFINE, taste: { ...TASTE, ...taste } } },
    { readPart: async (name) => (name === 'taste' ? bytes.buffer : undefined), openLearned: async () => undefined },
  );
  return createRanker(shop, { refiner: create!(shop) });
}

describe('solving by Cholesky', () => {
  it('gives the x of A x = b', () => {
    const lower = Float64Array.of(4, 0, 0, 2, 5, 0, 1, 3, 6);
    const vector = Float64Array.of(4 * 1 + 2 * 2 + 1 * 3, 2 * 1 + 5 * 2 + 3 * 3, 1 * 1 + 3 * 2 + 6 * 3);
    expect(factorise(lower, 3)).toBe(true);
    solveFactorised(lower, 3, vector);
    expect([...vector]).toEqual([1, 2, 3].map((each) => expect.closeTo(each, 12)));
  });

  it('says so where the matrix is not positive definite', () => {
    expect(factorise(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
  });
});

describe('choices', () => {
  const choose = (history: Partial<ItemHistory>, rules: Partial<Taste> = {}) =>
    toChoices(
      [
        { row: 1, history: { ...MET, ...history } },
        { row: 2, history: { ...MET, rating: 3 } },
      ],
      { ...TASTE, ...rules },
      WEIGHTS,
    );

  it.each<[what: string, history: Partial<ItemHistory>, rules: Partial<Taste>, confidence: number]>([
    ['counts a view as one', {}, {}, 1],
    ['counts a purchase no more where events are not told apart', { purchases: 1 }, {}, 1],
    ['counts what was bought more', { views: 0, purchases: 1 }, { emphasis: 0.5 }, Math.sqrt(5)],
    ['counts a rating above the visitor’s mean more', { rating: 5 }, {}, 1.2],
    ['counts a rating below it less', { rating: 1 }, {}, 0.8],
    ['lets no rating turn a choice round', { rating: 0 }, { rating: 1 }, 0.1],
    ['counts what is a half-life old half', { lastAt: NOW - 10 * DAY_MS }, { halfLifeDays: 10 }, 0.5],
  ])('%s', (_, history, rules, confidence) => {
    const { confidence: found, preference } = choose(history, rules);
    expect(preference[0]).toBe(1);
    expect(found[0]).toBeCloseTo(confidence, 12);
  });

  it('takes what was sent back, and what is not wanted, for a no', () => {
    const { rows, preference } = toChoices(
      [{ row: 1, history: { ...MET, purchases: 1, refunds: 2 } }],
      TASTE,
      WEIGHTS,
      [7],
    );
    expect([...rows]).toEqual([1, 7]);
    expect([...preference]).toEqual([0, 0]);
  });
});

describe('folding in', () => {
  const foldIn = createFoldIn(TASTE, table());
  const met = [0, 3, 14, 40].map((row) => ({ row, history: { ...MET, rating: (row % 5) + 1 } }));

  it('solves the normal equations', () => {
    const choices = toChoices(met, TASTE, WEIGHTS, [20]);
    expect(foldIn.read(choices)).toBe(true);
    const { values, scale, dims } = table();
    const factor = (row: number, dim: number): number => values[row * dims + dim]! * scale[row]!;
    const scoreOf = (row: number): number =>
      [0, 1, 2, 3].reduce((sum, dim) => sum + foldIn.vector[dim]! * factor(row, dim), 0);
    const ridge = TASTE.regularisation * (5 + TASTE.unobserved * 48);
    for (let dim = 0; dim < dims; dim++) {
      let gradient = ridge * foldIn.vector[dim]!;
      for (let row = 0; row < 48; row++) gradient += TASTE.unobserved * scoreOf(row) * factor(row, dim);
      choices.rows.forEach((row, at) => {
        gradient -= choices.confidence[at]! * (choices.preference[at]! - scoreOf(row)) * factor(row, dim);
      });
      expect(gradient).toBeCloseTo(0, 5);
    }
  });

  it('shares a score out among the choices', () => {
    const choices = toChoices(met, TASTE, WEIGHTS, [20]);
    foldIn.read(choices);
    const { values, scale } = table();
    for (const row of [0, 5, 20, 47]) {
      const score = [0, 1, 2, 3].reduce(
        (sum, dim) => sum + foldIn.vector[dim]! * values[row * 4 + dim]! * scale[row]!,
        0,
      );
      const shares = foldIn.explain(row);
      expect(shares.reduce((sum, each) => sum + each, 0)).toBeCloseTo(score, 6);
      // a no speaks for nothing
      expect(Math.abs(shares.at(-1)!)).toBe(0);
    }
  });

  it('has nothing to say of somebody who has met nothing', () => {
    expect(foldIn.read(toChoices([], TASTE, WEIGHTS))).toBe(false);
    expect(foldIn.vector.some((each) => each !== 0)).toBe(false);
  });
});

describe('taste in a score', () => {
  const profile = profileThatViewed(shop, ['mug-01', 'mug-02', 'clock-01']);
  const newest = profile.recent.at(-1)!.at;

  it('leads on return, and the intent of a visit in it', async () => {
    const ranker = await openTaste();
    const mixture = createRanker(shop);
    const shareOfMugs = (now: number): number => {
      const scores = ranker.scores(profile, { now, k: 10 });
      const mugs = scores.reduce((sum, score, row) => sum + (shop.ids[row]!.startsWith('mug') ? score : 0), 0);
      return mugs / scores.reduce((sum, score) => sum + score, 0);
    };
    expect(isReturning(profile, newest + 29 * 60_000)).toBe(false);
    expect(isReturning(profile, newest + 30 * 60_000)).toBe(true);
    expect(shareOfMugs(newest + DAY_MS)).toBeGreaterThan(shareOfMugs(newest) + 0.05);
    expect(mixture.scores(profile, { now: newest, k: 10 })).not.toEqual(ranker.scores(profile, { now: newest, k: 10 }));
  });

  it('gives a slot the scores that the whole catalogue gives', async () => {
    const ranker = await openTaste();
    const now = newest + DAY_MS;
    const all = ranker.scores(profile, { now, k: 10 }).slice();
    const candidates = Uint32Array.of(40, 3, 17);
    expect([...ranker.scores(profile, { now, k: 3, candidates })]).toEqual(
      [...candidates].map((row) => expect.closeTo(all[row]!, 6)),
    );
  });

  it('explains itself by the items of the past, in terms that add up', async () => {
    const ranker = await openTaste();
    const { score, terms } = ranker.explain(profile, 'mug-07', { now: newest + DAY_MS })!;
    expect(terms.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score, 6);
    const behind = terms.find(({ term }) => term === 'taste')!;
    expect(behind.because).toEqual({ item: expect.stringMatching(/^mug/) });
    expect(terms.some(({ term }) => term === 'learned')).toBe(false);
  });

  it('leaves out what its owner has had ignored, and turns from what is not wanted', async () => {
    const ranker = await openTaste();
    const now = newest + DAY_MS;
    const scoreOf = (row: number): number => ranker.scores(changed, { now, k: 10 })[row]!;
    let changed = profile;
    const before = scoreOf(rowOf('mug-07'));
    changed = structuredClone(profile);
    changed.ignored.items.push('mug-01', 'mug-02');
    expect(scoreOf(rowOf('mug-07'))).toBeLessThan(before / 2);
    const terms = ranker.explain(changed, 'mug-07', { now })!.terms;
    expect(terms.flatMap(({ because }) => (because && 'item' in because ? [because.item] : []))).not.toContain(
      'mug-01',
    );
    changed = structuredClone(profile);
    markNotInterested(changed, 'mug-03');
    expect(scoreOf(rowOf('mug-07'))).toBeLessThan(before);
  });

  it('grows with what a profile has met', () => {
    const rules = { half: 3, visit: 0.2, return: 0.8 };
    expect(tasteShare(rules, 0, true)).toBe(0);
    expect(tasteShare(rules, 3, true)).toBeCloseTo(0.4, 12);
    expect(tasteShare(rules, 9, false)).toBeCloseTo(0.15, 12);
    expect(tasteShare({ ...rules, half: 0 }, 0, true)).toBe(0);
  });

  it('is left out where its part cannot be had', async () => {
    const sources = { readPart: async () => undefined, openLearned: async () => undefined };
    expect(await openRefiner({ ...shop.manifest, refine: { ...NO_REFINE, taste: TASTE } }, sources)).toBeUndefined();
  });
});
