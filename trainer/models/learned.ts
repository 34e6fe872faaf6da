import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

import type { Learned } from '../../contract/bundle.ts';
import { openLearned, standardise } from '../../worker/ranking/learned/learned-ranker.ts';
import { packModel, type WeightSpec } from '../../worker/ranking/learned/model-file.ts';
import { openTf, type TrainerTf } from '../tf.ts';
import { createRandom } from './random.ts';

/** A padded candidate's logit: far below any other, and far from where float32 overflows. */
const MASKED = -1e9;
/** A column that varies less than this is taken for constant. */
const MIN_DEVIATION = 1e-6;
const TOLERANCE_ROWS = 20_000;
const TOLERANCE_MARGIN = 10;
const FLOAT32_EPSILON = 2 ** -23;

/** One decision a group: its candidates, and which of them came next. */
export interface LearnedGroups {
  /** All candidates' features one after another, rows x width, as `fillFeatures` writes them. */
  readonly features: Float32Array;
  readonly width: number;
  /** Group g holds the rows `offsets[g]` up to, but without, `offsets[g + 1]`. */
  readonly offsets: Uint32Array;
  /** Per group: the true candidate, counted within the group; -1 where it is not among them (the group is left out). */
  readonly target: Int32Array;
}

export interface LearnedOptions {
  readonly seed: number;
  /** Names of the columns; see worker/ranking/learned/features.ts. */
  readonly features: readonly string[];
  /** How many of the mixture's best items a device shall reorder. */
  readonly candidates: number;
  /** @default 16 */
  readonly hidden?: number;
  /** @default 12 */
  readonly epochs?: number;
  /** Groups a step. @default 128 */
  readonly batch?: number;
  /** At the first step; it falls to 0 along half a cosine. @default 0.01 */
  readonly learningRate?: number;
  /** Called after every step with the share done, 0..1. */
  readonly onProgress?: (done: number) => void;
}

export interface TrainedLearned {
  /** The bundle's part `learned`, of type `tfjs-layers`. */
  readonly part: Uint8Array<ArrayBuffer>;
  /** The manifest's `ranking.learned`. */
  readonly spec: Learned;
  /** Mean cross-entropy a group, nats, one an epoch; the uniform guess has ln(candidates). */
  readonly trainLoss: readonly number[];
}

/**
 * Trains the reranker f(x) = v relu(U x + b) + w x + c by softmax cross-entropy over each group's candidates (ListNet's
 * top-one loss, Cao et al. 2007), Adam with cosine decay, standardised inputs. On tfjs's WASM backend; the same groups and
 * options give the same bytes. Which data it sees is the caller's: fit it on sessions that the lists were not built from.
 *
 * @throws RangeError where the groups do not fit together or no group has a target
 */
export async function trainLearned(groups: LearnedGroups, options: LearnedOptions): Promise<TrainedLearned> {
  const { seed, hidden = 16, epochs = 12, batch = 128, learningRate = 0.01, onProgress } = options;
  checkGroups(groups, options);
  const tf = await openTf();
  const scaling = scalingOf(groups);
  const model = createModel(tf, groups.width, hidden, seed);
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
  const optimiser = tf.core.train.adam(learningRate);
  const random = createRandom(seed);
  const order = [...groups.target.keys()].filter((group) => groups.target[group]! >= 0);
  const steps = epochs * Math.ceil(order.length / batch);
  const trainLoss: number[] = [];
  let step = 0;
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      shuffle(order, random);
      let loss = 0;
      for (let from = 0; from < order.length; from += batch) {
        const chosen = order.slice(from, from + batch);
        // the rate is a plain field of tfjs's optimisers, only hidden from TypeScript
        Object.assign(optimiser, { learningRate: (learningRate / 2) * (1 + Math.cos((Math.PI * step) / steps)) });
        loss += fitBatch(tf, model, variables, optimiser, padBatch(groups, chosen, scaling)) * chosen.length;
        onProgress?.(++step / steps);
        // lets the caller draw its progress, and be interrupted
        if (step % 16 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
      }
      trainLoss.push(loss / order.length);
    }
    const part = await pack(tf, model);
    const spec = { ...scaling, features: [...options.features], candidates: options.candidates, tolerance: 1 };
    return { part, spec: { ...spec, tolerance: await measureTolerance(tf, model, part, spec, groups) }, trainLoss };
  } finally {
    optimiser.dispose();
    model.dispose();
  }
}

interface Batch {
  readonly groups: number;
  /** Candidates of the largest group; the others are padded to it. */
  readonly candidates: number;
  /** groups x candidates x width, standardised, 0 where padded */
  readonly inputs: Float32Array;
  /** groups x candidates: 1 at the true one */
  readonly truth: Float32Array;
  /** groups x candidates: 0, or MASKED where padded */
  readonly mask: Float32Array;
}

function checkGroups(groups: LearnedGroups, { features, candidates }: LearnedOptions): void {
  const { width, offsets, target } = groups;
  if (features.length !== width) throw new RangeError(`${width} columns, but ${features.length} feature names`);
  if (offsets.length !== target.length + 1 || offsets[target.length]! * width !== groups.features.length) {
    throw new RangeError(`${target.length} groups need ${target.length + 1} offsets that end with the last row`);
  }
  if (!(candidates >= 1 && candidates <= 1_000)) throw new RangeError(`candidates must be 1..1000, not ${candidates}`);
  const sizes = target.map((row, group) => (row < offsets[group + 1]! - offsets[group]! ? 0 : 1));
  if (sizes.includes(1)) throw new RangeError(`the target of group ${sizes.indexOf(1)} is not among its candidates`);
  if (!target.some((row) => row >= 0)) throw new RangeError('no group has its target among its candidates');
}

/** Mean and deviation of every column, in the seven digits that stand in the manifest. */
function scalingOf({ features, width }: LearnedGroups): Pick<Learned, 'mean' | 'deviation'> {
  const rows = features.length / width;
  const [sum, square] = [new Float64Array(width), new Float64Array(width)];
  for (let at = 0; at < features.length; at++) sum[at % width]! += features[at]!;
  const mean = Array.from(sum, (value) => Number((value / rows).toPrecision(7)));
  for (let at = 0; at < features.length; at++) square[at % width]! += (features[at]! - mean[at % width]!) ** 2;
  const deviation = Array.from(square, (value) => {
    const found = Number(Math.sqrt(value / rows).toPrecision(7));
    return found < MIN_DEVIATION ? 1 : found;
  });
  return { mean, deviation };
}

/**
 * Every name is given: tfjs would count up its own, and the second model of a process would have other bytes. The two
 * output kernels start at 0, so that training starts from the uniform guess and not from a random order.
 */
function createModel({ layers }: TrainerTf, width: number, hidden: number, seed: number): LayersModel {
  const input = layers.input({ shape: [width], name: 'features' });
  const kernelInitializer = layers.initializers.glorotUniform({ seed });
  const bent = layers.layers
    .dense({ units: hidden, activation: 'relu', kernelInitializer, name: 'hidden' })
    .apply(input);
  const out = { units: 1, kernelInitializer: 'zeros' } as const;
  const bend = layers.layers.dense({ ...out, name: 'bend' }).apply(bent);
  const straight = layers.layers.dense({ ...out, useBias: false, name: 'straight' }).apply(input);
  const score = layers.layers.add({ name: 'score' }).apply([bend, straight] as SymbolicTensor[]);
  return layers.model({ inputs: input, outputs: score as SymbolicTensor, name: 'aisle-ranker' });
}

function padBatch(
  groups: LearnedGroups,
  chosen: readonly number[],
  scaling: Pick<Learned, 'mean' | 'deviation'>,
): Batch {
  const { features, width, offsets, target } = groups;
  const candidates = Math.max(...chosen.map((group) => offsets[group + 1]! - offsets[group]!));
  const inputs = new Float32Array(chosen.length * candidates * width);
  const truth = new Float32Array(chosen.length * candidates);
  const mask = new Float32Array(chosen.length * candidates).fill(MASKED);
  chosen.forEach((group, place) => {
    const [from, to] = [offsets[group]!, offsets[group + 1]!];
    const rows = standardise(features.subarray(from * width, to * width), to - from, scaling);
    inputs.set(rows, place * candidates * width);
    mask.fill(0, place * candidates, place * candidates + to - from);
    truth[place * candidates + target[group]!] = 1;
  });
  return { groups: chosen.length, candidates, inputs, truth, mask };
}

/** One step of the optimiser; returns the loss before it. */
function fitBatch(
  { core }: TrainerTf,
  model: LayersModel,
  variables: Variable[],
  optimiser: ReturnType<typeof core.train.adam>,
  batch: Batch,
): number {
  return core.tidy(() => {
    const shape: [number, number] = [batch.groups, batch.candidates];
    const inputs = core.tensor2d(batch.inputs, [
      batch.groups * batch.candidates,
      batch.inputs.length / batch.truth.length,
    ]);
    const [truth, mask] = [core.tensor2d(batch.truth, shape), core.tensor2d(batch.mask, shape)];
    const { value, grads } = core.variableGrads(() => {
      const scores = core.reshape(model.apply(inputs, { training: true }) as Tensor, shape);
      const likelihood: Scalar = core.sum(core.mul(core.logSoftmax(core.add(scores, mask)), truth));
      return core.div(likelihood, -batch.groups);
    }, variables);
    optimiser.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
    return value.dataSync()[0]!;
  });
}

async function pack({ core }: TrainerTf, model: LayersModel): Promise<Uint8Array<ArrayBuffer>> {
  let part: Uint8Array<ArrayBuffer> | undefined;
  const handler = core.io.withSaveHandler((artifacts) => {
    part = packModel({
      modelTopology: artifacts.modelTopology as Record<string, unknown>,
      weightSpecs: artifacts.weightSpecs as WeightSpec[],
      weightData: artifacts.weightData as ArrayBuffer,
    });
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } });
  });
  await model.save(handler);
  return part!;
}

/**
 * The largest difference that any device may show: ten times what the packed model shows on either backend against the
 * model as it was trained, or ten roundings of the largest score, rounded up to a power of ten.
 */
async function measureTolerance(
  tf: TrainerTf,
  model: LayersModel,
  part: Uint8Array<ArrayBuffer>,
  spec: Learned,
  { features, width }: LearnedGroups,
): Promise<number> {
  const rows = Math.min(features.length / width, TOLERANCE_ROWS);
  const inputs = standardise(features, rows, spec);
  const trained = tf.core.tidy(() => (model.predict(tf.tensor2d(inputs, [rows, width])) as Tensor).dataSync());
  let largest = 0;
  for (const score of trained) largest = Math.max(largest, Math.abs(score) * FLOAT32_EPSILON);
  try {
    for (const backend of ['wasm', 'cpu'] as const) {
      const ranker = await openLearned(part.buffer, spec, await openTf(backend));
      const scores = ranker.score(features, rows);
      ranker.dispose();
      scores.forEach((score, row) => (largest = Math.max(largest, Math.abs(score - trained[row]!))));
    }
  } finally {
    await openTf('wasm');
  }
  return Math.min(1, 10 ** Math.ceil(Math.log10(TOLERANCE_MARGIN * Math.max(largest, FLOAT32_EPSILON))));
}

/** Fisher-Yates, in place. */
function shuffle(values: number[], random: () => number): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other]!, values[last]!];
  }
}
