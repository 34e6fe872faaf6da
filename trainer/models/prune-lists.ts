import type { Lists } from './lists.ts';

/** A row keeps so many neighbours, however unsure they are: something has to be said of a rare item too. */
const SHORTEST = 5;
/** What is seen more often is asked more often, so its neighbours are worth more, but less than in proportion. */
const SUPPORT_POWER = 0.4;
/** Ranges of the histogram that finds the threshold, 256 to a doubling of what they count. */
const BINS = 1 << 14;
const BINS_PER_DOUBLING = 256;

/** The longest a row may become, given how many neighbours an item are kept on average. */
export function longestRow(average: number): number {
  return Math.ceil(2.4 * average);
}

/**
 * Cuts the rows of long lists so that `average` neighbours an item are kept: those of the largest weight x support^0.4 in the
 * whole matrix, after the first `SHORTEST` of every row. Fifteen chosen so are worth as much as twenty in every row.
 */
export function pruneLists({ k, index, weight }: Lists, support: Uint32Array, average: number): Lists {
  const items = support.length;
  const worth = Float64Array.from(support, (count) => Math.max(count, 1) ** SUPPORT_POWER);
  const bins = new Uint32Array(BINS);
  const binOf = (row: number, at: number): number => {
    const doublings = Math.log2(weight[at]! * worth[row]!);
    return Math.min(Math.max(Math.round(doublings * BINS_PER_DOUBLING) + BINS / 2, 0), BINS - 1);
  };
  const shortest = Math.min(SHORTEST, k);
  let spare = items * average;
  for (let row = 0; row < items; row++) {
    for (let at = row * k; at < (row + 1) * k && weight[at]! > 0; at++) {
      if (at < row * k + shortest) spare--;
      else bins[binOf(row, at)]!++;
    }
  }
  let lowest = BINS;
  while (lowest > 0 && spare - bins[lowest - 1]! >= 0) spare -= bins[--lowest]!;
  const kept = weight.slice();
  for (let row = 0; row < items; row++) {
    let at = row * k + shortest;
    // best first: what follows the first that is not worth it is not either
    while (at < (row + 1) * k && weight[at]! > 0 && binOf(row, at) >= lowest) at++;
    kept.fill(0, at, (row + 1) * k);
  }
  const unused = index.map((column, at) => (kept[at]! > 0 ? column : 0));
  return { k, index: unused, weight: kept };
}
