/** One line of `npm run bench`: what was measured, against what, in the same run. */
export interface Row {
  readonly id: string;
  readonly value: number;
  /** Of `value` and `reference`. */
  readonly unit: 'B' | 'us' | 'ms' | 'CLS';
  /** What `value` is compared with, measured in the same run; a budget where the target is one. */
  readonly reference: number;
  /** `value / reference`. */
  readonly ratio: number;
  /** The largest ratio that passes. */
  readonly target: number;
  readonly pass: boolean;
}

export function toRow(id: string, unit: Row['unit'], value: number, reference: number, target: number): Row {
  const ratio = reference === 0 ? (value === 0 ? 0 : Infinity) : value / reference;
  return { id, value, unit, reference, ratio, target, pass: ratio <= target };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Two things measured turn by turn, so that a busy moment of the machine meets both. */
export interface Pair {
  readonly value: readonly number[];
  readonly reference: readonly number[];
}

/** The row of a pair: medians, and the median of the rounds' own ratios, which a slow round cannot bend. */
export function toPairRow(id: string, unit: Row['unit'], { value, reference }: Pair, target: number): Row {
  const ratio = median(value.map((one, round) => one / (reference[round] ?? NaN)));
  return { id, value: median(value), unit, reference: median(reference), ratio, target, pass: ratio <= target };
}

export function formatRow({ id, value, unit, reference, ratio, target, pass }: Row): string {
  const number = (of: number): string => (of >= 100 ? of.toFixed(0) : of.toFixed(2)).padStart(8);
  return `${pass ? 'pass' : 'FAIL'}  ${id.padEnd(16)} ${number(value)} ${unit.padEnd(3)} over ${number(reference)}  ratio ${ratio.toFixed(2).padStart(6)}  target <= ${target}`;
}
