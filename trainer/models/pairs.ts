import { shareOf, supportOf } from './popularity.ts';
import { sessionCount, type Sequences } from './sequences.ts';

/** Furthest apart that two events of a session are still counted together. */
export const MAX_DISTANCE = 10;

/** What the newest sessions look at is told by how popularity ages at this rate; see `shareOf`. */
const RECENT_TAU = 0.1;
/** Added to both shares of a trend, in units of 1 / items: few votes make no trend. */
const TREND_FLOOR = 0.3;

/**
 * Where each item stands in its sessions. Two events of a session at most `MAX_DISTANCE` apart are a pair; none is stored, since
 * reading them off their sessions is as fast and costs memory for the events alone.
 */
export interface Pairs {
  readonly sequences: Sequences;
  /** Row i stands at the places `places[offsets[i]]` up to, but without, `places[offsets[i + 1]]` of `sequences.row`. */
  readonly offsets: Uint32Array;
  readonly places: Uint32Array;
  /** Per place of `sequences.row`: its session. */
  readonly session: Uint32Array;
  readonly items: number;
  readonly sessions: number;
  /** How many pairs there are, each seen from both of its ends. */
  readonly count: number;
  /** Sessions that hold each item. */
  readonly support: Uint32Array;
  /** Per item: share of recent interest over share of all interest. */
  readonly trend: Float32Array;
}

export function indexPairs(sequences: Sequences): Pairs {
  const { offsets: ends, row, items } = sequences;
  const sessions = sessionCount(sequences);
  const session = new Uint32Array(row.length);
  let count = 0;
  for (let of = 0; of < sessions; of++) {
    const length = ends[of + 1]! - ends[of]!;
    session.fill(of, ends[of], ends[of + 1]);
    const near = Math.min(length - 1, MAX_DISTANCE);
    // of each distance d there are length - d pairs
    count += near * (2 * length - near - 1);
  }
  const offsets = new Uint32Array(items + 1);
  for (const item of row) offsets[item + 1]!++;
  for (let item = 0; item < items; item++) offsets[item + 1]! += offsets[item]!;
  const next = offsets.slice(0, items);
  const places = new Uint32Array(row.length);
  row.forEach((item, place) => (places[next[item]!++] = place));
  const recent = shareOf(sequences, RECENT_TAU);
  const floor = TREND_FLOOR / Math.max(items, 1);
  const trend = shareOf(sequences, 0).map((share, item) => (recent[item]! + floor) / (share + floor));
  return { sequences, offsets, places, session, items, sessions, count, support: supportOf(sequences), trend };
}

/** Session weight max(length - 1, 1)^-norm x exp(-age / (sessions x tau)), age in sessions from the end; tau 0: no ageing. */
export function sessionWeights({ sequences: { offsets }, sessions }: Pairs, norm: number, tau: number): Float64Array {
  return Float64Array.from({ length: sessions }, (_, of) => {
    const age = tau > 0 ? Math.exp(-(sessions - 1 - of) / (sessions * tau)) : 1;
    return Math.max(offsets[of + 1]! - offsets[of]! - 1, 1) ** -norm * age;
  });
}
