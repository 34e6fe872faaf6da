import { createRandom } from '../models/random.ts';
import { METRICS, metricsOf, type Cutoffs, type Interval, type Metrics, type MetricSummary } from './metrics.ts';

const RESAMPLES = 1_000;
/** Fewest events of the profile in each class of thickness. */
const THICKNESS = [1, 2, 3, 5, 10] as const;
/** Of the metrics, those told by thickness and as differences: the first ones. */
const TOLD = 3;
export type ToldMetric = 'hr' | 'mrr' | 'ndcg';

/** A metric of a part of the steps, or a difference of two methods, with its 95 % interval. */
export type Figure = Readonly<Record<ToldMetric, { readonly value: number; readonly ci95: Interval }>>;

export interface ThicknessSummary {
  /** Events that the profile holds; `to` null: and more. */
  readonly from: number;
  readonly to: number | null;
  readonly steps: number;
  readonly byMethod: Readonly<Record<string, Figure>>;
}

export interface TallySummary {
  readonly byMethod: Readonly<Record<string, MetricSummary>>;
  readonly byThickness: readonly ThicknessSummary[];
  /** What the shipped method has more than each of the others, step by step. */
  readonly gains: Readonly<Record<string, Figure>>;
}

/** Collects the ranks of several methods over the same steps. */
export interface Tally {
  /** A step of a visitor whose profile holds so many events; `ranks` by method, ascending, Infinity for a miss. */
  add(visitor: number, events: number, ranks: readonly (readonly number[])[]): void;
  summarise(seed: number): TallySummary;
}

/**
 * Sums by visitor, one row each: steps in all and by thickness, then every metric of every method, then the first three of them
 * by thickness. All figures are quotients of sums of rows, so that one drawing of visitors serves all of them.
 */
export function createTally(methods: readonly string[], shipped: number, cutoffs: Cutoffs): Tally {
  const classes = THICKNESS.length;
  const metricsAt = 1 + classes;
  const thicknessAt = metricsAt + methods.length * METRICS.length;
  const columns = thicknessAt + classes * methods.length * TOLD;
  const rows = new Map<number, Float64Array>();

  const metricAt = (method: number, metric: number): number => metricsAt + method * METRICS.length + metric;
  const told = (of: number, method: number, metric: number): number =>
    thicknessAt + (of * methods.length + method) * TOLD + metric;

  return {
    add(visitor, events, ranks) {
      const row = rows.get(visitor) ?? new Float64Array(columns);
      rows.set(visitor, row);
      const of = Math.max(
        0,
        THICKNESS.findLastIndex((least) => events >= least),
      );
      row[0]!++;
      row[1 + of]!++;
      ranks.forEach((each, method) => {
        metricsOf(each, cutoffs).forEach((value, metric) => {
          row[metricAt(method, metric)]! += value;
          if (metric < TOLD) row[told(of, method, metric)]! += value;
        });
      });
    },
    summarise(seed) {
      const all = [...rows.values()];
      const sums = new Float64Array(columns);
      const shares = new Float64Array(columns);
      for (const row of all) {
        row.forEach((value, column) => {
          sums[column]! += value;
          shares[column]! += value / row[0]!;
        });
      }
      const draws = drawSums(all, columns, seed);
      const figure = (read: (of: Float64Array) => number): { value: number; ci95: Interval } => ({
        value: read(sums),
        ci95: intervalOf(draws.map(read)),
      });
      const toldFigures = (read: (of: Float64Array, metric: number) => number): Figure => ({
        hr: figure((of) => read(of, 0)),
        mrr: figure((of) => read(of, 1)),
        ndcg: figure((of) => read(of, 2)),
      });
      const byName = <T>(make: (method: number) => T): Record<string, T> =>
        Object.fromEntries(methods.map((name, method) => [name, make(method)]));
      return {
        byMethod: byName((method) => {
          const each = METRICS.map((_, metric) => figure((of) => ratio(of[metricAt(method, metric)]!, of[0]!)));
          return {
            ...toMetrics((metric) => each[metric]!.value),
            ci95: toMetrics((metric) => each[metric]!.ci95),
            sessionAveraged: toMetrics((metric) => ratio(shares[metricAt(method, metric)]!, all.length)),
          };
        }),
        byThickness: THICKNESS.map((from, of) => ({
          from,
          to: of + 1 < classes ? THICKNESS[of + 1]! - 1 : null,
          steps: sums[1 + of]!,
          byMethod: byName((method) =>
            toldFigures((from_, metric) => ratio(from_[told(of, method, metric)]!, from_[1 + of]!)),
          ),
        })),
        gains: byName((method) =>
          toldFigures((of, metric) => ratio(of[metricAt(shipped, metric)]! - of[metricAt(method, metric)]!, of[0]!)),
        ),
      };
    },
  };
}

function toMetrics<T>(value: (metric: number) => T): Record<keyof Metrics, T> {
  return Object.fromEntries(METRICS.map((name, metric) => [name, value(metric)])) as Record<keyof Metrics, T>;
}

function ratio(sum: number, count: number): number {
  return count > 0 ? sum / count : 0;
}

/** Sums of as many rows as there are, drawn with replacement, again and again. */
function drawSums(rows: readonly Float64Array[], columns: number, seed: number): Float64Array[] {
  const random = createRandom(seed);
  const sparse = toSparse(rows);
  return Array.from({ length: rows.length === 0 ? 0 : RESAMPLES }, () => {
    const sums = new Float64Array(columns);
    for (let draw = 0; draw < rows.length; draw++) {
      const row = Math.floor(random() * rows.length);
      for (let at = sparse.offsets[row]!; at < sparse.offsets[row + 1]!; at++)
        sums[sparse.column[at]!]! += sparse.value[at]!;
    }
    return sums;
  });
}

/** What is not 0 of the rows: most visitors have few steps, of one or two classes. */
function toSparse(rows: readonly Float64Array[]): { offsets: Uint32Array; column: Uint32Array; value: Float64Array } {
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, index) => (offsets[index + 1] = offsets[index]! + row.filter((value) => value !== 0).length));
  const column = new Uint32Array(offsets[rows.length]!);
  const value = new Float64Array(column.length);
  let next = 0;
  for (const row of rows) {
    row.forEach((each, at) => {
      if (each === 0) return;
      column[next] = at;
      value[next++] = each;
    });
  }
  return { offsets, column, value };
}

function intervalOf(draws: readonly number[]): Interval {
  const sorted = Float64Array.from(draws).toSorted();
  return [sorted[Math.floor(0.025 * sorted.length)] ?? 0, sorted[Math.ceil(0.975 * sorted.length) - 1] ?? 0];
}
