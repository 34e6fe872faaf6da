import type { Ranking } from '../../contract/bundle.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Log } from '../log.ts';
import { fillUnseen, trainEmbedding, type UnitRows } from './embedding.ts';
import { describe, findLists, HISTORY, type ListSearch } from './find-lists.ts';
import { findLearned, type LearnedSearch } from './find-learned.ts';
import { findMixture } from './find-mixture.ts';
import { buildLists } from './lists.ts';
import type { Finding, Model, Popularity } from './model.ts';
import { countPairs } from './pairs.ts';
import { regionalTops, shareOf, supportOf } from './popularity.ts';
import { previewBundle, type PreviewParts } from './preview.ts';
import { quantiseLists, quantiseRows } from './quantise.ts';
import { createRandom } from './random.ts';
import { countRepeats } from './repeats.ts';
import { sessionCount, sessionsBetween, toSequences, type Sequences } from './sequences.ts';
import { attributeSimilarity } from './similarity.ts';
import type { SparseRows } from './sparse.ts';
import { stepsOf, type Steps } from './steps.ts';

/** What an event counts in a visitor's interests; see `foldEvent`. A choice, not a finding: most logs know one type only. */
export const EVENT_WEIGHTS: Readonly<Record<string, number>> = {
  product_view: 1,
  product_click: 0.5,
  /** For a minute of visible, focused time. */
  product_dwell: 1,
  add_to_cart: 3,
  wishlist_add: 3,
  purchase: 5,
  review: 2,
  search: 2,
  remove_from_cart: -2,
  refund: -5,
};

export interface ModelConfig {
  /** Neighbours an item. @default 20 */
  readonly listLength?: number | undefined;
  /** Dimensions of the embedding. @default 64 */
  readonly dims?: number | undefined;
  /** How many ways of building the lists the search may try. @default 40, fewer for a log of more than some million events */
  readonly trials?: number | undefined;
  /** Half-life of a visitor's interests. @default 30 */
  readonly halfLifeDays?: number | undefined;
  /** Whether to try a learned ranker; it is shipped only where it pays. @default true */
  readonly learned?: boolean | undefined;
  /** Laid over EVENT_WEIGHTS. */
  readonly eventWeights?: Readonly<Record<string, number>> | undefined;
}

export interface TrainModelOptions {
  readonly seed: number;
  readonly config?: ModelConfig | undefined;
  /** Share done, 0..1, and what is being done. */
  readonly onProgress?: ((done: number, what: string) => void) | undefined;
}

/** Share of the sessions, the newest, on which parameters are chosen; and on which repeats are counted. */
const TAIL = 0.15;
const REPEAT_TAIL = 0.23;
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
const REGIONAL_TOP = 50;
const EMBEDDING = { hops: 60, second: 0.75 };
const TAUS = [0, 1, 0.5, 0.2, 0.1, 0.05, 0.02];

/** Everything that is built anew for each part of the log. */
interface Built {
  readonly parts: PreviewParts;
  readonly embedding: UnitRows;
}

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
  const tau = findTau(base, sequences, cut);
  const build = (part: Sequences, pairs = countPairs(part)): Promise<Built> =>
    buildParts(log, part, pairs, similarity, search, tau.tau, options);

  onProgress?.(0.45, 'embedding of the older sessions');
  const before = await build(base, basePairs);
  onProgress?.(0.55, 'mixture');
  const targets = targetsOf(sequences, stepsOf(sequences, cut, sessions, MIXTURE_STEPS, random));
  const mixture = findMixture({ log, catalogue, parts: before.parts, targets }, (done) =>
    onProgress?.(0.55 + 0.15 * done, 'mixture'),
  );

  onProgress?.(0.7, 'learned ranker');
  const learned =
    config.learned === false
      ? undefined
      : await tryLearned(log, catalogue, sequences, cut, { ...before.parts, ...mixture }, options);

  onProgress?.(0.95, 'building from all sessions');
  const { parts } = await build(sequences);
  const { repeat } = parts.ranking;
  onProgress?.(1, 'done');
  return {
    ranking: { ...mixture.ranking, repeat, learned: learned?.trained?.spec ?? null },
    attributeWeights: mixture.attributeWeights,
    neighbours: parts.neighbours,
    embeddings: parts.embeddings,
    popularity: parts.popularity,
    learned: learned?.trained?.part ?? null,
    findings: [...search.findings, tau.finding, ...mixture.findings, ...(learned ? [learned.finding] : [])],
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

async function buildParts(
  log: Log,
  sequences: Sequences,
  pairs: ReturnType<typeof countPairs>,
  similarity: SparseRows | undefined,
  { lists, sum }: ListSearch,
  tau: number,
  { seed, config = {} }: TrainModelOptions,
): Promise<Built> {
  const support = supportOf(sequences);
  const dims = config.dims ?? 64;
  const embedding = await trainEmbedding(pairs, EMBEDDING, dims, seed);
  fillUnseen(embedding, similarity, sequences.items);
  const popularity: Popularity = {
    support,
    share: shareOf(sequences, tau),
    ...regionalTops(log, sequences, tau, REGIONAL_TOP),
  };
  const sessions = sessionCount(sequences);
  const repeat = countRepeats(sequences, Math.floor(sessions * (1 - REPEAT_TAIL)), HISTORY);
  return {
    embedding,
    parts: {
      ranking: firstRanking(sum, repeat, config),
      attributeWeights: [],
      neighbours: quantiseLists(buildLists(pairs, similarity, support, lists, config.listLength ?? 20)),
      embeddings: quantiseRows(embedding),
      popularity,
    },
  };
}

/** The parameters before the mixture has been found; what is not known yet is neutral. */
function firstRanking(sum: ListSearch['sum'], repeat: number[], config: ModelConfig): Ranking {
  const { history, first, decay, damp } = sum;
  return {
    history,
    lists: { first, decay, damp },
    embedding: { decay: 0.7, weight: 0 },
    repeat,
    alpha: { floor: 0.5, ceiling: 0.9, half: 0.1 },
    popularity: { prior: 0.1, region: 0.5, temper: 1 },
    events: { ...EVENT_WEIGHTS, ...config.eventWeights },
    halfLifeDays: config.halfLifeDays ?? 30,
    vocabularyWeight: 0,
    learned: null,
  };
}

/** How fast popularity ages: the tau under which the tail's events are most likely. */
function findTau(base: Sequences, all: Sequences, cut: number): { tau: number; finding: Finding } {
  const tail = sessionsBetween(all, cut, sessionCount(all)).row;
  const likelihoods = TAUS.map((tau) => {
    const share = shareOf(base, tau);
    let sum = 0;
    for (const row of tail) sum += Math.log(share[row]! + 0.1 / all.items);
    return sum / Math.max(tail.length, 1);
  });
  const best = likelihoods.indexOf(Math.max(...likelihoods));
  const tau = TAUS[best]!;
  return {
    tau,
    finding: {
      what: 'ageing of popularity',
      chosen: describe({ tau }),
      metric: 'mean log likelihood of the tail, nats an event',
      before: likelihoods[0]!,
      after: likelihoods[best]!,
    },
  };
}
