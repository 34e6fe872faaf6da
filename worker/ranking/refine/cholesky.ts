/**
 * Factors a symmetric positive definite matrix, of which the lower triangle is read, as L L^T; L replaces that triangle (Golub and
 * Van Loan, Matrix Computations, section 4.2). Returns whether it was positive definite.
 */
export function factorise(matrix: Float64Array, size: number): boolean {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!;
      for (let at = 0; at < column; at++) sum -= matrix[row * size + at]! * matrix[column * size + at]!;
      if (column < row) matrix[row * size + column] = sum / matrix[column * size + column]!;
      else if (sum > 0) matrix[row * size + row] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Solves L L^T x = b in place of b. */
export function solveFactorised(lower: Float64Array, size: number, vector: Float64Array): void {
  for (let row = 0; row < size; row++) {
    let sum = vector[row]!;
    for (let at = 0; at < row; at++) sum -= lower[row * size + at]! * vector[at]!;
    vector[row] = sum / lower[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = vector[row]!;
    for (let at = row + 1; at < size; at++) sum -= lower[at * size + row]! * vector[at]!;
    vector[row] = sum / lower[row * size + row]!;
  }
}
