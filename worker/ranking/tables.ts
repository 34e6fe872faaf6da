import { toIndex, type Bundle } from '../bundle/decode.ts';

/** Added to every item's share of popularity, in units of 1 / items: an item that nobody has seen yet is not impossible. */
const UNSEEN = 0.1;

/** One attribute, or the vocabulary, as content scoring needs it. */
export interface ContentColumn {
  /** Attribute name; undefined for the vocabulary. */
  readonly attribute: string | undefined;
  readonly weight: number;
  readonly values: readonly string[];
  readonly codes: ReadonlyMap<string, number>;
  /** Item i has the values `itemCodes[offsets[i]]` up to, but without, `itemCodes[offsets[i + 1]]`. */
  readonly offsets: Uint32Array;
  readonly itemCodes: Uint16Array;
  /** Per value: sum of the tempered popularity of the items that have it. */
  readonly mass: Float64Array;
}

/** What is computed once from a bundle. */
export interface Tables {
  /** Popularity with a floor for unseen items; sums to 1. */
  readonly popularity: Float32Array;
  /** Popularity raised to `ranking.popularity.temper`. */
  readonly tempered: Float32Array;
  readonly columns: readonly ContentColumn[];
}

export function createTables(bundle: Bundle): Tables {
  const items = bundle.ids.length;
  const { ranking } = bundle.manifest;
  const popularity = bundle.popularity.share.map((share) => (share + UNSEEN / items) / (1 + UNSEEN));
  const tempered = popularity.map((share) => share ** ranking.popularity.temper);
  const vocabulary = {
    ...bundle.vocabulary,
    name: undefined,
    weight: ranking.vocabularyWeight,
    values: bundle.vocabulary.words,
  };
  const columns = [...bundle.attributes, vocabulary].map(({ name, weight, values, offsets, codes }) => ({
    attribute: name,
    weight,
    values,
    codes: toIndex(values),
    offsets,
    itemCodes: codes,
    mass: massOf(values.length, offsets, codes, tempered),
  }));
  return { popularity, tempered, columns };
}

function massOf(values: number, offsets: Uint32Array, codes: ArrayLike<number>, tempered: Float32Array): Float64Array {
  const mass = new Float64Array(values);
  for (let row = 0; row < tempered.length; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) mass[codes[at]!]! += tempered[row]!;
  }
  return mass;
}
