import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { z } from 'zod';

import { describeCause, nearestName, TrainerError } from './errors.ts';
import { TASTE_METHODS } from './models/taste-table.ts';
import { siteConfigSchema } from './site-config.ts';

const name = z.string().min(1).max(64);
const factColumn = z.union([z.literal(false), name]).optional();

/** What `--config FILE` may say. Every key is optional. */
const configSchema = z.strictObject({
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
      eventWeights: z.record(name, z.number().min(-10).max(10)).optional(),
    })
    .optional(),
});

const RULES = ['pin', 'boost', 'bury', 'filter'];

export type TrainerConfig = z.infer<typeof configSchema>;

/** @throws {TrainerError} `bad-config` with the path of what is wrong and what to do */
export async function readConfig(file: string | undefined): Promise<TrainerConfig> {
  if (file === undefined) return {};
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new TrainerError('no-such-file', `the --config file cannot be read (${describeCause(cause)}).`, {
      file,
    });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TrainerError('bad-config', `is not JSON: ${(cause as Error).message}`, { file });
  }
  const config = checkConfig(value, file);
  const own = config.model?.file;
  return own === undefined ? config : { ...config, model: { ...config.model, file: resolve(dirname(file), own) } };
}

/** @throws {TrainerError} as `readConfig` does */
export function checkConfig(value: unknown, file?: string): TrainerConfig {
  const checked = configSchema.safeParse(value, { reportInput: true });
  if (checked.success) return checked.data;
  throw new TrainerError('bad-config', checked.error.issues.slice(0, 5).map(describe).join('\n'), { file });
}

function describe(issue: z.core.$ZodIssue): string {
  const path = toPath(issue.path);
  if (issue.code === 'invalid_union') {
    // of the alternatives the one that is of the right kind says what is wrong in it
    const meant = issue.errors.find(([first]) => first && (first.path.length > 0 || first.code !== 'invalid_type'));
    if (meant) return meant.map((inner) => describe({ ...inner, path: [...issue.path, ...inner.path] })).join('\n');
  }
  if (issue.code === 'invalid_union' && 'discriminator' in issue) return describeKind(path, issue.input);
  if (issue.code !== 'unrecognized_keys')
    return `${path}: ${issue.message}${whyNoPattern(issue)}. See docs/data.md for what may stand there.`;
  const known = keysAt(issue.path);
  const sentences = issue.keys.map((key) => {
    const near = nearestName(key, known);
    return `${toPath([...issue.path, key])}: no such setting. ${near ? `Did you mean ${near}?` : `Known are ${known.join(', ')}.`}`;
  });
  return sentences.join('\n');
}

/** Of what should have been one of several kinds of rules. */
function describeKind(path: string, input: unknown): string {
  const given = typeof input === 'object' && input !== null && 'do' in input ? JSON.stringify(input.do) : 'nothing';
  const near = nearestName(given, RULES);
  return `${path}: given ${given}, expected one of ${RULES.join(', ')}.${near === undefined ? '' : ` Did you mean ${near}?`}`;
}

/** What the engine has against a regular expression that was refused. */
function whyNoPattern({ code, input }: z.core.$ZodIssue): string {
  if (code !== 'custom' || typeof input !== 'string') return '';
  try {
    return RegExp(input) && '';
  } catch (error) {
    return ` (${(error as Error).message})`;
  }
}

/** `site.slots[0].container` */
function toPath(path: readonly PropertyKey[]): string {
  const names = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return names.join('').replace(/^\./, '') || 'the whole file';
}

function keysAt(path: readonly PropertyKey[]): string[] {
  let schema: unknown = configSchema;
  for (const key of path) schema = typeof key === 'number' ? elementOf(schema) : shapeOf(schema)?.[String(key)];
  return Object.keys(shapeOf(schema) ?? {});
}

function elementOf(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional) return elementOf(schema.unwrap());
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  if (schema instanceof z.ZodOptional) return shapeOf(schema.unwrap());
  // of several shapes all that is in any of them
  if (schema instanceof z.ZodUnion) return Object.assign({}, ...schema.options.map(shapeOf));
  return schema instanceof z.ZodObject ? schema.shape : undefined;
}
