import type { z } from 'zod';

import type { eventSchema, itemRefSchema, pageKindSchema } from './events.schema.ts';
import {
  MAX_AMOUNT,
  MAX_DWELL_MS,
  MAX_EVENT_ITEMS,
  MAX_ID_LENGTH,
  MAX_NAME_LENGTH,
  MAX_POSITION,
  MAX_QUANTITY,
  MAX_SEARCH_TOKENS,
  MAX_TIME_MS,
  MAX_TOKEN_LENGTH,
} from './limits.ts';
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

/** What an event of each type carries beside its id, time and type, as `isShape` takes it. */
function fieldsOf(type: EventType): Readonly<Record<string, Check>> {
  const name = text(1, MAX_NAME_LENGTH);
  const items = (min: number, max = MAX_EVENT_ITEMS): Record<string, Check> => ({ items: list(isItemRef, min, max) });
  switch (type) {
    case 'page_view':
      return { page: maybe(oneOf(...PAGE_KINDS)) };
    case 'scroll_depth':
      return { percent: integer(0, 100) };
    case 'search':
      return { tokens: list(text(1, MAX_TOKEN_LENGTH), 0, MAX_SEARCH_TOKENS) };
    case 'promotion_view':
    case 'promotion_click':
      return { promotion: maybe(name) };
    case 'product_dwell':
      return { ...items(1, 1), ms: integer(0, MAX_DWELL_MS) };
    case 'review':
      return { ...items(1, 1), rating: maybe(number(0, 5)) };
    case 'product_view':
    case 'product_click':
    case 'wishlist_add':
      return items(1, 1);
    case 'list_view':
      return { ...items(0), list: maybe(name) };
    case 'custom':
      return { ...items(0), name };
    case 'cart_view':
    case 'begin_checkout':
      return items(0);
    default:
      return items(1);
  }
}

export const EVENT_TYPES: readonly EventType[] = [
  'page_view',
  'product_view',
  'product_dwell',
  'scroll_depth',
  'list_view',
  'product_click',
  'add_to_cart',
  'remove_from_cart',
  'cart_view',
  'begin_checkout',
  'purchase',
  'refund',
  'search',
  'review',
  'wishlist_add',
  'promotion_view',
  'promotion_click',
  'custom',
];

/** Whether `value` is an event of the canonical vocabulary, exactly as `eventSchema` decides. Never throws. */
export function isAisleEvent(value: unknown): value is AisleEvent {
  if (!isRecord(value)) return false;
  const { type } = value;
  const base = { id: isHexId, at: integer(0, MAX_TIME_MS), type: oneOf(...EVENT_TYPES) };
  return base.type(type) && isShape(value, { ...base, ...fieldsOf(type as EventType) });
}

export function isItemRef(value: unknown): value is ItemRef {
  return isShape(value, {
    id: text(1, MAX_ID_LENGTH),
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
