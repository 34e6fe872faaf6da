// The columns of every table part, written by the trainer and read by worker and server. Rows count in the order of
// part `ids`. A decoder returns undefined for anything that does not fit the manifest.

import type { Attribute, Manifest, PartName } from './bundle.ts';
import {
  decodeStrings,
  decodeTable,
  encodeStrings,
  encodeTable,
  type Column,
  type ColumnData,
  type Table,
} from './table.ts';

export interface PopularityPart {
  /** Sessions that hold the item. */
  readonly support: Uint32Array;
  /** Share of recent interest; sums to 1. */
  readonly share: Float32Array;
  /** regions x top item indexes, best first; regions as in the manifest. */
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
  const table = decodeTable(buffer);
  return table && readStrings(table, '', items);
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
  const table = decodeTable(buffer);
  const support = read(table, 'support', Uint32Array, [items]);
  const share = read(table, 'share', Float32Array, [items]);
  const regional = table?.get('regional');
  const top = regional?.shape[1] ?? 0;
  if (!support || !share || !regional || !(regional.data instanceof Uint32Array)) return undefined;
  if (!hasShape(regional, [regions.length, top]) || !areBelow(regional.data, items) || !areFinite(share))
    return undefined;
  return { support, share, regional: regional.data, top };
}

export function encodeNeighbours({ k, index, weight, scale }: NeighboursPart): Uint8Array<ArrayBuffer> {
  const shape = [scale.length, k];
  const narrow = scale.length <= 0xffff ? Uint16Array.from(index) : index;
  return encodeTable({ index: { data: narrow, shape }, weight: { data: weight, shape }, scale: { data: scale } });
}

export function decodeNeighbours(buffer: ArrayBuffer, { items }: Manifest): NeighboursPart | undefined {
  const table = decodeTable(buffer);
  const index = table?.get('index');
  const k = index?.shape[1] ?? 0;
  const weight = read(table, 'weight', Uint8Array, [items, k]);
  const scale = read(table, 'scale', Float32Array, [items]);
  if (!index || !weight || !scale || !hasShape(index, [items, k])) return undefined;
  if (!(index.data instanceof Uint16Array || index.data instanceof Uint32Array)) return undefined;
  return areBelow(index.data, items) && areFinite(scale) ? { k, index: index.data, weight, scale } : undefined;
}

export function encodeEmbeddings({ dims, values, scale }: EmbeddingsPart): Uint8Array<ArrayBuffer> {
  return encodeTable({ values: { data: values, shape: [scale.length, dims] }, scale: { data: scale } });
}

export function decodeEmbeddings(buffer: ArrayBuffer, { items, dims }: Manifest): EmbeddingsPart | undefined {
  const table = decodeTable(buffer);
  const values = read(table, 'values', Int8Array, [items, dims]);
  const scale = read(table, 'scale', Float32Array, [items]);
  return values && scale && areFinite(scale) ? { dims, values, scale } : undefined;
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
  const table = decodeTable(buffer);
  const parts: AttributePart[] = [];
  for (const [index, { name, type, weight, values: count }] of attributes.entries()) {
    const lists = readCodes(table, `${index}.`, items, count);
    const values = table && readStrings(table, `${index}.`, count);
    if (!lists || !values) return undefined;
    parts.push({ name, type, weight, values, ...lists });
  }
  return table && parts;
}

export function encodeVocabulary({ words, offsets, codes }: VocabularyPart): Uint8Array<ArrayBuffer> {
  return encodeTable({
    items: { data: offsets },
    codes: { data: words.length <= 256 ? Uint8Array.from(codes) : Uint16Array.from(codes) },
    ...stringColumns('', words),
  });
}

export function decodeVocabulary(buffer: ArrayBuffer, { items }: Manifest): VocabularyPart | undefined {
  const table = decodeTable(buffer);
  const count = (table?.get('offsets')?.data.length ?? 0) - 1;
  const words = table && readStrings(table, '', count);
  const lists = readCodes(table, '', items, count);
  return words && lists && { words, ...lists };
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
  const table = decodeTable(buffer);
  const titles = table && readStrings(table, 'title.', items);
  const urls = table && readStrings(table, 'url.', items);
  const images = table && readStrings(table, 'image.', items);
  const prices = read(table, 'price', Float32Array, [items]);
  return titles && urls && images && prices && { titles, urls, images, prices };
}

/** The part of a manifest by name; each name stands at most once. */
export function partOf(manifest: Manifest, name: PartName): Manifest['parts'][number] | undefined {
  return manifest.parts.find((part) => part.name === name);
}

function stringColumns(prefix: string, strings: readonly string[]): Record<string, { data: ColumnData }> {
  const { offsets, text } = encodeStrings(strings);
  return { [`${prefix}offsets`]: { data: offsets }, [`${prefix}text`]: { data: text } };
}

function readStrings(table: Table, prefix: string, count: number): string[] | undefined {
  const offsets = read(table, `${prefix}offsets`, Uint32Array, [count + 1]);
  const text = table.get(`${prefix}text`)?.data;
  return offsets && text instanceof Uint8Array ? decodeStrings(offsets, text) : undefined;
}

function readCodes(table: Table | undefined, prefix: string, items: number, values: number): CodeLists | undefined {
  const offsets = read(table, `${prefix}items`, Uint32Array, [items + 1]);
  const codes = table?.get(`${prefix}codes`)?.data;
  if (!offsets || !(codes instanceof Uint8Array || codes instanceof Uint16Array) || !areBelow(codes, values))
    return undefined;
  for (let row = 0; row < items; row++) if (offsets[row]! > offsets[row + 1]!) return undefined;
  return offsets[0] === 0 && offsets[items] === codes.length ? { offsets, codes } : undefined;
}

function read<T extends ColumnData>(
  table: Table | undefined,
  name: string,
  type: new (length: number) => T,
  shape: readonly number[],
): T | undefined {
  const column = table?.get(name);
  return column && column.data instanceof type && hasShape(column, shape) ? column.data : undefined;
}

function hasShape(column: Column, shape: readonly number[]): boolean {
  return column.shape.length === shape.length && column.shape.every((length, axis) => length === shape[axis]);
}

function areBelow(values: ColumnData, limit: number): boolean {
  for (const value of values) if (value >= limit) return false;
  return true;
}

function areFinite(values: Float32Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}
