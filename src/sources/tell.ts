import type { EventType, ItemRef } from '../../contract/events.ts';
import { MAX_NAME_LENGTH } from '../../contract/limits.ts';
import { toText, type EventDraft } from '../capture/draft.ts';
import { toEventId } from '../capture/order.ts';
import { emitSearch } from '../capture/search.ts';
import type { SourceParts } from './source.ts';

/** What an event says beside its items, as the source has it. */
export interface Told {
  /** The number of an order; a hash of it is the event's id. */
  readonly order?: unknown;
  readonly list?: unknown;
  readonly promotion?: unknown;
  /** As it was typed; only known words of it are told. */
  readonly query?: unknown;
  /** Of five. */
  readonly rating?: unknown;
  /** Of a custom event. */
  readonly name?: unknown;
  /** Of a page that is viewed: the URL or path that is named. */
  readonly path?: unknown;
  /** Who says so, where several may tell of one act. Default: the source itself. */
  readonly source?: string;
  /** When it happened, ms since 1970. Default: now. */
  readonly at?: number | undefined;
}

/** What a reader of somebody else's vocabulary says a canonical event with. */
export type Say = (type: EventType, items: readonly ItemRef[], told?: Told) => void;

/** Which items an event takes: the first, an event for each, at least one, or any number. Others take none. */
const ITEMS: Partial<Record<EventType, 'first' | 'each' | 'some' | 'any'>> = {
  product_view: 'first',
  product_click: 'first',
  review: 'first',
  wishlist_add: 'each',
  add_to_cart: 'some',
  remove_from_cart: 'some',
  purchase: 'some',
  refund: 'some',
  list_view: 'some',
  cart_view: 'any',
  begin_checkout: 'any',
  custom: 'any',
};
/** After these a page is often left at once. */
const URGENT = /^(add_to_cart|remove_from_cart|product_click|begin_checkout|purchase|promotion_click|wishlist_add)$/;
const MAX_ORDER_LENGTH = 512;
/** What scripts write where a shop has no number. */
const NO_ORDER = /^(undefined|null|nan|0|)$/i;

/** Emits a canonical event as the contract wants it, or nothing: a purchase of nothing, a view of no product, a search of no known word. */
export function tell(host: SourceParts, type: EventType, items: readonly ItemRef[], told: Told = {}): void {
  const count = ITEMS[type];
  if (items.length === 0 && count && count !== 'any') return;
  const groups = count === 'first' ? [items.slice(0, 1)] : count === 'each' ? items.map((item) => [item]) : [items];
  for (const group of groups) emit(host, { type, ...(count && { items: group }) }, told);
}

function emit(host: SourceParts, draft: EventDraft, { at, source, ...told }: Told): void {
  const { type } = draft;
  const send = (more?: Partial<EventDraft>): void =>
    host.emit({ ...draft, ...(at !== undefined && { at }), ...(source && { source }), ...more }, URGENT.test(type));
  const order = toText(told.order) ?? '';
  const query = toText(told.query);
  const path = toText(told.path);
  const rating = Number(toText(told.rating) || NaN);
  switch (type) {
    case 'search':
      if (query) void host.boundary.guard(emitSearch)(query, (found) => send(found), host.ask);
      break;
    case 'purchase':
    case 'refund':
      if (NO_ORDER.test(order) || order.length > MAX_ORDER_LENGTH) send();
      else void host.boundary.guard(async () => send(withId(await toEventId(order))))();
      break;
    case 'review':
      send(rating >= 0 && rating <= 5 ? { rating } : {});
      break;
    case 'custom':
      if (toText(told.name)) send(named('name', told.name));
      break;
    case 'page_view':
      send(path ? { path } : {});
      break;
    case 'list_view':
      send(named('list', told.list));
      break;
    default:
      send(type.startsWith('promotion') ? named('promotion', told.promotion) : {});
  }
}

function withId(id: string | undefined): Partial<EventDraft> {
  return id ? { id } : {};
}

function named(field: 'list' | 'promotion' | 'name', value: unknown): Partial<EventDraft> {
  const text = toText(value)?.slice(0, MAX_NAME_LENGTH);
  return text ? { [field]: text } : {};
}
