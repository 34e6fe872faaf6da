// Writes the parts that parts.ts reads. What is coarser in a bundle than in training is made so here, and here alone: packed
// again, what a device has unpacked gives the same bytes.

import { hashText } from './aliases.ts';
import {
  LEVELS_AN_OCTAVE,
  TASTE_ZERO,
  weightAt,
  ZERO,
  type DisplayPart,
  type EmbeddingsPart,
  type PopularityPart,
  type RankerPart,
  type TrendsPart,
  type VocabularyPart,
} from './parts.ts';
import { encodeStrings } from './strings.ts';
import { encodeTable, type ColumnSource } from './table.ts';

/** Of a share of popularity: right to about 1 part in 500. */
const SHARE_BITS = 12;
/** Of how many sessions hold an item: up to some thirty exactly, then right to 3 %. */
const SUPPORT_BITS = 8;
/** Of the largest weight of each list. */
const SCALE_BITS = 10;
/** Of a trend and of a rate of repeats. */
const TREND_BITS = 8;
/** Of the length of a row of long-term taste: right to about 1 part in 5,000. */
const TASTE_BITS = 16;
/** Levels that a weight may stand below the one before it. */
const MAX_FALL = 15;
/** Eleven halvings: beyond, levels could no longer be told apart by their weights. */
const MAX_LEVEL = 132;
/** An embedding's values are -7 to 7. */
const MOST = 7;
/** Where a row's largest value is cut off, as shares of it: the best of these is taken. */
const CUTS = [1, 0.92, 0.85, 0.78, 0.72];

/** Neighbour lists as they were made: the weight is `weight * scale[row]`, 0 in places that are not used. */
export interface NeighboursSource {
  readonly k: number;
  readonly index: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
  readonly scale: ArrayLike<number>;
}

/** Rows of any length; their direction is what counts. */
export interface EmbeddingsSource {
  readonly dims: number;
  readonly values: ArrayLike<number>;
}

export function encodeIds(ids: readonly string[]): Uint8Array<ArrayBuffer> {
  return encodeTable(stringColumns(ids));
}

export function encodePopularity({ support, share, regional }: PopularityPart): Uint8Array<ArrayBuffer> {
  return encodeTable([
    { data: Float32Array.from(support), bits: SUPPORT_BITS },
    { data: share, bits: SHARE_BITS },
    { data: regional },
  ]);
}

/**
 * Lists of any order and scale, best first from then on: on a logarithmic scale from the largest weight of each down, in steps of
 * 6 %. No place is more than 15 steps below the one before; what such a step leaves over, the next place makes good.
 */
export function encodeNeighbours({ k, index, weight, scale }: NeighboursSource): Uint8Array<ArrayBuffer> {
  const items = scale.length;
  const lengths = new Uint8Array(items);
  const scales = new Float32Array(items);
  const edges: number[] = [];
  const falls: number[] = [];
  for (let row = 0; row < items; row++) {
    const places = Array.from({ length: k }, (_, place) => row * k + place)
      .filter((at) => weight[at]! > 0 && scale[row]! > 0)
      .toSorted((a, b) => weight[b]! - weight[a]! || a - b);
    const largest = weight[places[0]!]!;
    scales[row] = places.length > 0 ? (largest * scale[row]!) / weightAt(0) : 0;
    // nothing that a float32 could tell from nothing
    if (scales[row] === 0) continue;
    lengths[row] = places.length;
    let level = 0;
    for (const at of places) {
      const fall = Math.max(0, Math.min(levelOf(weight[at]! / largest) - level, MAX_FALL));
      level += fall;
      edges.push(index[at]!);
      falls.push(fall);
    }
  }
  const Index = items <= 0xffff ? Uint16Array : Uint32Array;
  return encodeTable([
    { data: lengths },
    { data: Index.from(edges) },
    { data: Uint8Array.from(falls) },
    { data: scales, bits: SCALE_BITS },
  ]);
}

/** The nearest level of a share of the list's largest weight. */
function levelOf(share: number): number {
  return Math.min(MAX_LEVEL, Math.round(-Math.log2(share) * LEVELS_AN_OCTAVE));
}

/**
 * Rows of any length as four bits a value. A row's few largest values are cut off where that turns it less from where it
 * pointed.
 */
export function encodeEmbeddings({ dims, values }: EmbeddingsSource): Uint8Array<ArrayBuffer> {
  const codes = new Uint8Array(values.length).fill(ZERO);
  for (let from = 0; from < values.length; from += dims) {
    const exact = Array.from({ length: dims }, (_, dim) => values[from + dim]!);
    const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest === 0) continue;
    let best = 0;
    for (const cut of CUTS) {
      const unit = MOST / (largest * cut);
      const rounded = exact.map((value) => Math.max(-MOST, Math.min(MOST, Math.round(value * unit))));
      let [dot, square] = [0, 0];
      rounded.forEach((value, dim) => {
        dot += value * exact[dim]!;
        square += value * value;
      });
      if (dot / Math.sqrt(square) <= best) continue;
      best = dot / Math.sqrt(square);
      codes.set(
        rounded.map((value) => value + ZERO),
        from,
      );
    }
  }
  return encodeTable([{ data: codes }]);
}

export function encodeTrends({ trend, repeatRate }: TrendsPart): Uint8Array<ArrayBuffer> {
  return encodeTable([
    { data: trend, bits: TREND_BITS },
    { data: repeatRate, bits: TREND_BITS },
  ]);
}

/** Rows of long-term taste, which have a length of their own. */
export function encodeTaste({ values, scale }: Pick<EmbeddingsPart, 'values' | 'scale'>): Uint8Array<ArrayBuffer> {
  return encodeTable([
    { data: Uint8Array.from(values, (value) => value + TASTE_ZERO) },
    { data: scale, bits: TASTE_BITS },
  ]);
}

export function encodeRanker({ inner, bias, outer, straight }: RankerPart): Uint8Array<ArrayBuffer> {
  return encodeTable([bias, inner, outer, straight].map((data) => ({ data })));
}

export function encodeAttributes(
  attributes: readonly {
    readonly values: readonly string[];
    readonly offsets: Uint32Array;
    readonly codes: ArrayLike<number>;
  }[],
): Uint8Array<ArrayBuffer> {
  return encodeTable(
    attributes.flatMap(({ values, offsets, codes }) => [...stringColumns(values), ...codeColumns(offsets, codes)]),
  );
}

export function encodeVocabulary({ sensitive, words, offsets, codes }: VocabularyPart): Uint8Array<ArrayBuffer> {
  const marks = [sensitive?.items, sensitive?.words].map((rows = new Uint32Array()) => ({ data: rows }));
  return encodeTable([
    { data: Uint8Array.of(sensitive ? 1 : 0) },
    ...marks,
    ...stringColumns(words),
    ...codeColumns(offsets, codes),
  ]);
}

export function encodeDisplay({ titles, urls, images, prices }: DisplayPart): Uint8Array<ArrayBuffer> {
  return encodeTable([...[titles, urls, images].flatMap(stringColumns), { data: prices }]);
}

/**
 * `rows`: what an item is called, or `foldId` of it, to its row. What cannot be told from another one's fingerprint is left out.
 */
export function encodeAliases(rows: ReadonlyMap<string, number>, items: number): Uint8Array<ArrayBuffer> {
  const entries = [...rows]
    .map(([text, row]) => {
      const [hash, rest] = hashText(text);
      return { hash, check: rest >>> 16, row };
    })
    .toSorted((a, b) => a.hash - b.hash || a.check - b.check);
  const isTwin = (at: number, other: number): boolean =>
    entries[at]!.hash === entries[other]?.hash && entries[at]!.check === entries[other].check;
  const kept = entries.filter((_, at) => !isTwin(at, at - 1) && !isTwin(at, at + 1));
  const Rows = items <= 0xffff ? Uint16Array : Uint32Array;
  return encodeTable([
    { data: Uint32Array.from(kept, ({ hash }) => hash) },
    { data: new Rows(kept.map(({ row }) => row)) },
    { data: Uint16Array.from(kept, ({ check }) => check) },
  ]);
}

function stringColumns(strings: readonly string[]): ColumnSource[] {
  const { shared, lengths, text } = encodeStrings(strings);
  return [{ data: shared }, { data: lengths }, { data: text }];
}

function codeColumns(offsets: Uint32Array, codes: ArrayLike<number>): ColumnSource[] {
  const lengths = offsets.subarray(1).map((offset, row) => offset - offsets[row]!);
  return [{ data: lengths }, { data: Uint16Array.from(codes) }];
}
