import type { Clustering } from '../../contract/segments.ts';
import { nearestCluster } from '../../worker/segments/clusters.ts';
import type { ClusterInputs } from '../../worker/segments/cluster-features.ts';
import { createRandom, sample } from '../models/random.ts';
import { mean, type Tried } from './choose-k.ts';
import type { DenseSearch } from './find-dense.ts';
import type { ClusterMethod } from './methods.ts';
import { project } from './project.ts';
import type { Vectors } from './vectors.ts';

/** Visitors in the picture. */
const POINTS = 600;
const TOP_FEATURES = 5;

/** What `report.json` says of clusters. */
export interface ClusterReport {
  /** What was shipped; null: nothing. */
  readonly method: ClusterMethod | null;
  /** Why nothing was shipped, or what was. */
  readonly why: string;
  readonly unit: 'users' | 'sessions';
  readonly visitors: number;
  readonly features: readonly string[];
  readonly k: number | null;
  readonly byK: readonly {
    readonly k: number;
    readonly silhouette: number;
    readonly control: number;
    readonly stability: number;
  }[];
  readonly hdbscan: (Omit<DenseSearch, 'centres' | 'controls'> & { readonly control: number }) | null;
  readonly clusters: readonly ClusterFigures[];
  /** A sample, on the two principal components; `cluster` counts in `clusters`, -1: in none. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly cluster: number }[];
  /** Share of the variance that the two components hold. */
  readonly explained: number;
}

export interface ClusterFigures {
  readonly id: string;
  readonly name: string;
  readonly visitors: number;
  readonly share: number;
  /** Medians; null where nobody bought anything. */
  readonly orders: number;
  readonly orderValue: number | null;
  readonly lines: number | null;
  readonly pieces: number | null;
  /** Features furthest from what all visitors do, in standard deviations. */
  readonly top: readonly { readonly feature: string; readonly place: number }[];
}

export const NO_CLUSTERS: ClusterReport = {
  method: null,
  why: 'switched off',
  unit: 'users',
  visitors: 0,
  features: [],
  k: null,
  byK: [],
  hdbscan: null,
  clusters: [],
  points: [],
  explained: 0,
};

export interface ClusterReportSource {
  readonly visitors: readonly ClusterInputs[];
  readonly unit: ClusterReport['unit'];
  readonly vectors: Vectors;
  readonly tried: readonly Tried[];
  readonly k: number | null;
  readonly dense: DenseSearch;
  readonly clustering: Clustering | null;
  readonly method: ClusterMethod;
  readonly features: readonly string[];
  readonly seed: number;
}

export function toClusterReport(source: ClusterReportSource): ClusterReport {
  const { visitors, vectors, tried, dense, clustering, method, features } = source;
  const { centres: _centres, controls, ...figures } = dense;
  const rowOf = (row: number) => Array.from(vectors.values.subarray(row * vectors.width, (row + 1) * vectors.width));
  const labels = visitors.map((_, row) => (clustering ? nearestCluster(clustering, rowOf(row)) : -1));
  const shown = sample(visitors.length, POINTS, createRandom(source.seed));
  const { places, explained } = project(vectors, shown);
  const criterion = method === 'kmeans' ? 'silhouette' : 'density-based validity';
  return {
    method: clustering ? method : null,
    why: clustering
      ? `the ${criterion} is above every control’s by a quarter or more`
      : `the ${criterion} of ${method} is not clearly above that of visitors whose features were dealt anew`,
    unit: source.unit,
    visitors: visitors.length,
    features,
    k: source.k,
    byK: tried.map(({ k, silhouette, controls: of, stability }) => ({
      k,
      silhouette: round(silhouette),
      control: round(mean(of)),
      stability: round(stability),
    })),
    hdbscan: {
      ...figures,
      noise: round(figures.noise),
      validity: round(figures.validity),
      silhouette: round(figures.silhouette),
      control: round(mean(controls)),
    },
    clusters: (clustering?.clusters ?? []).map(({ id, name, share, centre }, at) => ({
      id,
      name,
      share,
      ...figuresOf(visitors.filter((_, row) => labels[row] === at)),
      top: features
        .map((feature, column) => ({ feature, place: round(centre[column]!) }))
        .toSorted((a, b) => Math.abs(b.place) - Math.abs(a.place))
        .slice(0, TOP_FEATURES),
    })),
    points: Array.from(shown, (row, at) => ({
      x: round(places[at]![0]),
      y: round(places[at]![1]),
      cluster: labels[row]!,
    })),
    explained: round(explained),
  };
}

function figuresOf(
  members: readonly ClusterInputs[],
): Pick<ClusterFigures, 'visitors' | 'orders' | 'orderValue' | 'lines' | 'pieces'> {
  const buyers = members.filter(({ orders, lines }) => orders > 0 && lines > 0);
  return {
    visitors: members.length,
    orders: median(members.map(({ orders }) => orders)) ?? 0,
    orderValue: median(buyers.filter(({ spent }) => spent > 0).map(({ spent, orders }) => spent / orders)),
    lines: median(buyers.map(({ lines, orders }) => lines / orders)),
    pieces: median(buyers.map(({ pieces, lines }) => pieces / lines)),
  };
}

function median(values: readonly number[]): number | null {
  const middle = values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  return middle === undefined ? null : Math.round(middle * 10) / 10;
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
