import type { Catalogue } from '../catalogue.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';

/**
 * What models learn from: the items of each session in order, as rows of the catalogue. Events that say no to an item
 * (refunds, removals from the cart) are left out; sessions that are left empty too.
 */
export interface Sequences {
  /** Session s holds the rows `offsets[s]` up to, but without, `offsets[s + 1]`; oldest session first. */
  readonly offsets: Uint32Array;
  readonly row: Uint32Array;
  /** Index into the log's events. */
  readonly event: Uint32Array;
  /** Rows of the catalogue. */
  readonly items: number;
}

const NEGATIVE: ReadonlySet<string> = new Set(['refund', 'remove_from_cart']);
/** A review below it says no. */
const MIN_RATING = 2.5;

export function isPositive(log: Log, event: number): boolean {
  const type = LOG_EVENT_TYPES[log.type[event]!]!;
  return !NEGATIVE.has(type) && !(type === 'review' && log.rating[event]! < MIN_RATING);
}

export function toSequences(log: Log, catalogue: Catalogue): Sequences {
  const rows = new Map(catalogue.ids.map((id, row) => [id, row]));
  const rowOf = Uint32Array.from(log.itemIds, (id) => rows.get(id)!);
  const offsets = [0];
  const row = new Uint32Array(log.item.length);
  const event = new Uint32Array(log.item.length);
  let count = 0;
  for (let session = 0; session + 1 < log.offsets.length; session++) {
    for (let at = log.offsets[session]!; at < log.offsets[session + 1]!; at++) {
      if (!isPositive(log, at)) continue;
      row[count] = rowOf[log.item[at]!]!;
      event[count++] = at;
    }
    if (count > offsets.at(-1)!) offsets.push(count);
  }
  return {
    offsets: Uint32Array.from(offsets),
    row: row.slice(0, count),
    event: event.slice(0, count),
    items: catalogue.ids.length,
  };
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
    items: sequences.items,
  };
}
