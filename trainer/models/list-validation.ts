import { placeWeight, readRepeats, trust } from '../../worker/ranking/collaborative.ts';
import type { Lists } from './lists.ts';
import type { Sequences } from './sequences.ts';
import { historyOf, type Steps } from './steps.ts';

/** How a history's lists are summed; see `Ranking['lists']`. */
export interface SumParameters {
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

/** Steps to be foretold, with all that does not depend on the lists. */
export interface ListTask {
  readonly items: number;
  /** Sessions that hold each item, among those the lists were built from. */
  readonly support: Uint32Array;
  /** Row of what came next, per step. */
  readonly target: Uint32Array;
  /** Step s has the distinct items `history[offsets[s]]` up to, but without, `history[offsets[s + 1]]`, newest first. */
  readonly offsets: Uint32Array;
  readonly history: Uint32Array;
  /** Per item of the history: its chance to be repeated. */
  readonly chance: Float64Array;
}

const K = 20;

/**
 * The steps whose target the lists could know, with the chances of repeats of `repeat`, a table as `countRepeats` gives it. What
 * no older session holds is left out, as it is in evaluations: it says nothing about lists.
 */
export function createListTask(
  sequences: Sequences,
  steps: Steps,
  support: Uint32Array,
  repeat: number[],
  history: number,
): ListTask {
  const { row, items } = sequences;
  const buffer = new Uint32Array(history);
  const known = Array.from(steps.target.keys()).filter((step) => support[row[steps.target[step]!]!]! > 0);
  const offsets = new Uint32Array(known.length + 1);
  const rows = new Uint32Array(known.length * history);
  const chance = new Float64Array(rows.length);
  known.forEach((step, place) => {
    const [start, at] = [steps.start[step]!, steps.target[step]!];
    const length = historyOf(buffer, sequences, start, at);
    const distinct = [...buffer.subarray(0, length)];
    const lastTwoAlike = at - start > 1 && row[at - 1] === row[at - 2];
    const from = offsets[place]!;
    rows.set(distinct, from);
    chance.set(
      readRepeats({ history: distinct, events: at - start, lastTwoAlike }, { manifest: { ranking: { repeat } } }),
      from,
    );
    offsets[place + 1] = from + length;
  });
  const target = Uint32Array.from(known, (step) => row[steps.target[step]!]!);
  return { items, support, target, offsets, history: rows.slice(0, offsets.at(-1)), chance };
}

/**
 * How well lists and repeats foretell the steps: (1 - sum of chances) share(i) + chance(i), as the worker mixes them. Mean of
 * the literature's two rules, repeats allowed and the newest item left out; average rank on ties; an item that neither
 * names is a miss.
 */
export function validateLists(lists: Lists, task: ListTask, parameters: SumParameters): Quality {
  const { k, index, weight } = lists;
  const { support, target: targets, offsets, history, chance } = task;
  const sums = new Float64Array(task.items);
  const touched = new Uint32Array(task.items);
  let [hits, reciprocal] = [0, 0];
  for (let step = 0; step < targets.length; step++) {
    const from = offsets[step]!;
    const to = offsets[step + 1]!;
    let [count, mass, repeats] = [0, 0, 0];
    for (let place = from; place < to; place++) {
      const item = history[place]!;
      const unit =
        placeWeight(place - from, parameters.first, parameters.decay) * trust(support[item]!, parameters.damp);
      repeats += chance[place]!;
      for (let slot = item * k; slot < (item + 1) * k; slot++) {
        if (weight[slot] === 0) break;
        const row = index[slot]!;
        if (sums[row] === 0) touched[count++] = row;
        sums[row]! += unit * weight[slot]!;
        mass += unit * weight[slot]!;
      }
    }
    const share = mass > 0 ? (1 - repeats) / mass : 0;
    for (let each = 0; each < count; each++) sums[touched[each]!]! *= share;
    for (let place = from; place < to; place++) {
      const row = history[place]!;
      if (sums[row] === 0) touched[count++] = row;
      sums[row]! += chance[place]!;
    }
    const target = targets[step]!;
    const newest = history[from]!;
    const rank = rankOf(target, sums, touched, count);
    const rankWithout = target === newest ? Infinity : rank - (sums[newest]! > sums[target]! ? 1 : 0);
    for (const place of [rank, rankWithout]) {
      if (place > K) continue;
      hits += 0.5;
      reciprocal += 0.5 / place;
    }
    for (let each = 0; each < count; each++) sums[touched[each]!] = 0;
  }
  const total = Math.max(targets.length, 1);
  return { hr: hits / total, mrr: reciprocal / total };
}

function rankOf(target: number, sums: Float64Array, touched: Uint32Array, count: number): number {
  const score = sums[target]!;
  if (score === 0) return Infinity;
  let [better, alike] = [0, 0];
  for (let each = 0; each < count; each++) {
    const sum = sums[touched[each]!]!;
    if (sum > score) better++;
    else if (sum === score) alike++;
  }
  return better + (alike + 1) / 2;
}
