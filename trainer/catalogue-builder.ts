import { MAX_ATTRIBUTES, MAX_NAME_LENGTH } from '../contract/limits.ts';
import { deriveAttributes, toValueColumn, type ValueColumn } from './attributes.ts';
import type { AttributeColumn, Catalogue, Postings } from './catalogue.ts';
import { factColumnsOf, toItemFacts, type FactColumns } from './item-facts.ts';
import { toItemNames } from './item-names.ts';
import type { ItemsTable } from './items.ts';
import { toPriceBands } from './attributes-price.ts';
import type { Log } from './log.ts';
import { IDENTIFIERS } from './readers/identifiers.ts';
import { STOP_WORDS } from './attributes-lexicon.ts';
import { toSingular, toWords } from './words.ts';

const MAX_WORDS = 65_535;
const MAX_WORD_LENGTH = 32;
const MIN_WORD_ITEMS = 2;
/** Largest number of values a code can tell apart. */
const MAX_VALUES = 65_535;
/** A column with more distinct values than this share of its filled items names items, it does not group them. */
const MAX_DISTINCT_SHARE = 0.5;

export interface CatalogueOptions {
  /** Only these attributes, by their names in the files or derived. @default all */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** Old name -> new name, applied last. */
  readonly rename?: Readonly<Record<string, string>> | undefined;
}

/**
 * The catalogue a bundle knows: every item of `items` and of `log`, sorted by id, with what the files say about it and what
 * titles and descriptions reveal: kind, colour, material, motif, price band. A given column of the same name wins over a
 * derived one if it is filled for more items. Columns that are constant or nearly unique an item are left out, and
 * so are identifiers, unless `include` names them.
 */
export function buildCatalogue(
  items: ItemsTable,
  log: Log,
  options: CatalogueOptions = {},
  facts: FactColumns = {},
): Catalogue {
  const ids = [...new Set([...items.ids, ...log.itemIds])].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const places = new Map(items.ids.map((id, place) => [id, place]));
  const at = ids.map((id) => places.get(id) ?? -1);
  const titles = pick(items.titles, at);
  const descriptions = pick(items.descriptions, at);
  const prices = Float32Array.from(at, (place) => toPrice(items.prices[place]));
  const identifiers = new Set([...IDENTIFIERS, ...items.identifiers.map(({ name }) => name)]);
  const names = toItemNames(items);
  const said = factColumnsOf(items, facts);
  // what tells variants apart may still be what a shopper likes
  const silent = new Set([said.get('stock')?.name, said.get('added')?.name]);
  const given = items.columns
    .filter(({ name }) => !(identifiers.has(name) || silent.has(name)) || options.include?.includes(name))
    .map(({ name, values }) => toValueColumn(name, pick(values, at)))
    .filter((column) => isUseful(column, ids.length));
  const bands = toPriceBands(withLogPrices(prices, ids, log));
  const derived = [...deriveAttributes(titles, descriptions), ...(bands ? [bands] : [])];
  const columns = select(choose(derived, given), options);
  const { words, itemWords } = buildVocabulary(titles, descriptions);
  return {
    ids,
    attributes: columns.map(toAttribute),
    words,
    itemWords,
    titles,
    urls: pick(items.urls, at),
    images: pick(items.images, at),
    prices,
    names: at.map((place) => names[place] ?? []),
    facts: toItemFacts(said, at),
  };
}

function pick(values: readonly string[], at: readonly number[]): string[] {
  return at.map((place) => values[place] ?? '');
}

function isUseful({ lists, type }: ValueColumn, items: number): boolean {
  const filled = lists.filter((list) => list.length > 0);
  const distinct = new Set(lists.flat()).size;
  if (filled.length === 0 || distinct > MAX_VALUES) return false;
  // one value for all tells nothing apart; one value for some tells them from the others
  if (distinct < 2 && filled.length === items) return false;
  const mentions = type === 'many' ? filled.reduce((sum, list) => sum + list.length, 0) : filled.length;
  return distinct <= MAX_DISTINCT_SHARE * mentions;
}

/** Derived columns first; a given one of the same name stands in for it where it is filled for more items. */
function choose(derived: readonly ValueColumn[], given: readonly ValueColumn[]): ValueColumn[] {
  const filled = (column: ValueColumn) => column.lists.filter((list) => list.length > 0).length;
  const merged = derived.map((column) => {
    const rival = given.find(({ name }) => name === column.name);
    return rival && filled(rival) > filled(column) ? rival : column;
  });
  const names = new Set(merged.map(({ name }) => name));
  return [...merged, ...given.filter(({ name }) => !names.has(name))].filter((column) => filled(column) > 0);
}

function select(columns: readonly ValueColumn[], { include, exclude, rename }: CatalogueOptions): ValueColumn[] {
  return columns
    .filter(({ name }) => (include?.includes(name) ?? true) && !exclude?.includes(name))
    .map((column) => ({ ...column, name: rename?.[column.name] ?? column.name }))
    .map((column) => ({ ...column, name: column.name.slice(0, MAX_NAME_LENGTH) }))
    .slice(0, MAX_ATTRIBUTES);
}

function toAttribute({ name, type, lists, order }: ValueColumn): AttributeColumn {
  const values = order ?? [...new Set(lists.flat())].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const codes = new Map(values.map((value, code) => [value, code]));
  return { name, type, values, codes: toPostings(lists.map((list) => list.map((value) => codes.get(value)!))) };
}

/** A price of nothing is a correction in somebody's books. */
function toPrice(given: number | undefined): number {
  return given !== undefined && given > 0 ? given : NaN;
}

/** Where the items files name no price, the median the log saw. Only bands are made of it: it may be long out of date. */
function withLogPrices(prices: Float32Array, ids: readonly string[], log: Log): Float32Array {
  const seen = new Map<string, number[]>();
  const missing = new Set(ids.filter((_, row) => Number.isNaN(prices[row]!)));
  log.item.forEach((item, event) => {
    const id = log.itemIds[item]!;
    const price = log.price[event]!;
    if (!(price > 0) || !missing.has(id)) return;
    const list = seen.get(id);
    if (list) list.push(price);
    else seen.set(id, [price]);
  });
  return prices.map((price, row) => {
    const list = seen.get(ids[row]!)?.toSorted((a, b) => a - b);
    return list ? list[list.length >> 1]! : price;
  });
}

function buildVocabulary(
  titles: readonly string[],
  descriptions: readonly string[],
): Pick<Catalogue, 'words' | 'itemWords'> {
  const found = titles.map((title, row) => {
    const description = descriptions[row] === title ? '' : descriptions[row]!;
    const words = [...toWords(title), ...toWords(description)].map(toSingular);
    return new Set(words.filter(isSearchable));
  });
  const items = new Map<string, number>();
  for (const words of found) for (const word of words) items.set(word, (items.get(word) ?? 0) + 1);
  const words = [...items]
    .filter(([, count]) => count >= MIN_WORD_ITEMS)
    .toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, MAX_WORDS)
    .map(([word]) => word)
    .toSorted((a, b) => (a < b ? -1 : 1));
  const codes = new Map(words.map((word, code) => [word, code]));
  const lists = found.map((set) => [...set].flatMap((word) => codes.get(word) ?? []).toSorted((a, b) => a - b));
  return { words, itemWords: toPostings(lists) };
}

function isSearchable(word: string): boolean {
  return word.length > 1 && word.length <= MAX_WORD_LENGTH && !STOP_WORDS.has(word) && /\p{L}/u.test(word);
}

function toPostings(lists: readonly (readonly number[])[]): Postings {
  const offsets = new Uint32Array(lists.length + 1);
  lists.forEach((list, row) => (offsets[row + 1] = offsets[row]! + list.length));
  return { offsets, data: Uint16Array.from(lists.flat()) };
}
