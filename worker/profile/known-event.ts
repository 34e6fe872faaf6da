import type { AisleEvent } from '../../contract/events.ts';
import { toFingerprint } from '../../contract/ids.ts';
import { MAX_ORDER_IDS } from '../../contract/limits.ts';
import type { RawProfile } from './raw-profile.ts';

/**
 * Pages that say thank you are loaded again, from the history, from a restored tab or from a mail, mostly on the same day, and
 * some shops make up a new number for the order each time. Who buys the very same things twice within it counts as one.
 */
const RELOAD_MS = 24 * 3_600_000;

/**
 * Whether the profile has an event already: by its id; or a purchase of the same items in the same quantities, within a day, on
 * whichever page and in whichever tab.
 */
export function isKnown(profile: RawProfile, event: AisleEvent): boolean {
  const basket = event.type === 'purchase' && basketOf(event);
  return (
    isFolded(profile, event.id) ||
    profile.orders.some(({ id, at }) => id === basket && Math.abs(at - event.at) < RELOAD_MS)
  );
}

/** Whether an event of that id counts already. */
export function isFolded({ folded, orders }: RawProfile, id: string): boolean {
  return folded.includes(id) || orders.some((order) => order.id === id);
}

/** Remembers what was bought, as a hash beside the ids of orders, until the same is sent back. */
export function rememberBasket(profile: RawProfile, event: AisleEvent): void {
  const id = basketOf(event);
  if (!id) return;
  const { type, at } = event;
  const orders = profile.orders.filter((order) => order.id !== id);
  profile.orders = type === 'purchase' ? [...orders, { id, at }].slice(-MAX_ORDER_IDS) : orders;
}

function basketOf(event: AisleEvent): string | undefined {
  if (event.type !== 'purchase' && event.type !== 'refund') return undefined;
  const lines = event.items.map(({ id, quantity = 1 }) => JSON.stringify([id, quantity]));
  // in the form of an event's id
  return toFingerprint(lines.toSorted().join()).padStart(32, '0');
}
