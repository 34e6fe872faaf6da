import { MAX_AMOUNT, MAX_ID_LENGTH, MAX_TIME_MS } from '../../contract/limits.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';
import type { BadRow, BadRowCounter } from './bad-rows.ts';
import { toSqlString, type Duck } from './duck.ts';
import { IGNORED_CODE, listEventNames } from './event-types.ts';

/** Real time begins here, seconds: a number below it is a sequence number. 1990-01-01. */
const MIN_TIME_S = 631_152_000;
const MAX_TIME_S = MAX_TIME_MS / 1_000;
/** Of the values that can be read at all, the share that has to be a time for the column to be one. */
const TIME_SHARE = 0.9;
const EXAMPLES_PER_REASON = 200;
const PURCHASE = LOG_EVENT_TYPES.indexOf('purchase');
const REFUND = LOG_EVENT_TYPES.indexOf('refund');

/** What makes a row bad, in the order it is looked for: condition, reason, and the value to name. */
const CHECKS: readonly (readonly [condition: string, reason: string, given: string])[] = [
  ['item IS NULL', 'item_id is empty', 'NULL'],
  [`length(item) > ${MAX_ID_LENGTH}`, `item_id is longer than ${MAX_ID_LENGTH} characters`, 'left(item, 40)'],
  ['session_name IS NULL AND NOT by_user', 'session_id is empty', 'NULL'],
  ['session_name IS NULL', 'user_id is empty', 'NULL'],
  ['given_type IS NULL', 'event_type is empty', 'NULL'],
  ['code IS NULL', 'event_type is unknown', 'given_type'],
  ['given_at IS NULL', 'timestamp is empty', 'NULL'],
  ['at_ms IS NULL', 'timestamp cannot be read', 'given_at'],
  ['quantity IS NULL AND given_quantity IS NOT NULL', 'quantity is not a number', 'given_quantity'],
  ['price IS NULL AND given_price IS NOT NULL', 'price is not a number', 'given_price'],
  [`price < 0 OR price > ${MAX_AMOUNT}`, 'price is negative or too large', 'given_price'],
  ['rating IS NULL AND given_rating IS NOT NULL', 'rating is not a number', 'given_rating'],
  ['dwell_ms IS NULL AND given_dwell IS NOT NULL', 'dwell_ms is not a number', 'given_dwell'],
  ['position IS NULL AND given_position IS NOT NULL', 'position is not a number', 'given_position'],
  ['split IS NULL AND given_split IS NOT NULL', 'split is neither train nor test', 'given_split'],
];

export interface CheckedRows {
  readonly clock: Log['clock'];
  readonly good: number;
  /** Rows of types that say nothing about one item. */
  readonly ignored: number;
}

/**
 * Turns table `raw` (text as it stood in the files) into table `good`: typed values of the rows that can be used. The
 * others are named in `bad`.
 */
export async function checkRows(duck: Duck, files: readonly string[], bad: BadRowCounter): Promise<CheckedRows> {
  const names = listEventNames().map(([name, code]) => `(${toSqlString(name)}, ${code})`);
  await duck.run(`CREATE TABLE types AS SELECT * FROM (VALUES ${names.join(', ')}) AS t(name, code)`);
  const clock = await readClock(duck);
  await duck.run(`CREATE TABLE checked AS ${checkedSql(clock)}`);
  await duck.run('DROP TABLE raw');
  await nameBadRows(duck, files, bad);
  const [[ignored = 0] = []] = await duck.rows(
    `SELECT count(*) FROM checked WHERE reason IS NULL AND type = ${IGNORED_CODE}`,
  );
  await duck.run(
    `CREATE TABLE good AS SELECT * EXCLUDE (reason, given) FROM checked WHERE reason IS NULL AND type <> ${IGNORED_CODE}`,
  );
  await duck.run('DROP TABLE checked');
  const [[good = 0] = []] = await duck.rows('SELECT count(*) FROM good');
  return { clock, good: Number(good), ignored: Number(ignored) };
}

/** Whether the times of `raw` are times or sequence numbers, by what most of the readable values are. */
async function readClock(duck: Duck): Promise<Log['clock']> {
  const given = 'trim(coalesce("timestamp", ts))';
  const [[times = 0, numbers = 0] = []] = await duck.rows(
    `SELECT count(*) FILTER (${timeSql(given)} IS NOT NULL),
       count(*) FILTER (${timeSql(given)} IS NULL AND ${numberSql(given)} IS NOT NULL) FROM raw`,
  );
  return Number(times) >= TIME_SHARE * (Number(times) + Number(numbers)) ? 'time' : 'sequence';
}

function checkedSql(clock: Log['clock']): string {
  const reasons = CHECKS.map(([condition, reason]) => `WHEN ${condition} THEN ${toSqlString(reason)}`);
  const values = CHECKS.map(([condition, , given]) => `WHEN ${condition} THEN ${given}`);
  // a file whose session column is empty throughout has one session a user, as one without that column
  return `
    WITH has AS (SELECT file, bool_or(trim(session_id) <> '') IS NOT TRUE AS by_user FROM raw GROUP BY file),
    text AS (
      SELECT raw.file, line, by_user, ${trimmed('item_id')} AS item, ${trimmed('user_id')} AS user_name,
        CASE WHEN by_user THEN ${trimmed('user_id')} ELSE ${trimmed('session_id')} END AS session_name,
        ${trimmed('event_type')} AS given_type, ${trimmed('coalesce("timestamp", ts)')} AS given_at,
        ${trimmed('quantity')} AS given_quantity, ${trimmed('price')} AS given_price,
        ${trimmed('rating')} AS given_rating, ${trimmed('dwell_ms')} AS given_dwell, ${trimmed('position')} AS given_position,
        ${trimmed('split')} AS given_split,
        coalesce(${trimmed('region')}, '') AS region
      FROM raw JOIN has ON has.file = raw.file),
    typed AS (
      SELECT text.* EXCLUDE (region), region, code, ${clock === 'time' ? timeSql('given_at') : numberSql('given_at')} AS at_ms,
        ${numberSql('given_quantity')} AS quantity, ${numberSql('given_price')} AS price,
        ${numberSql('given_rating')} AS rating, ${numberSql('given_dwell')} AS dwell_ms,
        ${numberSql('given_position')} AS position,
        CASE lower(given_split) WHEN 'train' THEN 1 WHEN 'test' THEN 2 END AS split
      FROM text LEFT JOIN types
        ON types.name = regexp_replace(lower(given_type), '[^a-z0-9]+', '_', 'g'))
    SELECT file, line, by_user, item, user_name, session_name, at_ms, abs(quantity) AS quantity, price, rating, dwell_ms,
      position, region,
      coalesce(split, 0) AS split,
      CASE WHEN code = ${PURCHASE} AND quantity < 0 THEN ${REFUND} ELSE code END AS type,
      CASE WHEN code = ${IGNORED_CODE} THEN NULL ${reasons.join(' ')} END AS reason,
      CASE ${values.join(' ')} END AS given
    FROM typed`;
}

async function nameBadRows(duck: Duck, files: readonly string[], bad: BadRowCounter): Promise<void> {
  const reasons = await duck.rows(
    'SELECT reason, count(*) FROM checked WHERE reason IS NOT NULL GROUP BY reason ORDER BY 2 DESC, 1',
  );
  for (const [reason, count] of reasons) {
    const rows = await duck.rows(
      `SELECT file, line, left(given, 60) FROM checked WHERE reason = ${toSqlString(String(reason))}
       ORDER BY file, line LIMIT ${EXAMPLES_PER_REASON}`,
    );
    const examples = rows.map(([file, line, given]): BadRow => {
      const value = given === null ? '' : `: ${JSON.stringify(given)}`;
      return { file: files[Number(file)]!, line: Number(line), why: `${String(reason)}${value}` };
    });
    bad.addMany(String(reason), Number(count), examples);
  }
}

function trimmed(column: string): string {
  return `nullif(trim(${column}, ' \t\r\n'), '')`;
}

function numberSql(text: string): string {
  // the cast also takes 'nan' and 'inf', which no shop means
  return `(CASE WHEN isfinite(try_cast(${text} AS DOUBLE)) THEN try_cast(${text} AS DOUBLE) END)`;
}

/** Milliseconds since 1970 of seconds, milliseconds, microseconds or ISO 8601; a time without a zone is UTC. */
function timeSql(text: string): string {
  const number = `try_cast(${text} AS DOUBLE)`;
  const within = (unit: number) => `${number} BETWEEN ${MIN_TIME_S * unit} AND ${MAX_TIME_S * unit}`;
  return `(CASE WHEN ${number} IS NULL THEN epoch_us(try_cast(${text} AS TIMESTAMPTZ)) / 1000.0
    WHEN ${within(1)} THEN round(${number} * 1000, 3)
    WHEN ${within(1e3)} THEN ${number} WHEN ${within(1e6)} THEN ${number} / 1000 END)`;
}
