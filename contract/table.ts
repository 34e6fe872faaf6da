// A part of type `table`: columns of numbers, one after another, of as few bits a value as they need. In words, u32 little
// endian:
//
//   'AISL', number of columns, then of each column: count, bits, base, shift, and its values packed as pack.ts says
//
// A column has no name: it is read in the order in which it was written, and what a newer build adds stands behind.

import { pack, unpack, wordsFor } from './pack.ts';

const MAGIC = 0x4c534941;
const HEADER_WORDS = 4;
/** For the count of a column: as many as there are. */
export const ANY = -1;

export type Numbers = Int8Array | Uint8Array | Uint16Array | Uint32Array | Float32Array;

export interface ColumnSource {
  /** Integers from 0 on, packed into as few bits as the largest needs; or floats. */
  readonly data: Uint8Array | Uint16Array | Uint32Array | Float32Array;
  /** Of floats from 0 on: packs them by their logarithm, see pack.ts. @default 32, as they are */
  readonly bits?: number;
}

/**
 * The next column, in an array of the type asked for; what does not fit it loses its upper bits.
 *
 * @throws RangeError for a column that is not there or not whole, or that has another count
 */
export type ReadColumn = <T extends Numbers>(count: number, Type: new (length: number) => T) => T;

/**
 * Writes columns in the order given. The same columns always give the same bytes.
 *
 * @throws RangeError for floats that cannot be packed: negative ones, and what is no number
 */
export function encodeTable(columns: readonly ColumnSource[]): Uint8Array<ArrayBuffer> {
  const packed = columns.map(({ data, bits }) => pack(data, bits));
  const table = new Uint32Array(packed.reduce((sum, { words }) => sum + HEADER_WORDS + words.length, 2));
  table.set([MAGIC, columns.length]);
  let at = 2;
  packed.forEach(({ words, bits, base, shift }, index) => {
    table.set([columns[index]!.data.length, bits, base, shift], at);
    table.set(words, at + HEADER_WORDS);
    at += HEADER_WORDS + words.length;
  });
  return new Uint8Array(table.buffer);
}

/**
 * Runs `read` on the columns in `buffer`; undefined for anything malformed, and where `read` throws. Nothing is allocated for a
 * column that ends outside the buffer.
 */
export function readTable<T>(buffer: ArrayBuffer, read: (column: ReadColumn) => T): T | undefined {
  // a typed array by itself refuses a place outside the buffer
  try {
    let at = 0;
    const next = (words: number): Uint32Array => {
      const view = new Uint32Array(buffer, at, words);
      at += 4 * words;
      return view;
    };
    need(next(2)[0] === MAGIC);
    return read((wanted, Type) => {
      const [count, bits, base, shift] = next(HEADER_WORDS) as unknown as readonly [number, number, number, number];
      need(bits > 0 && bits <= 32 && (wanted < 0 || wanted === count));
      const words = next(wordsFor(count, bits));
      return unpack(words, new Type(count), bits, base, shift);
    });
  } catch {
    return undefined;
  }
}

export function need(fact: unknown): asserts fact {
  if (!fact) throw new RangeError();
}
