import { searchCoordinates, type Grid, type SearchResult } from './coordinate-search.ts';
import { FINE_GRID, GRID, START, START_SUM, STARTS, SUM_GRID } from './list-grids.ts';
import { validateLists, type ListTask, type SumParameters } from './list-validation.ts';
import { buildLists, type ListParameters, type Lists } from './lists.ts';
import type { Finding } from './model.ts';
import type { Pairs } from './pairs.ts';
import { KINDS } from './sequences.ts';
import type { SparseRows } from './sparse.ts';
import { RATE_PARAMETERS, transitionRates } from './transition-rates.ts';

/** Distinct items of the history that are looked at. */
export const HISTORY = 20;

/** A full search may try so many times as much as a fast one. */
const FULL_TIMES = 10;
/** Less than the noise of some thousand steps, more than that of comparing almost the same lists on the same steps. */
const EPSILON = 0.0005;
const SUM_LIMITS = { maxTrials: 60, epsilon: EPSILON };

export interface ListSearch {
  readonly lists: ListParameters;
  readonly sum: SumParameters;
  readonly quality: number;
  readonly findings: readonly Finding[];
}

export interface ListData {
  /** Of the sessions before the tail. */
  readonly pairs: Pairs;
  readonly similarity: SparseRows | undefined;
  /** Neighbours an item. */
  readonly length: number;
  /** Steps of the tail. */
  readonly task: ListTask;
}

export interface ListLimits {
  /** How many ways of building the lists may be tried. */
  readonly trials: number;
  /** Whether to go on with finer steps, and from the other starts, when nothing changes any more. */
  readonly isFull: boolean;
}

interface Found {
  readonly lists: ListParameters;
  readonly sum: SumParameters;
  readonly quality: number;
  /** What was changed on the way here, and what each was worth. */
  readonly changes: readonly Finding[];
}

/**
 * Chooses how lists are built and summed, for the best HR@20 + MRR@20 of lists and repeats on the tail: of some settings that
 * did well elsewhere the best, then coordinate search from there. Summing another way costs next to nothing: it is chosen anew
 * after every change, and only ways of building count as trials. A full search begins with what a fast one does.
 */
export function findLists(data: ListData, limits: ListLimits, onTrial?: (trials: number) => void): ListSearch {
  let trials = 0;
  const ratesOf = rememberRates(data.pairs);
  const rows = Uint32Array.from(new Set(data.task.history)).toSorted();
  const build = (parameters: ListParameters): Lists => {
    onTrial?.(++trials);
    return buildLists(data.pairs, data.similarity, parameters, data.length, { rates: ratesOf(parameters), rows });
  };
  const score = (lists: Lists, sum: SumParameters): number => {
    const { hr, mrr } = validateLists(lists, data.task, sum);
    return hr + mrr;
  };
  const summed = (lists: ListParameters, built: Lists, from: SumParameters): Omit<Found, 'changes'> => {
    const found: SearchResult<SumParameters> = searchCoordinates(
      from,
      SUM_GRID,
      (sum) => score(built, sum),
      SUM_LIMITS,
    );
    return { lists, sum: found.parameters, quality: found.quality };
  };
  /** One parameter after another, until a round changes nothing. */
  const climb = (from: Found, grid: Grid<ListParameters>, maxTrials: number): Found => {
    let best = from;
    let changed = true;
    while (changed) {
      changed = false;
      for (const [name, values] of grid) {
        let winner: { lists: ListParameters; built: Lists; quality: number } | undefined;
        for (const value of values) {
          if (best.lists[name] === value || trials >= maxTrials) continue;
          const lists = { ...best.lists, [name]: value };
          const built = build(lists);
          const quality = score(built, best.sum);
          if (quality > (winner?.quality ?? best.quality + EPSILON)) winner = { lists, built, quality };
        }
        if (!winner) continue;
        const raised = summed(winner.lists, winner.built, best.sum);
        const change = findingOf(
          `neighbour lists: ${name}`,
          describe({ [name]: winner.lists[name] }),
          best.quality,
          raised.quality,
        );
        best = { ...raised, changes: best.changes.concat(change) };
        changed = true;
      }
    }
    return best;
  };

  const grid = gridFor(data, GRID);
  const starts = startsFor(data).slice(0, Math.max(1, limits.trials));
  const begun = starts.map((lists): Found => ({ ...summed(lists, build(lists), START_SUM), changes: [] }));
  const [nearest, ...others] = begun.toSorted((a, b) => b.quality - a.quality);
  const fastTrials = limits.isFull ? Math.ceil(limits.trials / FULL_TIMES) : limits.trials;
  let best = climb(nearest!, grid, fastTrials);
  if (limits.isFull) {
    const fine = gridFor(data, [...GRID, ...FINE_GRID]);
    best = climb(best, fine, limits.trials / 2);
    for (const [at, other] of others.entries()) {
      const found = climb(other, grid, limits.trials * (0.5 + (0.5 * (at + 1)) / (others.length + 1)));
      if (found.quality > best.quality) best = found;
    }
    best = climb(best, fine, limits.trials);
  }
  return {
    ...best,
    findings: [
      findingOf('neighbour lists', describe({ ...best.lists, ...best.sum }), begun[0]!.quality, best.quality),
      ...best.changes,
    ],
  };
}

/** Most trials change what is made of the rates, not the rates. */
function rememberRates(pairs: Pairs): (parameters: ListParameters) => SparseRows {
  let known = '';
  let rates: SparseRows | undefined;
  return (parameters) => {
    const key = RATE_PARAMETERS.map((name) => parameters[name]).join();
    if (!rates || key !== known) rates = transitionRates(pairs, parameters);
    known = key;
    return rates;
  };
}

function startsFor({ similarity }: ListData): ListParameters[] {
  const content = similarity ? {} : { similar: 0, similarLists: 0 };
  return STARTS.map((start) => ({ ...START, ...start, ...content }));
}

/** Without what cannot matter to this log. */
function gridFor({ similarity, pairs }: ListData, grid: Grid<ListParameters>): Grid<ListParameters> {
  const { kind } = pairs.sequences;
  const kinds = KINDS.filter((_, code) => kind.includes(code));
  return grid.filter(([name]) => {
    if (name === 'similar' || name === 'similarLists') return similarity !== undefined;
    if (name === 'gap') return hasGaps(pairs);
    if (name === 'dwell' || name === 'position') return pairs.sequences[name] !== undefined;
    if (name === 'cart' || name === 'purchase' || name === 'returned') return kinds.length > 1 && kinds.includes(name);
    return true;
  });
}

/** Whether time passes within sessions: the lines of an order have one time. */
function hasGaps({ sequences: { seconds }, session }: Pairs): boolean {
  return seconds?.some((second, at) => session[at] === session[at - 1] && second !== seconds[at - 1]) ?? false;
}

function findingOf(what: string, chosen: string, before: number, after: number): Finding {
  return {
    what,
    chosen,
    metric: 'HR@20 + MRR@20 of lists and repeats, repeats allowed and newest item excluded averaged',
    before,
    after,
  };
}

export function describe(parameters: object): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
