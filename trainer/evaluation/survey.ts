import { createTopK } from '../../worker/ranking/kernel/top-k.ts';
import { averageRanks } from './ranks.ts';

/** What a step asks of a method's scores. */
export interface Survey {
  /** Ranks of the targets, as `averageRanks` has them. */
  readonly ranks: number[];
  /** Places of the best k that have a score, best first, ties by the lower place. */
  readonly places: number[];
}

/**
 * Reads scores in one pass where there is one target, as most protocols have it: most scores are below both that target's and the
 * k-th best so far, and cost one comparison.
 */
export function createSurveyor(k: number): (scores: Float32Array, targets: readonly (number | undefined)[]) => Survey {
  const top = createTopK();
  return (scores, targets) => {
    const only = targets.length === 1 ? targets[0] : undefined;
    const score = only === undefined ? NaN : scores[only]!;
    const wanted = score > 0 ? score : Infinity;
    let [above, alike] = [0, 0];
    top.start(k);
    let threshold = Number.MIN_VALUE;
    let least = Math.min(threshold, wanted);
    for (let at = 0; at < scores.length; at++) {
      const value = scores[at]!;
      // false for NaN
      if (!(value >= least)) continue;
      if (value > wanted) above++;
      else if (value === wanted) alike++;
      if (value < threshold) continue;
      top.offer(at, value);
      threshold = Math.max(top.threshold(), Number.MIN_VALUE);
      least = Math.min(threshold, wanted);
    }
    const places = Array.from(top.finish().rows);
    if (targets.length !== 1) return { ranks: averageRanks(scores, targets), places };
    return { ranks: [wanted === Infinity ? Infinity : above + (alike + 1) / 2], places };
  };
}
