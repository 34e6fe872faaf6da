import type { AisleEvent } from '../../contract/events.ts';
import { MAX_ORDER_IDS } from '../../contract/limits.ts';
import type { RawProfile } from './raw-profile.ts';

/**
 * Pages that say thank you are loaded again, from the history, from a restored tab or from a mail, mostly on the same day, and
 * some shops make up a new number for the order each time. Who buys the very same things twice within it counts as one.
 */
const RELOAD_MS = 24 * 3_600_000;

/**
 * Whether a purchase is one that the profile has, told again: the same items in the same quantities, within a day, on whichever
 * page and in whichever tab. Remembers what was bought, as a hash beside the ids of orders; a refund of it forgets that.
 */
export function isReload({ orders }: RawProfile, event: AisleEvent): boolean {
  const { type, at } = event;
  if (type !== 'purchase' && type !== 'refund') return false;
  const basket = event.items.map((item) => JSON.stringify([item.id, item.quantity ?? 1]));
  const id = hash(basket.toSorted().join());
  const place = orders.findIndex((order) => order.id === id);
  if (type === 'purchase' && place >= 0 && Math.abs(orders[place]!.at - at) < RELOAD_MS) return true;
  if (place >= 0) orders.splice(place, 1);
  if (type === 'purchase') orders.push({ id, at });
  if (orders.length > MAX_ORDER_IDS) orders.shift();
  return false;
}

/** FNV-1a in the form of an event's id: enough to tell some hundred baskets apart. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(32, '0');
}
