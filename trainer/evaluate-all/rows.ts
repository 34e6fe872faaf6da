import type { EvaluationResult } from '../evaluation/evaluate.ts';
import type { Exclusion, Protocol } from '../evaluation/protocols.ts';

/** What a measurement should reach. */
export interface Wanted {
  readonly metric: 'hr' | 'mrr' | 'ndcg' | 'map';
  readonly least: number;
  readonly aim: number;
}

/** One run of `aisle evaluate` on a log, by its defaults. */
export interface Row {
  readonly protocol: Protocol;
  readonly exclude?: Exclusion;
  readonly wanted: readonly Wanted[];
  /** Steps drawn with the seed, where all of them would take too long. */
  readonly steps?: number;
  readonly leakChecks?: 'quick' | 'full';
}

/** What a bundle may weigh, training take: the largest value that passes. */
export interface Limits {
  readonly bytes?: number;
  readonly bytesAnItem?: number;
  readonly trainSeconds?: number;
  readonly trainMb?: number;
}

export interface DataSet {
  /** Folder with `events.csv.gz` and `items.csv.gz`. */
  readonly folder: string;
  readonly title: string;
  readonly testDays?: number;
  readonly limits: Limits;
  readonly rows: readonly Row[];
}

const want = (metric: Wanted['metric'], least: number, aim: number): Wanted => ({ metric, least, aim });
const SOME = 12_000;

/** Logs that anyone can have, and what is held to be good on them: docs/evaluation.md is made of these. */
export const DATA_SETS: readonly DataSet[] = [
  {
    folder: 'rsc15-100k',
    title: 'YOOCHOOSE clicks, 100k sample',
    limits: { bytes: 300_000 },
    rows: [
      { protocol: 'next-item', wanted: [want('hr', 0.71, 0.73), want('mrr', 0.38, 0.39)], leakChecks: 'full' },
      { protocol: 'next-item', exclude: 'current', wanted: [want('hr', 0.46, 0.475), want('mrr', 0.203, 0.212)] },
      { protocol: 'rerank', wanted: [want('ndcg', 0.5, 0.52)] },
      { protocol: 'rerank', exclude: 'current', wanted: [want('ndcg', 0.5, 0.52)] },
      { protocol: 'rerank-hard', wanted: [want('ndcg', 0.34, 0.36)] },
      { protocol: 'rerank-hard', exclude: 'current', wanted: [want('ndcg', 0.34, 0.36)] },
    ],
  },
  {
    folder: 'diginetica-seq',
    title: 'Diginetica views',
    limits: { bytesAnItem: 100, trainSeconds: 180, trainMb: 3_072 },
    rows: [
      { protocol: 'next-item', wanted: [want('hr', 0.555, 0.58), want('mrr', 0.2, 0.21)] },
      { protocol: 'next-item', exclude: 'current', wanted: [], steps: SOME },
      { protocol: 'rerank', wanted: [want('ndcg', 0.9, 0.92)], steps: SOME },
      { protocol: 'rerank-hard', wanted: [want('ndcg', 0.33, 0.35)], steps: SOME },
      { protocol: 'rerank-hard', exclude: 'current', wanted: [want('ndcg', 0.33, 0.35)], steps: SOME },
    ],
  },
  {
    folder: 'amazon-beauty',
    title: 'Amazon Beauty, 5-core',
    limits: { bytesAnItem: 100 },
    rows: [
      { protocol: 'leave-one-out', wanted: [want('hr', 0.1, 0.11), want('ndcg', 0.059, 0.065)], leakChecks: 'quick' },
      { protocol: 'cold', wanted: [want('hr', 0.155, 0.2)] },
    ],
  },
  {
    folder: 'onlineretail',
    title: 'Online Retail, last 30 days',
    limits: {},
    rows: [
      {
        protocol: 'next-item',
        exclude: 'seen',
        wanted: [want('hr', 0.39, 0.42), want('mrr', 0.19, 0.21)],
        leakChecks: 'quick',
      },
      { protocol: 'rerank-hard', exclude: 'seen', wanted: [], steps: SOME },
      { protocol: 'cold', wanted: [want('hr', 0.386, 0.43)], steps: SOME },
    ],
  },
  {
    folder: 'ml-100k',
    title: 'MovieLens 100K',
    limits: {},
    rows: [{ protocol: 'holdout', wanted: [want('ndcg', 0.485, 0.5), want('map', 0.148, 0.155)], leakChecks: 'quick' }],
  },
];

/** What is measured of a log that the table does not know. */
export const OTHER_ROWS: readonly Row[] = [
  { protocol: 'next-item', wanted: [] },
  { protocol: 'next-item', exclude: 'current', wanted: [] },
  { protocol: 'rerank-hard', wanted: [] },
];

export interface Measured {
  readonly folder: string;
  readonly row: Row;
  readonly result: EvaluationResult;
  readonly seconds: number;
}

/** `next-item, current excluded`. */
export function nameOf({ protocol, exclude = 'none' }: Pick<Row, 'protocol' | 'exclude'>): string {
  if (exclude === 'none' || protocol === 'leave-one-out' || protocol === 'holdout') return protocol;
  return `${protocol}, ${exclude} excluded`;
}
