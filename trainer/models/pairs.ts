import { sessionCount, type Sequences } from './sequences.ts';

/** Furthest apart that two events of a session are still counted together. */
const MAX_DISTANCE = 10;

/**
 * Every two events of a session at most `MAX_DISTANCE` apart, sorted by the first one's row; weighting them anew is then one
 * pass, which is what makes a search over weightings cheap. Each pair stands twice: seen from its earlier event with a
 * positive distance, from its later event with a negative one.
 */
export interface Pairs {
  /** Row i holds the pairs `offsets[i]` up to, but without, `offsets[i + 1]`. */
  readonly offsets: Float64Array;
  readonly other: Uint32Array;
  readonly distance: Int8Array;
  readonly session: Uint32Array;
  readonly items: number;
  readonly sessions: number;
  /** Events per session. */
  readonly lengths: Uint32Array;
}

export function countPairs(sequences: Sequences): Pairs {
  const { offsets: ends, row, items } = sequences;
  const sessions = sessionCount(sequences);
  const offsets = new Float64Array(items + 1);
  eachPair(sequences, (from) => void offsets[from + 1]!++);
  for (let item = 0; item < items; item++) offsets[item + 1]! += offsets[item]!;
  const total = offsets[items]!;
  const next = offsets.slice(0, items);
  const other = new Uint32Array(total);
  const distance = new Int8Array(total);
  const session = new Uint32Array(total);
  eachPair(sequences, (from, to, apart, of) => {
    const place = next[from]!++;
    other[place] = to;
    distance[place] = apart;
    session[place] = of;
  });
  const lengths = Uint32Array.from({ length: sessions }, (_, of) => ends[of + 1]! - ends[of]!);
  return { offsets, other, distance, session, items, sessions, lengths };

  function eachPair(_: Sequences, take: (from: number, to: number, apart: number, session: number) => void): void {
    for (let of = 0; of < sessions; of++) {
      for (let at = ends[of]!; at < ends[of + 1]!; at++) {
        const last = Math.min(at + MAX_DISTANCE, ends[of + 1]! - 1);
        for (let later = at + 1; later <= last; later++) {
          const [from, to] = [row[at]!, row[later]!];
          if (from === to) continue;
          take(from, to, later - at, of);
          take(to, from, at - later, of);
        }
      }
    }
  }
}

/** Session weight max(length - 1, 1)^-norm x exp(-age / (sessions x tau)), age in sessions from the end; tau 0: no ageing. */
export function sessionWeights({ sessions, lengths }: Pairs, norm: number, tau: number): Float64Array {
  return Float64Array.from(lengths, (length, of) => {
    const age = tau > 0 ? Math.exp(-(sessions - 1 - of) / (sessions * tau)) : 1;
    return Math.max(length - 1, 1) ** -norm * age;
  });
}
