import type { ItemRef } from '../../contract/events.ts';
import {
  MAX_ALSO_IDS,
  MAX_AMOUNT,
  MAX_EVENT_ITEMS,
  MAX_ID_LENGTH,
  MAX_NAME_LENGTH,
  MAX_POSITION,
  MAX_QUANTITY,
} from '../../contract/limits.ts';
import { toText } from '../capture/draft.ts';
import { parseAmount } from '../storefront/prices.ts';
import { copyPlain, first, toPlain, type Plain } from './plain.ts';

/** What a vocabulary calls the fields of an item: of several names the first that says something counts. */
export interface ItemNames {
  /** Best first; all that stand there are ids of the item. */
  readonly ids: readonly string[];
  readonly price: readonly string[];
  readonly currency: readonly string[];
  readonly quantity: readonly string[];
  readonly position: readonly string[];
  /** Identifiers before texts, since texts are dropped. */
  readonly list: readonly string[];
  /** The number of a list's first place. Default 0. */
  readonly firstPosition?: 0 | 1;
}

/** What an event says for those of its items that do not say it themselves. */
export interface ItemBase {
  readonly currency?: unknown;
  readonly list?: unknown;
}

/**
 * Ids that what speaks to Google makes of a shop's own, product and variant or one of both:
 * `shopify_GB_7001_4202`, `gid://shopify/ProductVariant/4202`, `gla_17`, `woocommerce_gpf_17`, `#17`.
 */
const MADE = /^(?:shopify_[a-z]{2}_(\d+)_|gid:\/\/shopify\/\w+\/|gla_|woocommerce_gpf_|#)(\d+)$/i;

/**
 * The items of a copy (`copyPlain`): a list of them, one alone, a record of them, the same as JSON, or bare ids. One without
 * an id is none; 200 at most. Whatever other ids an item has stand in `also`.
 */
export function toItems(given: unknown, names: ItemNames, base: ItemBase = {}): ItemRef[] {
  const list = toList(fromJson(given), names);
  return list.slice(0, MAX_EVENT_ITEMS).flatMap((item) => toItem(item, names, base) ?? []);
}

function toItem(given: unknown, names: ItemNames, base: ItemBase): ItemRef | undefined {
  const plain = toPlain(given);
  const ids = toIds(given === plain ? names.ids.map((name) => plain[name]) : [given]);
  const [id] = ids;
  if (!id) return undefined;
  const own = toText(first(plain, names.currency));
  const hint = (own ?? toText(base.currency))?.toUpperCase();
  const paid = parseAmount(first(plain, names.price), hint ? { currency: hint } : {});
  // a price that names its own knows better than an event, and a sign may be that of several
  const currency = own ? hint : (paid?.currency ?? hint);
  const place = toNumber(first(plain, names.position));
  const quantity = Math.floor(toNumber(first(plain, names.quantity)));
  const list = toText(first(plain, names.list) ?? base.list)?.slice(0, MAX_NAME_LENGTH);
  const item: { -readonly [key in keyof ItemRef]: ItemRef[key] } = { id };
  if (ids.length > 1) item.also = ids.slice(1, MAX_ALSO_IDS + 1);
  if (paid && paid.price >= 0 && paid.price <= MAX_AMOUNT) item.price = paid.price;
  if (currency && /^[A-Z]{3}$/.test(currency)) item.currency = currency;
  if (quantity >= 1 && quantity <= MAX_QUANTITY) item.quantity = quantity;
  if (place >= 0 && place <= MAX_POSITION) item.position = Math.max(Math.floor(place) - (names.firstPosition ?? 0), 0);
  if (list) item.list = list;
  return item;
}

/** Each id once, with the shop's own that it was made of. */
function toIds(values: readonly unknown[]): string[] {
  const ids: string[] = [];
  const add = (id: string | undefined): unknown =>
    id && id.length <= MAX_ID_LENGTH && !ids.includes(id) && ids.push(id);
  for (const value of values) {
    const text = toText(value);
    if (!text) continue;
    add(text);
    const made = MADE.exec(text);
    if (made) made.slice(1).forEach(add);
  }
  return ids;
}

/** A number, or what a text of one says; else NaN. */
function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number(toText(value) || NaN);
}

function toList(given: unknown, names: ItemNames): readonly unknown[] {
  if (Array.isArray(given)) return given;
  const plain: Plain = toPlain(given);
  if (given !== plain) return [given];
  return first(plain, names.ids) === undefined ? Object.values(plain) : [plain];
}

function fromJson(given: unknown): unknown {
  if (typeof given !== 'string' || !/^\s*[[{]/.test(given)) return given;
  try {
    return copyPlain(JSON.parse(given));
  } catch {
    return undefined;
  }
}
