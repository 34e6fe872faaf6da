import type { Bundle } from '../../bundle/decode.ts';
import { readContent } from '../content.ts';
import { createGatherKernel } from '../kernel/gather-kernel.ts';
import type { Scorer } from '../scorer.ts';

/** Items of the history, the newest, whose single embeddings are compared with every candidate's. */
const COMPARED = 5;

/** What is known of candidates: a column each, of which the first `count` values count. */
export interface CandidateColumns {
  /** As many candidates as the columns hold at most. */
  size: number;
  count: number;
  rows: Uint32Array;
  /** The scores that are to be changed. */
  scores: ArrayLike<number>;
  /** Share of the content score. */
  content: Float32Array;
  /** Cosines with the history as a whole, its newest item, the one before, and the highest of the newest five. */
  cosine: Float32Array;
  cosineLast: Float32Array;
  cosinePrevious: Float32Array;
  cosineLargest: Float32Array;
  /** W[newest, i], W[second newest, i], their sum over the history, the largest of them, and how many there are. */
  edgeLast: Float32Array;
  edgePrevious: Float32Array;
  edgeSum: Float32Array;
  edgeLargest: Float32Array;
  lists: Uint8Array;
  /** Sum of all weights of the history's lists: the unit of `edgeSum`. */
  edgeMass: number;
  /** W[i, newest], and the sum over the history of decay^r W[i, p_r]. */
  backLast: Float32Array;
  backSum: Float32Array;
  /** Place in the history, -1 where it is not there. */
  place: Int8Array;
  /** Share of the newest item's attribute values that i has too, weighted as the content score weighs attributes. */
  alike: Float32Array;
}

/** The parts of a bundle, and of a profile that is open, that features are made of. */
export type FeatureBundle = Pick<Bundle, 'manifest' | 'ids' | 'popularity' | 'neighbours' | 'embeddings'>;
export type OpenProfile = Pick<Scorer, 'lists' | 'query' | 'tables' | 'vector' | 'popularity' | 'mix'>;

/** Reads `rows[0..count)` as the profile sees them that `scorer` has open; the columns are overwritten by the next call. */
export type ReadColumns = (
  scorer: OpenProfile,
  rows: Uint32Array,
  count: number,
  scores: ArrayLike<number>,
) => CandidateColumns;

/** O(count x (dims + k) + history x k); nothing is allocated for as many candidates as have been read before. */
export function createColumnReader(bundle: FeatureBundle): ReadColumns {
  const { gather } = createGatherKernel(bundle.embeddings);
  const item = new Float32Array(bundle.embeddings.dims);
  /** Row -> its place among the candidates, and in the history, counted from 1; 0 for all others. */
  const candidateOf = new Uint16Array(bundle.ids.length);
  const placeOf = new Uint8Array(bundle.ids.length);
  let columns = createColumns(0);
  let cosines = columns.cosine;

  return (scorer, rows, count, scores) => {
    if (columns.size < count) {
      columns = createColumns(2 * count);
      cosines = new Float32Array(2 * count);
    }
    const { history } = scorer.query;
    Object.assign(columns, { rows, count, scores });
    for (let at = 0; at < count; at++) candidateOf[rows[at]!] = at + 1;
    history.forEach((row, place) => (placeOf[row] = place + 1));
    for (let at = 0; at < count; at++) columns.place[at] = placeOf[rows[at]!]! - 1;
    readContent(columns.content, scorer.query, scorer.tables, rows, count);
    gather(scorer.vector, rows, count, columns.cosine);
    readCosines(history);
    readEdges(columns, history, candidateOf, bundle);
    readBack(columns, placeOf, bundle);
    readAlike(columns, history[0], scorer);
    for (let at = 0; at < count; at++) candidateOf[rows[at]!] = 0;
    for (const row of history) placeOf[row] = 0;
    return columns;
  };

  function readCosines(history: readonly number[]): void {
    const { rows, count, cosineLast, cosinePrevious, cosineLargest } = columns;
    const { dims, values, scale } = bundle.embeddings;
    for (const column of [cosineLast, cosinePrevious, cosineLargest]) column.fill(0, 0, count);
    for (let place = 0; place < Math.min(history.length, COMPARED); place++) {
      const row = history[place]!;
      for (let dim = 0; dim < dims; dim++) item[dim] = values[row * dims + dim]! * scale[row]!;
      const into = [cosineLast, cosinePrevious][place] ?? cosines;
      gather(item, rows, count, into);
      for (let at = 0; at < count; at++) if (into[at]! > cosineLargest[at]!) cosineLargest[at] = into[at]!;
    }
  }
}

/** What the lists of the history say of the candidates. */
function readEdges(
  columns: CandidateColumns,
  history: readonly number[],
  candidateOf: Uint16Array,
  { neighbours: { k, index, weight, scale } }: FeatureBundle,
): void {
  const { count, rows, edgeLast, edgePrevious, edgeSum, edgeLargest, lists } = columns;
  const perItem = [edgeLast, edgePrevious, edgeSum, edgeLargest, lists];
  for (const column of perItem) column.fill(0, 0, count);
  columns.edgeMass = 0;
  for (let place = 0; place < history.length; place++) {
    const from = history[place]!;
    for (let slot = from * k; slot < (from + 1) * k; slot++) {
      const value = weight[slot]! * scale[from]!;
      if (value === 0) continue;
      columns.edgeMass += value;
      const at = candidateOf[index[slot]!]! - 1;
      if (at < 0) continue;
      if (place === 0) edgeLast[at] = value;
      else if (place === 1) edgePrevious[at] = value;
      edgeSum[at]! += value;
      if (value > edgeLargest[at]!) edgeLargest[at] = value;
      lists[at]!++;
    }
  }
  // several cards may be one item: the last of them has got it all
  for (let at = 0; at < count; at++) {
    const last = candidateOf[rows[at]!]! - 1;
    for (const column of perItem) column[at] = column[last]!;
  }
}

/** What the candidates' own lists say of the history. */
function readBack(
  { count, rows, backLast, backSum }: CandidateColumns,
  placeOf: Uint8Array,
  { manifest, neighbours: { k, index, weight, scale } }: FeatureBundle,
): void {
  const { decay } = manifest.ranking.lists;
  for (let at = 0; at < count; at++) {
    const row = rows[at]!;
    backLast[at] = 0;
    backSum[at] = 0;
    for (let slot = row * k; slot < (row + 1) * k; slot++) {
      const place = placeOf[index[slot]!]! - 1;
      if (place < 0) continue;
      const value = weight[slot]! * scale[row]!;
      if (place === 0) backLast[at]! += value;
      backSum[at]! += value * decay ** place;
    }
  }
}

function readAlike(
  { count, rows, alike }: CandidateColumns,
  newest: number | undefined,
  { tables }: OpenProfile,
): void {
  alike.fill(0, 0, count);
  if (newest === undefined) return;
  for (const { attribute, offsets, itemCodes, weight } of tables.columns) {
    const own = itemCodes.subarray(offsets[newest], offsets[newest + 1]);
    if (attribute === undefined || weight === 0 || own.length === 0) continue;
    for (let at = 0; at < count; at++) {
      const row = rows[at]!;
      let shared = 0;
      for (let code = offsets[row]!; code < offsets[row + 1]!; code++) if (own.includes(itemCodes[code]!)) shared++;
      alike[at]! += (weight * shared) / own.length;
    }
  }
}

function createColumns(size: number): CandidateColumns {
  const column = (): Float32Array => new Float32Array(size);
  return {
    size,
    count: 0,
    rows: new Uint32Array(0),
    scores: [],
    content: column(),
    cosine: column(),
    cosineLast: column(),
    cosinePrevious: column(),
    cosineLargest: column(),
    edgeLast: column(),
    edgePrevious: column(),
    edgeSum: column(),
    edgeLargest: column(),
    lists: new Uint8Array(size),
    edgeMass: 0,
    backLast: column(),
    backSum: column(),
    place: new Int8Array(size),
    alike: column(),
  };
}
