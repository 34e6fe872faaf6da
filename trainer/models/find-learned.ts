import type { Bundle } from '../../worker/bundle/decode.ts';
import type { RawProfile } from '../../worker/profile/profile.ts';
import { createPlainKernel } from '../../worker/ranking/kernel/plain-kernel.ts';
import { createRanker, type Ranker } from '../../worker/ranking/rank.ts';
import { createLearnedStage } from '../../worker/ranking/refine/learned-stage.ts';
import { chainRefiners } from '../../worker/ranking/refine/refine.ts';
import { createCandidates } from '../../worker/ranking/candidates.ts';
import { createScorer } from '../../worker/ranking/scorer.ts';
import { FEATURE_NAMES, fillFeatures } from '../../worker/ranking/learned/features.ts';
import { openLearned, type LearnedRanker } from '../../worker/ranking/learned/learned-ranker.ts';
import type { Log } from '../log.ts';
import { openTf } from '../tf.ts';
import { playSteps, type Moment } from './journeys.ts';
import { createRandom } from './random.ts';
import { createSlateSource, SLATE } from './slates.ts';
import { trainLearned, type LearnedGroups, type TrainedLearned } from './learned.ts';
import type { Finding } from './model.ts';

const CANDIDATES = 80;
const EPOCHS = 10;
const K = 20;
/** How many standard errors a ranker must gain before it is worth tfjs's bytes on every visit. */
const STANDARD_ERRORS = 2;

export interface LearnedData {
  readonly log: Log;
  /** Built from the sessions before all of the targets, with the mixture found. */
  readonly bundle: Bundle;
  /** Events to learn from; and later ones to judge by. */
  readonly fit: Uint32Array;
  readonly judge: Uint32Array;
  readonly seed: number;
  /** @default 80 */
  readonly candidates?: number | undefined;
  /** @default 10 */
  readonly epochs?: number | undefined;
}

export interface LearnedSearch {
  /** Null where it does not pay. */
  readonly trained: TrainedLearned | null;
  readonly finding: Finding;
}

/**
 * Trains a small ranker over the mixture's best candidates and keeps it only if it foretells later sessions better than the
 * mixture by more than two standard errors; then it is trained once more with those too. It sees repeats, as a device does.
 */
export async function findLearned(data: LearnedData, onProgress?: (done: number) => void): Promise<LearnedSearch> {
  const { log, bundle, fit, judge, seed, candidates = CANDIDATES, epochs = EPOCHS } = data;
  const train = async (targets: Uint32Array, from: number): Promise<TrainedLearned | undefined> => {
    const groups = collectGroups(log, bundle, targets, candidates, createRandom(seed));
    if (!groups.target.some((target) => target >= 0)) return undefined;
    const options = { seed, features: FEATURE_NAMES, candidates, epochs };
    return trainLearned(groups, { ...options, onProgress: (done) => onProgress?.(from + 0.4 * done) });
  };
  const first = await train(fit, 0);
  if (!first) return { trained: null, finding: findingOf('none: too few steps', 0, 0) };
  const { core, layers } = await openTf();
  const tf = { tensor2d: core.tensor2d, tidy: core.tidy, loadLayersModel: layers.loadLayersModel };
  const learned = await openLearned(first.part.buffer, first.spec, tf);
  const { before, after, error } = compare(log, bundle, judge, learned);
  learned.dispose();
  onProgress?.(0.5);
  const gain = after - before;
  const told = `${gain >= 0 ? '+' : ''}${gain.toFixed(4)}, standard error ${error.toFixed(4)}`;
  if (!(gain > STANDARD_ERRORS * error)) {
    return { trained: null, finding: findingOf(`none: ${told}`, before, after) };
  }
  const all = Uint32Array.from([...fit, ...judge]).toSorted();
  return { trained: (await train(all, 0.55))!, finding: findingOf(`shipped: ${told}`, before, after) };
}

function findingOf(chosen: string, before: number, after: number): Finding {
  const metric = 'HR@20 + MRR@20, repeats allowed and newest item excluded averaged, on the newest sessions';
  return { what: 'learned ranker', chosen, metric, before, after };
}

/**
 * Per target, the mixture's best items and some drawn by popularity: a device also ranks slots full of items of which nothing
 * speaks for most, and a model that has seen strong candidates only would order those by chance.
 */
function collectGroups(
  log: Log,
  bundle: Bundle,
  targets: Uint32Array,
  limit: number,
  random: () => number,
): LearnedGroups {
  const kernel = createPlainKernel(bundle.embeddings);
  const scorer = createScorer(bundle, kernel);
  const candidates = createCandidates(bundle, scorer, kernel);
  const slates = createSlateSource(bundle.popularity.support, random);
  const width = FEATURE_NAMES.length;
  const features = new Float32Array(targets.length * (limit + SLATE) * width);
  const offsets = new Uint32Array(targets.length + 1);
  const target = new Int32Array(targets.length);
  let rows = 0;
  playSteps(log, targets, bundle, (moment) => {
    scorer.open(moment.profile, moment);
    const scores = scorer.score(undefined, bundle.ids.length);
    const places = candidates.choose(scores, limit);
    const group = Uint32Array.from(new Set([...places, ...slates.draw(moment.target, [])]));
    fillFeatures(bundle, candidates.contextOf(group), FEATURE_NAMES, features, rows * width);
    target[moment.step] = places.includes(moment.target) ? group.indexOf(moment.target) : -1;
    rows += group.length;
    offsets[moment.step + 1] = rows;
  });
  return { features: features.subarray(0, rows * width), width, offsets, target };
}

/** Mean quality of mixture and ranker over the same steps, and the standard error of the difference, by session. */
function compare(
  log: Log,
  bundle: Bundle,
  targets: Uint32Array,
  learned: LearnedRanker,
): { before: number; after: number; error: number } {
  const ranker = createRanker(bundle, { refiner: chainRefiners([createLearnedStage(bundle, learned)]) });
  const gains = new Map<number, { sum: number; steps: number }>();
  let [before, after] = [0, 0];
  playSteps(log, targets, bundle, (moment) => {
    const old = qualityOf(ranker, bundle, moment, 'hybrid');
    const young = qualityOf(ranker, bundle, moment, 'refined');
    before += old / targets.length;
    after += young / targets.length;
    const gain = gains.get(moment.session) ?? { sum: 0, steps: 0 };
    gains.set(moment.session, { sum: gain.sum + young - old, steps: gain.steps + 1 });
  });
  const mean = after - before;
  let square = 0;
  for (const { sum, steps } of gains.values()) square += (sum - mean * steps) ** 2;
  return { before, after, error: Math.sqrt(square) / Math.max(targets.length, 1) };
}

/** (hit + 1 / rank) among the first 20, averaged over both rules: repeats allowed, and the newest item left out. */
function qualityOf(
  ranker: Ranker,
  bundle: Bundle,
  { profile, target, now, region }: Moment,
  method: 'hybrid' | 'refined',
): number {
  const scores = ranker.scores(profile, { now, region, method, k: K });
  const wanted = scores[target]!;
  if (!(wanted > 0)) return 0;
  let above = 0;
  for (let row = 0; row < scores.length; row++) if (scores[row]! > wanted) above++;
  const rank = above + 1;
  const newest = newestRow(bundle, profile);
  const without = newest === target ? Infinity : rank - (newest >= 0 && scores[newest]! > wanted ? 1 : 0);
  return [rank, without].reduce((sum, place) => sum + (place <= K ? 0.5 + 0.5 / place : 0), 0);
}

function newestRow(bundle: Bundle, { recent }: RawProfile): number {
  const newest = recent.at(-1);
  return (newest && bundle.rows.get(newest.item)) ?? -1;
}
