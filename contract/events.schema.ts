import { z } from 'zod';

import { IN_JOURNAL, noted } from './field-note.ts';
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

const itemId = z.string().min(1).max(MAX_ID_LENGTH);
const amount = z.number().min(0).max(MAX_AMOUNT);

/** Of an event. */
const told = <T extends z.ZodType>(schema: T, purpose: string): T => noted(schema, purpose, IN_JOURNAL);
const NAMES = 'identifiers only; a name that looks like a text or a number is dropped';

export const itemRefSchema = z.strictObject({
  id: told(itemId, 'which item; one that the catalogue does not know, or that is sensitive, is dropped'),
  /** Best first. The engine keeps the first of `id` and these that the catalogue knows, as `id`, and drops the others. */
  also: noted(
    z.array(itemId).max(MAX_ALSO_IDS).optional(),
    'other ids of the same item (SKU, product id, variant id), to find it in the catalogue',
    'not kept',
    'this page',
  ),
  price: told(amount.optional(), 'what it cost on the page'),
  /** ISO 4217, upper case. */
  currency: told(
    z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    'currency of the price',
  ),
  quantity: told(z.int().min(1).max(MAX_QUANTITY).optional(), 'what lies in the cart'),
  /** Zero-based place in its list when the event happened. */
  position: told(z.int().min(0).max(MAX_POSITION).optional(), 'where in a list it stood'),
  list: told(z.string().min(1).max(MAX_NAME_LENGTH).optional(), `which list it stood in: ${NAMES}`),
});

export const pageKindSchema = z.enum(['home', 'category', 'product', 'search', 'cart', 'checkout', 'order', 'other']);

const base = {
  /** 32 hexadecimal digits; the same id folded twice counts once. */
  id: told(
    z.string().regex(/^[0-9a-f]{32}$/),
    'counts it once, and lets its owner take it back: random; of a purchase a hash of the order’s number where there is one',
  ),
  /** When it happened on the page, ms since 1970. */
  at: told(z.int().min(0).max(MAX_TIME_MS), 'order, decay, retention'),
  /** Absent: the page's own clicks and elements. */
  source: noted(
    z.string().min(1).max(MAX_SOURCE_LENGTH).optional(),
    'who of those that the page listens to told of it: what several tell counts once',
    'not kept',
    'this page',
  ),
};
const oneItem = { items: z.array(itemRefSchema).length(1) };
const someItems = { items: z.array(itemRefSchema).min(1).max(MAX_EVENT_ITEMS) };
const anyItems = { items: z.array(itemRefSchema).max(MAX_EVENT_ITEMS) };
const name = z.string().min(1).max(MAX_NAME_LENGTH);

const event = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.strictObject({ ...base, type: told(z.literal(type), 'what happened'), ...shape });

/** The canonical vocabulary. Every source of the page is mapped to it; nothing else reaches the worker. */
export const eventSchema = z.discriminatedUnion('type', [
  event('page_view', { page: told(pageKindSchema.optional(), 'what kind of page, of eight; never its URL or title') }),
  event('product_view', oneItem),
  /** `ms`: visible, focused time since the last dwell event of the same view; the sum is the dwell. */
  event('product_dwell', { ...oneItem, ms: told(z.int().min(0).max(MAX_DWELL_MS), 'how long it was looked at') }),
  event('scroll_depth', { percent: told(z.int().min(0).max(100), 'how far the page was read') }),
  event('list_view', { ...anyItems, list: told(name.optional(), `which list: ${NAMES}`) }),
  event('product_click', oneItem),
  event('add_to_cart', someItems),
  event('remove_from_cart', someItems),
  event('cart_view', anyItems),
  event('begin_checkout', anyItems),
  event('purchase', someItems),
  event('refund', someItems),
  /** `tokens`: only words of the bundle's vocabulary; the query itself never leaves the page's memory. */
  event('search', {
    tokens: told(
      z.array(z.string().min(1).max(MAX_TOKEN_LENGTH)).max(MAX_SEARCH_TOKENS),
      'words of the catalogue’s vocabulary that were searched for; sensitive ones are dropped',
    ),
  }),
  event('review', {
    ...oneItem,
    rating: told(z.number().min(0).max(5).optional(), 'how it was rated; never the review’s text'),
  }),
  event('wishlist_add', oneItem),
  event('promotion_view', { promotion: told(name.optional(), `which promotion: ${NAMES}`) }),
  event('promotion_click', { promotion: told(name.optional(), `which promotion: ${NAMES}`) }),
  event('custom', { name: told(name, `what the shop calls it: ${NAMES}`), ...anyItems }),
]);
