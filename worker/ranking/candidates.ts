import type { Bundle } from '../bundle/decode.ts';
import { readContent } from './content.ts';
import type { ScorerKernel } from './kernel/kernel.ts';
import { createTopK, selectTop } from './kernel/top-k.ts';
import { fillFeatures, type CandidateContext } from './learned/features.ts';
import type { LearnedRanker } from './learned/learned-ranker.ts';
import type { Scorer } from './scorer.ts';

/** What a learned model is told of the profile that a scorer has open, and what it makes of the scores. */
export interface Candidates {
  /** Of `rows[0..count)`, or of the whole catalogue: what a score is mixed from, content share and cosine with the profile. */
  parts(
    rows: Uint32Array | undefined,
    count: number,
  ): { readonly content: Float32Array; readonly cosine: Float32Array };
  /** The best `limit` of the scores, as places in them, ascending; a score of 0 or NaN makes no candidate. */
  choose(scores: Float32Array, limit: number): Uint32Array;
  /** What a learned model asks about rows. */
  contextOf(rows: Uint32Array): CandidateContext;
  /** Redistributes, among the best of the scores, what they have together, with the learned model's say. */
  relearn(learned: LearnedRanker, scores: Float32Array, rows: Uint32Array | undefined): void;
}

/** On buffers that the next call overwrites. */
export function createCandidates(bundle: Bundle, scorer: Scorer, kernel: ScorerKernel): Candidates {
  const { lists, query, tables, vector } = scorer;
  const top = createTopK();
  let content = new Float32Array(0);
  let cosine = new Float32Array(0);
  let features = new Float32Array(0);

  const candidates: Candidates = {
    parts(rows, count) {
      if (content.length < count) [content, cosine] = [new Float32Array(count), new Float32Array(count)];
      readContent(content, query, tables, rows, count);
      if (rows) kernel.gather(vector, rows, count, cosine);
      else kernel.score?.(vector, cosine);
      return { content: content.subarray(0, count), cosine: cosine.subarray(0, count) };
    },
    choose: (scores, limit) => selectTop(top, scores, limit).rows.toSorted(),
    contextOf: (chosen) => ({
      count: chosen.length,
      rows: chosen,
      share: Float32Array.from(chosen, (row) => (lists.mass > 0 ? lists.sums[row]! / lists.mass : 0)),
      ...candidates.parts(chosen, chosen.length),
      mass: lists.mass,
      history: Uint32Array.from(query.history),
      counts: query.counts,
      length: query.events,
      lastTwoAlike: query.lastTwoAlike,
      gapMs: query.gapMs,
    }),
    relearn(learned, scores, rows) {
      const places = candidates.choose(scores, learned.candidates);
      const context = candidates.contextOf(rows ? places.map((at) => rows[at]!) : places);
      const width = learned.features.length;
      if (features.length < context.count * width) features = new Float32Array(context.count * width);
      fillFeatures(bundle, context, learned.features, features);
      redistribute(scores, places, learned.score(features, context.count));
    },
  };
  return candidates;
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
