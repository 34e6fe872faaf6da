import { createHash } from 'node:crypto';

import { manifestSchema, refineSchema } from '../contract/bundle.schema.ts';
import { visitBytesOf, type Manifest, type Part, type PartName } from '../contract/bundle.ts';
import {
  encodeAliases,
  encodeAttributes,
  encodeDisplay,
  encodeEmbeddings,
  encodeIds,
  encodeNeighbours,
  encodePopularity,
  encodeTaste,
  encodeTrends,
  encodeVocabulary,
} from '../contract/encode-parts.ts';
import { partOf, type SensitivePart, type VocabularyPart } from '../contract/parts.ts';
import { encodeFacts, type FactsPart } from '../contract/facts.ts';
import { encodeSentences, type Sentences } from '../contract/sentences.ts';
import { createSensitiveCheck, findSensitive } from '../contract/sensitive.ts';
import { siteSchema } from '../contract/site.schema.ts';
import { toAliases, type Aliases } from './aliases.ts';
import type { Catalogue } from './catalogue.ts';
import type { TrainerConfig } from './config.ts';
import { TrainerError } from './errors.ts';
import type { Log } from './log.ts';
import { checkRuleSegments, factsFor } from './merchandising.ts';
import { purchaseCycles } from './models/cycles.ts';
import { learnedTypeOf } from './models/learned-type.ts';
import type { Model } from './models/model.ts';
import { tellsPages, toLivingSpec } from './segments/living-spec.ts';
import { toSentences } from './segments/words/sentences.ts';
import { toReadableTitle } from './titles.ts';

/** Longest time a date can hold; a sequence number beyond it says nothing as a date anyway. */
const MAX_DATE_MS = 8.64e15;

/** What goes into a bundle beside the model: the same options always give the same bytes. */
export interface BundleOptions {
  readonly site?: TrainerConfig['site'];
  readonly model?: TrainerConfig['model'];
  /** Where the items files name no URL or image: templates, `{id}` stands for the encoded item id. */
  readonly display?: { readonly url?: string | undefined; readonly image?: string | undefined } | undefined;
  /** @default the newest event's time in seconds, or the number of events where the log has no real time */
  readonly version?: number | undefined;
  /** When the items files' prices were true, ISO 8601. @default the newest event */
  readonly pricesAt?: string | undefined;
}

/** A bundle in memory. */
export interface BuiltBundle {
  readonly manifest: Manifest;
  readonly manifestBytes: Uint8Array;
  /** The parts by file name; the manifest is not among them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** SHA-256 of the manifest's bytes, which name every part's: the bundle's identity. */
  readonly hash: string;
  /** What of the catalogue is marked as sensitive: nothing a shopper does with it is ever kept. */
  readonly sensitive: SensitiveFinding;
  /** Other ids by which pages may name an item; no part without any. */
  readonly aliases: AliasFinding;
  /** What a visit with rank slots loads, uncompressed: the manifest and every part but what only some pages ask for. */
  readonly visitBytes: number;
}

export interface AliasFinding {
  readonly ids: number;
  /** Left out: names of several items, which identify none. */
  readonly shared: number;
  /** Of part `aliases`: only a page that names an item by another id loads it. */
  readonly bytes: number;
}

export interface SensitiveFinding {
  readonly items: number;
  /** `attribute: value`, and words of titles and descriptions. */
  readonly because: readonly string[];
}

/**
 * Encodes a model and its catalogue as a bundle. Deterministic: no clock and no chance enters.
 *
 * @throws {TrainerError} `bad-bundle` when something does not fit the format, naming the field
 */
export function buildBundle(model: Model, catalogue: Catalogue, log: Log, options: BundleOptions = {}): BuiltBundle {
  const parts: Part[] = [];
  const files = new Map<string, Uint8Array>();
  const isSensitive = createSensitiveCheck(options.site?.sensitive);
  const sensitive = findSensitive(toColumns(catalogue), toVocabulary(catalogue), isSensitive);
  const aliases = toAliases(catalogue.ids, (row) => catalogue.names[row]!);
  const arrange = options.site?.merchandising ?? {};
  const currency = options.site?.currency;
  const living = toLivingSpec(options, catalogue, log, model.clusters ?? null);
  checkRuleSegments(arrange, living);
  const facts = factsFor(arrange, catalogue, purchaseCycles(log, catalogue), living !== null);
  const sentences =
    living && living.segments.length + (living.clusters?.clusters.length ?? 0) > 0
      ? toSentences(living, { currency, items: catalogue })
      : undefined;
  for (const [name, bytes] of encodeParts(model, catalogue, sensitive, aliases, facts, sentences, options.display)) {
    const sha256 = hashOf(bytes);
    const type = name === 'learned' ? learnedTypeOf(bytes) : 'table';
    parts.push({ name, type, version: 1, file: `${sha256}.bin`, sha256, bytes: bytes.length });
    files.set(`${sha256}.bin`, bytes);
  }
  const newest = newestOf(log);
  const trainedThrough = new Date(Math.min(Math.max(Math.floor(newest), 0), MAX_DATE_MS)).toISOString();
  const manifest = validate({
    format: 'aisle-bundle',
    formatVersion: 1,
    version: options.version ?? (log.clock === 'time' ? Math.floor(newest / 1_000) : log.item.length),
    trainedThrough,
    pricesAt: options.pricesAt ?? trainedThrough,
    items: catalogue.ids.length,
    dims: model.embeddings.dims,
    parts,
    attributes: catalogue.attributes.map(({ name, type, values }, index) => ({
      name,
      type,
      values: values.length,
      weight: model.attributeWeights[index] ?? 0,
    })),
    regions: [...model.popularity.regions],
    ranking: model.ranking,
    refine: refineSchema.parse({ ...model.refine, arrange }),
    living,
    // the rules are not for the page
    site: siteSchema.parse({ ...options.site, ...(tellsPages(living) && { living: true }) }),
  });
  const manifestBytes = new TextEncoder().encode(JSON.stringify(manifest));
  const visitBytes = manifestBytes.length + visitBytesOf(manifest);
  const because = [
    ...catalogue.attributes.flatMap(({ name, values }) =>
      values.filter(isSensitive).map((value) => `${name}: ${value}`),
    ),
    ...Array.from(sensitive.words, (code) => catalogue.words[code]!),
  ];
  return {
    manifest,
    manifestBytes,
    files,
    hash: hashOf(manifestBytes),
    sensitive: { items: sensitive.items.length, because },
    aliases: { ids: aliases.rows.size, shared: aliases.shared, bytes: partOf(manifest, 'aliases')?.bytes ?? 0 },
    visitBytes,
  };
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function encodeParts(
  model: Model,
  catalogue: Catalogue,
  sensitive: SensitivePart,
  aliases: Aliases,
  facts: FactsPart,
  sentences: Sentences | undefined,
  display: BundleOptions['display'],
): [name: PartName, bytes: Uint8Array][] {
  const parts: [PartName, Uint8Array][] = [
    ['ids', encodeIds(catalogue.ids)],
    ['popularity', encodePopularity(model.popularity)],
    ['neighbours', encodeNeighbours(model.neighbours)],
    ['embeddings', encodeEmbeddings(model.embeddings)],
    ['attributes', encodeAttributes(toColumns(catalogue))],
    ['vocabulary', encodeVocabulary({ ...toVocabulary(catalogue), sensitive })],
    ['display', encodeDisplay(toDisplay(catalogue, display))],
  ];
  if (aliases.rows.size > 0) parts.push(['aliases', encodeAliases(aliases.rows, catalogue.ids.length)]);
  if (model.taste) parts.push(['taste', encodeTaste(model.taste)]);
  if (Object.values(facts).some(Boolean)) parts.push(['facts', encodeFacts(facts)]);
  if (sentences) parts.push(['sentences', encodeSentences(sentences)]);
  if (model.learned) parts.push(['learned', model.learned]);
  if (model.trends) parts.push(['trends', encodeTrends(model.trends)]);
  return parts;
}

function toColumns({
  attributes,
}: Catalogue): Parameters<typeof encodeAttributes>[0] & Parameters<typeof findSensitive>[0] {
  return attributes.map(({ values, codes }) => ({ values, offsets: codes.offsets, codes: codes.data }));
}

function toVocabulary({ words, itemWords }: Catalogue): VocabularyPart {
  return { words, offsets: itemWords.offsets, codes: itemWords.data };
}

function toDisplay(
  { ids, titles, urls, images, prices }: Catalogue,
  templates: BundleOptions['display'],
): Parameters<typeof encodeDisplay>[0] {
  const fill = (given: readonly string[], template: string | undefined) =>
    given.map((value, row) => value || (template ?? '').replaceAll('{id}', encodeURIComponent(ids[row]!)));
  const readable = titles.map(toReadableTitle);
  return {
    // beside items with titles, one without is no longer sold: it is learned from and never shown
    titles: readable.some((title) => title !== '') ? readable : ids,
    urls: fill(urls, templates?.url),
    images: fill(images, templates?.image),
    prices,
  };
}

function newestOf({ at }: Log): number {
  return at.reduce((newest, each) => Math.max(newest, each), 0);
}

function validate(manifest: Manifest): Manifest {
  const checked = manifestSchema.safeParse(manifest);
  if (checked.success) return checked.data;
  const issues = checked.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TrainerError('bad-bundle', `the bundle does not fit its own format: ${issues.join('; ')}`);
}
