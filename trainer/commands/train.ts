import { writeBundle } from '../bundle-directory.ts';
import { buildBundle, type BuiltBundle } from '../bundle-writer.ts';
import { buildCatalogue } from '../catalogue-builder.ts';
import type { Catalogue } from '../catalogue.ts';
import { checkConfig, readConfig, type TrainerConfig } from '../config.ts';
import type { Log } from '../log.ts';
import type { Finding } from '../models/model.ts';
import type { SearchEffort } from '../models/search-budget.ts';
import { checkMerchandising } from '../merchandising.ts';
import { trainModel } from '../models/train-model.ts';
import { checkSegments } from '../segments/living-spec.ts';
import { mergeBadRows, type BadRows } from '../readers/bad-rows.ts';
import { readItems } from '../readers/items-reader.ts';
import { readLog } from '../readers/log-reader.ts';
import { renderReport } from '../report/page.ts';
import { toReport, type Report } from '../report/report.ts';
import { NO_ITEMS } from '../items.ts';

const DEFAULT_SEED = 1;

export type TrainStage = 'items' | 'events' | 'catalogue' | 'model' | 'bundle';

export interface TrainOptions {
  /** CSV, NDJSON or Parquet, gzipped or not. */
  readonly events: readonly string[];
  readonly items?: readonly string[] | undefined;
  /** Directory of the bundle; new, empty, or a bundle to be replaced. */
  readonly out: string;
  /** A JSON file, or what would stand in it. */
  readonly config?: string | TrainerConfig | undefined;
  /** @default 1 */
  readonly seed?: number | undefined;
  /** How long to search for parameters. @default 'fast' */
  readonly search?: SearchEffort | undefined;
  /** Largest share of bad rows, 0..1. @default 0.01 */
  readonly maxBad?: number | undefined;
  /** Called with the share done of a stage, 0..1, and what is being done or was found. */
  readonly onProgress?: ((stage: TrainStage, done: number, what: string) => void) | undefined;
}

export interface TrainResult {
  readonly outDir: string;
  readonly bundle: BuiltBundle;
  readonly bad: BadRows;
  readonly findings: readonly Finding[];
  readonly report: Report;
}

/**
 * Trains a bundle from logs and writes it with its report (`report.html`, `report.json`) to `out`. The same files, config,
 * search and seed give the same bundle, byte for byte; nothing is written unless all of it succeeds.
 *
 * @throws {TrainerError} what was given, what was expected, what to do
 * @example await train({ events: ['events.csv.gz'], items: ['items.csv.gz'], out: 'data/bundle' });
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const startedAt = performance.now();
  const { onProgress, maxBad, seed = DEFAULT_SEED } = options;
  const config = typeof options.config === 'object' ? checkConfig(options.config) : await readConfig(options.config);
  const { log, catalogue, bad, ignored } = await readData({ ...options, config, maxBad, onProgress });
  const model = await trainModel(log, catalogue, {
    seed,
    config: config.model,
    sensitive: config.site?.sensitive,
    search: options.search,
    onProgress: (done, what) => onProgress?.('model', Math.min(done, 0.999), what),
  });
  onProgress?.('model', 1, `${model.embeddings.dims} dimensions, ${model.neighbours.k} neighbours an item`);
  onProgress?.('bundle', 0, 'encoding');
  const bundle = buildBundle(model, catalogue, log, config);
  const report = toReport({
    log,
    catalogue,
    model,
    bundle,
    bad,
    ignored,
    files: { events: options.events, items: options.items ?? [] },
    seed,
    seconds: (performance.now() - startedAt) / 1_000,
    cpuSeconds: cpuSeconds(),
    peakRssMb: peakRssMb(),
  });
  const extras = new Map([
    ['report.json', `${JSON.stringify(report, null, 2)}\n`],
    ['report.html', renderReport(report)],
  ]);
  await writeBundle(bundle, options.out, extras);
  onProgress?.('bundle', 1, bundle.hash.slice(0, 12));
  return { outDir: options.out, bundle, bad, findings: model.findings, report };
}

export interface TrainingData {
  readonly log: Log;
  readonly catalogue: Catalogue;
  readonly bad: BadRows;
  readonly ignored: number;
}

export async function readData(
  options: Omit<TrainOptions, 'config' | 'out'> & { readonly config: TrainerConfig },
): Promise<TrainingData> {
  const { config, maxBad, onProgress } = options;
  const reader = { maxBad, delimiter: config.csv?.delimiter };
  const itemsFiles = options.items ?? [];
  onProgress?.('items', 0, itemsFiles.join(', '));
  const items = itemsFiles.length > 0 ? await readItems(itemsFiles, { ...reader, aliases: config.aliases }) : undefined;
  onProgress?.('items', 1, items ? `${items.items.ids.length} items` : 'none given');
  onProgress?.('events', 0, options.events.join(', '));
  const { log, bad, ignored } = await readLog(options.events, reader);
  onProgress?.('events', 1, `${log.item.length} events, ${log.sessionIds.length} sessions`);
  onProgress?.('catalogue', 0, 'reading titles');
  const catalogue = buildCatalogue(items?.items ?? NO_ITEMS, log, config.attributes, config.facts);
  checkMerchandising(config.site?.merchandising ?? {}, catalogue);
  checkSegments(config, catalogue, log);
  onProgress?.('catalogue', 1, `${catalogue.ids.length} items, ${catalogue.attributes.length} attributes`);
  return { log, catalogue, bad: items ? mergeBadRows([items.bad, bad]) : bad, ignored };
}

/** Largest resident memory of this process so far. */
function peakRssMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1_024);
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
