import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, matMul, ready, setBackend, tensor2d, tidy, topk } from '@tensorflow/tfjs-core';

import { createPlainKernel } from '../../worker/ranking/kernel/plain-kernel.ts';
import type { Pair } from '../row.ts';

const ROWS = 10_000;
const DIMS = 64;
const K = 24;
/** One reading of the clock covers so many queries. */
const BATCH = 40;

/** The best 24 of 10,000 x 64: our plain kernel on int8, tfjs on its WASM backend on the same values as floats. */
export async function scanTsVsTfjs(rounds: number, wasmFolder: string): Promise<Pair> {
  setWasmPaths(wasmFolder);
  // a shop's page is not isolated: there tfjs has one thread, as we have
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await setBackend('wasm'))) throw new Error('the wasm backend of tfjs did not start');
  await ready();
  const values = Int8Array.from({ length: ROWS * DIMS }, () => Math.floor(Math.random() * 255) - 127);
  const scale = new Float32Array(ROWS).fill(1 / 127);
  const kernel = createPlainKernel({ values, scale, dims: DIMS });
  const table = tensor2d(
    Float32Array.from(values, (value) => value / 127),
    [ROWS, DIMS],
  );
  const queries = Array.from({ length: BATCH }, () => Float32Array.from({ length: DIMS }, () => Math.random() - 0.5));

  const scanPlain = (query: Float32Array): number => kernel.topK(query, K).rows[0]!;
  const scanTfjs = (query: Float32Array): number =>
    tidy(() => {
      const scores = matMul(tensor2d(query, [1, DIMS]), table, false, true);
      return topk(scores, K).indices.dataSync()[0]!;
    });
  // the same answer, or the comparison means nothing
  for (const query of queries) {
    if (scanPlain(query) !== scanTfjs(query)) throw new Error('the two scans do not agree on the best row');
  }

  const perQuery = (scan: (query: Float32Array) => number): number => {
    const from = performance.now();
    for (const query of queries) scan(query);
    return ((performance.now() - from) / BATCH) * 1_000;
  };
  const pair = { value: [] as number[], reference: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    pair.value.push(perQuery(scanPlain));
    pair.reference.push(perQuery(scanTfjs));
  }
  table.dispose();
  return pair;
}
