// The columns of every table part, written by the trainer and read by worker and server. Rows count in the order of
// part `ids`. A decoder returns undefined for anything that does not fit the manifest.

import type { AliasesPart } from './aliases.ts';
import type { Attribute, Learned, Manifest, PartName } from './bundle.ts';
import { decodeStrings } from './strings.ts';
import { ANY, need, readTable, type Numbers, type ReadColumn } from './table.ts';

/** A weight of a list stands so many levels below the largest one; so many levels halve it. */
export const LEVELS_AN_OCTAVE = 12;
const TOP_WEIGHT = 0xffff;
/** Added to an embedding's values, which are -8 to 7. */
export const ZERO = 8;
/** Added to the values of long-term taste, which are -127 to 127. */
export const TASTE_ZERO = 128;

export interface PopularityPart {
  /** Sessions that hold the item. */
  readonly support: Uint32Array;
  /** Share of recent interest; sums to 1. */
  readonly share: Float32Array;
  /** regions x top item indexes, best first; regions as in the manifest. `top` is 0 where there are no regions. */
  readonly regional: Uint32Array;
  readonly top: number;
}

export interface NeighboursPart {
  /** Lists are `k` long, best first; unused places have weight 0. */
  readonly k: number;
  /** items x k */
  readonly index: Uint16Array | Uint32Array;
  /** items x k; the weight is `weight * scale[row]`. */
  readonly weight: Uint16Array;
  readonly scale: Float32Array;
}

export interface EmbeddingsPart {
  readonly dims: number;
  /** items x dims; the value is `values * scale[row]`. */
  readonly values: Int8Array;
  /** Makes each row one of length 1; 0 where it is empty. */
  readonly scale: Float32Array;
}

/** What the learned ranker asks about an item beside its popularity. */
export interface TrendsPart {
  /** Share of interest in the newest tenth of the sessions over the share in all of them; 0 where nobody was interested. */
  readonly trend: Float32Array;
  /** Share of the events of an item that follow an earlier one of the same session. */
  readonly repeatRate: Float32Array;
}

/** A list of codes for every item: item i holds `codes[offsets[i]]` up to, but without, `codes[offsets[i + 1]]`. */
export interface CodeLists {
  readonly offsets: Uint32Array;
  /** Two bytes each, however few values there are: a loop that meets two types of array is compiled for neither. */
  readonly codes: Uint16Array;
}

export interface AttributePart extends CodeLists {
  readonly name: string;
  readonly type: Attribute['type'];
  readonly weight: number;
  /** Names of the values; code c is `values[c]`. */
  readonly values: readonly string[];
}

export interface VocabularyPart extends CodeLists {
  readonly words: readonly string[];
  /** Absent where the trainer did not look for any. */
  readonly sensitive?: SensitivePart | undefined;
}

/** The small learned ranker, f(x) = v relu(U x + b) + w x over standardised features: see table-ranker.ts. */
export interface RankerPart {
  /** Rows of U. */
  readonly units: number;
  /** U: units x features. */
  readonly inner: Float32Array;
  /** b, one a unit. */
  readonly bias: Float32Array;
  /** v, one a unit. */
  readonly outer: Float32Array;
  /** w, one a feature. */
  readonly straight: Float32Array;
}

/** What must not be learned of; `sensitive.ts` has what makes it so. */
export interface SensitivePart {
  /** Rows of items. */
  readonly items: Uint32Array;
  /** Codes of the vocabulary's words. */
  readonly words: Uint32Array;
}

export interface DisplayPart {
  readonly titles: readonly string[];
  readonly urls: readonly string[];
  readonly images: readonly string[];
  /** NaN where unknown. */
  readonly prices: Float32Array;
}

export function decodeIds(buffer: ArrayBuffer, { items }: Manifest): string[] | undefined {
  return readTable(buffer, (column) => readStrings(column, items));
}

export function decodePopularity(buffer: ArrayBuffer, { items, regions }: Manifest): PopularityPart | undefined {
  return readTable(buffer, (column) => {
    const support = Uint32Array.from(floats(column, items));
    const share = floats(column, items);
    const regional = below(items, column(ANY, Uint32Array));
    const top = regional.length / regions.length || 0;
    need(top % 1 === 0);
    return { support, share, regional, top };
  });
}

export function decodeNeighbours(buffer: ArrayBuffer, { items }: Manifest): NeighboursPart | undefined {
  return readTable(buffer, (column) => {
    const lengths = column(items, Uint8Array);
    const Rows = items > 0xffff ? Uint32Array : Uint16Array;
    const edges = below(items, column<Uint16Array | Uint32Array>(ANY, Rows));
    const falls = column(edges.length, Uint8Array);
    const k = lengths.reduce((longest, length) => Math.max(longest, length), 0);
    const index = new Rows(items * k);
    const weight = new Uint16Array(items * k);
    const weights = Uint16Array.from({ length: 256 }, (_, level) => weightAt(level));
    let at = 0;
    for (let row = 0; row < items; row++) {
      const from = row * k - at;
      let level = 0;
      for (const end = at + lengths[row]!; at < end; at++) {
        level += falls[at]!;
        index[from + at] = edges[at]!;
        weight[from + at] = weights[level]!;
      }
    }
    need(at === edges.length);
    return { k, index, weight, scale: floats(column, items) };
  });
}

/** The weight of a level, of 65,535. */
export function weightAt(level: number): number {
  return Math.round(TOP_WEIGHT * 2 ** (-level / LEVELS_AN_OCTAVE));
}

export function decodeEmbeddings(buffer: ArrayBuffer, { items, dims }: Manifest): EmbeddingsPart | undefined {
  return readTable(buffer, (column) => {
    const codes = column(items * dims, Uint8Array);
    const values = new Int8Array(codes.length);
    const scale = new Float32Array(items);
    for (let row = 0, at = 0; row < items; row++) {
      let square = 0;
      for (const end = at + dims; at < end; at++) {
        const value = codes[at]! - ZERO;
        values[at] = value;
        square += value * value;
      }
      scale[row] = square && square ** -0.5;
    }
    return { dims, values, scale };
  });
}

export function decodeTrends(buffer: ArrayBuffer, { items }: Manifest): TrendsPart | undefined {
  return readTable(buffer, (column) => ({
    trend: floats(column, items),
    repeatRate: floats(column, items),
  }));
}

export function decodeTaste(buffer: ArrayBuffer, items: number, dims: number): EmbeddingsPart | undefined {
  return readTable(buffer, (column) => ({
    dims,
    values: Int8Array.from(column(items * dims, Uint8Array), (code) => code - TASTE_ZERO),
    scale: floats(column, items),
  }));
}

export function decodeAttributes(buffer: ArrayBuffer, { items, attributes }: Manifest): AttributePart[] | undefined {
  return readTable(buffer, (column) =>
    attributes.map(({ name, type, weight, values }) => ({
      name,
      type,
      weight,
      values: readStrings(column, values),
      ...readCodes(column, items, values),
    })),
  );
}

export function decodeVocabulary(buffer: ArrayBuffer, { items }: Manifest): VocabularyPart | undefined {
  return readTable(buffer, (column) => {
    const [isKnown] = column(1, Uint8Array);
    const sensitive = { items: below(items, column(ANY, Uint32Array)), words: column(ANY, Uint32Array) };
    const words = readStrings(column, ANY);
    return { sensitive: isKnown ? sensitive : undefined, words, ...readCodes(column, items, words.length) };
  });
}

export function decodeDisplay(buffer: ArrayBuffer, { items }: Manifest): DisplayPart | undefined {
  return readTable(buffer, (column) => ({
    titles: readStrings(column, items),
    urls: readStrings(column, items),
    images: readStrings(column, items),
    prices: column(items, Float32Array),
  }));
}

export function decodeRanker(buffer: ArrayBuffer, { features }: Pick<Learned, 'features'>): RankerPart | undefined {
  const { length } = features;
  return readTable(buffer, (column) => {
    const bias = column(ANY, Float32Array);
    const units = bias.length;
    const inner = column(units * length, Float32Array);
    const outer = column(units, Float32Array);
    const straight = column(length, Float32Array);
    // they may be negative, and must be numbers
    for (const values of [bias, inner, outer, straight]) below(Infinity, values.map(Math.abs));
    return { units, inner, bias, outer, straight };
  });
}

export function decodeAliases(buffer: ArrayBuffer, { items }: Manifest): AliasesPart | undefined {
  return readTable(buffer, (column) => {
    const hash = column(ANY, Uint32Array);
    const { length } = hash;
    const Rows = items > 0xffff ? Uint32Array : Uint16Array;
    const row = below(items, column<Uint16Array | Uint32Array>(length, Rows));
    return { hash, check: column(length, Uint16Array), row };
  });
}

/** The part of a manifest by name; each name stands at most once. */
export function partOf(manifest: Manifest, name: PartName): Manifest['parts'][number] | undefined {
  return manifest.parts.find((part) => part.name === name);
}

function readStrings(column: ReadColumn, count: number): string[] {
  const shared = column(count, Uint8Array);
  const strings = decodeStrings(shared, column(shared.length, Uint32Array), column(ANY, Uint8Array));
  need(strings);
  return strings;
}

function readCodes(column: ReadColumn, items: number, values: number): CodeLists {
  const offsets = new Uint32Array(items + 1);
  column(items, Uint32Array).forEach((length, row) => (offsets[row + 1] = offsets[row]! + length));
  return { offsets, codes: below(values, column(offsets[items]!, Uint16Array)) };
}

/** From 0 on, finite. */
function floats(column: ReadColumn, count: number): Float32Array {
  return below(Infinity, column(count, Float32Array));
}

function below<T extends Numbers>(limit: number, values: T): T {
  for (const value of values) need(value >= 0 && value < limit);
  return values;
}
