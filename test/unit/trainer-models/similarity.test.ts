import { describe, expect, it } from 'vitest';

import { toSequences } from '../../../trainer/models/sequences.ts';
import { attributeSimilarity } from '../../../trainer/models/similarity.ts';
import { catalogueOf, logOf } from './small-log.ts';

describe('likeness by attributes', () => {
  const kinds = { a: 'mug', b: 'mug', c: 'bag', d: 'bag', e: 'bag', f: 'hat' };
  const log = logOf([['a', 'b'], ['c', 'f'], ['d', 'f'], ['e']]);
  const catalogue = catalogueOf(log, kinds);
  const rows = attributeSimilarity(catalogue, 3, toSequences(log, catalogue))!;
  const likesOf = (id: string) => {
    const row = catalogue.ids.indexOf(id);
    return Array.from(rows.index.subarray(rows.offsets[row], rows.offsets[row + 1]), (at) => catalogue.ids[at]);
  };

  it('joins what shares a value, and nothing else', () => {
    expect(likesOf('a')).toEqual(['b']);
    expect(likesOf('c')).toEqual(['d', 'e']);
    expect(likesOf('f')).toEqual([]);
  });

  it('gives shares that sum to 1', () => {
    const row = catalogue.ids.indexOf('c');
    expect(Array.from(rows.value.subarray(rows.offsets[row], rows.offsets[row + 1]))).toEqual([0.5, 0.5]);
  });

  it('says nothing of a catalogue without attributes and words', () => {
    expect(attributeSimilarity(catalogueOf(log), 3, toSequences(log, catalogue))).toBeUndefined();
  });

  it('lets a value that sessions stay with weigh more than a rarer one that they do not', () => {
    // sessions go from red to red, and from one kind to another
    const sessions = Array.from({ length: 20 }, () => [
      ['red-mug', 'red-bag'],
      ['blue-mug', 'blue-bag'],
    ]).flat();
    const shop = logOf([...sessions, ['red-hat'], ['blue-hat']]);
    const ids = shop.itemIds;
    const columns = ['red', 'mug'].map((_, column) => ids.map((id) => id.split('-')[column]!));
    const attributes = columns.map((values, column) => {
      const names = [...new Set(values)].toSorted();
      const offsets = Uint32Array.from({ length: ids.length + 1 }, (__, row) => row);
      const data = Uint16Array.from(values, (value) => names.indexOf(value));
      return { name: `${column}`, type: 'one' as const, values: names, codes: { offsets, data } };
    });
    const two = { ...catalogueOf(shop), attributes };
    const { offsets, index } = attributeSimilarity(two, 5, toSequences(shop, two))!;
    const from = offsets[ids.indexOf('red-hat')]!;
    expect(new Set(Array.from(index.subarray(from, from + 2), (at) => ids[at]))).toEqual(
      new Set(['red-bag', 'red-mug']),
    );
  });
});
