import type { Ranking } from '../../contract/bundle.ts';
import type { Bundle } from '../bundle/decode.ts';
import type { Query } from './query.ts';

/** Steps back that `ranking.repeat` tells apart: newest item, the one before, the third, older. */
const PLACES = 4;
const LENGTHS = 4;

/**
 * The neighbour lists of a history, summed: s(i) = sum over r of w_r n / (n + damp) W[p_r, i], w_0 = `first`,
 * w_r = `decay`^r, p_r the r-th distinct item from the newest, n its support. Item-based collaborative filtering (Sarwar,
 * Karypis, Konstan and Riedl 2001) over directed lists; share(i) = s(i) / mass.
 */
export interface ListScores {
  /** Per row, zero where no list names it. */
  readonly sums: Float32Array;
  /** Rows with a sum, in no order; the first `touched` entries count. */
  readonly rows: Uint32Array;
  touched: number;
  /** Sum of all sums: how much the lists know about this history. */
  mass: number;
}

export function createListScores(items: number): ListScores {
  return { sums: new Float32Array(items), rows: new Uint32Array(items), touched: 0, mass: 0 };
}

/** Replaces what `out` holds: O(history x k). */
export function readLists(out: ListScores, query: Query, { manifest, neighbours, popularity }: Bundle): void {
  const { first, decay, damp } = manifest.ranking.lists;
  const { k, index, weight, scale } = neighbours;
  const { sums, rows } = out;
  for (let at = 0; at < out.touched; at++) sums[rows[at]!] = 0;
  let [touched, mass] = [0, 0];
  query.history.forEach((from, place) => {
    const unit = placeWeight(place, first, decay) * trust(popularity.support[from]!, damp) * scale[from]!;
    if (unit === 0) return;
    for (let slot = from * k; slot < (from + 1) * k; slot++) {
      const edge = weight[slot]!;
      if (edge === 0) continue;
      const row = index[slot]!;
      if (sums[row] === 0) rows[touched++] = row;
      sums[row]! += unit * edge;
      mass += unit * edge;
    }
  });
  out.touched = touched;
  out.mass = mass;
}

/** Weight of the item `place` steps back in the history. */
export function placeWeight(place: number, first: number, decay: number): number {
  return place === 0 ? first : decay ** place;
}

/** How far the list of an item that `support` sessions hold is believed. */
export function trust(support: number, damp: number): number {
  // an item nobody has seen has the list of its likes: believed as little as that of one seen once
  const seen = Math.max(support, 1);
  return seen / (seen + damp);
}

/**
 * Chance of each place of the history to be the next item, from the calibrated table: of class (min(events, 4), newest two
 * alike), for place 0, 1, 2 and for all older ones together, which share it alike.
 */
export function readRepeats(
  { history, events, lastTwoAlike }: Pick<Query, 'history' | 'events' | 'lastTwoAlike'>,
  { manifest }: { readonly manifest: { readonly ranking: Pick<Ranking, 'repeat'> } },
): number[] {
  const { repeat } = manifest.ranking;
  const from = repeatClass(Math.min(Math.max(events, 1), LENGTHS) - 1, lastTwoAlike);
  const last = PLACES - 1;
  return history.map((_, place) => repeat[from + Math.min(place, last)]! / (place < last ? 1 : history.length - last));
}

/** Where the four chances of a class stand in `ranking.repeat`. */
export function repeatClass(lengthClass: number, lastTwoAlike: boolean): number {
  return (lengthClass * 2 + (lastTwoAlike ? 1 : 0)) * PLACES;
}

/** The history as one unit vector: sum of `decay`^r x embedding of p_r; all zero where no item has an embedding. */
export function readProfileVector(out: Float32Array, query: Query, { embeddings, manifest }: Bundle): void {
  const { decay } = manifest.ranking.embedding;
  const { dims, values, scale } = embeddings;
  out.fill(0);
  query.history.forEach((row, place) => {
    const unit = decay ** place * scale[row]!;
    for (let dim = 0; dim < dims; dim++) out[dim]! += unit * values[row * dims + dim]!;
  });
  let square = 0;
  for (let dim = 0; dim < dims; dim++) square += out[dim]! * out[dim]!;
  const length = Math.sqrt(square) || 1;
  for (let dim = 0; dim < dims; dim++) out[dim]! /= length;
}
