import { NO_REFINE } from '../../contract/bundle.ts';
import type { Catalogue } from '../catalogue.ts';
import type { TrendsPart } from '../../contract/parts.ts';
import { TREND_FEATURES } from '../../worker/ranking/learned/features.ts';
import type { Log } from '../log.ts';
import { clusterLog } from '../clusters/cluster-log.ts';
import { buildParts } from './build-parts.ts';
import { findEmbedding, USUAL_EMBEDDING, type EmbeddingSearch } from './find-embedding.ts';
import { findAgeing } from './find-ageing.ts';
import { findImportance } from './find-importance.ts';
import { findLearned, judgeOwn } from './find-learned.ts';
import { findLists, HISTORY } from './find-lists.ts';
import { findMixture, type MixtureSearch } from './find-mixture.ts';
import { findTaste } from './find-taste.ts';
import { findUnseen } from './find-unseen.ts';
import { createListTask } from './list-validation.ts';
import type { ModelConfig } from './model-config.ts';
import type { Model } from './model.ts';
import { indexPairs, type Pairs } from './pairs.ts';
import type { PreviewParts } from './preview.ts';
import { createRandom } from './random.ts';
import { countRepeats, repeatsFrom } from './repeats.ts';
import { budgetOf, type SearchEffort } from './search-budget.ts';
import { sessionCount, sessionsBetween, toSequences, type Sequences } from './sequences.ts';
import { attributeSimilarity } from './similarity.ts';
import { stepsOf } from './steps.ts';
import { readOwnModel } from './own-model.ts';
import { createTail, tailStart, type Tail } from './tail.ts';
import { trendsOf } from './trends.ts';
import { createTrainingProgress, type ReportDone } from './training-progress.ts';

export interface TrainModelOptions {
  readonly seed: number;
  readonly config?: ModelConfig | undefined;
  /** Words of the shop's own for what nothing is learned of: `site.sensitive`. */
  readonly sensitive?: readonly string[] | undefined;
  /** How long to search for parameters; `full` takes about ten times as long. @default 'fast' */
  readonly search?: SearchEffort | undefined;
  readonly onProgress?: ReportDone | undefined;
  /** Called with the tail once the mixture of its bundle has been found, and the trends of the older sessions. */
  readonly onTail?: ((tail: Tail, trends: TrendsPart) => void) | undefined;
}

const SIMILAR = 20;

/** Stages in their order, with their usual shares of the time. */
const STAGES = {
  'attribute similarity': 2,
  'counting pairs': 3,
  'neighbour lists': 40,
  'unseen items': 3,
  'older sessions': 10,
  mixture: 15,
  taste: 5,
  'learned ranker': 20,
  'all sessions': 5,
  clusters: 5,
};

/**
 * Learns a model from a log: lists, embedding, popularity and repeats, and how to mix them. Parameters are found on the tail, the
 * newest sessions, with models of the others, then everything is built from all of them. The same log, catalogue,
 * seed, config and search give the same model, however fast the machine is. docs/ranking.md has the formulas and their sources.
 */
export async function trainModel(log: Log, catalogue: Catalogue, options: TrainModelOptions): Promise<Model> {
  const { seed, config = {}, search: effort = 'fast', onProgress, onTail } = options;
  // first: a mistake in it should not cost a whole training
  const own = config.file === undefined ? undefined : await readOwnModel(config.file);
  const progress = createTrainingProgress(STAGES, onProgress);
  const sequences = toSequences(log, catalogue, seed);
  const sessions = sessionCount(sequences);
  const cut = tailStart(sequences);
  const base = sessionsBetween(sequences, 0, cut);

  progress('attribute similarity');
  const similarity = attributeSimilarity(catalogue, SIMILAR, base);
  progress('counting pairs');
  const basePairs = indexPairs(base);
  const budget = budgetOf(effort, basePairs.count, config);
  progress('neighbour lists');
  const steps = stepsOf(sequences, cut, sessions, budget.listSteps, createRandom(seed));
  const repeat = countRepeats(base, repeatsFrom(cut), HISTORY);
  const found = findLists(
    {
      pairs: basePairs,
      similarity,
      length: config.listLength ?? 20,
      task: createListTask(sequences, steps, basePairs.support, repeat, HISTORY),
    },
    { trials: budget.listTrials, isFull: effort === 'full' },
    (done) =>
      progress('neighbour lists', done / budget.listTrials, `neighbour lists, trial ${done} of ${budget.listTrials}`),
  );
  progress('unseen items');
  const search = findUnseen({
    base,
    sequences,
    cut,
    end: sessions,
    similarity,
    search: found,
    repeat,
    length: config.listLength ?? 20,
    steps: budget.listSteps,
    seed,
  });
  const ageing = findAgeing(base, sessionsBetween(sequences, cut, sessions));
  const build = (part: Sequences, pairs: Pairs, embedding: EmbeddingSearch): Promise<PreviewParts> =>
    buildParts({ log, sequences: part, pairs, similarity, search, embedding, tau: ageing.tau, seed, config });

  progress('older sessions', 0, 'building from the older sessions');
  const usual = await build(base, basePairs, USUAL_EMBEDDING);
  const known = { log, catalogue, sequences, cut, seed };
  const untuned = createTail(known, usual);
  const targets = untuned.targets(budget.mixtureSteps);
  const embedding =
    effort === 'full'
      ? await findEmbedding(untuned, targets, async (parameters) => {
          const tried = await build(base, basePairs, { ...USUAL_EMBEDDING, parameters });
          return tried.embeddings;
        })
      : USUAL_EMBEDDING;
  const before = embedding === USUAL_EMBEDDING ? usual : await build(base, basePairs, embedding);
  progress('mixture');
  const mixture = findMixture({ log, catalogue, parts: before, targets }, (done) => progress('mixture', done));
  const tail = createTail(known, { ...before, ...mixture });

  // what is fitted on the tail's scores stands here, one call each; it may use nothing of `sequences` that `tail` does not give
  const importance = findImportance(tail, targets);
  const taste = findTaste(
    tail,
    { trials: budget.tasteTrials, isFull: effort === 'full', method: config.taste },
    (done) => progress('taste', done),
  );
  const trends = trendsOf(base);
  const scored = { ...tail, importance: importance.importance };
  onTail?.(scored, trends);
  const judged = own ? judgeOwn(scored, trends, budget.rankerSteps, own.ranker) : [];
  own?.ranker.dispose();
  const learned =
    !own && (config.learned ?? true)
      ? await findLearned(scored, trends, budget.rankerSteps, (done) => progress('learned ranker', done))
      : undefined;

  progress('all sessions', 0, 'building from all sessions');
  const parts = await build(sequences, indexPairs(sequences), embedding);
  progress('clusters', 0, 'clustering visitors');
  const clusters = await clusterLog(log, catalogue, config, { seed, sensitive: options.sensitive });
  progress('clusters', 1, 'done');
  const spec = own?.spec ?? learned?.trained?.spec ?? null;
  return {
    ranking: { ...mixture.ranking, repeat: parts.ranking.repeat },
    refine: {
      ...NO_REFINE,
      importance: importance.importance,
      taste: taste.trained?.taste ?? null,
      feedback: hasTwoSides(mixture) && (config.feedback ?? true) ? true : null,
      learned: spec,
    },
    attributeWeights: mixture.attributeWeights,
    neighbours: parts.neighbours,
    embeddings: parts.embeddings,
    popularity: parts.popularity,
    taste: taste.trained?.table ?? null,
    learned: own?.part ?? learned?.trained?.part ?? null,
    trends: spec && TREND_FEATURES.some((name) => spec.features.includes(name)) ? trendsOf(sequences) : null,
    clusters: clusters.clustering,
    clusterReport: clusters.report,
    findings: [
      ...search.findings,
      ageing.finding,
      ...(embedding.finding ? [embedding.finding] : []),
      ...mixture.findings,
      ...importance.findings,
      ...taste.findings,
      ...(learned?.findings ?? judged),
      ...clusters.findings,
    ],
  };
}

/** Whether lists and attributes are ever weighed against each other: then a device may tune how. */
function hasTwoSides({ ranking: { alpha, vocabularyWeight }, attributeWeights }: MixtureSearch): boolean {
  return alpha.floor < 1 && (vocabularyWeight > 0 || attributeWeights.some((weight) => weight > 0));
}
