import type { RandomSource } from '../contract/ids.ts';
import type { CartLine } from './cart.ts';

const MAX_ORDERS = 500;
// no 0/O, 1/I: an order number is read out over a telephone
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LENGTH = 10;

/** Orders of this process, the newest 500: a demo shop has nobody to send parcels. */
export interface Orders {
  place(lines: readonly CartLine[]): string;
  find(id: string): readonly CartLine[] | undefined;
}

export function createOrders(random: RandomSource): Orders {
  const orders = new Map<string, readonly CartLine[]>();
  return {
    place(lines) {
      const letters = Array.from(random.bytes(LENGTH), (byte) => LETTERS[byte % LETTERS.length]!);
      const id = `WT-${letters.join('')}`;
      orders.set(id, lines);
      const oldest = orders.keys().next().value;
      if (orders.size > MAX_ORDERS && oldest !== undefined) orders.delete(oldest);
      return id;
    },
    find: (id) => orders.get(id),
  };
}
