import type { ItemId } from '../../contract/ids.ts';
import type { LikingSignal } from '../../contract/living.ts';
import type { LivingSpec } from '../../contract/segments.ts';
import type { Bundle } from '../bundle/decode.ts';
import { entryOf } from '../profile/raw-profile.ts';
import { toStrength } from './fields.ts';
import type { OpenState } from './open-state.ts';
import { halfLivesOf, likingAt, signalsOf } from './vectors.ts';

/** Priced items that somebody must have dealt with before any of them is called dear. */
const LEAST_PRICED = 5;
/** The top fifth of what a visitor deals with. */
const DEAR_QUANTILE = 0.8;

/** A preference as it stands, with what it comes from. */
export interface Tag {
  readonly attribute: string;
  readonly value: string;
  /** 0..1: half at the weight of one purchase that was made just now. */
  readonly strength: number;
  /** What was done, the weightiest first; `said`: its owner has set it. */
  readonly signals: readonly LikingSignal[];
}

/** What is liked, strongest first, as of `now`; ties by name, so that every tab says the same. */
export function tagsOf({ vectors }: Pick<OpenState, 'vectors'>, spec: Pick<LivingSpec, 'signals'>, now: number): Tag[] {
  const halfLives = halfLivesOf(spec.signals);
  const tags = Object.entries(vectors).flatMap(([attribute, values]) =>
    Object.entries(values).map(([value, liking]): Tag => {
      const strength = toStrength(likingAt(liking, now, halfLives), spec);
      const weigh = (signal: LikingSignal): number =>
        Math.abs(likingAt({ at: liking.at, [signal]: liking[signal] }, now, halfLives));
      return { attribute, value, strength, signals: signalsOf(liking).toSorted((a, b) => weigh(b) - weigh(a)) };
    }),
  );
  const nameOf = ({ attribute, value }: Tag): string => `${attribute}\n${value}`;
  return tags
    .filter(({ strength }) => strength > 0)
    .toSorted((a, b) => b.strength - a.strength || (nameOf(a) < nameOf(b) ? -1 : 1));
}

/**
 * Items of the last 30 days, looked at or bought, whose price is among the top fifth of the different priced items that the visitor
 * has dealt with (nearest rank); none while these are fewer than five. Dearest first.
 */
export function highValueItems({ log }: Pick<OpenState, 'log'>): ItemId[] {
  const prices = new Map<ItemId, number>();
  for (const { type, items = [] } of log) {
    if (type !== 'product_view' && type !== 'product_click' && type !== 'purchase') continue;
    for (const { id, price } of items) if (price !== undefined) prices.set(id, price);
  }
  if (prices.size < LEAST_PRICED) return [];
  const ascending = [...prices.values()].toSorted((a, b) => a - b);
  const limit = ascending[Math.ceil(DEAR_QUANTILE * ascending.length) - 1]!;
  const dear = [...prices].filter(([, price]) => price >= limit);
  return dear.toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([id]) => id);
}

/**
 * The visitor among the items: the mean of the embeddings of what is in the log, each by the weight of what was done, decayed by
 * its signal's half-life; of length 1, or all 0 where nothing is known. Worked out when it is needed, never stored.
 */
export function userVector(
  { log }: Pick<OpenState, 'log'>,
  { signals }: Pick<LivingSpec, 'signals'>,
  { rows, embeddings: { dims, values } }: Pick<Bundle, 'rows' | 'embeddings'>,
  now: number,
): Float32Array {
  const sum = new Float32Array(dims);
  for (const { at, type, items = [] } of log) {
    const signal = entryOf(signals, type);
    if (!signal) continue;
    const weight = signal.weight * 2 ** (-Math.max(0, now - at) / (signal.halfLifeDays * 86_400_000));
    for (const { id } of items) {
      const row = rows.get(id);
      if (row === undefined) continue;
      for (let at = 0; at < dims; at++) sum[at]! += (weight * values[row * dims + at]!) / 127;
    }
  }
  const length = Math.hypot(...sum);
  return length > 0 ? sum.map((value) => value / length) : sum;
}
