import type { Bundle } from '../../worker/bundle/decode.ts';
import type { TopOptions } from '../../worker/ranking/rank.ts';
import type { Log } from '../log.ts';
import { createRandom } from '../models/random.ts';
import { createSlateSource, type SlateSource } from '../models/slates.ts';
import { createCurve, type CurvePoint } from './curve.ts';
import { createHardSlates } from './hard-slates.ts';
import { createListQuality, type ListQuality } from './list-quality.ts';
import { methodsOf, type Refiners } from './methods.ts';
import type { MetricSummary } from './metrics.ts';
import type { Plan } from './plan.ts';
import { countStops, playPlan, type Moment } from './play.ts';
import type { Prediction } from './predictions.ts';
import { isSlated, type Settled } from './protocols.ts';
import { averageRanks } from './ranks.ts';
import { createReliability, type Reliability } from './reliability.ts';
import { createSurveyor } from './survey.ts';
import { createTally, type TallySummary } from './tally.ts';
import { countSessions, isTarget } from './targets.ts';

/** Of a slate, what is taken for its list: nobody sees all 50 places at once. */
const SEEN_OF_SLATE = 10;

export interface RankingTask extends Settled {
  readonly log: Log;
  readonly plan: Plan;
  readonly bundle: Bundle;
  readonly refiners: Refiners;
  /** Whose targets are those that chance deals out. @default the plan's own */
  readonly pool?: Plan | undefined;
  /** At most so many steps, drawn evenly with the seed. */
  readonly steps: number | undefined;
  readonly seed: number;
  readonly onPrediction?: ((prediction: Prediction) => void) | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

export interface MethodSummary extends MetricSummary, ListQuality {
  readonly curve: readonly CurvePoint[];
  /** Of `cold`: with the cold items as the only candidates. */
  readonly amongCold?: MetricSummary;
}

export interface RankingResult extends Pick<TallySummary, 'byThickness' | 'gains'> {
  readonly steps: number;
  readonly sessions: number;
  /** Name of the last method. */
  readonly shipped: string;
  readonly byMethod: Readonly<Record<string, MethodSummary>>;
  /** The shipped method's scores, as shares of all it gave, against what came true. */
  readonly reliability: Reliability;
  /** Recall of the shipped lists, of one target their hit rate, had the targets been dealt out among the steps by chance. */
  readonly chance: number;
}

/** Foretells every stop of a plan by every method; the last of them is what is shipped. */
export function rankPlan(task: RankingTask): RankingResult {
  const { log, plan, bundle, k, cutoffs, seed } = task;
  const sessions = countSessions(plan.training, bundle);
  const methods = methodsOf(bundle, task.refiners);
  const names = methods.map(({ name }) => name);
  const shipped = methods.length - 1;
  const tally = createTally(names, shipped, cutoffs);
  const coldRows = Uint32Array.from([...plan.cold].flatMap((id) => bundle.rows.get(id) ?? []));
  const coldTally = plan.cold.size > 0 ? createTally(names, shipped, cutoffs) : undefined;
  const qualities = methods.map(() => createListQuality(bundle, sessions));
  const curves = methods.map(() => createCurve());
  const reliability = createReliability();
  const chanceOf = createChance(task);
  let chance = 0;
  const slates = slatesOf(task, sessions);
  const length = slates ? SEEN_OF_SLATE : k;
  const total = Math.min(task.steps ?? Infinity, countStops(plan));
  const visitors = new Set<number>();
  const survey = createSurveyor(k);

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
      const scores = method.scores(profile, options);
      const { ranks: found, places } = survey(scores, candidates ? [0] : targets);
      ranks.push(found);
      curves[index]!.add(found);
      if (coldTally) ranksAmongCold.push(averageRanks(pick(scores, coldRows), [coldRows.indexOf(targets[0] ?? -1)]));
      const ranked = candidates ? places.map((at) => candidates[at]!) : places;
      qualities[index]!.add(ranked.slice(0, length), profile);
      if (index !== shipped) return;
      chance += chanceOf(ranked.slice(0, cutoffs.hr), exclude);
      const sum = sumOf(scores);
      places
        .slice(0, length)
        .forEach((at, place) => reliability.add(scores[at]! / sum, targets.includes(ranked[place])));
      if (task.onPrediction) predict(task, moment, ranked);
    });
    tally.add(visitor, stop.after, ranks);
    coldTally?.add(visitor, stop.after, ranksAmongCold);
    if (moment.index % 256 === 0) task.onProgress?.(moment.index / total);
  });

  const summary = tally.summarise(seed);
  const amongCold = coldTally?.summarise(seed).byMethod;
  const byMethod = names.map((name, index): [string, MethodSummary] => [
    name,
    {
      ...summary.byMethod[name]!,
      ...qualities[index]!.finish(),
      curve: curves[index]!.finish(),
      ...(amongCold && { amongCold: amongCold[name]! }),
    },
  ]);
  return {
    steps: total,
    sessions: visitors.size,
    shipped: names[shipped]!,
    byMethod: Object.fromEntries(byMethod),
    byThickness: summary.byThickness,
    gains: summary.gains,
    reliability: reliability.finish(),
    chance: chance / Math.max(total, 1),
  };
}

function slatesOf({ protocol, bundle, plan, seed }: RankingTask, sessions: Uint32Array): SlateSource | undefined {
  if (!isSlated(protocol)) return undefined;
  const random = createRandom(seed);
  return protocol === 'rerank'
    ? createSlateSource(sessions, random)
    : createHardSlates(plan.training, bundle, sessions, random);
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

function pick(scores: Float32Array, rows: Uint32Array): Float32Array {
  return Float32Array.from(rows, (row) => scores[row]!);
}

function sumOf(scores: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < scores.length; at++) if (scores[at]! > 0) sum += scores[at]!;
  return sum;
}

/**
 * Share of a plan's targets that a list names: what it hits of targets that have nothing to do with it. What `holdout` asks of a user
 * is never among what the user has, so there only the others count.
 */
function createChance({
  log,
  plan,
  pool = plan,
  bundle,
  protocol,
}: RankingTask): (list: readonly number[], known: readonly number[]) => number {
  const counts = new Uint32Array(bundle.ids.length);
  let total = 0;
  for (const { stops } of pool.trails) {
    for (const event of stops.flatMap(({ targets }) => targets)) {
      const row = bundle.rows.get(log.itemIds[log.item[event]!]!);
      if (row !== undefined) counts[row]!++;
      total++;
    }
  }
  const sum = (rows: readonly number[]): number => rows.reduce((all, row) => all + counts[row]!, 0);
  return (list, known) => sum(list) / Math.max(protocol === 'holdout' ? total - sum(known) : total, 1);
}
