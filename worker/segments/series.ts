import type { LoggedEvent } from '../../contract/living.ts';
import { MAX_WINDOW_MS } from '../../contract/segments.ts';
import type { Range } from './compare.ts';
import type { Feed, Verdict } from './feed.ts';
import type { LoggedItem, ValuesOf } from './match.ts';

const DAY_MS = 86_400_000;
/** Money is added up in whole thousandths, so that the order of events does not matter. */
const PARTS = 1_000;

interface Entry {
  readonly at: number;
  readonly of: LoggedEvent;
  /** Of a sum: that of all entries before it. Of an extreme: its value. */
  readonly v: number;
  readonly key?: string | undefined;
}

/** What is counted, added up or compared of the events that one matcher finds, for windows of any length. */
export interface Series extends Feed {
  /** Whether its value rises when old events leave the window: that of a minimum alone. */
  readonly rises: boolean;
  /** Oldest first. */
  readonly entries: readonly Entry[];
  /** Of the entries from the one at `place` on; undefined: there is none, and nothing to compare. */
  valueFrom(place: number): number | undefined;
}

/** How many events, or how much of what they say. */
export function createSum(matcher: number, what: 'events' | 'quantity' | 'value' | 'ms'): Series {
  const entries: Entry[] = [];
  let total = 0;
  const amountOf = (event: LoggedEvent, items: readonly LoggedItem[]): number => {
    if (what === 'events') return 1;
    if (what === 'ms') return event.ms ?? 0;
    const isMoney = what === 'value';
    const amount = ({ price = 0, quantity = 1 }: LoggedItem): number =>
      isMoney ? Math.round(price * quantity * PARTS) : quantity;
    return items.reduce((sum, item) => sum + amount(item), 0);
  };
  return {
    rises: false,
    entries,
    add(event, hits) {
      const items = hits(matcher);
      const amount = items ? amountOf(event, items) : 0;
      if (amount === 0) return;
      forget(entries, event.at);
      entries.push({ at: event.at, of: event, v: total });
      total += amount;
    },
    drop: (event) => dropFirst(entries, event),
    valueFrom: (place) => (total - (entries[place]?.v ?? total)) / (what === 'value' ? PARTS : 1),
  };
}

/** How many different: items, days, sessions (matcher `starts` finds their first events), or values of an attribute. */
export function createDistinct(matcher: number, what: string, valuesOf: ValuesOf, starts: number): Series {
  // of each key the newest event alone: how many of them are in a window is how many keys are
  const entries: Entry[] = [];
  const newest = new Map<string, Entry>();
  let session = 0;
  const keysOf = (event: LoggedEvent, items: readonly LoggedItem[]): readonly string[] => {
    if (what === 'session') return [String(session)];
    if (what === 'day') return [String(Math.floor(event.at / DAY_MS))];
    return keysOfItems(items, what, valuesOf);
  };
  const release = ({ key = '' }: Entry): unknown => newest.delete(key);
  return {
    rises: false,
    entries,
    add(event, hits) {
      if (what === 'session' && hits(starts)) session++;
      const items = hits(matcher);
      if (!items) return;
      forget(entries, event.at, release);
      for (const key of keysOf(event, items)) {
        const before = newest.get(key);
        if (before) entries.splice(entries.indexOf(before, placeAfter(entries, before.at - 1)), 1);
        const entry = { at: event.at, of: event, v: 0, key };
        entries.push(entry);
        newest.set(key, entry);
      }
    },
    drop: (event) => dropFirst(entries, event, release),
    valueFrom: (place) => entries.length - place,
  };
}

/** The largest or the smallest: entries that a later one outdoes are left out. */
export function createExtreme(
  matcher: number,
  extreme: 'max' | 'min',
  by: 'price' | 'quantity' | 'ms' | 'rating',
): Series {
  const entries: Entry[] = [];
  const isMax = extreme === 'max';
  const best = isMax ? Math.max : Math.min;
  const numbersOf = (event: LoggedEvent, items: readonly LoggedItem[]): number[] => {
    if (by === 'ms' || by === 'rating') return [event[by] ?? []].flat();
    return items.flatMap(({ price, quantity = 1 }) => (by === 'quantity' ? quantity : (price ?? [])));
  };
  return {
    rises: !isMax,
    entries,
    add(event, hits) {
      const items = hits(matcher);
      const numbers = items ? numbersOf(event, items) : [];
      if (numbers.length === 0) return;
      forget(entries, event.at);
      const v = best(...numbers);
      while (entries.length > 0 && best(entries.at(-1)!.v, v) === v) entries.pop();
      entries.push({ at: event.at, of: event, v });
    },
    drop: (event) => dropFirst(entries, event),
    valueFrom: (place) => entries[place]?.v,
  };
}

/** Whether the value of the last `windowMs` is in the range at `t`, and until when it stays so if nothing happens. */
export function askSeries({ entries, rises, valueFrom }: Series, windowMs: number, range: Range, t: number): Verdict {
  // while events leave the window the value goes one way only: not there yet, in the range, past it
  const stageOf = (place: number): number => {
    const value = valueFrom(place);
    if (value === undefined) return 2;
    const side = range(value);
    return rises ? side + 1 : 1 - side;
  };
  const first = placeAfter(entries, t - windowMs);
  const stage = stageOf(first);
  let low = first;
  let high = entries.length;
  let until = Infinity;
  if (stage < 2 && stageOf(high) > stage) {
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (stageOf(middle) > stage) high = middle;
      else low = middle;
    }
    until = entries[high - 1]!.at + windowMs;
  }
  return { isTrue: stage === 1, until, value: valueFrom(first) };
}

/** What items have in common: they themselves, or an attribute's values. */
export function keysOfItems(items: readonly LoggedItem[], what: string, valuesOf: ValuesOf): string[] {
  return items.flatMap(({ id }) => (what === 'item' ? id : valuesOf(id, what)));
}

/** Of the first entry later than `at`. */
function placeAfter(entries: readonly Entry[], at: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.at > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** No window reaches back to them. */
function forget(entries: Entry[], now: number, onGone?: (entry: Entry) => unknown): void {
  while (entries.length > 0 && entries[0]!.at <= now - MAX_WINDOW_MS) shift(entries, onGone);
}

function dropFirst(entries: Entry[], event: LoggedEvent, onGone?: (entry: Entry) => unknown): boolean {
  if (entries[0]?.of !== event) return false;
  while (entries[0]?.of === event) shift(entries, onGone);
  return true;
}

function shift(entries: Entry[], onGone?: (entry: Entry) => unknown): void {
  const first = entries.shift();
  if (first) onGone?.(first);
}
