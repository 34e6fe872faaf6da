import { toFingerprint } from '../../contract/ids.ts';

/** Told again within that time, it is the same. */
const WINDOW_MS = 600_000;

/**
 * An event id for a fact that the page which is left and the page that follows both tell of: the same for the same `fact` in
 * the same ten minutes. The engine counts an id once. Four 32-bit FNV-1a hashes; not a secret.
 */
export function onceId(fact: string, now: number): string {
  const text = `${fact}|${Math.floor(now / WINDOW_MS)}`;
  return [1, 2, 3, 4].map((seed) => toFingerprint(`${seed}${text}`)).join('');
}
