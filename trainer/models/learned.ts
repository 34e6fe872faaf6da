import type { Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core';

import type { Learned } from '../../contract/bundle.ts';
import { encodeRanker } from '../../contract/encode-parts.ts';
import type { RankerPart } from '../../contract/parts.ts';
import { standardise } from '../../worker/ranking/learned/learned-ranker.ts';
import { createTableRanker } from '../../worker/ranking/learned/table-ranker.ts';
import { openTf, type TrainerTf } from '../tf.ts';
import { createRandom } from './random.ts';

/** A padded candidate's logit: far below any other, and far from where float32 overflows. */
const MASKED = -1e9;
/** Weight of the ranker beside the mixture: of .5, .75 and 1 the best on the tails of most logs. */
const SAY = 0.6;
/** A column that varies less than this is taken for constant. */
const MIN_DEVIATION = 1e-6;
/** Of a large group, its first rows, the strongest, are in every batch; of the others about so many, weighing for all. */
const HEAD = 40;
const SAMPLED = 40;
const EPOCHS = 12;
const MIN_STEPS = 300;
const TOLERANCE_ROWS = 20_000;
const TOLERANCE_MARGIN = 10;
const FLOAT32_EPSILON = 2 ** -23;

/** One decision a group: its candidates, and which of them came next. */
export interface LearnedGroups {
  /** All candidates' features one after another, rows x width, as `createFeatures` writes them. */
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
  /** @default 12, and more where these are fewer than 300 steps */
  readonly epochs?: number;
  /** Groups a step. @default 128 */
  readonly batch?: number;
  /** At the first step; it falls to 0 along half a cosine. @default 0.01 */
  readonly learningRate?: number;
  /** Called after every step with the share done, 0..1. */
  readonly onProgress?: (done: number) => void;
}

export interface TrainedLearned {
  /** The bundle's part `learned`, of type `table`. */
  readonly part: Uint8Array<ArrayBuffer>;
  readonly ranker: RankerPart;
  /** The manifest's `refine.learned`. */
  readonly spec: Learned;
  /** Mean cross-entropy a group, nats, one an epoch; the uniform guess has ln(candidates). */
  readonly trainLoss: readonly number[];
}

/**
 * Trains the reranker f(x) = v relu(U x + b) + w x by softmax cross-entropy over each group's candidates (ListNet's top-one
 * loss, Cao et al. 2007), Adam with cosine decay, standardised inputs. On tfjs's WASM backend; the same groups and options
 * give the same bytes. Which data it sees is the caller's: fit it on sessions that the lists were not built from.
 *
 * @throws RangeError where the groups do not fit together or no group has a target
 */
export async function trainLearned(groups: LearnedGroups, options: LearnedOptions): Promise<TrainedLearned> {
  const { seed, hidden = 16, batch = 128, learningRate = 0.01, onProgress } = options;
  checkGroups(groups, options);
  const tf = await openTf();
  const scaling = scalingOf(groups);
  const net = createNet(tf, groups.width, hidden, seed);
  const optimiser = tf.core.train.adam(learningRate);
  const random = createRandom(seed);
  const order = [...groups.target.keys()].filter((group) => groups.target[group]! >= 0);
  // a small log has few groups, and needs as many steps to learn from them
  const perEpoch = Math.ceil(order.length / batch);
  const epochs = options.epochs ?? Math.max(EPOCHS, Math.ceil(MIN_STEPS / perEpoch));
  const steps = epochs * perEpoch;
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
        loss += fitBatch(tf, net, optimiser, padBatch(groups, chosen, scaling, random)) * chosen.length;
        onProgress?.(++step / steps);
        // lets the caller draw its progress, and be interrupted
        if (step % 16 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
      }
      trainLoss.push(loss / order.length);
    }
    const ranker = toPart(tf, net);
    const spec = {
      ...scaling,
      features: [...options.features],
      candidates: options.candidates,
      say: SAY,
      tolerance: 1,
    };
    return {
      part: encodeRanker(ranker),
      ranker,
      spec: { ...spec, tolerance: measureTolerance(tf, net, ranker, spec, groups) },
      trainLoss,
    };
  } finally {
    optimiser.dispose();
    for (const variable of Object.values(net)) (variable as Variable).dispose();
  }
}

/** Inputs x units, units, units x 1, inputs x 1. */
interface Net {
  readonly inner: Variable;
  readonly bias: Variable;
  readonly outer: Variable;
  readonly straight: Variable;
}

interface Batch {
  readonly groups: number;
  /** Candidates of the largest group; the others are padded to it. */
  readonly candidates: number;
  /** groups x candidates x width, standardised, 0 where padded */
  readonly inputs: Float32Array;
  /** groups x candidates: 1 at the true one */
  readonly truth: Float32Array;
  /** groups x candidates: ln of how many rows a row stands for, or MASKED where padded */
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
export function scalingOf({ features, width }: LearnedGroups): Pick<Learned, 'mean' | 'deviation'> {
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

/** What leads to the score starts at 0, so that training starts from the uniform guess and not from a random order. */
function createNet({ core }: TrainerTf, width: number, units: number, seed: number): Net {
  // Glorot and Bengio 2010
  const limit = Math.sqrt(6 / (width + units));
  return core.tidy(() => ({
    inner: core.keep(core.variable(core.randomUniform([width, units], -limit, limit, 'float32', seed))),
    bias: core.keep(core.variable(core.zeros([units]))),
    outer: core.keep(core.variable(core.zeros([units, 1]))),
    straight: core.keep(core.variable(core.zeros([width, 1]))),
  }));
}

function scoresOf({ core }: TrainerTf, { inner, bias, outer, straight }: Net, inputs: Tensor2D): Tensor2D {
  const bent = core.relu(core.add(core.matMul(inputs, inner as Tensor2D), bias));
  return core.add(core.matMul(bent, outer as Tensor2D), core.matMul(inputs, straight as Tensor2D));
}

function padBatch(
  groups: LearnedGroups,
  chosen: readonly number[],
  { mean, deviation }: Pick<Learned, 'mean' | 'deviation'>,
  random: () => number,
): Batch {
  const { features, width, offsets, target } = groups;
  const picked = chosen.map((group) => pickRows(offsets[group + 1]! - offsets[group]!, target[group]!, random));
  const candidates = Math.max(...picked.map(({ rows }) => rows.length));
  const inputs = new Float32Array(chosen.length * candidates * width);
  const truth = new Float32Array(chosen.length * candidates);
  const mask = new Float32Array(chosen.length * candidates).fill(MASKED);
  chosen.forEach((group, place) => {
    const { rows, standsFor } = picked[place]!;
    rows.forEach((row, at) => {
      const [from, to] = [(offsets[group]! + row) * width, (place * candidates + at) * width];
      for (let column = 0; column < width; column++) {
        inputs[to + column] = (features[from + column]! - mean[column]!) / deviation[column]!;
      }
      mask[place * candidates + at] = Math.log(row === target[group] || row < HEAD ? 1 : standsFor);
    });
    truth[place * candidates + rows.indexOf(target[group]!)] = 1;
  });
  return { groups: chosen.length, candidates, inputs, truth, mask };
}

/** Sampled softmax (Jean et al. 2015): what is drawn for others counts for them too, so that the loss stays that of all rows. */
function pickRows(size: number, target: number, random: () => number): { rows: number[]; standsFor: number } {
  const rest = size - HEAD;
  const share = Math.min(1, SAMPLED / Math.max(rest, 1));
  const rows: number[] = [];
  for (let row = 0; row < size; row++) if (row < HEAD || row === target || random() < share) rows.push(row);
  return { rows, standsFor: 1 / share };
}

/**
 * One step of the optimiser; returns the loss before it. The gradient is written down: tfjs would derive it with transposed
 * products, which its WASM backend computes without SIMD, ten times as slowly.
 */
function fitBatch(tf: TrainerTf, net: Net, optimiser: ReturnType<typeof tf.core.train.adam>, batch: Batch): number {
  const { core } = tf;
  return core.tidy(() => {
    const shape: [number, number] = [batch.groups, batch.candidates];
    const rows = batch.groups * batch.candidates;
    const inputs = core.tensor2d(batch.inputs, [rows, batch.inputs.length / rows]);
    const [truth, mask] = [core.tensor2d(batch.truth, shape), core.tensor2d(batch.mask, shape)];
    const bent: Tensor2D = core.relu(core.add(core.matMul(inputs, net.inner as Tensor2D), net.bias));
    const scores = core.add(core.matMul(bent, net.outer as Tensor2D), core.matMul(inputs, net.straight as Tensor2D));
    const likelihood = core.logSoftmax(core.add(core.reshape(scores, shape), mask));
    // of the mean loss by each score: what the softmax gives less what is true
    const slopes: Tensor2D = core.reshape(core.div(core.sub(core.exp(likelihood), truth), batch.groups), [rows, 1]);
    const [acrossInputs, acrossBent] = [core.transpose(inputs), core.transpose(bent)];
    const bending: Tensor2D = core.mul(core.mul(slopes, core.reshape(net.outer, [1, -1])), core.step(bent));
    const gradients: Record<keyof Net, Tensor> = {
      inner: core.matMul(acrossInputs, bending),
      bias: core.sum(bending, 0),
      outer: core.matMul(acrossBent, slopes),
      straight: core.matMul(acrossInputs, slopes),
    };
    optimiser.applyGradients(
      Object.entries(net).map(([name, variable]: [string, Variable]) => ({
        name: variable.name,
        tensor: gradients[name as keyof Net],
      })),
    );
    return core.div(core.sum(core.mul(likelihood, truth)), -batch.groups).dataSync()[0]!;
  });
}

/** As a device reads it: a unit's slopes one after another. */
function toPart({ core }: TrainerTf, { inner, bias, outer, straight }: Net): RankerPart {
  const values = (tensor: { dataSync(): unknown }): Float32Array =>
    Float32Array.from(tensor.dataSync() as Float32Array);
  return {
    units: bias.shape[0],
    inner: core.tidy(() => values(core.transpose(inner))),
    bias: values(bias),
    outer: values(outer),
    straight: values(straight),
  };
}

/**
 * The largest difference that any device may show: ten times what the kernel shows against tfjs, or ten roundings of the
 * largest score, rounded up to a power of ten.
 */
function measureTolerance(
  tf: TrainerTf,
  net: Net,
  part: RankerPart,
  spec: Learned,
  { features, width }: LearnedGroups,
): number {
  const rows = Math.min(features.length / width, TOLERANCE_ROWS);
  const inputs = standardise(features, rows, spec);
  const trained = tf.core.tidy(() => scoresOf(tf, net, tf.core.tensor2d(inputs, [rows, width])).dataSync());
  let largest = FLOAT32_EPSILON;
  createTableRanker(part, spec)
    .score(features, rows)
    .forEach((score, row) => {
      largest = Math.max(largest, Math.abs(score - trained[row]!), Math.abs(score) * FLOAT32_EPSILON);
    });
  return Math.min(1, 10 ** Math.ceil(Math.log10(TOLERANCE_MARGIN * largest)));
}

/** Fisher-Yates, in place. */
function shuffle(values: number[], random: () => number): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other]!, values[last]!];
  }
}
