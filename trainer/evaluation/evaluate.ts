import { performance } from 'node:perf_hooks';

import { buildBundle, type BuiltBundle } from '../bundle-writer.ts';
import { buildCatalogue } from '../catalogue-builder.ts';
import type { TrainerConfig } from '../config.ts';
import type { ItemsTable } from '../items.ts';
import type { Log } from '../log.ts';
import type { Finding } from '../models/model.ts';
import type { SearchEffort } from '../models/search-budget.ts';
import { trainModel } from '../models/train-model.ts';
import { checkLeaks, type LeakChecks } from './leak-checks.ts';
import type { Cutoffs } from './metrics.ts';
import { openBuilt, openBuiltRefiners } from './open-built.ts';
import { hasTimeSplit, planOf, trainingKeyOf, type Plan } from './plan.ts';
import type { Prediction } from './predictions.ts';
import { settle, type Exclusion, type Protocol } from './protocols.ts';
import { rankPlan, type MethodSummary } from './rank-plan.ts';
import type { Reliability } from './reliability.ts';
import { shuffleTime } from './shuffle.ts';
import type { Figure, ThicknessSummary } from './tally.ts';

/** Steps of each leak check: a leak worth the name shows in fewer. */
const LEAK_STEPS = 5_000;

export interface EvaluateOptions {
  readonly protocol: string;
  /** Which items may not be ranked. @default 'none'; `leave-one-out` and `holdout` rank nothing that is known of the user */
  readonly exclude?: string | undefined;
  /** Of `next-item` and slates. @default the log's column `split`, else 30 */
  readonly testDays?: number | undefined;
  /** Length of a list, and where the metrics are cut, but for slates. @default 20, `leave-one-out` and `holdout` 10, slates 50 */
  readonly k?: number | undefined;
  /** Steps to rank, drawn with the seed. @default all */
  readonly steps?: number | undefined;
  readonly seed: number;
  /** As `train` takes it. @default 'fast' */
  readonly search?: SearchEffort | undefined;
  /** What `train` would be given: the same config and seed give the same bundle. */
  readonly config?: TrainerConfig | undefined;
  /** Also rank shuffled targets and shuffled visitors; `full`: with one more training, sessions of any time. @default none */
  readonly leakChecks?: 'quick' | 'full' | undefined;
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
  readonly metrics: MethodSummary & { readonly ece: number };
  /** Name of the shipped method: `refined` where the bundle adds something to the mixture, else `hybrid`. */
  readonly shipped: string;
  readonly byMethod: Readonly<Record<string, MethodSummary>>;
  /** By how many events the profile held. */
  readonly byThickness: readonly ThicknessSummary[];
  /** What the shipped method has more than each of the others, over the same steps. */
  readonly gains: Readonly<Record<string, Figure>>;
  readonly reliability: Reliability;
  /** Recall of the shipped lists, of one target their hit rate, had the targets been dealt out among the steps by chance. */
  readonly chance: number;
  /** Where they were asked for. */
  readonly leakChecks?: LeakChecks & {
    /** Of a log with a test part: what sessions drawn from all of its time would have shown. */
    readonly time: { readonly hr: number } | null;
  };
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
  return openEvaluation(log, items, options).run(options);
}

export type EvaluationOptions = Pick<EvaluateOptions, 'seed' | 'search' | 'testDays' | 'config'>;
export type RunOptions = Omit<EvaluateOptions, 'seed' | 'search' | 'config' | 'testDays'>;

/** Several protocols over one log; those that train on the same rows share one bundle. */
export interface Evaluation {
  /** @throws TrainerError as `evaluate` does */
  run(options: RunOptions): Promise<EvaluationResult>;
}

export function openEvaluation(log: Log, items: ItemsTable, given: EvaluationOptions): Evaluation {
  const { seed, search, testDays, config = {} } = given;
  /** The bundle trained last, and for which protocols it is good. */
  let trained: { readonly key: string; readonly plan: Plan; readonly bundle: TrainedBundle } | undefined;
  return {
    async run(options) {
      const { onProgress } = options;
      const settled = settle(options);
      const key = trainingKeyOf(settled.protocol);
      if (trained?.key !== key) {
        trained = undefined;
        const plan = planOf(settled.protocol, log, { testDays, seed });
        const bundle = await trainBundle(plan.training, items, { config, seed, search }, (done, what) =>
          onProgress?.(0.8 * done, what),
        );
        trained = { key, plan, bundle };
      }
      const {
        plan,
        bundle: { built, seconds, peakRssMb, findings },
      } = trained;
      const opened = openBuilt(built);
      const task = { ...settled, bundle: opened, refiners: await openBuiltRefiners(built, opened), seed };
      const { steps, shipped, byMethod, reliability, ...others } = rankPlan({
        ...task,
        log,
        plan,
        steps: options.steps,
        onPrediction: options.onPrediction,
        onProgress: (done) => onProgress?.(0.8 + 0.2 * done, 'ranking the test steps'),
      });
      const leakChecks = options.leakChecks && {
        ...checkLeaks({
          log,
          plan,
          seed,
          planOf: (changed) => planOf(settled.protocol, changed, { testDays, seed }),
          rank: (changed, its, pool) => rankPlan({ ...task, log: changed, plan: its, pool, steps: LEAK_STEPS }),
        }),
        time:
          options.leakChecks === 'full' && hasTimeSplit(settled.protocol)
            ? await figureOfAnyTime(log, items, given, options)
            : null,
      };
      return {
        ...settled,
        ...others,
        steps,
        split: plan.by,
        seed,
        bundleHash: built.hash,
        metrics: { ...byMethod[shipped]!, ece: reliability.ece },
        shipped,
        byMethod,
        reliability,
        ...(leakChecks && { leakChecks }),
        bundle: { items: built.manifest.items, dims: built.manifest.dims, bytes: built.visitBytes },
        train: { seconds, peakRssMb },
        findings,
      };
    },
  };
}

/** The hit rate, were the test sessions drawn from all of the log's time: what a split that looks ahead would pretend. */
async function figureOfAnyTime(
  log: Log,
  items: ItemsTable,
  given: EvaluationOptions,
  options: RunOptions,
): Promise<{ hr: number }> {
  const anyTime = openEvaluation(shuffleTime(log, given.testDays, given.seed), items, {
    ...given,
    testDays: undefined,
  });
  const { protocol, exclude, k } = options;
  const { metrics } = await anyTime.run({ protocol, exclude, k, steps: LEAK_STEPS });
  return { hr: metrics.hr };
}

interface TrainedBundle {
  readonly built: BuiltBundle;
  readonly findings: readonly Finding[];
  readonly seconds: number;
  readonly peakRssMb: number;
}

/** What `train` would build from these rows. */
async function trainBundle(
  training: Log,
  items: ItemsTable,
  { config, seed, search }: { config: TrainerConfig; seed: number; search: SearchEffort | undefined },
  onProgress: (done: number, what: string) => void,
): Promise<TrainedBundle> {
  const startedAt = performance.now();
  const catalogue = buildCatalogue(items, training, config.attributes, config.facts);
  const model = await trainModel(training, catalogue, {
    seed,
    search,
    config: config.model,
    sensitive: config.site?.sensitive,
    onProgress,
  });
  const built = buildBundle(model, catalogue, training, config);
  return {
    built,
    findings: model.findings,
    seconds: (performance.now() - startedAt) / 1_000,
    peakRssMb: process.resourceUsage().maxRSS / 1_024,
  };
}
