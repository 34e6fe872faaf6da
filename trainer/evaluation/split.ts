import { TrainerError } from '../errors.ts';
import type { Log } from '../log.ts';

const DAY_MS = 86_400_000;
const TEST = 2;

/** Where a log is cut: sessions of the training part, and of the test part, by their index in the log. */
export interface Split {
  readonly training: Uint32Array;
  readonly test: Uint32Array;
  /** What was cut by, for the report. */
  readonly by: string;
}

/**
 * Cuts a log by its `split` column, or, where it has none or `testDays` is given, by time: a session whose last event lies in
 * the last `testDays` days is a test session as a whole, so nothing of training is younger than the cut.
 *
 * @default testDays 30
 * @throws TrainerError where one of the two parts would be empty
 */
export function splitLog(log: Log, testDays?: number): Split {
  const split = hasTestPart(log) && testDays === undefined ? splitByColumn(log) : splitByTime(log, testDays ?? 30);
  if (split.training.length === 0 || split.test.length === 0) {
    throw new TrainerError(
      'bad-option',
      `${split.by} leaves ${split.training.length} sessions to train and ${split.test.length} to test. Give other --test-days, or a column split with train and test.`,
    );
  }
  return split;
}

function splitByColumn(log: Log): Split {
  const isTest = (session: number): boolean =>
    log.split.subarray(log.offsets[session], log.offsets[session + 1]).includes(TEST);
  return { ...partition(log, isTest), by: 'column split' };
}

function splitByTime(log: Log, testDays: number): Split {
  if (log.clock === 'sequence') {
    throw new TrainerError(
      'bad-option',
      'the times of this log are only an order, so there are no last days to test on. Give a column split with train and test.',
    );
  }
  const last = log.at.reduce((latest, at) => Math.max(latest, at), -Infinity);
  const cut = last - testDays * DAY_MS;
  const isTest = (session: number): boolean => log.at[log.offsets[session + 1]! - 1]! > cut;
  return { ...partition(log, isTest), by: `last ${testDays} days` };
}

function partition(log: Log, isTest: (session: number) => boolean): Pick<Split, 'training' | 'test'> {
  const sessions = Uint32Array.from({ length: log.offsets.length - 1 }, (_, session) => session);
  const test = sessions.filter(isTest);
  return { training: sessions.filter((session) => !isTest(session)), test };
}

/** Whether the files say which of their rows are the test. */
export function hasTestPart(log: Log): boolean {
  return log.split.includes(TEST);
}

/** As `keepEvents`: all events of these sessions (ascending). */
export function keepSessions(log: Log, sessions: Uint32Array): Log {
  const kept = new Uint8Array(log.item.length);
  for (const session of sessions) kept.fill(1, log.offsets[session], log.offsets[session + 1]);
  return keepEvents(log, (event) => kept[event] === 1);
}

/**
 * The log that the reader would have given, had the files held these events alone: other items, users and regions are unknown to
 * it, sessions without an event are gone, and the others stand by the time of the last event that they have left.
 */
export function keepEvents(log: Log, isKept: (event: number) => boolean): Log {
  const kept = log.item.map((_, event) => (isKept(event) ? 1 : 0));
  const left: { readonly session: number; readonly count: number; readonly last: number }[] = [];
  for (let session = 0; session < log.sessionIds.length; session++) {
    let [count, last] = [0, -1];
    for (let event = log.offsets[session]!; event < log.offsets[session + 1]!; event++) {
      if (kept[event] === 0) continue;
      count++;
      last = event;
    }
    if (count > 0) left.push({ session, count, last });
  }
  // stable: sessions that end at one time keep their order
  left.sort((a, b) => log.at[a.last]! - log.at[b.last]!);
  const sessions = Uint32Array.from(left, ({ session }) => session);
  const offsets = new Uint32Array(left.length + 1);
  left.forEach(({ count }, index) => (offsets[index + 1] = offsets[index]! + count));
  const events = new Uint32Array(offsets[left.length]!);
  let next = 0;
  for (const { session, last } of left) {
    for (let event = log.offsets[session]!; event <= last; event++) if (kept[event] === 1) events[next++] = event;
  }
  const items = renumber(events.map((event) => log.item[event]!));
  const users = renumber(sessions.map((session) => log.user[session]! + 1).filter((user) => user > 0));
  const regions = renumber(Uint32Array.from([0, ...events.map((event) => log.region[event]!)]));
  return {
    itemIds: items.old.map((code) => log.itemIds[code]!),
    sessionIds: Array.from(sessions, (session) => log.sessionIds[session]!),
    offsets,
    user: Int32Array.from(sessions, (session) => (log.user[session]! < 0 ? -1 : users.toNew(log.user[session]! + 1))),
    userIds: users.old.map((code) => log.userIds[code - 1]!),
    item: events.map((event) => items.toNew(log.item[event]!)),
    at: Float64Array.from(events, (event) => log.at[event]!),
    type: Uint8Array.from(events, (event) => log.type[event]!),
    quantity: Float32Array.from(events, (event) => log.quantity[event]!),
    price: Float32Array.from(events, (event) => log.price[event]!),
    rating: Float32Array.from(events, (event) => log.rating[event]!),
    dwellMs: Float32Array.from(events, (event) => log.dwellMs[event]!),
    position: Float32Array.from(events, (event) => log.position[event]!),
    region: Uint16Array.from(events, (event) => regions.toNew(log.region[event]!)),
    regions: regions.old.map((code) => log.regions[code]!),
    split: Uint8Array.from(events, (event) => log.split[event]!),
    clock: log.clock,
  };
}

/** The codes that occur, ascending, and what each becomes when only they are counted. */
function renumber(codes: Uint32Array): { old: number[]; toNew: (code: number) => number } {
  const places = new Uint32Array(codes.reduce((largest, code) => Math.max(largest, code), 0) + 1);
  for (const code of codes) places[code] = 1;
  const old: number[] = [];
  places.forEach((occurs, code) => {
    if (occurs === 1) places[code] = old.push(code) - 1;
  });
  return { old, toNew: (code) => places[code]! };
}
