import type { AisleEvent, EventType, ItemRef } from '../../contract/events.ts';
import type { ItemId } from '../../contract/ids.ts';
import type { Bundle } from '../bundle/decode.ts';
import { addInterest, forgetWeakest } from './interests.ts';
import {
  entryOf,
  MAX_FOLDED_IDS,
  MAX_NOT_INTERESTED,
  MAX_ORDER_IDS,
  MAX_PROFILE_ITEMS,
  MAX_RECENT_EVENTS,
  MAX_SEARCH_WORDS,
  setEntry,
  type ItemHistory,
  type RawProfile,
} from './raw-profile.ts';

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
const HISTORY: ReadonlySet<EventType> = new Set<EventType>([
  'product_view',
  'product_click',
  'add_to_cart',
  'wishlist_add',
  'purchase',
  'review',
]);

/**
 * Takes one event into the profile: O(event), whatever the profile's size. The same event id twice counts once, and
 * the order in which events arrive does not matter to interests, recent events and counters, as long as they lie within
 * the profile's caps.
 */
export function foldEvent(profile: RawProfile, event: AisleEvent, bundle: Bundle): void {
  const isOrder = event.type === 'purchase' || event.type === 'refund';
  if (!remember(isOrder ? profile.orders : profile.folded, event.id, isOrder ? MAX_ORDER_IDS : MAX_FOLDED_IDS)) return;
  const items = 'items' in event ? event.items : [];
  const inHistory = HISTORY.has(event.type);
  countSession(profile, event.at, inHistory ? items.length : 0);
  countTotals(profile, event);
  if (inHistory) for (const { id } of items) addRecent(profile, id, event.type, event.at);
  for (const item of items) foldItem(profile, event, item);
  foldInterests(profile, event, items, bundle);
  if (profile.totals.events % SWEEP_EVERY === 0) sweep(profile, bundle.manifest.ranking.halfLifeDays);
}

/** Marks an item as unwanted: it sinks to the end of every slot and is never filled in. */
export function markNotInterested(profile: RawProfile, item: ItemId): void {
  if (profile.notInterested.includes(item)) return;
  profile.notInterested.push(item);
  if (profile.notInterested.length > MAX_NOT_INTERESTED) profile.notInterested.shift();
}

function remember(ids: string[], id: string, cap: number): boolean {
  if (ids.lastIndexOf(id) >= 0) return false;
  ids.push(id);
  if (ids.length > cap) ids.splice(0, ids.length - cap);
  return true;
}

function countSession(profile: RawProfile, at: number, productEvents: number): void {
  const { sessions } = profile;
  if (sessions.count > 0 && at <= sessions.lastAt) {
    // late: part of the current session or of one already counted
    if (at > sessions.startedAt - IDLE_MS) {
      sessions.startedAt = Math.min(sessions.startedAt, at);
      sessions.events += productEvents;
    }
    return;
  }
  if (sessions.count === 0 || at - sessions.lastAt >= IDLE_MS) {
    sessions.count++;
    sessions.startedAt = at;
    sessions.events = 0;
  }
  sessions.lastAt = at;
  sessions.events += productEvents;
}

function countTotals(profile: RawProfile, event: AisleEvent): void {
  const { totals } = profile;
  totals.firstAt = totals.events === 0 ? event.at : Math.min(totals.firstAt, event.at);
  totals.lastAt = Math.max(totals.lastAt, event.at);
  totals.events++;
  if (event.type === 'product_view') totals.views++;
  else if (event.type === 'add_to_cart') totals.carts++;
  else if (event.type === 'refund') totals.refunds++;
  else if (event.type === 'search') totals.searches++;
  else if (event.type === 'purchase') {
    totals.purchases++;
    totals.lastPurchaseAt = Math.max(totals.lastPurchaseAt, event.at);
  }
}

function addRecent(profile: RawProfile, item: ItemId, type: EventType, at: number): void {
  const { recent } = profile;
  let place = recent.length;
  while (place > 0 && recent[place - 1]!.at > at) place--;
  const before = recent[place - 1];
  if (
    type === 'product_view' &&
    before?.type === 'product_click' &&
    before.item === item &&
    at - before.at < CLICK_MS
  ) {
    recent.splice(place - 1, 1, { item, type, at });
    return;
  }
  recent.splice(place, 0, { item, type, at });
  if (recent.length > MAX_RECENT_EVENTS) recent.shift();
}

function foldItem(profile: RawProfile, event: AisleEvent, { id, quantity = 1 }: ItemRef): void {
  const { cart } = profile;
  const history = historyOf(profile, id, event.at);
  if (event.type === 'product_view') history.views++;
  else if (event.type === 'product_dwell') history.dwellMs += event.ms;
  else if (event.type === 'refund') history.refunds++;
  else if (event.type === 'cart_view') setEntry(cart, id, quantity);
  else if (event.type === 'add_to_cart') {
    history.carts++;
    setEntry(cart, id, (entryOf(cart, id) ?? 0) + quantity);
  } else if (event.type === 'remove_from_cart') {
    const left = (entryOf(cart, id) ?? 0) - quantity;
    if (left > 0) setEntry(cart, id, left);
    else delete cart[id];
  } else if (event.type === 'purchase') {
    history.purchases++;
    delete cart[id];
  }
}

function historyOf(profile: RawProfile, id: ItemId, at: number): ItemHistory {
  const known = entryOf(profile.items, id);
  if (known) {
    known.lastAt = Math.max(known.lastAt, at);
    return known;
  }
  const created: ItemHistory = { views: 0, carts: 0, purchases: 0, refunds: 0, dwellMs: 0, lastAt: at };
  setEntry(profile.items, id, created);
  return created;
}

/** Past their caps, drops the oldest items and the weakest interests down to four fifths of them. */
function sweep(profile: RawProfile, halfLifeDays: number): void {
  const { items, interests, words } = profile;
  for (const values of Object.values(interests)) forgetWeakest(values, halfLifeDays);
  forgetWeakest(words, halfLifeDays);
  const ids = Object.keys(items);
  if (ids.length <= MAX_PROFILE_ITEMS) return;
  ids.sort((a, b) => items[a]!.lastAt - items[b]!.lastAt);
  for (const id of ids.slice(0, ids.length - 0.8 * MAX_PROFILE_ITEMS)) delete items[id];
}

function foldInterests(profile: RawProfile, event: AisleEvent, items: readonly ItemRef[], bundle: Bundle): void {
  const weight = weightOf(event, bundle);
  if (weight === 0) return;
  if (event.type === 'search') foldSearch(profile, event.tokens, event.at, weight, bundle);
  const { halfLifeDays } = bundle.manifest.ranking;
  for (const { id } of items) {
    const row = bundle.rows.get(id);
    if (row === undefined) continue;
    for (const { name, values, offsets, codes } of bundle.attributes) {
      if (offsets[row] === offsets[row + 1]) continue;
      const interests = entryOf(profile.interests, name) ?? {};
      setEntry(profile.interests, name, interests);
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
        addInterest(interests, values[codes[at]!]!, weight, event.at, halfLifeDays);
      }
    }
    const { words, offsets, codes } = bundle.vocabulary;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      addInterest(profile.words, words[codes[at]!]!, weight, event.at, halfLifeDays);
    }
  }
}

function foldSearch(profile: RawProfile, tokens: readonly string[], at: number, weight: number, bundle: Bundle): void {
  for (const word of tokens) {
    // the page reduces a search to known words; a page of another build, or a caller of `track`, may not have
    if (!bundle.wordCodes.has(word)) continue;
    addInterest(profile.words, word, weight, at, bundle.manifest.ranking.halfLifeDays);
    profile.searches.push({ word, at });
    if (profile.searches.length > MAX_SEARCH_WORDS) profile.searches.shift();
  }
}

function weightOf(event: AisleEvent, bundle: Bundle): number {
  const weight = entryOf(bundle.manifest.ranking.events, event.type) ?? 0;
  if (event.type === 'product_dwell') return weight * Math.min(event.ms / FULL_DWELL_MS, 1);
  if (event.type === 'review' && event.rating !== undefined) {
    return (weight * (event.rating - NEUTRAL_RATING)) / NEUTRAL_RATING;
  }
  return weight;
}
