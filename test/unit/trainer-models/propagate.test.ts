import { describe, expect as that, it } from 'vitest';

import { buildLists } from '../../../trainer/models/lists.ts';
import { indexPairs } from '../../../trainer/models/pairs.ts';
import { createColumnLender, expect, findKin } from '../../../trainer/models/propagate.ts';
import { addTo, createScratch, createSparseBuilder, type SparseRows } from '../../../trainer/models/sparse.ts';
import { toSequences, withoutItems } from '../../../trainer/models/sequences.ts';
import { attributeSimilarity } from '../../../trainer/models/similarity.ts';
import { PLAIN, catalogueOf, groupedLog, logOf } from './small-log.ts';

/** Items 0 and 1 are seen, 2 is like both, 3 like 2 alone. */
const SIMILARITY = rowsOf([
  [],
  [],
  [
    [0, 0.8],
    [1, 0.4],
  ],
  [[2, 1]],
]);
const SUPPORT = Uint32Array.from([10, 20, 0, 0]);

describe('what unseen items borrow', () => {
  it('is shared out by squared likeness among the seen items alone', () => {
    const { of, borrowers } = findKin(SIMILARITY, SUPPORT)!;
    that(Array.from(of.index)).toEqual([0, 1]);
    that(of.value[0]).toBeCloseTo(0.64 / 0.8, 6);
    that(of.value[1]).toBeCloseTo(0.16 / 0.8, 6);
    that(Array.from(borrowers.offsets)).toEqual([0, 1, 2, 2, 2]);
    that(Array.from(borrowers.index)).toEqual([2, 2]);
  });

  it('is the mean of their kin, and nothing where they have none', () => {
    that(Array.from(expect(SUPPORT, findKin(SIMILARITY, SUPPORT)))).toEqual([10, 20, that.closeTo(12, 5), 0]);
    that(Array.from(expect(SUPPORT, undefined))).toEqual([10, 20, 0, 0]);
  });

  it('is nothing where everything is seen or nothing is alike', () => {
    that(findKin(SIMILARITY, Uint32Array.from([1, 1, 1, 1]))).toBeUndefined();
    that(findKin(rowsOf([[], [], [], []]), SUPPORT)).toBeUndefined();
    that(findKin(undefined, SUPPORT)).toBeUndefined();
  });

  it('adds to a list what it holds of the kin, times the weight', () => {
    const lend = createColumnLender(findKin(SIMILARITY, SUPPORT)!, { weight: 2, power: 1 });
    const row = createScratch(4);
    addTo(row, 0, 0.5);
    addTo(row, 1, 0.25);
    lend(row);
    that(row.values[2]).toBeCloseTo(2 * (0.8 * 0.5 + 0.2 * 0.25), 6);
    that(row.values[0]).toBe(0.5);
    const drawn = createScratch(4);
    addTo(drawn, 0, 0.5);
    createColumnLender(findKin(SIMILARITY, SUPPORT)!, { weight: 1, power: 0.5 })(drawn);
    that(drawn.values[2]).toBeCloseTo(0.5 * Math.sqrt(0.8), 6);
    const other = createScratch(4);
    addTo(other, 3, 1);
    lend(other);
    that(other.count).toBe(1);
  });
});

describe('lists of a shop with a new item', () => {
  const log = logOf([
    ['mug-1', 'spoon'],
    ['mug-1', 'spoon'],
    ['bag', 'strap'],
    ['mug-2', 'spoon'],
  ]);
  const catalogue = catalogueOf(log, { 'mug-1': 'mug', 'mug-2': 'mug', spoon: 'cutlery', bag: 'bag', strap: 'bag' });
  const rowOf = (id: string): number => catalogue.ids.indexOf(id);
  const all = toSequences(log, catalogue);
  const isNew = Uint8Array.from(catalogue.ids, (id) => (id === 'mug-2' ? 1 : 0));
  const sequences = withoutItems(all, isNew);
  const similarity = attributeSimilarity(catalogue, 2, sequences);
  const listOf = (unseen: number, id: string): string[] => {
    const { index, weight } = buildLists(indexPairs(sequences), similarity, { ...PLAIN, unseen }, 3);
    const from = rowOf(id) * 3;
    return Array.from(index.subarray(from, from + 3)).flatMap((row, at) =>
      weight[from + at]! > 0 ? [catalogue.ids[row]!] : [],
    );
  };

  it('have it beside its like, and it has the list of its like', () => {
    that(listOf(1, 'spoon')).toEqual(['mug-1', 'mug-2']);
    that(listOf(1, 'mug-2')).toEqual(['spoon']);
    that(listOf(1, 'bag')).toEqual(['strap']);
  });

  it('do without it in the lists of others at weight 0', () => {
    that(listOf(0, 'spoon')).toEqual(['mug-1']);
  });

  it('stay as they are, whatever the weight, where nothing is new', () => {
    const pairs = indexPairs(all);
    const lists = (unseen: number) =>
      buildLists(pairs, attributeSimilarity(catalogue, 2, all), { ...PLAIN, unseen }, 3);
    that(lists(5)).toEqual(lists(0));
  });
});

it('leaves out the events of hidden items, and sessions of nothing else', () => {
  const log = groupedLog(30, 2, 3);
  const all = toSequences(log, catalogueOf(log));
  const isHidden = Uint8Array.from({ length: all.items }, (_, row) => row % 3);
  const { offsets, row, event, kind } = withoutItems(all, isHidden);
  that(row.every((item) => item % 3 === 0)).toBe(true);
  that(row.length).toBe(all.row.filter((item) => item % 3 === 0).length);
  that([event.length, kind.length, offsets.at(-1)]).toEqual([row.length, row.length, row.length]);
  that(offsets.every((offset, session) => session === 0 || offset > offsets[session - 1]!)).toBe(true);
});

function rowsOf(rows: readonly (readonly (readonly [number, number])[])[]): SparseRows {
  const builder = createSparseBuilder(rows.length, 4);
  for (const row of rows) {
    for (const [index, value] of row) builder.add(index, value);
    builder.endRow();
  }
  return builder.finish();
}
