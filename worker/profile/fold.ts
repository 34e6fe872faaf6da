import type { AisleEvent, EventType, ItemRef } from '../../contract/events.ts';
import type { ItemId } from '../../contract/ids.ts';
import {
  MAX_FOLDED_IDS,
  MAX_INTERESTS,
  MAX_NOT_INTERESTED,
  MAX_ORDER_IDS,
  MAX_PROFILE_ITEMS,
  MAX_RECENT_EVENTS,
  MAX_SEARCH_WORDS,
} from '../../contract/limits.ts';
import type { CodeLists } from '../../contract/parts.ts';
import type { RecentEvent } from '../../contract/profile.ts';
import type { Bundle } from '../bundle/decode.ts';
import { isFolded } from './known-event.ts';
import { addInterest, forgetLeast, interestAt } from './interests.ts';
import { createRawProfile, entryOf, isIgnored, setEntry, WORD, type Interest, type RawProfile } from './raw-profile.ts';

const IDLE_MS = 30 * 60_000;
/** A product page that opens this soon after a click on the product is the same look at it. */
const CLICK_MS = 60_000;
/** Dwell that earns the full weight of `product_dwell`. */
const FULL_DWELL_MS = 60_000;
/** Caps are looked at every so many events: what that costs is in the size of the profile. */
const SWEEP_EVERY = 16;
/** A rating without opinion. */
const NEUTRAL_RATING = 2.5;

/** Events that put an item into the history which ranking starts from. */
export const HISTORY: ReadonlySet<EventType> = new Set<EventType>([
  'product_view',
  'product_click',
  'add_to_cart',
  'wishlist_add',
  'purchase',
  'review',
]);

/** What an event of each type adds one to, for the visitor and for each of its items. */
export const COUNTERS: Partial<Record<EventType, 'views' | 'carts' | 'purchases' | 'refunds'>> = {
  product_view: 'views',
  add_to_cart: 'carts',
  purchase: 'purchases',
  refund: 'refunds',
};

/**
 * Takes one event into the profile: O(event), whatever the profile's size. The same event id twice counts once, and
 * the order in which events arrive does not matter to interests, recent events and counters, as long as they lie within
 * the profile's caps.
 */
export function foldEvent(profile: RawProfile, event: AisleEvent, bundle: Bundle): void {
  const { id, type, at } = event;
  const { folded, orders, ignored } = profile;
  if (isFolded(profile, id)) return;
  if (type === 'purchase' || type === 'refund') push(orders, { id, at }, MAX_ORDER_IDS);
  else push(folded, id, MAX_FOLDED_IDS);
  const items = 'items' in event ? event.items.filter(({ id }) => !ignored.items.includes(id)) : [];
  const products = HISTORY.has(type) ? items : [];
  countSession(profile, at, products.length);
  countTotals(profile, event);
  for (const { id: item } of products) addRecent(profile, { item, type, at, id });
  for (const item of items) foldItem(profile, event, item);
  if (type === 'search') {
    for (const word of event.tokens) {
      // the page reduces a search to known words; a page of another build, or a caller of `track`, may not have
      if (bundle.wordCodes.has(word)) push(profile.searches, { word, at, id }, MAX_SEARCH_WORDS);
    }
  }
  foldInterests(profile, event, items, bundle);
  if (profile.totals.events % SWEEP_EVERY === 0) sweep(profile, bundle.manifest.ranking.halfLifeDays);
}

/** Of somebody who has looked at these items and nothing else, the first of them last. */
export function lookOf(items: readonly ItemId[], bundle: Bundle, now: number): RawProfile {
  const profile = createRawProfile();
  items.toReversed().forEach((item, place) => {
    foldEvent(profile, { id: `${place}`, at: now, type: 'product_view', items: [{ id: item }] }, bundle);
  });
  return profile;
}

/** Marks an item as unwanted: it sinks to the end of every slot and is never filled in. */
export function markNotInterested({ notInterested }: RawProfile, item: ItemId): void {
  if (!notInterested.includes(item)) push(notInterested, item, MAX_NOT_INTERESTED);
}

function push<T>(list: T[], value: T, cap: number): void {
  list.push(value);
  if (list.length > cap) list.shift();
}

function countSession({ sessions }: RawProfile, at: number, productEvents: number): void {
  const isLate = sessions.count > 0 && at <= sessions.lastAt;
  // of a session already counted
  if (isLate && at <= sessions.startedAt - IDLE_MS) return;
  if (isLate) sessions.startedAt = Math.min(sessions.startedAt, at);
  else {
    if (sessions.count === 0 || at - sessions.lastAt >= IDLE_MS) {
      sessions.count++;
      sessions.startedAt = at;
      sessions.events = 0;
    }
    sessions.lastAt = at;
  }
  sessions.events += productEvents;
}

function countTotals({ totals }: RawProfile, { type, at }: AisleEvent): void {
  const counter = COUNTERS[type];
  totals.firstAt = totals.events === 0 ? at : Math.min(totals.firstAt, at);
  totals.lastAt = Math.max(totals.lastAt, at);
  totals.events++;
  if (counter) totals[counter]++;
  if (type === 'search') totals.searches++;
  if (type === 'purchase') totals.lastPurchaseAt = Math.max(totals.lastPurchaseAt, at);
}

function addRecent({ recent }: RawProfile, event: RecentEvent): void {
  const { item, type, at } = event;
  let place = recent.length;
  while (place > 0 && recent[place - 1]!.at > at) place--;
  const before = recent[place - 1];
  const isOpened =
    type === 'product_view' && before?.type === 'product_click' && before.item === item && at - before.at < CLICK_MS;
  // a click is replaced by the look it led to
  recent.splice(place - Number(isOpened), Number(isOpened), event);
  if (recent.length > MAX_RECENT_EVENTS) recent.shift();
}

function foldItem({ items, cart }: RawProfile, event: AisleEvent, { id, quantity = 1 }: ItemRef): void {
  const { type, at } = event;
  const counter = COUNTERS[type];
  const history = entryOf(items, id) ?? { views: 0, carts: 0, purchases: 0, refunds: 0, dwellMs: 0, lastAt: at };
  setEntry(items, id, history);
  history.lastAt = Math.max(history.lastAt, at);
  if (counter) history[counter]++;
  if (type === 'product_dwell') history.dwellMs += event.ms;
  if (type === 'review') history.rating = event.rating ?? history.rating;
  const held = entryOf(cart, id) ?? 0;
  let left = held;
  if (type === 'cart_view') left = quantity;
  else if (type === 'add_to_cart') left += quantity;
  else if (type === 'remove_from_cart') left -= quantity;
  else if (type === 'purchase') left = 0;
  if (left > 0) setEntry(cart, id, left);
  else delete cart[id];
}

/** Past their caps, drops the oldest items and the weakest interests. */
function sweep({ items, interests, words, totals }: RawProfile, halfLifeDays: number): void {
  const strengthOf = (interest: Interest): number => Math.abs(interestAt(interest, totals.lastAt, halfLifeDays));
  for (const values of [...Object.values(interests), words]) forgetLeast(values, MAX_INTERESTS, strengthOf);
  forgetLeast(items, MAX_PROFILE_ITEMS, ({ lastAt }) => lastAt);
}

/**
 * Adds what an event says to the interests; with `sign` -1 takes it away again from those that are still there.
 */
export function foldInterests(
  profile: RawProfile,
  event: AisleEvent,
  items: readonly ItemRef[],
  bundle: Bundle,
  sign: 1 | -1 = 1,
): void {
  const { halfLifeDays } = bundle.manifest.ranking;
  const weight = sign * weightOf(event, bundle);
  if (weight === 0) return;
  const add = (attribute: string, interests: Record<string, Interest>, value: string): void => {
    if (sign > 0 ? !isIgnored(profile, attribute, value) : entryOf(interests, value))
      addInterest(interests, value, weight, event.at, halfLifeDays);
  };
  if (event.type === 'search') {
    for (const word of event.tokens) if (bundle.wordCodes.has(word)) add(WORD, profile.words, word);
  }
  for (const { id } of items) {
    const row = bundle.rows.get(id);
    if (row === undefined) continue;
    for (const attribute of bundle.attributes) {
      const codes = codesOf(attribute, row);
      if (codes.length === 0) continue;
      const interests = entryOf(profile.interests, attribute.name) ?? {};
      setEntry(profile.interests, attribute.name, interests);
      for (const code of codes) add(attribute.name, interests, attribute.values[code]!);
    }
    for (const code of codesOf(bundle.vocabulary, row)) add(WORD, profile.words, bundle.vocabulary.words[code]!);
  }
}

function codesOf({ offsets, codes }: CodeLists, row: number): Uint16Array {
  return codes.subarray(offsets[row], offsets[row + 1]);
}

function weightOf(event: AisleEvent, bundle: Bundle): number {
  const weight = entryOf(bundle.manifest.ranking.events, event.type) ?? 0;
  if (event.type === 'product_dwell') return weight * Math.min(event.ms / FULL_DWELL_MS, 1);
  if (event.type === 'review' && event.rating !== undefined) {
    return (weight * (event.rating - NEUTRAL_RATING)) / NEUTRAL_RATING;
  }
  return weight;
}
