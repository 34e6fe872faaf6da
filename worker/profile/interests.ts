import type { Interest } from './raw-profile.ts';
import { entryOf, setEntry } from './raw-profile.ts';

const DAY_MS = 86_400_000;

/** How much of a weight is left after `ageMs`; 1 for an age that is negative. */
function decayed(ageMs: number, halfLifeDays: number): number {
  return ageMs > 0 ? 2 ** (-ageMs / (halfLifeDays * DAY_MS)) : 1;
}

/** The weight as it stands at `now`. */
export function interestAt([weight, at]: Interest, now: number, halfLifeDays: number): number {
  return weight * decayed(now - at, halfLifeDays);
}

/**
 * Adds `weight`, felt at time `at`, to the interest in `key`. Both are brought to the later of the two times, so the sum
 * does not depend on the order in which events arrive.
 */
export function addInterest(
  interests: Record<string, Interest>,
  key: string,
  weight: number,
  at: number,
  halfLifeDays: number,
): void {
  const old = entryOf(interests, key);
  if (!old) {
    setEntry(interests, key, [weight, at]);
    return;
  }
  const latest = Math.max(old[1], at);
  old[0] = interestAt(old, latest, halfLifeDays) + weight * decayed(latest - at, halfLifeDays);
  old[1] = latest;
}

/** Past `cap`, drops what ranks lowest down to four fifths of it. */
export function forgetLeast<T>(record: Record<string, T>, cap: number, rankOf: (value: T) => number): void {
  const keys = Object.keys(record);
  if (keys.length <= cap) return;
  keys.sort((a, b) => rankOf(record[a]!) - rankOf(record[b]!));
  for (const key of keys.slice(0, keys.length - 0.8 * cap)) delete record[key];
}
