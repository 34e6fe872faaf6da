import type { ItemId } from '../../contract/ids.ts';
import type { LivingState } from '../../contract/living.ts';
import type { CodeLists } from '../../contract/parts.ts';
import type { Bundle } from '../bundle/decode.ts';
import { WORD } from '../profile/raw-profile.ts';

/** What of a bundle the living profile looks at. */
export type Shelf = Pick<Bundle, 'rows' | 'attributes' | 'vocabulary'>;

/** Items by their ids. An item that is not there has no values and no price. */
export interface Catalogue {
  /** Names of the attributes, and `word`. */
  readonly attributes: readonly string[];
  /** Of an item; `word` are the words of the vocabulary. */
  valuesOf(item: ItemId, attribute: string): readonly string[];
  /** Whether it may be learned that a value is liked. */
  isAllowed(attribute: string, value: string): boolean;
  /** In the site's currency; undefined where the bundle does not say. */
  priceOf(item: ItemId): number | undefined;
}

/** `prices`: by row, NaN where unknown. */
export function createCatalogue({ rows, attributes, vocabulary }: Shelf, prices?: ArrayLike<number>): Catalogue {
  const readers = new Map<string, (row: number) => string[]>(
    attributes.map((attribute) => [attribute.name, (row) => toNames(attribute, attribute.values, row)]),
  );
  // an attribute of that name is the shop's own
  if (!readers.has(WORD)) readers.set(WORD, (row) => toNames(vocabulary, vocabulary.words, row));
  return {
    attributes: [...readers.keys()],
    valuesOf(item, attribute) {
      const row = rows.get(item);
      return row === undefined ? [] : (readers.get(attribute)?.(row) ?? []);
    },
    isAllowed: () => true,
    priceOf(item) {
      const price = prices?.[rows.get(item) ?? -1];
      return price !== undefined && price >= 0 ? price : undefined;
    },
  };
}

/** The same to somebody who has said that some values must not be used. */
export function withoutIgnored(catalogue: Catalogue, { values }: LivingState['ignored']): Catalogue {
  if (values.length === 0) return catalogue;
  const ignored = new Set(values.map(({ attribute, value }) => JSON.stringify([attribute, value])));
  const isAllowed = (attribute: string, value: string): boolean => !ignored.has(JSON.stringify([attribute, value]));
  return {
    ...catalogue,
    isAllowed,
    valuesOf: (item, attribute) => catalogue.valuesOf(item, attribute).filter((value) => isAllowed(attribute, value)),
  };
}

function toNames({ offsets, codes }: CodeLists, names: readonly string[], row: number): string[] {
  return Array.from(codes.subarray(offsets[row], offsets[row + 1]), (code) => names[code]!);
}
