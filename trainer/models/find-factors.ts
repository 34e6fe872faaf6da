import { weightOf, type Encounter } from '../../worker/ranking/refine/choices.ts';
import { searchCoordinates, type Grid } from './coordinate-search.ts';
import { describe } from './find-lists.ts';
import type { Finding } from './model.ts';
import { createRandom, sample } from './random.ts';
import { judgeRatings } from './rating-factors.ts';
import type { Tail } from './tail.ts';
import { buildTaste, toRules, type TasteData, type TasteMethod, type TasteParameters } from './taste-table.ts';
import { judgeTable, meanOf, type HeldOut } from './taste-validation.ts';
import { hide, toEncounters, type Visitor } from './visitors.ts';

/** Of whom a part is hidden. */
const MIN_ITEMS = 5;
const HIDDEN = 0.25;
const JUDGED = 1_000;
const EPSILON = 0.001;
/** Of what is built only to be compared: what does best at fewer dimensions does so at more, in half the time. */
const TRIAL_DIMS = 32;

const START: TasteParameters = {
  method: 'als',
  dims: 48,
  unobserved: 0.2,
  ridge: 0.004,
  iterations: 8,
  emphasis: 0,
  rating: 0,
  halfLifeDays: 0,
  attributes: 0,
};
const GRID: Grid<TasteParameters> = [
  ['ridge', [0.001, 0.002, 0.008, 0.016]],
  ['unobserved', [0.1, 0.4]],
  ['rating', [0.1, 0.2, 0.3]],
  ['emphasis', [0.25, 0.5]],
  ['halfLifeDays', [90, 365]],
  ['attributes', [0.3, 1]],
];
const FULL_GRID: Grid<TasteParameters> = [...GRID, ['iterations', [5, 12]], ['unobserved', [0.05, 0.8]]];

export interface TasteOptions {
  /** How many ways of building the factors may be tried. */
  readonly trials: number;
  readonly isFull: boolean;
  /** @default whichever validates best */
  readonly method?: TasteMethod | undefined;
}

/** Finds how factors of the items foretell best what is hidden of visitors who have met five or more. */
export function findFactors(
  { log, seed }: Tail,
  visitors: readonly Visitor[],
  rowOf: Uint32Array,
  data: TasteData,
  { trials, isFull, method }: TasteOptions,
  onProgress: (done: number) => void,
): { readonly parameters: TasteParameters; readonly findings: readonly Finding[] } {
  const holdouts = hide(log, rowOf, visitors, HIDDEN, seed);
  const known = holdouts.map((each) => toEncounters(log, rowOf, each.known));
  const judged: HeldOut[] = holdouts
    .map(({ hidden }, at) => ({ known: known[at]!, hidden }))
    .filter((each) => each.hidden.length > 0 && each.known.length + each.hidden.length >= MIN_ITEMS);
  const heldOut = Array.from(sample(judged.length, JUDGED, createRandom(seed)), (at) => judged[at]!);
  const dims = Math.min(START.dims, data.items);
  const judge = (given: TasteParameters): number => {
    const parameters = { ...given, dims: Math.min(TRIAL_DIMS, dims) };
    const table = buildTaste(known, parameters, data);
    return meanOf(judgeTable(table, toRules(parameters, data.unit), data.eventWeights, heldOut));
  };
  const grid = (isFull ? FULL_GRID : GRID).filter(([name]) => isUseful(name, log, known, data, method));
  const asked = { ...START, method: method ?? START.method, dims };
  const {
    parameters: best,
    start,
    quality: found,
  } = searchCoordinates<TasteParameters>(asked, grid, judge, {
    maxTrials: trials,
    epsilon: EPSILON,
    maxRounds: isFull ? undefined : 1,
    onTrial: (done) => onProgress(done / trials),
  });
  const other: TasteMethod = best.method === 'als' ? 'svd' : 'als';
  const rival = judge({ ...best, method: other });
  const isBeaten = method === undefined && rival > found + EPSILON;
  const parameters = isBeaten ? { ...best, method: other } : best;
  const quality = isBeaten ? rival : found;
  const metric = `NDCG@10 of a hidden ${HIDDEN * 100} % of ${heldOut.length} visitors’ events, by taste alone`;
  const byMethod = (method: string, before: number): Finding => ({
    what: 'method of long-term taste',
    chosen: `${parameters.method} rather than ${method}`,
    metric,
    before,
    after: quality,
  });
  return {
    parameters,
    findings: [
      {
        what: 'factors of long-term taste',
        chosen: describe(parameters),
        metric,
        before: start.quality,
        after: quality,
      },
      byMethod(isBeaten ? best.method : other, isBeaten ? found : rival),
      ...(hasRatings(log) ? [byMethod('stars foretold', meanOf(judgeRatings(known, data.items, heldOut, seed)))] : []),
    ],
  };
}

/** Whether the log has anything that the parameter could change. */
function isUseful(
  name: keyof TasteParameters,
  log: Tail['log'],
  known: readonly (readonly Encounter[])[],
  { eventWeights, unit, groups }: TasteData,
  method: TasteMethod | undefined,
): boolean {
  if (name === 'rating') return hasRatings(log);
  if (name === 'attributes') return groups.length > 0 && method !== 'svd';
  if (name === 'emphasis')
    return known.some((each) => each.some(({ history }) => weightOf(history, eventWeights) > unit));
  return true;
}

function hasRatings({ rating }: Tail['log']): boolean {
  return rating.some((each) => each >= 0);
}
