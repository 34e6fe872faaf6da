import type { Catalogue, Postings } from '../catalogue.ts';
import type { Sequences } from './sequences.ts';
import { addTo, clear, createScratch, createSparseBuilder, type SparseRows } from './sparse.ts';
import { createTopEntries, offer } from './top-entries.ts';

/** A value that so many items share says too little for what it costs to compare them all. */
const MAX_SHARED = 2_000;
/** Other holders of its values that an item is compared with, those of its rarest values first: time stays linear in items. */
const MAX_COMPARED = 20_000;
/** Events of sessions that are read for lifts, and how far apart two of them are still neighbours. */
const MAX_LIFT_EVENTS = 500_000;
const NEAR = 10;
/** What of no session is known has a lift of 1. */
const UNKNOWN = Math.E;

/**
 * The `limit` items most alike in attributes and words, per item, as shares that sum to 1: cosine of weighted vectors over all
 * attribute values and words. A value's weight is the geometric mean of how rare it is (IDF; Salton and Buckley 1988) and of how
 * much likelier than chance the sessions of `sequences` go from one item that has it to another (its lift, a log): what is
 * rare and what matters to shoppers is not the same. Undefined where the catalogue has neither attributes nor words.
 */
export function attributeSimilarity(catalogue: Catalogue, limit: number, sequences: Sequences): SparseRows | undefined {
  const items = catalogue.ids.length;
  const columns = [...catalogue.attributes.map(({ codes, values }) => ({ codes, values })), wordsOf(catalogue)];
  const tokens = joinTokens(columns, items);
  if (tokens.data.length === 0) return undefined;
  const holders = invert(tokens, items);
  const lifts = liftsOf(tokens, holders, sequences);
  const squared = lifts.map((lift, token) => {
    const count = holdersOf(holders, token);
    return count < 2 || count > MAX_SHARED ? 0 : Math.log(items / count) * lift;
  });
  const length = Float64Array.from({ length: items }, (_, item) => {
    let square = 0;
    for (let at = tokens.offsets[item]!; at < tokens.offsets[item + 1]!; at++) square += squared[tokens.data[at]!]!;
    return Math.sqrt(square);
  });
  const builder = createSparseBuilder(items, items * limit);
  const scratch = createScratch(items);
  const top = createTopEntries(limit);
  for (let item = 0; item < items; item++) {
    const own = tokens.data.slice(tokens.offsets[item], tokens.offsets[item + 1]);
    let compared = 0;
    for (const token of own.toSorted((a, b) => holdersOf(holders, a) - holdersOf(holders, b) || a - b)) {
      const product = squared[token]!;
      if (product === 0) continue;
      compared += holdersOf(holders, token);
      if (compared > MAX_COMPARED) break;
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

/**
 * Per token: ln of how many pairs of neighbours in sessions share it, over how many would if items met by chance; 0 where fewer
 * than that. A pair of a session of n events weighs 1 / (n - 1). Every token starts with one pair by chance, and e that share it.
 */
function liftsOf(tokens: Tokens, holders: Tokens, sequences: Sequences): Float64Array {
  const { offsets, row, items } = sequences;
  const count = holders.offsets.length - 1;
  const shared = new Float64Array(count);
  const margin = new Float64Array(items);
  const mark = new Int32Array(count).fill(-1);
  // more than these change nothing that could be measured
  const stride = Math.max(1, Math.floor(row.length / MAX_LIFT_EVENTS));
  let volume = 0;
  for (let session = 0; session + 1 < offsets.length; session += stride) {
    const [start, end] = [offsets[session]!, offsets[session + 1]!];
    for (let at = start; at < end; at++) {
      for (let place = tokens.offsets[row[at]!]!; place < tokens.offsets[row[at]! + 1]!; place++) {
        mark[tokens.data[place]!] = at;
      }
      for (let near = Math.max(start, at - NEAR); near < Math.min(end, at + NEAR + 1); near++) {
        const other = row[near]!;
        if (other === row[at]) continue;
        const weight = 1 / (end - start - 1);
        margin[other]! += weight;
        volume += weight;
        for (let place = tokens.offsets[other]!; place < tokens.offsets[other + 1]!; place++) {
          const token = tokens.data[place]!;
          if (mark[token] === at) shared[token]! += weight;
        }
      }
    }
  }
  return shared.map((found, token) => {
    let [sum, squares] = [0, 0];
    for (let at = holders.offsets[token]!; at < holders.offsets[token + 1]!; at++) {
      const own = margin[holders.data[at]!]!;
      sum += own;
      squares += own * own;
    }
    const expected = volume > 0 ? (sum * sum - squares) / volume : 0;
    return Math.max(0, Math.log((found + UNKNOWN) / (expected + 1)));
  });
}

function holdersOf({ offsets }: Tokens, token: number): number {
  return offsets[token + 1]! - offsets[token]!;
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
