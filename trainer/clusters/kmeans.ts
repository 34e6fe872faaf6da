import type { Tensor2D } from '@tensorflow/tfjs-core';

import { createRandom } from '../models/random.ts';
import type { TrainerTf } from '../tf.ts';
import type { Vectors } from './vectors.ts';

/** Rows a batch: what is held of distances at a time. */
const BATCH = 4_096;
const RESTARTS = 8;
const ITERATIONS = 50;

export interface KMeans {
  /** k x width */
  readonly centres: Float64Array;
  /** Per row, its nearest centre. */
  readonly labels: Int32Array;
  /** Squared distances to it, added up. */
  readonly inertia: number;
}

export interface KMeansOptions {
  readonly seed: number;
  /** How many starts; the one with the least inertia is kept. @default 8 */
  readonly restarts?: number;
  /** @default 50, or until no row changes */
  readonly iterations?: number;
}

/**
 * Lloyd's k-means (1982) from k-means++ starts (Arthur and Vassilvitskii 2007). Distances of a batch of rows to the centres of all
 * starts are one product in tfjs; centres are means in float64. The same vectors and seed give the same centres, bit for bit.
 *
 * @throws RangeError where there are fewer rows than centres
 */
export function kMeans(tf: TrainerTf, vectors: Vectors, k: number, options: KMeansOptions): KMeans {
  const { rows, width } = vectors;
  if (k < 1 || rows < k) throw new RangeError(`k-means: given ${rows} rows for ${k} centres, expected as many rows`);
  const { seed, restarts = RESTARTS, iterations = ITERATIONS } = options;
  const random = createRandom(seed);
  const centres = new Float64Array(restarts * k * width);
  for (let start = 0; start < restarts; start++) {
    centres.set(plusPlus(vectors, k, random), start * k * width);
  }
  const labels = new Int32Array(restarts * rows).fill(-1);
  const batches = toBatches(tf, vectors);
  try {
    for (let iteration = 0; iteration < iterations; iteration++) {
      if (!assign(tf, batches, centres, { restarts, k, width }, labels)) break;
      for (let start = 0; start < restarts; start++) {
        const own = labels.subarray(start * rows, (start + 1) * rows);
        moveTo(vectors, own, centres.subarray(start * k * width, (start + 1) * k * width));
      }
    }
  } finally {
    for (const { rows: batch } of batches) batch.dispose();
  }
  const found = Array.from({ length: restarts }, (_, start): KMeans => {
    const own = centres.slice(start * k * width, (start + 1) * k * width);
    const chosen = labels.slice(start * rows, (start + 1) * rows);
    return { centres: own, labels: chosen, inertia: inertiaOf(vectors, chosen, own) };
  });
  return found.reduce((best, each) => (each.inertia < best.inertia ? each : best));
}

/** The nearest of `centres` for every row, in float64. */
export function nearestCentres({ rows, width, values }: Vectors, centres: Float64Array): Int32Array {
  const labels = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let least = Infinity;
    for (let centre = 0; centre * width < centres.length; centre++) {
      const square = squareBetween(values, row * width, centres, centre * width, width);
      if (square >= least) continue;
      least = square;
      labels[row] = centre;
    }
  }
  return labels;
}

interface Batch {
  readonly from: number;
  readonly rows: Tensor2D;
}

function toBatches(tf: TrainerTf, { rows, width, values }: Vectors): Batch[] {
  return Array.from({ length: Math.ceil(rows / BATCH) }, (_, batch) => {
    const [from, to] = [batch * BATCH, Math.min((batch + 1) * BATCH, rows)];
    return { from, rows: tf.tensor2d(values.subarray(from * width, to * width), [to - from, width]) };
  });
}

/** Writes each row's nearest centre of every start; whether any has changed. */
function assign(
  tf: TrainerTf,
  batches: readonly Batch[],
  centres: Float64Array,
  { restarts, k, width }: { readonly restarts: number; readonly k: number; readonly width: number },
  labels: Int32Array,
): boolean {
  const { core } = tf;
  const total = labels.length / restarts;
  const squares = Float32Array.from({ length: restarts * k }, (_, centre) =>
    squareBetween(centres, centre * width, ORIGIN, 0, width),
  );
  let hasChanged = false;
  for (const { from, rows } of batches) {
    const count = rows.shape[0];
    let nearest: ArrayLike<number> = [];
    // nothing is handed out of it: tidy would look through every entry for tensors
    tf.tidy(() => {
      const all = core.tensor2d(Float32Array.from(centres), [restarts * k, width]);
      // |x|^2 is the same for all centres of a row
      const distances = core.sub(core.tensor1d(squares), core.mul(2, core.matMul(rows, all, false, true)));
      nearest = core.argMin(core.reshape(distances, [count, restarts, k]), 2).dataSync();
    });
    for (let row = 0; row < count; row++) {
      for (let start = 0; start < restarts; start++) {
        const place = start * total + from + row;
        const label = nearest[row * restarts + start]!;
        if (labels[place] === label) continue;
        labels[place] = label;
        hasChanged = true;
      }
    }
  }
  return hasChanged;
}

/** Moves centres to the means of their rows; one that has none stays where it is. */
function moveTo({ rows, width, values }: Vectors, labels: Int32Array, centres: Float64Array): void {
  const sums = new Float64Array(centres.length);
  const counts = new Uint32Array(centres.length / width);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    counts[label]!++;
    for (let column = 0; column < width; column++) sums[label * width + column]! += values[row * width + column]!;
  }
  for (let at = 0; at < sums.length; at++) {
    const count = counts[Math.floor(at / width)]!;
    if (count > 0) centres[at] = sums[at]! / count;
  }
}

/** The first centre is drawn evenly, every further one by its squared distance to the nearest so far. */
function plusPlus({ rows, width, values }: Vectors, k: number, random: () => number): Float64Array {
  const centres = new Float64Array(k * width);
  const nearest = new Float64Array(rows).fill(Infinity);
  let chosen = Math.floor(random() * rows);
  for (let centre = 0; centre < k; centre++) {
    centres.set(values.subarray(chosen * width, (chosen + 1) * width), centre * width);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      nearest[row] = Math.min(nearest[row]!, squareBetween(values, row * width, centres, centre * width, width));
      sum += nearest[row]!;
    }
    let left = random() * sum;
    chosen = 0;
    while (chosen < rows - 1 && (left -= nearest[chosen]!) > 0) chosen++;
  }
  return centres;
}

function inertiaOf({ values, width }: Vectors, labels: Int32Array, centres: Float64Array): number {
  return labels.reduce((sum, label, row) => sum + squareBetween(values, row * width, centres, label * width, width), 0);
}

function squareBetween(
  a: Float32Array | Float64Array,
  from: number,
  b: Float32Array | Float64Array,
  other: number,
  width: number,
): number {
  let square = 0;
  for (let column = 0; column < width; column++) square += (a[from + column]! - (b[other + column] ?? 0)) ** 2;
  return square;
}

const ORIGIN = new Float64Array(0);
