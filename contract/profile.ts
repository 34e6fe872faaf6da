import type { z } from 'zod';

import { isAisleEvent, isHexId } from './events.ts';
import { integer, isRecordOf, isShape, list, match, maybe, number, oneOf, shape, text, type Check } from './guards.ts';
import {
  MAX_BATCH_EVENTS,
  MAX_FOLDED_IDS,
  MAX_ID_LENGTH,
  MAX_IGNORED,
  MAX_IMPORTED,
  MAX_NAME_LENGTH,
  MAX_NOT_INTERESTED,
  MAX_ORDER_IDS,
  MAX_RECENT_EVENTS,
  MAX_SEARCH_WORDS,
  MAX_SETTINGS,
  MAX_SHOWN_ITEMS,
  MAX_SHOWN_SLOTS,
  MAX_SLOT_LENGTH,
  MAX_TIME_MS,
} from './limits.ts';
import { isLiving } from './living-guards.ts';
import type {
  ignoredValueSchema,
  importedAttributeSchema,
  interestSchema,
  itemHistorySchema,
  profileExportSchema,
  rawProfileSchema,
  recentEventSchema,
  searchWordSchema,
  shownOrderSchema,
} from './profile.schema.ts';

/** See `profile.schema.ts` for every field. */
export type RawProfile = z.infer<typeof rawProfileSchema>;
export type Interest = z.infer<typeof interestSchema>;
export type RecentEvent = z.infer<typeof recentEventSchema>;
export type SearchWord = z.infer<typeof searchWordSchema>;
export type ItemHistory = z.infer<typeof itemHistorySchema>;
export type ImportedAttribute = z.infer<typeof importedAttributeSchema>;
export type IgnoredValue = z.infer<typeof ignoredValueSchema>;
export type ShownOrder = z.infer<typeof shownOrderSchema>;
export type ProfileExport = z.infer<typeof profileExportSchema>;

/** How long what is dated stays in a profile. */
export const RETENTION_DAYS = 30;

/** What each field of a profile must be; a refusal can then name the field. */
export const PROFILE_FIELDS: () => Readonly<Record<keyof Required<RawProfile>, Check>> = () => ({
  v: oneOf(2),
  folded: list(isHexId, 0, MAX_FOLDED_IDS),
  orders: list(shape({ id: isHexId, at: isTime }), 0, MAX_ORDER_IDS),
  recent: list(isRecentEvent, 0, MAX_RECENT_EVENTS),
  interests: (values) => isRecordOf(values, (interests) => isRecordOf(interests, isInterest)),
  words: (words) => isRecordOf(words, isInterest),
  items: (items) => isRecordOf(items, isItemHistory),
  cart: (cart) => isRecordOf(cart, integer(0)),
  searches: list(isSearchWord, 0, MAX_SEARCH_WORDS),
  sessions: shape({ count: isCount, startedAt: isTime, lastAt: isTime, events: isCount }),
  totals: shape({
    events: isCount,
    views: isCount,
    carts: isCount,
    purchases: isCount,
    refunds: isCount,
    searches: isCount,
    firstAt: isTime,
    lastAt: isTime,
    lastPurchaseAt: isTime,
  }),
  notInterested: list(isId, 0, MAX_NOT_INTERESTED),
  ignored: shape({ items: list(isId, 0, MAX_IGNORED), values: list(isIgnoredValue, 0, MAX_IGNORED) }),
  imported: list(isImportedAttribute, 0, MAX_IMPORTED),
  paused: shape({ from: isTime, until: isTime }),
  shown: list(isShownOrder, 0, MAX_SHOWN_SLOTS),
  belief: list(number(0, 1), 0, MAX_SETTINGS),
  living: isLiving,
});

/** Whether `value` is a profile of this version, exactly as `rawProfileSchema` decides. Never throws. */
export function isRawProfile(value: unknown): value is RawProfile {
  return isShape(value, PROFILE_FIELDS());
}

export function isProfileExport(value: unknown): value is ProfileExport {
  return isShape(value, {
    format: oneOf('aisle-profile'),
    version: oneOf(2),
    exportedAt: match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/),
    consent: (consent) => isRecordOf(consent, () => true),
    profile: isRawProfile,
    events: list(isAisleEvent, 0, 256 * MAX_BATCH_EVENTS),
  });
}

export function isInterest(value: unknown): value is Interest {
  return Array.isArray(value) && value.length === 2 && number(-1e9, 1e9)(value[0]) && isTime(value[1]);
}

export function isRecentEvent(value: unknown): value is RecentEvent {
  return isShape(value, { item: isId, type: text(1, 32), at: isTime, id: maybe(isHexId) });
}

export function isSearchWord(value: unknown): value is SearchWord {
  return isShape(value, { word: isName, at: isTime, id: maybe(isHexId) });
}

export function isItemHistory(value: unknown): value is ItemHistory {
  return isShape(value, {
    views: isCount,
    carts: isCount,
    purchases: isCount,
    refunds: isCount,
    dwellMs: isCount,
    lastAt: isTime,
    rating: maybe(number(0, 5)),
  });
}

export function isShownOrder(value: unknown): value is ShownOrder {
  const values = list(number(0, 1e6), 1, MAX_SHOWN_ITEMS);
  return isShape(value, {
    slot: text(1, MAX_SLOT_LENGTH),
    at: isTime,
    alpha: number(0, 1),
    items: list(isId, 1, MAX_SHOWN_ITEMS),
    collaborative: values,
    content: values,
    popularity: values,
    taken: list(text(1, MAX_ID_LENGTH + 6), 0, 2 * MAX_SHOWN_ITEMS),
  });
}

export function isImportedAttribute(value: unknown): value is ImportedAttribute {
  return isShape(value, { source: isName, name: isName, value: isName, at: isTime });
}

export function isIgnoredValue(value: unknown): value is IgnoredValue {
  return isShape(value, { attribute: isName, value: isName });
}

function isId(value: unknown): boolean {
  return text(1, MAX_ID_LENGTH)(value);
}

function isName(value: unknown): boolean {
  return text(1, MAX_NAME_LENGTH)(value);
}

function isTime(value: unknown): boolean {
  return number(0, MAX_TIME_MS)(value);
}

function isCount(value: unknown): boolean {
  return number(0, Number.MAX_SAFE_INTEGER)(value);
}
