import { performance } from 'node:perf_hooks';

import { partOf } from '../../contract/parts.ts';
import { decodeBundle, type Bundle } from '../../worker/bundle/decode.ts';
import type { Method } from '../../worker/ranking/methods.ts';
import { isRefine } from '../../contract/bundle.ts';
import { openLearned } from '../../worker/ranking/learned/learned-ranker.ts';
import { openRefiner } from '../../worker/ranking/refine/open-refiner.ts';
import type { Refiner } from '../../worker/ranking/refine/refine.ts';
import { buildBundle, type BuiltBundle } from '../bundle-writer.ts';
import { buildCatalogue } from '../catalogue-builder.ts';
import type { TrainerConfig } from '../config.ts';
import { TrainerError } from '../errors.ts';
import type { ItemsTable } from '../items.ts';
import type { Log } from '../log.ts';
import type { Finding } from '../models/model.ts';
import { SLATE } from '../models/slates.ts';
import type { SearchEffort } from '../models/search-budget.ts';
import { trainModel } from '../models/train-model.ts';
import { openTf } from '../tf.ts';
import type { Cutoffs, MetricSummary } from './metrics.ts';
import type { Prediction } from './predictions.ts';
import { rankSteps } from './rank-steps.ts';
import { keepSessions, splitLog } from './split.ts';

export const PROTOCOLS = ['next-item', 'rerank'] as const;
export const EXCLUSIONS = ['none', 'current', 'seen'] as const;
export type Protocol = (typeof PROTOCOLS)[number];
export type Exclusion = (typeof EXCLUSIONS)[number];

export interface EvaluateOptions {
  readonly protocol: string;
  /** Which items of the session may not be ranked. @default 'none' */
  readonly exclude?: string | undefined;
  /** @default the log's column `split`, else 30 */
  readonly testDays?: number | undefined;
  /** Length of a list, and where hit rate and MRR of `next-item` are cut. @default 20 */
  readonly k?: number | undefined;
  /** Steps to rank, drawn with the seed. @default all */
  readonly steps?: number | undefined;
  readonly seed: number;
  /** As `train` takes it. @default 'fast' */
  readonly search?: SearchEffort | undefined;
  /** What `train` would be given: the same config and seed give the same bundle. */
  readonly config?: TrainerConfig | undefined;
  /** Called for every step in turn; `openPredictions` writes them to a file. */
  readonly onPrediction?: ((prediction: Prediction) => void) | undefined;
  /** Share done, 0..1, and what is being done. */
  readonly onProgress?: ((done: number, what: string) => void) | undefined;
}

/** What `aisle evaluate --json` writes. */
export interface EvaluationResult {
  readonly protocol: Protocol;
  readonly exclude: Exclusion;
  readonly k: number;
  /** Where each metric is cut. `rerank`: HR@5, MRR over the whole slate, NDCG@10. */
  readonly cutoffs: Cutoffs;
  /** Steps ranked, and the sessions they come from. */
  readonly steps: number;
  readonly sessions: number;
  readonly split: string;
  readonly seed: number;
  /** SHA-256 of the manifest, as `train` prints it for the training rows alone. */
  readonly bundleHash: string;
  /** Of the shipped method. */
  readonly metrics: MetricSummary & { readonly coverage: number };
  readonly shipped: Method;
  readonly byMethod: Partial<Record<Method, MetricSummary>>;
  readonly bundle: { readonly items: number; readonly dims: number; readonly bytes: number };
  readonly train: { readonly seconds: number; readonly peakRssMb: number };
  /** What training chose, and what it was worth on its validation tail. */
  readonly findings: readonly Finding[];
}

/**
 * Trains on the training part of a log and foretells the rest of it with the worker's own profile and ranking code, on the
 * decoded bundle that `train` would write for those rows. The protocol does not influence the bundle.
 *
 * The ranking is over the whole bundle; a target that training has not seen is dropped, a refund is never one; ties have
 * their average rank; an item without a score is a miss. `metrics` are of what is shipped, `byMethod` of its parts alone.
 *
 * @throws TrainerError `bad-option` for a protocol or an exclusion there is not, or a split that leaves a part empty
 * @example
 * const { log } = await readLog(events);
 * const { items } = await readItems(itemFiles);
 * const predictions = openPredictions(file);
 * const result = await evaluate(log, items, { protocol: 'next-item', exclude: 'current', seed: 1, onPrediction: predictions.write });
 * predictions.close();
 */
export async function evaluate(log: Log, items: ItemsTable, options: EvaluateOptions): Promise<EvaluationResult> {
  const protocol = oneOf('--protocol', options.protocol, PROTOCOLS);
  const exclude = oneOf('--exclude', options.exclude ?? 'none', EXCLUSIONS);
  const { seed, k = 20, testDays, config = {}, onProgress } = options;
  const split = splitLog(log, testDays);
  const training = keepSessions(log, split.training);

  const startedAt = performance.now();
  const catalogue = buildCatalogue(items, training, config.attributes);
  const model = await trainModel(training, catalogue, {
    seed,
    config: config.model,
    search: options.search,
    onProgress: (done, what) => onProgress?.(0.8 * done, what),
  });
  const built = buildBundle(model, catalogue, training, config);
  const seconds = (performance.now() - startedAt) / 1_000;
  const peakRssMb = process.resourceUsage().maxRSS / 1_024;

  const bundle = openBuilt(built);
  const refiner = await openBuiltRefiner(built, bundle);
  const cutoffs = protocol === 'rerank' ? { hr: 5, mrr: SLATE, ndcg: 10 } : { hr: k, mrr: k, ndcg: k };
  const ranked = rankSteps({
    log,
    sessions: split.test,
    bundle,
    refiner,
    protocol,
    exclude,
    k,
    cutoffs,
    steps: options.steps,
    seed,
    onPrediction: options.onPrediction,
    onProgress: (done) => onProgress?.(0.8 + 0.2 * done, 'ranking the test steps'),
  });
  const shipped: Method = refiner ? 'refined' : 'hybrid';
  return {
    protocol,
    exclude,
    k,
    cutoffs,
    steps: ranked.steps,
    sessions: ranked.sessions,
    split: split.by,
    seed,
    bundleHash: built.hash,
    metrics: { ...ranked.byMethod[shipped]!, coverage: ranked.coverage },
    shipped,
    byMethod: ranked.byMethod,
    bundle: { items: built.manifest.items, dims: built.manifest.dims, bytes: built.visitBytes },
    train: { seconds, peakRssMb },
    findings: model.findings,
  };
}

/** A bundle in memory as a device would see it after fetching its parts. */
function openBuilt({ manifest, files }: BuiltBundle): Bundle {
  const parts = new Map<string, ArrayBuffer>();
  for (const { name, file } of manifest.parts) parts.set(name, toBuffer(files.get(file)!));
  const bundle = decodeBundle(manifest, parts);
  if (!bundle) throw new TrainerError('bad-bundle', 'the bundle just written cannot be decoded; please report this.');
  return bundle;
}

/** What it adds to the mixture, opened as a device opens it. */
async function openBuiltRefiner({ manifest, files }: BuiltBundle, bundle: Bundle): Promise<Refiner | undefined> {
  if (!isRefine(manifest.refine)) return undefined;
  const create = await openRefiner(manifest.refine, {
    readPart: async (name) => {
      const part = partOf(manifest, name);
      return part && toBuffer(files.get(part.file)!);
    },
    openLearned: async (part, spec) => openLearned(part, spec, await openTf()),
  });
  return create?.(bundle);
}

/** A buffer of its own: columns are views at multiples of 8 from its start. */
function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function oneOf<T extends string>(option: string, given: string, known: readonly T[]): T {
  const found = known.find((each) => each === given);
  if (found !== undefined) return found;
  throw new TrainerError('bad-option', `${option} ${given} is not available; there are: ${known.join(', ')}.`);
}
