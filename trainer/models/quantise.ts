import type { Lists } from './lists.ts';
import type { Embeddings, Neighbours } from './model.ts';
import type { UnitRows } from './embedding.ts';

/**
 * Lists as unsigned bytes with one scale a row. Rounded up, so that what was worth keeping does not become zero; the scale
 * is the row's own largest weight over 255, which keeps the rows' relation to each other.
 */
export function quantiseLists({ k, index, weight }: Lists): Neighbours {
  const rows = weight.length / Math.max(k, 1);
  const scale = new Float32Array(rows);
  const quantised = new Uint8Array(weight.length);
  for (let row = 0; row < rows; row++) {
    // best first
    const largest = weight[row * k]!;
    if (largest === 0) continue;
    scale[row] = largest / 255;
    for (let at = row * k; at < (row + 1) * k; at++) {
      quantised[at] = Math.min(255, Math.ceil((weight[at]! / largest) * 255 - 1e-6));
    }
  }
  return { k, index, weight: quantised, scale };
}

/** Rows of length 1 as signed bytes with one scale a row, of length 1 again; error of a cosine about .004. */
export function quantiseRows({ dims, values }: UnitRows): Embeddings {
  const rows = values.length / dims;
  const quantised = new Int8Array(values.length);
  const scale = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let largest = 0;
    for (let at = row * dims; at < (row + 1) * dims; at++) largest = Math.max(largest, Math.abs(values[at]!));
    if (largest === 0) continue;
    let square = 0;
    for (let at = row * dims; at < (row + 1) * dims; at++) {
      const value = Math.round((values[at]! / largest) * 127);
      quantised[at] = value;
      square += value * value;
    }
    scale[row] = 1 / Math.sqrt(square);
  }
  return { dims, values: quantised, scale };
}
