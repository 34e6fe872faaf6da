import { isRecord } from '../../contract/guards.ts';
import type { RawProfile } from '../../contract/profile.ts';

export type { Interest, RawProfile } from '../../contract/profile.ts';

/** What the words of the vocabulary go by where attributes are named. */
export const WORD = 'word';

/** "Do not learn from this visit" ends with the visit. */
export const PAUSE_MS = 30 * 60_000;

/** A profile that knows nothing. */
export function createRawProfile(): RawProfile {
  return {
    v: 2,
    folded: [],
    orders: [],
    recent: [],
    interests: {},
    words: {},
    items: {},
    cart: {},
    searches: [],
    sessions: { count: 0, startedAt: 0, lastAt: 0, events: 0 },
    totals: {
      events: 0,
      views: 0,
      carts: 0,
      purchases: 0,
      refunds: 0,
      searches: 0,
      firstAt: 0,
      lastAt: 0,
      lastPurchaseAt: 0,
    },
    notInterested: [],
    ignored: { items: [], values: [] },
    imported: [],
    paused: { from: 0, until: 0 },
    shown: [],
    belief: [],
    living: {},
  };
}

/**
 * What was stored as a profile, by this build or the one before it; undefined when it is not of its shape. Never throws. It was
 * sealed by us, so that the first level is looked at only; what comes from elsewhere is held against `isRawProfile`.
 */
export function toRawProfile(value: unknown): RawProfile | undefined {
  if (!isRecord(value)) return undefined;
  const empty: Record<string, unknown> = createRawProfile();
  const { v, orders, totals } = value;
  // version 1 had no times of orders, no ids in `recent` and `searches`, and none of the last fields
  const at = (totals as RawProfile['totals'] | undefined)?.lastAt;
  const isOld = v === 1 && Array.isArray(orders);
  const profile: Record<string, unknown> = {
    // fields that a later build has added
    ...empty,
    ...value,
    ...(isOld && { v: 2, orders: orders.map((id: string) => ({ id, at })) }),
  };
  const isWhole = Object.keys(empty).every(
    (key) => typeof profile[key] === typeof empty[key] && Array.isArray(profile[key]) === Array.isArray(empty[key]),
  );
  return isWhole && profile['v'] === 2 ? (profile as RawProfile) : undefined;
}

/** Own property only: an item may be called `constructor`. */
export function entryOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Sets an own property, also where the key is `__proto__`. */
export function setEntry<T>(record: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(record, key, { value, enumerable: true, writable: true, configurable: true });
  } else record[key] = value;
}

/** Whether its owner does not want to be learned from at that time. */
export function isPausedAt({ paused: { from, until } }: Pick<RawProfile, 'paused'>, at: number): boolean {
  return at >= from && at < until;
}

/** Whether its owner has said that a value must not be used; `attribute` is `word` for a word of the vocabulary. */
export function isIgnored({ ignored }: RawProfile, attribute: string, value: string): boolean {
  return ignored.values.some((known) => known.attribute === attribute && known.value === value);
}
