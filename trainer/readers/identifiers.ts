import type { Fields } from './item-rows.ts';

/**
 * Columns of an items file that name an item beside its `item_id`: identifiers of shop systems, of trade, and addresses. They
 * become other ids of the item, and no attributes.
 */
export const IDENTIFIERS: readonly string[] = [
  'sku',
  'skus',
  'product_id',
  'product_ids',
  'variant_id',
  'variant_ids',
  'variant_sku',
  'variant_skus',
  'item_group_id',
  'group_id',
  'parent_id',
  'parent_sku',
  'mpn',
  'gtin',
  'ean',
  'upc',
  'isbn',
  'barcode',
  'handle',
  'slug',
  'permalink',
  'url',
  'link',
];

/** What a row of an items file calls its item, by column; several names are separated by `|`. */
export type Identifiers = ReadonlyMap<string, string>;

/** The columns of `names` that hold something; `Variant SKU`, `variant_sku` and `variant sku` are one. */
export function readIdentifiers(fields: Fields, names: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of names) {
    // spreadsheets get an apostrophe in front of numbers, so that they leave zeros alone
    const value = fieldOf(fields, name)?.trim().replace(/^'/, '');
    if (value) found.set(name, value);
  }
  return found;
}

/** Whether a row has the column, empty or not. */
export function hasColumn(fields: Fields, name: string): boolean {
  return fieldOf(fields, name) !== undefined;
}

export function mergeIdentifiers(a: Identifiers, b: Identifiers): Identifiers {
  const merged = new Map(a);
  for (const [name, values] of b) {
    const known = merged.get(name);
    merged.set(
      name,
      known === undefined ? values : [...new Set([...known.split('|'), ...values.split('|')])].join('|'),
    );
  }
  return merged;
}

function fieldOf(fields: Fields, name: string): string | undefined {
  return fields.get(name) ?? fields.get(name.replaceAll('_', ' '));
}
