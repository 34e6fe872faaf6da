import { createTopK } from '../../worker/ranking/kernel/top-k.ts';
import { bestOfRows } from './lists.ts';
import { MAX_DISTANCE, sessionWeights, type Pairs } from './pairs.ts';
import { addRow, addTo, clear, createScratch, createSparseBuilder, symmetric, type SparseRows } from './sparse.ts';
import { topDirections } from './subspace.ts';

/** A pair d apart weighs d^-FALL, a session of n events (n - 1)^-NORM. */
const FALL = 0.5;
const NORM = 0.5;

/** The largest entries of a row that are factorised: all others together change nothing that could be measured. */
const MAX_ENTRIES = 200;

export interface EmbeddingParameters {
  /** Neighbours of a row that take part in its second step. */
  readonly hops: number;
  /** Weight of the second step. */
  readonly second: number;
}

/** items x dims, rows of length 1, or 0 for an item that was never seen with another. */
export interface UnitRows {
  readonly dims: number;
  readonly values: Float32Array;
}

/**
 * Item embeddings by factorising a smoothed, shifted log of co-occurrence (NetMF, Qiu et al. 2018; Levy and Goldberg 2014):
 * P the row-normalised undirected pairs, P1 its best entries a row, M = log max(1, (P + second P1 P1) volume / c_j), M + M^T
 * factorised by randomised subspace iteration, rows U sqrt(s) scaled to length 1. Fewer items than dimensions leave zeros.
 */
export async function trainEmbedding(
  pairs: Pairs,
  { hops, second }: EmbeddingParameters,
  dims: number,
  seed: number,
): Promise<UnitRows> {
  const { items } = pairs;
  const { values, columns } = await topDirections(symmetric(logMatrix(pairs, hops, second), items), items, dims, seed);
  return unitRows(values, items, columns, dims);
}

/** Gives an item that was never seen the direction of the items it is most alike; others keep theirs. */
export function fillUnseen(rows: UnitRows, similarity: SparseRows | undefined, items: number): void {
  if (!similarity) return;
  const { dims, values } = rows;
  const isEmpty = Uint8Array.from({ length: items }, (_, item) =>
    values.subarray(item * dims, (item + 1) * dims).some((value) => value !== 0) ? 0 : 1,
  );
  for (let item = 0; item < items; item++) {
    if (!isEmpty[item]) continue;
    for (let at = similarity.offsets[item]!; at < similarity.offsets[item + 1]!; at++) {
      const other = similarity.index[at]!;
      if (isEmpty[other]) continue;
      for (let dim = 0; dim < dims; dim++) {
        values[item * dims + dim]! += similarity.value[at]! * values[other * dims + dim]!;
      }
    }
    normalise(values, item * dims, dims);
  }
}

function logMatrix(pairs: Pairs, hops: number, second: number): SparseRows {
  const { items, offsets, places, session } = pairs;
  const { offsets: ends, row: rows } = pairs.sequences;
  const weights = sessionWeights(pairs, NORM, 0);
  const byDistance = Float64Array.from({ length: MAX_DISTANCE + 1 }, (_, apart) => (apart > 0 ? apart ** -FALL : 0));
  const scratch = createScratch(items);
  const builder = createSparseBuilder(items, Math.min(pairs.count, 4_000_000));
  const sums = new Float64Array(items);
  let volume = 0;
  for (let row = 0; row < items; row++) {
    const { values, touched } = scratch;
    for (let place = offsets[row]!; place < offsets[row + 1]!; place++) {
      const at = places[place]!;
      const of = session[at]!;
      const last = Math.min(ends[of + 1]! - 1, at + MAX_DISTANCE);
      for (let there = Math.max(ends[of]!, at - MAX_DISTANCE); there <= last; there++) {
        const other = rows[there]!;
        if (other === row) continue;
        const value = weights[of]! * byDistance[Math.abs(there - at)]!;
        addTo(scratch, other, value);
        sums[row]! += value;
      }
    }
    volume += sums[row]!;
    for (let at = 0; at < scratch.count; at++) builder.add(touched[at]!, values[touched[at]!]! / sums[row]!);
    builder.endRow();
    clear(scratch);
  }
  const rates = builder.finish();
  const best = second > 0 ? bestOfRows(rates, items, hops) : undefined;
  const top = createTopK();
  const logs = createSparseBuilder(items, rates.index.length);
  for (let row = 0; row < items; row++) {
    addRow(scratch, rates, row, 1);
    if (best) {
      for (let at = best.offsets[row]!; at < best.offsets[row + 1]!; at++) {
        addRow(scratch, best, best.index[at]!, second * best.value[at]!);
      }
    }
    const add = (column: number, rate: number): void => {
      const lift = (rate * volume) / sums[column]!;
      if (lift > 1 && column !== row) logs.add(column, Math.log(lift));
    };
    const { values, touched, count } = scratch;
    top.start(MAX_ENTRIES);
    if (count > MAX_ENTRIES) {
      for (let at = 0; at < count; at++) top.offer(touched[at]!, values[touched[at]!]!);
      const kept = top.finish();
      kept.rows.forEach((column, at) => add(column, kept.scores[at]!));
    } else {
      for (let at = 0; at < count; at++) add(touched[at]!, values[touched[at]!]!);
    }
    logs.endRow();
    clear(scratch);
  }
  return logs.finish();
}

function unitRows(block: Float32Array, items: number, columns: number, dims: number): UnitRows {
  const values = new Float32Array(items * dims);
  for (let item = 0; item < items; item++) {
    values.set(block.subarray(item * columns, item * columns + Math.min(dims, columns)), item * dims);
    normalise(values, item * dims, dims);
  }
  return { dims, values };
}

function normalise(values: Float32Array, from: number, dims: number): void {
  let square = 0;
  for (let at = from; at < from + dims; at++) square += values[at]! ** 2;
  // what an unseen item gets from rounding is not a direction
  const factor = square > 1e-12 ? 1 / Math.sqrt(square) : 0;
  for (let at = from; at < from + dims; at++) values[at]! *= factor;
}
