import type { Sampled } from './choose-k.ts';
import { dbcv } from './dbcv.ts';
import { hdbscan } from './hdbscan.ts';
import { mutualReachability, spanningTree } from './reachability.ts';
import { silhouette } from './silhouette.ts';

/** Smallest clusters that are tried, as shares of the visitors. */
const LEAST_SHARES = [0.005, 0.01, 0.02, 0.04];
/** Neighbours, itself among them, that make a place dense. */
const NEIGHBOURS = 5;
/** Share of a cluster's own visitors who lie within its radius. */
const WITHIN = 0.95;

export interface DenseSearch {
  readonly clusters: number;
  /** Share of the visitors who are in none. */
  readonly noise: number;
  /** Visitors that the smallest cluster may have. */
  readonly least: number;
  /** Density-based cluster validation, -1 to 1; of each control. */
  readonly validity: number;
  readonly controls: readonly number[];
  /** Of those who are in a cluster. */
  readonly silhouette: number;
  readonly centres: readonly { readonly centre: readonly number[]; readonly radius: number }[];
}

/** HDBSCAN* on a sample: of several sizes that a cluster has to have, that of the best validity; the same for the controls. */
export function findDense(judged: Sampled, controls: readonly Sampled[]): DenseSearch {
  const best = bestDense(judged);
  const { labels } = best;
  const clusters = new Set(labels.filter((label) => label >= 0)).size;
  return {
    clusters,
    noise: labels.filter((label) => label < 0).length / labels.length,
    least: best.least,
    validity: best.validity,
    controls: controls.map((control) => bestDense(control).validity),
    silhouette: silhouette(judged.distances, labels),
    centres: Array.from({ length: clusters }, (_, label) => toCentre(judged, labels, label)),
  };
}

function bestDense({ vectors, distances }: Sampled): { labels: Int32Array; least: number; validity: number } {
  const edges = spanningTree(mutualReachability(distances, vectors.rows, NEIGHBOURS), vectors.rows);
  const tried = LEAST_SHARES.map((share) => {
    const least = Math.max(5, Math.round(share * vectors.rows));
    const labels = hdbscan(edges, vectors.rows, least);
    return { labels, least, validity: dbcv(distances, labels, vectors.width) };
  });
  return tried.reduce((best, each) => (each.validity > best.validity ? each : best));
}

function toCentre({ vectors: { width, values } }: Sampled, labels: Int32Array, label: number) {
  const members = [...labels.keys()].filter((row) => labels[row] === label);
  const centre = Array.from(
    { length: width },
    (_, column) => members.reduce((sum, row) => sum + values[row * width + column]!, 0) / members.length,
  );
  const distances = members.map((row) =>
    Math.hypot(...centre.map((place, column) => place - values[row * width + column]!)),
  );
  return { centre, radius: distances.toSorted((a, b) => a - b)[Math.floor(WITHIN * (members.length - 1))]! };
}
