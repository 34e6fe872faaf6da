import type { Bundle } from '../bundle/decode.ts';
import type { RawProfile } from '../profile/raw-profile.ts';
import { createListScores, readLists, readProfileVector, readRepeats, type ListScores } from './collaborative.ts';
import { readContent } from './content.ts';
import { regionalPopularity } from './fallbacks.ts';
import { mixOf, type Method, type Mix } from './hybrid.ts';
import type { Kernel } from './kernel/kernel.ts';
import { createTopK, type TopK } from './kernel/top-k.ts';
import { fillFeatures, type CandidateContext } from './learned/features.ts';
import type { LearnedRanker } from './learned/learned-ranker.ts';
import { createQuery, hasEvidence, lookAt, readQuery, type Query } from './query.ts';
import { createTables, type Tables } from './tables.ts';

/** What a decision depends on beside the profile. */
export interface RankContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Coarse region as the shop names it. */
  readonly region?: string | undefined;
}

/**
 * A profile turned into scores, on buffers that are made once per bundle. `open` first; everything else speaks of the
 * profile last opened, and every array returned is overwritten by the next call.
 */
export interface Scorer {
  readonly tables: Tables;
  readonly query: Query;
  readonly lists: ListScores;
  /** Chance of each place of the history to be repeated, and their sum. */
  readonly repeats: Float32Array;
  repeatSum: number;
  /** The history as a unit vector; all zero where it has no embedding. */
  readonly vector: Float32Array;
  popularity: Float32Array;
  mix: Mix;
  /** Reads the profile, with `row` as the newest item where given. Returns whether it knows anything. */
  open(profile: RawProfile, context: RankContext, method: Method, row?: number): boolean;
  /** Scores of `rows[0..count)`, or of the whole catalogue; 0 where nothing speaks for an item. */
  score(rows: Uint32Array | undefined, count: number): Float32Array;
  /** Of `rows[0..count)`, or of the whole catalogue: what a score is mixed from, content share and cosine with `vector`. */
  parts(
    rows: Uint32Array | undefined,
    count: number,
  ): { readonly content: Float32Array; readonly cosine: Float32Array };
  /** The best `limit` of the scores just computed, as places in them, ascending; a score of 0 or NaN makes no candidate. */
  candidates(scores: Float32Array, limit: number): Uint32Array;
  /** What a learned model asks about rows. */
  contextOf(rows: Uint32Array): CandidateContext;
  /** Redistributes, among the best of the scores just computed, what they have together, with the learned model's say. */
  relearn(learned: LearnedRanker, scores: Float32Array, rows: Uint32Array | undefined): void;
}

export function createScorer(bundle: Bundle, kernel: Kernel): Scorer {
  const items = bundle.ids.length;
  const { ranking } = bundle.manifest;
  const tables = createTables(bundle);
  const query = createQuery(bundle, tables);
  const lists = createListScores(items);
  const repeats = new Float32Array(query.history.length);
  const vector = new Float32Array(bundle.manifest.dims);
  const top = createTopK();
  let hasVector = false;
  let region: string | undefined;
  let content = new Float32Array(0);
  let cosine = new Float32Array(0);
  let scores = new Float32Array(0);
  let features = new Float32Array(0);

  const reserve = (count: number): void => {
    if (scores.length >= count) return;
    [content, cosine, scores] = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
  };

  const addCollaborative = (rows: Uint32Array | undefined, count: number, weight: number): void => {
    const { sums, mass } = lists;
    const unit = mass > 0 ? (weight * (1 - scorer.repeatSum)) / mass : 0;
    for (let at = 0; at < count; at++) scores[at]! += unit * sums[rows ? rows[at]! : at]!;
    const edge = weight * ranking.embedding.weight;
    if (hasVector && edge > 0) {
      readCosines(rows, count);
      for (let at = 0; at < count; at++) if (cosine[at]! > 0) scores[at]! += edge * cosine[at]!;
    }
    for (let place = 0; place < query.historyLength; place++) {
      const chance = weight * repeats[place]!;
      if (chance === 0) continue;
      const row = query.history[place]!;
      if (!rows) scores[row]! += chance;
      else for (let at = 0; at < count; at++) if (rows[at] === row) scores[at]! += chance;
    }
  };

  const readCosines = (rows: Uint32Array | undefined, count: number): void => {
    if (!hasVector) cosine.fill(0, 0, count);
    else if (rows) kernel.gather(vector, rows, count, cosine);
    else kernel.score(vector, cosine);
  };

  const scorer: Scorer = {
    tables,
    query,
    lists,
    repeats,
    repeatSum: 0,
    vector,
    popularity: tables.popularity,
    mix: { collaborative: 0, content: 0, popularity: 1 },
    open(profile, context, method, row) {
      readQuery(query, profile, bundle, tables, context.now);
      if (row !== undefined) lookAt(query, row);
      readLists(lists, query, bundle);
      scorer.repeatSum = readRepeats(repeats, query, bundle);
      hasVector = readProfileVector(vector, query, bundle);
      if (context.region !== region) {
        region = context.region;
        scorer.popularity = regionalPopularity(bundle, tables, region);
      }
      const hasContent = query.active.some((codes) => codes.length > 0);
      scorer.mix = mixOf(method, ranking, lists.mass, query.evidence, hasContent);
      return hasEvidence(query);
    },
    score(rows, count) {
      reserve(count);
      const { mix, popularity } = scorer;
      for (let at = 0; at < count; at++) scores[at] = mix.popularity * popularity[rows ? rows[at]! : at]!;
      if (mix.content > 0) {
        readContent(content, query, tables, rows, count);
        for (let at = 0; at < count; at++) scores[at]! += mix.content * content[at]!;
      }
      if (mix.collaborative > 0) addCollaborative(rows, count, mix.collaborative);
      return scores.subarray(0, count);
    },
    parts(rows, count) {
      reserve(count);
      readContent(content, query, tables, rows, count);
      readCosines(rows, count);
      return { content: content.subarray(0, count), cosine: cosine.subarray(0, count) };
    },
    candidates: (values, limit) => chooseCandidates(top, values, limit),
    contextOf: (chosen) => ({
      count: chosen.length,
      rows: chosen,
      share: Float32Array.from(chosen, (row) => (lists.mass > 0 ? lists.sums[row]! / lists.mass : 0)),
      ...scorer.parts(chosen, chosen.length),
      mass: lists.mass,
      history: query.history.subarray(0, query.historyLength),
      counts: query.counts.subarray(0, query.historyLength),
      length: query.events,
      lastTwoAlike: query.lastTwoAlike,
      gapMs: query.gapMs,
    }),
    relearn(learned, values, rows) {
      const places = scorer.candidates(values, learned.candidates);
      const context = scorer.contextOf(rows ? places.map((at) => rows[at]!) : places);
      const width = learned.features.length;
      if (features.length < context.count * width) features = new Float32Array(context.count * width);
      fillFeatures(bundle, context, learned.features, features);
      redistribute(values, places, learned.score(features, context.count));
    },
  };

  return scorer;
}

function chooseCandidates(top: TopK, scores: Float32Array, limit: number): Uint32Array {
  top.start(limit);
  for (let at = 0; at < scores.length; at++) {
    if (scores[at]! > 0 && scores[at]! >= top.threshold()) top.offer(at, scores[at]!);
  }
  return top.finish().rows.toSorted();
}

/**
 * The chosen places keep the sum of their scores, shared out by the geometric mean of what the mixture and the model's softmax
 * give each (a product of experts, Hinton 2002): either alone can be wrong about an item that it has seen nothing like.
 */
function redistribute(scores: Float32Array, chosen: Uint32Array, learned: Float32Array): void {
  const logits = Float64Array.from(chosen, (at, index) => (Math.log(scores[at]!) + learned[index]!) / 2);
  const highest = logits.reduce((best, value) => Math.max(best, value), -Infinity);
  let [sum, total] = [0, 0];
  chosen.forEach((at, index) => {
    sum += scores[at]!;
    total += Math.exp(logits[index]! - highest);
  });
  chosen.forEach((at, index) => (scores[at] = (sum * Math.exp(logits[index]! - highest)) / total));
}
