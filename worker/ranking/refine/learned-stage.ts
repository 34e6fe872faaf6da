import type { TrendsPart } from '../../../contract/parts.ts';
import type { Bundle } from '../../bundle/decode.ts';
import { createTopK } from '../kernel/top-k.ts';
import { createFeatures } from '../learned/features.ts';
import type { LearnedRanker } from '../learned/learned-ranker.ts';
import type { Scorer } from '../scorer.ts';
import type { Refiner } from './refine.ts';
import { isReturning } from './taste.ts';

/** Share by which a score falls below a like one: some roundings of a float32. */
const TIE = 5e-7;

export interface LearnedStageOptions {
  readonly trends?: TrendsPart | undefined;
  /** On return it is silent: a ranker is fitted within visits, and where there is taste, that leads then. @default false */
  readonly isForVisits?: boolean;
}

/**
 * The learned ranker's say among the best of the scores: they are dealt out anew, the highest to the candidate with the most of
 *
 *   m(i)^(1 - say) exp(say f(i)),
 *
 * m the score so far, f the ranker's: a product of experts (Hinton 2002), of which `say` 1 hears the ranker alone. What is not
 * among the candidates keeps its score and so its place: the others, and what no session has held yet, of which no ranker has
 * learned anything. Were the sum shared out instead, what many candidates gain would push those down.
 */
export function createLearnedStage(
  bundle: Bundle,
  learned: LearnedRanker,
  { trends, isForVisits = false }: LearnedStageOptions = {},
): Partial<Refiner> {
  const { candidates, features: names, say } = learned;
  const fillFeatures = createFeatures(bundle, trends, names);
  const { support } = bundle.popularity;
  const top = createTopK();
  let scorer: Scorer | undefined;
  let features = new Float32Array(0);
  let rows = new Uint32Array(0);
  let odds = new Float64Array(0);
  const order: number[] = [];
  return {
    open(profile, { now }, opened) {
      scorer = isForVisits && isReturning(profile, now) ? undefined : opened;
    },
    rescore(scores, among, all) {
      if (!scorer) return;
      top.start(candidates);
      for (let at = 0; at < all; at++) {
        const score = scores[at]!;
        if (score > 0 && score >= top.threshold() && support[among ? among[at]! : at]! > 0) top.offer(at, score);
      }
      const { rows: places, scores: before } = top.finish();
      const count = places.length;
      if (count === 0) return;
      if (rows.length < count) {
        rows = new Uint32Array(count);
        odds = new Float64Array(count);
        features = new Float32Array(count * names.length);
      }
      for (let at = 0; at < count; at++) rows[at] = among ? among[places[at]!]! : places[at]!;
      fillFeatures(scorer, rows, count, before, features);
      const after = learned.score(features, count);
      for (let at = 0; at < count; at++) odds[at] = (1 - say) * Math.log(before[at]!) + say * after[at]!;
      // stable: what the ranker has no opinion of stays as it was
      order.length = count;
      for (let at = 0; at < count; at++) order[at] = at;
      order.sort((a, b) => odds[b]! - odds[a]!);
      // the best come first in `before`; where several are alike, the ranker tells them apart all the same
      let above = Infinity;
      for (let at = 0; at < count; at++) {
        above = Math.min(before[at]!, above * (1 - TIE));
        scores[places[order[at]!]!] = above;
      }
    },
  };
}
