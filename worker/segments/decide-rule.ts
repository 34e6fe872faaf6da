import type { SegmentState } from '../../contract/living.ts';
import type { Rule } from './compile.ts';

export interface Terms {
  readonly when: boolean;
  readonly until: boolean;
  /** Disabled, or another segment of its group goes before it. */
  readonly isShut: boolean;
  /** Nobody stays in who would not come in now. */
  readonly forgets: boolean;
}

/**
 * What becomes of a rule at `t`, and when it is to be asked again though nothing else changes. `before` itself is handed back
 * where nothing changes; undefined as long as the visitor has never been in it.
 */
export function decideRule(
  { fingerprint, until, stayMs, from, to, cap }: Rule,
  before: SegmentState | undefined,
  t: number,
  terms: Terms,
): { state: SegmentState | undefined; until: number } {
  const was = before?.isIn ?? false;
  // when it was last true: now, where it was so up to now
  const trueAt = terms.when || !was ? undefined : (before?.trueAt ?? t);
  let entered = before?.entered;
  let isIn = was;
  let next = Infinity;
  if (t < from || t >= to || terms.isShut || terms.until) isIn = false;
  else if (trueAt !== undefined) {
    const end = stayMs === undefined ? Infinity : trueAt + stayMs;
    isIn = t < end && !terms.forgets && (until !== undefined || stayMs !== undefined);
    if (isIn) next = end;
  } else if (terms.when && !was) {
    if (cap) {
      const recent = (entered ?? []).filter((at) => at > t - cap.withinMs);
      isIn = recent.length < cap.times;
      if (isIn) entered = [...recent, t];
      else next = recent.at(-cap.times)! + cap.withinMs;
    } else isIn = true;
  }
  if (t < from) next = from;
  else if (t < to) next = Math.min(next, to);
  const isSame = before ? isIn === was && (!isIn || before.trueAt === trueAt) : !isIn;
  if (isSame) return { state: before, until: next };
  return {
    state: {
      rule: fingerprint,
      isIn,
      since: isIn === was && before ? before.since : t,
      ...(isIn && trueAt !== undefined && { trueAt }),
      ...(cap && entered && { entered }),
    },
    until: next,
  };
}

/** A clock that was set back has not yet come to where it was. */
export function notAfter(state: SegmentState, at: number): SegmentState {
  const least = (time: number): number => Math.min(time, at);
  const { since, trueAt, entered } = state;
  if (Math.max(since, trueAt ?? 0, entered?.at(-1) ?? 0) <= at) return state;
  return {
    ...state,
    since: least(since),
    ...(trueAt !== undefined && { trueAt: least(trueAt) }),
    ...(entered && { entered: entered.map(least) }),
  };
}
