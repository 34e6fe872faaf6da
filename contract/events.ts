import type { z } from 'zod';

import type { eventSchema, itemRefSchema, pageKindSchema } from './events.schema.ts';
import {
  MAX_ALSO_IDS,
  MAX_AMOUNT,
  MAX_DWELL_MS,
  MAX_EVENT_ITEMS,
  MAX_ID_LENGTH,
  MAX_NAME_LENGTH,
  MAX_POSITION,
  MAX_QUANTITY,
  MAX_SEARCH_TOKENS,
  MAX_SOURCE_LENGTH,
  MAX_TIME_MS,
  MAX_TOKEN_LENGTH,
} from './limits.ts';
import type { ItemId } from './ids.ts';
import { integer, isRecord, isShape, list, match, maybe, number, oneOf, text, type Check } from './guards.ts';

/** An immutable captured fact. See `events.schema.ts` for every field. */
export type AisleEvent = z.infer<typeof eventSchema>;
export type EventType = AisleEvent['type'];
export type ItemRef = z.infer<typeof itemRefSchema>;
export type PageKind = z.infer<typeof pageKindSchema>;

export const PAGE_KINDS: readonly PageKind[] = [
  'home',
  'category',
  'product',
  'search',
  'cart',
  'checkout',
  'order',
  'other',
];

type Fields = Readonly<Record<string, Check>>;

const items = (min: number, max = MAX_EVENT_ITEMS): Fields => ({ items: list(isItemRef, min, max) });
const name = (): Check => text(1, MAX_NAME_LENGTH);

/** What an event of each type carries beside its id, time and type. */
const FIELDS: Readonly<Record<EventType, () => Fields>> = {
  page_view: () => ({ page: maybe(oneOf(...PAGE_KINDS)) }),
  product_view: () => items(1, 1),
  product_dwell: () => ({ ...items(1, 1), ms: integer(0, MAX_DWELL_MS) }),
  scroll_depth: () => ({ percent: integer(0, 100) }),
  list_view: () => ({ ...items(0), list: maybe(name()) }),
  product_click: () => items(1, 1),
  add_to_cart: () => items(1),
  remove_from_cart: () => items(1),
  cart_view: () => items(0),
  begin_checkout: () => items(0),
  purchase: () => items(1),
  refund: () => items(1),
  search: () => ({ tokens: list(text(1, MAX_TOKEN_LENGTH), 0, MAX_SEARCH_TOKENS) }),
  review: () => ({ ...items(1, 1), rating: maybe(number(0, 5)) }),
  wishlist_add: () => items(1, 1),
  promotion_view: () => ({ promotion: maybe(name()) }),
  promotion_click: () => ({ promotion: maybe(name()) }),
  custom: () => ({ ...items(0), name: name() }),
};

export const EVENT_TYPES = /* @__PURE__ */ Object.keys(FIELDS) as readonly EventType[];

/** Whether `value` is an event of the canonical vocabulary, exactly as `eventSchema` decides. Never throws. */
export function isAisleEvent(value: unknown): value is AisleEvent {
  if (!isRecord(value)) return false;
  const type = value['type'] as EventType;
  const base = {
    id: isHexId,
    at: integer(0, MAX_TIME_MS),
    type: oneOf(...EVENT_TYPES),
    source: maybe(text(1, MAX_SOURCE_LENGTH)),
  };
  return base.type(type) && isShape(value, { ...base, ...FIELDS[type]() });
}

/** All ids of an item, best first. */
export function idsOf({ id, also = [] }: Pick<ItemRef, 'id' | 'also'>): ItemId[] {
  return [id, ...also];
}

export function isItemRef(value: unknown): value is ItemRef {
  return isShape(value, {
    id: text(1, MAX_ID_LENGTH),
    also: maybe(list(text(1, MAX_ID_LENGTH), 0, MAX_ALSO_IDS)),
    price: maybe(number(0, MAX_AMOUNT)),
    currency: maybe(match(/^[A-Z]{3}$/)),
    quantity: maybe(integer(1, MAX_QUANTITY)),
    position: maybe(integer(0, MAX_POSITION)),
    list: maybe(text(1, MAX_NAME_LENGTH)),
  });
}

export function isHexId(value: unknown): value is string {
  return match(/^[0-9a-f]{32}$/)(value);
}
