import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { describeCause, TrainerError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createBadRowCounter, refuseTooManyBadRows, type BadRowCounter, type BadRows } from './bad-rows.ts';
import { checkRows } from './check-rows.ts';
import { toSqlString, withDuck, type Duck } from './duck.ts';
import { requireColumn } from './header.ts';
import { writeNumbered } from './numbered.ts';
import { openSource, type Source } from './source.ts';
import { toLog } from './to-log.ts';

export const DEFAULT_MAX_BAD = 0.01;

const COLUMNS = [
  'session_id',
  'user_id',
  'item_id',
  'timestamp',
  'ts',
  'event_type',
  'quantity',
  'price',
  'region',
  'rating',
  'dwell_ms',
  'position',
  'split',
] as const;

export interface LogReaderOptions {
  /** Largest share of bad rows, 0..1. @default 0.01 */
  readonly maxBad?: number | undefined;
  /** What stands between the columns of CSV files. @default a comma, a tab in .tsv files */
  readonly delimiter?: string | undefined;
}

export interface LogReading {
  readonly log: Log;
  readonly bad: BadRows;
  /** Rows of event types that say nothing about one item (page views, searches ...): left out, not bad. */
  readonly ignored: number;
}

/**
 * Reads interaction logs: CSV, NDJSON or Parquet, gzipped or not, several files as one log. Columns `item_id`,
 * `event_type`, `timestamp` or `ts`, `session_id` and/or `user_id`; optionally `quantity`, `price`, `region`, `rating`,
 * `dwell_ms`, `position`, `split`. A purchase of a negative quantity is a refund. A row that cannot be understood is left out and named in `bad`.
 * Memory beyond the returned log is bounded: what does not fit spills to a temporary directory that is removed.
 *
 * @throws {TrainerError} what is wrong, with file and line, when a file is unusable or more than `maxBad` rows are bad
 */
export async function readLog(files: readonly string[], options: LogReaderOptions = {}): Promise<LogReading> {
  const sources: Source[] = [];
  for (const file of files) sources.push(await openSource(file));
  const counter = createBadRowCounter();
  return withDuck(async (duck) => {
    await duck.run(
      `CREATE TABLE raw (file INTEGER, line BIGINT, ${COLUMNS.map((name) => `${name} VARCHAR`).join(', ')})`,
    );
    let rows = 0;
    for (const [index, source] of sources.entries()) rows += await loadFile(duck, source, index, options, counter);
    const { clock, good, ignored } = await checkRows(duck, files, counter);
    const bad = counter.finish(rows, files);
    refuseTooManyBadRows(bad, options.maxBad ?? DEFAULT_MAX_BAD);
    if (good === 0) throw noEvents(files, rows, ignored);
    return { log: await toLog(duck, clock), bad, ignored };
  });
}

/** Adds the rows of one file to table `raw`; returns how many there were, bad ones included. */
async function loadFile(
  duck: Duck,
  source: Source,
  index: number,
  { delimiter }: LogReaderOptions,
  bad: BadRowCounter,
): Promise<number> {
  if (source.format === 'parquet') return loadParquet(duck, source, index);
  if (source.format === 'json' || source.format === 'xml') {
    const remedy = source.format === 'json' ? ' One object a line: jq -c ".[]" FILE > FILE.ndjson' : '';
    throw new TrainerError('unsupported-format', `events are CSV, NDJSON or Parquet, not ${source.format}.${remedy}`, {
      file: source.file,
    });
  }
  const target = join(duck.dir, `events-${index}.csv`);
  const copy = await writeNumbered(source, target, { delimiter, wanted: COLUMNS, bad });
  requireLogColumns({ file: source.file, line: 1 }, copy.found);
  const fields = copy.columns.map((_, column) => `'c${column}': 'VARCHAR'`);
  const picked = COLUMNS.map((name) => (copy.columns.includes(name) ? `c${copy.columns.indexOf(name)}` : 'NULL'));
  await duck.run(
    `INSERT INTO raw SELECT ${index}, line, ${picked.join(', ')} FROM read_csv(${toSqlString(target)}, auto_detect = false,
       header = false, delim = ${toSqlString(copy.delimiter)}, quote = '"', escape = '"', new_line = '\\n',
       max_line_size = 16777216, columns = {'line': 'BIGINT', ${fields.join(', ')}})`,
  );
  // the copy may be as large as the log: it goes as soon as it is read
  await rm(target);
  return copy.rows + copy.bad;
}

async function loadParquet(duck: Duck, source: Source, index: number): Promise<number> {
  const path = toSqlString(source.file);
  const described = await duck
    .rows(`SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet(${path}))`)
    .catch((cause: unknown) => {
      throw new TrainerError(
        'bad-parquet',
        `cannot be read as Parquet: ${describeCause(cause)}. Export it again.`,
        source,
      );
    });
  const found = described.map(([name]) => String(name));
  const lower = found.map((name) => name.toLowerCase());
  requireLogColumns({ file: source.file }, lower);
  const picked = COLUMNS.map((name) => {
    const column = found[lower.indexOf(name)];
    return column === undefined ? 'NULL' : `"${column.replaceAll('"', '""')}"::VARCHAR`;
  });
  await duck.run(
    `INSERT INTO raw SELECT ${index}, file_row_number + 1, ${picked.join(', ')} FROM read_parquet(${path}, file_row_number = true)`,
  );
  const [[rows = 0] = []] = await duck.rows(`SELECT count(*) FROM raw WHERE file = ${index}`);
  if (Number(rows) === 0) throw new TrainerError('header-only', 'has no rows; at least one was expected.', source);
  return Number(rows);
}

function requireLogColumns(place: { file: string; line?: number }, columns: readonly string[]): void {
  requireColumn(place, columns, ['item_id']);
  requireColumn(place, columns, ['session_id', 'user_id']);
  requireColumn(place, columns, ['timestamp', 'ts']);
  requireColumn(place, columns, ['event_type']);
}

function noEvents([file]: readonly string[], rows: number, ignored: number): TrainerError {
  return new TrainerError(
    'no-events',
    `no row of ${rows} is an event on an item (${ignored} are of other types, such as page views). ` +
      'Rows of view, click, add_to_cart, purchase ... with an item_id were expected.',
    { file },
  );
}
