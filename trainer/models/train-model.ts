import type { Catalogue } from '../catalogue.ts';
import type { Log } from '../log.ts';
import { buildParts } from './build-parts.ts';
import { findAgeing } from './find-ageing.ts';
import { findLearned, type LearnedSearch } from './find-learned.ts';
import { findLists } from './find-lists.ts';
import { findMixture } from './find-mixture.ts';
import type { ModelConfig } from './model-config.ts';
import type { Model } from './model.ts';
import { countPairs, type Pairs } from './pairs.ts';
import { supportOf } from './popularity.ts';
import { previewBundle, type PreviewParts } from './preview.ts';
import { createRandom } from './random.ts';
import { sessionCount, sessionsBetween, toSequences, type Sequences } from './sequences.ts';
import { attributeSimilarity } from './similarity.ts';
import { stepsOf, type Steps } from './steps.ts';

export interface TrainModelOptions {
  readonly seed: number;
  readonly config?: ModelConfig | undefined;
  /** Share done, 0..1, and what is being done. */
  readonly onProgress?: ((done: number, what: string) => void) | undefined;
}

/** Share of the sessions, the newest, on which parameters are chosen. */
const TAIL = 0.15;
const LIST_STEPS = 6_000;
const MIXTURE_STEPS = 2_000;
const TRIALS = 50;
/** Above it, the number of trials falls in proportion. */
const TRIAL_PAIRS = 8_000_000;
const MIN_TRIALS = 8;
/** A learned ranker is fitted on the tail's sessions up to here, and judged on the newer ones. */
const LEARNED_FIT = 0.93;
const FIT_STEPS = 3_000;
const JUDGE_STEPS = 3_000;
const SIMILAR = 20;

/**
 * Learns a model from a log: lists, embedding, popularity and repeats, and how to mix them. Parameters are found on the newest
 * 15 % of the sessions with models of the others, then everything is built from all of them. The same log, catalogue,
 * seed and config give the same model, however fast the machine is. docs/ranking.md has the formulas and their sources.
 */
export async function trainModel(log: Log, catalogue: Catalogue, options: TrainModelOptions): Promise<Model> {
  const { seed, config = {}, onProgress } = options;
  const sequences = toSequences(log, catalogue);
  const sessions = sessionCount(sequences);
  const cut = Math.max(1, Math.floor(sessions * (1 - TAIL)));
  const random = createRandom(seed);

  onProgress?.(0, 'attribute similarity');
  const similarity = attributeSimilarity(catalogue, SIMILAR);
  onProgress?.(0.02, 'counting pairs');
  const base = sessionsBetween(sequences, 0, cut);
  const basePairs = countPairs(base);
  const listSteps = stepsOf(sequences, cut, sessions, LIST_STEPS, random);
  const trials = config.trials ?? trialsFor(basePairs.other.length);
  const search = findLists(
    { pairs: basePairs, support: supportOf(base), similarity, sequences, steps: listSteps },
    config.listLength ?? 20,
    trials,
    (done) => onProgress?.(0.05 + (0.4 * done) / trials, `neighbour lists, trial ${done} of ${trials}`),
  );
  const ageing = findAgeing(base, sessionsBetween(sequences, cut, sessions));
  const build = (part: Sequences, pairs: Pairs): Promise<PreviewParts> =>
    buildParts({ log, sequences: part, pairs, similarity, search, tau: ageing.tau, seed, config });

  onProgress?.(0.45, 'embedding of the older sessions');
  const before = await build(base, basePairs);
  onProgress?.(0.55, 'mixture');
  const targets = targetsOf(sequences, stepsOf(sequences, cut, sessions, MIXTURE_STEPS, random));
  const mixture = findMixture({ log, catalogue, parts: before, targets }, (done) =>
    onProgress?.(0.55 + 0.15 * done, 'mixture'),
  );

  const learned = config.learned
    ? await tryLearned(log, catalogue, sequences, cut, { ...before, ...mixture }, options)
    : undefined;

  onProgress?.(0.95, 'building from all sessions');
  const parts = await build(sequences, countPairs(sequences));
  const { repeat } = parts.ranking;
  onProgress?.(1, 'done');
  return {
    ranking: { ...mixture.ranking, repeat, learned: learned?.trained?.spec ?? null },
    attributeWeights: mixture.attributeWeights,
    neighbours: parts.neighbours,
    embeddings: parts.embeddings,
    popularity: parts.popularity,
    learned: learned?.trained?.part ?? null,
    findings: [...search.findings, ageing.finding, ...mixture.findings, ...(learned ? [learned.finding] : [])],
  };
}

function tryLearned(
  log: Log,
  catalogue: Catalogue,
  sequences: Sequences,
  cut: number,
  parts: PreviewParts,
  { seed, onProgress }: TrainModelOptions,
): Promise<LearnedSearch> {
  const sessions = sessionCount(sequences);
  const middle = Math.max(cut, Math.floor(sessions * LEARNED_FIT));
  const random = createRandom(seed);
  const targets = (from: number, to: number, limit: number): Uint32Array =>
    targetsOf(sequences, stepsOf(sequences, from, to, limit, random));
  return findLearned(
    {
      log,
      bundle: previewBundle(catalogue, parts),
      fit: targets(cut, middle, FIT_STEPS),
      judge: targets(middle, sessions, JUDGE_STEPS),
      seed,
    },
    (done) => onProgress?.(0.7 + 0.25 * done, 'learned ranker'),
  );
}

function targetsOf({ event }: Sequences, { target }: Steps): Uint32Array {
  return target.map((at) => event[at]!);
}

/** Fewer trials for a larger log, by its size alone: the same log always gets the same number. */
function trialsFor(pairs: number): number {
  return Math.max(MIN_TRIALS, Math.min(TRIALS, Math.floor((TRIALS * TRIAL_PAIRS) / Math.max(pairs, 1))));
}
