import { openTf } from '../tf.ts';
import { eigen } from './eigen.ts';
import { createRandom, normal } from './random.ts';
import type { SparseRows } from './sparse.ts';

/** Columns drawn beyond the dimensions wanted, and rounds of iteration: Halko, Martinsson and Tropp 2011. */
const OVERSAMPLE = 16;
const POWER_ITERATIONS = 2;
/** Columns that are multiplied at a time. */
const STRIP = 8;

/** items x columns, of which the first `dims` are wanted. */
export interface Directions {
  readonly columns: number;
  readonly values: Float32Array;
}

/** U sqrt(s) of the `dims` largest singular values of a symmetric matrix, by randomised subspace iteration. */
export async function topDirections(
  matrix: SparseRows,
  items: number,
  dims: number,
  seed: number,
): Promise<Directions> {
  const columns = Math.min(dims + OVERSAMPLE, items);
  const algebra = await openAlgebra();
  const random = createRandom(seed);
  let basis: Float32Array = Float32Array.from({ length: items * columns }, () => normal(random));
  for (let round = 0; round <= POWER_ITERATIONS; round++) {
    // one pass keeps the columns apart; the last basis has to be orthonormal
    const passes = round === POWER_ITERATIONS ? 2 : 1;
    basis = orthogonal(algebra, multiply(matrix, basis, columns), columns, passes);
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
  return { columns, values: algebra.times(basis, rotation, columns) };
}

/**
 * A sparse matrix times a dense block of `columns` columns, eight at a time: their sums stay in registers, and eight columns of
 * every row in the cache, where the whole block would not.
 */
function multiply({ offsets, index, value }: SparseRows, block: Float32Array, columns: number): Float32Array {
  const rows = block.length / columns;
  const out = new Float32Array(block.length);
  const strip = new Float32Array(rows * STRIP);
  for (let from = 0; from < columns; from += STRIP) {
    const width = Math.min(STRIP, columns - from);
    if (width < STRIP) strip.fill(0);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < width; column++)
        strip[row * STRIP + column] = block[row * columns + from + column]!;
    }
    const sums = new Float32Array(STRIP);
    for (let row = 0; row < rows; row++) {
      multiplyRow(sums, strip, index, value, offsets[row]!, offsets[row + 1]!);
      for (let column = 0; column < width; column++) out[row * columns + from + column] = sums[column]!;
    }
  }
  return out;
}

function multiplyRow(
  sums: Float32Array,
  strip: Float32Array,
  index: Uint32Array,
  value: Float32Array,
  start: number,
  end: number,
): void {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = start; at < end; at++) {
    const there = index[at]! * STRIP;
    const weight = value[at]!;
    a += weight * strip[there]!;
    b += weight * strip[there + 1]!;
    c += weight * strip[there + 2]!;
    d += weight * strip[there + 3]!;
    e += weight * strip[there + 4]!;
    f += weight * strip[there + 5]!;
    g += weight * strip[there + 6]!;
    h += weight * strip[there + 7]!;
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
  sums[4] = e;
  sums[5] = f;
  sums[6] = g;
  sums[7] = h;
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

/**
 * An orthonormal basis of what the columns span, by the Cholesky factor of Y^T Y = L L^T: Y L^-T; a second pass takes out what
 * float32 leaves (CholeskyQR2: Fukaya et al. 2014). Directions that the matrix does not have become zero.
 */
function orthogonal(algebra: Algebra, block: Float32Array, columns: number, passes: number): Float32Array {
  let basis = block;
  for (let pass = 0; pass < passes; pass++) {
    basis = algebra.times(basis, inverseCholesky(algebra.inner(basis, basis, columns), columns), columns);
  }
  return basis;
}

/** L^-T of a Gram matrix, upper triangular, row by row. */
function inverseCholesky(gram: Float32Array, size: number): Float32Array {
  const lower = new Float64Array(size * size);
  let largest = 0;
  for (let at = 0; at < size; at++) largest = Math.max(largest, gram[at * size + at]!);
  for (let column = 0; column < size; column++) {
    for (let row = column; row < size; row++) {
      let rest = gram[row * size + column]!;
      for (let at = 0; at < column; at++) rest -= lower[row * size + at]! * lower[column * size + at]!;
      const pivot = lower[column * size + column]!;
      if (row === column) lower[row * size + row] = rest > 1e-6 * largest ? Math.sqrt(rest) : 0;
      else lower[row * size + column] = pivot > 0 ? rest / pivot : 0;
    }
  }
  const inverse = new Float32Array(size * size);
  const solved = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    // row `row` of L^-T is column `row` of L^-1, by forward substitution
    for (let at = row; at < size; at++) {
      let rest = at === row ? 1 : 0;
      for (let before = row; before < at; before++) rest -= lower[at * size + before]! * solved[before]!;
      const pivot = lower[at * size + at]!;
      solved[at] = pivot > 0 ? rest / pivot : 0;
      inverse[row * size + at] = solved[at]!;
    }
  }
  return inverse;
}
