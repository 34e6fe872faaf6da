/** What the items files say, one place an item, in the order of the files. */
export interface ItemsTable {
  readonly ids: readonly string[];
  /** Empty strings and NaN, here and below, where a file says nothing. A file without titles has its descriptions here. */
  readonly titles: readonly string[];
  readonly descriptions: readonly string[];
  readonly urls: readonly string[];
  readonly images: readonly string[];
  readonly prices: Float32Array;
  /** All other columns; several values of one item are separated by `|`. */
  readonly columns: readonly ItemColumn[];
  /** What else names an item (SKU, variant ids, its address), by column; several names of one item are separated by `|`. */
  readonly identifiers: readonly ItemColumn[];
}

export interface ItemColumn {
  readonly name: string;
  readonly values: readonly string[];
}

/** One item as a reader found it. */
export interface ItemRow {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly url: string;
  readonly image: string;
  readonly price: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly identifiers?: ReadonlyMap<string, string>;
}

export const NO_ITEMS: ItemsTable = toItemsTable([]);

export function toItemsTable(rows: readonly ItemRow[]): ItemsTable {
  return {
    ids: rows.map(({ id }) => id),
    titles: rows.map(({ title, description }) => title || description),
    descriptions: rows.map(({ description }) => description),
    urls: rows.map(({ url }) => url),
    images: rows.map(({ image }) => image),
    prices: Float32Array.from(rows, ({ price }) => price),
    columns: toItemColumns(rows.map(({ attributes }) => attributes)),
    identifiers: toItemColumns(rows.map(({ identifiers }) => identifiers ?? new Map())),
  };
}

function toItemColumns(rows: readonly ReadonlyMap<string, string>[]): ItemColumn[] {
  const names = new Set(rows.flatMap((row) => [...row.keys()]));
  return [...names].map((name) => ({ name, values: rows.map((row) => row.get(name) ?? '') }));
}
