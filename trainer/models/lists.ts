import { sessionWeights, type Pairs } from './pairs.ts';
import { addRow, addTo, clear, createScratch, createSparseBuilder, type Scratch, type SparseRows } from './sparse.ts';
import { createTopEntries, offer, type TopEntries } from './top-entries.ts';

/** How co-occurrences become lists; every value is found on the validation tail. */
export interface ListParameters {
  /** Events further apart do not count, 1..10. */
  readonly distance: number;
  /** A pair d apart weighs d^-fall. */
  readonly fall: number;
  /** A session of n events weighs (n - 1)^-norm. */
  readonly norm: number;
  /** Sessions age by exp(-age / (sessions x tau)); 0: they do not. */
  readonly tau: number;
  /** Weight of a pair seen from its later item. */
  readonly backward: number;
  /** Share of the undirected matrix, whose pairs weigh d^-fallBoth. */
  readonly both: number;
  readonly fallBoth: number;
  /** Weight of two steps, over the `hops` best of every row. */
  readonly second: number;
  readonly hops: number;
  /** A neighbour of support n is damped by n^-popular. */
  readonly popular: number;
  /** Added to a row's sum before dividing by it: rows with little evidence stay small. */
  readonly shrink: number;
  /** Weight of the lists of the items most similar in attributes, and of that similarity itself. */
  readonly similarLists: number;
  readonly similar: number;
}

/** Directed lists, best first; unused places hold weight 0. */
export interface Lists {
  readonly k: number;
  readonly index: Uint32Array;
  readonly weight: Float32Array;
}

/**
 * Item-to-item lists from weighted, directed co-occurrence: F counts pairs, R = F / (row sum + shrink), mixed with its
 * undirected like; R + second x T T smooths over two steps, T the row-normalised best of R; W = that + similarLists x S R +
 * similar x S, S the attribute similarity; columns damped by popularity; the best k of each row. Rows are not normalised
 * after pruning: what is pruned away is confidence lost.
 */
export function buildLists(
  pairs: Pairs,
  similarity: SparseRows | undefined,
  support: Uint32Array,
  parameters: ListParameters,
  k: number,
): Lists {
  const { items } = pairs;
  const rates = transitionRates(pairs, parameters);
  const hops = parameters.second > 0 ? bestOfRows(rates, items, parameters.hops) : undefined;
  const damping = Float64Array.from(support, (count) => Math.max(count, 1) ** -parameters.popular);
  const index = new Uint32Array(items * k);
  const weight = new Float32Array(items * k);
  const scratch = createScratch(items);
  const top = createTopEntries(k);
  for (let row = 0; row < items; row++) {
    addRow(scratch, rates, row, 1);
    if (hops) addProduct(scratch, hops, hops, row, parameters.second);
    if (similarity) {
      if (parameters.similarLists > 0) addProduct(scratch, similarity, rates, row, parameters.similarLists);
      if (parameters.similar > 0) addRow(scratch, similarity, row, parameters.similar);
    }
    top.size = 0;
    for (let at = 0; at < scratch.count; at++) {
      const column = scratch.touched[at]!;
      if (column !== row) offer(top, column, scratch.values[column]! * damping[column]!);
    }
    index.set(top.columns.subarray(0, top.size), row * k);
    weight.set(top.values.subarray(0, top.size), row * k);
    clear(scratch);
  }
  return { k, index, weight };
}

/** R: how often one item leads to another, as shares of what is known of the first. */
function transitionRates(pairs: Pairs, parameters: ListParameters): SparseRows {
  const { both, shrink, distance } = parameters;
  const weights = sessionWeights(pairs, parameters.norm, parameters.tau);
  // per signed distance, shifted to be an index: the directed weight, and the undirected one
  const directed = new Float64Array(256);
  const undirected = new Float64Array(256);
  for (let apart = 1; apart <= distance; apart++) {
    directed[128 + apart] = apart ** -parameters.fall;
    directed[128 - apart] = parameters.backward * apart ** -parameters.fall;
    undirected[128 + apart] = undirected[128 - apart] = apart ** -parameters.fallBoth;
  }
  const first = createScratch(pairs.items);
  const second = createScratch(pairs.items);
  const builder = createSparseBuilder(pairs.items, Math.min(pairs.other.length, 4_000_000));
  for (let row = 0; row < pairs.items; row++) {
    const sum = gather(first, pairs, row, weights, directed);
    scale(first, (1 - both) / (sum + shrink));
    if (both > 0) {
      const sumBoth = gather(second, pairs, row, weights, undirected);
      for (let at = 0; at < second.count; at++) {
        const column = second.touched[at]!;
        addTo(first, column, (second.values[column]! * both) / (sumBoth + shrink));
      }
      clear(second);
    }
    for (let at = 0; at < first.count; at++) builder.add(first.touched[at]!, first.values[first.touched[at]!]!);
    builder.endRow();
    clear(first);
  }
  return builder.finish();
}

function gather(
  scratch: Scratch,
  { offsets, other, distance, session }: Pairs,
  row: number,
  weights: Float64Array,
  byDistance: Float64Array,
): number {
  const { values, touched } = scratch;
  const to = offsets[row + 1]!;
  let [sum, count] = [0, scratch.count];
  for (let at = offsets[row]!; at < to; at++) {
    const value = weights[session[at]!]! * byDistance[128 + distance[at]!]!;
    if (value === 0) continue;
    const column = other[at]!;
    if (values[column] === 0) touched[count++] = column;
    values[column]! += value;
    sum += value;
  }
  scratch.count = count;
  return sum;
}

function scale(scratch: Scratch, factor: number): void {
  for (let at = 0; at < scratch.count; at++) scratch.values[scratch.touched[at]!]! *= factor;
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
