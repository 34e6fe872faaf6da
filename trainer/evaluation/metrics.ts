/**
 * What is counted of one step with relevant items at the ranks r_1 < r_2 < ... (first = 1; ties have their average rank), and
 * its mean over steps. With one relevant item recall is the hit rate and map is mrr.
 */
export const METRICS = ['hr', 'mrr', 'ndcg', 'map', 'recall', 'precision'] as const;
export type Metric = (typeof METRICS)[number];

export type Metrics = Readonly<Record<Metric, number>>;

/** Where a metric is cut: `hr` also recall and precision, `mrr` also map. */
export interface Cutoffs {
  readonly hr: number;
  readonly mrr: number;
  readonly ndcg: number;
}

export type Interval = readonly [low: number, high: number];

export interface MetricSummary extends Metrics {
  /** 95 % bootstrap intervals: visitors drawn with replacement, since steps of one session are not independent. */
  readonly ci95: Readonly<Record<Metric, Interval>>;
  /** Means over visitors of their means over steps: a long session counts no more than a short one. */
  readonly sessionAveraged: Metrics;
}

/**
 * hr: whether r_1 <= k. mrr: 1 / r_1. ndcg: sum of 1 / log2(1 + r_j), divided by that of the ideal order of min(k, relevant)
 * items (Järvelin and Kekäläinen 2002). map: sum of j / r_j, divided by the relevant. recall, precision: the hits, divided by
 * the relevant, by k. What stands past k counts 0.
 */
export function metricsOf(ranks: readonly number[], cutoffs: Cutoffs): number[] {
  const relevant = ranks.length;
  const first = ranks[0] ?? Infinity;
  let [hits, gain, ideal, precisions] = [0, 0, 0, 0];
  ranks.forEach((rank, index) => {
    if (rank <= cutoffs.hr) hits++;
    if (rank <= cutoffs.mrr) precisions += (index + 1) / rank;
    if (rank <= cutoffs.ndcg) gain += 1 / Math.log2(1 + rank);
    if (index < cutoffs.ndcg) ideal += 1 / Math.log2(2 + index);
  });
  const count = Math.max(relevant, 1);
  return [
    first <= cutoffs.hr ? 1 : 0,
    first <= cutoffs.mrr ? 1 / first : 0,
    ideal > 0 ? gain / ideal : 0,
    precisions / count,
    hits / count,
    hits / cutoffs.hr,
  ];
}
