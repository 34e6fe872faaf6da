import type { Bundle } from '../../bundle/decode.ts';
import { createCandidates, type Candidates } from '../candidates.ts';
import { createGatherKernel } from '../kernel/gather-kernel.ts';
import type { LearnedRanker } from '../learned/learned-ranker.ts';
import type { Scorer } from '../scorer.ts';
import type { Refiner } from './refine.ts';

/** The learned ranker's say among the best of the scores. */
export function createLearnedStage(bundle: Bundle, learned: LearnedRanker): Partial<Refiner> {
  const kernel = createGatherKernel(bundle.embeddings);
  let candidates: Candidates | undefined;
  let known: Scorer | undefined;
  return {
    open(_profile, _context, scorer) {
      if (scorer !== known) candidates = createCandidates(bundle, scorer, kernel);
      known = scorer;
    },
    rescore: (scores, rows) => candidates?.relearn(learned, scores, rows),
  };
}
