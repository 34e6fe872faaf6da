/** How many items stand beside the true one. */
export const DISTRACTORS = 49;
/** How many a slate holds, the true item included. */
export const SLATE = DISTRACTORS + 1;
/** A shop with hardly more items than a slate would otherwise be drawn from for ever. */
const MAX_DRAWS = 10_000;

/** Draws slates of the true item and 49 others, each as likely as it is popular. */
export interface SlateSource {
  /** The target first; all rows different, none of `exclude`. */
  draw(target: number, exclude: readonly number[]): Uint32Array;
}

/** By support in training: sessions that hold the item. The same seed draws the same slates. */
export function createSlateSource(support: Uint32Array, random: () => number): SlateSource {
  const ends = new Float64Array(support.length);
  let sum = 0;
  support.forEach((count, row) => (ends[row] = sum += count));
  const drawOne = (): number => {
    const at = random() * sum;
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    draw(target, exclude) {
      const slate = new Set([target]);
      for (let draws = 0; slate.size <= DISTRACTORS && draws < MAX_DRAWS; draws++) {
        const row = drawOne();
        if (!exclude.includes(row)) slate.add(row);
      }
      return Uint32Array.from(slate);
    },
  };
}
