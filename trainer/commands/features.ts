import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { readConfig } from '../config.ts';
import { describeCause, TrainerError } from '../errors.ts';
import { FEATURES_FILE } from '../model-files.ts';
import { toOwnFeatures, type OwnFeatures } from '../models/own-features.ts';
import { trainModel } from '../models/train-model.ts';
import type { DataOptions } from './options.ts';
import { readData } from './train.ts';

export interface FeaturesOptions extends DataOptions {
  /** Directory; made where there is none. */
  readonly out: string;
  /** Decisions at most. @default 2000 */
  readonly steps?: number | undefined;
}

export interface WrittenFeatures {
  readonly groups: number;
  readonly rows: number;
  readonly width: number;
}

/**
 * Writes what a shop can fit a ranker of its own on, as `aisle train` fits the small one: `features.json` (names, mean and
 * deviation of every column; where each group of candidates begins; which of a group came next) and `features.f32` (rows x
 * width, float32, little endian, not standardised). They are of the older part of the tail: `aisle train` judges a model on the rest.
 *
 * @throws {TrainerError} as `train` does
 */
export async function writeFeatures(options: FeaturesOptions): Promise<WrittenFeatures> {
  const { out, seed, search, steps = 2_000 } = options;
  const config = await readConfig(options.config);
  const { log, catalogue } = await readData({ ...options, config });
  let found: OwnFeatures | undefined;
  await trainModel(log, catalogue, {
    seed,
    search,
    config: { ...config.model, file: undefined, learned: false },
    onTail: (tail, trends) => (found = toOwnFeatures(tail, trends, steps)),
  });
  if (!found || found.about.target.length === 0) {
    throw new TrainerError('no-events', 'no session of the newest has two events: there is nothing to learn from.');
  }
  const { about, rows } = found;
  try {
    await mkdir(out, { recursive: true });
    await writeFile(join(out, 'features.f32'), new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
    await writeFile(join(out, FEATURES_FILE), `${JSON.stringify(about)}\n`);
  } catch (cause) {
    throw new TrainerError('output-not-writable', `cannot be written (${describeCause(cause)}).`, { file: out });
  }
  const width = about.features.length;
  return { groups: about.target.length, rows: rows.length / width, width };
}
