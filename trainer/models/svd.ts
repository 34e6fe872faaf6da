import type { Choices } from '../../worker/ranking/refine/choices.ts';
import type { Factors } from './als.ts';
import { eigen } from './eigen.ts';
import { createRandom, normal } from './random.ts';

/** Columns drawn beyond the dimensions wanted, and rounds of iteration: Halko, Martinsson and Tropp 2011. */
const OVERSAMPLE = 8;
const ROUNDS = 4;

/**
 * Factors of the items by a truncated SVD X = U S V^T of the visitors' choices (Cremonesi, Koren and Turrin 2010), each
 * confidence x preference, divided by sqrt(entries of the visitor): V, scaled to the length that ALS would give its rows.
 */
export function trainSvd(visitors: readonly Choices[], items: number, dims: number, seed: number): Factors {
  const columns = Math.min(dims + OVERSAMPLE, items);
  const random = createRandom(seed);
  let basis: Float64Array = Float64Array.from({ length: items * columns }, () => normal(random));
  for (let round = 0; round < ROUNDS; round++) {
    basis = throughVisitors(visitors, orthonormal(basis, columns), columns);
  }
  const directions = orthonormal(basis, columns);
  const length = Math.sqrt(items / dims);
  const values = new Float64Array(items * dims);
  for (let item = 0; item < items; item++) {
    for (let dim = 0; dim < Math.min(dims, columns); dim++) {
      values[item * dims + dim] = length * directions[item * columns + dim]!;
    }
  }
  return { dims, values };
}

/** X^T X times a block of columns. */
function throughVisitors(visitors: readonly Choices[], block: Float64Array, columns: number): Float64Array {
  const out = new Float64Array(block.length);
  const sum = new Float64Array(columns);
  for (const { rows, confidence, preference } of visitors) {
    sum.fill(0);
    const share = 1 / Math.sqrt(Math.max(rows.length, 1));
    const weightAt = (at: number): number => share * confidence[at]! * preference[at]!;
    for (let at = 0; at < rows.length; at++) {
      const [weight, start] = [weightAt(at), rows[at]! * columns];
      for (let column = 0; column < columns; column++) sum[column]! += weight * block[start + column]!;
    }
    for (let at = 0; at < rows.length; at++) {
      const [weight, start] = [weightAt(at), rows[at]! * columns];
      for (let column = 0; column < columns; column++) out[start + column]! += weight * sum[column]!;
    }
  }
  return out;
}

/** Orthonormal columns that span what those of `block` do, longest axis first, by its Gram matrix. */
function orthonormal(block: Float64Array, columns: number): Float64Array {
  const gram = new Float64Array(columns * columns);
  for (let start = 0; start < block.length; start += columns) {
    for (let a = 0; a < columns; a++) {
      for (let b = 0; b < columns; b++) gram[a * columns + b]! += block[start + a]! * block[start + b]!;
    }
  }
  const { values, vectors } = eigen(gram, columns);
  const order = Array.from(values.keys()).toSorted((a, b) => values[b]! - values[a]!);
  const lengths = order.map((at) => Math.sqrt(Math.max(values[at]!, 0)));
  const floor = 1e-6 * lengths[0]!;
  const basis = new Float64Array(block.length);
  for (let start = 0; start < block.length; start += columns) {
    order.forEach((axis, to) => {
      if (lengths[to]! <= floor) return;
      let sum = 0;
      for (let at = 0; at < columns; at++) sum += block[start + at]! * vectors[at * columns + axis]!;
      basis[start + to] = sum / lengths[to]!;
    });
  }
  return basis;
}
