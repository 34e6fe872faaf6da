// Trains a ranker of two hidden layers on what `aisle features --out DIR` wrote, and saves it beside it as model.json:
//
//   node docs/examples/own-model/train.ts DIR
//
// The loss is a softmax over the candidates of each decision (ListNet's top-one loss, Cao et al. 2007). Any other way to
// train does as well, in any language that can save a Keras or tfjs layers model: docs/own-model.md.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';

import { openTf } from '../../../trainer/tf.ts';

const HIDDEN = [32, 16];
const EPOCHS = 6;
const BATCH = 64;
const LEARNING_RATE = 0.003;
/** A padded place's logit: far below any other. */
const MASKED = -1e9;
const SEED = 1;

interface Features {
  readonly features: readonly string[];
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Group g holds the rows `offsets[g]` up to, but without, `offsets[g + 1]`. */
  readonly offsets: readonly number[];
  /** Of each group the row that came next, counted within it; -1: none. */
  readonly target: readonly number[];
}

/** Mean cross-entropy a group in nats, one an epoch. Writes `model.json` and `weights.bin` to `dir`. */
export async function trainOwnModel(dir: string, epochs = EPOCHS): Promise<number[]> {
  const { core, layers } = await openTf();
  const about = JSON.parse(await readFile(join(dir, 'features.json'), 'utf8')) as Features;
  const rows = new Float32Array(Uint8Array.from(await readFile(join(dir, 'features.f32'))).buffer);
  const model = layers.sequential();
  HIDDEN.forEach((units, layer) => {
    const kernelInitializer = layers.initializers.glorotUniform({ seed: SEED + layer });
    const inputs = layer === 0 ? { inputShape: [about.features.length] } : {};
    model.add(layers.layers.dense({ units, activation: 'relu', kernelInitializer, ...inputs }));
  });
  // from 0, so that training starts from the mixture's order and not from a random one
  model.add(layers.layers.dense({ units: 1, useBias: false, kernelInitializer: 'zeros' }));
  const optimiser = core.train.adam(LEARNING_RATE);
  const groups = [...about.target.keys()].filter((group) => about.target[group]! >= 0);
  const losses: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    let loss = 0;
    for (let from = 0; from < groups.length; from += BATCH) {
      // neighbouring groups are of one session: a stride of the epoch's own mixes them
      const chosen = Array.from(
        { length: Math.min(BATCH, groups.length - from) },
        (_, at) => groups[((from + at) * strideOf(groups.length, epoch)) % groups.length]!,
      );
      const { inputs, mask, truth, places } = padded(about, rows, chosen);
      const value = core.tidy(() => {
        const x = core.tensor2d(inputs, [chosen.length * places, about.features.length]);
        const shape: [number, number] = [chosen.length, places];
        const cost = (): Scalar => {
          const scores = core.reshape(model.apply(x, { training: true }) as Tensor2D, shape);
          const logits = core.logSoftmax(core.add(scores, core.tensor2d(mask, shape)));
          return core.div(core.sum(core.mul(logits, core.tensor2d(truth, shape))), -chosen.length);
        };
        return optimiser.minimize(cost, true)!.dataSync()[0]!;
      });
      loss += value * chosen.length;
    }
    losses.push(loss / groups.length);
  }
  await model.save(
    core.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const text = JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest });
      await writeFile(join(dir, 'model.json'), text);
      await writeFile(join(dir, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  model.dispose();
  optimiser.dispose();
  return losses;
}

/** Standardised inputs of some groups, each filled up to the largest with rows that cannot win. */
function padded({ mean, deviation, offsets, target }: Features, rows: Float32Array, groups: readonly number[]) {
  const width = mean.length;
  const places = groups.reduce((most, group) => Math.max(most, offsets[group + 1]! - offsets[group]!), 1);
  const inputs = new Float32Array(groups.length * places * width);
  const mask = new Float32Array(groups.length * places).fill(MASKED);
  const truth = new Float32Array(groups.length * places);
  groups.forEach((group, at) => {
    for (let row = offsets[group]!; row < offsets[group + 1]!; row++) {
      const place = at * places + row - offsets[group]!;
      mask[place] = 0;
      for (let column = 0; column < width; column++) {
        inputs[place * width + column] = (rows[row * width + column]! - mean[column]!) / deviation[column]!;
      }
    }
    truth[at * places + target[group]!] = 1;
  });
  return { inputs, mask, truth, places };
}

/** No divisor of the count: steps of it meet every group once. */
function strideOf(count: number, epoch: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let stride = Math.max(1, Math.floor(count * 0.618)) + epoch;
  while (divisor(stride, count) > 1) stride++;
  return stride;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const dir = process.argv[2];
  if (dir === undefined) throw new Error('which directory? node docs/examples/own-model/train.ts DIR');
  process.stdout.write(`loss by epoch: ${(await trainOwnModel(dir)).map((loss) => loss.toFixed(3)).join(' ')}\n`);
}
