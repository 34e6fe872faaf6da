import { sessionWeights, type Pairs } from './pairs.ts';
import { KINDS, type Kind } from './sequences.ts';
import { addTo, clear, createScratch, createSparseBuilder, type Scratch, type SparseRows } from './sparse.ts';

/** How co-occurrences are counted; every value is found on the validation tail. */
export interface RateParameters {
  /** Events further apart do not count, 1..10. */
  readonly distance: number;
  /** A pair d apart weighs d^-fall. */
  readonly fall: number;
  /** Two events t seconds apart weigh (1 + t / 60)^-gap, where the log has a clock. */
  readonly gap: number;
  /** A session of n events weighs (n - 1)^-norm. */
  readonly norm: number;
  /** Sessions age by exp(-age / (sessions x tau)); 0: they do not. */
  readonly tau: number;
  /** Weight of a pair seen from its later item. */
  readonly backward: number;
  /** Share of the undirected matrix, whose pairs weigh d^-fallBoth. */
  readonly both: number;
  readonly fallBoth: number;
  /** Added to a row's sum before dividing by it: rows with little evidence stay small. */
  readonly shrink: number;
  /**
   * Weights of additions to a cart or wish list, and of purchases, beside 1 for a look; what was sent back counts against the
   * item where it is what a pair leads to. A pair weighs the product of its ends.
   */
  readonly cart: number;
  readonly purchase: number;
  readonly returned: number;
  /** An event looked at for t seconds weighs min(1 + t / 30, 20)^dwell, one found at place p of a list p^position. */
  readonly dwell: number;
  readonly position: number;
}

export const RATE_PARAMETERS = [
  'distance',
  'fall',
  'gap',
  'norm',
  'tau',
  'backward',
  'both',
  'fallBoth',
  'shrink',
  'cart',
  'purchase',
  'returned',
  'dwell',
  'position',
] as const satisfies readonly (keyof RateParameters)[];

/** Where distance 0 stands in a table by signed distance. */
const MIDDLE = 16;
/** Gaps are told apart to 1 in 32, up to 2^30 seconds. */
const GAP_STEPS = 32;
const GAP_CODES = GAP_STEPS * 27;

/** R: how often one item leads to another, as shares of what is known of the first. */
export function transitionRates(pairs: Pairs, parameters: RateParameters): SparseRows {
  const { both, shrink, distance, fall, backward, fallBoth } = parameters;
  const weights = placeWeights(pairs, parameters);
  const directed = new Float64Array(2 * MIDDLE);
  const undirected = new Float64Array(2 * MIDDLE);
  for (let apart = 1; apart <= distance; apart++) {
    directed[MIDDLE + apart] = apart ** -fall;
    directed[MIDDLE - apart] = backward * apart ** -fall;
    undirected[MIDDLE + apart] = undirected[MIDDLE - apart] = apart ** -fallBoth;
  }
  const first = createScratch(pairs.items);
  const second = createScratch(pairs.items);
  const builder = createSparseBuilder(pairs.items, Math.min(pairs.count, 4_000_000));
  for (let row = 0; row < pairs.items; row++) {
    const sum = gather(first, pairs, row, distance, weights, directed);
    scale(first, (1 - both) / (sum + shrink));
    if (both > 0) {
      const sumBoth = gather(second, pairs, row, distance, weights, undirected);
      scale(second, both / (sumBoth + shrink));
      for (let at = 0; at < second.count; at++) addTo(first, second.touched[at]!, second.values[second.touched[at]!]!);
      clear(second);
    }
    for (let at = 0; at < first.count; at++) {
      const column = first.touched[at]!;
      // more sent back than kept: nothing is known to lead there
      if (first.values[column]! > 0) builder.add(column, first.values[column]!);
      // what cancelled out on the way may stand here twice
      first.values[column] = 0;
    }
    builder.endRow();
    clear(first);
  }
  return builder.finish();
}

interface PlaceWeights {
  /** Per place of the sequences: its weight as the end a pair starts from, its session's included, and as the other. */
  readonly from: Float32Array;
  readonly to: Float32Array;
  /** Weight by code of the gap; undefined where gaps do not count. */
  readonly gaps: Float32Array | undefined;
}

function placeWeights(pairs: Pairs, parameters: RateParameters): PlaceWeights {
  const { kind, seconds, dwell, position } = pairs.sequences;
  const { cart, purchase, returned, norm, tau, gap } = parameters;
  const sessions = sessionWeights(pairs, norm, tau);
  const worth: Readonly<Record<Kind, number>> = { view: 1, cart, purchase, returned };
  // a log of orders alone is one of looks as far as weights go
  const unit = worth[KINDS[commonest(kind)]!] || 1;
  const to = Float32Array.from(kind, (code) => worth[KINDS[code]!] / unit);
  if (dwell && parameters.dwell !== 0) raise(to, dwell, parameters.dwell, (t) => Math.min(1 + t / 30, 20));
  if (position && parameters.position !== 0) raise(to, position, parameters.position, (place) => Math.max(place, 1));
  const from = to.map((weight, place) => Math.abs(weight) * sessions[pairs.session[place]!]!);
  const gaps = gap > 0 && seconds ? gapWeights(gap) : undefined;
  return { from, to, gaps };
}

/** Weighs every place by what the log says of it; a place of which it says nothing keeps its weight. */
function raise(weights: Float32Array, said: Float32Array, power: number, worth: (value: number) => number): void {
  for (let at = 0; at < weights.length; at++) {
    if (!Number.isNaN(said[at]!)) weights[at]! *= worth(said[at]!) ** power;
  }
}

function commonest(kind: Uint8Array): number {
  const counts = KINDS.map(() => 0);
  for (const code of kind) counts[code]!++;
  return counts.indexOf(Math.max(...counts));
}

/** The weighted pairs of a row, into an empty scratch; returns the sum of what counts for it. */
function gather(
  scratch: Scratch,
  { sequences: { offsets: ends, row: rows, seconds }, offsets, places, session }: Pairs,
  row: number,
  distance: number,
  { from, to, gaps }: PlaceWeights,
  byDistance: Float64Array,
): number {
  const { values, touched } = scratch;
  let [sum, count] = [0, 0];
  for (let place = offsets[row]!; place < offsets[row + 1]!; place++) {
    const at = places[place]!;
    const of = session[at]!;
    const first = Math.max(ends[of]!, at - distance);
    const last = Math.min(ends[of + 1]! - 1, at + distance);
    const own = from[at]!;
    for (let there = first; there <= last; there++) {
      const column = rows[there]!;
      if (column === row) continue;
      let value = own * to[there]! * byDistance[MIDDLE + there - at]!;
      if (value === 0) continue;
      if (gaps) value *= gaps[gapCode(Math.abs(seconds![there]! - seconds![at]!))]!;
      if (values[column] === 0) touched[count++] = column;
      values[column] = values[column]! + value || Number.MIN_VALUE;
      if (value > 0) sum += value;
    }
  }
  scratch.count = count;
  return sum;
}

function scale(scratch: Scratch, factor: number): void {
  for (let at = 0; at < scratch.count; at++) scratch.values[scratch.touched[at]!]! *= factor;
}

/** Whole seconds on a scale that is linear up to 63 and then doubles every 32 codes. */
function gapCode(seconds: number): number {
  if (seconds < 2 * GAP_STEPS) return seconds;
  const shift = 26 - Math.clz32(seconds);
  return shift * GAP_STEPS + (seconds >> shift);
}

function gapWeights(gap: number): Float32Array {
  return Float32Array.from({ length: GAP_CODES }, (_, code) => {
    const shift = Math.max(Math.floor(code / GAP_STEPS) - 1, 0);
    const seconds = (code - shift * GAP_STEPS) * 2 ** shift;
    return (1 + seconds / 60) ** -gap;
  });
}
