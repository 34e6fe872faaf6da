import type { LivingSpec } from '../../contract/segments.ts';
import type { Catalogue } from '../catalogue.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';

const DAY_MS = 86_400_000;
/** Fewer customers than that have no quintiles worth the name. */
const LEAST_CUSTOMERS = 50;
const PURCHASE = LOG_EVENT_TYPES.indexOf('purchase');
/** Four bounds make five classes. */
const BOUNDS = [0.2, 0.4, 0.6, 0.8];

interface Customer {
  lastAt: number;
  orders: number;
  spent: number;
}

/**
 * Bounds of five classes of recency, frequency and monetary value (Hughes, Strategic Database Marketing, 1994): the quintiles
 * of the log's customers, as of its newest event. An order is a session that holds a purchase; what was paid for a piece is
 * the event's price, or else the catalogue's. Null where the log names no users, buys nothing, or has no real time.
 */
export function rfmBreaks(log: Log, { ids, prices }: Pick<Catalogue, 'ids' | 'prices'>): LivingSpec['rfm'] {
  if (log.clock !== 'time') return null;
  const rows = new Map(ids.map((id, row) => [id, row]));
  const customers = new Map<number, Customer>();
  let newest = 0;
  for (const at of log.at) newest = Math.max(newest, at);
  log.user.forEach((user, session) => {
    if (user < 0) return;
    let isOrder = false;
    for (let event = log.offsets[session]!; event < log.offsets[session + 1]!; event++) {
      if (log.type[event] !== PURCHASE) continue;
      const customer = customers.get(user) ?? { lastAt: 0, orders: 0, spent: 0 };
      customers.set(user, customer);
      if (!isOrder) customer.orders++;
      isOrder = true;
      customer.lastAt = Math.max(customer.lastAt, log.at[event]!);
      const price = log.price[event]! || prices[rows.get(log.itemIds[log.item[event]!]!)!] || 0;
      customer.spent += price * (log.quantity[event]! || 1);
    }
  });
  if (customers.size < LEAST_CUSTOMERS) return null;
  const quintiles = (of: (customer: Customer) => number): number[] => {
    const sorted = Array.from(customers.values(), of).toSorted((a, b) => a - b);
    // to the hundredth: finer says nothing of anybody
    return BOUNDS.map((share) => Math.round(sorted[Math.floor(share * (sorted.length - 1))]! * 100) / 100);
  };
  return {
    recencyDays: quintiles(({ lastAt }) => (newest - lastAt) / DAY_MS),
    orders: quintiles(({ orders }) => orders),
    spent: quintiles(({ spent }) => spent),
  };
}
