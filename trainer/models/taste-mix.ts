import type { Taste } from '../../contract/bundle.ts';
import type { Bundle } from '../../worker/bundle/decode.ts';
import { createRawProfile, foldEvent, type RawProfile } from '../../worker/profile/profile.ts';
import { createPlainKernel } from '../../worker/ranking/kernel/plain-kernel.ts';
import { createTopK } from '../../worker/ranking/kernel/top-k.ts';
import { encountersOf, toChoices } from '../../worker/ranking/refine/choices.ts';
import { createFoldIn } from '../../worker/ranking/refine/fold-in.ts';
import { tasteShare } from '../../worker/ranking/refine/taste.ts';
import { createScorer } from '../../worker/ranking/scorer.ts';
import type { Log } from '../log.ts';
import { toEvent } from './journeys.ts';
import type { Embeddings } from './model.ts';
import type { FoldInRules } from './taste-table.ts';
import { ndcgOf } from './taste-validation.ts';

const DAY_MS = 86_400_000;
/** Scores held in memory at once; fewer cases are looked at where the catalogue is larger. */
const MAX_SCORES = 6_000_000;

/** Somebody in the tail, and what he wants next. */
export interface Case {
  /** Events of the log, in the order they happened. */
  readonly known: Uint32Array;
  /** Rows. */
  readonly wanted: Uint32Array;
  readonly isReturn: boolean;
}

/** What the mixture and taste give each row, case by case. */
export interface MixTable {
  readonly mixture: readonly Float32Array[];
  readonly affinity: readonly Float32Array[];
  /** Rows of the profile, the newest first. */
  readonly met: readonly Uint32Array[];
  readonly cases: readonly Case[];
}

export type Mixing = Pick<Taste, 'half' | 'visit' | 'return' | 'power' | 'known'>;

/** Scores of both for as many of the cases as fit, by the worker's own profile and ranking. */
export function createMixTable(
  log: Log,
  cases: readonly Case[],
  bundle: Bundle,
  rules: FoldInRules,
  table: Embeddings,
): MixTable {
  const items = bundle.ids.length;
  const scorer = createScorer(bundle, createPlainKernel(bundle.embeddings));
  const foldIn = createFoldIn(rules, table);
  const kernel = createPlainKernel(table);
  const fitting = cases.slice(0, Math.floor(MAX_SCORES / items));
  const [mixture, affinity, met]: [Float32Array[], Float32Array[], Uint32Array[]] = [[], [], []];
  for (const { known, isReturn } of fitting) {
    const profile = foldAll(log, known, bundle);
    const newest = profile.recent.at(-1)?.at ?? 0;
    const encounters = encountersOf(profile, bundle);
    scorer.open(profile, { now: newest + (isReturn ? DAY_MS : 0) });
    mixture.push(scorer.score(undefined, items).slice());
    foldIn.read(toChoices(encounters, rules, bundle.manifest.ranking.events));
    const scores = new Float32Array(items);
    kernel.score(foldIn.vector, scores);
    affinity.push(scores);
    const newestRow = scorer.query.history[0];
    const rows = encounters.map(({ row }) => row).filter((row) => row !== newestRow);
    met.push(Uint32Array.from(newestRow === undefined ? rows : [newestRow, ...rows]));
  }
  return { mixture, affinity, met, cases: fitting };
}

/** Strengths of a power, max(0, affinity)^power, and the mean over the cases of their sums: what makes shares of them. */
export interface Strengths {
  readonly rows: readonly Float32Array[];
  readonly mass: number;
}

export function strengthsOf({ affinity }: MixTable, power: number): Strengths {
  let total = 0;
  const rows = affinity.map((scores) => {
    const strengths = scores.map((value) => (value > 0 ? value ** power : 0));
    for (const strength of strengths) total += strength;
    return strengths;
  });
  return { rows, mass: Math.max(total / Math.max(rows.length, 1), 1e-9) };
}

/**
 * Quality of each case. On return: NDCG@10 of what is wanted, the mean of all and of what he has not met. In a visit: HR@20 + MRR@20 of
 * what comes next, the mean of repeats allowed and the newest item left out.
 */
export function createMixJudge(table: MixTable): (mixing: Mixing) => Float64Array {
  const top = createTopK();
  const scores = new Float32Array(table.mixture[0]?.length ?? 0);
  let known: (Strengths & { readonly power: number }) | undefined;
  return (mixing) => {
    // most of what is compared has the same power
    if (known?.power !== mixing.power) known = { ...strengthsOf(table, mixing.power), power: mixing.power };
    const { rows, mass } = known;
    return Float64Array.from(table.cases, ({ wanted, isReturn }, index) => {
      const met = table.met[index]!;
      const share = tasteShare(mixing, met.length, isReturn);
      const [mixture, strengths] = [table.mixture[index]!, rows[index]!];
      const scoreOf = (row: number, part: number): number =>
        (1 - share) * mixture[row]! + (share * part * strengths[row]!) / mass;
      for (let row = 0; row < scores.length; row++) scores[row] = scoreOf(row, 1);
      for (const row of met) scores[row] = scoreOf(row, mixing.known);
      if (!isReturn) return visitQuality(scores, wanted[0]!, met[0]);
      const ofAll = ndcgOf(top, scores, wanted);
      for (const row of met) scores[row] = NaN;
      const anew = wanted.filter((row) => !met.includes(row));
      return anew.length === 0 ? ofAll : (ofAll + ndcgOf(top, scores, anew)) / 2;
    });
  };
}

function visitQuality(scores: Float32Array, target: number, newest: number | undefined): number {
  const score = scores[target]!;
  let rank = 1;
  for (let row = 0; row < scores.length; row++) if (scores[row]! > score) rank++;
  const without = target === newest ? Infinity : newest !== undefined && scores[newest]! > score ? rank - 1 : rank;
  return (worthOf(rank) + worthOf(without)) / 2;
}

function worthOf(rank: number): number {
  return rank <= 20 ? 1 + 1 / rank : 0;
}

function foldAll(log: Log, events: Uint32Array, bundle: Bundle): RawProfile {
  const profile = createRawProfile();
  for (const event of events) foldEvent(profile, toEvent(log, event), bundle);
  return profile;
}
