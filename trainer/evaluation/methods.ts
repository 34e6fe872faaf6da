import type { Bundle } from '../../worker/bundle/decode.ts';
import type { RawProfile } from '../../worker/profile/profile.ts';
import { createRanker, type TopOptions } from '../../worker/ranking/rank.ts';
import type { Refiner } from '../../worker/ranking/refine/refine.ts';
import { createScorer } from '../../worker/ranking/scorer.ts';
import { createScanOnce } from './scan-once.ts';

/** A way of ranking, of those that stand side by side. */
export interface RankingMethod {
  readonly name: string;
  /** By candidate, or by row; a view that the next call of any method overwrites. */
  scores(profile: RawProfile, options: TopOptions): Float32Array;
}

/** Refiners by name; the last one is what is shipped. */
export type Refiners = readonly (readonly [name: string, refiner: Refiner])[];

/** Parts of the mixture alone, the mixture, and what refines it; the last one is what is shipped. */
export function methodsOf(bundle: Bundle, refiners: Refiners): RankingMethod[] {
  const kernel = createScanOnce(bundle.embeddings);
  const ranker = createRanker(bundle, { kernel });
  // a catalogue that says nothing of its items leaves nothing to rank by
  const isTold = bundle.attributes.length > 0 || bundle.vocabulary.words.length > 0;
  const alone = (['popular', 'collaborative', ...(isTold ? (['content'] as const) : [])] as const).map((method) => ({
    name: method,
    scores: (profile: RawProfile, options: TopOptions) => ranker.scores(profile, { ...options, method }),
  }));
  const scorer = createScorer(bundle, kernel);
  const cosines = new Float32Array(bundle.ids.length);
  const embedding: RankingMethod = {
    name: 'embedding',
    scores(profile, options) {
      const { candidates, exclude = [] } = options;
      scorer.open(profile, options);
      const scores = candidates ? cosines.subarray(0, candidates.length) : cosines;
      if (candidates) kernel.gather(scorer.vector, candidates, candidates.length, scores);
      else kernel.score(scorer.vector, scores);
      for (const row of exclude) {
        const at = candidates ? candidates.indexOf(row) : row;
        if (at >= 0) scores[at] = NaN;
      }
      return scores;
    },
  };
  const hybrid: RankingMethod = {
    name: 'hybrid',
    scores: (profile, options) => ranker.scores(profile, { ...options, method: 'hybrid' }),
  };
  const refined = refiners.map(([name, refiner]): RankingMethod => {
    const refining = createRanker(bundle, { kernel, refiner });
    return { name, scores: (profile, options) => refining.scores(profile, { ...options, method: 'refined' }) };
  });
  return [...alone, embedding, hybrid, ...refined];
}
