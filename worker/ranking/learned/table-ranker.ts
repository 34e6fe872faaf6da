import type { Learned } from '../../../contract/bundle.ts';
import type { RankerPart } from '../../../contract/parts.ts';
import type { LearnedRanker } from './learned-ranker.ts';

/**
 * The small ranker of a bundle, f(x) = v relu(U x + b) + w x, without tfjs: plain loops on doubles. Standardising is folded
 * into U, b and w once, so that a candidate costs (units + 1) x features multiplications. Nothing is allocated for as many
 * candidates as it has scored before.
 */
export function createTableRanker({ units, inner, bias, outer, straight }: RankerPart, spec: Learned): LearnedRanker {
  const { features: names, mean, deviation } = spec;
  const width = names.length;
  const slopes = Float64Array.from(inner, (slope, at) => slope / deviation[at % width]!);
  const offsets = Float64Array.from(bias, (value, unit) => value - dot(slopes.subarray(unit * width), mean));
  const direct = Float64Array.from(straight, (slope, at) => slope / deviation[at]!);
  const directOffset = -dot(direct, mean);
  let scores = new Float32Array(0);
  return {
    features: names,
    candidates: spec.candidates,
    say: spec.say,
    score(features, rows) {
      if (scores.length < rows) scores = new Float32Array(2 * rows);
      for (let row = 0; row < rows; row++) {
        const from = row * width;
        let score = directOffset;
        for (let column = 0; column < width; column++) score += direct[column]! * features[from + column]!;
        for (let unit = 0; unit < units; unit++) {
          const start = unit * width;
          let sum = offsets[unit]!;
          for (let column = 0; column < width; column++) sum += slopes[start + column]! * features[from + column]!;
          if (sum > 0) score += outer[unit]! * sum;
        }
        scores[row] = score;
      }
      return scores.subarray(0, rows);
    },
    dispose() {},
  };
}

function dot(a: Float64Array, b: readonly number[]): number {
  return b.reduce((sum, value, at) => sum + a[at]! * value, 0);
}
