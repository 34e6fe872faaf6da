import type { Count } from '../../contract/segments.ts';

type Comparison = Pick<Count, 'atLeast' | 'atMost' | 'above' | 'below' | 'is'>;

/** -1: too low, 1: too high, 0: as it was asked for. */
export type Range = (value: number) => -1 | 0 | 1;

/** The ranges that a number has to be in one of: several where it may be one of several numbers. */
export function toRanges({
  atLeast = -Infinity,
  atMost = Infinity,
  above = -Infinity,
  below = Infinity,
  is,
}: Comparison): Range[] {
  const within = (low: number, high: number): Range => {
    const from = Math.max(low, atLeast);
    const to = Math.min(high, atMost);
    return (value) =>
      value < from || (above > -Infinity && value <= above) ? -1 : value > to || value >= below ? 1 : 0;
  };
  if (is === undefined) return [within(-Infinity, Infinity)];
  return [is].flat().flatMap((one) => (typeof one === 'number' ? [within(one, one)] : []));
}

/** Whether it says anything to compare with. */
export function compares({ atLeast, atMost, above, below, is }: Comparison): boolean {
  return [atLeast, atMost, above, below, is].some((limit) => limit !== undefined);
}

/** Whether what a field says is as it was asked for; of a list, any of it. A text meets no limit, and what is absent none at all. */
export function meets(value: number | string | readonly string[] | undefined, comparison: Comparison): boolean {
  const { is, ...limits } = comparison;
  const isNumber = typeof value === 'number';
  if (compares(limits) && !(isNumber && toRanges(limits)[0]!(value) === 0)) return false;
  if (is === undefined) return true;
  const wanted = new Set<number | string>([is].flat());
  return (isNumber || typeof value === 'string' ? [value] : (value ?? [])).some((one) => wanted.has(one));
}
