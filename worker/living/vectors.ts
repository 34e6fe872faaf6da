import { MAX_LIKINGS, type Liking, type LikingSignal, type LoggedEvent } from '../../contract/living.ts';
import type { LivingSpec, RuleEvent } from '../../contract/segments.ts';
import { forgetLeast, interestAt } from '../profile/interests.ts';
import { entryOf, setEntry, WORD } from '../profile/raw-profile.ts';
import type { Catalogue } from './catalogue.ts';
import type { OpenState } from './open-state.ts';

/** Dwell that earns the full weight of `product_dwell`. */
const FULL_DWELL_MS = 60_000;
/** A rating without opinion. */
const NEUTRAL_RATING = 2.5;
/** Of what its owner has said, and of a signal that the bundle no longer weighs. */
const DEFAULT_HALF_LIFE_DAYS = 30;
/** A sum below it is the rounding of one that was taken back. */
const NOTHING = 1e-9;

const SIGNALS: Readonly<Partial<Record<RuleEvent, LikingSignal>>> = {
  product_view: 'view',
  product_dwell: 'dwell',
  product_click: 'click',
  search: 'search',
  wishlist_add: 'wish',
  add_to_cart: 'cart',
  remove_from_cart: 'remove',
  cart_abandoned: 'abandon',
  purchase: 'buy',
  refund: 'refund',
  review: 'review',
};

type Signals = LivingSpec['signals'];

/** Half-life of each signal, days. */
export type HalfLives = Readonly<Record<LikingSignal, number>>;

export function halfLivesOf(signals: Signals): HalfLives {
  const entries = Object.entries(SIGNALS).map(
    ([type, signal]) => [signal, entryOf(signals, type)?.halfLifeDays ?? DEFAULT_HALF_LIFE_DAYS] as const,
  );
  return Object.fromEntries([...entries, ['said', DEFAULT_HALF_LIFE_DAYS]]) as HalfLives;
}

/**
 * Adds what an event says to the liking of every value of its items, and of the words that were searched for; with `sign` -1 takes
 * it away again from those that are still there. The order in which events are added does not matter.
 */
export function moveVectors(
  state: Pick<OpenState, 'vectors' | 'at'>,
  event: LoggedEvent,
  catalogue: Catalogue,
  signals: Signals,
  halfLives: HalfLives,
  sign: 1 | -1 = 1,
): void {
  const signal = SIGNALS[event.type];
  const weight = signal ? sign * weightOf(event, signals) : 0;
  if (!signal || weight === 0) return;
  const add = (attribute: string, value: string): void => {
    if (!catalogue.isAllowed(attribute, value)) return;
    const values = entryOf(state.vectors, attribute) ?? {};
    const known = entryOf(values, value);
    if (!known && sign < 0) return;
    const liking = known ?? { at: event.at };
    addTo(liking, signal, weight, event.at, halfLives);
    if (known) return;
    setEntry(values, value, liking);
    setEntry(state.vectors, attribute, values);
    forgetLeast(values, MAX_LIKINGS, (each) => Math.abs(likingAt(each, state.at, halfLives)));
  };
  for (const word of event.words ?? []) add(WORD, word);
  for (const { id } of event.items ?? [])
    for (const attribute of catalogue.attributes)
      for (const value of catalogue.valuesOf(id, attribute)) add(attribute, value);
}

/** Adds `weight`, felt at `at`: all sums are brought to the later of the two times. */
export function addTo(liking: Liking, signal: LikingSignal, weight: number, at: number, halfLives: HalfLives): void {
  const latest = Math.max(liking.at, at);
  for (const each of signalsOf(liking)) liking[each] = interestAt([liking[each]!, liking.at], latest, halfLives[each]);
  liking.at = latest;
  const sum = (liking[signal] ?? 0) + interestAt([weight, at], latest, halfLives[signal]);
  if (Math.abs(sum) < NOTHING) delete liking[signal];
  else liking[signal] = sum;
}

/** The sum over all signals as it stands at `now`. */
export function likingAt(liking: Liking, now: number, halfLives: HalfLives): number {
  return signalsOf(liking).reduce(
    (sum, signal) => sum + interestAt([liking[signal]!, liking.at], now, halfLives[signal]),
    0,
  );
}

/** What a liking is made of. */
export function signalsOf(liking: Liking): LikingSignal[] {
  return (Object.keys(liking) as (keyof Liking)[]).filter(
    (key): key is LikingSignal => key !== 'at' && liking[key] !== undefined,
  );
}

/** Values of which nothing is left. */
export function sweepVectors({ vectors }: Pick<OpenState, 'vectors'>): void {
  for (const [attribute, values] of Object.entries(vectors)) {
    for (const [value, liking] of Object.entries(values)) if (signalsOf(liking).length === 0) delete values[value];
    if (Object.keys(values).length === 0) delete vectors[attribute];
  }
}

function weightOf({ type, ms = 0, rating }: LoggedEvent, signals: Signals): number {
  const weight = entryOf(signals, type)?.weight ?? 0;
  if (type === 'product_dwell') return weight * Math.min(ms / FULL_DWELL_MS, 1);
  return type === 'review' && rating !== undefined ? (weight * (rating - NEUTRAL_RATING)) / NEUTRAL_RATING : weight;
}
