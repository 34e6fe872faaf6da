import { metricsOf } from './metrics.ts';

const LENGTHS = [1, 2, 3, 5, 10, 20, 50, 100] as const;

/** Hit rate and NDCG of a method, were its list of another length. */
export interface CurvePoint {
  readonly k: number;
  readonly hr: number;
  readonly ndcg: number;
}

export interface CurveCollector {
  add(ranks: readonly number[]): void;
  finish(): CurvePoint[];
}

export function createCurve(): CurveCollector {
  const sums = LENGTHS.map((k) => ({ k, hr: 0, ndcg: 0 }));
  let steps = 0;
  return {
    add(ranks) {
      steps++;
      for (const sum of sums) {
        const [hr = 0, , ndcg = 0] = metricsOf(ranks, { hr: sum.k, mrr: sum.k, ndcg: sum.k });
        sum.hr += hr;
        sum.ndcg += ndcg;
      }
    },
    finish: () => sums.map(({ k, hr, ndcg }) => ({ k, hr: hr / Math.max(steps, 1), ndcg: ndcg / Math.max(steps, 1) })),
  };
}
