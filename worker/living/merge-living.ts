import {
  MAX_BOUGHT,
  MAX_CART_ITEMS,
  MAX_LEDGER,
  MAX_LIKINGS,
  MAX_LOGGED_EVENTS,
  type Bought,
  type Liking,
  type LivingState,
  type SegmentState,
} from '../../contract/living.ts';
import type { LivingSpec } from '../../contract/segments.ts';
import { addInterest, forgetLeast } from '../profile/interests.ts';
import type { Interest } from '../profile/raw-profile.ts';
import { mergeOffers } from '../segments/offers.ts';
import { byTime, mergeIgnored, union } from './merge-profiles.ts';
import { mergeRecords, sumRecords, toCounts } from './merge-records.ts';
import type { OpenState } from './open-state.ts';
import { mergeTraits } from './traits.ts';
import { addTo, halfLivesOf, likingAt, signalsOf, type HalfLives } from './vectors.ts';

const IDLE_MS = 30 * 60_000;

/** What the two have to do with each other. */
export interface Meeting {
  readonly spec: LivingSpec;
  /** The second goes on with the visit with which the first ended. */
  readonly isSameVisit: boolean;
  /** `sessions.count` of the first, of the second, and of both together. */
  readonly visits: readonly [number, number, number];
}

/** For each field what becomes of it; a field that is not named here does not compile. */
type Merge = {
  readonly [K in keyof LivingState]-?: (a: OpenState, b: OpenState, meeting: Meeting) => LivingState[K] | undefined;
};

const MERGE = {
  v: () => 1,
  // of the rows that this device's journal still has
  seq: (_, b) => b.seq,
  at: (a, b) => Math.max(a.at, b.at),
  log: (a, b) => byTime([...a.log, ...b.log], MAX_LOGGED_EVENTS),
  segments: (a, b) => mergeRecords(a.segments, b.segments, mergeSegments),
  // what has not seen the log of both has to look at it
  rules: (a, b) =>
    b.log.length === 0 ? a.rules : b.rules.filter((rule) => a.log.length === 0 || a.rules.includes(rule)),
  faults: (a, b) => sumRecords(a.faults, b.faults),
  // the person’s, until something new is done
  cluster: (a, b) => a.cluster ?? b.cluster,
  left: (a, b) => union(a.left, b.left, 1_000),
  ignored: (a, b) => mergeIgnored(a.ignored, b.ignored),
  traits: (a, b, { spec }) => mergeTraits(spec, a.traits, b.traits),
  people: (_, b) => b.people,
  offers: (a, b, meeting) =>
    a.offers || b.offers ? mergeOffers(renumber(a.offers, meeting, 0), renumber(b.offers, meeting, 1)) : undefined,
  ledger: (a, b) => (a.ledger && b.ledger ? byTime([...a.ledger, ...b.ledger], MAX_LEDGER) : (a.ledger ?? b.ledger)),
  // the budget is the device’s, whoever uses it
  reports: (_, b) => b.reports,
  visits: mergeVisits,
  last: (a, b) => mergeRecords(a.last as Record<string, number>, b.last as Record<string, number>, Math.max),
  counts: (a, b) => sumRecords(a.counts, b.counts),
  money: mergeMoney,
  cart: (a, b) => {
    const cart = mergeRecords(a.cart, b.cart, (x, y) => ({ ...x, ...y, quantity: x.quantity + y.quantity }));
    return Object.fromEntries(Object.entries(cart).slice(0, MAX_CART_ITEMS));
  },
  // as after any event: half an hour later it is abandoned, unless both were
  abandonsAt: (a, b) =>
    a.abandonsAt === undefined && b.abandonsAt === undefined ? undefined : Math.max(a.at, b.at) + IDLE_MS,
  vectors: (a, b, { spec }) => {
    const halfLives = halfLivesOf(spec.signals);
    const now = Math.max(a.at, b.at);
    return mergeRecords(a.vectors, b.vectors, (x, y) => {
      const values = mergeRecords(x, y, (one, other) => mergeLikings(one, other, halfLives));
      forgetLeast(values, MAX_LIKINGS, (each) => Math.abs(likingAt(each, now, halfLives)));
      return values;
    });
  },
  bought: (a, b) => mergeRecords(a.bought, b.bought, mergePurchases),
  boughtItems: (a, b) => mergePurchases(a.boughtItems, b.boughtItems),
} as const satisfies Merge;

/** The living profile of a person who logs in: `a` as it was put away, `b` what was done since by nobody in particular. */
export function mergeLiving(a: OpenState, b: OpenState, meeting: Meeting): Partial<LivingState> {
  const entries = Object.entries(MERGE).map(([field, merge]) => [field, merge(a, b, meeting)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** In it when either is; what a cap counts is of both. Of another rule of that name nothing is taken over. */
function mergeSegments(a: SegmentState, b: SegmentState): SegmentState {
  if (a.rule !== b.rule) return b;
  const one = a.isIn && !b.isIn ? a : b;
  const isBoth = a.isIn && b.isIn;
  const entered = [...(a.entered ?? []), ...(b.entered ?? [])].toSorted((x, y) => x - y).slice(-1_000);
  const merged = {
    ...one,
    ...(isBoth && { since: Math.min(a.since, b.since) }),
    ...(entered.length > 0 && { entered }),
  };
  // of one of them it is true
  if (isBoth && (a.trueAt === undefined || b.trueAt === undefined)) delete merged.trueAt;
  return merged;
}

/** `sessions.count`, by which an offer knows its visit, goes on counting from both. */
function renumber(offers: LivingState['offers'] | undefined, { isSameVisit, visits }: Meeting, which: 0 | 1) {
  const { states = {}, ...rest } = offers ?? {};
  const isCurrent = which === 1 ? visits[1] > 0 : visits[1] === 0 || (isSameVisit && visits[1] === 1);
  const numbered = Object.entries(states).map(([id, state]) => {
    const visit = isCurrent && state.visit === visits[which] ? visits[2] : 0;
    return [id, { ...state, visit }] as const;
  });
  return { ...rest, states: Object.fromEntries(numbered) };
}

function mergeVisits(
  { visits: a }: OpenState,
  { visits: b }: OpenState,
  { isSameVisit }: Meeting,
): LivingState['visits'] {
  if (a.count === 0 || b.count === 0) return a.count === 0 ? b : a;
  const count = a.count + b.count - Number(isSameVisit);
  // of two visits since, the first was the last one before
  if (b.count > 1) return { ...b, count, before: isSameVisit && b.count === 2 ? a.startedAt : b.before };
  return isSameVisit ? { ...a, count } : { ...b, count, before: a.startedAt };
}

function mergeMoney({ money: a }: OpenState, { money: b }: OpenState, { spec }: Meeting): LivingState['money'] {
  const halfLifeDays = spec.signals['purchase']?.halfLifeDays ?? 30;
  const recent = { recentOrders: [...a.recentOrders] as Interest, recentSpent: [...a.recentSpent] as Interest };
  for (const name of ['recentOrders', 'recentSpent'] as const) addInterest(recent, name, ...b[name], halfLifeDays);
  return { ...toCounts(a, b, ['orders', 'spent', 'lines', 'pieces']), ...recent };
}

function mergeLikings(a: Liking, b: Liking, halfLives: HalfLives): Liking {
  const merged = { ...a };
  for (const signal of signalsOf(b)) addTo(merged, signal, b[signal]!, b.at, halfLives);
  return merged;
}

function mergePurchases(
  a: Readonly<Record<string, Bought>>,
  b: Readonly<Record<string, Bought>>,
): Record<string, Bought> {
  const merged = mergeRecords(a, b, (x, y) => ({
    count: x.count + y.count,
    first: Math.min(x.first, y.first),
    last: Math.max(x.last, y.last),
  }));
  forgetLeast(merged, MAX_BOUGHT, ({ last }) => last);
  return merged;
}
