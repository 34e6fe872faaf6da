import type { EventType, ItemRef } from '../../contract/events.ts';
import {
  MAX_AMOUNT,
  MAX_EVENT_ITEMS,
  MAX_ID_LENGTH,
  MAX_NAME_LENGTH,
  MAX_POSITION,
  MAX_QUANTITY,
} from '../../contract/limits.ts';

/**
 * An event that may still lack its time and its id. `id` is set only where the same fact must count once across page loads,
 * `at` where it happened before it could be told.
 */
export interface EventDraft {
  readonly type: EventType;
  readonly id?: string;
  readonly at?: number;
  readonly items?: readonly ItemRef[];
  readonly page?: string;
  readonly ms?: number;
  readonly percent?: number;
  readonly tokens?: readonly string[];
  readonly list?: string;
  readonly promotion?: string;
  readonly rating?: number;
  readonly name?: string;
  /** Who of those that the page listens to tells it. Default: the page's own clicks and elements. */
  readonly source?: string;
  /** Of a source's page_view: the URL or path that it names. It goes no further than the visit, which tells routes apart by it. */
  readonly path?: string;
}

/** What an item's id is called, the likeliest first. */
const ID_KEYS = ['id', 'item_id', 'sku', 'product_id', 'productId', 'variant_id'];

/** Takes a draft; `urgent` ones are sent at once, because the page may be gone in a moment. */
export type Emit = (draft: EventDraft, urgent?: boolean) => void;

/** How many items an event of a type takes, none (0), one (1), some (+) or any number (*), and its other field. */
export const FIELDS: Readonly<Record<EventType, string>> = {
  page_view: '0 page',
  product_view: '1',
  product_dwell: '1 ms',
  scroll_depth: '0 percent',
  list_view: '* list',
  product_click: '1',
  add_to_cart: '+',
  remove_from_cart: '+',
  cart_view: '*',
  begin_checkout: '*',
  purchase: '+',
  refund: '+',
  search: '0',
  review: '1 rating',
  wishlist_add: '1',
  promotion_view: '0 promotion',
  promotion_click: '0 promotion',
  custom: '* name',
};

/**
 * Turns a call of `aisle.track` into a draft, copying at once: shops change objects after they have passed them on. Keys
 * that an event does not carry are dropped, and a type outside the vocabulary becomes `custom` under its name. Undefined
 * when there is nothing to record: a type that needs a product and names none.
 */
export function toDraft(type: unknown, payload: unknown): EventDraft | undefined {
  if (typeof type !== 'string' || type === '') return undefined;
  const isKnown = Object.hasOwn(FIELDS, type);
  const known = isKnown ? (type as EventType) : 'custom';
  const [count, field] = FIELDS[known].split(' ');
  const given = toRecord(payload);
  const draft: Record<string, unknown> = { type: known };
  if (field) draft[field] = isKnown ? given[field] : type.slice(0, MAX_NAME_LENGTH);
  if (count !== '0') {
    const some = given['items'] ?? given['products'];
    const list: unknown[] = Array.isArray(some) ? some : [given['item'] ?? given];
    const items = list.map((item) => toItemRef(toRecord(item))).filter((item) => item !== undefined);
    if (items.length === 0 && count !== '*') return undefined;
    draft['items'] = items.slice(0, count === '1' ? 1 : MAX_EVENT_ITEMS);
  }
  return draft as unknown as EventDraft;
}

/**
 * An item from whatever a page calls one, in GA4's and Segment's names too; numbers and strings alike. Undefined without
 * an id; further ids are `also`.
 */
export function toItemRef(given: Readonly<Record<string, unknown>>): ItemRef | undefined {
  const ids = ID_KEYS.map((key) => toText(given[key])).filter((id) => id && id.length <= MAX_ID_LENGTH);
  const [id, ...also] = new Set(ids as string[]);
  if (!id) return undefined;
  const currency = toText(given['currency'])?.toUpperCase() ?? '';
  return {
    id,
    also: also.length > 0 ? also : undefined,
    price: toNumber(given['price'], MAX_AMOUNT),
    currency: /^[A-Z]{3}$/.test(currency) ? currency : undefined,
    quantity: toWhole(given['quantity'], MAX_QUANTITY) || undefined,
    position: toWhole(given['position'] ?? given['index'], MAX_POSITION),
    list: toText(given['list'])?.slice(0, MAX_NAME_LENGTH) || undefined,
  };
}

/** The fields of whatever a page passes; what is no object is taken for an id. */
export function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { id: value };
}

/** Text, trimmed; a number as text, since shops write ids both ways. */
export function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() : Number.isFinite(value) ? `${value as number}` : undefined;
}

/** From 0 to `most`; text is read as a plain decimal number. */
function toNumber(value: unknown, most: number): number | undefined {
  const number = Number(toText(value) || NaN);
  return number >= 0 && number <= most ? number : undefined;
}

function toWhole(value: unknown, most: number): number | undefined {
  const number = toNumber(value, most);
  return number && Math.floor(number);
}
