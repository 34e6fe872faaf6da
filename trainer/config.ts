import { dirname, resolve } from 'node:path';

import { z } from 'zod';

import { complaintsOf, toMessage } from './config-issues.ts';
import { TrainerError } from './errors.ts';
import { CLUSTER_METHODS } from './clusters/methods.ts';
import { TASTE_METHODS } from './models/taste-table.ts';
import { readJson } from './read-json.ts';
import { signalsConfigSchema } from './segments/signals.ts';
import { siteConfigSchema } from './site-config.ts';

const name = z.string().min(1).max(64);
const factColumn = z.union([z.literal(false), name]).optional();

/** What `--config FILE` may say. Every key is optional. */
export const configSchema = z.strictObject({
  /** Where an editor finds docs/segments.schema.json. */
  $schema: z.string().optional(),
  /** The manifest's site section, for all pages of the shop. */
  site: siteConfigSchema.optional(),
  /** Where the items files name no URL or image. `{id}` stands for the item id, encoded. */
  display: z
    .strictObject({ url: z.string().max(2_048).optional(), image: z.string().max(2_048).optional() })
    .optional(),
  /** Of the bundle; has to grow from one bundle to the next. */
  version: z.int().min(0).optional(),
  /** When the items files' prices were true. */
  pricesAt: z.iso.datetime().optional(),
  attributes: z
    .strictObject({
      include: z.array(name).min(1).optional(),
      exclude: z.array(name).optional(),
      rename: z.record(name, name).optional(),
    })
    .optional(),
  /** Columns of the items files that name an item beside its id, in the place of the usual ones; false: none. */
  aliases: z.union([z.literal(false), z.array(name).max(64)]).optional(),
  /** Columns of the items files that the shop's rules for lists ask, in the place of the usual ones; false: none. */
  facts: z.strictObject({ stock: factColumn, added: factColumn, variants: factColumn }).optional(),
  csv: z.strictObject({ delimiter: z.string().length(1) }).optional(),
  model: z
    .strictObject({
      listLength: z.int().min(1).max(100).optional(),
      dims: z.int().min(1).max(512).optional(),
      trials: z.int().min(1).max(1_000).optional(),
      halfLifeDays: z.number().min(0.01).max(10_000).optional(),
      learned: z.boolean().optional(),
      /** A ranker of the shop's own: model.json of a tfjs layers model, from the config file's directory. */
      file: z.string().min(1).optional(),
      feedback: z.boolean().optional(),
      taste: z.enum(TASTE_METHODS).optional(),
      /** How visitors who do much the same are found; false: not at all. */
      clusters: z.union([z.enum(CLUSTER_METHODS), z.literal(false)]).optional(),
      eventWeights: z.record(name, z.number().min(-10).max(10)).optional(),
      /** Event type -> how it moves the behavioural vectors, laid over SIGNALS. */
      signals: signalsConfigSchema.optional(),
    })
    .optional(),
});

export type TrainerConfig = z.infer<typeof configSchema>;

/** @throws {TrainerError} `bad-config` with the path of what is wrong and what to do */
export async function readConfig(file: string | undefined): Promise<TrainerConfig> {
  if (file === undefined) return {};
  const config = checkConfig(await readJson(file), file);
  const own = config.model?.file;
  return own === undefined ? config : { ...config, model: { ...config.model, file: resolve(dirname(file), own) } };
}

/** @throws {TrainerError} as `readConfig` does */
export function checkConfig(value: unknown, file?: string): TrainerConfig {
  const checked = configSchema.safeParse(value, { reportInput: true });
  if (checked.success) return checked.data;
  const complaints = checked.error.issues.flatMap((issue) => complaintsOf(issue, configSchema));
  throw new TrainerError('bad-config', toMessage(complaints), { file });
}
