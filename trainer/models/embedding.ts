import { createTopK } from '../../worker/ranking/kernel/top-k.ts';
import { openTf } from '../tf.ts';
import { bestOfRows } from './lists.ts';
import { MAX_DISTANCE, sessionWeights, type Pairs } from './pairs.ts';
import { createRandom, normal } from './random.ts';
import { addRow, addTo, clear, createScratch, createSparseBuilder, type SparseRows } from './sparse.ts';
import { eigen } from './eigen.ts';

/** Columns drawn beyond the dimensions wanted, and rounds of iteration: Halko, Martinsson and Tropp 2011. */
const OVERSAMPLE = 16;
const POWER_ITERATIONS = 4;
/** A pair d apart weighs d^-FALL, a session of n events (n - 1)^-NORM. */
const FALL = 0.5;
const NORM = 0.5;

/** The largest entries of a row that are factorised: all others together change nothing that could be measured. */
const MAX_ENTRIES = 500;

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
  const matrix = symmetric(logMatrix(pairs, hops, second), items);
  const columns = Math.min(dims + OVERSAMPLE, items);
  const algebra = await openAlgebra();
  const random = createRandom(seed);
  let basis: Float32Array = Float32Array.from({ length: items * columns }, () => normal(random));
  for (let round = 0; round <= POWER_ITERATIONS; round++) {
    basis = orthogonal(algebra, multiply(matrix, basis, columns), columns);
  }
  const small = algebra.inner(basis, multiply(matrix, basis, columns), columns);
  const { values, vectors } = eigen(Float64Array.from(small), columns);
  // of a symmetric matrix, singular values are the absolute eigenvalues
  const order = Array.from(values.keys()).toSorted((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!));
  const rotation = new Float32Array(columns * columns);
  order.slice(0, dims).forEach((from, to) => {
    for (let row = 0; row < columns; row++) {
      rotation[row * columns + to] = vectors[row * columns + from]! * Math.sqrt(Math.abs(values[from]!));
    }
  });
  return unitRows(algebra.times(basis, rotation, columns), items, columns, dims);
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
    top.start(MAX_ENTRIES);
    for (let at = 0; at < scratch.count; at++) top.offer(scratch.touched[at]!, scratch.values[scratch.touched[at]!]!);
    const kept = top.finish();
    kept.rows.forEach((column, at) => {
      const lift = (kept.scores[at]! * volume) / sums[column]!;
      if (lift > 1 && column !== row) logs.add(column, Math.log(lift));
    });
    logs.endRow();
    clear(scratch);
  }
  return logs.finish();
}

/** M + M^T; entries of one place are not merged. */
function symmetric({ offsets, index, value }: SparseRows, items: number): SparseRows {
  const ends = new Float64Array(items + 1);
  for (let row = 0; row < items; row++) {
    ends[row + 1]! += offsets[row + 1]! - offsets[row]!;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) ends[index[at]! + 1]!++;
  }
  for (let row = 0; row < items; row++) ends[row + 1]! += ends[row]!;
  const next = ends.slice(0, items);
  const both = { offsets: ends, index: new Uint32Array(2 * index.length), value: new Float32Array(2 * index.length) };
  const put = (row: number, column: number, weight: number): void => {
    const at = next[row]!++;
    both.index[at] = column;
    both.value[at] = weight;
  };
  for (let row = 0; row < items; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      put(row, index[at]!, value[at]!);
      put(index[at]!, row, value[at]!);
    }
  }
  return both;
}

/** A sparse matrix times a dense block of `columns` columns. */
function multiply({ offsets, index, value }: SparseRows, block: Float32Array, columns: number): Float32Array {
  const out = new Float32Array(block.length);
  const sum = new Float64Array(columns);
  for (let row = 0; row + 1 < offsets.length; row++) {
    sum.fill(0);
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const there = index[at]! * columns;
      const weight = value[at]!;
      for (let column = 0; column < columns; column++) sum[column]! += weight * block[there + column]!;
    }
    out.set(sum, row * columns);
  }
  return out;
}

/** Dense products of tall matrices of `columns` columns, on tfjs's WASM backend. */
interface Algebra {
  /** A^T B, columns x columns */
  inner(a: Float32Array, b: Float32Array, columns: number): Float32Array;
  /** A C, C columns x columns */
  times(a: Float32Array, small: Float32Array, columns: number): Float32Array;
}

async function openAlgebra(): Promise<Algebra> {
  const { core } = await openTf();
  const product = (a: Float32Array, b: Float32Array, columns: number, transpose: boolean): Float32Array => {
    let out = new Float32Array(0);
    core.tidy(() => {
      const left = core.tensor2d(a, [a.length / columns, columns]);
      const right = core.tensor2d(b, [b.length / columns, columns]);
      out = Float32Array.from(core.matMul(left, right, transpose).dataSync());
    });
    return out;
  };
  return {
    inner: (a, b, columns) => product(a, b, columns, true),
    times: (a, small, columns) => product(a, small, columns, false),
  };
}

/** An orthonormal basis of what the columns span, by Y V s^-1/2 of Y^T Y = V s V^T, twice for float32's sake. */
function orthogonal(algebra: Algebra, block: Float32Array, columns: number): Float32Array {
  let basis = block;
  for (let pass = 0; pass < 2; pass++) {
    const { values, vectors } = eigen(Float64Array.from(algebra.inner(basis, basis, columns)), columns);
    const floor = 1e-10 * Math.max(...values);
    const rotation = Float32Array.from(vectors, (entry, at) => {
      const value = values[at % columns]!;
      // directions that the matrix does not have stay zero
      return value > floor ? entry / Math.sqrt(value) : 0;
    });
    basis = algebra.times(basis, rotation, columns);
  }
  return basis;
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
