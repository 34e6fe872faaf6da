import { isHexId, type EventType } from '../../contract/events.ts';
import { isArrayOf, isIntegerIn, isNumberIn, isRecord, isText } from '../../contract/guards.ts';
import type { ItemId } from '../../contract/ids.ts';
import { MAX_ID_LENGTH, MAX_TIME_MS } from '../../contract/limits.ts';

/** Caps of everything that grows; a profile stays below some 100 kB however long its owner shops. */
export const MAX_RECENT_EVENTS = 50;
export const MAX_FOLDED_IDS = 1_000;
export const MAX_ORDER_IDS = 200;
export const MAX_PROFILE_ITEMS = 500;
export const MAX_INTERESTS = 500;
export const MAX_SEARCH_WORDS = 50;
export const MAX_NOT_INTERESTED = 500;

/**
 * What the device knows of one visitor: plain data, keyed by the shop's ids and names rather than by rows, so that it
 * survives a new bundle. Never leaves the device.
 */
export interface RawProfile {
  readonly v: 1;
  /** Ids of events already folded, oldest first: the same event twice counts once. */
  readonly folded: string[];
  /** The same for purchases and refunds, which a shopper's reload may repeat much later. */
  readonly orders: string[];
  /** The last product events, oldest first; ties in the order they were folded. */
  readonly recent: RecentEvent[];
  /** Attribute name -> value name -> interest. */
  readonly interests: Record<string, Record<string, Interest>>;
  /** Word of the bundle's vocabulary -> interest. */
  readonly words: Record<string, Interest>;
  /** Per item: how often and when last. */
  readonly items: Record<ItemId, ItemHistory>;
  /** Item -> quantity in the cart. */
  readonly cart: Record<ItemId, number>;
  /** Words searched for, newest last. */
  readonly searches: SearchWord[];
  readonly sessions: SessionCounters;
  readonly totals: Totals;
  /** Items the visitor does not want to see, oldest first. */
  readonly notInterested: ItemId[];
}

export interface RecentEvent {
  readonly item: ItemId;
  readonly type: EventType;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A weight that halves every `manifest.ranking.halfLifeDays`, as it stood at a time in ms. May be negative. */
export type Interest = [weight: number, at: number];

export interface ItemHistory {
  views: number;
  carts: number;
  purchases: number;
  refunds: number;
  /** Visible, focused time. */
  dwellMs: number;
  lastAt: number;
}

export interface SessionCounters {
  /** Runs of events with no pause of 30 minutes. */
  count: number;
  /** Of the current one. */
  startedAt: number;
  lastAt: number;
  /** Product events of the current one. */
  events: number;
}

export interface Totals {
  events: number;
  views: number;
  carts: number;
  purchases: number;
  refunds: number;
  searches: number;
  firstAt: number;
  lastAt: number;
  lastPurchaseAt: number;
}

export interface SearchWord {
  readonly word: string;
  readonly at: number;
}

/** A profile that knows nothing. */
export function createRawProfile(): RawProfile {
  return {
    v: 1,
    folded: [],
    orders: [],
    recent: [],
    interests: {},
    words: {},
    items: {},
    cart: {},
    searches: [],
    sessions: { count: 0, startedAt: 0, lastAt: 0, events: 0 },
    totals: {
      events: 0,
      views: 0,
      carts: 0,
      purchases: 0,
      refunds: 0,
      searches: 0,
      firstAt: 0,
      lastAt: 0,
      lastPurchaseAt: 0,
    },
    notInterested: [],
  };
}

/** Whether `value` is a profile of this version, within its caps. Never throws. */
export function isRawProfile(value: unknown): value is RawProfile {
  return (
    isRecord(value) &&
    value['v'] === 1 &&
    isArrayOf(value['folded'], isHexId, 0, MAX_FOLDED_IDS) &&
    isArrayOf(value['orders'], isHexId, 0, MAX_ORDER_IDS) &&
    isArrayOf(value['recent'], isRecentEvent, 0, MAX_RECENT_EVENTS) &&
    isRecordOf(value['interests'], (values) => isRecordOf(values, isInterest)) &&
    isRecordOf(value['words'], isInterest) &&
    isRecordOf(value['items'], isItemHistory) &&
    isRecordOf(value['cart'], isCount) &&
    isArrayOf(value['searches'], isSearchWord, 0, MAX_SEARCH_WORDS) &&
    hasNumbers(value['sessions'], ['count', 'startedAt', 'lastAt', 'events']) &&
    hasNumbers(value['totals'], Object.keys(createRawProfile().totals)) &&
    isArrayOf(value['notInterested'], isId, 0, MAX_NOT_INTERESTED)
  );
}

/**
 * What was stored as a profile; undefined when it is not of its shape. Never throws. It was sealed by this build or an earlier
 * one, so that the first level is looked at only; what comes from elsewhere is held against `isRawProfile`.
 */
export function toRawProfile(value: unknown): RawProfile | undefined {
  const empty: Record<string, unknown> = { ...createRawProfile() };
  const isWhole =
    isRecord(value) &&
    value['v'] === 1 &&
    Object.keys(empty).every(
      (key) => typeof value[key] === typeof empty[key] && Array.isArray(value[key]) === Array.isArray(empty[key]),
    );
  return isWhole ? (value as unknown as RawProfile) : undefined;
}

/** Own property only: an item may be called `constructor`. */
export function entryOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Sets an own property, also where the key is `__proto__`. */
export function setEntry<T>(record: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(record, key, { value, enumerable: true, writable: true, configurable: true });
  } else record[key] = value;
}

function isId(value: unknown): value is ItemId {
  return isText(value, 1, MAX_ID_LENGTH);
}

function isTime(value: unknown): value is number {
  return isNumberIn(value, 0, MAX_TIME_MS);
}

function isCount(value: unknown): value is number {
  return isIntegerIn(value, 0, Number.MAX_SAFE_INTEGER);
}

function isRecentEvent(value: unknown): value is RecentEvent {
  return isRecord(value) && isId(value['item']) && isText(value['type'], 1, 32) && isTime(value['at']);
}

function isInterest(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isNumberIn(value[0], -1e9, 1e9) && isTime(value[1]);
}

function isItemHistory(value: unknown): boolean {
  return hasNumbers(value, ['views', 'carts', 'purchases', 'refunds', 'dwellMs', 'lastAt']);
}

function isSearchWord(value: unknown): value is SearchWord {
  return isRecord(value) && isText(value['word'], 1, 64) && isTime(value['at']);
}

function hasNumbers(value: unknown, keys: readonly string[]): boolean {
  return isRecord(value) && keys.every((key) => isNumberIn(value[key], 0, Number.MAX_SAFE_INTEGER));
}

function isRecordOf(value: unknown, isValue: (value: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(isValue);
}
