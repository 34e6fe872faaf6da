import { LOG_EVENT_TYPES, type Log } from '../log.ts';

const PURCHASE = LOG_EVENT_TYPES.indexOf('purchase');
const REFUND = LOG_EVENT_TYPES.indexOf('refund');
const ADD = LOG_EVENT_TYPES.indexOf('add_to_cart');
const REMOVE = LOG_EVENT_TYPES.indexOf('remove_from_cart');

/**
 * Events that a later one took back: the newest purchase of an item before each of its refunds, by the same user or, where
 * the user is unknown, in the same session; the newest addition to the cart before each removal, in the same session.
 */
export function findReturns(log: Log): ReadonlySet<number> {
  const takenBack = new Set<number>();
  if (!log.type.includes(REFUND) && !log.type.includes(REMOVE)) return takenBack;
  // sessions stand in the order of their last events: a user's purchases come before what he sends back in another session
  const bought = new Map<string, number[]>();
  for (let session = 0; session + 1 < log.offsets.length; session++) {
    const user = log.user[session]!;
    const who = user < 0 ? `s${session}` : `u${user}`;
    const added = new Map<number, number[]>();
    for (let at = log.offsets[session]!; at < log.offsets[session + 1]!; at++) {
      const item = log.item[at]!;
      const type = log.type[at]!;
      if (type === PURCHASE) push(bought, `${who} ${item}`, at);
      else if (type === ADD) push(added, item, at);
      const taken =
        type === REFUND ? bought.get(`${who} ${item}`)?.pop() : type === REMOVE ? added.get(item)?.pop() : undefined;
      if (taken !== undefined) takenBack.add(taken);
    }
  }
  return takenBack;
}

function push<K>(events: Map<K, number[]>, key: K, event: number): void {
  const known = events.get(key);
  if (known) known.push(event);
  else events.set(key, [event]);
}
