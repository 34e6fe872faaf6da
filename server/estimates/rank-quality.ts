import type { OneHot } from '../../contract/mechanisms.ts';
import { BUCKETS } from '../../contract/reports.ts';
import { estimateCells, intervalOf, type Sums } from './cells.ts';

export interface RankQuality {
  /** Mean over reporting visits; one without a click counts nought. The middle of what the buckets allow. */
  readonly value: number;
  readonly standardError: number;
  readonly ci95: readonly [low: number, high: number];
  /** A bucket does not say which of its positions it was: the value if all clicks were at its last, and at its first. */
  readonly bounds: readonly [low: number, high: number];
}

/**
 * How far up what was clicked stood, from a `rank` task's sums: the mean reciprocal rank, and NDCG with one relevant item,
 * 1 / log2(1 + rank).
 */
export function estimateRankQuality(
  mechanism: OneHot,
  sums: Sums,
): { readonly mrr: RankQuality; readonly ndcg: RankQuality } {
  return {
    mrr: qualityOf(mechanism, sums, (rank) => 1 / rank),
    ndcg: qualityOf(mechanism, sums, (rank) => 1 / Math.log2(1 + rank)),
  };
}

function qualityOf(mechanism: OneHot, sums: Sums, gainOf: (rank: number) => number): RankQuality {
  const firsts = BUCKETS.map((_, at) => (BUCKETS[at - 1] ?? 0) + 1);
  // past the last bucket's end there is no gain left
  const high = [0, ...firsts.map(gainOf)];
  const low = [0, ...BUCKETS.map((end) => (end === Infinity ? 0 : gainOf(end)))];
  const weights = high.map((gain, at) => (gain + low[at]!) / 2);
  const shares = estimateCells(mechanism, sums).map(({ value }) => value);
  const dot = (gains: readonly number[]): number => gains.reduce((sum, gain, at) => sum + gain * shares[at]!, 0);
  const value = dot(weights);
  const standardError = Math.sqrt(Math.max(varianceOf(mechanism, sums, weights), 0));
  return { value, standardError, ci95: intervalOf(value, standardError), bounds: [dot(low), dot(high)] };
}

/**
 * Variance of a weighted sum of shares. GRR: of each report one cell, a multinomial draw. OUE: bits that are independent but for
 * the truth behind them, of which there is one.
 */
function varianceOf({ kind, p, q }: OneHot, { n, counts }: Sums, weights: readonly number[]): number {
  const seen = counts.map((count) => count / n);
  const sum = (of: (at: number) => number): number => weights.reduce((total, _, at) => total + of(at), 0);
  const squares = sum((at) => weights[at]! ** 2 * seen[at]!);
  if (kind === 'grr') return (squares - sum((at) => weights[at]! * seen[at]!) ** 2) / (n * (p - q) ** 2);
  const shares = seen.map((share) => (share - q) / (p - q));
  const own = sum((at) => weights[at]! ** 2 * seen[at]! * (1 - seen[at]!)) / (p - q) ** 2;
  const together = sum((at) => weights[at]! * shares[at]!) ** 2 - sum((at) => weights[at]! ** 2 * shares[at]! ** 2);
  return (own - together) / n;
}
