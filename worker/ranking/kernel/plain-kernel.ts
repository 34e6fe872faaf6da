import type { CreateKernel, Kernel } from './kernel.ts';
import { createTopK } from './top-k.ts';

/**
 * The kernel that runs everywhere: no wasm, which a content security policy without `'wasm-unsafe-eval'` forbids. Exact up to
 * the rounding of floating point. Four rows a pass, so that each value of the query is read once for four products.
 */
export const createPlainKernel: CreateKernel = ({ values, scale, dims }): Kernel => {
  const rows = scale.length;
  const top = createTopK();
  const block = new Float64Array(4);

  const dotFour = (query: Float32Array, row: number): void => {
    const [a, b, c, d] = [row * dims, (row + 1) * dims, (row + 2) * dims, (row + 3) * dims];
    let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
    for (let dim = 0; dim < dims; dim++) {
      const value = query[dim]!;
      sumA += value * values[a + dim]!;
      sumB += value * values[b + dim]!;
      sumC += value * values[c + dim]!;
      sumD += value * values[d + dim]!;
    }
    block[0] = sumA * scale[row]!;
    block[1] = sumB * scale[row + 1]!;
    block[2] = sumC * scale[row + 2]!;
    block[3] = sumD * scale[row + 3]!;
  };

  const dot = (query: Float32Array, row: number): number => {
    const from = row * dims;
    let sum = 0;
    for (let dim = 0; dim < dims; dim++) sum += query[dim]! * values[from + dim]!;
    return sum * scale[row]!;
  };

  return {
    name: 'plain',
    rows,
    dims,
    tolerance: 1e-6,
    score(query, out) {
      let row = 0;
      for (; row + 3 < rows; row += 4) {
        dotFour(query, row);
        out[row] = block[0]!;
        out[row + 1] = block[1]!;
        out[row + 2] = block[2]!;
        out[row + 3] = block[3]!;
      }
      for (; row < rows; row++) out[row] = dot(query, row);
    },
    topK(query, k) {
      top.start(k);
      let row = 0;
      for (; row + 3 < rows; row += 4) {
        dotFour(query, row);
        for (let lane = 0; lane < 4; lane++) {
          if (block[lane]! >= top.threshold()) top.offer(row + lane, block[lane]!);
        }
      }
      for (; row < rows; row++) top.offer(row, dot(query, row));
      return top.finish();
    },
    gather(query, wanted, count, out) {
      for (let at = 0; at < count; at++) out[at] = dot(query, wanted[at]!);
    },
  };
};
