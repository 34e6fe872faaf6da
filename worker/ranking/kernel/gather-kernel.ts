import type { QuantisedTable, ScorerKernel } from './kernel.ts';

/** Row by row, for slots: the catalogue is never scanned with it. */
export function createGatherKernel({ values, scale, dims }: QuantisedTable): ScorerKernel {
  return {
    gather(query, rows, count, out) {
      for (let at = 0; at < count; at++) {
        const row = rows[at]!;
        let sum = 0;
        for (let dim = 0; dim < dims; dim++) sum += query[dim]! * values[row * dims + dim]!;
        out[at] = sum * scale[row]!;
      }
    },
  };
}
