import type { RawProfile } from '../profile/profile.ts';

const RETENTION_MS = 30 * 86_400_000;

/** The oldest time an event may have, ms since 1970: nothing older is kept or learned from. */
export function oldestKept(now: number): number {
  return now - RETENTION_MS;
}

/**
 * Takes what is dated and older than `at` out of a profile: events, searches, histories of items. Interests stay, as sums that
 * halve and no longer say when. Returns whether there was any.
 */
export function forgetBefore(profile: RawProfile, at: number): boolean {
  const isOld = (dated: { readonly at: number }): boolean => dated.at < at;
  const oldItems = Object.entries(profile.items).filter(([, history]) => history.lastAt < at);
  if (oldItems.length === 0 && !profile.recent.some(isOld) && !profile.searches.some(isOld)) return false;
  for (const [id] of oldItems) delete profile.items[id];
  for (const dated of [profile.recent, profile.searches]) {
    const kept = (dated as { readonly at: number }[]).filter((entry) => !isOld(entry));
    (dated as { readonly at: number }[]).splice(0, dated.length, ...kept);
  }
  return true;
}
