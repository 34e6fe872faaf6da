import type { Taste } from '../../../contract/bundle.ts';
import type { QuantisedTable } from '../kernel/kernel.ts';
import type { Choices } from './choices.ts';
import { factorise, solveFactorised } from './cholesky.ts';

/**
 * Finds the factors u of one visitor beside the factors v of the items, which stay as they are: the u that minimises
 *
 *   sum over choices of c (p - u v)^2 + unobserved sum over all items of (u v)^2 + regularisation (n + unobserved items) |u|^2,
 *
 * a half-step of implicit ALS (Hu, Koren and Volinsky 2008), regularised by how much was seen (Rendle, Krichene, Zhang and Koren
 * 2022). O(items dims^2) once, then O(choices dims^2 + dims^3).
 */
export interface FoldIn {
  /** Factors of the visitor who was read last. */
  readonly vector: Float32Array;
  /** Returns whether there is anything to go by. */
  read(choices: Choices): boolean;
  /** What each choice adds to the score of `row`, u v, in the order of the choices: Hu, Koren and Volinsky, section 5. */
  explain(row: number): Float64Array;
}

export function createFoldIn(
  { unobserved, regularisation }: Pick<Taste, 'unobserved' | 'regularisation'>,
  table: QuantisedTable,
): FoldIn {
  const { dims } = table;
  const items = table.scale.length;
  const gram = gramOf(table);
  const matrix = new Float64Array(dims * dims);
  const solution = new Float64Array(dims);
  const factor = new Float64Array(dims);
  const vector = new Float32Array(dims);
  let known: Choices | undefined;

  const readRow = (row: number): void => {
    const scale = table.scale[row]!;
    for (let dim = 0; dim < dims; dim++) factor[dim] = table.values[row * dims + dim]! * scale;
  };

  return {
    vector,
    read(choices) {
      known = undefined;
      vector.fill(0);
      solution.fill(0);
      const { rows, confidence, preference } = choices;
      for (let at = 0; at < matrix.length; at++) matrix[at] = unobserved * gram[at]!;
      rows.forEach((row, at) => {
        readRow(row);
        const weight = confidence[at]!;
        for (let dim = 0; dim < dims; dim++) {
          const value = weight * factor[dim]!;
          solution[dim]! += value * preference[at]!;
          for (let other = 0; other <= dim; other++) matrix[dim * dims + other]! += value * factor[other]!;
        }
      });
      const ridge = regularisation * (rows.length + unobserved * items);
      for (let dim = 0; dim < dims; dim++) matrix[dim * dims + dim]! += ridge;
      if (rows.length === 0 || !factorise(matrix, dims)) return false;
      solveFactorised(matrix, dims, solution);
      vector.set(solution);
      known = choices;
      return true;
    },
    explain(row) {
      if (!known) return new Float64Array(0);
      const { rows, confidence, preference } = known;
      readRow(row);
      const similar = factor.slice();
      solveFactorised(matrix, dims, similar);
      return Float64Array.from(rows, (chosen, at) => {
        readRow(chosen);
        let dot = 0;
        for (let dim = 0; dim < dims; dim++) dot += similar[dim]! * factor[dim]!;
        return confidence[at]! * preference[at]! * dot;
      });
    },
  };
}

/** V^T V, the lower triangle of it. */
function gramOf({ values, scale, dims }: QuantisedTable): Float64Array {
  const gram = new Float64Array(dims * dims);
  for (let row = 0; row < scale.length; row++) {
    const square = scale[row]! * scale[row]!;
    if (square === 0) continue;
    for (let dim = 0; dim < dims; dim++) {
      const value = square * values[row * dims + dim]!;
      for (let other = 0; other <= dim; other++) gram[dim * dims + other]! += value * values[row * dims + other]!;
    }
  }
  return gram;
}
