// A part of type `table`: named typed columns in one buffer, decoded without copying.
//
//   bytes 0..3   'AISL'
//   bytes 4..7   length of the header, u32 little endian
//   header       JSON: { "columns": { name: { dtype, shape, offset } } }, padded with spaces to a multiple of 8
//   data         each column at its offset from the start of the data, a multiple of 8
//
// All numbers are little endian, as every browser's typed arrays are.

import { integer, isArrayOf, isRecord } from './guards.ts';

const MAGIC = 0x4c534941;
const ALIGN = 8;

const DTYPES = {
  i8: Int8Array,
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
};

export type Dtype = keyof typeof DTYPES;
export type ColumnData = Int8Array | Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array;

export interface Column {
  readonly dtype: Dtype;
  /** Rows, then values a row where there are several. */
  readonly shape: readonly number[];
  readonly data: ColumnData;
}

export type Table = ReadonlyMap<string, Column>;

/** Writes columns in the order given. The same columns always give the same bytes. */
export function encodeTable(
  columns: Readonly<Record<string, { data: ColumnData; shape?: readonly number[] }>>,
): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const described: Record<string, { dtype: Dtype; shape: readonly number[]; offset: number }> = {};
  for (const [name, { data, shape = [data.length] }] of Object.entries(columns)) {
    if (sizeOf(shape) !== data.length) {
      throw new RangeError(`column ${name}: shape ${shape.join(' x ')} does not hold ${data.length} values`);
    }
    described[name] = { dtype: dtypeOf(data), shape, offset };
    offset = aligned(offset + data.byteLength);
  }
  const json = JSON.stringify({ columns: described });
  const text = new TextEncoder().encode(json);
  const start = aligned(8 + text.length);
  const bytes = new Uint8Array(start + offset).fill(0x20, 8, start);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, start - 8, true);
  bytes.set(text, 8);
  for (const [name, { data }] of Object.entries(columns)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + described[name]!.offset);
  }
  return bytes;
}

/**
 * Reads a table as views on `buffer`. Returns undefined for anything malformed: a wrong magic number, a column outside
 * the buffer or off its alignment, a shape that does not fit. Allocates nothing in the size of the data.
 */
export function decodeTable(buffer: ArrayBuffer): Table | undefined {
  // a typed array by itself refuses a place outside the buffer, and JSON what is not
  try {
    const [magic, length] = new Uint32Array(buffer, 0, 2);
    const start = 8 + length!;
    const header: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(buffer, 8, length)),
    );
    if (magic !== MAGIC || start % ALIGN !== 0 || !isRecord(header) || !isRecord(header['columns'])) return undefined;
    const table = new Map<string, Column>();
    const isLength = integer(0, 2 ** 31);
    for (const [name, column] of Object.entries(header['columns'])) {
      const { dtype, shape, offset } = column as { dtype: Dtype; shape: number[]; offset: number };
      if (!isArrayOf(shape, isLength, 1, 4) || !isLength(offset) || offset % ALIGN !== 0) return undefined;
      if (!Object.hasOwn(DTYPES, dtype)) return undefined;
      table.set(name, { dtype, shape, data: new DTYPES[dtype](buffer, start + offset, sizeOf(shape)) });
    }
    return table;
  } catch {
    return undefined;
  }
}

/** Strings as two columns: `offsets` (count + 1) into `text`, UTF-8. */
export function encodeStrings(strings: readonly string[]): { offsets: Uint32Array; text: Uint8Array } {
  const encoder = new TextEncoder();
  const chunks = strings.map((string) => encoder.encode(string));
  const offsets = new Uint32Array(strings.length + 1);
  chunks.forEach((chunk, index) => (offsets[index + 1] = offsets[index]! + chunk.length));
  const text = new Uint8Array(offsets[strings.length]!);
  chunks.forEach((chunk, index) => text.set(chunk, offsets[index]));
  return { offsets, text };
}

/** The inverse of `encodeStrings`; undefined when the offsets do not ascend within the text. */
export function decodeStrings(offsets: ColumnData, text: ColumnData): string[] | undefined {
  // a string is what was written, a byte-order mark at its start included
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const strings: string[] = [];
  for (let index = 0; index + 1 < offsets.length; index++) {
    const [from, to] = [offsets[index]!, offsets[index + 1]!];
    if (from > to || to > text.length) return undefined;
    strings.push(decoder.decode(text.subarray(from, to)));
  }
  return strings;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGN) * ALIGN;
}

function dtypeOf(data: ColumnData): Dtype {
  for (const [dtype, Data] of Object.entries(DTYPES)) if (data instanceof Data) return dtype as Dtype;
  throw new TypeError(`no column type for ${Object.prototype.toString.call(data)}`);
}
