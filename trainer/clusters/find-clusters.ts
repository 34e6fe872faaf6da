import type { Clustering } from '../../contract/segments.ts';
import { experienceOf, nearestCluster } from '../../worker/segments/clusters.ts';
import { MEASURES, openFeatures, standardise, type ClusterInputs } from '../../worker/segments/cluster-features.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Finding } from '../models/model.ts';
import { createRandom, sample } from '../models/random.ts';
import { openTf } from '../tf.ts';
import { bestOf, mean, tryCentres, type Sampled } from './choose-k.ts';
import { nameClusters } from './cluster-names.ts';
import { NO_CLUSTERS, toClusterReport, type ClusterReport } from './cluster-report.ts';
import { findDense } from './find-dense.ts';
import { kMeans } from './kmeans.ts';
import type { ClusterMethod } from './methods.ts';
import { findThemes, type Value } from './themes.ts';
import { distancesOf, shuffleColumns, type Vectors } from './vectors.ts';

/** Fewer have no habits in common that would hold next month. */
const LEAST_VISITORS = 200;
/** Products that somebody has looked at or bought before anything is said of him. */
const LEAST_EXPERIENCE = 5;
/** Visitors of whom all distances are worked out. */
const SAMPLE = 1_500;
const CONTROLS = 3;
/** How far the criterion has to be above the best of the controls. */
const CLEARLY = 1.25;
/** A feature that fewer visitors than this share have is no feature. */
const LEAST_KNOWN = 0.2;
const MARGIN = 0.1;
/** Correlation from which on two features are one: what is told twice would count twice. */
const SAME = 0.85;

export interface ClusterSearch {
  readonly clustering: Clustering | null;
  readonly report: ClusterReport;
  readonly findings: readonly Finding[];
}

export interface ClusterSource {
  readonly visitors: readonly ClusterInputs[];
  readonly unit: ClusterReport['unit'];
  readonly catalogue: Pick<Catalogue, 'attributes'>;
  readonly nameTheme: (values: readonly Value[]) => string;
  readonly method: ClusterMethod;
  readonly seed: number;
}

/**
 * Finds visitors who do much the same, by k-means and by HDBSCAN*, and holds both against controls in which every feature is
 * dealt anew: what is found there is found in anything. `method` says which is to be shipped; it is, where its criterion
 * (silhouette, density-based validation) is above that of every control by a quarter, or else none. docs/clusters.md.
 */
export async function findClusters(source: ClusterSource): Promise<ClusterSearch> {
  const { catalogue, nameTheme, method, seed, unit } = source;
  const visitors = source.visitors.filter((each) => experienceOf(each) >= LEAST_EXPERIENCE);
  if (visitors.length < LEAST_VISITORS)
    return none(
      unit,
      `${visitors.length} ${unit} of ${LEAST_EXPERIENCE} products or more: fewer than ${LEAST_VISITORS}`,
    );
  const themes = findThemes(visitors, catalogue, nameTheme);
  if (themes.length < 2) return none(unit, 'no attributes of which the same visitors like several values');
  const levels = catalogue.attributes
    .filter(({ type }) => type === 'band')
    .map(({ name, values }) => ({ attribute: name, values: [...values] }));
  const tables = { themes, levels };
  const { features, vectors, scale } = toVectors(visitors, tables);
  const tf = await openTf();
  const judged = sampleOf(vectors, seed);
  const controls = Array.from({ length: CONTROLS }, (_, at) => {
    const shuffled = shuffleColumns(judged.vectors, createRandom(seed + at));
    return { vectors: shuffled, distances: distancesOf(shuffled) };
  });
  const tried = tryCentres(tf, vectors, judged, controls, seed);
  const best = bestOf(tried);
  const dense = findDense(judged, controls);
  const isClear = {
    kmeans: best !== undefined && best.silhouette > CLEARLY * Math.max(0, ...best.controls),
    hdbscan: dense.clusters > 1 && dense.validity > CLEARLY * Math.max(0, ...dense.controls),
  };
  const findings = [
    toFinding(
      'visitors by k-means',
      best ? `k = ${best.k}` : 'none',
      'silhouette',
      mean(best?.controls ?? []),
      best?.silhouette ?? 0,
    ),
    toFinding('visitors by HDBSCAN*', `${dense.clusters} clusters`, 'DBCV', mean(dense.controls), dense.validity),
  ];
  const chosen = !isClear[method]
    ? []
    : method === 'kmeans'
      ? centresOf(kMeans(tf, vectors, best!.k, { seed }).centres, features.length)
      : dense.centres;
  const clustering =
    chosen.length > 0 ? toClustering(method, { features, ...tables, ...scale }, chosen, vectors) : null;
  return {
    clustering,
    findings,
    report: toClusterReport({
      visitors,
      unit,
      vectors,
      tried,
      k: best?.k ?? null,
      dense,
      clustering,
      method,
      features,
      seed,
    }),
  };
}

/** Nothing, and why. */
export function none(unit: ClusterReport['unit'], why: string): ClusterSearch {
  return { clustering: null, report: { ...NO_CLUSTERS, unit, why }, findings: [] };
}

interface Scaled {
  readonly features: string[];
  readonly vectors: Vectors;
  readonly scale: Pick<Clustering, 'mean' | 'deviation'>;
}

/** Vectors of the features that differ among the visitors, standardised by the mean and deviation that are shipped. */
function toVectors(visitors: readonly ClusterInputs[], tables: Pick<Clustering, 'themes' | 'levels'>): Scaled {
  const all = [
    ...tables.themes.map(({ name }) => `theme:${name}`),
    ...tables.levels.map(({ attribute }) => `level:${attribute}`),
    ...Object.keys(MEASURES),
  ];
  const measured = visitors.map(openFeatures(all, tables)!);
  const columns = all.map((feature, at) => {
    const values = measured.map((each) => each[at]!);
    const weight = values.reduce((sum, [, trust]) => sum + trust, 0);
    const middle = values.reduce((sum, [value, trust]) => sum + trust * value, 0) / (weight || 1);
    const square = values.reduce((sum, [value, trust]) => sum + (trust * (value - middle)) ** 2, 0);
    const isKnown = values.filter(([, trust]) => trust > 0).length >= LEAST_KNOWN * visitors.length;
    const deviation = Math.sqrt(square / visitors.length);
    return { feature, at, isTelling: isKnown && deviation > 1e-3, mean: round(middle), deviation: round(deviation) };
  });
  const kept: typeof columns = [];
  for (const column of columns) {
    const own = valuesOf(measured, column);
    const isTold = kept.some((other) => correlation(own, valuesOf(measured, other)) > SAME);
    if (column.isTelling && !isTold) kept.push(column);
  }
  const scale = { mean: kept.map((each) => each.mean), deviation: kept.map(({ deviation }) => deviation) };
  const rows = measured.map((each) =>
    standardise(
      kept.map(({ at }) => each[at]!),
      scale.mean,
      scale.deviation,
    ),
  );
  const vectors = { rows: rows.length, width: kept.length, values: Float32Array.from(rows.flat()) };
  return { features: kept.map(({ feature }) => feature), vectors, scale };
}

function valuesOf(
  measured: readonly (readonly (readonly [value: number, trust: number])[])[],
  { at, mean: middle }: { readonly at: number; readonly mean: number },
): number[] {
  return measured.map((each) => each[at]![1] * (each[at]![0] - middle));
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  return Math.abs(dot(one, other)) / Math.sqrt(dot(one, one) * dot(other, other) || 1);
}

function sampleOf(vectors: Vectors, seed: number): Sampled {
  const chosen = sample(vectors.rows, SAMPLE, createRandom(seed));
  const { width } = vectors;
  const values = new Float32Array(chosen.length * width);
  chosen.forEach((row, at) => values.set(vectors.values.subarray(row * width, (row + 1) * width), at * width));
  const judged = { rows: chosen.length, width, values };
  return { vectors: judged, distances: distancesOf(judged) };
}

/** A centre, and beyond which distance nobody belongs to it. */
interface Centre {
  readonly centre: readonly number[];
  readonly radius: number | null;
}

function centresOf(centres: Float64Array, width: number): Centre[] {
  return Array.from({ length: centres.length / width }, (_, at) => ({
    centre: Array.from(centres.subarray(at * width, (at + 1) * width)),
    radius: null,
  }));
}

function toClustering(
  method: ClusterMethod,
  known: Pick<Clustering, 'features' | 'themes' | 'levels' | 'mean' | 'deviation'>,
  found: readonly Centre[],
  { rows, width, values }: Vectors,
): Clustering {
  // to the hundredth of a standard deviation: a centre is no sharper than that
  const rounded = found.map(({ centre, radius }) => ({
    centre: centre.map((place) => Math.round(place * 100) / 100),
    radius: radius === null ? null : round(radius),
  }));
  const counts = found.map(() => 0);
  // by what a device does with what is shipped
  const places = { clusters: rounded.map((each) => ({ ...each, id: '', name: '', share: 0, traits: [] })) };
  for (let row = 0; row < rows; row++) {
    const at = nearestCluster(places, Array.from(values.subarray(row * width, (row + 1) * width)));
    if (at >= 0) counts[at]!++;
  }
  const order = [...rounded.keys()].toSorted((a, b) => counts[b]! - counts[a]! || a - b);
  const names = nameClusters(
    known.features,
    order.map((at) => rounded[at]!.centre),
  );
  return {
    method,
    ...known,
    clusters: order.map((at, place) => ({ ...names[place]!, ...rounded[at]!, share: round(counts[at]! / rows) })),
    least: LEAST_EXPERIENCE,
    margin: MARGIN,
  };
}

function toFinding(what: string, chosen: string, metric: string, before: number, after: number): Finding {
  return { what, chosen, metric: `${metric}, against shuffled columns`, before, after };
}

/** To four digits. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
