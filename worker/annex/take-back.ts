import type { AisleEvent } from '../../contract/events.ts';
import type { ItemId } from '../../contract/ids.ts';
import type { RawProfile } from '../../contract/profile.ts';
import type { Bundle } from '../bundle/decode.ts';
import { COUNTERS, foldInterests, HISTORY } from '../profile/fold.ts';
import { createRawProfile, entryOf, setEntry } from '../profile/raw-profile.ts';

/** A weight below it is the rounding of one that was taken back. */
const NOTHING = 1e-9;

/**
 * Undoes `foldEvent`: interests, counters, history, cart. Exact as long as the event is in the journal and the bundle weighs it
 * as it did; of an event that is only remembered, the rating and the quantities are gone, and a click that was replaced by the
 * look it led to stays in the interests. Time that was spent on an item goes with the last of its events, as one event.
 * A cart that a purchase emptied stays empty. The event's id stays: sent again, it does not count again.
 */
export function takeBack(profile: RawProfile, event: AisleEvent, bundle: Bundle): void {
  const { id, type, at } = event;
  const { totals, sessions, ignored } = profile;
  const items = 'items' in event ? event.items.filter((item) => !ignored.items.includes(item.id)) : [];
  const counter = COUNTERS[type];
  foldInterests(profile, event, items, bundle, -1);
  profile.recent = profile.recent.filter((known) => known.id !== id);
  profile.searches = profile.searches.filter((known) => known.id !== id);
  if (HISTORY.has(type) && at >= sessions.startedAt) sessions.events = less(sessions.events, items.length);
  totals.events = less(totals.events);
  if (counter) totals[counter] = less(totals[counter]);
  if (type === 'search') totals.searches = less(totals.searches);
  if (type === 'purchase' && totals.lastPurchaseAt === at) {
    totals.lastPurchaseAt = Math.max(0, ...profile.recent.filter(isPurchase).map((known) => known.at));
  }
  for (const { id: item, quantity = 1 } of items) {
    const history = entryOf(profile.items, item);
    if (history && counter) history[counter] = less(history[counter]);
    if (history && type === 'product_dwell') history.dwellMs = less(history.dwellMs, event.ms);
    if (type === 'add_to_cart') setCart(profile, item, -quantity);
    if (type === 'remove_from_cart') setCart(profile, item, quantity);
    forgetItem(profile, item, bundle);
  }
  sweepNothing(profile);
  if (totals.events === 0) {
    const { totals, sessions } = createRawProfile();
    Object.assign(profile, { totals, sessions });
  }
}

/**
 * Takes what is remembered of an item out of the interests (`sign` -1), or puts it back (1). What is no longer remembered one by
 * one stays where it is.
 */
export function changeItem(profile: RawProfile, item: ItemId, bundle: Bundle, sign: 1 | -1): void {
  for (const { item: known, type, at } of profile.recent) {
    if (known === item) foldInterests(profile, toEvent(type, at, item), [{ id: item }], bundle, sign);
  }
  changeDwell(profile, item, bundle, sign);
  if (sign < 0) delete profile.cart[item];
  sweepNothing(profile);
}

/** An item of which nothing is left but how long it was looked at. */
function forgetItem(profile: RawProfile, item: ItemId, bundle: Bundle): void {
  const history = entryOf(profile.items, item);
  const last = profile.recent.findLast((known) => known.item === item);
  if (!history) return;
  const { views, carts, purchases, refunds } = history;
  if (last) history.lastAt = last.at;
  else if (views + carts + purchases + refunds === 0) {
    changeDwell(profile, item, bundle, -1);
    delete profile.items[item];
  }
}

function changeDwell(profile: RawProfile, item: ItemId, bundle: Bundle, sign: 1 | -1): void {
  const { dwellMs = 0, lastAt = 0 } = entryOf(profile.items, item) ?? {};
  const dwell = { ...toEvent('product_dwell', lastAt, item), ms: dwellMs } as AisleEvent;
  foldInterests(profile, dwell, [{ id: item }], bundle, sign);
}

function setCart({ cart }: RawProfile, item: ItemId, change: number): void {
  const left = (entryOf(cart, item) ?? 0) + change;
  if (left > 0) setEntry(cart, item, left);
  else delete cart[item];
}

function sweepNothing(profile: RawProfile): void {
  for (const [name, interests] of [...Object.entries(profile.interests), ['', profile.words] as const]) {
    for (const [value, [weight]] of Object.entries(interests)) if (Math.abs(weight) < NOTHING) delete interests[value];
    if (interests !== profile.words && Object.keys(interests).length === 0) delete profile.interests[name];
  }
}

function toEvent(type: string, at: number, item: ItemId): AisleEvent {
  return { id: '', type, at, items: [{ id: item }] } as AisleEvent;
}

function isPurchase({ type }: RawProfile['recent'][number]): boolean {
  return type === 'purchase';
}

function less(count: number, by = 1): number {
  return Math.max(0, count - by);
}
