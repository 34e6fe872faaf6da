// `aisle-learned.js`: tfjs and the learned ranker, as a module that the worker brings with `import()` once a bundle carries
// a model. Nothing else of Aisle contains tfjs.
//
// Built by `createLearnedEnvironment` of vite.learned.ts: one file, with the parts of tfjs that only train or need threads left
// out, and `aisle-learned.wasm` beside it (tfjs's `tfjs-backend-wasm-simd.wasm`, one thread; no other binary is needed:
// a browser without wasm SIMD runs the plain JavaScript backend that is in the script).

import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, env, getBackend, setBackend, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';

import type { Learned } from '../../../contract/bundle.ts';
import { openLearned, type LearnedRanker } from './learned-ranker.ts';

const WASM_FILE = 'aisle-learned.wasm';
/** Holds one SIMD instruction. From GoogleChromeLabs/wasm-feature-detect. */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

let started: Promise<void> | undefined;

/**
 * Starts tfjs once a worker, then opens the part. `baseUrl` is the folder of `aisle-learned.js`, with its last slash: the
 * wasm binary is fetched from beside it.
 *
 * @throws LearnedError as `openLearned` does
 */
export async function open(part: ArrayBuffer, spec: Learned, baseUrl: string): Promise<LearnedRanker> {
  started ??= start(baseUrl);
  await started;
  return openLearned(part, spec, { tensor2d, tidy, loadLayersModel });
}

/** `cpu` where the page's CSP, the browser or the network kept wasm away: slower, and the same scores. */
export function backend(): 'wasm' | 'cpu' | 'none' {
  const name = started ? getBackend() : undefined;
  return name === 'wasm' || name === 'cpu' ? name : 'none';
}

async function start(baseUrl: string): Promise<void> {
  // production mode: no NaN check of every kernel's output
  enableProdMode();
  if (mayRunWasm() && (await startWasm(`${baseUrl}${WASM_FILE}`))) return;
  await setBackend('cpu');
}

/** Compiles a few bytes: a `script-src` without 'wasm-unsafe-eval' refuses them, and so does a browser without SIMD. */
function mayRunWasm(): boolean {
  try {
    return new WebAssembly.Module(new Uint8Array(SIMD_PROBE)) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}

/** Where the binary cannot be fetched or is not what it should be, tfjs gives up with a rejection or `false`. */
async function startWasm(url: string): Promise<boolean> {
  // a thread of its own is dearer than the few rows of a slot, and its worker would need a blob URL inside a blob worker
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': url,
    'tfjs-backend-wasm-simd.wasm': url,
    'tfjs-backend-wasm-threaded-simd.wasm': url,
  });
  try {
    return await setBackend('wasm');
  } catch {
    return false;
  }
}
