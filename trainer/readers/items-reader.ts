import { describeCause, nearestName, TrainerError } from '../errors.ts';
import { toItemsTable, type ItemRow, type ItemsTable } from '../items.ts';
import { createBadRowCounter, refuseTooManyBadRows, type BadRowCounter, type BadRows } from './bad-rows.ts';
import { ANY_DELIMITER, scanRecords, splitFields, type Dialect } from './delimited.ts';
import { toSqlString, withDuck } from './duck.ts';
import { readProductsJson, readXml, type CollectRow } from './feed-documents.ts';
import { feedOf, mergeItems, PLAIN, type Feed } from './feeds.ts';
import { describeFieldCount, headerOnly, readHeader, requireColumn, type Header } from './header.ts';
import { DEFAULT_MAX_BAD, type LogReaderOptions } from './log-reader.ts';
import { hasColumn, mergeIdentifiers, readIdentifiers, type Identifiers } from './identifiers.ts';
import { parseObject } from './ndjson.ts';
import { emptyFile, openSource, type Source } from './source.ts';

export interface ItemsReaderOptions extends LogReaderOptions {
  /** Columns that name an item beside its id; false: none. @default those of the file's format */
  readonly aliases?: readonly string[] | false | undefined;
}

export interface ItemsReading {
  readonly items: ItemsTable;
  readonly bad: BadRows;
}

/**
 * Reads catalogues: Google Merchant feeds (TSV or XML), Shopify's product CSV or `products.json`, WooCommerce's CSV, or
 * CSV, NDJSON or Parquet with `item_id`, all gzipped or not; optionally `title` or `name`, `description`,
 * `price`, `url` or `link`, `image` or `image_link`; all other columns are attributes, several values separated by `|`.
 * An item that stands there twice keeps its first row; the second is bad, except in Shopify's CSV, where it is a variant.
 *
 * @throws {TrainerError} what is wrong, with file and line, when a file is unusable or more than `maxBad` rows are bad
 */
export async function readItems(files: readonly string[], options: ItemsReaderOptions = {}): Promise<ItemsReading> {
  const { aliases } = options;
  const bad = createBadRowCounter();
  const items = new Map<string, ItemRow>();
  const variations: { readonly of: string; readonly identifiers: Identifiers }[] = [];
  const chosen = aliases === false ? [] : aliases?.map((name) => name.trim().toLowerCase());
  const wanted = new Set(chosen);
  const columns = new Set<string>();
  const places = new Map<string, string>();
  let rows = 0;
  for (const file of files) {
    const source = await openSource(file);
    const unreadable = { count: 0 };
    rows += await readFile(source, options.delimiter, countInto(bad, unreadable), (line, fields, feed) => {
      for (const name of wanted) if (hasColumn(fields, name)) wanted.delete(name);
      if (wanted.size > 0) for (const name of fields.keys()) columns.add(name);
      const identifiers = readIdentifiers(fields, chosen ?? feed.identifiers);
      const read = feed.toItem(fields);
      const parent = feed.parentOf?.(fields);
      if (parent) variations.push({ of: parent, identifiers });
      if (read === undefined) return;
      const item = typeof read === 'string' ? read : { ...read, identifiers };
      const before = typeof item === 'string' ? undefined : items.get(item.id);
      if (typeof item === 'string') bad.add(file, line, item, item.split(':')[0]);
      else if (before && feed.merges) items.set(item.id, mergeItems(before, item));
      else if (before) {
        bad.add(
          file,
          line,
          `item_id ${item.id} stands already in ${places.get(item.id)}`,
          'item_id stands there twice',
        );
      } else {
        items.set(item.id, item);
        places.set(item.id, `${file}, line ${line}`);
      }
    });
    rows += unreadable.count;
  }
  addVariations(items, variations);
  if (wanted.size > 0 && files.length > 0) throw noColumn([...wanted], [...columns]);
  const found = bad.finish(rows, files);
  refuseTooManyBadRows(found, options.maxBad ?? DEFAULT_MAX_BAD);
  if (files.length > 0 && items.size === 0)
    throw new TrainerError('no-items', 'no usable item in it.', { file: files[0] });
  return { items: toItemsTable([...items.values()]), bad: found };
}

/** A variation is bought as its product: what it is called, the product is called too. */
function addVariations(
  items: Map<string, ItemRow>,
  variations: readonly { readonly of: string; readonly identifiers: Identifiers }[],
): void {
  const owners = new Map<string, string>();
  for (const { id, identifiers = new Map<string, string>() } of items.values()) {
    for (const names of identifiers.values()) for (const name of names.split('|')) owners.set(name, id);
  }
  for (const { of, identifiers } of variations) {
    const item = items.get(of) ?? items.get(owners.get(of) ?? '');
    if (item)
      items.set(item.id, { ...item, identifiers: mergeIdentifiers(item.identifiers ?? new Map(), identifiers) });
  }
}

function noColumn(wanted: readonly string[], columns: readonly string[]): TrainerError {
  const near = nearestName(wanted[0]!, columns);
  return new TrainerError(
    'bad-config',
    `aliases: no column ${wanted.join(', ')} in the items files. Columns found: ${columns.join(', ')}. ` +
      (near === undefined ? 'Name one of them, or leave it out.' : `Did you mean ${near}?`),
  );
}

function countInto(bad: BadRowCounter, unreadable: { count: number }): BadRowCounter {
  return {
    ...bad,
    add(file, line, why, reason) {
      unreadable.count++;
      bad.add(file, line, why, reason);
    },
  };
}

/** Returns how many rows could be split into fields; the others are counted in `bad`. */
async function readFile(
  source: Source,
  delimiter: string | undefined,
  bad: BadRowCounter,
  collect: CollectRow,
): Promise<number> {
  switch (source.format) {
    case 'parquet':
      return readParquet(source, collect);
    case 'ndjson':
      return readNdjson(source, bad, collect);
    case 'csv':
      return readDelimited(source, delimiter, bad, collect);
    case 'json':
      return readProductsJson(source, collect);
    case 'xml':
      return readXml(source, collect);
  }
}

async function readDelimited(
  source: Source,
  delimiter: string | undefined,
  bad: BadRowCounter,
  collect: CollectRow,
): Promise<number> {
  const dialect: Dialect = { delimiters: ANY_DELIMITER };
  let header: Header | undefined;
  let feed = PLAIN;
  let rows = 0;
  let seen = 0;
  await scanRecords(source, dialect, {
    onBad(line, why, reason) {
      if (!header) throw new TrainerError('not-utf8', `the header: ${why}`, { file: source.file, line });
      seen++;
      bad.add(source.file, line, why, reason);
    },
    onRecord({ block, start, end, line }) {
      const text = block.toString('utf8', start, end);
      if (!header) {
        header = readHeader(source, text, line, delimiter, isShopFeed);
        dialect.delimiters = [header.delimiter.charCodeAt(0)];
        feed = requireFeed({ file: source.file, line }, header.columns);
        return;
      }
      seen++;
      const fields = splitFields(text, header.delimiter);
      if (fields?.length !== header.columns.length) {
        bad.add(source.file, line, describeFieldCount(text, fields?.length ?? 1, header), 'wrong number of fields');
        return;
      }
      rows++;
      collect(line, new Map(header.columns.map((name, index) => [name, fields[index]!])), feed);
    },
  });
  if (!header) throw emptyFile(source.file);
  if (seen === 0) throw headerOnly(source);
  return rows;
}

/** Exports of shop systems come with whatever delimiter the shop's country has. */
function isShopFeed(columns: readonly string[]): boolean {
  const feed = feedOf(columns);
  return feed !== undefined && feed !== PLAIN;
}

function requireFeed(place: { readonly file: string; readonly line: number }, columns: readonly string[]): Feed {
  const feed = feedOf(columns);
  if (feed) return feed;
  requireColumn(place, columns, ['item_id']);
  return PLAIN;
}

async function readNdjson(source: Source, bad: BadRowCounter, collect: CollectRow): Promise<number> {
  let rows = 0;
  await scanRecords(
    source,
    { delimiters: [] },
    {
      onBad: (line, why, reason) => bad.add(source.file, line, why, reason),
      onRecord({ block, start, end, line }) {
        const fields = parseObject(block.toString('utf8', start, end));
        if (typeof fields === 'string') {
          bad.add(source.file, line, fields, 'not a JSON object');
          return;
        }
        if (rows === 0) requireColumn({ file: source.file, line }, [...fields.keys()], ['item_id']);
        rows++;
        collect(line, fields, PLAIN);
      },
    },
  );
  return rows;
}

async function readParquet(source: Source, collect: CollectRow): Promise<number> {
  return withDuck(async (duck) => {
    const path = toSqlString(source.file);
    const columns = await duck
      .rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${path}))`)
      .catch((cause: unknown) => {
        throw new TrainerError(
          'bad-parquet',
          `cannot be read as Parquet: ${describeCause(cause)}. Export it again.`,
          source,
        );
      });
    const names = columns.map(([name]) => String(name).toLowerCase());
    requireColumn({ file: source.file }, names, ['item_id']);
    const picked = columns.map(([name, type]) => {
      const quoted = `"${String(name).replaceAll('"', '""')}"`;
      return String(type).endsWith('[]') ? `array_to_string(${quoted}, '|')` : `${quoted}::VARCHAR`;
    });
    let rows = 0;
    await duck.each(`SELECT ${picked.join(', ')} FROM read_parquet(${path})`, (values) => {
      rows++;
      collect(rows, new Map(names.map((name, index) => [name, String(values[index] ?? '')])), PLAIN);
    });
    return rows;
  });
}
