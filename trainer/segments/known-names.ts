import { createSensitiveCheck } from '../../contract/sensitive.ts';
import type { Catalogue } from '../catalogue.ts';

/** What rules may name of a shop's catalogue. */
export interface KnownNames {
  readonly ids: ReadonlySet<string>;
  /** Attribute -> its values. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  /** Of the vocabulary. */
  readonly words: ReadonlySet<string>;
  /** Whether any item has a price. */
  readonly hasPrices: boolean;
  /** Of the log; empty where it names none. */
  readonly regions: readonly string[];
  /** Whether nothing of such a name is ever learned. */
  readonly isSensitive: (name: string) => boolean;
}

export function toKnownNames(
  { ids, attributes, words, prices }: Pick<Catalogue, 'ids' | 'attributes' | 'words' | 'prices'>,
  regions: readonly string[],
  sensitiveWords?: readonly string[],
): KnownNames {
  return {
    ids: new Set(ids),
    attributes: new Map(attributes.map(({ name, values }) => [name, values])),
    words: new Set(words),
    hasPrices: prices.some((price) => price > 0),
    regions: regions.filter(Boolean),
    isSensitive: createSensitiveCheck(sensitiveWords),
  };
}
