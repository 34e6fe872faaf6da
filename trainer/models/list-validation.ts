import { placeWeight, trust } from '../../worker/ranking/collaborative.ts';
import type { Lists } from './lists.ts';
import type { Sequences } from './sequences.ts';
import { historyOf, type Steps } from './steps.ts';

/** How a history's lists are summed; see `Ranking['lists']`. */
export interface SumParameters {
  readonly history: number;
  readonly first: number;
  readonly decay: number;
  readonly damp: number;
}

export interface Quality {
  /** Share of steps with the target among the first 20. */
  readonly hr: number;
  /** Mean of 1 / rank over the same, 0 past 20. */
  readonly mrr: number;
}

const K = 20;

/**
 * How well lists alone foretell the steps, with the newest item left out of the ranking: repeats are another model's
 * business. Average rank on ties; an item on no list is a miss.
 */
export function validateLists(
  lists: Lists,
  support: Uint32Array,
  sequences: Sequences,
  steps: Steps,
  parameters: SumParameters,
): Quality {
  const { k, index, weight } = lists;
  const sums = new Float64Array(sequences.items);
  const touched = new Uint32Array(sequences.items);
  const history = new Uint32Array(parameters.history);
  let [hits, reciprocal] = [0, 0];
  for (let step = 0; step < steps.count; step++) {
    const target = sequences.row[steps.target[step]!]!;
    const length = historyOf(history, sequences, steps.start[step]!, steps.target[step]!);
    let count = 0;
    for (let place = 0; place < length; place++) {
      const from = history[place]!;
      const unit = placeWeight(place, parameters.first, parameters.decay) * trust(support[from]!, parameters.damp);
      for (let at = from * k; at < (from + 1) * k; at++) {
        if (weight[at] === 0) break;
        const row = index[at]!;
        if (sums[row] === 0) touched[count++] = row;
        sums[row]! += unit * weight[at]!;
      }
    }
    const score = sums[target]!;
    if (score > 0 && target !== history[0]) {
      let [better, alike] = [0, 0];
      for (let at = 0; at < count; at++) {
        const row = touched[at]!;
        if (row === history[0]) continue;
        if (sums[row]! > score) better++;
        else if (sums[row] === score) alike++;
      }
      const rank = better + (alike + 1) / 2;
      if (rank <= K) {
        hits++;
        reciprocal += 1 / rank;
      }
    }
    for (let at = 0; at < count; at++) sums[touched[at]!] = 0;
  }
  const total = Math.max(steps.count, 1);
  return { hr: hits / total, mrr: reciprocal / total };
}
