import type { Bundle } from '../../worker/bundle/decode.ts';
import type { Method } from '../../worker/ranking/methods.ts';
import { createTopK } from '../../worker/ranking/kernel/top-k.ts';
import { createRanker, type TopOptions } from '../../worker/ranking/rank.ts';
import type { Refiner } from '../../worker/ranking/refine/refine.ts';
import type { Log } from '../log.ts';
import { playSteps } from '../models/journeys.ts';
import { createRandom, sample } from '../models/random.ts';
import { isPositive } from '../models/sequences.ts';
import { averageRank, createMetricCollector, type Cutoffs, type MetricSummary } from './metrics.ts';
import type { Prediction } from './predictions.ts';
import { createSlateSource } from '../models/slates.ts';

export interface RankingTask {
  readonly log: Log;
  /** Test sessions, ascending. */
  readonly sessions: Uint32Array;
  readonly bundle: Bundle;
  readonly refiner: Refiner | undefined;
  readonly protocol: 'next-item' | 'rerank';
  readonly exclude: 'none' | 'current' | 'seen';
  readonly k: number;
  readonly cutoffs: Cutoffs;
  /** At most so many steps, drawn evenly with the seed. */
  readonly steps: number | undefined;
  readonly seed: number;
  readonly onPrediction?: ((prediction: Prediction) => void) | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

export interface RankingResult {
  readonly steps: number;
  readonly sessions: number;
  readonly byMethod: Partial<Record<Method, MetricSummary>>;
  /** Share of the items seen in training that stood among the first k of some step, by the shipped method. */
  readonly coverage: number;
}

/** Foretells every step of the test sessions by every method; the shipped one is `refined` where there is a refiner, else `hybrid`. */
export function rankSteps(task: RankingTask): RankingResult {
  const { log, bundle, refiner, k, seed } = task;
  const { support } = bundle.popularity;
  const targets = findTargets(task);
  const ranker = createRanker(bundle, { refiner });
  const shipped: Method = refiner ? 'refined' : 'hybrid';
  const methods: Method[] = [
    'popular',
    'collaborative',
    'content',
    'hybrid',
    ...(refiner ? (['refined'] as const) : []),
  ];
  const collectors = new Map(methods.map((method) => [method, createMetricCollector(task.cutoffs)]));
  const slates = task.protocol === 'rerank' ? createSlateSource(support, createRandom(seed)) : undefined;
  const shown = new Uint8Array(bundle.ids.length);
  const sessions = new Set<number>();
  const top = createTopK();
  playSteps(log, targets, bundle, ({ step, profile, target, session, now, region }) => {
    sessions.add(session);
    const event = targets[step]!;
    const exclude = excludedRows(task, session, event);
    const candidates = slates?.draw(target, exclude);
    const options: TopOptions = { now, region, k, exclude, candidates };
    for (const method of methods) {
      const scores = ranker.scores(profile, { ...options, method });
      collectors.get(method)!.add(session, averageRank(scores, candidates ? 0 : target));
      if (method !== shipped) continue;
      top.start(k);
      for (let at = 0; at < scores.length; at++) if (scores[at]! > 0) top.offer(at, scores[at]!);
      const ranked = Array.from(top.finish().rows, (at) => (candidates ? candidates[at]! : at));
      for (const row of ranked) shown[row] = 1;
      task.onPrediction?.({
        session: log.sessionIds[session]!,
        step: event - log.offsets[session]!,
        target: bundle.ids[target]!,
        ranked: ranked.map((row) => bundle.ids[row]!),
      });
    }
    if (step % 256 === 0) task.onProgress?.(step / targets.length);
  });
  const known = support.reduce((count, each) => count + (each > 0 ? 1 : 0), 0);
  return {
    steps: targets.length,
    sessions: sessions.size,
    byMethod: Object.fromEntries([...collectors].map(([method, collector]) => [method, collector.summarise(seed)])),
    coverage: shown.reduce((count, each, row) => count + (support[row]! > 0 ? each : 0), 0) / Math.max(known, 1),
  };
}

/** From the second event of each session on, what was bought or looked at next, if training has seen it. */
function findTargets({ log, sessions, bundle, steps, seed }: RankingTask): Uint32Array {
  const isKnown = log.itemIds.map((id) => {
    const row = bundle.rows.get(id);
    return row !== undefined && bundle.popularity.support[row]! > 0;
  });
  const targets: number[] = [];
  for (const session of sessions) {
    for (let event = log.offsets[session]! + 1; event < log.offsets[session + 1]!; event++) {
      if (isPositive(log, event) && isKnown[log.item[event]!]) targets.push(event);
    }
  }
  const chosen = sample(targets.length, steps ?? targets.length, createRandom(seed));
  return chosen.map((index) => targets[index]!);
}

/** Rows that the rule forbids: the item on screen, or everything seen in the session. */
function excludedRows({ exclude, log, bundle }: RankingTask, session: number, event: number): number[] {
  if (exclude === 'none') return [];
  const rows = new Set<number>();
  for (let at = event - 1; at >= log.offsets[session]!; at--) {
    if (!isPositive(log, at)) continue;
    const row = bundle.rows.get(log.itemIds[log.item[at]!]!);
    if (row !== undefined) rows.add(row);
    if (exclude === 'current') break;
  }
  return [...rows];
}
