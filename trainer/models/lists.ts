import type { Pairs } from './pairs.ts';
import { createColumnLender, expect, findKin } from './propagate.ts';
import { addRow, clear, createScratch, createSparseBuilder, type Scratch, type SparseRows } from './sparse.ts';
import { createTopEntries, offer, type TopEntries } from './top-entries.ts';
import { transitionRates, type RateParameters } from './transition-rates.ts';

/** How co-occurrences become lists; every value is found on the validation tail. */
export interface ListParameters extends RateParameters {
  /** Weight of two steps, over the `hops` best of every row. */
  readonly second: number;
  readonly hops: number;
  /** A neighbour of support n is damped by n^-popular. */
  readonly popular: number;
  /** A neighbour that recent sessions hold more often than all of them do, by this factor, is raised by factor^trend. */
  readonly trend: number;
  /** What is kept is raised to it: above 1, a few sure neighbours count for more than many unsure ones. */
  readonly power: number;
  /** Weight of the lists of the items most similar in attributes, and of that similarity itself. */
  readonly similarLists: number;
  readonly similar: number;
  /** Weight of what the lists of others hold of items that no session holds; see `findUnseen`. */
  readonly unseen: number;
  /** Exponent of their weights, relative to the largest of a list. */
  readonly unseenPower: number;
}

/** Directed lists, best first; unused places hold weight 0. */
export interface Lists {
  readonly k: number;
  readonly index: Uint32Array;
  readonly weight: Float32Array;
}

/** What a search need not do again. */
export interface KnownLists {
  /** R of these parameters. */
  readonly rates?: SparseRows | undefined;
  /** Rows that are wanted; the others stay empty. */
  readonly rows?: Uint32Array | undefined;
}

/**
 * Item-to-item lists from weighted, directed co-occurrence: F counts pairs, R = F / (row sum + shrink), mixed with its
 * undirected like; R + second x T T smooths over two steps, T the row-normalised best of R; W = that + similarLists x S R +
 * similar x S, S the attribute similarity; what no session holds is in the lists of others by the columns of W S^T, and has a list of
 * its own by S R; columns by popularity and trend; the best k of each row. Rows are not normalised after pruning: what is pruned
 * away is confidence lost.
 */
export function buildLists(
  pairs: Pairs,
  similarity: SparseRows | undefined,
  parameters: ListParameters,
  k: number,
  { rates = transitionRates(pairs, parameters), rows }: KnownLists = {},
): Lists {
  const { items, support, trend } = pairs;
  const hops = parameters.second > 0 ? bestOfRows(rates, items, parameters.hops) : undefined;
  const kin = findKin(similarity, support);
  const lending = { weight: parameters.unseen, power: parameters.unseenPower };
  const lend = kin && lending.weight > 0 ? createColumnLender(kin, lending) : undefined;
  const factors = Float64Array.from(
    expect(support, kin),
    (count, item) => Math.max(count, 1) ** -parameters.popular * trend[item]! ** parameters.trend,
  );
  const index = new Uint32Array(items * k);
  const weight = new Float32Array(items * k);
  const scratch = createScratch(items);
  const top = createTopEntries(k);
  for (let at = 0; at < (rows?.length ?? items); at++) {
    const row = rows ? rows[at]! : at;
    addRow(scratch, rates, row, 1);
    if (hops) addProduct(scratch, hops, hops, row, parameters.second);
    if (similarity) {
      // who has no list of its own has that of its likes
      const lists = scratch.count === 0 ? 1 : parameters.similarLists;
      if (lists > 0) addProduct(scratch, similarity, rates, row, lists);
      if (parameters.similar > 0) addRow(scratch, similarity, row, parameters.similar);
    }
    lend?.(scratch);
    top.size = 0;
    for (let at = 0; at < scratch.count; at++) {
      const column = scratch.touched[at]!;
      if (column !== row) offer(top, column, scratch.values[column]! * factors[column]!);
    }
    index.set(top.columns.subarray(0, top.size), row * k);
    weight.set(top.values.subarray(0, top.size), row * k);
    clear(scratch);
  }
  if (parameters.power !== 1) for (let at = 0; at < weight.length; at++) weight[at] = weight[at]! ** parameters.power;
  return { k, index, weight };
}

/** Row `row` of the product A B, times `factor`. */
function addProduct(scratch: Scratch, a: SparseRows, b: SparseRows, row: number, factor: number): void {
  for (let at = a.offsets[row]!; at < a.offsets[row + 1]!; at++)
    addRow(scratch, b, a.index[at]!, factor * a.value[at]!);
}

/** The `limit` best of every row, scaled to a sum of 1. */
export function bestOfRows(rows: SparseRows, items: number, limit: number): SparseRows {
  const builder = createSparseBuilder(items, items * limit);
  const top: TopEntries = createTopEntries(limit);
  for (let row = 0; row < items; row++) {
    top.size = 0;
    for (let at = rows.offsets[row]!; at < rows.offsets[row + 1]!; at++) offer(top, rows.index[at]!, rows.value[at]!);
    let sum = 0;
    for (let at = 0; at < top.size; at++) sum += top.values[at]!;
    for (let at = 0; at < top.size; at++) builder.add(top.columns[at]!, top.values[at]! / sum);
    builder.endRow();
  }
  return builder.finish();
}
