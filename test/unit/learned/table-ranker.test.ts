import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';

import { encodeRanker } from '../../../contract/encode-parts.ts';
import { decodeRanker, type RankerPart } from '../../../contract/parts.ts';
import { isLearned } from '../../../contract/bundle.ts';
import { trainLearned, type LearnedGroups, type TrainedLearned } from '../../../trainer/models/learned.ts';
import { openTf } from '../../../trainer/tf.ts';
import { standardise } from '../../../worker/ranking/learned/learned-ranker.ts';
import { createTableRanker } from '../../../worker/ranking/learned/table-ranker.ts';
import { createTestRandom, hitRate, plantedGroups, rowsOf, someFeatures } from './groups.ts';

const WIDTH = 6;
const OPTIONS = { seed: 3, features: someFeatures(WIDTH), candidates: 30 };

// a kink, an interaction, something straight, and two columns that say nothing
const bentRule = (x: Float32Array): number => 2 * Math.abs(x[0]! - 0.5) + x[1]! * x[2]! + 0.5 * x[3]!;
const straightRule = (x: Float32Array): number => x[0]! - 2 * x[1]! + 0.5 * x[3]!;

const training = plantedGroups(bentRule, { seed: 1, count: 1_500, width: WIDTH });
const unseen = plantedGroups(bentRule, { seed: 2, count: 400, width: WIDTH });

let trained: TrainedLearned;

beforeAll(async () => {
  trained = await trainLearned(training, OPTIONS);
});

function scoresOf(
  { part, spec }: Pick<TrainedLearned, 'part' | 'spec'>,
  { features, width }: LearnedGroups,
): Float32Array {
  const ranker = decodeRanker(part.buffer, spec);
  if (!ranker) throw new Error('the part just written cannot be read');
  return createTableRanker(ranker, spec).score(features, features.length / width);
}

describe('a learned ranker', () => {
  test('finds a bent rule that a linear model of the same loss cannot, and beats the order it was given', async () => {
    const learned = hitRate(unseen, scoresOf(trained, unseen));
    const linear = hitRate(unseen, linearScores(training, unseen));
    const base = hitRate(
      unseen,
      rowsOf(unseen, 0, unseen.features.length / WIDTH).map((row) => row[0]!),
    );
    expect(learned).toBeGreaterThan(0.6);
    expect(learned).toBeGreaterThan(linear + 0.2);
    expect(learned).toBeGreaterThan(base + 0.2);
  });

  test('loses nothing to the linear model where the rule is straight', async () => {
    const [fit, check] = [1, 2].map((seed) => plantedGroups(straightRule, { seed, count: 1_000, width: WIDTH }));
    const learned = hitRate(check!, scoresOf(await trainLearned(fit!, OPTIONS), check!));
    expect(learned).toBeGreaterThan(hitRate(check!, linearScores(fit!, check!)) - 0.05);
    expect(learned).toBeGreaterThan(0.85);
  });

  test('starts from the uniform guess and falls', () => {
    expect(trained.trainLoss).toHaveLength(25);
    expect(trained.trainLoss[0]).toBeLessThan(Math.log(20));
    expect(trained.trainLoss.at(-1)).toBeLessThan(trained.trainLoss[0]! / 2);
  });

  test('has a manifest entry that the guard of the contract takes, and at most 4 kB', () => {
    expect(isLearned(trained.spec)).toBe(true);
    expect(trained.spec.features).toEqual(OPTIONS.features);
    expect(trained.part.length).toBeLessThan(4_096);
  });

  test('is bit-identical for the same seed, whatever ran before it, and another for another seed', async () => {
    const small = plantedGroups(bentRule, { seed: 5, count: 100, width: WIDTH });
    const [first, again, other] = [
      await trainLearned(small, OPTIONS),
      await trainLearned(small, OPTIONS),
      await trainLearned(small, { ...OPTIONS, seed: 4 }),
    ];
    expect(again).toEqual(first);
    expect(other.part).not.toEqual(first.part);
  });

  test('reports its progress up to 1', async () => {
    const seen: number[] = [];
    const small = plantedGroups(bentRule, { seed: 5, count: 20, width: WIDTH });
    await trainLearned(small, { ...OPTIONS, epochs: 3, batch: 7, onProgress: (done) => seen.push(done) });
    expect(seen).toHaveLength(9);
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
    expect(seen.at(-1)).toBe(1);
  });

  test('learns from the groups that hold their target, and leaves the others out', async () => {
    const small = plantedGroups(bentRule, { seed: 5, count: 60, width: WIDTH });
    const halved = { ...small, target: small.target.map((row, group) => (group % 2 === 0 ? row : -1)) };
    const { trainLoss, part } = await trainLearned(halved, OPTIONS);
    expect(trainLoss.every(Number.isFinite)).toBe(true);
    expect(part).not.toEqual((await trainLearned(small, OPTIONS)).part);
  });

  test('takes a column that never varies', async () => {
    const small = plantedGroups(bentRule, { seed: 5, count: 60, width: WIDTH });
    const features = small.features.map((value, at) => (at % WIDTH === 4 ? 0.1 : value));
    const { spec, trainLoss } = await trainLearned({ ...small, features }, OPTIONS);
    expect(spec.deviation[4]).toBe(1);
    expect(trainLoss.every(Number.isFinite)).toBe(true);
  });

  test.each([
    ['too few names', { ...OPTIONS, features: ['ln-share'] }, {}, /6 columns, but 1 feature names/],
    ['a target beyond its group', OPTIONS, { target: Int32Array.of(9) }, /target of group 0/],
    ['no target at all', OPTIONS, { target: Int32Array.of(-1) }, /no group has its target/],
    ['offsets that do not end with the rows', OPTIONS, { offsets: Uint32Array.of(0, 1) }, /offsets/],
    ['no candidates', { ...OPTIONS, candidates: 0 }, {}, /1\.\.1000/],
  ])('refuses %s', async (_what, options, wrong, message) => {
    const one = { features: new Float32Array(12), width: 6, offsets: Uint32Array.of(0, 2), target: Int32Array.of(0) };
    await expect(trainLearned({ ...one, ...wrong }, options)).rejects.toThrow(message);
  });
});

describe('its kernel', () => {
  const rows = 300;
  const features = unseen.features.subarray(0, rows * WIDTH);

  test('scores as tfjs does in training, within the tolerance, whatever the net and the features', async () => {
    const tf = await openTf();
    const value = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true }).map(Math.fround);
    const net = fc.integer({ min: 1, max: 24 }).chain((width) =>
      fc.integer({ min: 1, max: 40 }).chain((units) =>
        fc.record({
          width: fc.constant(width),
          units: fc.constant(units),
          inner: fc.array(value(2), { minLength: width * units, maxLength: width * units }),
          bias: fc.array(value(2), { minLength: units, maxLength: units }),
          outer: fc.array(value(2), { minLength: units, maxLength: units }),
          straight: fc.array(value(2), { minLength: width, maxLength: width }),
          mean: fc.array(value(10), { minLength: width, maxLength: width }),
          deviation: fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: width, maxLength: width }),
          features: fc.array(value(20), { minLength: 5 * width, maxLength: 5 * width }),
        }),
      ),
    );
    fc.assert(
      fc.property(net, ({ width, units, mean, deviation, ...given }) => {
        const spec = { features: someFeatures(width), mean, deviation, say: 1, candidates: 5, tolerance: 1 };
        const [inner, bias, outer, straight, x] = (['inner', 'bias', 'outer', 'straight', 'features'] as const).map(
          (name) => Float32Array.from(given[name]),
        );
        const part = decodeRanker(
          encodeRanker({ units, inner: inner!, bias: bias!, outer: outer!, straight: straight! }).buffer,
          spec,
        )!;
        const trained = tf.core.tidy(() => {
          const inputs = tf.core.tensor2d(standardise(x!, 5, spec), [5, width]);
          const bent = tf.core.relu(
            tf.core.add(tf.core.matMul(inputs, tf.core.tensor2d(inner!, [units, width]), false, true), bias!),
          );
          const bend = tf.core.matMul(bent, tf.core.tensor2d(outer!, [units, 1]));
          return tf.core.add(bend, tf.core.matMul(inputs, tf.core.tensor2d(straight!, [width, 1]))).dataSync();
        });
        const scores = createTableRanker(part, spec).score(x!, 5);
        // float32 adds width x units products of up to |U| |x| |v|: relative to the sum of their sizes
        const size = sizeOf(standardise(x!, 5, spec), {
          units,
          inner: inner!,
          bias: bias!,
          outer: outer!,
          straight: straight!,
        });
        scores.forEach((score, row) => expect(Math.abs(score - trained[row]!)).toBeLessThan(1e-5 * (1 + size)));
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  test('lies within the tolerance of f = v relu(U x + b) + w x, written down again', () => {
    const plain = plainScores(trained, features, rows);
    const scores = scoresOf(trained, { ...unseen, features });
    expect(largestDifference(scores, plain)).toBeLessThan(trained.spec.tolerance);
    // a tolerance as wide as the scores would accept anything
    expect(trained.spec.tolerance).toBeLessThan(1e-3);
    expect(Math.max(...plain) - Math.min(...plain)).toBeGreaterThan(1);
  });

  test('scores a row alike alone, among others and after more rows than before', () => {
    const ranker = createTableRanker(trained.ranker, trained.spec);
    const one = ranker.score(features, 1)[0]!;
    expect(ranker.score(features, rows)[0]).toBe(one);
    expect(ranker.score(features, 2)).toHaveLength(2);
    expect(ranker.score(features, 2)[0]).toBe(one);
    expect(ranker.score(features, 0)).toHaveLength(0);
  });

  test('training leaves no tensor behind', async () => {
    const { core } = await openTf();
    const before = core.memory().numTensors;
    await trainLearned(plantedGroups(bentRule, { seed: 5, count: 20, width: WIDTH }), { ...OPTIONS, epochs: 2 });
    expect(core.memory().numTensors).toBe(before);
  });

  test.each([
    ['of another width', { features: someFeatures(WIDTH - 1) }, (part: Uint8Array<ArrayBuffer>) => part],
    ['cut short', {}, (part: Uint8Array<ArrayBuffer>) => part.slice(0, -8)],
    [
      'that holds a NaN',
      {},
      (_part: Uint8Array<ArrayBuffer>) =>
        encodeRanker({
          ...trained.ranker,
          outer: trained.ranker.outer.map((value, unit) => (unit === 3 ? NaN : value)),
        }),
    ],
  ])('a part %s is refused', (_what, change, damage) => {
    expect(decodeRanker(damage(trained.part).buffer, { ...trained.spec, ...change })).toBeUndefined();
  });
});

/** Sum of the sizes of all products in the largest score: what its rounding is in proportion to. */
function sizeOf(x: Float32Array, { units, inner, bias, outer, straight }: RankerPart): number {
  const width = straight.length;
  const sizes = rowsOf({ features: x, width }, 0, x.length / width).map((row) => {
    let size = row.reduce((sum, value, column) => sum + Math.abs(value * straight[column]!), 0);
    for (let unit = 0; unit < units; unit++) {
      const bent = row.reduce((sum, value, column) => sum + Math.abs(value * inner[unit * width + column]!), 0);
      size += (bent + Math.abs(bias[unit]!)) * Math.abs(outer[unit]!);
    }
    return size;
  });
  return Math.max(...sizes);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let at = 0; at < a.length; at++) largest = Math.max(largest, Math.abs(a[at]! - b[at]!));
  return largest;
}

function plainScores({ ranker, spec }: TrainedLearned, features: Float32Array, rows: number): number[] {
  const { units, inner, bias, outer, straight } = ranker;
  return rowsOf({ features: standardise(features, rows, spec), width: WIDTH }, 0, rows).map((x) => {
    let score = 0;
    for (let unit = 0; unit < units; unit++) {
      const bent = x.reduce((sum, value, column) => sum + value * inner[unit * WIDTH + column]!, bias[unit]!);
      score += Math.max(bent, 0) * outer[unit]!;
    }
    return x.reduce((sum, value, column) => sum + value * straight[column]!, score);
  });
}

/** Softmax regression by plain gradient descent: what the skip connection alone could do. */
function linearScores(fit: LearnedGroups, check: LearnedGroups): number[] {
  const weights = new Float64Array(WIDTH);
  const random = createTestRandom(9);
  const groups = fit.target.length;
  for (let step = 0; step < 20 * groups; step++) {
    const group = Math.floor(random() * groups);
    const rows = rowsOf(fit, fit.offsets[group]!, fit.offsets[group + 1]!);
    const exponents = rows.map((row) => Math.exp(row.reduce((sum, x, column) => sum + x * weights[column]!, 0)));
    const total = exponents.reduce((sum, value) => sum + value, 0);
    const rate = 0.05 * (1 - step / (20 * groups));
    rows.forEach((row, place) => {
      const slope = (place === fit.target[group] ? 1 : 0) - exponents[place]! / total;
      row.forEach((x, column) => (weights[column]! += rate * slope * x));
    });
  }
  return rowsOf(check, 0, check.features.length / WIDTH).map((row) =>
    row.reduce((sum, x, column) => sum + x * weights[column]!, 0),
  );
}
