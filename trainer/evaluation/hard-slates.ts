import type { Bundle } from '../../worker/bundle/decode.ts';
import type { Log } from '../log.ts';
import { createSlateSource, DISTRACTORS, type SlateSource } from '../models/slates.ts';
import { isTarget } from './targets.ts';

/** So many near items are enough, even where a long history is excluded. */
const MOST_KEPT = 4 * DISTRACTORS;

/**
 * Slates of an item and the 49 nearest to it, as a page of one category holds them: first by co-occurrence in training, the cosine
 * of items as sets of sessions, n(i and j) / sqrt(n(i) n(j)) (Sarwar, Karypis, Konstan and Riedl 2001); where
 * fewer ever met it, those that share most attribute values with it; where these are too few, others as `createSlateSource` draws
 * them. Of equals the more popular is nearer. `support`: training sessions by row.
 */
export function createHardSlates(
  training: Log,
  bundle: Bundle,
  support: Uint32Array,
  random: () => number,
): SlateSource {
  const items = bundle.ids.length;
  const together = createCounter(items);
  const sessions = sessionsOf(training, bundle);
  const alike = createCounter(items);
  const values = bundle.attributes.map(({ offsets, codes, values: { length } }) => holdersOf(offsets, codes, length));
  const others = createSlateSource(support, random);
  const nearest = new Map<number, Uint32Array>();

  const findNearest = (target: number): Uint32Array => {
    for (let at = sessions.offsets[target]!; at < sessions.offsets[target + 1]!; at++) {
      const session = sessions.of[at]!;
      for (let place = sessions.starts[session]!; place < sessions.starts[session + 1]!; place++) {
        together.add(sessions.rows[place]!);
      }
    }
    const first = rank(together.take(), target, support, (row) => Math.sqrt(Math.max(support[row]!, 1)));
    if (first.length >= MOST_KEPT) return first;
    bundle.attributes.forEach(({ offsets, codes }, column) => {
      const { starts, rows } = values[column]!;
      for (let at = offsets[target]!; at < offsets[target + 1]!; at++) {
        for (let place = starts[codes[at]!]!; place < starts[codes[at]! + 1]!; place++) alike.add(rows[place]!);
      }
    });
    return Uint32Array.from(new Set([...first, ...rank(alike.take(), target, support, () => 1)]));
  };

  return {
    draw(target, exclude) {
      const near = nearest.get(target) ?? findNearest(target);
      nearest.set(target, near);
      const forbidden = new Set(exclude);
      const slate = near.filter((row) => !forbidden.has(row)).slice(0, DISTRACTORS);
      if (slate.length === DISTRACTORS) return Uint32Array.from([target, ...slate]);
      return Uint32Array.from(new Set([target, ...slate, ...others.draw(target, exclude).slice(1)])).slice(
        0,
        DISTRACTORS + 1,
      );
    },
  };
}

interface Counter {
  add(row: number): void;
  /** Rows that were added, and how often; forgets them. */
  take(): { readonly row: number; readonly count: number }[];
}

function createCounter(items: number): Counter {
  const counts = new Uint32Array(items);
  let touched: number[] = [];
  return {
    add(row) {
      if (counts[row]!++ === 0) touched.push(row);
    },
    take() {
      const found = touched.map((row) => ({ row, count: counts[row]! }));
      for (const row of touched) counts[row] = 0;
      touched = [];
      return found;
    },
  };
}

/** The nearest first; `divisorOf` takes out of a count what a row owes to being everywhere. */
function rank(
  found: ReturnType<Counter['take']>,
  target: number,
  support: Uint32Array,
  divisorOf: (row: number) => number,
): Uint32Array {
  const near = found
    .filter(({ row }) => row !== target)
    .map(({ row, count }) => ({ row, nearness: count / divisorOf(row) }));
  near.sort((a, b) => b.nearness - a.nearness || support[b.row]! - support[a.row]! || a.row - b.row);
  return Uint32Array.from(near.slice(0, MOST_KEPT), ({ row }) => row);
}

/** Which rows each session holds, each once, and which sessions hold each row. */
function sessionsOf(
  training: Log,
  bundle: Bundle,
): { starts: Uint32Array; rows: Uint32Array; offsets: Uint32Array; of: Uint32Array } {
  const rowOf = training.itemIds.map((id) => bundle.rows.get(id)!);
  const starts = new Uint32Array(training.sessionIds.length + 1);
  const rows: number[] = [];
  for (let session = 0; session < training.sessionIds.length; session++) {
    const held = new Set<number>();
    for (let event = training.offsets[session]!; event < training.offsets[session + 1]!; event++) {
      if (isTarget(training, event)) held.add(rowOf[training.item[event]!]!);
    }
    for (const row of held) rows.push(row);
    starts[session + 1] = rows.length;
  }
  const all = Uint32Array.from(rows);
  const { starts: offsets, rows: of } = holdersOf(starts, all, bundle.ids.length);
  return { starts, rows: all, offsets, of };
}

/** Of lists of codes, one after another: which lists hold each code. */
function holdersOf(
  offsets: Uint32Array,
  codes: ArrayLike<number>,
  distinct: number,
): { starts: Uint32Array; rows: Uint32Array } {
  const starts = new Uint32Array(distinct + 1);
  for (let at = 0; at < codes.length; at++) starts[codes[at]! + 1]!++;
  for (let code = 0; code < distinct; code++) starts[code + 1]! += starts[code]!;
  const next = starts.slice();
  const rows = new Uint32Array(codes.length);
  for (let list = 0; list + 1 < offsets.length; list++) {
    for (let at = offsets[list]!; at < offsets[list + 1]!; at++) rows[next[codes[at]!]!++] = list;
  }
  return { starts, rows };
}
