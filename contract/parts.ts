// The columns of every table part, written by the trainer and read by worker and server. Rows count in the order of
// part `ids`. A decoder returns undefined for anything that does not fit the manifest.

import { hashText, type AliasesPart } from './aliases.ts';
import type { Attribute, Learned, Manifest, PartName } from './bundle.ts';
import { decodeStrings, decodeTable, encodeStrings, encodeTable, type ColumnData } from './table.ts';

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
  /** Lists are `k` long; unused places have weight 0. */
  readonly k: number;
  /** items x k */
  readonly index: Uint16Array | Uint32Array;
  /** items x k; the weight is `weight * scale[row]`. */
  readonly weight: Uint8Array;
  readonly scale: Float32Array;
}

export interface EmbeddingsPart {
  readonly dims: number;
  /** items x dims; the value is `values * scale[row]`. */
  readonly values: Int8Array;
  readonly scale: Float32Array;
}

/** What the learned ranker asks about an item beside its popularity. */
export interface TrendsPart {
  /** Share of interest in the newest tenth of the sessions over the share in all of them. */
  readonly trend: Float32Array;
  /** Share of the events of an item that follow an earlier one of the same session. */
  readonly repeatRate: Float32Array;
}

/** A list of codes for every item: item i holds `codes[offsets[i]]` up to, but without, `codes[offsets[i + 1]]`. */
export interface CodeLists {
  readonly offsets: Uint32Array;
  readonly codes: Uint16Array | Uint8Array;
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

export function encodeIds(ids: readonly string[]): Uint8Array<ArrayBuffer> {
  return encodeTable(stringColumns('', ids));
}

export function decodeIds(buffer: ArrayBuffer, { items }: Manifest): string[] | undefined {
  return decode(buffer, (column) => readStrings(column, '', items));
}

export function encodePopularity({ support, share, regional, top }: PopularityPart): Uint8Array<ArrayBuffer> {
  const rows = top > 0 ? regional.length / top : 0;
  return encodeTable({
    support: { data: support },
    share: { data: share },
    regional: { data: regional, shape: [rows, top] },
  });
}

export function decodePopularity(buffer: ArrayBuffer, { items, regions }: Manifest): PopularityPart | undefined {
  return decode(buffer, (column) => {
    const regional = column('regional', [regions.length, ANY], Uint32Array);
    return {
      support: column('support', [items], Uint32Array),
      share: finite(column('share', [items], Float32Array)),
      regional: below(items, regional),
      top: regions.length > 0 ? regional.length / regions.length : 0,
    };
  });
}

export function encodeNeighbours({ k, index, weight, scale }: NeighboursPart): Uint8Array<ArrayBuffer> {
  const shape = [scale.length, k];
  const narrow = scale.length <= 0xffff ? Uint16Array.from(index) : index;
  return encodeTable({ index: { data: narrow, shape }, weight: { data: weight, shape }, scale: { data: scale } });
}

export function decodeNeighbours(buffer: ArrayBuffer, { items }: Manifest): NeighboursPart | undefined {
  return decode(buffer, (column) => {
    const index = below(items, column<Uint16Array | Uint32Array>('index', [items, ANY], Uint16Array, Uint32Array));
    const k = index.length / items;
    const weight = column('weight', [items, k], Uint8Array);
    return { k, index, weight, scale: finite(column('scale', [items], Float32Array)) };
  });
}

export function encodeEmbeddings({ dims, values, scale }: EmbeddingsPart): Uint8Array<ArrayBuffer> {
  return encodeTable({ values: { data: values, shape: [scale.length, dims] }, scale: { data: scale } });
}

export function decodeEmbeddings(buffer: ArrayBuffer, { items, dims }: Manifest): EmbeddingsPart | undefined {
  return decode(buffer, (column) => ({
    dims,
    values: column('values', [items, dims], Int8Array),
    scale: finite(column('scale', [items], Float32Array)),
  }));
}

/** Rows of long-term taste, which have a length of their own. */
export function encodeTaste({ dims, values, scale }: EmbeddingsPart): Uint8Array<ArrayBuffer> {
  return encodeTable({ values: { data: values, shape: [scale.length, dims] }, scale: { data: scale } });
}

export function decodeTaste(buffer: ArrayBuffer, items: number, dims: number): EmbeddingsPart | undefined {
  return decode(buffer, (column) => ({
    dims,
    values: column('values', [items, dims], Int8Array),
    scale: finite(column('scale', [items], Float32Array)),
  }));
}

export function encodeAttributes(
  attributes: readonly {
    readonly values: readonly string[];
    readonly offsets: Uint32Array;
    readonly codes: ArrayLike<number>;
  }[],
): Uint8Array<ArrayBuffer> {
  const columns: Record<string, { data: ColumnData }> = {};
  attributes.forEach(({ values, offsets, codes }, index) => {
    columns[`${index}.items`] = { data: offsets };
    columns[`${index}.codes`] = { data: values.length <= 256 ? Uint8Array.from(codes) : Uint16Array.from(codes) };
    Object.assign(columns, stringColumns(`${index}.`, values));
  });
  return encodeTable(columns);
}

export function decodeAttributes(buffer: ArrayBuffer, { items, attributes }: Manifest): AttributePart[] | undefined {
  return decode(buffer, (column) =>
    attributes.map(({ name, type, weight, values }, index) => ({
      name,
      type,
      weight,
      values: readStrings(column, `${index}.`, values),
      ...readCodes(column, `${index}.`, items, values),
    })),
  );
}

export function encodeVocabulary(
  { words, offsets, codes }: VocabularyPart,
  sensitive?: SensitivePart,
): Uint8Array<ArrayBuffer> {
  return encodeTable({
    items: { data: offsets },
    codes: { data: words.length <= 256 ? Uint8Array.from(codes) : Uint16Array.from(codes) },
    ...stringColumns('', words),
    ...(sensitive && {
      'sensitive.items': { data: sensitive.items },
      'sensitive.words': { data: sensitive.words },
    }),
  });
}

export function decodeVocabulary(buffer: ArrayBuffer, { items }: Manifest): VocabularyPart | undefined {
  return decode(buffer, (column) => {
    const words = readStrings(column, '', ANY);
    return { words, ...readCodes(column, '', items, words.length) };
  });
}

/** Of part `vocabulary`; undefined where the trainer did not look for any. */
export function decodeSensitive(buffer: ArrayBuffer, { items }: Manifest): SensitivePart | undefined {
  return decode(buffer, (column) => ({
    items: below(items, column('sensitive.items', [ANY], Uint32Array)),
    words: column('sensitive.words', [ANY], Uint32Array),
  }));
}

export function encodeDisplay({ titles, urls, images, prices }: DisplayPart): Uint8Array<ArrayBuffer> {
  return encodeTable({
    ...stringColumns('title.', titles),
    ...stringColumns('url.', urls),
    ...stringColumns('image.', images),
    price: { data: prices },
  });
}

export function decodeDisplay(buffer: ArrayBuffer, { items }: Manifest): DisplayPart | undefined {
  return decode(buffer, (column) => ({
    titles: readStrings(column, 'title.', items),
    urls: readStrings(column, 'url.', items),
    images: readStrings(column, 'image.', items),
    prices: column('price', [items], Float32Array),
  }));
}

export function encodeTrends({ trend, repeatRate }: TrendsPart): Uint8Array<ArrayBuffer> {
  return encodeTable({ trend: { data: trend }, repeatRate: { data: repeatRate } });
}

export function decodeTrends(buffer: ArrayBuffer, { items }: Manifest): TrendsPart | undefined {
  return decode(buffer, (column) => ({
    trend: finite(column('trend', [items], Float32Array)),
    repeatRate: finite(column('repeatRate', [items], Float32Array)),
  }));
}

export function encodeRanker({ units, inner, bias, outer, straight }: RankerPart): Uint8Array<ArrayBuffer> {
  return encodeTable({
    inner: { data: inner, shape: [units, straight.length] },
    bias: { data: bias },
    outer: { data: outer },
    straight: { data: straight },
  });
}

export function decodeRanker(buffer: ArrayBuffer, { features }: Pick<Learned, 'features'>): RankerPart | undefined {
  return decode(buffer, (column) => {
    const bias = finite(column('bias', [ANY], Float32Array));
    const units = bias.length;
    return {
      units,
      inner: finite(column('inner', [units, features.length], Float32Array)),
      bias,
      outer: finite(column('outer', [units], Float32Array)),
      straight: finite(column('straight', [features.length], Float32Array)),
    };
  });
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
  return encodeTable({
    hash: { data: Uint32Array.from(kept, ({ hash }) => hash) },
    check: { data: Uint16Array.from(kept, ({ check }) => check) },
    row: { data: new Rows(kept.map(({ row }) => row)) },
  });
}

export function decodeAliases(buffer: ArrayBuffer, { items }: Manifest): AliasesPart | undefined {
  return decode(buffer, (column) => {
    const hash = column('hash', [ANY], Uint32Array);
    const shape = [hash.length];
    const row = below(items, column<Uint16Array | Uint32Array>('row', shape, Uint16Array, Uint32Array));
    return { hash, check: column('check', shape, Uint16Array), row };
  });
}

/** The part of a manifest by name; each name stands at most once. */
export function partOf(manifest: Manifest, name: PartName): Manifest['parts'][number] | undefined {
  return manifest.parts.find((part) => part.name === name);
}

function stringColumns(prefix: string, strings: readonly string[]): Record<string, { data: ColumnData }> {
  const { offsets, text } = encodeStrings(strings);
  return { [`${prefix}offsets`]: { data: offsets }, [`${prefix}text`]: { data: text } };
}

/** One column of a table: of one of the types and of the shape, or the part is refused. */
type ReadColumn = <T extends ColumnData>(
  name: string,
  shape: readonly number[],
  ...types: (new (length: number) => T)[]
) => T;

/** In a shape: as many as there are. */
const ANY = -1;

/** Runs `read` on the table in `buffer`; a column that does not fit ends it, and the part is refused. */
function decode<T>(buffer: ArrayBuffer, read: (column: ReadColumn) => T): T | undefined {
  const table = decodeTable(buffer);
  try {
    return (
      table &&
      read((name, shape, ...types) => {
        const found = table.get(name);
        need(
          found?.shape.length === shape.length &&
            shape.every((length, axis) => length === ANY || length === found.shape[axis]),
        );
        const type = types.find((candidate) => found?.data instanceof candidate);
        need(type);
        return found?.data as InstanceType<typeof type>;
      })
    );
  } catch {
    return undefined;
  }
}

function need(fact: unknown): asserts fact {
  if (!fact) throw new RangeError('part');
}

function readStrings(column: ReadColumn, prefix: string, count: number): string[] {
  const offsets = column(`${prefix}offsets`, [count < 0 ? ANY : count + 1], Uint32Array);
  const strings = decodeStrings(offsets, column(`${prefix}text`, [ANY], Uint8Array));
  need(strings && offsets.length > 0);
  return strings;
}

function readCodes(column: ReadColumn, prefix: string, items: number, values: number): CodeLists {
  const offsets = column(`${prefix}items`, [items + 1], Uint32Array);
  const codes = column<Uint8Array | Uint16Array>(`${prefix}codes`, [ANY], Uint8Array, Uint16Array);
  need(offsets[0] === 0 && offsets[items] === codes.length);
  need(offsets.every((offset, row) => row === 0 || offset >= offsets[row - 1]!));
  return { offsets, codes: below(values, codes) };
}

function below<T extends ColumnData>(limit: number, values: T): T {
  for (const value of values) need(value < limit);
  return values;
}

function finite(values: Float32Array): Float32Array {
  for (const value of values) need(Number.isFinite(value));
  return values;
}
