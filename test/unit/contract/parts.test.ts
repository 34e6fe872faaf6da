import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { rowOfAlias, type AliasesPart } from '../../../contract/aliases.ts';
import type { Attribute, Manifest } from '../../../contract/bundle.ts';
import {
  encodeAliases,
  encodeAttributes,
  encodeDisplay,
  encodeEmbeddings,
  encodeIds,
  encodeNeighbours,
  encodePopularity,
  encodeTrends,
  encodeVocabulary,
} from '../../../contract/encode-parts.ts';
import {
  decodeAliases,
  decodeAttributes,
  decodeDisplay,
  decodeEmbeddings,
  decodeIds,
  decodeNeighbours,
  decodePopularity,
  decodeTrends,
  decodeVocabulary,
  partOf,
  type AttributePart,
  type CodeLists,
  type DisplayPart,
  type EmbeddingsPart,
  type NeighboursPart,
  type PopularityPart,
  type TrendsPart,
  type VocabularyPart,
} from '../../../contract/parts.ts';
import { encodeTable, type ColumnSource } from '../../../contract/table.ts';
import { toAliases } from '../../../trainer/aliases.ts';
import { rounds } from '../../long.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_123);
const RUNS = { seed: SEED, numRuns: rounds(150) } as const;

type Decode = (buffer: ArrayBuffer, manifest: Manifest) => unknown;

/** Only what the decoders read: sizes and names. */
function manifestOf(sizes: Partial<Pick<Manifest, 'items' | 'dims' | 'attributes' | 'regions'>>): Manifest {
  return { items: 3, dims: 4, attributes: [], regions: [], ...sizes } as unknown as Manifest;
}

const items = fc.integer({ min: 1, max: 12 });
const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1 });

function numbers<T extends Uint8Array | Uint16Array | Uint32Array | Int8Array | Float32Array>(
  Numbers: { from(values: number[]): T },
  length: number,
  value: fc.Arbitrary<number>,
): fc.Arbitrary<T> {
  return fc.array(value, { minLength: length, maxLength: length }).map((values) => Numbers.from(values));
}

function codeLists(rows: number, values: number): fc.Arbitrary<CodeLists> {
  const list = fc.array(fc.nat(Math.max(0, values - 1)), { maxLength: values > 0 ? 4 : 0 });
  return fc.array(list, { minLength: rows, maxLength: rows }).map((lists) => {
    const offsets = new Uint32Array(rows + 1);
    lists.forEach((codes, row) => (offsets[row + 1] = offsets[row]! + codes.length));
    const codes = lists.flat();
    return { offsets, codes: Uint16Array.from(codes) };
  });
}

interface Case {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly part: unknown;
}

/** A part that is coarser in a bundle than in training: what a device reads of it is what is written the second time. */
function coarse<T>(
  manifest: Manifest,
  first: Uint8Array<ArrayBuffer>,
  decode: (buffer: ArrayBuffer, manifest: Manifest) => T | undefined,
  encode: (part: T) => Uint8Array<ArrayBuffer>,
): Case {
  const part = decode(first.buffer, manifest)!;
  return { manifest, bytes: encode(part), part };
}

const ids: fc.Arbitrary<Case> = items
  .chain((count) => fc.array(fc.string({ minLength: 1, unit: 'binary' }), { minLength: count, maxLength: count }))
  .map((part) => ({ manifest: manifestOf({ items: part.length }), bytes: encodeIds(part), part }));

const popularity: fc.Arbitrary<Case> = fc
  .record({ count: items, regions: fc.integer({ min: 0, max: 3 }), top: fc.integer({ min: 1, max: 3 }) })
  .chain(({ count, regions, top }) =>
    fc
      .record({
        support: numbers(Uint32Array, count, fc.nat()),
        share: numbers(Float32Array, count, float),
        regional: numbers(Uint32Array, regions * top, fc.nat(count - 1)),
        top: fc.constant(regions > 0 ? top : 0),
      })
      .map((source: PopularityPart) => {
        const manifest = manifestOf({
          items: count,
          regions: Array.from({ length: regions }, (_, index) => `r${index}`),
        });
        return coarse(manifest, encodePopularity(source), decodePopularity, encodePopularity);
      }),
  );

const neighbours: fc.Arbitrary<Case> = fc
  .record({ count: items, k: fc.integer({ min: 0, max: 4 }) })
  .chain(({ count, k }) =>
    fc
      .record({
        k: fc.constant(k),
        index: numbers(Uint16Array, count * k, fc.nat(count - 1)),
        weight: numbers(Uint16Array, count * k, fc.nat(65_535)),
        scale: numbers(Float32Array, count, float),
      })
      .map((source: NeighboursPart) =>
        coarse(manifestOf({ items: count }), encodeNeighbours(source), decodeNeighbours, encodeNeighbours),
      ),
  );

const embeddings: fc.Arbitrary<Case> = fc
  .record({ count: items, dims: fc.integer({ min: 1, max: 8 }) })
  .chain(({ count, dims }) =>
    fc
      .record({
        dims: fc.constant(dims),
        values: numbers(Float32Array, count * dims, fc.float({ min: -1, max: 1, noNaN: true })),
      })
      .map((source) =>
        coarse(manifestOf({ items: count, dims }), encodeEmbeddings(source), decodeEmbeddings, encodeEmbeddings),
      ),
  );

const trends: fc.Arbitrary<Case> = items.chain((count) =>
  fc
    .record({ trend: numbers(Float32Array, count, float), repeatRate: numbers(Float32Array, count, float) })
    .map((source) => coarse(manifestOf({ items: count }), encodeTrends(source), decodeTrends, encodeTrends)),
);

const attribute = (rows: number): fc.Arbitrary<AttributePart> =>
  fc
    .array(fc.string(), { minLength: 0, maxLength: 5 })
    .chain((values) =>
      codeLists(rows, values.length).map((lists) => ({ name: 'colour', type: 'many', weight: 0.5, values, ...lists })),
    );

const attributes: fc.Arbitrary<Case> = items.chain((count) =>
  fc.array(attribute(count), { maxLength: 3 }).map((part) => ({
    manifest: manifestOf({
      items: count,
      attributes: part.map(({ name, type, weight, values }): Attribute => ({
        name,
        type,
        weight,
        values: values.length,
      })),
    }),
    bytes: encodeAttributes(part),
    part,
  })),
);

const vocabulary: fc.Arbitrary<Case> = fc
  .record({ count: items, words: fc.array(fc.string({ minLength: 1 }), { maxLength: 6 }) })
  .chain(({ count, words }) =>
    codeLists(count, words.length)
      .map((lists): VocabularyPart => ({ words, ...lists }))
      .map((part) => ({ manifest: manifestOf({ items: count }), bytes: encodeVocabulary(part), part })),
  );

const display: fc.Arbitrary<Case> = items.chain((count) => {
  const texts = fc.array(fc.string({ unit: 'binary' }), { minLength: count, maxLength: count });
  return fc
    .record({
      titles: texts,
      urls: texts,
      images: texts,
      prices: numbers(Float32Array, count, fc.oneof(float, fc.constant(NaN))),
    })
    .map((part: DisplayPart) => ({ manifest: manifestOf({ items: count }), bytes: encodeDisplay(part), part }));
});

const aliases: fc.Arbitrary<Case> = items
  .chain((count) =>
    fc
      .dictionary(fc.string(), fc.nat(count - 1), { minKeys: 1, noNullPrototype: true })
      .map((rows) => ({ count, rows })),
  )
  .map(({ count, rows }) => {
    const bytes = encodeAliases(new Map(Object.entries(rows)), count);
    const manifest = manifestOf({ items: count });
    return { manifest, bytes, part: decodeAliases(bytes.buffer, manifest) };
  });

const PARTS: readonly [name: string, cases: fc.Arbitrary<Case>, decode: Decode][] = [
  ['ids', ids, decodeIds],
  ['popularity', popularity, decodePopularity],
  ['neighbours', neighbours, decodeNeighbours],
  ['embeddings', embeddings, decodeEmbeddings],
  ['trends', trends, decodeTrends],
  ['attributes', attributes, decodeAttributes],
  ['vocabulary', vocabulary, decodeVocabulary],
  ['display', display, decodeDisplay],
  ['aliases', aliases, decodeAliases],
];

describe.each(PARTS)('part %s', (name, cases, decode) => {
  test('comes back as it was written', () => {
    fc.assert(
      fc.property(cases, ({ bytes, manifest, part }) => {
        expect(decode(bytes.buffer, manifest)).toEqual(part);
      }),
      RUNS,
    );
  });

  test('of another number of items than the manifest says is refused', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(-1, 1, 7), ({ bytes, manifest }, more) => {
        const other = { ...manifest, items: manifest.items + more };
        // without an attribute there is no column whose length could differ; the ids of a larger catalogue's items say nothing
        if ((name === 'attributes' && manifest.attributes.length === 0) || name === 'aliases') return;
        expect(decode(bytes.buffer, other)).toBeUndefined();
      }),
      RUNS,
    );
  });

  test('cut short anywhere, or with wrong bytes, is refused or still within its bounds, and never a throw', () => {
    fc.assert(
      fc.property(cases, fc.nat(), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), (one, cut, wrong) => {
        const { bytes, manifest } = one;
        const cropped = bytes.slice(0, cut % bytes.length);
        expectSound(name, decode(cropped.buffer, manifest), manifest);
        const copy = bytes.slice();
        for (const [place, value] of wrong) copy[place % copy.length] = value;
        expectSound(name, decode(copy.buffer, manifest), manifest);
      }),
      { ...RUNS, numRuns: rounds(600) },
    );
  });
});

const isShare = (value: number): boolean => value >= 0 && value < Infinity;

/** What the worker relies on without looking again: rows within the catalogue, codes within their values, finite scales. */
function expectSound(name: string, part: unknown, { items: count, attributes: described }: Manifest): void {
  if (part === undefined) return;
  const below = (values: ArrayLike<number>, limit: number): boolean =>
    Array.from(values).every((value) => value < limit);
  const ascending = ({ offsets, codes }: CodeLists): boolean =>
    offsets.length === count + 1 &&
    Array.from(offsets).every((offset, row) => row === 0 || offset >= offsets[row - 1]!) &&
    offsets[count] === codes.length;
  switch (name) {
    case 'ids':
      expect(part).toHaveLength(count);
      break;
    case 'popularity':
      expect(below((part as PopularityPart).regional, count)).toBe(true);
      expect(Array.from((part as PopularityPart).share).every(isShare)).toBe(true);
      break;
    case 'neighbours':
      expect(below((part as NeighboursPart).index, count)).toBe(true);
      expect((part as NeighboursPart).index).toHaveLength(count * (part as NeighboursPart).k);
      expect((part as NeighboursPart).weight).toHaveLength(count * (part as NeighboursPart).k);
      expect(Array.from((part as NeighboursPart).scale).every(isShare)).toBe(true);
      break;
    case 'embeddings':
      expect((part as EmbeddingsPart).values).toHaveLength(count * (part as EmbeddingsPart).dims);
      expect(Array.from((part as EmbeddingsPart).scale).every(Number.isFinite)).toBe(true);
      break;
    case 'trends':
      expect([...(part as TrendsPart).trend, ...(part as TrendsPart).repeatRate].every(isShare)).toBe(true);
      expect((part as TrendsPart).trend).toHaveLength(count);
      break;
    case 'attributes':
      expect(part).toHaveLength(described.length);
      for (const one of part as AttributePart[]) {
        expect(ascending(one) && below(one.codes, one.values.length)).toBe(true);
      }
      break;
    case 'vocabulary':
      expect(ascending(part as VocabularyPart)).toBe(true);
      expect(below((part as VocabularyPart).codes, (part as VocabularyPart).words.length)).toBe(true);
      break;
    case 'aliases':
      expect(below((part as AliasesPart).row, count)).toBe(true);
      expect((part as AliasesPart).check).toHaveLength((part as AliasesPart).hash.length);
      expect((part as AliasesPart).row).toHaveLength((part as AliasesPart).hash.length);
      break;
    default:
      expect((part as DisplayPart).titles).toHaveLength(count);
      expect((part as DisplayPart).prices).toHaveLength(count);
  }
}

describe('other ids of items', () => {
  const partOfNames = (ids: readonly string[], names: readonly (readonly string[])[]): AliasesPart => {
    const bytes = encodeAliases(toAliases(ids, (row) => names[row]!).rows, ids.length);
    return decodeAliases(bytes.buffer, manifestOf({ items: ids.length }))!;
  };

  test('lead to the item that alone has them, whatever their case, and nobody else’s to any', () => {
    const name = fc.stringMatching(/^[a-cA-C0-1]{1,3}$/);
    fc.assert(
      fc.property(fc.array(fc.array(name, { maxLength: 4 }), { minLength: 1, maxLength: 6 }), name, (names, asked) => {
        const part = partOfNames(
          names.map((_, row) => `item-${row}`),
          names,
        );
        const holders = (same: (other: string) => boolean): number[] =>
          names.flatMap((list, row) => (list.some(same) ? [row] : []));
        const exact = holders((other) => other === asked);
        const folded = holders((other) => other.toLowerCase() === asked.toLowerCase());
        const expected = folded.length === 1 ? folded[0] : exact.length === 1 ? exact[0] : undefined;
        expect(rowOfAlias(part, asked)).toBe(expected);
      }),
      { ...RUNS, numRuns: rounds(600) },
    );
  });

  test('are no item’s own id, whatever its case, and stay apart by their leading zeros', () => {
    const part = partOfNames(
      ['a', 'B', 'c'],
      [
        ['b', '0123'],
        ['123', 'c', ' '],
        ['x'.repeat(129), ' padded '],
      ],
    );
    expect(part.hash).toHaveLength(3);
    expect(rowOfAlias(part, '0123')).toBe(0);
    expect(rowOfAlias(part, '123')).toBe(1);
    expect(rowOfAlias(part, 'Padded')).toBe(2);
    expect(rowOfAlias(part, 'b')).toBeUndefined();
    expect(rowOfAlias(part, '00123')).toBeUndefined();
  });

  test('are told apart among a hundred thousand, in ten bytes each or fewer', () => {
    const ids = Array.from({ length: 20_000 }, (_, row) => `id-${row}`);
    const names = ids.map((_, row) => Array.from({ length: 5 }, (__, at) => `${4_000_000 + row * 5 + at}`));
    const part = partOfNames(ids, names);
    expect(part.hash).toHaveLength(100_000);
    expect(names.every((list, row) => list.every((name) => rowOfAlias(part, name) === row))).toBe(true);
    expect(ids.some((_, row) => rowOfAlias(part, `${5_000_000 + row}`) !== undefined)).toBe(false);
    expect(part.hash.byteLength + part.check.byteLength + part.row.byteLength).toBe(800_000);
  });
});

describe('a part that would mislead the ranking is refused', () => {
  const three = manifestOf({ items: 3, dims: 1, regions: ['uk'] });
  const list = {
    lengths: { data: Uint8Array.of(1, 0, 1) },
    index: { data: Uint16Array.of(1, 2) },
    falls: { data: Uint8Array.of(0, 0) },
    scale: { data: Float32Array.of(1, 0, 1), bits: 8 },
  };
  const listOf = (other: Partial<Record<keyof typeof list, ColumnSource>>): unknown =>
    decodeNeighbours(encodeTable(Object.values({ ...list, ...other })).buffer, three);

  test('a neighbour that is no item', () => {
    expect(listOf({})).toMatchObject({
      k: 1,
      index: Uint16Array.of(1, 0, 2),
      weight: Uint16Array.of(65_535, 0, 65_535),
    });
    expect(listOf({ index: { data: Uint16Array.of(1, 3) } })).toBeUndefined();
  });

  test('lists that are longer or shorter than their neighbours', () => {
    expect(listOf({ lengths: { data: Uint8Array.of(1, 1, 1) } })).toBeUndefined();
    expect(listOf({ lengths: { data: Uint8Array.of(1, 0, 0) } })).toBeUndefined();
  });

  test.each([NaN, Infinity, -1])('a scale or a share of %d', (bad) => {
    const data = Float32Array.of(1, bad, 1);
    expect(listOf({ scale: { data } })).toBeUndefined();
    const support = { data: Float32Array.of(1, 1, 1) };
    const regional = { data: Uint32Array.of(2) };
    expect(decodePopularity(encodeTable([support, { data }, regional]).buffer, three)).toBeUndefined();
    expect(decodePopularity(encodeTable([support, support, regional]).buffer, three)).toBeDefined();
  });

  test('a region whose best item is no item', () => {
    const part = { support: new Uint32Array(3), share: new Float32Array(3), top: 1 };
    expect(decodePopularity(encodePopularity({ ...part, regional: Uint32Array.of(2) }).buffer, three)).toBeDefined();
    expect(decodePopularity(encodePopularity({ ...part, regional: Uint32Array.of(3) }).buffer, three)).toBeUndefined();
  });

  test('a value code past the values', () => {
    const one = { ...three, attributes: [{ name: 'colour', type: 'one', weight: 1, values: 3 }] } as Manifest;
    const part = { values: ['red', 'blue', 'green'], offsets: Uint32Array.of(0, 1, 1, 2) };
    expect(decodeAttributes(encodeAttributes([{ ...part, codes: [0, 2] }]).buffer, one)).toBeDefined();
    expect(decodeAttributes(encodeAttributes([{ ...part, codes: [0, 3] }]).buffer, one)).toBeUndefined();
  });

  test('codes that no item holds', () => {
    const of = (...offsets: number[]): unknown =>
      decodeVocabulary(
        encodeVocabulary({ words: ['red', 'blue'], codes: Uint16Array.of(0, 1), offsets: Uint32Array.from(offsets) })
          .buffer,
        three,
      );
    expect(of(0, 1, 1, 2)).toBeDefined();
    expect(of(0, 1, 1, 1)).toBeUndefined();
    expect(of(0, 1, 2, 3)).toBeUndefined();
  });
});

test('a wide catalogue gets wide neighbour indexes, a narrow one narrow ones', () => {
  const of = (rows: number): unknown => {
    const part = { k: 1, index: new Uint32Array(rows), weight: new Uint16Array(rows), scale: new Float32Array(rows) };
    return decodeNeighbours(encodeNeighbours(part).buffer, manifestOf({ items: rows }))?.index.constructor;
  };
  expect(of(65_535)).toBe(Uint16Array);
  expect(of(65_537)).toBe(Uint32Array);
});

test('a code takes as many bits as its values need', () => {
  const bytesOf = (values: number): number => {
    const names = Array.from({ length: values }, () => '');
    const offsets = Uint32Array.from({ length: 33 }, (_, row) => row);
    const codes = Array.from({ length: 32 }, (_, row) => row % values);
    return (
      encodeAttributes([{ values: names, offsets, codes }]).length -
      encodeAttributes([{ values: names, offsets, codes: [] }]).length
    );
  };
  expect([bytesOf(2), bytesOf(9), bytesOf(17)]).toEqual([4, 16, 20]);
});

test('a part is found by its name, a missing one is undefined', () => {
  const manifest = { parts: [{ name: 'ids' }, { name: 'display' }] } as unknown as Manifest;
  expect(partOf(manifest, 'display')).toBe(manifest.parts[1]);
  expect(partOf(manifest, 'learned')).toBeUndefined();
});

describe('a list of neighbours', () => {
  const weights = fc.array(fc.float({ min: Math.fround(1e-6), max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });

  test('keeps its order and its weights to 5 % where they do not fall too fast', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: Math.fround(0.45), max: 1, noNaN: true }), { maxLength: 20 }), (falls) => {
        const exact = falls.map((_, place) => falls.slice(0, place + 1).reduce((product, fall) => product * fall, 1));
        const steady = exact.filter((weight) => weight > 2 ** -10 * exact[0]!);
        const { weight, scale, index } = roundTrip(steady);
        expect(Array.from(index.slice(0, steady.length))).toEqual(steady.map((_, place) => place));
        steady.forEach((each, place) => {
          expect(Math.abs(Math.log(((weight[place] ?? 0) * (scale[0] ?? 0)) / each))).toBeLessThan(0.05);
        });
      }),
      RUNS,
    );
  });

  test('loses none of its neighbours, and is best first, however steep', () => {
    fc.assert(
      fc.property(weights, (given) => {
        const { weight, index } = roundTrip(given);
        const used = weight.slice(0, given.length);
        expect([...used].every((each) => each > 0)).toBe(true);
        expect(used).toEqual(used.toSorted().toReversed());
        expect(new Set(index.slice(0, given.length)).size).toBe(given.length);
        expect(given[index[0]!]).toBe(Math.max(...given));
      }),
      RUNS,
    );
  });

  function roundTrip(weight: readonly number[]): NeighboursPart {
    const items = Math.max(weight.length, 1);
    const source = {
      k: weight.length,
      index: weight.map((_, place) => place),
      weight: [...weight, ...new Float32Array(items * weight.length - weight.length)],
      scale: new Float32Array(items).fill(1),
    };
    return decodeNeighbours(encodeNeighbours(source).buffer, manifestOf({ items }))!;
  }
});

test('an embedding points where it did, to a cosine of .98, however its values are spread', () => {
  const values = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(values, (row) => {
      fc.pre(row.some((value) => Math.abs(value) > 1e-3));
      const source = { dims: 64, values: Float32Array.from(row) };
      const { values: read, scale } = decodeEmbeddings(
        encodeEmbeddings(source).buffer,
        manifestOf({ items: 1, dims: 64 }),
      )!;
      const length = Math.hypot(...row);
      const cosine = row.reduce((sum, value, dim) => sum + (value / length) * read[dim]! * scale[0]!, 0);
      expect(cosine).toBeGreaterThan(0.98);
      expect(Math.hypot(...read) * scale[0]!).toBeCloseTo(1, 5);
    }),
    RUNS,
  );
});
