import { factorise, solveFactorised } from '../../worker/ranking/refine/cholesky.ts';
import type { Encounter } from '../../worker/ranking/refine/choices.ts';
import { createTopK } from '../../worker/ranking/kernel/top-k.ts';
import { createRandom, normal } from './random.ts';
import { ndcgOf, type HeldOut } from './taste-validation.ts';

const DIMS = 16;
const ITERATIONS = 10;
/** Times the ratings of a row: alternating least squares with weighted-lambda-regularisation (Zhou et al. 2008). */
const REGULARISATION = 0.1;

/** One rating: row of the other side, and stars. */
type Rated = readonly (readonly [other: number, rating: number])[];

/** Per row a bias, then `DIMS` factors. */
type Side = Float64Array;
const WIDTH = DIMS + 1;

/**
 * NDCG@10, as `judgeTable` has it, of ranking by the stars that a regularised factorisation foretells: r = mean + b_u + b_i + p q
 * (Koren, Bell and Volinsky 2009), each held-out visitor folded in. It is there to be compared: how well something would be
 * liked says little of whether it is chosen at all, and so it loses to implicit ALS wherever it was tried.
 */
export function judgeRatings(
  visitors: readonly (readonly Encounter[])[],
  items: number,
  heldOut: readonly HeldOut[],
  seed: number,
): Float64Array {
  const byUser = visitors.map(toRated);
  const byItem: (readonly [number, number])[][] = Array.from({ length: items }, () => []);
  byUser.forEach((rated, user) => rated.forEach(([item, rating]) => byItem[item]!.push([user, rating])));
  const all = byUser.flatMap((rated) => rated.map(([, rating]) => rating));
  const mean = all.reduce((sum, each) => sum + each, 0) / Math.max(all.length, 1);
  const random = createRandom(seed);
  const itemSide = Float64Array.from({ length: items * WIDTH }, (_, at) =>
    at % WIDTH === 0 ? 0 : 0.1 * normal(random),
  );
  const userSide = new Float64Array(byUser.length * WIDTH);
  const update = (side: Side, rows: readonly Rated[], fixed: Side): void =>
    rows.forEach((rated, row) => side.set(fitRow(rated, fixed, mean), row * WIDTH));
  for (let round = 0; round < ITERATIONS; round++) {
    update(userSide, byUser, itemSide);
    update(itemSide, byItem, userSide);
  }
  const top = createTopK();
  return Float64Array.from(heldOut, ({ known, hidden }) => {
    const user = fitRow(toRated(known), itemSide, mean);
    // a score of 0 would be none
    const scores = Float32Array.from({ length: items }, (_, item) => 10 + foretell(user, itemSide, item));
    for (const { row } of known) scores[row] = NaN;
    return ndcgOf(top, scores, hidden);
  });
}

function toRated(met: readonly Encounter[]): Rated {
  return met.flatMap(({ row, history: { rating } }) => (rating === undefined ? [] : [[row, rating] as const]));
}

/** What a row and one of the other side add to the mean. */
function foretell(row: Side, fixed: Side, other: number): number {
  let sum = row[0]! + fixed[other * WIDTH]!;
  for (let at = 1; at < WIDTH; at++) sum += row[at]! * fixed[other * WIDTH + at]!;
  return sum;
}

/** Bias and factors of one row by ridge regression on those of the other side. */
function fitRow(rated: Rated, fixed: Side, mean: number): Side {
  const solution = new Float64Array(WIDTH);
  if (rated.length === 0) return solution;
  const matrix = new Float64Array(WIDTH * WIDTH);
  const features = new Float64Array(WIDTH);
  for (const [other, rating] of rated) {
    features.set(fixed.subarray(other * WIDTH, (other + 1) * WIDTH));
    const residual = rating - mean - features[0]!;
    features[0] = 1;
    for (let at = 0; at < WIDTH; at++) {
      solution[at]! += residual * features[at]!;
      for (let before = 0; before <= at; before++) matrix[at * WIDTH + before]! += features[at]! * features[before]!;
    }
  }
  for (let at = 0; at < WIDTH; at++) matrix[at * WIDTH + at]! += REGULARISATION * rated.length;
  factorise(matrix, WIDTH);
  solveFactorised(matrix, WIDTH, solution);
  return solution;
}
