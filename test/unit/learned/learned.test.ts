import { afterEach, beforeAll, describe, expect, test } from 'vitest';

import { isLearned } from '../../../contract/bundle.ts';
import { trainLearned, type LearnedGroups, type TrainedLearned } from '../../../trainer/models/learned.ts';
import { openTf, type Backend } from '../../../trainer/tf.ts';
import { openLearned, standardise, type LearnedError } from '../../../worker/ranking/learned/learned-ranker.ts';
import { packModel, unpackModel } from '../../../worker/ranking/learned/model-file.ts';
import { createTestRandom, hitRate, plantedGroups, rowsOf, someFeatures } from './groups.ts';
import { createZoo } from './zoo.ts';

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

afterEach(async () => {
  await openTf('wasm');
});

async function scoresOf(
  { part, spec }: Pick<TrainedLearned, 'part' | 'spec'>,
  { features, width }: LearnedGroups,
  backend: Backend = 'wasm',
): Promise<Float32Array> {
  const ranker = await openLearned(part.buffer, spec, await openTf(backend));
  const scores = ranker.score(features, features.length / width);
  ranker.dispose();
  return scores;
}

describe('a learned ranker', () => {
  test('finds a bent rule that a linear model of the same loss cannot, and beats the order it was given', async () => {
    const learned = hitRate(unseen, await scoresOf(trained, unseen));
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
    const learned = hitRate(check!, await scoresOf(await trainLearned(fit!, OPTIONS), check!));
    expect(learned).toBeGreaterThan(hitRate(check!, linearScores(fit!, check!)) - 0.05);
    expect(learned).toBeGreaterThan(0.85);
  });

  test('starts from the uniform guess and falls', () => {
    expect(trained.trainLoss).toHaveLength(12);
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

describe('its scores', () => {
  const rows = 300;
  const features = unseen.features.subarray(0, rows * WIDTH);

  test('are those of f = v relu(U x + b) + w x + c in plain TypeScript, within the tolerance', async () => {
    const plain = plainScores(trained, features, rows);
    const scores = await scoresOf(trained, { ...unseen, features });
    expect(largestDifference(scores, plain)).toBeLessThan(trained.spec.tolerance);
    // a tolerance as wide as the scores would accept anything
    expect(trained.spec.tolerance).toBeLessThan(1e-3);
    expect(Math.max(...plain) - Math.min(...plain)).toBeGreaterThan(1);
  });

  test('are the same on the cpu backend, within the tolerance', async () => {
    const [wasm, cpu] = [await scoresOf(trained, unseen), await scoresOf(trained, unseen, 'cpu')];
    expect(largestDifference(wasm, cpu)).toBeLessThan(trained.spec.tolerance);
  });

  test('are the same one by one, in another order and within more rows', async () => {
    const ranker = await openLearned(trained.part.buffer, trained.spec, await openTf());
    const together = ranker.score(features, rows);
    const oneByOne = rowsOf({ features, width: WIDTH }, 0, rows).map((row) => ranker.score(row, 1)[0]!);
    const backwards = Float32Array.from(
      rowsOf({ features, width: WIDTH }, 0, rows)
        .toReversed()
        .flatMap((row) => [...row]),
    );
    expect(largestDifference(together, oneByOne)).toBeLessThan(trained.spec.tolerance);
    expect(largestDifference(together, ranker.score(backwards, rows).toReversed())).toBeLessThan(
      trained.spec.tolerance,
    );
    expect(ranker.score(features, 0)).toHaveLength(0);
    expect(ranker.score(features, 7)).toHaveLength(7);
    ranker.dispose();
  });

  test('leave no tensor behind, and disposal frees the weights', async () => {
    const tf = await openTf();
    const before = tf.core.memory().numTensors;
    const ranker = await openLearned(trained.part.buffer, trained.spec, tf);
    const opened = tf.core.memory().numTensors;
    for (let call = 0; call < 20; call++) ranker.score(features, rows);
    expect(tf.core.memory().numTensors).toBe(opened);
    ranker.dispose();
    expect(tf.core.memory().numTensors).toBe(before);
    expect(() => ranker.score(features, 1)).toThrow();
  });

  test('training leaves no tensor behind either', async () => {
    const tf = await openTf();
    const before = tf.core.memory().numTensors;
    await trainLearned(plantedGroups(bentRule, { seed: 5, count: 20, width: WIDTH }), { ...OPTIONS, epochs: 2 });
    expect(tf.core.memory().numTensors).toBe(before);
  });

  test('fewer features than rows need is an error, not a score', async () => {
    const ranker = await openLearned(trained.part.buffer, trained.spec, await openTf());
    expect(() => ranker.score(features, rows + 1)).toThrow(/301 rows of 6 features/);
    ranker.dispose();
  });
});

describe('a model of somebody else', () => {
  test('runs with the scores it had where it was made, on either backend', async () => {
    const zoo = await createZoo();
    expect(zoo.length).toBeGreaterThan(5);
    for (const backend of ['wasm', 'cpu'] as const) {
      for (const { name, part, spec, features, rows, scores } of zoo) {
        const ranker = await openLearned(part.buffer, spec, await openTf(backend));
        expect.soft(largestDifference(ranker.score(features, rows), scores), `${name}, ${backend}`).toBeLessThan(1e-4);
        ranker.dispose();
      }
    }
  });

  test.each<[why: string, code: LearnedError['code'], change: () => Parameters<typeof openLearned>]>([
    ['a part cut short', 'malformed', () => [trained.part.slice(0, -8).buffer, trained.spec, tfOf()]],
    ['means of another width', 'malformed', () => [trained.part.buffer, { ...trained.spec, mean: [0] }, tfOf()]],
    [
      'a feature of a later build',
      'unknown-feature',
      () => [trained.part.buffer, { ...trained.spec, features: ['ln-share', 'a', 'b', 'c', 'd', 'e'] }, tfOf()],
    ],
    [
      'a model of another width',
      'wrong-shape',
      () => [
        trained.part.buffer,
        { ...trained.spec, features: someFeatures(5), mean: [0, 0, 0, 0, 0], deviation: [1, 1, 1, 1, 1] },
        tfOf(),
      ],
    ],
    [
      'a layer that tfjs does not know',
      'not-a-model',
      () => [changed((text) => text.replace('"class_name":"Add"', '"class_name":"Eval"')), trained.spec, tfOf()],
    ],
    [
      'weights of another layer',
      'not-a-model',
      () => [changed((text) => text.replace('bend/kernel', 'bent/kernel')), trained.spec, tfOf()],
    ],
    [
      'scores past what float32 holds',
      'not-a-model',
      () => [withWeights((values) => values.fill(3e38)), trained.spec, tfOf()],
    ],
  ])('is refused by name: %s', async (_why, code, change) => {
    await expect(openLearned(...change())).rejects.toMatchObject({ name: 'LearnedError', code });
  });
});

let tf: Awaited<ReturnType<typeof openTf>>;
beforeAll(async () => {
  tf = await openTf();
});
const tfOf = (): typeof tf => tf;

function changed(change: (topology: string) => string): ArrayBuffer {
  const artifacts = unpackModel(trained.part.buffer)!;
  const text = change(JSON.stringify({ topology: artifacts.modelTopology, specs: artifacts.weightSpecs }));
  const { topology, specs } = JSON.parse(text) as {
    topology: Record<string, unknown>;
    specs: typeof artifacts.weightSpecs;
  };
  return packModel({ modelTopology: topology, weightSpecs: specs, weightData: artifacts.weightData }).buffer;
}

function withWeights(change: (values: Float32Array) => Float32Array): ArrayBuffer {
  const artifacts = unpackModel(trained.part.buffer)!;
  change(new Float32Array(artifacts.weightData));
  return packModel(artifacts).buffer;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let at = 0; at < a.length; at++) largest = Math.max(largest, Math.abs(a[at]! - b[at]!));
  return largest;
}

/** The ranker again, from the formula and the packed weights alone. */
function plainScores({ part, spec }: TrainedLearned, features: Float32Array, rows: number): number[] {
  const { weightSpecs, weightData } = unpackModel(part.buffer)!;
  const weights = new Map<string, Float32Array>();
  let offset = 0;
  for (const { name, shape } of weightSpecs) {
    const length = shape.reduce((size, side) => size * side, 1);
    weights.set(name, new Float32Array(weightData, offset, length));
    offset += 4 * length;
  }
  const [u, b, v, c, w] = ['hidden/kernel', 'hidden/bias', 'bend/kernel', 'bend/bias', 'straight/kernel'].map((name) =>
    weights.get(name)!,
  );
  const units = b!.length;
  return rowsOf({ features: standardise(features, rows, spec), width: WIDTH }, 0, rows).map((x) => {
    let score = c![0]!;
    for (let unit = 0; unit < units; unit++) {
      let sum = b![unit]!;
      for (let column = 0; column < WIDTH; column++) sum += x[column]! * u![column * units + unit]!;
      score += Math.max(sum, 0) * v![unit]!;
    }
    for (let column = 0; column < WIDTH; column++) score += x[column]! * w![column]!;
    return score;
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
