import type { io, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

import type { Learned } from '../../../contract/bundle.ts';
import { areFeatures } from './features.ts';
import { unpackModel } from './model-file.ts';

/**
 * The little of tfjs that scoring needs. Handed in, so that this module is the same in the worker (where tfjs comes with
 * `aisle-learned.js`), in the trainer and in its evaluation, and so that a build keeps only what is named here.
 */
export interface Tf {
  tensor2d(values: Float32Array, shape: [number, number]): Tensor2D;
  tidy<T extends Tensor | number>(run: () => T): T;
  loadLayersModel(handler: io.IOHandler): Promise<LayersModel>;
}

/** A model of the bundle, ready to score. Synchronous: `decide` waits for nothing. */
export interface LearnedRanker {
  /** Names of the columns `score` expects, in order; see features.ts. */
  readonly features: readonly string[];
  /** How many of the mixture's best items it is meant to reorder. */
  readonly candidates: number;
  /** Its weight beside the mixture. */
  readonly say: number;
  /**
   * Scores of `rows` candidates, higher is better, from `rows` x `features.length` values as `fillFeatures` writes them
   * (not standardised; `features` may be longer). All in one prediction; a score does not depend on the rows around it.
   * Comparable only within one slot. Within `tolerance` of the scores in training, whichever backend runs.
   */
  score(features: Float32Array, rows: number): Float32Array;
  /** Frees the weights; a later `score` throws. */
  dispose(): void;
}

export type LearnedFailure = 'malformed' | 'unknown-feature' | 'not-a-model' | 'wrong-shape';

/** A `learned` part that this build cannot run; the engine then ranks without it. */
export class LearnedError extends Error {
  readonly code: LearnedFailure;

  constructor(code: LearnedFailure, message: string) {
    super(message);
    this.name = 'LearnedError';
    this.code = code;
  }
}

/**
 * Opens the `learned` part of a bundle: any tfjs layers model with one input of `spec.features.length` columns and one
 * output of one column, whoever trained it.
 *
 * @throws LearnedError where the part is malformed, names a feature this build cannot compute, or has other shapes
 */
export async function openLearned(part: ArrayBuffer, spec: Learned, tf: Tf): Promise<LearnedRanker> {
  const width = spec.features.length;
  if (spec.mean.length !== width || spec.deviation.length !== width) {
    throw new LearnedError('malformed', `${width} features need as many means and deviations`);
  }
  if (!areFeatures(spec.features)) {
    throw new LearnedError('unknown-feature', `this build does not know all of ${spec.features.join(', ')}`);
  }
  const artifacts = unpackModel(part);
  if (!artifacts) throw new LearnedError('malformed', 'the part is not a packed tfjs layers model');
  const model = await load(tf, artifacts);
  if (!fits(model, width)) {
    model.dispose();
    throw new LearnedError('wrong-shape', `the model must take [null, ${width}] and give [null, 1]`);
  }
  const ranker = createRanker(model, spec, tf);
  try {
    // a kernel that the backend lacks shows here, and not within a decision; it also pays for what the first run sets up
    if (!ranker.score(new Float32Array(2 * width), 2).every(Number.isFinite))
      throw new Error('its scores are not finite');
  } catch (error) {
    ranker.dispose();
    throw new LearnedError('not-a-model', messageOf(error));
  }
  return ranker;
}

async function load(tf: Tf, artifacts: io.ModelArtifacts): Promise<LayersModel> {
  try {
    return await tf.loadLayersModel({ load: () => Promise.resolve(artifacts) });
  } catch (error) {
    throw new LearnedError('not-a-model', messageOf(error));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fits(model: LayersModel, width: number): boolean {
  const [input, ...moreInputs] = model.inputs;
  const [output, ...moreOutputs] = model.outputs;
  return (
    moreInputs.length === 0 &&
    moreOutputs.length === 0 &&
    input?.shape.length === 2 &&
    input.shape[1] === width &&
    output?.shape.length === 2 &&
    output.shape[1] === 1
  );
}

function createRanker(model: LayersModel, spec: Learned, tf: Tf): LearnedRanker {
  const width = spec.features.length;
  return {
    features: spec.features,
    candidates: spec.candidates,
    say: spec.say,
    score(features, rows) {
      if (rows === 0) return new Float32Array(0);
      const inputs = standardise(features, rows, spec);
      let scores = new Float32Array(0);
      tf.tidy(() => {
        const output = model.predictOnBatch(tf.tensor2d(inputs, [rows, width])) as Tensor;
        scores = output.dataSync<'float32'>() as Float32Array<ArrayBuffer>;
        return 0;
      });
      return scores;
    },
    dispose() {
      model.dispose();
    },
  };
}

/**
 * (value - mean) / deviation for `rows` rows, as training does it: in double precision, rounded once.
 *
 * @throws RangeError where `features` holds fewer rows
 */
export function standardise(
  features: Float32Array,
  rows: number,
  { mean, deviation }: Pick<Learned, 'mean' | 'deviation'>,
): Float32Array {
  const width = mean.length;
  if (features.length < rows * width) {
    throw new RangeError(`${rows} rows of ${width} features need ${rows * width} values, there are ${features.length}`);
  }
  const out = new Float32Array(rows * width);
  for (let at = 0, column = 0; at < out.length; at++) {
    out[at] = (features[at]! - mean[column]!) / deviation[column]!;
    column = column + 1 === width ? 0 : column + 1;
  }
  return out;
}
