import type { Catalogue } from '../catalogue.ts';
import { LOG_EVENT_TYPES, type Log, type LogEventType } from '../log.ts';
import { createRandom } from './random.ts';
import { findReturns } from './returns.ts';

/** What an event says of its item, as far as lists tell it apart. */
export const KINDS = ['view', 'cart', 'purchase', 'returned'] as const;
export type Kind = (typeof KINDS)[number];

/**
 * What models learn from: the items of each session in order, as rows of the catalogue. Events that say no to an item
 * (refunds, removals from the cart) are left out, but mark what they take back; sessions that are left empty are left out too.
 */
export interface Sequences {
  /** Session s holds the rows `offsets[s]` up to, but without, `offsets[s + 1]`; oldest session first. */
  readonly offsets: Uint32Array;
  readonly row: Uint32Array;
  /** Index into the log's events. */
  readonly event: Uint32Array;
  /** Index into `KINDS`. */
  readonly kind: Uint8Array;
  /** Whole seconds since the first event of the log; undefined where the log has only an order. */
  readonly seconds: Int32Array | undefined;
  /** Seconds that each was looked at, and its place in the list it was found in; undefined where no row of the log says. */
  readonly dwell: Float32Array | undefined;
  readonly position: Float32Array | undefined;
  /** Rows of the catalogue. */
  readonly items: number;
}

const NEGATIVE: ReadonlySet<string> = new Set(['refund', 'remove_from_cart']);
/** A review below it says no. */
const MIN_RATING = 2.5;
const KIND_OF: Partial<Record<LogEventType, Kind>> = {
  add_to_cart: 'cart',
  wishlist_add: 'cart',
  purchase: 'purchase',
};
const MAX_SECONDS = 2 ** 30;
/** Above this share of sessions that begin at one same number, numbers count anew in every session. */
const SAME_START = 0.9;

export function isPositive(log: Log, event: number): boolean {
  const type = LOG_EVENT_TYPES[log.type[event]!]!;
  return !NEGATIVE.has(type) && !(type === 'review' && log.rating[event]! < MIN_RATING);
}

/** Sessions stand as the log has them; where its times do not say which of two sessions came first, as `seed` draws them. */
export function toSequences(log: Log, catalogue: Catalogue, seed = 1): Sequences {
  const rows = new Map(catalogue.ids.map((id, row) => [id, row]));
  const rowOf = Uint32Array.from(log.itemIds, (id) => rows.get(id)!);
  const offsets = [0];
  const event = new Uint32Array(log.item.length);
  let count = 0;
  for (const session of sessionOrder(log, seed)) {
    for (let at = log.offsets[session]!; at < log.offsets[session + 1]!; at++) {
      if (isPositive(log, at)) event[count++] = at;
    }
    if (count > offsets.at(-1)!) offsets.push(count);
  }
  const events = event.slice(0, count);
  const takenBack = findReturns(log);
  const first = log.at.reduce((least, at) => Math.min(least, at), Infinity);
  return {
    offsets: Uint32Array.from(offsets),
    row: events.map((at) => rowOf[log.item[at]!]!),
    event: events,
    kind: Uint8Array.from(events, (at) => KINDS.indexOf(kindOf(log, at, takenBack))),
    seconds:
      log.clock === 'time'
        ? Int32Array.from(events, (at) => Math.min((log.at[at]! - first) / 1_000, MAX_SECONDS))
        : undefined,
    dwell: known(log.dwellMs, events)?.map((ms) => ms / 1_000),
    position: known(log.position, events),
    items: catalogue.ids.length,
  };
}

/** A column of the log for these events; undefined where it has no value at all. */
function known(column: Float32Array, events: Uint32Array): Float32Array | undefined {
  return column.every(Number.isNaN) ? undefined : Float32Array.from(events, (event) => column[event]!);
}

function kindOf(log: Log, event: number, takenBack: ReadonlySet<number>): Kind {
  const kind = KIND_OF[LOG_EVENT_TYPES[log.type[event]!]!] ?? 'view';
  if (!takenBack.has(event)) return kind;
  // what was only taken out of a cart has been looked at
  return kind === 'purchase' ? 'returned' : 'view';
}

function sessionOrder(log: Log, seed: number): Uint32Array {
  const sessions = log.offsets.length - 1;
  const order = Uint32Array.from({ length: sessions }, (_, session) => session);
  if (!countsAnew(log)) return order;
  const random = createRandom(seed);
  for (let last = sessions - 1; last > 0; last--) {
    const drawn = Math.floor(random() * (last + 1));
    [order[last], order[drawn]] = [order[drawn]!, order[last]!];
  }
  return order;
}

/** Whether the numbers of a log without a clock begin anew in every session: then the longest would pass for the newest. */
function countsAnew({ clock, offsets, at }: Log): boolean {
  const sessions = offsets.length - 1;
  if (clock === 'time' || sessions < 2) return false;
  const starts = new Map<number, number>();
  for (let session = 0; session < sessions; session++) {
    const start = at[offsets[session]!]!;
    starts.set(start, (starts.get(start) ?? 0) + 1);
  }
  return [...starts.values()].some((count) => count > SAME_START * sessions);
}

export function sessionCount({ offsets }: Sequences): number {
  return offsets.length - 1;
}

/** Sessions `from` up to, but without, `to`, as views. */
export function sessionsBetween(sequences: Sequences, from: number, to: number): Sequences {
  const [start, end] = [sequences.offsets[from]!, sequences.offsets[to]!];
  return {
    offsets: sequences.offsets.slice(from, to + 1).map((offset) => offset - start),
    row: sequences.row.subarray(start, end),
    event: sequences.event.subarray(start, end),
    kind: sequences.kind.subarray(start, end),
    seconds: sequences.seconds?.subarray(start, end),
    dwell: sequences.dwell?.subarray(start, end),
    position: sequences.position?.subarray(start, end),
    items: sequences.items,
  };
}

/** As if nobody had ever come to the items flagged; sessions that are left empty are left out. */
export function withoutItems(sequences: Sequences, isHidden: Uint8Array): Sequences {
  const { offsets: ends, row } = sequences;
  const places = row.map((_, place) => place).filter((place) => isHidden[row[place]!] === 0);
  const offsets = [0];
  let count = 0;
  for (let session = 0; session < sessionCount(sequences); session++) {
    while (count < places.length && places[count]! < ends[session + 1]!) count++;
    if (count > offsets.at(-1)!) offsets.push(count);
  }
  const picked = (column: Float32Array | undefined) => column && Float32Array.from(places, (place) => column[place]!);
  return {
    offsets: Uint32Array.from(offsets),
    row: places.map((place) => row[place]!),
    event: places.map((place) => sequences.event[place]!),
    kind: Uint8Array.from(places, (place) => sequences.kind[place]!),
    seconds: sequences.seconds && Int32Array.from(places, (place) => sequences.seconds![place]!),
    dwell: picked(sequences.dwell),
    position: picked(sequences.position),
    items: sequences.items,
  };
}
