import { describe, expect, it } from 'vitest';

import type { Lists } from '../../../trainer/models/lists.ts';
import { pruneLists } from '../../../trainer/models/prune-lists.ts';

const K = 12;

/** Rows of twelve, the best of a row first: `heights[row] / (place + 1)`. */
function listsOf(heights: readonly number[]): Lists {
  const weight = Float32Array.from(
    heights.flatMap((height) => Array.from({ length: K }, (_, at) => height / (at + 1))),
  );
  return { k: K, index: Uint32Array.from(weight, (_, at) => at % heights.length), weight };
}

function lengths({ weight }: Lists): number[] {
  return Array.from({ length: weight.length / K }, (_, row) => {
    const kept = weight.subarray(row * K, (row + 1) * K).findIndex((value) => value === 0);
    return kept < 0 ? K : kept;
  });
}

describe('cutting lists', () => {
  it('keeps on average what was asked for, more of sure rows and of items seen often, five of any', () => {
    const support = Uint32Array.from([100, 100, 1, 1]);
    const cut = pruneLists(listsOf([1, 0.1, 1, 0.01]), support, 8);
    const [often, unsure, rare, worst] = lengths(cut) as [number, number, number, number];
    expect(often + unsure + rare + worst).toBeLessThanOrEqual(4 * 8);
    expect(often + unsure + rare + worst).toBeGreaterThan(4 * 8 - 3);
    expect(often).toBe(K);
    expect(rare).toBeGreaterThan(unsure - 1);
    expect(worst).toBe(5);
  });

  it('changes nothing where all of it fits', () => {
    const lists = listsOf([1, 0.5, 0.25]);
    expect(pruneLists(lists, Uint32Array.from([3, 2, 1]), K)).toEqual(lists);
  });
});
