import type { SymbolicTensor } from '@tensorflow/tfjs-layers';

import type { Learned } from '../../../contract/bundle.ts';
import { packModel, type WeightSpec } from '../../../worker/ranking/learned/model-file.ts';
import { openTf, type TrainerTf } from '../../../trainer/tf.ts';
import { createTestRandom, someFeatures } from './groups.ts';

type Layers = TrainerTf['layers']['layers'];
type Build = (layers: Layers, input: SymbolicTensor) => SymbolicTensor;

const WIDTH = 6;

/** What every layer of tfjs has. */
interface Layer {
  apply(input: SymbolicTensor | SymbolicTensor[]): unknown;
}

const through = (layer: Layer, input: SymbolicTensor | SymbolicTensor[]): SymbolicTensor =>
  layer.apply(input) as SymbolicTensor;
const chain = (layers: readonly Layer[], input: SymbolicTensor): SymbolicTensor =>
  layers.reduce((output, layer) => through(layer, output), input);

/** Models that are not ours: what somebody else may have trained in Keras or tfjs and put into a bundle. */
const BUILDS: Readonly<Record<string, Build>> = {
  'a bend beside a straight line': (l, x) => {
    const bent = through(l.dense({ units: 16, activation: 'relu', name: 'hidden' }), x);
    const bend = through(l.dense({ units: 1, name: 'bend' }), bent);
    const straight = through(l.dense({ units: 1, useBias: false, name: 'straight' }), x);
    return through(l.add({ name: 'score' }), [bend, straight]);
  },
  'one dense layer': (l, x) => through(l.dense({ units: 1 }), x),
  'deep, with every common activation': (l, x) =>
    chain(
      ['elu', 'relu6', 'selu', 'sigmoid', 'softplus', 'softsign', 'tanh', 'swish', 'mish', 'hardSigmoid', 'gelu']
        .map((activation) => l.dense({ units: 5, activation: activation as 'elu' }))
        .concat(l.dense({ units: 1 })),
      x,
    ),
  'batch and layer normalisation, dropout and noise': (l, x) =>
    chain(
      [
        l.batchNormalization(),
        l.dense({ units: 8 }),
        l.layerNormalization(),
        l.leakyReLU(),
        l.dropout({ rate: 0.5 }),
        l.gaussianNoise({ stddev: 1 }),
        l.prelu(),
        l.dense({ units: 1 }),
      ],
      x,
    ),
  'branches merged in every way': (l, x) => {
    const [a, b] = [through(l.dense({ units: 4 }), x), through(l.dense({ units: 4, activation: 'softmax' }), x)];
    const merged = [l.add(), l.multiply(), l.average(), l.maximum(), l.minimum(), l.concatenate()].map((layer) =>
      through(layer, [a, b]),
    );
    const dot = through(l.dot({ axes: 1 }), [a, b]);
    return through(l.dense({ units: 1 }), through(l.concatenate(), [...merged, dot]));
  },
  'convolution over the columns': (l, x) =>
    chain(
      [
        l.reshape({ targetShape: [WIDTH, 1] }),
        l.conv1d({ filters: 3, kernelSize: 2, activation: 'relu' }),
        l.maxPooling1d({ poolSize: 2, strides: 1 }),
        l.globalAveragePooling1d({}),
        l.dense({ units: 1 }),
      ],
      x,
    ),
  'a recurrent layer over the columns': (l, x) =>
    chain(
      [
        l.reshape({ targetShape: [WIDTH, 1] }),
        l.gru({ units: 3, returnSequences: true, recurrentInitializer: 'glorotUniform' }),
        l.lstm({ units: 3, recurrentInitializer: 'glorotUniform' }),
        l.dense({ units: 1 }),
      ],
      x,
    ),
};

export interface ZooModel {
  readonly name: string;
  readonly part: Uint8Array<ArrayBuffer>;
  readonly spec: Learned;
  readonly features: Float32Array;
  readonly rows: number;
  /** What the model says in Node on tfjs's WASM backend with every kernel there is. */
  readonly scores: Float32Array;
}

/** Every model with random weights, packed, and its scores of a few random rows. */
export async function createZoo(rows = 40): Promise<ZooModel[]> {
  const tf = await openTf();
  const random = createTestRandom(11);
  const zoo: ZooModel[] = [];
  for (const [name, build] of Object.entries(BUILDS)) {
    const input = tf.layers.input({ shape: [WIDTH] });
    const model = tf.layers.model({ inputs: input, outputs: build(tf.layers.layers, input) });
    // variances must be positive, and no bias may stay 0
    model.setWeights(
      model.getWeights().map((weight) => {
        const values = Float32Array.from(
          { length: weight.size },
          () => 0.2 + random() * (weight.rank > 1 ? -0.9 : 0.5),
        );
        return tf.core.tensor(values, weight.shape);
      }),
    );
    let part: Uint8Array<ArrayBuffer> | undefined;
    await model.save(
      tf.core.io.withSaveHandler((artifacts) => {
        part = packModel({
          modelTopology: asKerasWrites(artifacts.modelTopology),
          weightSpecs: artifacts.weightSpecs as WeightSpec[],
          weightData: artifacts.weightData as ArrayBuffer,
        });
        return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
      }),
    );
    const features = Float32Array.from({ length: rows * WIDTH }, () => 2 * random() - 1);
    const scores = tf.core.tidy(() => {
      const output = model.predict(tf.core.tensor2d(features, [rows, WIDTH])) as ReturnType<typeof tf.core.tensor2d>;
      return output.dataSync<'float32'>();
    });
    const spec: Learned = {
      features: someFeatures(WIDTH),
      mean: Array.from({ length: WIDTH }, () => 0),
      deviation: Array.from({ length: WIDTH }, () => 1),
      say: 0.5,
      candidates: rows,
      tolerance: 1e-4,
    };
    zoo.push({ name, part: part!, spec, features, rows, scores });
    model.dispose();
  }
  return zoo;
}

/** Keras draws recurrent kernels orthogonal by default; building one in Node needs chained operations that only a union build has. */
function asKerasWrites(topology: unknown): Record<string, unknown> {
  const drawn = /("recurrent_initializer":)\{"class_name":"\w+","config":\{[^}]*\}\}/g;
  const orthogonal = '$1{"class_name":"Orthogonal","config":{"gain":1,"seed":null}}';
  return JSON.parse(JSON.stringify(topology).replaceAll(drawn, orthogonal)) as Record<string, unknown>;
}
