import type { Bundle } from '../../worker/bundle/decode.ts';
import { createPlainKernel } from '../../worker/ranking/kernel/plain-kernel.ts';
import { createScorer } from '../../worker/ranking/scorer.ts';
import type { Log } from '../log.ts';
import { playSteps } from './journeys.ts';

const ROUNDS = 60;
/** A column worth less is left out: it costs time on every device. */
const MIN_WEIGHT = 0.005;

export interface ContentWeights {
  /** One per attribute, then the vocabulary's; they sum to 1, or are all 0 where there is no content. */
  readonly weights: readonly number[];
  /** Mean log likelihood of the steps' targets, nats. */
  readonly likelihood: number;
}

/**
 * How much each attribute and the vocabulary should count, as the weights of a mixture of distributions that makes the
 * steps' targets most likely, found by expectation maximisation (Dempster, Laird and Rubin 1977). Popularity takes part as
 * the background that explains what no attribute does; its weight is dropped. `bundle` must weigh all columns alike.
 */
export function findContentWeights(log: Log, targets: Uint32Array, bundle: Bundle): ContentWeights {
  const scorer = createScorer(bundle, createPlainKernel(bundle.embeddings));
  const { columns, tempered, popularity } = scorer.tables;
  const width = columns.length + 1;
  const chances = new Float64Array(targets.length * width);
  const isActive = new Uint8Array(targets.length * width);
  playSteps(log, targets, bundle, ({ step, profile, target, now, region }) => {
    scorer.open(profile, { now, region });
    const { active, factors } = scorer.query;
    const speaking = active.filter((codes) => codes.length > 0).length;
    columns.forEach(({ offsets, itemCodes }, column) => {
      if (active[column]!.length === 0) return;
      let sum = 0;
      for (let at = offsets[target]!; at < offsets[target + 1]!; at++) sum += factors[column]![itemCodes[at]!]!;
      // the columns that speak share the weight evenly here: undone, what is left is the column's own distribution
      chances[step * width + column] = sum * tempered[target]! * speaking;
      isActive[step * width + column] = 1;
    });
    chances[step * width + width - 1] = popularity[target]!;
    isActive[step * width + width - 1] = 1;
  });
  const { weights, likelihood } = maximise(chances, isActive, width);
  const content = weights.slice(0, -1).map((weight) => (weight < MIN_WEIGHT ? 0 : weight));
  const sum = content.reduce((total, weight) => total + weight, 0);
  return { weights: content.map((weight) => (sum > 0 ? weight / sum : 0)), likelihood };
}

/** EM over rows of `width` chances; a component that is silent in a row leaves its weight to the others there. */
function maximise(
  chances: Float64Array,
  isActive: Uint8Array,
  width: number,
): { weights: number[]; likelihood: number } {
  let weights = Array.from({ length: width }, () => 1 / width);
  let likelihood = 0;
  const rows = chances.length / width;
  for (let round = 0; round < ROUNDS; round++) {
    const taken = new Float64Array(width);
    const offered = new Float64Array(width);
    likelihood = 0;
    for (let row = 0; row < rows; row++) {
      let [sum, voice] = [0, 0];
      for (let at = 0; at < width; at++) {
        if (isActive[row * width + at] === 0) continue;
        voice += weights[at]!;
        sum += weights[at]! * chances[row * width + at]!;
      }
      if (sum === 0) continue;
      likelihood += Math.log(sum / voice) / rows;
      for (let at = 0; at < width; at++) {
        if (isActive[row * width + at] === 0) continue;
        taken[at]! += (weights[at]! * chances[row * width + at]!) / sum;
        offered[at]! += weights[at]! / voice;
      }
    }
    const raised = weights.map((weight, at) => (offered[at]! > 0 ? (weight * taken[at]!) / offered[at]! : 0));
    const total = raised.reduce((all, weight) => all + weight, 0);
    if (total === 0) break;
    weights = raised.map((weight) => weight / total);
  }
  return { weights, likelihood };
}
