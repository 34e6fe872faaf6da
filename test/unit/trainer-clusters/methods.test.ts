import { expect, test } from 'vitest';

import { dbcv } from '../../../trainer/clusters/dbcv.ts';
import { nameClusters } from '../../../trainer/clusters/cluster-names.ts';
import { hdbscan } from '../../../trainer/clusters/hdbscan.ts';
import { kMeans, nearestCentres } from '../../../trainer/clusters/kmeans.ts';
import { mutualReachability, spanningTree } from '../../../trainer/clusters/reachability.ts';
import { adjustedRand, silhouette } from '../../../trainer/clusters/silhouette.ts';
import { distancesOf, shuffleColumns, type Vectors } from '../../../trainer/clusters/vectors.ts';
import { createRandom, normal } from '../../../trainer/models/random.ts';
import { openTf } from '../../../trainer/tf.ts';

const MIDDLES = [
  [0, 0, 0],
  [8, 0, 0],
  [0, 8, 0],
  [0, 0, 8],
];

/** 50 rows about each of four middles, and `noise` rows far from all. */
function blobs(noise = 0): { readonly vectors: Vectors; readonly truth: Int32Array } {
  const random = createRandom(7);
  const rows = MIDDLES.flatMap((middle) =>
    Array.from({ length: 50 }, () => middle.map((place) => place + 0.6 * normal(random))),
  );
  const far = Array.from({ length: noise }, (_, at) => [40 + 25 * at, -40 - 25 * at, 40]);
  const all = [...rows, ...far];
  return {
    vectors: { rows: all.length, width: 3, values: Float32Array.from(all.flat()) },
    truth: Int32Array.from(all, (_, row) => (row < 200 ? Math.floor(row / 50) : -1)),
  };
}

function dense({ rows, ...rest }: Vectors, least: number): Int32Array {
  const distances = distancesOf({ rows, ...rest });
  return hdbscan(spanningTree(mutualReachability(distances, rows, 5), rows), rows, least);
}

test('k-means finds four heaps exactly, and the same seed gives the same bits', async () => {
  const tf = await openTf();
  const { vectors, truth } = blobs();
  const found = kMeans(tf, vectors, 4, { seed: 3 });
  expect(adjustedRand(found.labels, truth)).toBe(1);
  expect(nearestCentres(vectors, found.centres)).toEqual(found.labels);
  expect(kMeans(tf, vectors, 4, { seed: 3 })).toEqual(found);
  expect(tf.core.memory().numTensors).toBe(0);
});

test('k-means of fewer rows than centres is refused', async () => {
  const few = { rows: 2, width: 1, values: Float32Array.of(1, 2) };
  const tf = await openTf();
  expect(() => kMeans(tf, few, 3, { seed: 1 })).toThrow(/2 rows for 3 centres/);
});

test('the silhouette is what its definition says, row by row', () => {
  const { vectors, truth } = blobs(3);
  const labels = truth.map((label, row) => (row % 7 === 0 && label >= 0 ? (label + 1) % 4 : label));
  const at = (row: number) => vectors.values.subarray(3 * row, 3 * row + 3);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const each = [...labels.keys()]
    .filter((row) => labels[row]! >= 0)
    .map((row) => {
      const to = (label: number) =>
        mean(
          [...labels.keys()]
            .filter((other) => other !== row && labels[other] === label)
            .map((other) => Math.hypot(...at(row).map((place, column) => place - at(other)[column]!))),
        );
      const inner = to(labels[row]!);
      const outer = Math.min(...[0, 1, 2, 3].filter((label) => label !== labels[row]).map(to));
      return (outer - inner) / Math.max(inner, outer);
    });
  expect(silhouette(distancesOf(vectors), labels)).toBeCloseTo(mean(each), 5);
});

test('clusterings that agree have an adjusted Rand index of 1 whatever they are called, and chance has about 0', () => {
  const one = Array.from({ length: 400 }, (_, row) => row % 4);
  const random = createRandom(2);
  expect(
    adjustedRand(
      one,
      one.map((label) => 9 - label),
    ),
  ).toBe(1);
  expect(
    Math.abs(
      adjustedRand(
        one,
        one.map(() => Math.floor(4 * random())),
      ),
    ),
  ).toBeLessThan(0.05);
});

test('HDBSCAN* finds the heaps without being told how many, and leaves alone what lies far from all', () => {
  const { vectors, truth } = blobs(4);
  expect(adjustedRand(dense(vectors, 15), truth)).toBeGreaterThan(0.95);
  expect(dense(vectors, 15).slice(200)).toEqual(Int32Array.of(-1, -1, -1, -1));
});

test('the validity of dense clusters is high for heaps, and lower where labels are dealt out or columns shuffled', () => {
  const { vectors, truth } = blobs();
  const distances = distancesOf(vectors);
  const validity = dbcv(distances, truth, 3);
  expect(validity).toBeGreaterThan(0.5);
  expect(
    dbcv(
      distances,
      truth.map((_, row) => row % 4),
      3,
    ),
  ).toBeLessThan(0);
  const shuffled = shuffleColumns(vectors, createRandom(1));
  expect(dbcv(distancesOf(shuffled), dense(shuffled, 15), 3)).toBeLessThan(validity);
});

test('the control keeps every column and breaks what goes together', () => {
  const { vectors } = blobs();
  const shuffled = shuffleColumns(vectors, createRandom(1));
  const column = ({ values }: Vectors, at: number) => values.filter((_, place) => place % 3 === at).toSorted();
  for (const at of [0, 1, 2]) expect(column(shuffled, at)).toEqual(column(vectors, at));
  expect(shuffled.values).not.toEqual(vectors.values);
});

test('clusters are named by what tells them apart, each otherwise, with ids of their own', () => {
  const features = ['theme:lunch bags and boxes', 'theme:metal signs', 'orderValue', 'level:price band'];
  const named = nameClusters(features, [
    [1.4, -0.2, 0, 0],
    [0, 1.2, 1.1, 0],
    [1.4, -0.2, 0.1, 0],
    [0, 0, 0, -0.9],
  ]);
  expect(named.map(({ name }) => name)).toEqual([
    'Lunch bags and boxes',
    'Metal signs, large orders',
    'Lunch bags and boxes (2)',
    'Low prices',
  ]);
  expect(new Set(named.map(({ id }) => id)).size).toBe(4);
  for (const { id } of named) expect(id).toMatch(/^cluster-[a-z0-9-]{1,56}$/);
});
