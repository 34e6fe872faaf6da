/** Standardised vectors of visitors, one after another. */
export interface Vectors {
  readonly rows: number;
  readonly width: number;
  /** rows x width */
  readonly values: Float32Array;
}

/** Those of `chosen`, in that order. */
export function pickRows({ width, values }: Vectors, chosen: ArrayLike<number>): Vectors {
  const picked = new Float32Array(chosen.length * width);
  for (let row = 0; row < chosen.length; row++) {
    picked.set(values.subarray(chosen[row]! * width, (chosen[row]! + 1) * width), row * width);
  }
  return { rows: chosen.length, width, values: picked };
}

/**
 * The control: every column dealt anew among the visitors, independently. Each feature is spread as before, and nothing any more
 * goes together with anything.
 */
export function shuffleColumns({ rows, width, values }: Vectors, random: () => number): Vectors {
  const shuffled = Float32Array.from(values);
  for (let column = 0; column < width; column++) {
    for (let row = rows - 1; row > 0; row--) {
      const other = Math.floor(random() * (row + 1));
      const [a, b] = [row * width + column, other * width + column];
      [shuffled[a], shuffled[b]] = [shuffled[b]!, shuffled[a]!];
    }
  }
  return { rows, width, values: shuffled };
}

/** Euclidean, rows x rows. */
export function distancesOf({ rows, width, values }: Vectors): Float32Array {
  const distances = new Float32Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = a + 1; b < rows; b++) {
      let square = 0;
      for (let column = 0; column < width; column++) {
        square += (values[a * width + column]! - values[b * width + column]!) ** 2;
      }
      distances[a * rows + b] = distances[b * rows + a] = Math.sqrt(square);
    }
  }
  return distances;
}
