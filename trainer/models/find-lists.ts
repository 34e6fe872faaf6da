import { searchCoordinates, type Grid, type SearchResult } from './coordinate-search.ts';
import { validateLists, type SumParameters } from './list-validation.ts';
import { buildLists, type ListParameters, type Lists } from './lists.ts';
import type { Finding } from './model.ts';
import type { Pairs } from './pairs.ts';
import type { Sequences } from './sequences.ts';
import type { SparseRows } from './sparse.ts';
import type { Steps } from './steps.ts';

/** Distinct items of the history that are looked at. */
export const HISTORY = 20;

/** Where the search starts: what did well over several shops, so that little data ends near it. */
const START: ListParameters = {
  distance: 10,
  fall: 1.5,
  norm: 0.25,
  tau: 0,
  backward: 0.75,
  both: 0,
  fallBoth: 0.6,
  second: 0.5,
  hops: 25,
  popular: 0.15,
  shrink: 1,
  similarLists: 0,
  similar: 0,
};
const START_SUM: SumParameters = { history: HISTORY, first: 1.3, decay: 0.5, damp: 3 };

const GRID: Grid<ListParameters> = [
  ['tau', [0.2, 0.5, 1]],
  ['similarLists', [0.2, 0.4]],
  ['similar', [0.1, 0.3]],
  ['both', [0.25, 0.5, 0.75]],
  ['fall', [0.75, 1, 2, 2.5]],
  ['norm', [0, 0.5]],
  ['second', [0, 0.25, 1, 1.5]],
  ['backward', [0.5, 1]],
  ['popular', [0, 0.1, 0.25]],
  ['shrink', [0.3, 3]],
  ['hops', [50]],
  ['distance', [5]],
  ['fallBoth', [0.3, 1]],
];
const SUM_GRID: Grid<SumParameters> = [
  ['decay', [0.3, 0.4, 0.6, 0.7, 0.8, 0.9]],
  ['first', [1, 1.6, 2]],
  ['damp', [0, 1, 10, 30]],
];
/** Less than the noise of some thousand steps, more than that of comparing almost the same lists on the same steps. */
const EPSILON = 0.0005;
/** Rounds through all parameters. */
const ROUNDS = 2;
const SUM_LIMITS = { maxTrials: 60, epsilon: EPSILON };

function grid(hasSimilarity: boolean): Grid<ListParameters> {
  return hasSimilarity ? GRID : GRID.filter(([name]) => name !== 'similar' && name !== 'similarLists');
}

export interface ListSearch {
  readonly lists: ListParameters;
  readonly sum: SumParameters;
  readonly findings: readonly Finding[];
}

export interface ListData {
  /** Of the sessions before the tail. */
  readonly pairs: Pairs;
  readonly support: Uint32Array;
  readonly similarity: SparseRows | undefined;
  /** The whole log, and the tail's steps in it. */
  readonly sequences: Sequences;
  readonly steps: Steps;
}

/**
 * Chooses how lists are built and summed: coordinate search for the best HR@20 + MRR@20 on the tail. Summing another way costs next
 * to nothing: it is chosen anew after every change, and only ways of building count as trials.
 */
export function findLists(
  { pairs, support, similarity, sequences, steps }: ListData,
  length: number,
  maxTrials: number,
  onTrial?: (trials: number) => void,
): ListSearch {
  const build = (parameters: ListParameters): Lists => buildLists(pairs, similarity, support, parameters, length);
  const score = (lists: Lists, parameters: SumParameters): number => {
    const { hr, mrr } = validateLists(lists, support, sequences, steps, parameters);
    return hr + mrr;
  };
  const searchSum = (from: SumParameters): SearchResult<SumParameters> => {
    const built = build(lists);
    return searchCoordinates(from, SUM_GRID, (each) => score(built, each), SUM_LIMITS);
  };
  let lists = START;
  let summed = searchSum(START_SUM);
  const before = summed.start.quality;
  let trials = 0;
  for (let round = 0, changed = true; round < ROUNDS && changed; round++) {
    changed = false;
    for (const entry of grid(similarity !== undefined)) {
      const { parameters: sum, quality } = summed;
      const limits = { maxTrials: maxTrials - trials + 1, epsilon: EPSILON, maxRounds: 1 };
      const judge = (each: ListParameters): number => {
        if (each === lists) return quality;
        trials++;
        onTrial?.(trials);
        return score(build(each), sum);
      };
      const found = searchCoordinates(lists, [entry], judge, limits);
      if (found.parameters === lists) continue;
      lists = found.parameters;
      summed = searchSum(sum);
      changed = true;
    }
  }
  const { parameters: sum, quality } = summed;
  return {
    lists,
    sum,
    findings: [
      {
        what: 'neighbour lists',
        chosen: describe({ ...lists, ...sum }),
        metric: 'HR@20 + MRR@20 of the lists alone, newest item excluded',
        before,
        after: quality,
      },
    ],
  };
}

export function describe(parameters: object): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
