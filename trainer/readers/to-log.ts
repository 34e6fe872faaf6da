import type { Log } from '../log.ts';
import type { Duck } from './duck.ts';

const MAX_REGION_CODES = 65_535;

/** The rows of table `good` as columns, in the order `Log` promises. */
export async function toLog(duck: Duck, clock: Log['clock']): Promise<Log> {
  const itemIds = await readNames(duck, 'item');
  const userIds = await readNames(duck, 'user_name');
  const regions = ['', ...(await readRegions(duck))];
  await duck.writeNames('items', itemIds);
  await duck.writeNames('regions', regions);
  // a position in the files that sorts like (file, line)
  await duck.run(
    `CREATE TABLE sessions AS SELECT *, row_number() OVER (ORDER BY last_at, first_row) - 1 AS code FROM (
       SELECT by_user, session_name, max(at_ms) AS last_at, min(file::BIGINT * 1099511627776 + line) AS first_row,
         count(*) AS events,
         arg_min(user_name, file::BIGINT * 1099511627776 + line) FILTER (user_name IS NOT NULL) AS user_name
       FROM good GROUP BY by_user, session_name)`,
  );
  const sessions = await readSessions(duck, userIds);
  const columns = await readEvents(duck, sessions.offsets.at(-1)!);
  return { itemIds, userIds, regions, clock, ...sessions, ...columns };
}

async function readSessions(
  duck: Duck,
  userIds: readonly string[],
): Promise<Pick<Log, 'sessionIds' | 'offsets' | 'user'>> {
  const userCodes = new Map(userIds.map((id, code) => [id, code]));
  const sessionIds: string[] = [];
  const ends = [0];
  const users: number[] = [];
  await duck.each('SELECT session_name, events, user_name FROM sessions ORDER BY code', ([name, events, user]) => {
    sessionIds.push(String(name));
    ends.push(ends.at(-1)! + Number(events));
    users.push(typeof user === 'string' ? (userCodes.get(user) ?? -1) : -1);
  });
  return { sessionIds, offsets: Uint32Array.from(ends), user: Int32Array.from(users) };
}

type EventColumns = Pick<
  Log,
  'item' | 'at' | 'type' | 'quantity' | 'price' | 'rating' | 'dwellMs' | 'position' | 'region' | 'split'
>;

async function readEvents(duck: Duck, count: number): Promise<EventColumns> {
  const columns = {
    item: new Uint32Array(count),
    at: new Float64Array(count),
    type: new Uint8Array(count),
    quantity: new Float32Array(count),
    price: new Float32Array(count),
    rating: new Float32Array(count),
    dwellMs: new Float32Array(count),
    position: new Float32Array(count),
    region: new Uint16Array(count),
    split: new Uint8Array(count),
  };
  const arrays = Object.values(columns);
  let row = 0;
  await duck.each(
    `SELECT items.code, good.at_ms, good.type, quantity, price, rating, dwell_ms, position, coalesce(regions.code, 0), split
     FROM good JOIN sessions USING (by_user, session_name) JOIN items ON items.name = good.item
     LEFT JOIN regions ON regions.name = good.region
     ORDER BY sessions.code, good.at_ms, good.file, good.line`,
    (values) => {
      for (let column = 0; column < arrays.length; column++) arrays[column]![row] = toNumber(values[column]);
      row++;
    },
  );
  return columns;
}

function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : value === null ? NaN : Number(value);
}

async function readNames(duck: Duck, column: string): Promise<string[]> {
  const names: string[] = [];
  await duck.each(`SELECT DISTINCT ${column} FROM good WHERE ${column} IS NOT NULL`, ([name]) => {
    names.push(String(name));
  });
  // sorted here: the engine orders by UTF-8 bytes, everything else by UTF-16 units
  return names.toSorted(compareNames);
}

/** The known regions; where there are more than a code can tell apart, the most frequent. */
async function readRegions(duck: Duck): Promise<string[]> {
  const rows = await duck.rows(
    `SELECT region FROM good WHERE region <> '' GROUP BY region ORDER BY count(*) DESC, region LIMIT ${MAX_REGION_CODES}`,
  );
  return rows.map(([region]) => String(region)).toSorted(compareNames);
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
