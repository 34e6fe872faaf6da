import { MAX_BOUGHT, MAX_CART_ITEMS, type Bought, type LoggedEvent } from '../../contract/living.ts';
import { addInterest, forgetLeast } from '../profile/interests.ts';
import { entryOf, setEntry, WORD } from '../profile/raw-profile.ts';
import type { Catalogue } from './catalogue.ts';
import { insertEvent } from './log.ts';
import type { OpenState } from './open-state.ts';
import type { Setting } from './setting.ts';
import { halfLivesOf, moveVectors, sweepVectors } from './vectors.ts';

type Spec = Pick<Setting, 'spec'>;

/** When each was last done. */
const LAST = { product_view: 'view', add_to_cart: 'cart', purchase: 'purchase' } as const;

/**
 * Takes a logged event into the state: log, vectors, counts, recency, money, cart, repeats. O(event), whatever the profile's size.
 * The order in which events arrive matters to the cart alone, as long as they lie within the caps. `state.at` is the caller's.
 * Returns what the log has dropped.
 */
export function fold(state: OpenState, event: LoggedEvent, catalogue: Catalogue, { spec }: Spec): LoggedEvent[] {
  const { type, at } = event;
  const dropped = insertEvent(state.log, event, Math.max(state.at, at));
  const last = entryOf(LAST, type);
  if (last) state.last[last] = Math.max(state.last[last] ?? 0, at);
  foldCart(state, event);
  foldSums(state, event, catalogue, { spec }, 1);
  return dropped;
}

/**
 * Takes a logged event out of the state again, as if it had not been: what is summed exactly, as long as the bundle weighs it as
 * it did. A cart that a purchase has emptied stays empty.
 */
export function unfold(state: OpenState, event: LoggedEvent, catalogue: Catalogue, { spec }: Spec): void {
  state.log = state.log.filter((known) => known !== event);
  foldSums(state, event, catalogue, { spec }, -1);
  const last = entryOf(LAST, event.type);
  if (last && state.last[last] === event.at) {
    const before = state.log.findLast(({ type }) => type === event.type)?.at;
    if (before === undefined) delete state.last[last];
    else state.last[last] = before;
  }
  for (const { id, quantity = 1 } of event.items ?? []) {
    const change = event.type === 'add_to_cart' ? -quantity : event.type === 'remove_from_cart' ? quantity : 0;
    if (change !== 0) setCart(state, id, (entryOf(state.cart, id)?.quantity ?? 0) + change);
  }
  sweepVectors(state);
}

/** What is summed up of an event, or with `sign` -1 taken away again. */
export function foldSums(
  state: OpenState,
  event: LoggedEvent,
  catalogue: Catalogue,
  { spec }: Spec,
  sign: 1 | -1,
): void {
  const { type } = event;
  moveVectors(state, event, catalogue, spec.signals, halfLivesOf(spec.signals), sign);
  const count = (entryOf(state.counts, type) ?? 0) + sign;
  if (count > 0) setEntry(state.counts, type, count);
  else delete state.counts[type];
  if (type !== 'purchase' && type !== 'refund') return;
  // a refund takes back what a purchase gave
  const times = type === 'purchase' ? sign : -sign;
  foldMoney(state, event, spec.signals['purchase']?.halfLifeDays ?? 30, times);
  foldBought(state, event, catalogue, times);
}

function foldMoney({ money }: OpenState, { at, items = [] }: LoggedEvent, halfLifeDays: number, times: number): void {
  const pieces = items.reduce((sum, { quantity = 1 }) => sum + quantity, 0);
  // what has no price, on the page or in the catalogue, is an order all the same
  const spent = items.reduce((sum, { quantity = 1, price = 0 }) => sum + quantity * price, 0);
  money.orders += times;
  money.spent += times * spent;
  money.lines += times * items.length;
  money.pieces += times * pieces;
  addInterest(money as never, 'recentOrders', times, at, halfLifeDays);
  addInterest(money as never, 'recentSpent', times * spent, at, halfLifeDays);
}

function foldBought(state: OpenState, { at, items = [] }: LoggedEvent, catalogue: Catalogue, times: number): void {
  const count = (record: Record<string, Bought>, key: string): void => {
    const bought = entryOf(record, key);
    if (!bought) {
      // a refund of what is not known to have been bought says nothing of how often it is
      if (times < 0) return;
      setEntry(record, key, { count: 1, first: at, last: at });
      forgetLeast(record, MAX_BOUGHT, ({ last }) => last);
      return;
    }
    bought.count += times;
    if (times > 0) {
      bought.first = Math.min(bought.first, at);
      bought.last = Math.max(bought.last, at);
    } else if (bought.count <= 0) delete record[key];
  };
  for (const { id } of items) count(state.boughtItems, id);
  for (const attribute of catalogue.attributes) {
    if (attribute === WORD) continue;
    const values = new Set(items.flatMap(({ id }) => catalogue.valuesOf(id, attribute)));
    if (values.size === 0) continue;
    const record = entryOf(state.bought, attribute) ?? {};
    for (const value of values) count(record, value);
    setEntry(state.bought, attribute, record);
  }
}

function foldCart(state: OpenState, { type, items = [] }: LoggedEvent): void {
  // a cart page that says nothing of its items may be empty, or not understood
  if (type === 'cart_view' && items.length > 0) state.cart = {};
  for (const { id, quantity = 1, price } of items) {
    const held = entryOf(state.cart, id)?.quantity ?? 0;
    if (type === 'cart_view') setCart(state, id, quantity, price);
    else if (type === 'add_to_cart') setCart(state, id, held + quantity, price);
    else if (type === 'remove_from_cart') setCart(state, id, held - quantity);
    else if (type === 'purchase') delete state.cart[id];
  }
}

function setCart({ cart }: OpenState, item: string, quantity: number, price?: number): void {
  const cost = price ?? entryOf(cart, item)?.price;
  if (quantity <= 0) delete cart[item];
  else if (Object.hasOwn(cart, item) || Object.keys(cart).length < MAX_CART_ITEMS)
    setEntry(cart, item, { quantity, ...(cost !== undefined && { price: cost }) });
}
