import { eigen } from '../models/eigen.ts';
import type { Vectors } from './vectors.ts';

/** Two coordinates of each chosen row, on the two principal components of all (Pearson 1901), and what share of the variance they hold. */
export function project(
  { rows, width, values }: Vectors,
  chosen: ArrayLike<number>,
): { readonly places: readonly (readonly [number, number])[]; readonly explained: number } {
  const middle = Array.from({ length: width }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += values[row * width + column]!;
    return sum / rows;
  });
  const covariance = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    for (let a = 0; a < width; a++) {
      const own = values[row * width + a]! - middle[a]!;
      for (let b = 0; b < width; b++)
        covariance[a * width + b]! += (own * (values[row * width + b]! - middle[b]!)) / rows;
    }
  }
  const { values: variances, vectors } = eigen(covariance, width);
  const axes = [...variances.keys()].toSorted((a, b) => variances[b]! - variances[a]!).slice(0, 2);
  const along = (row: number, axis: number): number => {
    // either end of an axis may be its front: the larger entries decide
    const column = Array.from({ length: width }, (_, at) => vectors[at * width + axis]!);
    const front = column.reduce((sum, entry) => sum + entry ** 3, 0) < 0 ? -1 : 1;
    return front * column.reduce((sum, entry, at) => sum + entry * (values[row * width + at]! - middle[at]!), 0);
  };
  const total = variances.reduce((sum, variance) => sum + variance, 0) || 1;
  return {
    places: Array.from(chosen, (row) => [along(row, axes[0]!), axes.length > 1 ? along(row, axes[1]!) : 0] as const),
    explained: axes.reduce((sum, axis) => sum + variances[axis]!, 0) / total,
  };
}
