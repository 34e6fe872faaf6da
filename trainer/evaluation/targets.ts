import type { Bundle } from '../../worker/bundle/decode.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';

/** Types that take something back: folded into a profile, and never foretold. */
const TAKEN_BACK: ReadonlySet<string> = new Set(['refund', 'remove_from_cart']);

/** Whether an event may be foretold: whatever brought an item to the visitor, liked or not. */
export function isTarget(log: Log, event: number): boolean {
  return !TAKEN_BACK.has(LOG_EVENT_TYPES[log.type[event]!]!);
}

/** Training sessions that hold each row of a bundle: counted here, since a bundle may expect something of items yet unseen. */
export function countSessions(training: Log, { ids, rows }: Bundle): Uint32Array {
  const counts = new Uint32Array(ids.length);
  const rowOf = training.itemIds.map((id) => rows.get(id));
  for (let session = 0; session < training.sessionIds.length; session++) {
    const held = new Set<number>();
    for (let event = training.offsets[session]!; event < training.offsets[session + 1]!; event++) {
      const row = rowOf[training.item[event]!];
      if (row !== undefined && isTarget(training, event)) held.add(row);
    }
    for (const row of held) counts[row]!++;
  }
  return counts;
}

/** The items that somebody came to in the training part. */
export function knownItems(training: Log): Set<string> {
  const known = new Set<string>();
  training.item.forEach((item, event) => {
    if (isTarget(training, event)) known.add(training.itemIds[item]!);
  });
  return known;
}

/** Events of one user in the order they happened; where the log names no user, of one session. */
export interface User {
  readonly name: string;
  readonly events: readonly number[];
}

/** The known users by name, then the sessions of which the user is unknown. */
export function usersOf(log: Log): User[] {
  const named = new Map<number, number[]>();
  const users: User[] = [];
  for (let session = 0; session < log.sessionIds.length; session++) {
    const user = log.user[session]!;
    const events = user < 0 ? [] : (named.get(user) ?? []);
    for (let event = log.offsets[session]!; event < log.offsets[session + 1]!; event++) events.push(event);
    if (user >= 0) named.set(user, events);
    else users.push({ name: log.sessionIds[session]!, events });
  }
  const known = [...named].toSorted(([a], [b]) => a - b);
  // sessions of one user may overlap: the sort is stable, so that ties keep their order in the log
  const byTime = (events: number[]): number[] => events.toSorted((a, b) => log.at[a]! - log.at[b]!);
  return [...known.map(([user, events]) => ({ name: log.userIds[user]!, events: byTime(events) })), ...users];
}
