import {
  MAX_FOLDED_IDS,
  MAX_IGNORED,
  MAX_IMPORTED,
  MAX_INTERESTS,
  MAX_NOT_INTERESTED,
  MAX_ORDER_IDS,
  MAX_PROFILE_ITEMS,
  MAX_RECENT_EVENTS,
  MAX_SEARCH_WORDS,
} from '../../contract/limits.ts';
import type { Interest, ItemHistory, RawProfile } from '../../contract/profile.ts';
import { addInterest, forgetLeast, interestAt } from '../profile/interests.ts';
import { isPausedAt } from '../profile/raw-profile.ts';
import { PRIOR, rememberShown } from '../ranking/refine/feedback.ts';
import { mergeRecords, sumRecords, toCounts } from './merge-records.ts';

const IDLE_MS = 30 * 60_000;

/** Whether the second of two profiles goes on with the visit with which the first ended. */
export function isSameVisit({ sessions }: RawProfile, { totals }: RawProfile): boolean {
  return sessions.count > 0 && totals.events > 0 && totals.firstAt - sessions.lastAt < IDLE_MS;
}

/**
 * What a person's profile becomes when they log in: `former`, as it was put away, with what was done since by nobody in particular.
 * Sums add up, lists interleave in the order of time, wishes of either hold. Everything but `living`, which is `former`'s: see
 * `mergeLiving`. `now`: ms since 1970.
 */
export function mergeProfiles(
  former: RawProfile,
  since: RawProfile,
  halfLifeDays: number,
  now: number,
): Omit<RawProfile, 'living'> {
  const lastAt = Math.max(former.totals.lastAt, since.totals.lastAt);
  const mergeInterests = (a: Readonly<Record<string, Interest>>, b: Readonly<Record<string, Interest>>) => {
    const merged = structuredClone(a) as Record<string, Interest>;
    for (const [value, [weight, at]] of Object.entries(b)) addInterest(merged, value, weight, at, halfLifeDays);
    forgetLeast(merged, MAX_INTERESTS, (interest) => Math.abs(interestAt(interest, lastAt, halfLifeDays)));
    return merged;
  };
  const items = mergeRecords(former.items, since.items, mergeHistories);
  forgetLeast(items, MAX_PROFILE_ITEMS, (history) => history.lastAt);
  const said = new Set(since.imported.map(({ source, name }) => `${source} ${name}`));
  return {
    v: 2,
    folded: union(former.folded, since.folded, MAX_FOLDED_IDS),
    orders: byTime(
      uniqueBy([...former.orders, ...since.orders], ({ id }) => id),
      MAX_ORDER_IDS,
    ),
    recent: byTime([...former.recent, ...since.recent], MAX_RECENT_EVENTS),
    interests: mergeRecords(former.interests, since.interests, mergeInterests),
    words: mergeInterests(former.words, since.words),
    items,
    cart: sumRecords(former.cart, since.cart),
    searches: byTime([...former.searches, ...since.searches], MAX_SEARCH_WORDS),
    sessions: mergeSessions(former, since),
    totals: {
      ...toCounts(former.totals, since.totals, ['events', 'views', 'carts', 'purchases', 'refunds', 'searches']),
      firstAt: firstOf(former.totals, since.totals),
      lastAt,
      lastPurchaseAt: Math.max(former.totals.lastPurchaseAt, since.totals.lastPurchaseAt),
    },
    notInterested: union(former.notInterested, since.notInterested, MAX_NOT_INTERESTED),
    ignored: mergeIgnored(former.ignored, since.ignored),
    // what a source says of a name it says anew
    imported: [
      ...former.imported.filter(({ source, name }) => !said.has(`${source} ${name}`)),
      ...since.imported,
    ].slice(-MAX_IMPORTED),
    // "do not learn from this visit" ends with the visit
    paused: isPausedAt(since, now) ? since.paused : { from: 0, until: 0 },
    shown: rememberShown(former.shown, since.shown),
    belief: mergeBeliefs(former.belief, since.belief),
  };
}

/** The entries of both in the order of time; of the same time `former`'s first. Past the cap the oldest go. */
export function byTime<T extends { readonly at: number }>(both: readonly T[], cap: number): T[] {
  return both.toSorted((a, b) => a.at - b.at).slice(-cap);
}

/** Each once, those of `since` last. */
export function union(former: readonly string[], since: readonly string[], cap: number): string[] {
  return [...new Set([...former, ...since])].slice(-cap);
}

/** "Stop using this", by either. */
export function mergeIgnored(a: RawProfile['ignored'], b: RawProfile['ignored']): RawProfile['ignored'] {
  const values = uniqueBy([...a.values, ...b.values], ({ attribute, value }) => JSON.stringify([attribute, value]));
  return { items: union(a.items, b.items, MAX_IGNORED), values: values.slice(-MAX_IGNORED) };
}

function uniqueBy<T>(all: readonly T[], keyOf: (each: T) => string): T[] {
  return [...new Map(all.map((each) => [keyOf(each), each])).values()];
}

function mergeHistories(a: ItemHistory, b: ItemHistory): ItemHistory {
  const newer = b.lastAt >= a.lastAt ? b : a;
  const rating = newer.rating ?? a.rating ?? b.rating;
  return {
    ...toCounts(a, b, ['views', 'carts', 'purchases', 'refunds', 'dwellMs']),
    lastAt: newer.lastAt,
    ...(rating !== undefined && { rating }),
  };
}

/** A visit in whose middle somebody logs in is one. */
function mergeSessions(former: RawProfile, since: RawProfile): RawProfile['sessions'] {
  const [a, b] = [former.sessions, since.sessions];
  if (a.count === 0 || b.count === 0) return a.count === 0 ? b : a;
  const isSame = isSameVisit(former, since);
  const count = a.count + b.count - Number(isSame);
  const lastAt = Math.max(a.lastAt, b.lastAt);
  const isFirst = isSame && b.count === 1;
  return isFirst ? { count, startedAt: a.startedAt, lastAt, events: a.events + b.events } : { ...b, count, lastAt };
}

function firstOf(a: RawProfile['totals'], b: RawProfile['totals']): number {
  if (a.events === 0 || b.events === 0) return a.events === 0 ? b.firstAt : a.firstAt;
  return Math.min(a.firstAt, b.firstAt);
}

/** Both have started from the same belief, which must count once. */
function mergeBeliefs(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== PRIOR.length || b.length !== PRIOR.length) return [...(b.length === PRIOR.length ? b : a)];
  const both = a.map((share, at) => (share * b[at]!) / PRIOR[at]!);
  const sum = both.reduce((total, share) => total + share, 0);
  return sum > 0 ? both.map((share) => share / sum) : [...a];
}
