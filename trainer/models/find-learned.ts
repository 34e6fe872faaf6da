import type { TrendsPart } from '../../contract/parts.ts';
import type { RawProfile } from '../../worker/profile/profile.ts';
import { createLearnedStage } from '../../worker/ranking/refine/learned-stage.ts';
import { chainRefiners } from '../../worker/ranking/refine/refine.ts';
import { FEATURE_NAMES } from '../../worker/ranking/learned/features.ts';
import { createTableRanker } from '../../worker/ranking/learned/table-ranker.ts';
import { createRanker, type Ranker } from '../../worker/ranking/rank.ts';
import { playSteps, type Moment } from './journeys.ts';
import { trainLearned, type TrainedLearned } from './learned.ts';
import { collectGroups } from './learned-groups.ts';
import type { Finding } from './model.ts';
import { createNearSlates } from './near-slates.ts';
import { createRandom } from './random.ts';
import { createSlateSource, type SlateSource } from './slates.ts';
import type { Tail } from './tail.ts';

const CANDIDATES = 200;
const K = 20;
const SLATE_K = 10;
/** How many standard errors a ranker must gain before it is shipped. */
const STANDARD_ERRORS = 2;

export interface LearnedSearch {
  /** Null where it does not pay. */
  readonly trained: TrainedLearned | null;
  readonly findings: readonly Finding[];
}

export interface LearnedBudget {
  /** Steps of the tail to learn from, and later ones to judge by. */
  readonly fitSteps: number;
  readonly judgeSteps: number;
}

/** Share of the tail to fit on; what is newer judges. */
const FIT = 0.6;

/**
 * Trains a small ranker over the mixture's best candidates and keeps it only if it foretells later sessions better than the
 * mixture by more than two standard errors, and is no worse where a slot is full of items like the true one; then it is
 * trained once more with those too. It sees repeats, as a device does.
 */
export async function findLearned(
  tail: Tail,
  trends: TrendsPart,
  { fitSteps, judgeSteps }: LearnedBudget,
  onProgress?: (done: number) => void,
): Promise<LearnedSearch> {
  const { seed } = tail;
  const train = async (targets: Uint32Array, from: number): Promise<TrainedLearned | undefined> => {
    const groups = collectGroups(tail, targets, { trends, names: FEATURE_NAMES, candidates: CANDIDATES });
    if (!groups.target.some((target) => target >= 0)) return undefined;
    const options = { seed, features: FEATURE_NAMES, candidates: CANDIDATES };
    return trainLearned(groups, { ...options, onProgress: (done) => onProgress?.(from + 0.4 * done) });
  };
  const first = await train(tail.targets(fitSteps, 0, FIT), 0);
  if (!first) return { trained: null, findings: [findingOf('none: too few steps', 'whole', 0, 0)] };
  const judged = compare(tail, tail.targets(judgeSteps, FIT, 1), trends, first);
  onProgress?.(0.5);
  const pays = judged.whole.gain > STANDARD_ERRORS * judged.whole.error && judged.near.gain > -judged.near.error;
  const findings = MEASURES.map((measure) => {
    const { before, after, gain, error } = judged[measure];
    const told = `${gain >= 0 ? '+' : ''}${gain.toFixed(4)}, standard error ${error.toFixed(4)}`;
    return findingOf(`${pays ? 'shipped' : 'none'}: ${told}`, measure, before, after);
  });
  return { trained: pays ? (await train(tail.targets(fitSteps / FIT), 0.55))! : null, findings };
}

/** Where a ranker is judged: in the whole catalogue, and in slots full of items like the true one. */
const MEASURES = ['whole', 'near'] as const;
type Measure = (typeof MEASURES)[number];
const METRICS: Readonly<Record<Measure, string>> = {
  whole: 'HR@20 + MRR@20, repeats allowed and newest item excluded averaged, on the newest sessions',
  near: 'NDCG@10 among 50 items like the next one, on the newest sessions',
};

function findingOf(chosen: string, measure: Measure, before: number, after: number): Finding {
  return { what: 'learned ranker', chosen, metric: METRICS[measure], before, after };
}

interface Comparison {
  readonly before: number;
  readonly after: number;
  readonly gain: number;
  /** Standard error of the gain, by session: steps of one session are not independent. */
  readonly error: number;
}

/** Quality of mixture and ranker over the same steps. */
function compare(
  { log, bundle, seed }: Tail,
  targets: Uint32Array,
  trends: TrendsPart,
  { ranker: part, spec }: TrainedLearned,
): Record<Measure, Comparison> {
  const stage = createLearnedStage(bundle, createTableRanker(part, spec), { trends });
  const ranker = createRanker(bundle, { refiner: chainRefiners([stage]) });
  const near = createNearSlates(bundle, createSlateSource(bundle.popularity.support, createRandom(seed)));
  const gains = { whole: createGains(), near: createGains() };
  playSteps(log, targets, bundle, (moment) => {
    gains.whole.add(moment.session, ...bothOf((method) => wholeQuality(ranker, moment, method, bundle.rows)));
    gains.near.add(moment.session, ...bothOf((method) => slateQuality(ranker, moment, method, near)));
  });
  return { whole: gains.whole.compare(), near: gains.near.compare() };
}

type Judged = 'hybrid' | 'refined';

function bothOf(qualityOf: (method: Judged) => number): [before: number, after: number] {
  return [qualityOf('hybrid'), qualityOf('refined')];
}

function createGains() {
  const sessions = new Map<number, { gain: number; steps: number }>();
  let [before, after, steps] = [0, 0, 0];
  return {
    add(session: number, old: number, young: number): void {
      before += old;
      after += young;
      steps++;
      const known = sessions.get(session) ?? { gain: 0, steps: 0 };
      sessions.set(session, { gain: known.gain + young - old, steps: known.steps + 1 });
    },
    compare(): Comparison {
      const count = Math.max(steps, 1);
      const mean = (after - before) / count;
      let square = 0;
      for (const each of sessions.values()) square += (each.gain - mean * each.steps) ** 2;
      return { before: before / count, after: after / count, gain: mean, error: Math.sqrt(square) / count };
    },
  };
}

/** (hit + 1 / rank) among the first 20, averaged over both rules: repeats allowed, and the newest item left out. */
function wholeQuality(
  ranker: Ranker,
  { profile, target, now, region }: Moment,
  method: Judged,
  rows: ReadonlyMap<string, number>,
): number {
  const scores = ranker.scores(profile, { now, region, method, k: K });
  const rank = rankOf(scores, target);
  const newest = newestRow(rows, profile);
  const without = newest === target ? Infinity : rank - (newest >= 0 && scores[newest]! > scores[target]! ? 1 : 0);
  return [rank, without].reduce((sum, place) => sum + (place <= K ? 0.5 + 0.5 / place : 0), 0);
}

function slateQuality(
  ranker: Ranker,
  { profile, target, now, region }: Moment,
  method: Judged,
  slates: SlateSource,
): number {
  const candidates = slates.draw(target, []);
  const rank = rankOf(ranker.scores(profile, { now, region, method, k: K, candidates }), 0);
  return rank <= SLATE_K ? 1 / Math.log2(1 + rank) : 0;
}

/** Infinity for what has no score. */
function rankOf(scores: Float32Array, target: number): number {
  const wanted = scores[target]!;
  if (!(wanted > 0)) return Infinity;
  let above = 0;
  for (let at = 0; at < scores.length; at++) if (scores[at]! > wanted) above++;
  return above + 1;
}

function newestRow(rows: ReadonlyMap<string, number>, { recent }: RawProfile): number {
  const newest = recent.at(-1);
  return (newest && rows.get(newest.item)) ?? -1;
}
