import type { ItemHistory } from '../../contract/profile.ts';
import type { Encounter } from '../../worker/ranking/refine/choices.ts';
import { COUNTERS } from '../../worker/profile/fold.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';
import { createRandom, sample } from './random.ts';
import { isPositive } from './sequences.ts';

/** Events of each visitor: of a user, or where he is unknown of a session. */
export type Visitor = Uint32Array;

/** Visitors of a range of sessions by their first session; cart removals say nothing here, as in a profile. */
export function visitorsOf(log: Log, isIn: (session: number) => boolean): Visitor[] {
  const events = new Map<number, number[]>();
  for (let session = 0; session + 1 < log.offsets.length; session++) {
    if (!isIn(session)) continue;
    const user = log.user[session]!;
    const key = user >= 0 ? user : -1 - session;
    const known = events.get(key) ?? [];
    events.set(key, known);
    for (let event = log.offsets[session]!; event < log.offsets[session + 1]!; event++) known.push(event);
  }
  return Array.from(events.values(), (each) => Uint32Array.from(each));
}

/** Distinct items that a visitor chose. */
export function chosenBy(log: Log, visitor: Visitor): Set<number> {
  const items = new Set<number>();
  for (const event of visitor) if (isChoice(log, event)) items.add(log.item[event]!);
  return items;
}

/** Whether an event is something to be foretold: all but refunds and removals. A bad rating is of what was chosen, too. */
function isChoice(log: Log, event: number): boolean {
  return isPositive(log, event) || LOG_EVENT_TYPES[log.type[event]!] === 'review';
}

/** What a profile keeps of these events, as `foldEvent` does. */
export function toEncounters(log: Log, rowOf: Uint32Array, events: Iterable<number>): Encounter[] {
  const histories = new Map<number, ItemHistory>();
  for (const event of events) {
    const item = log.item[event]!;
    const at = Math.max(log.at[event]!, 0);
    const type = LOG_EVENT_TYPES[log.type[event]!]!;
    const known = histories.get(item);
    if (!known && type === 'remove_from_cart') continue;
    const history = known ?? { views: 0, carts: 0, purchases: 0, refunds: 0, dwellMs: 0, lastAt: at };
    histories.set(item, history);
    const counter = COUNTERS[type];
    if (counter) history[counter]++;
    history.lastAt = Math.max(history.lastAt, at);
    const rating = log.rating[event]!;
    if (type === 'review' && !Number.isNaN(rating)) history.rating = Math.min(Math.max(rating, 0), 5);
  }
  return Array.from(histories, ([item, history]) => ({ row: rowOf[item]!, history }));
}

/** Parts of a visitor's events: what is known of him, and the items that are to be foretold. */
export interface Holdout {
  readonly known: Uint32Array;
  /** Rows of the catalogue that are not among the known ones. */
  readonly hidden: Uint32Array;
  /** The same with those that are. */
  readonly wanted: Uint32Array;
}

/** Hides a share of each visitor's events, drawn with the seed. */
export function hide(
  log: Log,
  rowOf: Uint32Array,
  visitors: readonly Visitor[],
  share: number,
  seed: number,
): Holdout[] {
  const random = createRandom(seed);
  return visitors.map((events) => {
    const drawn = sample(events.length, Math.round(share * events.length), random);
    const isHidden = new Uint8Array(events.length);
    for (const at of drawn) isHidden[at] = 1;
    return splitVisitor(
      log,
      rowOf,
      events.filter((_, at) => !isHidden[at]),
      events.filter((_, at) => isHidden[at]),
    );
  });
}

/** What is to be foretold of `later`, by one who knows `known`. */
export function splitVisitor(log: Log, rowOf: Uint32Array, known: Uint32Array, later: Uint32Array): Holdout {
  const seen = new Set(Array.from(known, (event) => log.item[event]!));
  const wanted = new Set(later.filter((event) => isChoice(log, event)).map((event) => log.item[event]!));
  const toRows = (items: Iterable<number>): Uint32Array => Uint32Array.from(items, (item) => rowOf[item]!);
  return { known, hidden: toRows([...wanted].filter((item) => !seen.has(item))), wanted: toRows(wanted) };
}
