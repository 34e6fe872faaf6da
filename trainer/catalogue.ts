import type { ItemFacts } from './item-facts.ts';

/** The items a bundle knows, in its order: every item of the items files and every item of the training log, sorted by id. */
export interface Catalogue {
  readonly ids: readonly string[];
  readonly attributes: readonly AttributeColumn[];
  /** Words of titles and descriptions, sorted; and per item the ascending indexes of its words. */
  readonly words: readonly string[];
  readonly itemWords: Postings;
  /** Empty strings and NaN where the items files say nothing. */
  readonly titles: readonly string[];
  readonly urls: readonly string[];
  readonly images: readonly string[];
  readonly prices: Float32Array;
  /** What the items files call each item beside its id; the same name may stand at several. */
  readonly names: readonly (readonly string[])[];
  /** What the items files say for the shop's rules for lists. */
  readonly facts: ItemFacts;
}

export interface AttributeColumn {
  readonly name: string;
  readonly type: 'one' | 'many' | 'band';
  /** Value names; code c is `values[c]`, an item of unknown value has an empty list. A band's values ascend. */
  readonly values: readonly string[];
  readonly codes: Postings;
}

/** A list of numbers for every item: item i holds `data[offsets[i]]` up to, but without, `data[offsets[i + 1]]`. */
export interface Postings {
  readonly offsets: Uint32Array;
  readonly data: Uint16Array;
}
