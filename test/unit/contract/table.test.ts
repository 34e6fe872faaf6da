import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  decodeStrings,
  decodeTable,
  encodeStrings,
  encodeTable,
  type ColumnData,
  type Table,
} from '../../../contract/table.ts';
import { rounds } from '../../long.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_123);

const columnData: fc.Arbitrary<ColumnData> = fc.oneof(
  fc.int8Array({ maxLength: 40 }),
  fc.uint8Array({ maxLength: 40 }),
  fc.uint16Array({ maxLength: 40 }),
  fc.uint32Array({ maxLength: 40 }),
  fc.int32Array({ maxLength: 40 }),
  fc.float32Array({ maxLength: 40 }),
);

// `__proto__` is no name that a table gives: the trainer names its columns
const columns = fc.dictionary(
  fc.string({ maxLength: 12 }).filter((name) => name !== '__proto__'),
  columnData,
  { maxKeys: 6, noNullPrototype: true },
);

function encoded(data: Readonly<Record<string, ColumnData>>): Uint8Array<ArrayBuffer> {
  return encodeTable(Object.fromEntries(Object.entries(data).map(([name, values]) => [name, { data: values }])));
}

/** A table whose header is `header` as it stands, and 64 bytes of data. */
function forged(header: unknown, dataBytes = 64): ArrayBuffer {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + dataBytes).fill(0x20, 8, 8 + length);
  bytes.set(new TextEncoder().encode('AISL'));
  new DataView(bytes.buffer).setUint32(4, length, true);
  bytes.set(text, 8);
  return bytes.buffer;
}

function expectWithin(table: Table | undefined, buffer: ArrayBuffer): void {
  for (const { data, shape } of table?.values() ?? []) {
    expect(data.buffer).toBe(buffer);
    expect(data.byteOffset + data.byteLength).toBeLessThanOrEqual(buffer.byteLength);
    expect(shape.reduce((size, length) => size * length, 1)).toBe(data.length);
  }
}

describe('a table', () => {
  test('gives back the columns that were written, in their order, type and bits', () => {
    fc.assert(
      fc.property(columns, (data) => {
        const table = decodeTable(encoded(data).buffer);
        expect([...(table?.keys() ?? [])]).toEqual(Object.keys(data));
        for (const [name, values] of Object.entries(data)) {
          expect(table?.get(name)?.data).toEqual(values);
          expect(table?.get(name)?.shape).toEqual([values.length]);
        }
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

  test('reads columns as views on its buffer, without copying', () => {
    const { buffer } = encoded({ a: Float32Array.of(1, 2), b: Int8Array.of(-1) });
    for (const { data } of decodeTable(buffer)?.values() ?? []) expect(data.buffer).toBe(buffer);
  });

  test('keeps every column on an eight-byte boundary, whatever stands before it', () => {
    const { buffer } = encoded({
      a: Uint8Array.of(1),
      b: Float32Array.of(1),
      c: Uint16Array.of(1),
      d: Int32Array.of(1),
    });
    for (const { data } of decodeTable(buffer)?.values() ?? []) expect(data.byteOffset % 8).toBe(0);
  });

  test('written with a shape that does not hold its values is the mistake of the writer', () => {
    expect(() => encodeTable({ a: { data: Uint8Array.of(1, 2, 3), shape: [2, 2] } })).toThrow(RangeError);
  });
});

describe('a malformed table is refused', () => {
  const column = { dtype: 'u8', shape: [8], offset: 0 };
  const good = forged({ columns: { a: column } });

  test('but the one these are made from is not', () => {
    expect(decodeTable(good)?.get('a')?.data.length).toBe(8);
  });

  const CASES: readonly [what: string, buffer: ArrayBuffer][] = [
    ['nothing', new ArrayBuffer(0)],
    ['seven bytes', new ArrayBuffer(7)],
    ['another magic number', new Uint8Array(64).fill(0x41).buffer],
    ['a header longer than the buffer', encodedHeaderLength(good, 0xff_ff_ff_f8)],
    ['a header that ends off its alignment', encodedHeaderLength(good, 41)],
    ['a header of no JSON', forged('{"columns":')],
    ['a header of no UTF-8', withByte(good, 12, 0xff)],
    ['a header that is a list', forged([])],
    ['a header without columns', forged({})],
    ['columns that are a list', forged({ columns: [column] })],
    ['a column that is null', forged({ columns: { a: null } })],
    ['an unknown type', forged({ columns: { a: { ...column, dtype: 'f64' } } })],
    ['a type that every object has', forged({ columns: { a: { ...column, dtype: 'constructor' } } })],
    ['a shape that is a number', forged({ columns: { a: { ...column, shape: 8 } } })],
    ['a shape of no axis', forged({ columns: { a: { ...column, shape: [] } } })],
    ['a shape of five axes', forged({ columns: { a: { ...column, shape: [1, 1, 1, 1, 1] } } })],
    ['a negative length', forged({ columns: { a: { ...column, shape: [-8] } } })],
    ['two negative lengths', forged({ columns: { a: { ...column, shape: [-2, -4] } } })],
    ['a length that is no integer', forged({ columns: { a: { ...column, shape: [1.5] } } })],
    ['a length that is text', forged({ columns: { a: { ...column, shape: ['8'] } } })],
    ['a length past 2^31', forged({ columns: { a: { ...column, shape: [2 ** 31 + 1] } } })],
    ['more values than bytes', forged({ columns: { a: { ...column, shape: [65] } } })],
    [
      'lengths whose product is past 2^53',
      forged({ columns: { a: { ...column, shape: [2 ** 31, 2 ** 31, 2 ** 31] } } }),
    ],
    ['a negative offset', forged({ columns: { a: { ...column, offset: -8 } } })],
    ['an offset off its alignment', forged({ columns: { a: { ...column, offset: 4 } } })],
    ['an offset past the end', forged({ columns: { a: { ...column, offset: 1 << 20 } } })],
    ['an offset at the end', forged({ columns: { a: { ...column, offset: 64 } } })],
    [
      'a column whose end is past the end',
      forged({ columns: { a: { ...column, dtype: 'f32', shape: [9], offset: 32 } } }),
    ],
    ['an own `__proto__` for a column', forged('{"columns":{"__proto__":null}}')],
  ];

  test.each(CASES)('%s', (_, buffer) => {
    expect(decodeTable(buffer)).toBeUndefined();
  });

  test('or, when a byte of it is wrong, at least never read past its end, and never a throw', () => {
    const byte = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(columns, fc.array(byte, { minLength: 1, maxLength: 4 }), fc.nat(), (data, wrong, cut) => {
        const bytes = encoded(data);
        for (const [place, value] of wrong) bytes[place % bytes.length] = value;
        for (const buffer of [bytes.buffer, bytes.slice(0, cut % (bytes.length + 1)).buffer]) {
          expectWithin(decodeTable(buffer), buffer);
        }
      }),
      { seed: SEED, numRuns: rounds(2_000) },
    );
  });

  test('and so is any other file, without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.json(), (noise, json) => {
        expect(decodeTable(Uint8Array.from(noise).buffer)).toBeUndefined();
        const buffer = forged(json);
        expectWithin(decodeTable(buffer), buffer);
      }),
      { seed: SEED, numRuns: rounds(500) },
    );
  });

  test('a huge count costs no memory before it is refused', () => {
    const buffer = forged({ columns: { a: { dtype: 'f32', shape: [2 ** 31, 2 ** 20], offset: 0 } } });
    const before = process.memoryUsage().arrayBuffers;
    expect(decodeTable(buffer)).toBeUndefined();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
  });
});

describe('strings', () => {
  test('come back as they were written, in any script', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (strings) => {
        const { offsets, text } = encodeStrings(strings);
        expect(decodeStrings(offsets, text)).toEqual(strings);
      }),
      { seed: SEED },
    );
  });

  test('with a lone surrogate come back with a replacement character, as UTF-8 has none', () => {
    const { offsets, text } = encodeStrings(['a\ud800b']);
    expect(decodeStrings(offsets, text)).toEqual(['a\ufffdb']);
  });

  test('that begin with a byte-order mark keep it', () => {
    const { offsets, text } = encodeStrings(['\ufeffid']);
    expect(decodeStrings(offsets, text)).toEqual(['\ufeffid']);
  });

  test.each([
    ['offsets that fall', [0, 3, 1]],
    ['offsets past the text', [0, 5]],
    ['a first offset past the next', [4, 0, 4]],
  ])('%s are refused', (_, offsets) => {
    expect(decodeStrings(Uint32Array.from(offsets), new Uint8Array(4))).toBeUndefined();
  });

  test('any offsets read inside the text only', () => {
    fc.assert(
      fc.property(fc.uint32Array({ max: 12, maxLength: 8 }), fc.uint8Array({ maxLength: 8 }), (offsets, text) => {
        const strings = decodeStrings(offsets, text);
        if (strings) expect(strings).toHaveLength(Math.max(0, offsets.length - 1));
      }),
      { seed: SEED, numRuns: rounds(500) },
    );
  });
});

function encodedHeaderLength(buffer: ArrayBuffer, length: number): ArrayBuffer {
  const copy = buffer.slice(0);
  new DataView(copy).setUint32(4, length, true);
  return copy;
}

function withByte(buffer: ArrayBuffer, place: number, value: number): ArrayBuffer {
  const copy = buffer.slice(0);
  new Uint8Array(copy)[place] = value;
  return copy;
}
