import { describeCause, TrainerError } from '../errors.ts';
import { toItemsTable, type ItemRow, type ItemsTable } from '../items.ts';
import { createBadRowCounter, refuseTooManyBadRows, type BadRowCounter, type BadRows } from './bad-rows.ts';
import { describeFieldCount, readHeader, scanRecords, splitFields, type Dialect, type Header } from './delimited.ts';
import { toSqlString, withDuck } from './duck.ts';
import { toPlainItem, type Fields, type ToItemRow } from './item-rows.ts';
import { DEFAULT_MAX_BAD, type LogReaderOptions } from './log-reader.ts';
import { headerOnly, parseObject, requireColumn } from './numbered.ts';
import { emptyFile, openSource, type Source } from './source.ts';

export interface ItemsReading {
  readonly items: ItemsTable;
  readonly bad: BadRows;
}

/** Takes the rows of a file one by one, with the line or row each stands on. */
type Collect = (line: number, fields: Fields, toRow: ToItemRow) => void;

/**
 * Reads catalogues: CSV, NDJSON or Parquet, gzipped or not, with `item_id`; optionally `title` or `name`, `description`,
 * `price`, `url` or `link`, `image` or `image_link`; all other columns are attributes, several values separated by `|`.
 * An item that stands there twice keeps its first row; the second is bad.
 *
 * @throws {TrainerError} what is wrong, with file and line, when a file is unusable or more than `maxBad` rows are bad
 */
export async function readItems(files: readonly string[], options: LogReaderOptions = {}): Promise<ItemsReading> {
  const bad = createBadRowCounter();
  const items = new Map<string, ItemRow>();
  const places = new Map<string, string>();
  let rows = 0;
  for (const file of files) {
    const source = await openSource(file);
    const unreadable = { count: 0 };
    rows += await readFile(source, options.delimiter, countInto(bad, unreadable), (line, fields, toRow) => {
      const item = toRow(fields);
      if (item === undefined) return;
      if (typeof item === 'string') bad.add(file, line, item, item.split(':')[0]);
      else if (items.has(item.id)) {
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
  const found = bad.finish(rows, files);
  refuseTooManyBadRows(found, options.maxBad ?? DEFAULT_MAX_BAD);
  if (files.length > 0 && items.size === 0)
    throw new TrainerError('no-items', 'no usable item in it.', { file: files[0] });
  return { items: toItemsTable([...items.values()]), bad: found };
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
  collect: Collect,
): Promise<number> {
  switch (source.format) {
    case 'parquet':
      return readParquet(source, collect);
    case 'ndjson':
      return readNdjson(source, bad, collect);
    case 'csv':
      return readDelimited(source, delimiter, bad, collect);
    default:
      throw new TrainerError('unsupported-format', `items are CSV, NDJSON or Parquet, not ${source.format}.`, source);
  }
}

async function readDelimited(
  source: Source,
  delimiter: string | undefined,
  bad: BadRowCounter,
  collect: Collect,
): Promise<number> {
  const dialect: Dialect = { delimiters: [44, 59, 9, 124] };
  let header: Header | undefined;
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
        header = readHeader(source, text, line, delimiter);
        dialect.delimiters = [header.delimiter.charCodeAt(0)];
        requireColumn({ file: source.file, line }, header.columns, ['item_id']);
        return;
      }
      seen++;
      const fields = splitFields(text, header.delimiter);
      if (fields?.length !== header.columns.length) {
        bad.add(source.file, line, describeFieldCount(text, fields?.length ?? 1, header), 'wrong number of fields');
        return;
      }
      rows++;
      collect(line, new Map(header.columns.map((name, index) => [name, fields[index]!])), toPlainItem);
    },
  });
  if (!header) throw emptyFile(source.file);
  if (seen === 0) throw headerOnly(source);
  return rows;
}

async function readNdjson(source: Source, bad: BadRowCounter, collect: Collect): Promise<number> {
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
        collect(line, fields, toPlainItem);
      },
    },
  );
  return rows;
}

async function readParquet(source: Source, collect: Collect): Promise<number> {
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
      collect(rows, new Map(names.map((name, index) => [name, String(values[index] ?? '')])), toPlainItem);
    });
    return rows;
  });
}
