import type { Condition, Count } from '../../contract/segments.ts';

/** Numbers that something can be. */
export interface Domain {
  readonly from: number;
  readonly to: number;
  readonly isWhole: boolean;
}

export type Comparison = Pick<Count, 'atLeast' | 'atMost' | 'above' | 'below' | 'is'>;

export const WHOLE: Domain = { from: 0, to: Infinity, isWhole: true };
export const POSITIVE: Domain = { from: 0, to: Infinity, isWhole: false };
export const ANY: Domain = { from: -Infinity, to: Infinity, isWhole: false };

export function hasComparison({ atLeast, atMost, above, below, is }: Comparison): boolean {
  return [atLeast, atMost, above, below, is].some((limit) => limit !== undefined);
}

/** Whether a number of a domain may, must or cannot be what a comparison asks. */
export function truthOf(comparison: Comparison, domain: Domain): 'never' | 'always' | 'open' {
  const { is, ...limits } = comparison;
  const { low, high } = boundsOf(limits, domain);
  if (is !== undefined) {
    const values = [is].flat().filter((value) => typeof value === 'number');
    const isPossible = (value: number): boolean =>
      value >= Math.max(low, domain.from) && value <= Math.min(high, domain.to) && (!domain.isWhole || value % 1 === 0);
    return values.length > 0 && !values.some(isPossible) ? 'never' : 'open';
  }
  if (low > high || low > domain.to || high < domain.from) return 'never';
  return low <= domain.from && high >= domain.to ? 'always' : 'open';
}

/** Limits as the nearest numbers of the domain that meet them. */
function boundsOf(
  { atLeast = -Infinity, atMost = Infinity, above = -Infinity, below = Infinity }: Comparison,
  { isWhole }: Domain,
): { low: number; high: number } {
  // of fractions one that is only above is taken as at least: the step between is of no number that could be named
  const aboveFrom = isWhole ? Math.floor(above) + 1 : above + Number.EPSILON * Math.max(1, Math.abs(above));
  const belowTo = isWhole ? Math.ceil(below) - 1 : below - Number.EPSILON * Math.max(1, Math.abs(below));
  const low = Math.max(isWhole ? Math.ceil(atLeast) : atLeast, above === -Infinity ? above : aboveFrom);
  const high = Math.min(isWhole ? Math.floor(atMost) : atMost, below === Infinity ? below : belowTo);
  return { low, high };
}

const LIMITS: ReadonlySet<string> = new Set(['atLeast', 'atMost', 'above', 'below', 'is']);

/** Whether no more than one of `parts` can hold at a time, or always one of them does: `[a, b]` are their places. */
export function contradictionIn(parts: readonly Condition[]): readonly [a: number, b: number] | undefined {
  const keys = parts.map((part) => JSON.stringify(part));
  const negated = parts.map((part) => ('not' in part ? JSON.stringify(part.not) : undefined));
  for (const [b, key] of negated.entries()) {
    const a = key === undefined ? -1 : keys.indexOf(key);
    if (a >= 0) return [a, b];
  }
  return undefined;
}

/** Places of two parts that compare the same thing with what it cannot be at once: `is: "phone"` and `is: "desktop"`. */
export function conflictIn(parts: readonly Condition[]): readonly [a: number, b: number] | undefined {
  for (const [b, second] of parts.entries()) {
    for (const [a, first] of parts.slice(0, b).entries()) {
      if (subjectOf(first) === undefined || subjectOf(first) !== subjectOf(second)) continue;
      if (cannotBoth(first as Comparison, second as Comparison)) return [a, b];
    }
  }
  return undefined;
}

/** What is compared; undefined for what compares nothing. */
function subjectOf(condition: Condition): string | undefined {
  if (!hasComparison(condition as Comparison)) return undefined;
  return JSON.stringify(Object.entries(condition).filter(([key]) => !LIMITS.has(key)));
}

function cannotBoth(first: Comparison, second: Comparison): boolean {
  const wanted = [first.is, second.is].map((is) => (is === undefined ? undefined : [is].flat()));
  const [one, other] = wanted;
  if (one && other) return !one.some((value) => other.includes(value));
  const values = one ?? other;
  const merged: Comparison = {
    atLeast: Math.max(first.atLeast ?? -Infinity, second.atLeast ?? -Infinity),
    atMost: Math.min(first.atMost ?? Infinity, second.atMost ?? Infinity),
    above: Math.max(first.above ?? -Infinity, second.above ?? -Infinity),
    below: Math.min(first.below ?? Infinity, second.below ?? Infinity),
    is: values,
  };
  return truthOf(merged, ANY) === 'never';
}
