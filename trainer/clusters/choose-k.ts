import { createRandom, sample } from '../models/random.ts';
import type { TrainerTf } from '../tf.ts';
import { kMeans, nearestCentres } from './kmeans.ts';
import { adjustedRand, silhouette } from './silhouette.ts';
import { pickRows, type Vectors } from './vectors.ts';

const FEWEST = 2;
/** What is chosen has so many at least. */
const COARSEST = 6;
const MOST = 12;
/** Starts where many models are made to be compared. */
const STARTS = 4;
const HALVES = 3;
/** Visitors of which halves are made. */
const HALVED = 3_000;

/** What k-means with so many centres is worth. */
export interface Tried {
  readonly k: number;
  readonly silhouette: number;
  /** Of each control. */
  readonly controls: readonly number[];
  /** Mean adjusted Rand index of what two halves of the visitors lead to. */
  readonly stability: number;
}

/** A sample of visitors with their distances. */
export interface Sampled {
  readonly vectors: Vectors;
  readonly distances: Float32Array;
}

/**
 * Tries k from 2 to 12: the silhouette on a sample and on controls, in which nothing goes together, and whether two halves of the
 * visitors lead to the same clusters (Ben-Hur, Elisseeff and Guyon 2002).
 */
export function tryCentres(
  tf: TrainerTf,
  all: Vectors,
  { vectors, distances }: Sampled,
  controls: readonly Sampled[],
  seed: number,
): Tried[] {
  const most = Math.min(MOST, Math.floor(vectors.rows / 10));
  return Array.from({ length: Math.max(0, most - FEWEST + 1) }, (_, at) => {
    const k = FEWEST + at;
    return {
      k,
      silhouette: silhouette(distances, kMeans(tf, vectors, k, { seed }).labels),
      controls: controls.map((control) =>
        silhouette(control.distances, kMeans(tf, control.vectors, k, { seed, restarts: STARTS }).labels),
      ),
      stability: stabilityOf(tf, all, vectors, k, seed),
    };
  });
}

/**
 * Of `COARSEST` and more clusters, that with the largest product of stability and what its silhouette has above the controls' mean.
 * Fewer have a higher silhouette, and part visitors by the size of their orders alone, which a shop knows without us.
 */
export function bestOf(tried: readonly Tried[]): Tried | undefined {
  const worth = ({ silhouette: own, controls, stability }: Tried) => Math.max(own - mean(controls), 0) * stability;
  return tried
    .filter(({ k }) => k >= COARSEST)
    .toSorted((one, other) => worth(other) - worth(one) || one.k - other.k)[0];
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
}

function stabilityOf(tf: TrainerTf, all: Vectors, judged: Vectors, k: number, seed: number): number {
  const indexes = Array.from({ length: HALVES }, (_, at) => {
    const random = createRandom(seed + at);
    const drawn = sample(all.rows, HALVED, random);
    const isFirst = new Uint8Array(drawn.length);
    for (const place of sample(drawn.length, Math.floor(drawn.length / 2), random)) isFirst[place] = 1;
    const halves = [1, 0].map((half) => drawn.filter((_, place) => isFirst[place] === half));
    const [one, other] = halves.map((half) => {
      const { centres } = kMeans(tf, pickRows(all, half), k, { seed: seed + at, restarts: STARTS, iterations: 25 });
      return nearestCentres(judged, centres);
    });
    return adjustedRand(one!, other!);
  });
  return mean(indexes);
}
