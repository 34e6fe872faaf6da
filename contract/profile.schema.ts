import { z } from 'zod';

import { eventSchema } from './events.schema.ts';
import { livingSchema } from './living.schema.ts';
import { DAYS_30, noted, WITH_PROFILE } from './field-note.ts';
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

const itemId = z.string().min(1).max(MAX_ID_LENGTH);
const name = z.string().min(1).max(MAX_NAME_LENGTH);
const eventId = z.string().regex(/^[0-9a-f]{32}$/);
/** Milliseconds since 1970. */
const time = z.number().min(0).max(MAX_TIME_MS);
const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER);

const REPLACED = 'until replaced by newer ones, and at most as long as the profile';
const UNTIL_BACK = 'until taken back, and at most as long as the profile';

/** A weight that halves every `manifest.ranking.halfLifeDays`, as it stood at a time in ms. May be negative. */
export const interestSchema = z.tuple([z.number().min(-1e9).max(1e9), time]);

export const recentEventSchema = z.strictObject({
  item: noted(itemId, 'starting point of ranking: what was looked at', DAYS_30),
  type: noted(z.string().min(1).max(32), 'what was done with the item', DAYS_30),
  at: noted(time, 'order of the history, retention', DAYS_30),
  /** Absent in what version 1 remembered. */
  id: noted(eventId.optional(), 'lets its owner take this one event back; random', DAYS_30),
});

export const searchWordSchema = z.strictObject({
  word: noted(name, 'a word of the catalogue’s vocabulary that was searched for; never the query', DAYS_30),
  at: noted(time, 'retention', DAYS_30),
  /** Absent in what version 1 remembered. */
  id: noted(eventId.optional(), 'lets its owner take this one search back; random', DAYS_30),
});

export const itemHistorySchema = z.strictObject({
  views: noted(count, 'how often the item was looked at', DAYS_30),
  carts: noted(count, 'how often it was put into the cart', DAYS_30),
  purchases: noted(count, 'how often it was bought: what was sent back is not a starting point', DAYS_30),
  refunds: noted(count, 'how often it was sent back', DAYS_30),
  /** Visible, focused time, ms. */
  dwellMs: noted(count, 'how long it was looked at', DAYS_30),
  lastAt: noted(time, 'retention', DAYS_30),
  /** The newest, 0..5; absent: it was never rated. */
  rating: noted(z.number().min(0).max(5).optional(), 'how it was liked', DAYS_30),
});

export const importedAttributeSchema = z.strictObject({
  source: noted(name, 'which of the shop’s systems it comes from', DAYS_30),
  /** Of the bundle's own attributes, and so is the value. */
  name: noted(name, 'what the shop knows from elsewhere; counts like something bought', DAYS_30),
  value: noted(name, 'as above', DAYS_30),
  at: noted(time, 'retention: it is gone unless imported again', DAYS_30),
});

export const ignoredValueSchema = z.strictObject({
  /** `word` for a word of the vocabulary. */
  attribute: noted(name, 'what its owner said must not be used', UNTIL_BACK),
  value: noted(name, 'as above', UNTIL_BACK),
});

const share = z.number().min(0).max(1);
const shownValues = z.array(z.number().min(0).max(1e6)).min(1).max(MAX_SHOWN_ITEMS);
const UNTIL_NEXT = 'until the slot is shown again, at most 30 days';

/** An order that was shown, with what each side of the score gave its first items. */
export const shownOrderSchema = z.strictObject({
  slot: noted(z.string().min(1).max(MAX_SLOT_LENGTH), 'which slot was ordered', UNTIL_NEXT),
  at: noted(time, 'a click later than 30 minutes is not put down to it', UNTIL_NEXT),
  /** Of the mixture at that time. */
  alpha: noted(share, 'how the two sides were weighed', UNTIL_NEXT),
  /** As shown, first place first. */
  items: noted(z.array(itemId).min(1).max(MAX_SHOWN_ITEMS), 'what stood at its first places', UNTIL_NEXT),
  collaborative: noted(shownValues, 'what lists gave each item', UNTIL_NEXT),
  content: noted(shownValues, 'what attributes gave each item', UNTIL_NEXT),
  popularity: noted(shownValues, 'what popularity gave each item', UNTIL_NEXT),
  /** `click ID` and `cart ID`. */
  taken: noted(
    z
      .array(
        z
          .string()
          .min(1)
          .max(MAX_ID_LENGTH + 6),
      )
      .max(2 * MAX_SHOWN_ITEMS),
    'each click and each cart counts once',
    UNTIL_NEXT,
  ),
});

/**
 * What the device knows of one visitor: plain data, keyed by the shop's ids and names rather than by rows, so that it
 * survives a new bundle. Never leaves the device.
 */
export const rawProfileSchema = z.strictObject({
  v: noted(z.literal(2), 'version of this form'),
  /** Oldest first. */
  folded: noted(
    z.array(eventId).max(MAX_FOLDED_IDS),
    'ids of events: the same one twice counts once; random',
    REPLACED,
  ),
  /** Of purchases and refunds, which a shopper's reload may repeat much later; and of what was bought, whatever its order is called. */
  orders: noted(
    z
      .array(
        z.strictObject({
          id: noted(
            eventId,
            'hash of an order’s number, or random; hash of what was bought: a reload of its page counts once',
            DAYS_30,
          ),
          at: noted(time, 'retention', DAYS_30),
        }),
      )
      .max(MAX_ORDER_IDS),
    'the same for purchases and refunds',
    DAYS_30,
  ),
  /** Product events, oldest first; ties in the order they were folded. */
  recent: noted(z.array(recentEventSchema).max(MAX_RECENT_EVENTS), 'history that ranking starts from', DAYS_30),
  /** Attribute name -> value name -> interest. */
  interests: noted(
    z.record(z.string(), z.record(z.string(), interestSchema)),
    'how much each value of the catalogue’s attributes is liked: weight, and when last',
    'halves every 30 days by default; sums, of which no event can be told any more',
  ),
  /** Word of the bundle's vocabulary -> interest. */
  words: noted(
    z.record(z.string(), interestSchema),
    'the same for words of the catalogue',
    'halves every 30 days by default; sums, of which no event can be told any more',
  ),
  items: noted(z.record(z.string(), itemHistorySchema), 'counters of each item', DAYS_30),
  /** Item -> quantity. */
  cart: noted(
    z.record(z.string(), z.int().min(0)),
    'what lies in the cart is not recommended',
    'until bought or taken out, and at most as long as the profile',
  ),
  /** Newest last. */
  searches: noted(z.array(searchWordSchema).max(MAX_SEARCH_WORDS), 'words searched for', DAYS_30),
  sessions: z.strictObject({
    /** Runs of events with no pause of 30 minutes. */
    count: noted(count, 'number of visits'),
    /** Of the current one. */
    startedAt: noted(time, 'where the current visit begins'),
    lastAt: noted(time, 'where it ends'),
    /** Product events of the current one. */
    events: noted(count, 'length of the current visit'),
  }),
  totals: z.strictObject({
    events: noted(count, 'how much the profile rests on'),
    views: noted(count, 'as above'),
    carts: noted(count, 'as above'),
    purchases: noted(count, 'as above'),
    refunds: noted(count, 'as above'),
    searches: noted(count, 'as above'),
    firstAt: noted(time, 'age of the profile'),
    lastAt: noted(time, 'retention'),
    lastPurchaseAt: noted(time, 'time since the last purchase'),
  }),
  /** Oldest first. */
  notInterested: noted(z.array(itemId).max(MAX_NOT_INTERESTED), 'items its owner does not want to see', UNTIL_BACK),
  /** "Stop using this". */
  ignored: z.strictObject({
    items: noted(z.array(itemId).max(MAX_IGNORED), 'items its owner said must not be used', UNTIL_BACK),
    values: z.array(ignoredValueSchema).max(MAX_IGNORED),
  }),
  imported: z.array(importedAttributeSchema).max(MAX_IMPORTED),
  /** "Do not learn from this visit": no event of that time counts. */
  paused: z.strictObject({
    from: noted(time, 'since when its owner does not want to be learned from'),
    until: noted(time, '30 minutes after the shop was last used'),
  }),
  /** Of each slot the newest. */
  shown: z.array(shownOrderSchema).max(MAX_SHOWN_SLOTS),
  /** One for each setting that a device chooses among; they sum to 1. Empty until there was something to learn from. */
  belief: noted(
    z.array(share).max(MAX_SETTINGS),
    'which way of weighing lists and attributes this visitor’s clicks speak for; of it no click can be told',
    'until the profile is corrected, and at most as long as the profile',
  ),
  /** What segments, offers and the shop's other sources rest on; empty where the bundle asks for none of it. */
  living: livingSchema.partial(),
});

/** ISO 8601 in UTC, as `Date.prototype.toISOString` writes it. */
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);

/**
 * The profile as its owner may take it away and hand it back (`aisle.profile.export()`): JSON, version 2. Version 1 had no
 * ids in `recent` and `searches`, order ids without a time, and neither `ignored`, `imported` nor `paused`.
 */
export const profileExportSchema = z.strictObject({
  format: noted(z.literal('aisle-profile'), 'what the document is', WITH_PROFILE, 'where its owner takes it'),
  version: noted(z.literal(2), 'of this form', WITH_PROFILE, 'where its owner takes it'),
  exportedAt: noted(instant, 'when it was exported', WITH_PROFILE, 'where its owner takes it'),
  /** To be read; a consent is never imported. */
  consent: noted(
    z.record(z.string(), z.unknown()),
    'the proof of consent at that time',
    WITH_PROFILE,
    'where its owner takes it',
  ),
  profile: rawProfileSchema,
  /** Oldest first. To be read: the profile already holds what they say. */
  events: noted(
    z.array(eventSchema).max(256 * MAX_BATCH_EVENTS),
    'events still in the journal',
    WITH_PROFILE,
    'where its owner takes it',
  ),
});
