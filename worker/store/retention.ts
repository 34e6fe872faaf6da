import { createRawProfile, type RawProfile } from '../profile/profile.ts';

const RETENTION_MS = 30 * 86_400_000;

/** The oldest time an event may have, ms since 1970: nothing older is kept or learned from. */
export function oldestKept(now: number): number {
  return now - RETENTION_MS;
}

/**
 * Takes what is dated and older than `oldest` out of a profile: events, searches, order ids, imported attributes, orders
 * shown, histories of items. Interests stay, as sums that halve and no longer say when, and so does what its owner has asked for (not interested,
 * stop using this); until nothing at all has happened for as long, when the profile is emptied. Returns whether there was any.
 */
export function forgetBefore(profile: RawProfile, oldest: number): boolean {
  const { items, orders, recent, searches, imported, shown, totals, paused } = profile;
  const lastAt = Math.max(totals.lastAt, paused.until);
  if (lastAt > 0 && lastAt < oldest) {
    Object.assign(profile, createRawProfile());
    return true;
  }
  const oldItems = Object.keys(items).filter((id) => items[id]!.lastAt < oldest);
  for (const id of oldItems) delete items[id];
  let count = oldItems.length;
  for (const dated of [orders, recent, searches, imported, shown] as { readonly at: number }[][]) {
    const kept = dated.filter(({ at }) => at >= oldest);
    count += dated.length - kept.length;
    dated.splice(0, dated.length, ...kept);
  }
  return count > 0;
}
