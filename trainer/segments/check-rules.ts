import { decodeFacts } from '../../contract/facts.ts';
import { decodeDisplay } from '../../contract/parts.ts';
import { LANGUAGES, type Language } from '../../contract/sentences.ts';
import type { Condition, LivingSpec, Match, RuleEvent } from '../../contract/segments.ts';
import { decodeBundle } from '../../worker/bundle/decode.ts';
import type { Shelf } from '../../worker/living/catalogue.ts';
import { readBundle } from '../bundle-reader.ts';
import { buildCatalogue } from '../catalogue-builder.ts';
import type { Catalogue } from '../catalogue.ts';
import type { TrainerConfig } from '../config.ts';
import { TrainerError } from '../errors.ts';
import { NO_ITEMS } from '../items.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';
import { readItems } from '../readers/items-reader.ts';
import { readLog } from '../readers/log-reader.ts';
import { hintsOf, type CatalogueHints } from './catalogue-hints.ts';
import { toKnownNames, type KnownNames } from './known-names.ts';
import { toSetting } from './living-setting.ts';
import { EMPTY_LOG } from './empty-log.ts';
import { playLog } from './play-log.ts';
import { complaintsAbout, refuse, resolveLiving } from './resolve-living.ts';
import { rfmBreaks } from './rfm-breaks.ts';
import { readRules } from './rules-file.ts';
import { toSignals } from './signals.ts';
import { tallyOffers, tallySegments, type OfferTally, type SegmentTally } from './tally-stays.ts';
import { saySegment, sayWhen } from './words/say-rule.ts';
import { createSpeech } from './words/sentences.ts';

export type CheckStage = 'rules' | 'items' | 'events' | 'play';

export interface CheckOptions {
  readonly events?: readonly string[] | undefined;
  readonly items?: readonly string[] | undefined;
  readonly bundle?: string | undefined;
  readonly maxBad?: number | undefined;
  readonly onProgress?: ((stage: CheckStage, done: number, what: string) => void) | undefined;
}

/** What `aisle rules check --json` prints. */
export interface RulesReport {
  readonly format: 'aisle-rules-check';
  readonly version: 1;
  readonly segments: readonly SaidSegment[];
  readonly offers: readonly { readonly id: string; readonly segments: readonly string[] }[];
  /** Null where no log was given. */
  readonly log: LogCheck | null;
}

export interface SaidSegment {
  readonly id: string;
  readonly name: string;
  /** All that it says, for a merchandiser, a sentence each. */
  readonly visitor: Readonly<Record<Language, readonly string[]>>;
  /** Why somebody is in it, for that shopper. */
  readonly shopper: Readonly<Record<Language, string>>;
}

export interface LogCheck {
  readonly sessions: number;
  readonly visitors: number;
  readonly events: number;
  readonly segments: readonly SegmentTally[];
  readonly offers: readonly OfferTally[];
  /** Types of events that rules ask for and the log does not hold. */
  readonly missing: readonly { readonly type: RuleEvent; readonly segments: readonly string[] }[];
  /** Rules that failed on the device's code, by id. */
  readonly faults: Readonly<Record<string, number>>;
}

/** What of a shop rules are held against. */
interface Ground {
  readonly names: KnownNames | undefined;
  readonly hints: CatalogueHints;
  readonly shelf: Shelf | undefined;
  readonly prices: ArrayLike<number> | undefined;
  readonly items: { readonly ids: readonly string[]; readonly titles: readonly string[] } | undefined;
  readonly living: Partial<LivingSpec> | undefined;
}

const NOTHING: Ground = {
  names: undefined,
  hints: {},
  shelf: undefined,
  prices: undefined,
  items: undefined,
  living: undefined,
};

/**
 * Says rules in words, holds them against a catalogue where items, events or a bundle are given, and runs them over a log where
 * there is one, by the code that runs them on devices.
 *
 * @throws {TrainerError} `bad-config` with the paths of what is wrong
 */
export async function checkRules(file: string, options: CheckOptions): Promise<RulesReport> {
  const { onProgress, bundle } = options;
  onProgress?.('rules', 0, file);
  const config = await readRules(file);
  onProgress?.('rules', 1, 'read');
  const { log, catalogue } = await readShop(config, options);
  const hints = catalogue ? hintsOf(catalogue, log ?? EMPTY_LOG, config.site?.sensitive) : {};
  const ground =
    bundle === undefined ? groundOf(config, catalogue, log, hints) : await bundleGround(bundle, config, hints);
  const resolved = resolveLiving(config.site ?? {}, ground.hints);
  const clusters = ground.living ? (ground.living.clusters?.clusters ?? []).map(({ id }) => id) : undefined;
  refuse(complaintsAbout(resolved, ground.names, clusters), file);
  const spec: LivingSpec = {
    signals: toSignals(config.model?.signals, config.model?.eventWeights),
    rfm: ground.living?.rfm ?? (log && catalogue ? rfmBreaks(log, catalogue) : null),
    clusters: ground.living?.clusters ?? null,
    ...resolved.rules,
    segments: [...resolved.rules.segments],
    offers: [...resolved.rules.offers],
    imports: [...resolved.rules.imports],
  };
  return {
    format: 'aisle-rules-check',
    version: 1,
    segments: sayAll(spec, config.site?.currency, ground.items),
    offers: spec.offers.map(({ id, segments }) => ({ id, segments })),
    log: log && ground.shelf ? checkLog(log, spec, ground, config, onProgress) : null,
  };
}

async function readShop(
  config: TrainerConfig,
  { events = [], items = [], maxBad, onProgress }: CheckOptions,
): Promise<{ readonly log: Log | undefined; readonly catalogue: Catalogue | undefined }> {
  const reader = { maxBad, delimiter: config.csv?.delimiter };
  onProgress?.('items', 0, items.join(', '));
  const table = items.length > 0 ? await readItems(items, { ...reader, aliases: config.aliases }) : undefined;
  onProgress?.('items', 1, table ? `${table.items.ids.length} items` : 'none given');
  onProgress?.('events', 0, events.join(', '));
  const log = events.length > 0 ? (await readLog(events, reader)).log : undefined;
  onProgress?.('events', 1, log ? `${log.item.length} events, ${log.sessionIds.length} sessions` : 'none given');
  if (log?.clock === 'sequence')
    throw new TrainerError(
      'bad-config',
      'the times of the log are sequence numbers, and rules ask how long ago something was: name logs with real times.',
    );
  if (!table && !log) return { log, catalogue: undefined };
  return {
    log,
    catalogue: buildCatalogue(table?.items ?? NO_ITEMS, log ?? EMPTY_LOG, config.attributes, config.facts),
  };
}

function groundOf(
  { site }: TrainerConfig,
  catalogue: Catalogue | undefined,
  log: Log | undefined,
  hints: CatalogueHints,
): Ground {
  if (!catalogue) return NOTHING;
  const { ids, attributes, words, itemWords, prices } = catalogue;
  return {
    names: toKnownNames(catalogue, log?.regions ?? [], site?.sensitive),
    hints,
    shelf: {
      rows: new Map(ids.map((id, row) => [id, row])),
      attributes: attributes.map(({ codes, ...rest }) => ({
        ...rest,
        weight: 0,
        offsets: codes.offsets,
        codes: codes.data,
      })),
      vocabulary: { words, offsets: itemWords.offsets, codes: itemWords.data },
    },
    prices,
    items: catalogue,
    living: undefined,
  };
}

/** A trained bundle says what devices know: its catalogue, its prices, its clusters. */
async function bundleGround(place: string, { site }: TrainerConfig, hints: CatalogueHints): Promise<Ground> {
  const { manifest, parts } = await readBundle(place);
  const buffers = new Map(parts.flatMap(({ part, bytes }) => (bytes ? [[part.name, bytes.buffer] as const] : [])));
  const bundle = decodeBundle(manifest, buffers);
  if (!bundle)
    throw new TrainerError('bad-bundle', 'a part does not fit the manifest. Train the bundle again.', { file: place });
  const facts = buffers.get('facts');
  const display = buffers.get('display');
  const shown = display && decodeDisplay(display, manifest);
  const prices = (facts && decodeFacts(facts, manifest.items)?.price) ?? shown?.prices ?? new Float32Array();
  const { ids, attributes, vocabulary } = bundle;
  const { regions } = manifest;
  const known = {
    ids,
    words: vocabulary.words,
    prices: Float32Array.from(prices),
    attributes: attributes.map(({ offsets, codes, ...rest }) => ({ ...rest, codes: { offsets, data: codes } })),
  };
  return {
    names: toKnownNames(known, regions, site?.sensitive),
    hints,
    shelf: bundle,
    prices,
    items: { ids, titles: shown?.titles ?? [] },
    living: manifest.living ?? {},
  };
}

function sayAll(
  { segments, clusters }: LivingSpec,
  currency: string | undefined,
  items: Ground['items'],
): SaidSegment[] {
  const names = [...segments, ...(clusters?.clusters ?? [])];
  const inEach = <T>(say: (language: Language) => T): Record<Language, T> =>
    Object.fromEntries(LANGUAGES.map((language) => [language, say(language)])) as Record<Language, T>;
  return segments.map((segment) => ({
    id: segment.id,
    name: segment.name,
    visitor: inEach((language) =>
      saySegment(segment, createSpeech(language, 'visitor', { segments: names, currency, items })),
    ),
    shopper: inEach((language) =>
      sayWhen(segment, createSpeech(language, 'shopper', { segments: names, currency, items })),
    ),
  }));
}

function checkLog(
  log: Log,
  spec: LivingSpec,
  { shelf, prices }: Ground,
  { site }: TrainerConfig,
  onProgress: CheckOptions['onProgress'],
): LogCheck {
  const setting = toSetting(spec, shelf!, prices, site?.currency);
  const played = playLog(log, setting, (done) => onProgress?.('play', Math.min(done, 0.999), 'visitor after visitor'));
  onProgress?.('play', 1, `${played.visits.length} visitors`);
  return {
    sessions: played.visits.reduce((sum, visits) => sum + visits.length, 0),
    visitors: played.visits.length,
    events: log.item.length,
    segments: tallySegments(spec.segments, played),
    offers: tallyOffers(spec.offers, played),
    missing: missingIn(log, spec),
    faults: Object.fromEntries(played.faults),
  };
}

function missingIn(log: Log, { segments }: LivingSpec): LogCheck['missing'] {
  const there = new Set<string>(['cart_abandoned', 'session_start', 'return_visit']);
  for (const type of log.type) there.add(LOG_EVENT_TYPES[type]!);
  const asking = new Map<RuleEvent, Set<string>>();
  for (const { id, when, until } of segments)
    for (const { type } of [when, until ?? []].flat().flatMap(matchesOf))
      for (const each of [type].flat()) if (!there.has(each)) asking.set(each, (asking.get(each) ?? new Set()).add(id));
  return [...asking].map(([type, ids]) => ({ type, segments: [...ids] }));
}

function matchesOf(condition: Condition): Match[] {
  if ('all' in condition) return condition.all.flatMap(matchesOf);
  if ('any' in condition) return condition.any.flatMap(matchesOf);
  if ('not' in condition) return matchesOf(condition.not);
  if ('count' in condition) return [condition.count];
  if ('sequence' in condition) return condition.sequence;
  if ('absent' in condition) return [condition.absent, condition.since];
  return 'of' in condition ? [condition.of] : [];
}
