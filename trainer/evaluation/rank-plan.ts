import type { Bundle } from '../../worker/bundle/decode.ts';
import { createTopK, selectTop } from '../../worker/ranking/kernel/top-k.ts';
import type { Method } from '../../worker/ranking/methods.ts';
import { createRanker, type TopOptions } from '../../worker/ranking/rank.ts';
import type { Refiner } from '../../worker/ranking/refine/refine.ts';
import type { Log } from '../log.ts';
import { createRandom } from '../models/random.ts';
import { createSlateSource, type SlateSource } from '../models/slates.ts';
import { createHardSlates } from './hard-slates.ts';
import type { MetricSummary } from './metrics.ts';
import type { Plan } from './plan.ts';
import { countStops, playPlan, type Moment } from './play.ts';
import type { Prediction } from './predictions.ts';
import type { Settled } from './protocols.ts';
import { averageRanks } from './ranks.ts';
import { createTally, type TallySummary } from './tally.ts';
import { countSessions, isTarget } from './targets.ts';

export interface RankingTask extends Settled {
  readonly log: Log;
  readonly plan: Plan;
  readonly bundle: Bundle;
  readonly refiner: Refiner | undefined;
  /** At most so many steps, drawn evenly with the seed. */
  readonly steps: number | undefined;
  readonly seed: number;
  readonly onPrediction?: ((prediction: Prediction) => void) | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

export interface RankingResult extends TallySummary {
  readonly steps: number;
  readonly sessions: number;
  readonly shipped: Method;
  /** Share of the items seen in training that stood among the first k of some step, by the shipped method. */
  readonly coverage: number;
  /** Of `cold`: ranks among the cold items alone. */
  readonly amongCold: Readonly<Record<string, MetricSummary>> | undefined;
}

/** Foretells every stop of a plan by every method; the shipped one is `refined` where there is a refiner, else `hybrid`. */
export function rankPlan(task: RankingTask): RankingResult {
  const { log, plan, bundle, refiner, k, seed } = task;
  const support = countSessions(plan.training, bundle);
  const ranker = createRanker(bundle, { refiner });
  const methods: Method[] = [
    'popular',
    'collaborative',
    'content',
    'hybrid',
    ...(refiner ? (['refined'] as const) : []),
  ];
  const shipped = methods.length - 1;
  const tally = createTally(methods, shipped, task.cutoffs);
  const coldTally = plan.cold.size > 0 ? createTally(methods, shipped, task.cutoffs) : undefined;
  const coldRows = Uint32Array.from([...plan.cold].flatMap((id) => bundle.rows.get(id) ?? []));
  const slates = slatesOf(task, support);
  const total = Math.min(task.steps ?? Infinity, countStops(plan));
  const shown = new Uint8Array(bundle.ids.length);
  const visitors = new Set<number>();
  const top = createTopK();
  playPlan(log, plan, bundle, task.steps, seed, (moment) => {
    const { profile, stop, visitor, now, region } = moment;
    visitors.add(visitor);
    const targets = stop.targets.map((event) => bundle.rows.get(log.itemIds[log.item[event]!]!));
    const exclude = excludedRows(task, moment);
    const candidates = slates?.draw(targets[0]!, exclude);
    const options: TopOptions = { now, region, k, exclude, candidates };
    const ranks: number[][] = [];
    const ranksAmongCold: number[][] = [];
    methods.forEach((method, index) => {
      const scores = ranker.scores(profile, { ...options, method });
      ranks.push(averageRanks(scores, candidates ? [0] : targets));
      if (coldTally)
        ranksAmongCold.push(
          averageRanks(
            Float32Array.from(coldRows, (row) => scores[row]!),
            [coldRows.indexOf(targets[0]!)],
          ),
        );
      if (index !== shipped) return;
      const ranked = Array.from(selectTop(top, scores, k).rows, (at) => (candidates ? candidates[at]! : at));
      for (const row of ranked) shown[row] = 1;
      if (task.onPrediction) predict(task, moment, ranked);
    });
    tally.add(visitor, stop.after, ranks);
    coldTally?.add(visitor, stop.after, ranksAmongCold);
    if (moment.index % 256 === 0) task.onProgress?.(moment.index / total);
  });
  const known = support.reduce((count, each) => count + (each > 0 ? 1 : 0), 0);
  return {
    ...tally.summarise(seed),
    steps: total,
    sessions: visitors.size,
    shipped: methods[shipped]!,
    coverage: shown.reduce((count, each, row) => count + (support[row]! > 0 ? each : 0), 0) / Math.max(known, 1),
    amongCold: coldTally?.summarise(seed).byMethod,
  };
}

function slatesOf({ protocol, bundle, plan, seed }: RankingTask, support: Uint32Array): SlateSource | undefined {
  if (protocol === 'rerank') return createSlateSource(support, createRandom(seed));
  return protocol === 'rerank-hard' ? createHardSlates(plan.training, bundle, support, createRandom(seed)) : undefined;
}

function predict({ log, bundle, onPrediction }: RankingTask, { trail, stop }: Moment, rows: readonly number[]): void {
  const ranked = rows.map((row) => bundle.ids[row]!);
  stop.targets.forEach((event, nth) => {
    const target = log.itemIds[log.item[event]!]!;
    onPrediction?.({ session: trail.name, step: stop.places[nth]!, target, ranked });
  });
}

/** Rows that the rule forbids: the item on screen, or everything seen. */
function excludedRows({ exclude, log, bundle }: RankingTask, { trail, stop }: Moment): number[] {
  if (exclude === 'none') return [];
  const rows = new Set<number>();
  for (let at = stop.after - 1; at >= 0; at--) {
    const event = trail.events[at]!;
    if (!isTarget(log, event)) continue;
    const row = bundle.rows.get(log.itemIds[log.item[event]!]!);
    if (row !== undefined) rows.add(row);
    if (exclude === 'current') break;
  }
  return [...rows];
}
