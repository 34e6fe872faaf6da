import {
  addTo,
  clear,
  createScratch,
  createSparseBuilder,
  type Scratch,
  type SparseRows,
  transpose,
} from './sparse.ts';

/** Likeness is raised to it before it is shared out: the two or three nearest say more than the other twenty. */
const SHARPNESS = 2;

/**
 * What the items that no session holds may borrow: every one of them is taken for a mixture of the seen items most like it. Rows
 * of `of` are shares that sum to 1, empty for a seen item and for one that nothing seen is like.
 */
export interface Kin {
  readonly of: SparseRows;
  /** The same by the item that lends. */
  readonly borrowers: SparseRows;
}

/** Undefined where there is nobody to borrow, or nobody to borrow from. */
export function findKin(similarity: SparseRows | undefined, support: Uint32Array): Kin | undefined {
  if (!similarity) return undefined;
  const items = support.length;
  const builder = createSparseBuilder(items, items);
  let found = false;
  for (let item = 0; item < items; item++) {
    const shares = support[item] === 0 ? seenLikes(similarity, support, item) : [];
    const sum = shares.reduce((total, [, share]) => total + share, 0);
    for (const [other, share] of shares) builder.add(other, share / sum);
    found ||= shares.length > 0;
    builder.endRow();
  }
  if (!found) return undefined;
  const of = builder.finish();
  return { of, borrowers: transpose(of, items) };
}

/** Values by item, with what is expected of unseen items: the mean of their kin. Without kin they keep their own. */
export function expect(values: ArrayLike<number>, kin: Kin | undefined): Float64Array {
  const expected = Float64Array.from(values);
  if (!kin) return expected;
  const { offsets, index, value } = kin.of;
  for (let item = 0; item < expected.length; item++) {
    if (offsets[item] === offsets[item + 1]) continue;
    let sum = 0;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) sum += value[at]! * values[index[at]!]!;
    expected[item] = sum;
  }
  return expected;
}

/** How unseen items stand in the lists of others. */
export interface Lending {
  readonly weight: number;
  /** 1: as their kin do. Below, what is borrowed is drawn towards the row's largest entry, by (w / max)^power. */
  readonly power: number;
}

/** Adds to rows of a matrix W, one after the other, the columns of unseen items: those of W S^T, S the shares of their kin. */
export function createColumnLender({ borrowers }: Kin, { weight, power }: Lending): (row: Scratch) => void {
  const { offsets, index, value } = borrowers;
  const lent = createScratch(offsets.length - 1);
  return (row) => {
    let largest = 0;
    for (let at = 0; at < row.count; at++) {
      const column = row.touched[at]!;
      const own = row.values[column]!;
      largest = Math.max(largest, own);
      for (let to = offsets[column]!; to < offsets[column + 1]!; to++) addTo(lent, index[to]!, own * value[to]!);
    }
    for (let at = 0; at < lent.count; at++) {
      const column = lent.touched[at]!;
      addTo(row, column, weight * largest * (lent.values[column]! / largest) ** power);
    }
    clear(lent);
  };
}

function seenLikes({ offsets, index, value }: SparseRows, support: Uint32Array, item: number): [number, number][] {
  const likes: [number, number][] = [];
  for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
    if (support[index[at]!]! > 0) likes.push([index[at]!, value[at]! ** SHARPNESS]);
  }
  return likes;
}
