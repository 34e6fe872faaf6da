import type { Taste } from '../../contract/bundle.ts';
import { weightOf, type Encounter } from '../../worker/ranking/refine/choices.ts';
import { findFactors, type TasteOptions } from './find-factors.ts';
import { findTasteMixing } from './find-taste-mixing.ts';
import type { Embeddings, Finding } from './model.ts';
import { createRandom, sample } from './random.ts';
import type { Tail } from './tail.ts';
import { findCases } from './taste-cases.ts';
import { createMixTable, strengthsOf } from './taste-mix.ts';
import { buildTaste, toRules, type TasteData } from './taste-table.ts';
import { chosenBy, toEncounters, visitorsOf, type Visitor } from './visitors.ts';

/** Below them a log has nothing to say of long-term taste. */
const MIN_VISITORS = 100;
const THICK_ITEMS = 10;
const THICK_SHARE = 0.2;
/** Encounters that a trial, and the last fit, look at. */
const TRIAL_ENCOUNTERS = 100_000;
const MAX_ENCOUNTERS = 1_500_000;

export interface TasteSearch {
  /** Absent where taste is worth no more than noise. */
  readonly trained: { readonly taste: Taste; readonly table: Embeddings } | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Finds whether long-term taste pays, and how: factors by how well they foretell hidden items of visitors with five or more, then
 * its share of the score in a visit and on return, by visitors of the tail beside the mixture. Visitors are users, or sessions
 * where users are unknown; nothing is fitted where few of them have met ten items, or where no clock tells who comes back.
 */
export function findTaste(tail: Tail, options: TasteOptions, onProgress?: (done: number) => void): TasteSearch {
  const { log, catalogue, seed } = tail;
  if (log.clock !== 'time') return { trained: undefined, findings: [] };
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
  const { mixing, isWorth, findings: worth } = findTasteMixing(mixTable);
  const found = [...findings, ...worth];
  if (!isWorth) return { trained: undefined, findings: found };
  const taste = { ...rules, ...mixing, mass: strengthsOf(mixTable, mixing.power).mass };
  const trained = { taste, table: buildTaste(everyone, parameters, data) };
  onProgress?.(1);
  return { trained, findings: found };
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
