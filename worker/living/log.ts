import type { AisleEvent, ItemRef } from '../../contract/events.ts';
import type { ItemId } from '../../contract/ids.ts';
import { MAX_LOGGED_EVENTS, type LoggedEvent } from '../../contract/living.ts';
import { MAX_WINDOW_MS, RULE_EVENTS, type RuleEvent } from '../../contract/segments.ts';
import type { Setting } from './setting.ts';

/**
 * The event as rules ask for it; undefined for what is not remembered one by one. An item without a price of its own has the
 * catalogue's. `ignored`: items of which its owner wants nothing to be learned.
 */
export function toLogged(
  event: AisleEvent,
  { catalogue, currency }: Pick<Setting, 'catalogue' | 'currency'>,
  ignored: readonly ItemId[] = [],
): LoggedEvent | undefined {
  const { id, at } = event;
  const type = event.type as RuleEvent;
  if (!RULE_EVENTS.includes(type)) return undefined;
  const toLine = ({ id: item, quantity, price, currency: own }: ItemRef): NonNullable<LoggedEvent['items']>[0] => {
    const isForeign = own !== undefined && currency !== undefined && own !== currency;
    const cost = price === undefined || isForeign ? catalogue.priceOf(item) : price;
    return { id: item, ...(quantity !== undefined && { quantity }), ...(cost !== undefined && { price: cost }) };
  };
  const given = 'items' in event ? event.items : [];
  const items = given.filter((item) => !ignored.includes(item.id)).map(toLine);
  // it was about nothing else
  if (given.length > 0 && items.length === 0) return undefined;
  const name = 'promotion' in event ? event.promotion : 'name' in event ? event.name : undefined;
  return {
    at,
    type,
    id,
    ...(items.length > 0 && { items }),
    ...(name !== undefined && { name }),
    ...(event.type === 'search' && { words: [...event.tokens] }),
    ...(event.type === 'product_dwell' && { ms: event.ms }),
    ...(event.type === 'review' && event.rating !== undefined && { rating: event.rating }),
  };
}

/**
 * Puts an event into the log, behind those of its time, and drops what is 30 days older than `now` or past the cap, oldest first.
 * Returns what was dropped.
 */
export function insertEvent(log: LoggedEvent[], event: LoggedEvent, now: number): LoggedEvent[] {
  let place = log.length;
  while (place > 0 && log[place - 1]!.at > event.at) place--;
  log.splice(place, 0, event);
  let old = Math.max(0, log.length - MAX_LOGGED_EVENTS);
  while (old < log.length && log[old]!.at <= now - MAX_WINDOW_MS) old++;
  return old > 0 ? log.splice(0, old) : [];
}
