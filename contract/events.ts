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
import { hasOnlyKeys, isArrayOf, isIntegerIn, isNumberIn, isOneOf, isRecord, isText } from './guards.ts';

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

type Range = readonly [min: number, max: number];

interface Shape {
  /** How many items the event carries; absent: the key itself is forbidden. */
  readonly items?: Range;
  /** The other keys an event of this type may carry, with their check; a check that accepts `undefined` makes its key optional. */
  readonly fields?: Readonly<Record<string, (value: unknown) => boolean>>;
}

const ONE: Range = [1, 1];
const SOME: Range = [1, MAX_EVENT_ITEMS];
const ANY: Range = [0, MAX_EVENT_ITEMS];
const isName = (value: unknown): value is string => isText(value, 1, MAX_NAME_LENGTH);
const isOptionalName = (value: unknown): boolean => value === undefined || isName(value);

const SHAPES: Readonly<Record<EventType, Shape>> = {
  page_view: { fields: { page: (value) => value === undefined || isOneOf(value, PAGE_KINDS) } },
  product_view: { items: ONE },
  product_dwell: { items: ONE, fields: { ms: (value) => isIntegerIn(value, 0, MAX_DWELL_MS) } },
  scroll_depth: { fields: { percent: (value) => isIntegerIn(value, 0, 100) } },
  list_view: { items: ANY, fields: { list: isOptionalName } },
  product_click: { items: ONE },
  add_to_cart: { items: SOME },
  remove_from_cart: { items: SOME },
  cart_view: { items: ANY },
  begin_checkout: { items: ANY },
  purchase: { items: SOME },
  refund: { items: SOME },
  search: {
    fields: {
      tokens: (value) => isArrayOf(value, (token) => isText(token, 1, MAX_TOKEN_LENGTH), 0, MAX_SEARCH_TOKENS),
    },
  },
  review: { items: ONE, fields: { rating: (value) => value === undefined || isNumberIn(value, 0, 5) } },
  wishlist_add: { items: ONE },
  promotion_view: { fields: { promotion: isOptionalName } },
  promotion_click: { fields: { promotion: isOptionalName } },
  custom: { items: ANY, fields: { name: isName } },
};

export const EVENT_TYPES = /* @__PURE__ */ Object.keys(SHAPES) as readonly EventType[];

/** Whether `value` is an event of the canonical vocabulary, exactly as `eventSchema` decides. Never throws. */
export function isAisleEvent(value: unknown): value is AisleEvent {
  if (!isRecord(value)) return false;
  const type = value['type'];
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) return false;
  const { items, fields = {} } = SHAPES[type as EventType];
  const allowed = ['id', 'at', 'type', ...(items ? ['items'] : []), ...Object.keys(fields)];
  return (
    hasOnlyKeys(value, allowed) &&
    isHexId(value['id']) &&
    isIntegerIn(value['at'], 0, MAX_TIME_MS) &&
    (!items || isArrayOf(value['items'], isItemRef, items[0], items[1])) &&
    Object.entries(fields).every(([key, check]) => check(value[key]))
  );
}

export function isItemRef(value: unknown): value is ItemRef {
  return (
    isRecord(value) &&
    hasOnlyKeys(value, ['id', 'price', 'currency', 'quantity', 'position', 'list']) &&
    isText(value['id'], 1, MAX_ID_LENGTH) &&
    (value['price'] === undefined || isNumberIn(value['price'], 0, MAX_AMOUNT)) &&
    (value['currency'] === undefined ||
      (typeof value['currency'] === 'string' && /^[A-Z]{3}$/.test(value['currency']))) &&
    (value['quantity'] === undefined || isIntegerIn(value['quantity'], 1, MAX_QUANTITY)) &&
    (value['position'] === undefined || isIntegerIn(value['position'], 0, MAX_POSITION)) &&
    isOptionalName(value['list'])
  );
}

export function isHexId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
}
