import type { Catalogue, Postings } from '../catalogue.ts';
import { addTo, clear, createScratch, createSparseBuilder, type SparseRows } from './sparse.ts';
import { createTopEntries, offer } from './top-entries.ts';

/** A value that so many items share says too little for what it costs to compare them all. */
const MAX_SHARED = 2_000;

/**
 * The `limit` items most alike in attributes and words, per item, as shares that sum to 1: cosine of TF-IDF vectors (Salton and
 * Buckley 1988) over all attribute values and words. Undefined where the catalogue has neither.
 */
export function attributeSimilarity(catalogue: Catalogue, limit: number): SparseRows | undefined {
  const items = catalogue.ids.length;
  const columns = [...catalogue.attributes.map(({ codes, values }) => ({ codes, values })), wordsOf(catalogue)];
  const tokens = joinTokens(columns, items);
  if (tokens.data.length === 0) return undefined;
  const holders = invert(tokens, items);
  const weight = Float64Array.from({ length: holders.offsets.length - 1 }, (_, token) => {
    const count = holders.offsets[token + 1]! - holders.offsets[token]!;
    return count < 2 || count > MAX_SHARED ? 0 : Math.log(items / count);
  });
  const length = Float64Array.from({ length: items }, (_, item) => {
    let square = 0;
    for (let at = tokens.offsets[item]!; at < tokens.offsets[item + 1]!; at++) square += weight[tokens.data[at]!]! ** 2;
    return Math.sqrt(square);
  });
  const builder = createSparseBuilder(items, items * limit);
  const scratch = createScratch(items);
  const top = createTopEntries(limit);
  for (let item = 0; item < items; item++) {
    for (let at = tokens.offsets[item]!; at < tokens.offsets[item + 1]!; at++) {
      const token = tokens.data[at]!;
      const product = weight[token]! ** 2;
      if (product === 0) continue;
      for (let holder = holders.offsets[token]!; holder < holders.offsets[token + 1]!; holder++) {
        addTo(scratch, holders.data[holder]!, product);
      }
    }
    top.size = 0;
    for (let at = 0; at < scratch.count; at++) {
      const other = scratch.touched[at]!;
      // the item's own length is the same for all and cancels out
      if (other !== item) offer(top, other, scratch.values[other]! / length[other]!);
    }
    clear(scratch);
    let sum = 0;
    for (let at = 0; at < top.size; at++) sum += top.values[at]!;
    for (let at = 0; at < top.size; at++) builder.add(top.columns[at]!, top.values[at]! / sum);
    builder.endRow();
  }
  return builder.finish();
}

interface Tokens {
  readonly offsets: Uint32Array;
  readonly data: Uint32Array;
}

function wordsOf({ itemWords, words }: Catalogue): { codes: Postings; values: readonly string[] } {
  return { codes: itemWords, values: words };
}

/** Every column's codes as one list an item, counted on from column to column. */
function joinTokens(columns: readonly { codes: Postings; values: readonly string[] }[], items: number): Tokens {
  const offsets = new Uint32Array(items + 1);
  const data = new Uint32Array(columns.reduce((sum, { codes }) => sum + codes.data.length, 0));
  let count = 0;
  for (let item = 0; item < items; item++) {
    let base = 0;
    for (const { codes, values } of columns) {
      for (let at = codes.offsets[item]!; at < codes.offsets[item + 1]!; at++) data[count++] = base + codes.data[at]!;
      base += values.length;
    }
    offsets[item + 1] = count;
  }
  return { offsets, data };
}

function invert({ offsets, data }: Tokens, items: number): Tokens {
  const tokens = data.reduce((largest, token) => Math.max(largest, token + 1), 0);
  const ends = new Uint32Array(tokens + 1);
  for (const token of data) ends[token + 1]!++;
  for (let token = 0; token < tokens; token++) ends[token + 1]! += ends[token]!;
  const next = ends.slice(0, tokens);
  const holders = new Uint32Array(data.length);
  for (let item = 0; item < items; item++) {
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) holders[next[data[at]!]!++] = item;
  }
  return { offsets: ends, data: holders };
}
