import { entryOf, setEntry } from '../profile/raw-profile.ts';

/** What either has, and of what both have what `merge` makes of it. */
export function mergeRecords<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  merge: (a: T, b: T) => T,
): Record<string, T> {
  const merged: Record<string, T> = {};
  for (const [key, value] of [...Object.entries(a), ...Object.entries(b)]) {
    const known = entryOf(merged, key);
    setEntry(merged, key, known === undefined ? value : merge(known, value));
  }
  return merged;
}

export function sumRecords(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) {
  return mergeRecords(a, b, (x, y) => x + y);
}

/** The sums of the fields named. */
export function toCounts<K extends string>(
  a: Readonly<Record<K, number>>,
  b: Readonly<Record<K, number>>,
  names: readonly K[],
): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as Record<K, number>;
}
