import type { EventType } from '../contract/events.ts';

/**
 * Interactions as columns, ordered by session (sessions by the time of their last event, then by first appearance in the
 * files), within a session by time, ties in file order.
 */
export interface Log {
  /** Distinct item ids, sorted; `item` counts in them. */
  readonly itemIds: readonly string[];
  /** Names as they stand in the files; a log without `session_id` has one session a user. */
  readonly sessionIds: readonly string[];
  /** Session s holds the events `offsets[s]` up to, but without, `offsets[s + 1]`. */
  readonly offsets: Uint32Array;
  /** Per session: index into `userIds`, -1 where the user is unknown. */
  readonly user: Int32Array;
  readonly userIds: readonly string[];
  /** Per event, from here on. Index into `itemIds`. */
  readonly item: Uint32Array;
  /** Milliseconds since 1970; where `clock` is `sequence`, the plain sequence number. */
  readonly at: Float64Array;
  /** Index into `LOG_EVENT_TYPES`. */
  readonly type: Uint8Array;
  /** NaN where absent. */
  readonly quantity: Float32Array;
  readonly price: Float32Array;
  readonly rating: Float32Array;
  /** How long the item was looked at, milliseconds. */
  readonly dwellMs: Float32Array;
  /** Place in the list that the item was found in, from 1 on. */
  readonly position: Float32Array;
  /** Index into `regions`; 0 is unknown. */
  readonly region: Uint16Array;
  /** `regions[0]` is the empty string. */
  readonly regions: readonly string[];
  /** 0: no `split` column, 1: train, 2: test. */
  readonly split: Uint8Array;
  /** Whether `at` is real time or only an order. */
  readonly clock: 'time' | 'sequence';
}

/** What a row's `event_type` may say, beside the canonical vocabulary's own names. */
export type LogEventType = Extract<
  EventType,
  | 'product_view'
  | 'product_click'
  | 'add_to_cart'
  | 'remove_from_cart'
  | 'wishlist_add'
  | 'purchase'
  | 'refund'
  | 'review'
>;

export const LOG_EVENT_TYPES: readonly LogEventType[] = [
  'product_view',
  'product_click',
  'add_to_cart',
  'remove_from_cart',
  'wishlist_add',
  'purchase',
  'refund',
  'review',
];
