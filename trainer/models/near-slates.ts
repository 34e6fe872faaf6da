import type { Bundle } from '../../worker/bundle/decode.ts';
import { SLATE, type SlateSource } from './slates.ts';

/**
 * Slates of an item and those most like it, as a page of one category holds them: the neighbours on its list, then the
 * neighbours of these, each the best first; where they are too few, others as `rest` draws them.
 */
export function createNearSlates({ neighbours: { k, index, weight } }: Bundle, rest: SlateSource): SlateSource {
  const listOf = (row: number): number[] =>
    [...index.subarray(row * k, (row + 1) * k)].filter((_, place) => weight[row * k + place]! > 0);
  return {
    draw(target, exclude) {
      const forbidden = new Set(exclude);
      const first = listOf(target);
      const slate = new Set([target]);
      for (const near of [first, ...first.map(listOf)]) {
        for (const row of near) if (slate.size < SLATE && !forbidden.has(row)) slate.add(row);
      }
      if (slate.size < SLATE) for (const row of rest.draw(target, exclude)) if (slate.size < SLATE) slate.add(row);
      return Uint32Array.from(slate);
    },
  };
}
