import { createRandom } from '../models/random.ts';

const RESAMPLES = 1_000;

/** Means over steps of the metrics of one relevant item at rank r (first = 1; ties have their average rank). */
export interface Metrics {
  /** Share of steps with r <= k: hit rate, with one relevant item the same as recall. */
  readonly hr: number;
  readonly recall: number;
  /** 1 / r, 0 past k; with one relevant item the same as mean average precision. */
  readonly mrr: number;
  readonly map: number;
  /** 1 / log2(1 + r), 0 past k (Järvelin and Kekäläinen 2002). */
  readonly ndcg: number;
}

export interface Cutoffs {
  readonly hr: number;
  readonly mrr: number;
  readonly ndcg: number;
}

export type Interval = readonly [low: number, high: number];

export interface MetricSummary extends Metrics {
  /** 95 % bootstrap intervals: sessions drawn with replacement, since steps of one session are not independent. */
  readonly ci95: { readonly hr: Interval; readonly mrr: Interval; readonly ndcg: Interval };
  /** Means over sessions of their means over steps: a long session counts no more than a short one. */
  readonly sessionAveraged: Metrics;
}

/** Collects ranks, session by session. */
export interface MetricCollector {
  /** `rank` Infinity: a miss. */
  add(session: number, rank: number): void;
  summarise(seed: number): MetricSummary;
}

/** Sums over the steps of one session. */
interface SessionSums {
  steps: number;
  hr: number;
  mrr: number;
  ndcg: number;
}

export function createMetricCollector(cutoffs: Cutoffs): MetricCollector {
  const sessions = new Map<number, SessionSums>();
  return {
    add(session, rank) {
      const sums = sessions.get(session) ?? { steps: 0, hr: 0, mrr: 0, ndcg: 0 };
      sessions.set(session, sums);
      sums.steps++;
      if (rank <= cutoffs.hr) sums.hr++;
      if (rank <= cutoffs.mrr) sums.mrr += 1 / rank;
      if (rank <= cutoffs.ndcg) sums.ndcg += 1 / Math.log2(1 + rank);
    },
    summarise(seed) {
      const all = [...sessions.values()];
      const shares = all.map(({ steps, hr, mrr, ndcg }) => ({
        steps: 1,
        hr: hr / steps,
        mrr: mrr / steps,
        ndcg: ndcg / steps,
      }));
      return { ...toMetrics(total(all)), ci95: bootstrap(all, seed), sessionAveraged: toMetrics(total(shares)) };
    },
  };
}

/**
 * Rank of the target among scores, 1 the best: those above it, and half of those alike. Infinity for a target that has no
 * score: 0 or, where it was excluded, NaN.
 */
export function averageRank(scores: Float32Array, target: number): number {
  const score = scores[target]!;
  if (!(score > 0)) return Infinity;
  let [above, alike] = [0, 0];
  for (let at = 0; at < scores.length; at++) {
    if (scores[at]! > score) above++;
    else if (scores[at] === score) alike++;
  }
  return above + (alike + 1) / 2;
}

function total(sessions: readonly SessionSums[]): SessionSums {
  const sum = { steps: 0, hr: 0, mrr: 0, ndcg: 0 };
  for (const { steps, hr, mrr, ndcg } of sessions) {
    sum.steps += steps;
    sum.hr += hr;
    sum.mrr += mrr;
    sum.ndcg += ndcg;
  }
  return sum;
}

function toMetrics({ steps, hr, mrr, ndcg }: SessionSums): Metrics {
  const count = Math.max(steps, 1);
  return { hr: hr / count, recall: hr / count, mrr: mrr / count, map: mrr / count, ndcg: ndcg / count };
}

function bootstrap(sessions: readonly SessionSums[], seed: number): MetricSummary['ci95'] {
  const random = createRandom(seed);
  const draws = Array.from({ length: sessions.length === 0 ? 0 : RESAMPLES }, () =>
    toMetrics(total(sessions.map(() => sessions[Math.floor(random() * sessions.length)]!))),
  );
  const interval = (name: 'hr' | 'mrr' | 'ndcg'): Interval => {
    const sorted = draws.map((draw) => draw[name]).toSorted((a, b) => a - b);
    return [sorted[Math.floor(0.025 * sorted.length)] ?? 0, sorted[Math.ceil(0.975 * sorted.length) - 1] ?? 0];
  };
  return { hr: interval('hr'), mrr: interval('mrr'), ndcg: interval('ndcg') };
}
