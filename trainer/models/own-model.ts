import type { Learned } from '../../contract/bundle.ts';
import { areFeatures, FEATURE_NAMES } from '../../worker/ranking/learned/features.ts';
import { LearnedError, openLearned, type LearnedRanker } from '../../worker/ranking/learned/learned-ranker.ts';
import { packModel } from '../../worker/ranking/learned/model-file.ts';
import { nearestName, TrainerError } from '../errors.ts';
import { MODEL_HELP, readModelFiles } from '../model-files.ts';
import { openTf } from '../tf.ts';
import { createRandom } from './random.ts';

export const OWN_CANDIDATES = 200;
/** Weight of the model beside the mixture in their product. */
const OWN_SAY = 0.6;
const PROBE_ROWS = 2_000;
const TOLERANCE_MARGIN = 10;
const FLOAT32_EPSILON = 2 ** -23;

/** A shop's own ranker, as a bundle carries it. */
export interface OwnModel {
  /** The bundle's part `learned`, of type `tfjs-layers`. */
  readonly part: Uint8Array<ArrayBuffer>;
  readonly spec: Learned;
  /** It is the caller's to dispose of. */
  readonly ranker: LearnedRanker;
}

/**
 * Reads a tfjs layers model (`model.json` and its shards) with the `features.json` beside it, and makes sure that a device will
 * take it: known features, one input of as many columns, one output of one, finite scores. Its tolerance is ten times the
 * largest difference between tfjs's WASM and CPU backends.
 *
 * @throws {TrainerError} `bad-model` with what was found, what was expected and what to do
 */
export async function readOwnModel(file: string): Promise<OwnModel> {
  const { inputs, inputsFile, ...artifacts } = await readModelFiles(file);
  const { features, mean = features.map(() => 0), deviation = features.map(() => 1) } = inputs;
  checkInputs(features, [mean, deviation], inputsFile);
  const { candidates = OWN_CANDIDATES, say = OWN_SAY } = inputs;
  const spec = { features, mean, deviation, candidates, say, tolerance: 1 };
  try {
    const part = packModel(artifacts);
    const tolerance = await measureTolerance(part, spec);
    const found = { ...spec, tolerance };
    return { part, spec: found, ranker: await openLearned(part.buffer, found, await openTf()) };
  } catch (cause) {
    if (!(cause instanceof LearnedError || cause instanceof RangeError)) throw cause;
    throw new TrainerError('bad-model', `${cause.message}. ${MODEL_HELP}`, { file });
  }
}

function checkInputs(features: readonly string[], scales: readonly (readonly number[])[], file: string): void {
  const unknown = features.find((name) => !areFeatures([name]));
  if (unknown !== undefined) {
    const near = nearestName(unknown, FEATURE_NAMES);
    const hint = near ? `Did you mean ${near}?` : `Known are ${FEATURE_NAMES.join(', ')}.`;
    throw new TrainerError('bad-model', `features: ${unknown} is none. ${hint} See docs/own-model.md.`, { file });
  }
  if (scales.some(({ length }) => length !== features.length)) {
    throw new TrainerError('bad-model', `mean and deviation need ${features.length} numbers each, one a feature.`, {
      file,
    });
  }
}

/** Of random inputs as a log would give them: what one backend says differently from the other. */
async function measureTolerance(part: Uint8Array<ArrayBuffer>, spec: Learned): Promise<number> {
  const { mean, deviation } = spec;
  const random = createRandom(1);
  const width = mean.length;
  // a sum of four is bell-shaped enough
  const normal = (): number => Math.sqrt(3) * (random() + random() + random() + random() - 2);
  const features = Float32Array.from(
    { length: PROBE_ROWS * width },
    (_, at) => mean[at % width]! + deviation[at % width]! * normal(),
  );
  const scoresOn = async (backend: 'cpu' | 'wasm'): Promise<Float32Array> => {
    const ranker = await openLearned(part.buffer, spec, await openTf(backend));
    const scores = Float32Array.from(ranker.score(features, PROBE_ROWS));
    ranker.dispose();
    return scores;
  };
  const cpu = await scoresOn('cpu');
  const wasm = await scoresOn('wasm');
  const bad = wasm.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) throw new RangeError(`the score of a row of usual features is ${wasm[bad]}`);
  const largest = wasm.reduce(
    (most, score, row) => Math.max(most, Math.abs(score - cpu[row]!), Math.abs(score) * FLOAT32_EPSILON),
    FLOAT32_EPSILON,
  );
  return Math.min(1, 10 ** Math.ceil(Math.log10(TOLERANCE_MARGIN * largest)));
}
