import type { TrendsPart } from '../../contract/parts.ts';
import type { Ranking, Refine } from '../../contract/bundle.ts';
import type { Clustering } from '../../contract/segments.ts';
import type { ClusterReport } from '../clusters/cluster-report.ts';

/** What training found, before it is written as a bundle. Rows count in the catalogue's order. */
export interface Model {
  readonly ranking: Ranking;
  readonly refine: Refine;
  /** Share of the content score, per attribute of the catalogue. */
  readonly attributeWeights: readonly number[];
  readonly neighbours: Neighbours;
  readonly embeddings: Embeddings;
  readonly popularity: Popularity;
  /** Factors of long-term taste, where validation said that it pays. */
  readonly taste: Embeddings | null;
  /** The part `learned`, where validation said that a learned ranker pays. */
  readonly learned: Uint8Array | null;
  /** What it asks about items. */
  readonly trends: TrendsPart | null;
  /** Visitors who do much the same, where some were found; absent in a model that was not asked for any. */
  readonly clusters?: Clustering | null | undefined;
  readonly clusterReport?: ClusterReport | undefined;
  /** What was tried and what it was worth, for the report. */
  readonly findings: readonly Finding[];
}

export interface Neighbours {
  /** Neighbours kept a row; unused places hold weight 0. */
  readonly k: number;
  /** items x k */
  readonly index: Uint16Array | Uint32Array;
  /** items x k, quantised, best first; the weight is `weight * scale[row]`. */
  readonly weight: Uint16Array;
  readonly scale: Float32Array;
}

export interface Embeddings {
  readonly dims: number;
  /** items x dims */
  readonly values: Int8Array;
  /** Makes each row one of length 1: the value is `values * scale[row]`. */
  readonly scale: Float32Array;
}

export interface Popularity {
  /** Sessions that hold the item. */
  readonly support: Uint32Array;
  /** Share of recent interest, newest sessions counting most; sums to 1. */
  readonly share: Float32Array;
  readonly regions: readonly string[];
  /** regions x top, best first. */
  readonly regional: Uint32Array;
  readonly top: number;
}

export interface Finding {
  readonly what: string;
  readonly chosen: string;
  /** Metric on the validation tail, with and without. */
  readonly metric: string;
  readonly before: number;
  readonly after: number;
}
