// Numbers of a few bits each, one after another in words of 32 bits, the lowest bits first. Integers are written as they are.
// Floats, where they are packed, are never negative, and are written as what the bits of a float32 say: these rise with the
// value, about evenly with its logarithm, so that
//
//   bits of the value = (code - 1) * 2^shift + base,    code 0 is the value 0
//
// is a logarithmic scale from the smallest value to the largest, exact in every engine. Eight bits over sixteen octaves are
// right to 3 %.

import type { ColumnSource, Numbers } from './table.ts';

/** `base` and `shift` are 0 but for packed floats. */
export interface Packed {
  readonly words: Uint32Array<ArrayBuffer>;
  readonly bits: number;
  readonly base: number;
  readonly shift: number;
}

/** `bits` is of floats; integers take as many as the largest needs. */
export function pack(data: ColumnSource['data'], bits = 32): Packed {
  if (!(data instanceof Float32Array))
    return { words: toWords(data, bitsOf(data)), bits: bitsOf(data), base: 0, shift: 0 };
  const floats = new Uint32Array(Float32Array.from(data).buffer);
  if (bits === 32) return { words: floats, bits, base: 0, shift: 0 };
  const { codes, base, shift } = toCodes(data, floats, bits);
  return { words: toWords(codes, bits), bits, base, shift };
}

/** Fills `out`, whose length says how many values there are. */
export function unpack<T extends Numbers>(words: Uint32Array, out: T, bits: number, base: number, shift: number): T {
  const codes = out instanceof Float32Array ? new Uint32Array(out.buffer) : out;
  const mask = 2 ** bits - 1;
  let [word, offset] = [0, 0];
  for (let place = 0; place < codes.length; place++) {
    let code = words[word]! >>> offset;
    offset += bits;
    if (offset > 31) {
      offset -= 32;
      word++;
      if (offset > 0) code |= words[word]! << (bits - offset);
    }
    codes[place] = code & mask;
  }
  if (base) for (let place = 0; place < codes.length; place++) codes[place] &&= (codes[place]! - 1) * 2 ** shift + base;
  return out;
}

export function wordsFor(count: number, bits: number): number {
  return Math.ceil((count * bits) / 32);
}

function toWords(codes: Uint8Array | Uint16Array | Uint32Array, bits: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(wordsFor(codes.length, bits));
  let [word, offset] = [0, 0];
  for (const code of codes) {
    words[word]! |= code << offset;
    offset += bits;
    if (offset < 32) continue;
    offset -= 32;
    word++;
    if (offset > 0) words[word]! |= code >>> (bits - offset);
  }
  return words;
}

function bitsOf(codes: Uint8Array | Uint16Array | Uint32Array): number {
  let most = 1;
  for (const code of codes) most = Math.max(most, code);
  return 32 - Math.clz32(most);
}

/** `floats`: the bits of the values. */
function toCodes(
  values: Float32Array,
  floats: Uint32Array,
  bits: number,
): { codes: Uint32Array; base: number; shift: number } {
  let [least, most] = [Infinity, 0];
  values.forEach((value, place) => {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`${value} cannot be packed into ${bits} bits`);
    if (value === 0) return;
    least = Math.min(least, floats[place]!);
    most = Math.max(most, floats[place]!);
  });
  const base = most > 0 ? least : 0;
  let shift = 0;
  const codeOf = (float: number): number => 1 + Math.round((float - base) / 2 ** shift);
  while (codeOf(Math.max(most, base)) >= 2 ** bits) shift++;
  return { codes: floats.map((float, place) => (values[place] ? codeOf(float) : 0)), base, shift };
}
