import type { EmbeddingsPart } from '../../contract/parts.ts';
import type { Kernel } from '../../worker/ranking/kernel/kernel.ts';
import { createPlainKernel } from '../../worker/ranking/kernel/plain-kernel.ts';
import { createSimdScan } from './simd-scan.ts';

/**
 * The plain kernel's results, from a faster scan which remembers the last scan of the whole table: all methods of a step ask for the cosines of one vector.
 */
export function createScanOnce(embeddings: EmbeddingsPart): Kernel {
  const kernel = createPlainKernel(embeddings);
  const scan = createSimdScan(embeddings);
  const last = new Float32Array(kernel.dims).fill(NaN);
  const cosines = new Float32Array(kernel.rows);
  return {
    ...kernel,
    score(query, out) {
      if (query.some((value, dim) => value !== last[dim])) {
        scan(query, cosines);
        last.set(query);
      }
      out.set(cosines);
    },
  };
}
