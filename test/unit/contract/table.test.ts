import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { decodeStrings, encodeStrings } from '../../../contract/strings.ts';
import { ANY, encodeTable, readTable, type ColumnSource, type Numbers } from '../../../contract/table.ts';
import { rounds } from '../../long.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_123);

const columnData: fc.Arbitrary<ColumnSource['data']> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint16Array({ maxLength: 40 }),
  fc.uint32Array({ maxLength: 40 }),
  fc.float32Array({ maxLength: 40 }),
  // small numbers, so that columns of every width occur
  fc.integer({ min: 0, max: 31 }).chain((bits) => fc.uint32Array({ max: 2 ** bits, maxLength: 40 })),
);

const columns = fc.array(columnData, { maxLength: 6 });

function encoded(data: readonly ColumnSource['data'][]): Uint8Array<ArrayBuffer> {
  return encodeTable(data.map((values) => ({ data: values })));
}

/** A table of one column whose header says this, before 64 bytes of data. */
function forged(...header: readonly number[]): ArrayBuffer {
  return Uint32Array.of(0x4c534941, 1, ...header, ...new Uint32Array(16)).buffer;
}

function read(buffer: ArrayBuffer, Type: new (length: number) => Numbers = Uint32Array): Numbers | undefined {
  return readTable(buffer, (column) => column(ANY, Type));
}

function typeOf(values: Numbers): new (length: number) => Numbers {
  return values.constructor as Uint32ArrayConstructor;
}

/** As many columns as were written. */
function readLike(buffer: ArrayBuffer, data: readonly Numbers[]): Numbers[] | undefined {
  return readTable(buffer, (column) => data.map((values) => column(ANY, typeOf(values))));
}

describe('a table', () => {
  test('gives back the columns that were written, in their order', () => {
    fc.assert(
      fc.property(columns, (data) => {
        expect(readLike(encoded(data).buffer, data)).toEqual(data);
      }),
      { seed: SEED, numRuns: rounds(300) },
    );
  });

  test('of the same columns is the same bytes', () => {
    fc.assert(
      fc.property(columns, (data) => {
        expect(encoded(data)).toEqual(encoded(structuredClone(data)));
      }),
      { seed: SEED },
    );
  });

  test.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [255, 8],
    [256, 9],
    [65_536, 17],
    [2 ** 32 - 1, 32],
  ])('takes for a column of integers up to %d %d bits a value', (most, bits) => {
    const empty = encodeTable([{ data: new Uint32Array() }]).length;
    expect(encodeTable([{ data: new Uint32Array(64).fill(most) }]).length - empty).toBe(8 * bits);
  });

  test('gives a column only to who asks for its count, or for any', () => {
    const { buffer } = encoded([Uint8Array.of(1, 2, 3)]);
    expect(readTable(buffer, (column) => column(3, Uint8Array))).toEqual(Uint8Array.of(1, 2, 3));
    expect(readTable(buffer, (column) => column(2, Uint8Array))).toBeUndefined();
    expect(readTable(buffer, (column) => [column(3, Uint8Array), column(ANY, Uint8Array)])).toBeUndefined();
  });
});

describe('a column of packed floats', () => {
  const snap = (data: Float32Array, bits: number): Float32Array =>
    read(encodeTable([{ data, bits }]).buffer, Float32Array) as Float32Array;

  test('keeps nothing at all as nothing, the order, and each value to its step; again, it changes nothing', () => {
    const float = fc.oneof(fc.constant(0), fc.float({ min: Math.fround(1e-7), max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(float, { maxLength: 70 }), fc.integer({ min: 8, max: 24 }), (values, bits) => {
        const data = Float32Array.from(values);
        const found = snap(data, bits);
        data.forEach((value, place) => {
          // 24 octaves in 2^8 codes or more
          expect(Math.abs(found[place]! - value)).toBeLessThanOrEqual(value * 2 ** (4 - bits));
          expect(found[place] === 0).toBe(value === 0);
        });
        expect(snap(found, bits)).toEqual(found);
        const order = [...data.keys()].toSorted((a, b) => data[a]! - data[b]!);
        expect(order.every((at, place) => place === 0 || found[at]! >= found[order[place - 1]!]!)).toBe(true);
      }),
      { seed: SEED, numRuns: rounds(300) },
    );
  });

  test.each([-1, NaN, Infinity])('cannot hold %d: the mistake of the writer', (value) => {
    expect(() => encodeTable([{ data: Float32Array.of(value), bits: 8 }])).toThrow(RangeError);
  });
});

describe('a malformed table is refused', () => {
  test('but the one these are made from is not', () => {
    expect(read(forged(8, 8, 0, 0))).toHaveLength(8);
  });

  const CASES: readonly [what: string, buffer: ArrayBuffer][] = [
    ['nothing', new ArrayBuffer(0)],
    ['three bytes', new ArrayBuffer(3)],
    ['another magic number', new Uint8Array(64).fill(0x41).buffer],
    ['no column', Uint32Array.of(0x4c534941, 0).buffer],
    ['half a header', Uint32Array.of(0x4c534941, 1, 0, 8).buffer],
    ['no bits', forged(8, 0, 0, 0)],
    ['more bits than a word has', forged(1, 33, 0, 0)],
    ['more values than bytes', forged(65, 8, 0, 0)],
    ['the most values there can be, of the fewest bits', forged(2 ** 32 - 1, 1, 0, 0)],
  ];

  test.each(CASES)('%s', (_, buffer) => {
    expect(read(buffer)).toBeUndefined();
  });

  test('or, when a byte of it is wrong, at least never longer than its words can hold, and never a throw', () => {
    const byte = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(columns, fc.array(byte, { minLength: 1, maxLength: 4 }), fc.nat(), (data, wrong, cut) => {
        const bytes = encoded(data);
        for (const [place, value] of wrong) bytes[place % bytes.length] = value;
        for (const buffer of [bytes.buffer, bytes.slice(0, cut % (bytes.length + 1)).buffer]) {
          for (const values of readLike(buffer, data) ?? []) {
            expect(values.length).toBeLessThanOrEqual(buffer.byteLength * 8);
          }
        }
      }),
      { seed: SEED, numRuns: rounds(2_000) },
    );
  });

  test('and so is any other file, without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(2 ** 32 - 1)), (noise, words) => {
        expect(read(Uint8Array.from(noise).buffer)).toBeUndefined();
        const buffer = forged(...words);
        const found = read(buffer);
        if (found) expect(found.length).toBeLessThanOrEqual(buffer.byteLength * 8);
      }),
      { seed: SEED, numRuns: rounds(500) },
    );
  });

  test('a huge count costs no memory before it is refused', () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(read(forged(2 ** 32 - 1, 1, 0, 0))).toBeUndefined();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
  });
});

describe('strings', () => {
  const roundTrip = (strings: readonly string[]): string[] | undefined => {
    const { shared, lengths, text } = encodeStrings(strings);
    return decodeStrings(shared, lengths, text);
  };

  test('come back as they were written, in any script', () => {
    // few units, so that neighbours share a beginning, half a pair among them
    const alike = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1f600}', '\u{1f601}', '\ufeff') });
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), alike)), (strings) => {
        expect(roundTrip(strings)).toEqual(strings);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  test('with a lone surrogate come back with a replacement character, as UTF-8 has none', () => {
    expect(roundTrip(['a\ud800', '\udc00b', 'a\ud800b'])).toEqual(['a\ufffd', '\ufffdb', 'a\ufffdb']);
  });

  test('that begin with a byte-order mark keep it', () => {
    expect(roundTrip(['\ufeffid', '\ufeffid'])).toEqual(['\ufeffid', '\ufeffid']);
  });

  test('of one shop take what tells them apart, however long what they share', () => {
    const strings = Array.from(
      { length: 100 },
      (_, item) => `https://shop.example/${'products/'.repeat(40)}${item + 100}`,
    );
    expect(roundTrip(strings)).toEqual(strings);
    expect(encodeStrings(strings.map((each) => each.slice(-200))).text.length).toBeLessThan(500);
  });

  test.each([
    ['lengths past the text', [0, 0], [2, 3]],
    ['lengths short of the text', [0, 0], [1, 2]],
  ])('of %s are refused', (_, shared, lengths) => {
    expect(decodeStrings(shared, lengths, new Uint8Array(4))).toBeUndefined();
  });

  test('any lengths read inside the text only', () => {
    const bytes = fc.uint8Array({ maxLength: 8 });
    fc.assert(
      fc.property(bytes, fc.uint32Array({ max: 12, maxLength: 8 }), bytes, (shared, lengths, text) => {
        const strings = decodeStrings(shared, lengths, text);
        if (strings) expect(strings).toHaveLength(lengths.length);
      }),
      { seed: SEED, numRuns: rounds(500) },
    );
  });
});
