import type { Taste } from '../../contract/bundle.ts';
import { weightOf, type Encounter } from '../../worker/ranking/refine/choices.ts';
import { searchCoordinates, type Grid } from './coordinate-search.ts';
import { describe } from './find-lists.ts';
import type { Embeddings, Finding } from './model.ts';
import { createRandom, sample } from './random.ts';
import type { Tail } from './tail.ts';
import { findCases } from './taste-cases.ts';
import { createMixTable, judgeMixing, massOf, type Mixing, type MixTable } from './taste-mix.ts';
import { buildTaste, toRules, type TasteData, type TasteMethod, type TasteParameters } from './taste-table.ts';
import { gainOf, judgeTable, meanOf, type HeldOut } from './taste-validation.ts';
import { chosenBy, hide, toEncounters, visitorsOf, type Visitor } from './visitors.ts';

/** Below them a log has nothing to say of long-term taste. */
const MIN_VISITORS = 100;
const THICK_ITEMS = 10;
const THICK_SHARE = 0.2;
/** Of whom a part is hidden. */
const MIN_ITEMS = 5;
const HIDDEN = 0.25;
const JUDGED = 1_000;
/** Encounters that a trial, and the last fit, look at. */
const TRIAL_ENCOUNTERS = 150_000;
const MAX_ENCOUNTERS = 1_500_000;
const EPSILON = 0.001;
/** What taste must be worth, beside two standard errors: a part of its own is to be downloaded. */
const WORTH = 0.005;

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
  ['unobserved', [0.05, 0.1, 0.4, 0.8]],
  ['rating', [0.1, 0.2, 0.3]],
  ['emphasis', [0.25, 0.5]],
  ['halfLifeDays', [30, 90, 365]],
  ['attributes', [0.3, 1]],
  ['dims', [32]],
  ['method', ['svd']],
];
const FULL_GRID: Grid<TasteParameters> = [...GRID, ['iterations', [5, 12]], ['dims', [64]]];

const START_MIXING: Mixing = { half: 3, visit: 0, return: 0.5, power: 1, known: 0 };
const RETURN_GRID: Grid<Mixing> = [
  ['return', [0, 0.1, 0.25, 0.75, 0.9, 0.97, 0.99, 0.997]],
  ['power', [0.5, 1.5, 2, 3]],
  ['half', [0, 10]],
];
const VISIT_GRID: Grid<Mixing> = [
  ['visit', [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4]],
  ['known', [0, 0.5, 1]],
];

export interface TasteSearch {
  /** Absent where taste is worth no more than noise. */
  readonly trained: { readonly taste: Taste; readonly table: Embeddings } | undefined;
  readonly findings: readonly Finding[];
}

export interface TasteOptions {
  /** How many ways of building the factors may be tried. */
  readonly trials: number;
  readonly isFull: boolean;
  /** @default whichever validates best */
  readonly method?: TasteMethod | undefined;
}

/**
 * Finds whether long-term taste pays, and how: factors by how well they foretell hidden items of visitors with five or more, then
 * its share of the score in a visit and on return, by visitors of the tail beside the mixture. Visitors are users, or sessions
 * where users are unknown; nothing is fitted where few of them have met ten items.
 */
export function findTaste(tail: Tail, options: TasteOptions, onProgress?: (done: number) => void): TasteSearch {
  const { log, catalogue, seed } = tail;
  const rows = new Map(catalogue.ids.map((id, row) => [id, row]));
  const rowOf = Uint32Array.from(log.itemIds, (id) => rows.get(id)!);
  const visitors = visitorsOf(log, () => true);
  const met = visitors.map((visitor) => chosenBy(log, visitor).size);
  const thick = met.filter((count) => count >= THICK_ITEMS).length;
  if (thick < MIN_VISITORS || thick < THICK_SHARE * visitors.length) {
    return { trained: undefined, findings: [thinness(thick, visitors.length)] };
  }
  const eventWeights = tail.bundle.manifest.ranking.events;
  const everyone = drawn(visitors, met, MAX_ENCOUNTERS, seed).map((visitor) => toEncounters(log, rowOf, visitor));
  const data: TasteData = {
    items: catalogue.ids.length,
    eventWeights,
    unit: ordinaryWeight(everyone, eventWeights),
    groups: groupsOf(tail),
    seed,
  };
  const { parameters, findings } = findFactors(
    tail,
    drawn(visitors, met, TRIAL_ENCOUNTERS, seed),
    rowOf,
    data,
    options,
    (done) => onProgress?.(0.7 * done),
  );
  const rules = toRules(parameters, data.unit);
  const { cases, older } = findCases(tail, rowOf);
  const before = drawn(
    older,
    older.map((each) => each.length),
    MAX_ENCOUNTERS,
    seed,
  );
  const table = buildTaste(
    before.map((each) => toEncounters(log, rowOf, each)),
    parameters,
    data,
  );
  const mixTable = createMixTable(log, cases, tail.bundle, rules, table);
  onProgress?.(0.85);
  const { mixing, isWorth, findings: worth } = findMixing(mixTable, log.clock === 'time');
  const found = [...findings, ...worth];
  if (!isWorth) return { trained: undefined, findings: found };
  const taste = { ...rules, ...mixing, mass: Math.max(massOf(mixTable, mixing.power), 1e-9) };
  const trained = { taste, table: buildTaste(everyone, parameters, data) };
  onProgress?.(1);
  return { trained, findings: found };
}

function findFactors(
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
  const judge = (parameters: TasteParameters): number =>
    meanOf(judgeTable(buildTaste(known, parameters, data), toRules(parameters, data.unit), data.eventWeights, heldOut));
  const grid = (isFull ? FULL_GRID : GRID).filter(([name]) => isUseful(name, log, known, data, method));
  const { parameters, start, quality } = searchCoordinates<TasteParameters>(
    { ...START, method: method ?? START.method, dims: Math.min(START.dims, data.items) },
    grid.map(([name, values]) => [
      name,
      name === 'dims' ? values.filter((each) => each <= data.items) : values,
    ]) as Grid<TasteParameters>,
    judge,
    {
      maxTrials: trials,
      epsilon: EPSILON,
      maxRounds: isFull ? undefined : 1,
      onTrial: (done) => onProgress(done / trials),
    },
  );
  const metric = `NDCG@10 of a hidden ${HIDDEN * 100} % of ${heldOut.length} visitors’ events, by taste alone`;
  const other = parameters.method === 'als' ? 'svd' : 'als';
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
      {
        what: 'method of long-term taste',
        chosen: `${parameters.method} rather than ${other}`,
        metric,
        before: judge({ ...parameters, method: other }),
        after: quality,
      },
    ],
  };
}

/** Whether the log has anything that the parameter could change. */
function isUseful(
  name: keyof TasteParameters,
  { clock, rating }: Tail['log'],
  known: readonly (readonly Encounter[])[],
  { eventWeights, unit, groups }: TasteData,
  method: TasteMethod | undefined,
): boolean {
  if (name === 'rating') return rating.some((each) => each >= 0);
  if (name === 'halfLifeDays') return clock === 'time';
  if (name === 'attributes') return groups.length > 0 && method !== 'svd';
  if (name === 'method') return method === undefined;
  if (name === 'emphasis')
    return known.some((each) => each.some(({ history }) => weightOf(history, eventWeights) > unit));
  return true;
}

function findMixing(
  table: MixTable,
  hasClock: boolean,
): { readonly mixing: Mixing; readonly isWorth: boolean; readonly findings: readonly Finding[] } {
  const returns = only(table, true);
  const visits = only(table, false);
  const search = (part: MixTable, start: Mixing, grid: Grid<Mixing>): Mixing =>
    part.cases.length === 0
      ? start
      : searchCoordinates(start, grid, (mixing) => meanOf(judgeMixing(part, mixing)), {
          maxTrials: 40,
          epsilon: EPSILON / 2,
        }).parameters;
  const onReturn = search(returns, START_MIXING, RETURN_GRID);
  const mixing = search(visits, onReturn, VISIT_GRID);
  const without = { ...mixing, visit: 0, return: 0 };
  const worthOf = (part: MixTable) => gainOf(judgeMixing(part, without), judgeMixing(part, mixing));
  const isMore = ({ mean, error }: ReturnType<typeof gainOf>): boolean => mean > WORTH && mean > 2 * error;
  const [back, within] = [worthOf(returns), worthOf(visits)];
  const finding = (part: MixTable, what: string, metric: string, share: number): Finding => ({
    what,
    chosen: describe({ share, half: mixing.half, power: mixing.power, known: mixing.known }),
    metric,
    before: meanOf(judgeMixing(part, without)),
    after: meanOf(judgeMixing(part, mixing)),
  });
  return {
    mixing: isMore(within) ? mixing : { ...mixing, visit: 0 },
    // without a clock nobody is ever seen to come back
    isWorth: isMore(within) || (hasClock && isMore(back)),
    findings: [
      finding(
        returns,
        'long-term taste on return',
        `NDCG@10 of what ${returns.cases.length} visitors of the tail chose anew`,
        mixing.return,
      ),
      finding(
        visits,
        'long-term taste in a visit',
        `HR@20 + MRR@20 of ${visits.cases.length} steps of the tail`,
        mixing.visit,
      ),
    ],
  };
}

function only(table: MixTable, isReturn: boolean): MixTable {
  const places = table.cases.flatMap((each, at) => (each.isReturn === isReturn ? [at] : []));
  const pick = <T>(list: readonly T[]): T[] => places.map((at) => list[at]!);
  return {
    mixture: pick(table.mixture),
    affinity: pick(table.affinity),
    met: pick(table.met),
    cases: pick(table.cases),
  };
}

/** All, or as many as have so many encounters together, drawn evenly. */
function drawn(visitors: readonly Visitor[], met: readonly number[], limit: number, seed: number): Visitor[] {
  const total = met.reduce((sum, each) => sum + each, 0);
  const count = Math.floor((visitors.length * limit) / Math.max(total, 1));
  return Array.from(sample(visitors.length, count, createRandom(seed)), (at) => visitors[at]!);
}

/** The median weight of an encounter. */
function ordinaryWeight(visitors: readonly (readonly Encounter[])[], eventWeights: TasteData['eventWeights']): number {
  const weights = Float64Array.from(
    visitors.flatMap((each) => each.map(({ history }) => weightOf(history, eventWeights))).filter((each) => each > 0),
  ).toSorted();
  return weights[weights.length >> 1] ?? 1;
}

/** Rows that share a value of an attribute; a value of one item alone says nothing. */
function groupsOf({ catalogue: { attributes } }: Tail): Uint32Array[] {
  return attributes.flatMap(({ values, codes: { offsets, data } }) => {
    const rows: number[][] = values.map(() => []);
    for (let row = 0; row + 1 < offsets.length; row++) {
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) rows[data[at]!]!.push(row);
    }
    return rows.filter((each) => each.length > 1).map((each) => Uint32Array.from(each));
  });
}

function thinness(thick: number, visitors: number): Finding {
  return {
    what: 'long-term taste',
    chosen: `none: ${thick} of ${visitors} visitors have met ${THICK_ITEMS} items`,
    metric: `share of visitors with ${THICK_ITEMS} items; tried from ${THICK_SHARE}`,
    before: thick / Math.max(visitors, 1),
    after: thick / Math.max(visitors, 1),
  };
}
