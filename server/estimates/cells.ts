import type { Mechanism } from '../../contract/mechanisms.ts';
import { MAX_COUNT } from '../../contract/reports.ts';

/** Two-sided, 95 %. */
export const Z_95 = 1.959963984540054;

/** What was added up of the reports of one batch. */
export interface Sums {
  /** Reports. */
  readonly n: number;
  /** Of each cell, in the order of `cellsOf`. */
  readonly counts: readonly number[];
}

/** What is known of a cell. */
export interface CellEstimate {
  /** Share of reporting visits, or of counts their mean; unbiased, and therefore sometimes below nought. */
  readonly value: number;
  /** What the noise alone adds, the visits being what they are: variance of `value`. */
  readonly noiseVariance: number;
  /** Of `value` as an estimate for all visits, drawn and randomised. */
  readonly standardError: number;
  readonly ci95: readonly [low: number, high: number];
}

/**
 * Unbiased estimates of every cell, n > 0. One-hot: (C / n - q) / (p - q), whose noise has the variance
 * (q (1 - q) / (p - q)^2 + value (1 - p - q) / (p - q)) / n, and which as a whole varies as a Bernoulli draw of chance C / n does.
 * Counts: their mean, with the variance of discrete Laplace noise, 2 alpha / (1 - alpha)^2, and at most value (15 - value) of the
 * visits themselves (Bhatia and Davis, 2000).
 */
export function estimateCells(mechanism: Mechanism, { n, counts }: Sums): CellEstimate[] {
  return counts.map((count) => {
    if (mechanism.kind === 'laplace') {
      const { alpha } = mechanism;
      const value = count / n;
      const noiseVariance = (2 * alpha) / (1 - alpha) ** 2 / n;
      const clamped = Math.min(Math.max(value, 0), MAX_COUNT);
      return toEstimate(value, noiseVariance, noiseVariance + (clamped * (MAX_COUNT - clamped)) / n);
    }
    const { p, q } = mechanism;
    const seen = count / n;
    const value = (seen - q) / (p - q);
    const noiseVariance = ((q * (1 - q)) / (p - q) ** 2 + (value * (1 - p - q)) / (p - q)) / n;
    return toEstimate(value, noiseVariance, (seen * (1 - seen)) / (n * (p - q) ** 2));
  });
}

function toEstimate(value: number, noiseVariance: number, variance: number): CellEstimate {
  const standardError = Math.sqrt(Math.max(variance, 0));
  // a value far below nought makes the formula's second term negative
  return { value, noiseVariance: Math.max(noiseVariance, 0), standardError, ci95: intervalOf(value, standardError) };
}

export function intervalOf(value: number, standardError: number): readonly [low: number, high: number] {
  return [value - Z_95 * standardError, value + Z_95 * standardError];
}
