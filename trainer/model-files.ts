import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { z } from 'zod';

import { describeCause, TrainerError } from './errors.ts';

/** Beside model.json: what its inputs are. `aisle features` writes it. */
export const FEATURES_FILE = 'features.json';
export const MODEL_HELP = `Save a layers model of float32 weights with one input of as many columns as ${FEATURES_FILE} names features and one output of one column; docs/own-model.md shows how.`;

/** The format that tfjs saves and tensorflowjs_converter writes; https://www.tensorflow.org/js/guide/save_load. */
const modelSchema = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string().min(1)),
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.int().min(0)),
          dtype: z.literal('float32'),
          quantization: z.undefined().optional(),
        }),
      ),
    }),
  ),
});

const inputsSchema = z.object({
  features: z.array(z.string()).min(1).max(64),
  mean: z.array(z.number()).optional(),
  deviation: z.array(z.number().min(1e-9)).optional(),
  candidates: z.int().min(1).max(1_000).optional(),
  say: z.number().min(0).max(1).optional(),
});

/** What a folder with a tfjs layers model says, its shapes checked and nothing else. */
export interface ModelFiles {
  readonly modelTopology: Record<string, unknown>;
  readonly weightSpecs: { readonly name: string; readonly shape: number[]; readonly dtype: 'float32' }[];
  readonly weightData: ArrayBuffer;
  readonly inputs: z.infer<typeof inputsSchema>;
  readonly inputsFile: string;
}

/** @throws {TrainerError} `bad-model` or `no-such-file`, with the file, what was expected and what to do */
export async function readModelFiles(file: string): Promise<ModelFiles> {
  const { modelTopology, weightsManifest } = await readJson(file, modelSchema);
  const inputsFile = join(dirname(file), FEATURES_FILE);
  const inputs = await readJson(inputsFile, inputsSchema);
  const shards = await Promise.all(weightsManifest.flatMap(({ paths }) => paths.map((path) => readShard(file, path))));
  const weightSpecs = weightsManifest.flatMap(({ weights }) =>
    weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
  );
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  return { modelTopology, weightSpecs, weightData, inputs, inputsFile };
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new TrainerError('no-such-file', `cannot be read (${describeCause(cause)}). ${MODEL_HELP}`, { file });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TrainerError('bad-model', `is not JSON: ${(cause as Error).message}. ${MODEL_HELP}`, { file });
  }
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const issues = checked.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TrainerError('bad-model', `${issues.join('; ')}. ${MODEL_HELP}`, { file });
}

/** @throws {TrainerError} for a name that leads out of the model's folder, or to nothing */
async function readShard(file: string, path: string): Promise<Buffer> {
  const place = join(dirname(file), basename(path));
  if (basename(path) !== path) {
    throw new TrainerError('bad-model', `weights in ${path}: a file beside model.json was expected. ${MODEL_HELP}`, {
      file,
    });
  }
  return readFile(place).catch((cause: unknown) => {
    throw new TrainerError('no-such-file', `the weights cannot be read (${describeCause(cause)}). ${MODEL_HELP}`, {
      file: place,
    });
  });
}
