import { createRequire } from 'node:module';
import { dirname } from 'node:path';

import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-cpu';

export type Backend = 'wasm' | 'cpu';

/**
 * tfjs as the trainer uses it: `core` for algebra and optimisers, `layers` for models that a bundle carries. The functions
 * beside them are what the worker's `openLearned` asks for, so that evaluation scores with the worker's own code.
 */
export interface TrainerTf {
  readonly core: typeof core;
  readonly layers: typeof layers;
  readonly tensor2d: typeof core.tensor2d;
  readonly tidy: typeof core.tidy;
  readonly loadLayersModel: typeof layers.loadLayersModel;
}

/** tfjs could not be started; there is no second way to train. */
class TfError extends Error {
  readonly code = 'tf-backend';
}

/**
 * tfjs in Node, on its WASM backend (SIMD, one thread: the same bits on every run). The one place that knows where the
 * package keeps its binaries. `cpu`, plain JavaScript, is for comparison: what a browser without wasm would compute.
 * tfjs has one backend at a time for the whole process: do not run two backends interleaved.
 *
 * @default backend 'wasm'
 * @throws TfError naming the file that could not be run
 */
export async function openTf(backend: Backend = 'wasm'): Promise<TrainerTf> {
  if (core.getBackend() === backend) return tf();
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  // no registered backend: wasm has not been started yet, and its paths may still be set
  if (core.engine().registry['wasm'] === undefined) setWasmPaths(`${folder}/`);
  // production mode: no NaN check of every kernel's output
  core.enableProdMode();
  if (!(await core.setBackend(backend).catch(() => false)) || core.getBackend() !== backend) {
    throw new TfError(
      `tfjs could not start its ${backend} backend from ${folder}. Run npm ci again; wasm with SIMD is needed (Node 24 has it).`,
    );
  }
  await core.ready();
  return tf();
}

function tf(): TrainerTf {
  return { core, layers, tensor2d: core.tensor2d, tidy: core.tidy, loadLayersModel: layers.loadLayersModel };
}
