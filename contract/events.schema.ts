import { z } from 'zod';

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

const itemId = z.string().min(1).max(MAX_ID_LENGTH);
const amount = z.number().min(0).max(MAX_AMOUNT);

export const itemRefSchema = z.strictObject({
  id: itemId,
  price: amount.optional(),
  /** ISO 4217, upper case. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  quantity: z.int().min(1).max(MAX_QUANTITY).optional(),
  /** Zero-based place in its list when the event happened. */
  position: z.int().min(0).max(MAX_POSITION).optional(),
  list: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
});

export const pageKindSchema = z.enum(['home', 'category', 'product', 'search', 'cart', 'checkout', 'order', 'other']);

const base = {
  /** 32 hexadecimal digits; the same id folded twice counts once. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** When it happened on the page, ms since 1970. */
  at: z.int().min(0).max(MAX_TIME_MS),
};
const oneItem = { items: z.array(itemRefSchema).length(1) };
const someItems = { items: z.array(itemRefSchema).min(1).max(MAX_EVENT_ITEMS) };
const anyItems = { items: z.array(itemRefSchema).max(MAX_EVENT_ITEMS) };
const name = z.string().min(1).max(MAX_NAME_LENGTH);

const event = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.strictObject({ ...base, type: z.literal(type), ...shape });

/** The canonical vocabulary. Every source of the page is mapped to it; nothing else reaches the worker. */
export const eventSchema = z.discriminatedUnion('type', [
  event('page_view', { page: pageKindSchema.optional() }),
  event('product_view', oneItem),
  /** `ms`: visible, focused time since the last dwell event of the same view; the sum is the dwell. */
  event('product_dwell', { ...oneItem, ms: z.int().min(0).max(MAX_DWELL_MS) }),
  event('scroll_depth', { percent: z.int().min(0).max(100) }),
  event('list_view', { ...anyItems, list: name.optional() }),
  event('product_click', oneItem),
  event('add_to_cart', someItems),
  event('remove_from_cart', someItems),
  event('cart_view', anyItems),
  event('begin_checkout', anyItems),
  event('purchase', someItems),
  event('refund', someItems),
  /** `tokens`: only words of the bundle's vocabulary; the query itself never leaves the page's memory. */
  event('search', { tokens: z.array(z.string().min(1).max(MAX_TOKEN_LENGTH)).max(MAX_SEARCH_TOKENS) }),
  event('review', { ...oneItem, rating: z.number().min(0).max(5).optional() }),
  event('wishlist_add', oneItem),
  event('promotion_view', { promotion: name.optional() }),
  event('promotion_click', { promotion: name.optional() }),
  event('custom', { name, ...anyItems }),
]);
