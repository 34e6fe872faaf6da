import { afterEach, beforeAll, describe, expect, test } from 'vitest';

import { openTf } from '../../../trainer/tf.ts';
import { openLearned, type LearnedError } from '../../../worker/ranking/learned/learned-ranker.ts';
import { packModel, unpackModel } from '../../../worker/ranking/learned/model-file.ts';
import { rowsOf, someFeatures } from './groups.ts';
import { createZoo, type ZooModel } from './zoo.ts';

const WIDTH = 6;
const ROWS = 300;

let zoo: ZooModel[];
let bent: ZooModel;
let tf: Awaited<ReturnType<typeof openTf>>;
const tfOf = (): typeof tf => tf;

beforeAll(async () => {
  zoo = await createZoo(ROWS);
  bent = zoo.find(({ name }) => name === 'a bend beside a straight line')!;
  tf = await openTf();
});

afterEach(async () => {
  await openTf('wasm');
});

describe('the scores of a tfjs model', () => {
  test('are the same one by one, in another order and within more rows', async () => {
    const { part, spec, features } = bent;
    const ranker = await openLearned(part.buffer, spec, tf);
    const together = ranker.score(features, ROWS);
    const rows = rowsOf({ features, width: WIDTH }, 0, ROWS);
    const oneByOne = rows.map((row) => ranker.score(row, 1)[0]!);
    const backwards = Float32Array.from(rows.toReversed().flatMap((row) => [...row]));
    expect(largestDifference(together, oneByOne)).toBeLessThan(spec.tolerance);
    expect(largestDifference(together, ranker.score(backwards, ROWS).toReversed())).toBeLessThan(spec.tolerance);
    expect(ranker.score(features, 0)).toHaveLength(0);
    expect(ranker.score(features, 7)).toHaveLength(7);
    ranker.dispose();
  });

  test('leave no tensor behind, and disposal frees the weights', async () => {
    const before = tf.core.memory().numTensors;
    const ranker = await openLearned(bent.part.buffer, bent.spec, tf);
    const opened = tf.core.memory().numTensors;
    for (let call = 0; call < 20; call++) ranker.score(bent.features, ROWS);
    expect(tf.core.memory().numTensors).toBe(opened);
    ranker.dispose();
    expect(tf.core.memory().numTensors).toBe(before);
    expect(() => ranker.score(bent.features, 1)).toThrow();
  });

  test('fewer features than rows need is an error, not a score', async () => {
    const ranker = await openLearned(bent.part.buffer, bent.spec, tf);
    expect(() => ranker.score(bent.features, ROWS + 1)).toThrow(/301 rows of 6 features/);
    ranker.dispose();
  });

  test('runs with the scores it had where it was made, on either backend', async () => {
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
    ['a part cut short', 'malformed', () => [bent.part.slice(0, -8).buffer, bent.spec, tfOf()]],
    ['means of another width', 'malformed', () => [bent.part.buffer, { ...bent.spec, mean: [0] }, tfOf()]],
    [
      'a feature of a later build',
      'unknown-feature',
      () => [bent.part.buffer, { ...bent.spec, features: ['ln-share', 'a', 'b', 'c', 'd', 'e'] }, tfOf()],
    ],
    [
      'a model of another width',
      'wrong-shape',
      () => [
        bent.part.buffer,
        { ...bent.spec, features: someFeatures(5), mean: [0, 0, 0, 0, 0], deviation: [1, 1, 1, 1, 1] },
        tfOf(),
      ],
    ],
    [
      'a layer that tfjs does not know',
      'not-a-model',
      () => [changed((text) => text.replace('"class_name":"Add"', '"class_name":"Eval"')), bent.spec, tfOf()],
    ],
    [
      'weights of another layer',
      'not-a-model',
      () => [changed((text) => text.replace('bend/kernel', 'bent/kernel')), bent.spec, tfOf()],
    ],
    [
      'scores past what float32 holds',
      'not-a-model',
      () => [withWeights((values) => values.fill(3e38)), bent.spec, tfOf()],
    ],
  ])('is refused by name: %s', async (_why, code, change) => {
    await expect(openLearned(...change())).rejects.toMatchObject({ name: 'LearnedError', code });
  });
});

function changed(change: (topology: string) => string): ArrayBuffer {
  const artifacts = unpackModel(bent.part.buffer)!;
  const text = change(JSON.stringify({ topology: artifacts.modelTopology, specs: artifacts.weightSpecs }));
  const { topology, specs } = JSON.parse(text) as {
    topology: Record<string, unknown>;
    specs: typeof artifacts.weightSpecs;
  };
  return packModel({ modelTopology: topology, weightSpecs: specs, weightData: artifacts.weightData }).buffer;
}

function withWeights(change: (values: Float32Array) => Float32Array): ArrayBuffer {
  const artifacts = unpackModel(bent.part.buffer)!;
  change(new Float32Array(artifacts.weightData));
  return packModel(artifacts).buffer;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let at = 0; at < a.length; at++) largest = Math.max(largest, Math.abs(a[at]! - b[at]!));
  return largest;
}
