import type { OneHot } from '../../contract/mechanisms.ts';
import { estimateCells, intervalOf, Z_95, type CellEstimate, type Sums } from './cells.ts';

/** One-sided, 80 %: the power at which an effect counts as detectable. */
const Z_POWER = 0.8416212335729143;

export interface Uplift {
  readonly personalised: CellEstimate;
  readonly holdout: CellEstimate;
  /** Personalised less holdout, in shares of reporting visits. */
  readonly difference: number;
  readonly standardError: number;
  readonly ci95: readonly [low: number, high: number];
  /** Difference over the holdout's share, by Fieller's method; absent while that share cannot be told from nought. */
  readonly relative?: { readonly value: number; readonly ci95: readonly [low: number, high: number] };
  /** The difference that so many reports find in four of five cases, at 5 %. */
  readonly detectable: number;
  /** `too-few` as long as the difference is smaller than what can be detected, whatever the interval says. */
  readonly verdict: 'better' | 'worse' | 'too-few';
  /** Reports of both arms, split as they are now, with which a difference as large as this one would be detected. */
  readonly reportsNeeded: number;
}

/**
 * What personalising is worth, of a task of two cells ("no", "yes") with reports of both arms. The arms are drawn independently of
 * what anybody does, so that the difference of two unbiased shares is unbiased too.
 */
export function estimateUplift(mechanism: OneHot, personalised: Sums, holdout: Sums): Uplift {
  const [a, b] = [personalised, holdout].map((sums) => estimateCells(mechanism, sums)[1]!) as [
    CellEstimate,
    CellEstimate,
  ];
  const difference = a.value - b.value;
  const standardError = Math.hypot(a.standardError, b.standardError);
  const detectable = (Z_95 + Z_POWER) * standardError;
  const isFound = Math.abs(difference) >= detectable && standardError > 0;
  const relative = relativeOf(a, b);
  return {
    personalised: a,
    holdout: b,
    difference,
    standardError,
    ci95: intervalOf(difference, standardError),
    ...(relative && { relative }),
    detectable,
    verdict: isFound ? (difference > 0 ? 'better' : 'worse') : 'too-few',
    reportsNeeded: Math.ceil((personalised.n + holdout.n) * (detectable / difference) ** 2),
  };
}

/** Fieller, "Some Problems in Interval Estimation", 1954: the ratios r for which a - r b may be nought. */
function relativeOf(a: CellEstimate, b: CellEstimate): Uplift['relative'] {
  const [va, vb] = [a.standardError ** 2, b.standardError ** 2];
  const under = b.value ** 2 - Z_95 ** 2 * vb;
  if (b.value <= 0 || under <= 0) return undefined;
  const middle = a.value * b.value;
  const root = Math.sqrt(Math.max(middle ** 2 - under * (a.value ** 2 - Z_95 ** 2 * va), 0));
  return { value: a.value / b.value - 1, ci95: [(middle - root) / under - 1, (middle + root) / under - 1] };
}
