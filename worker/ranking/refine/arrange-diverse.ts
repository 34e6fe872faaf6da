import type { Bundle } from '../../bundle/decode.ts';

/** Of more than these, times the places that are to be varied, none comes into question: its score is too far below. */
const CANDIDATES = 3;

/** How alike two rows are, 0..1. */
export type Likeness = (a: number, b: number) => number;

/**
 * The mean of how near the embeddings are, max(0, cos), and of the share of attribute values that the two have in common
 * (Jaccard 1912); either alone where the other says nothing.
 */
export function createLikeness({ embeddings, attributes }: Bundle): Likeness {
  const { dims, values } = embeddings;
  const lengths = new Map<number, number>();
  const dot = (a: number, b: number): number => {
    let sum = 0;
    for (let dim = 0; dim < dims; dim++) sum += values[a * dims + dim]! * values[b * dims + dim]!;
    return sum;
  };
  const lengthOf = (row: number): number => {
    const length = lengths.get(row) ?? Math.sqrt(dot(row, row));
    lengths.set(row, length);
    return length;
  };
  return (a, b) => {
    const length = lengthOf(a) * lengthOf(b);
    let [common, all] = [0, 0];
    for (const { offsets, codes } of attributes) {
      const mine = codes.subarray(offsets[a], offsets[a + 1]);
      const yours = codes.subarray(offsets[b], offsets[b + 1]);
      let both = 0;
      for (const code of mine) if (yours.includes(code)) both++;
      common += both;
      all += mine.length + yours.length - both;
    }
    const near = length > 0 ? Math.max(0, dot(a, b) / length) : undefined;
    const shared = all > 0 ? common / all : undefined;
    return near === undefined || shared === undefined ? (near ?? shared ?? 0) : (near + shared) / 2;
  };
}

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998) among the first `places`, as a product, because scores are chances
 * that differ by orders of magnitude: next comes the item with the largest
 *
 *   score(i) x (1 - weight x max over j before it of likeness(i, j))
 *
 * so an item stands at most 1 / (1 - weight) times its score too high. `order` are indexes into rows and scores, best first; ties
 * keep its order, and so does everything after `places`.
 */
export function diversify(
  order: readonly number[],
  rows: ArrayLike<number>,
  scores: ArrayLike<number>,
  likeness: Likeness,
  { weight, places }: { readonly weight: number; readonly places: number },
): readonly number[] {
  if (weight === 0) return order;
  const left = order.slice(0, CANDIDATES * places);
  const nearest = left.map(() => 0);
  const chosen: number[] = [];
  while (chosen.length < places && left.length > 0) {
    let [best, most] = [0, -Infinity];
    left.forEach((at, place) => {
      const worth = scores[at]! * (1 - weight * nearest[place]!);
      if (worth > most) [best, most] = [place, worth];
    });
    const next = left[best]!;
    chosen.push(next);
    left.splice(best, 1);
    nearest.splice(best, 1);
    left.forEach((at, place) => (nearest[place] = Math.max(nearest[place]!, likeness(rows[next]!, rows[at]!))));
  }
  return [...chosen, ...left, ...order.slice(CANDIDATES * places)];
}
