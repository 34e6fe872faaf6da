const MAX_SWEEPS = 50;

/** Eigenvalues of a symmetric matrix, in no order, and their unit vectors as columns. */
export interface Eigen {
  readonly values: Float64Array;
  /** size x size, row by row */
  readonly vectors: Float64Array;
}

/** The cyclic Jacobi method (Golub and Van Loan, Matrix Computations, section 8.5); `matrix` is overwritten. */
export function eigen(matrix: Float64Array, size: number): Eigen {
  const vectors = new Float64Array(size * size);
  for (let at = 0; at < size; at++) vectors[at * size + at] = 1;
  for (let sweep = 0; sweep < MAX_SWEEPS && isUnfinished(matrix, size); sweep++) {
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(matrix, vectors, size, p, q);
  }
  return { values: Float64Array.from({ length: size }, (_, at) => matrix[at * size + at]!), vectors };
}

function isUnfinished(matrix: Float64Array, size: number): boolean {
  let [off, all] = [0, 0];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const square = matrix[row * size + column]! ** 2;
      all += square;
      if (row !== column) off += square;
    }
  }
  return off > 1e-22 * all;
}

function rotate(matrix: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const entry = matrix[p * size + q]!;
  if (entry === 0) return;
  const ratio = (matrix[q * size + q]! - matrix[p * size + p]!) / (2 * entry);
  const tangent = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let at = 0; at < size; at++) {
    const [a, b] = [matrix[at * size + p]!, matrix[at * size + q]!];
    matrix[at * size + p] = cosine * a - sine * b;
    matrix[at * size + q] = sine * a + cosine * b;
  }
  for (let at = 0; at < size; at++) {
    const [a, b] = [matrix[p * size + at]!, matrix[q * size + at]!];
    matrix[p * size + at] = cosine * a - sine * b;
    matrix[q * size + at] = sine * a + cosine * b;
    const [c, d] = [vectors[at * size + p]!, vectors[at * size + q]!];
    vectors[at * size + p] = cosine * c - sine * d;
    vectors[at * size + q] = sine * c + cosine * d;
  }
}
