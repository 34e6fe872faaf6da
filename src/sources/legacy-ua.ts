import type { EventType } from '../../contract/events.ts';
import { toItems, type ItemNames } from './items.ts';
import { first, toPlain, type Plain } from './plain.ts';
import type { Say } from './tell.ts';

/** Universal Analytics' Enhanced Ecommerce, and GTM's classic transaction, which shops push long after it has gone. */
const ITEM: ItemNames = {
  ids: ['id', 'sku', 'item_id', 'product_id', 'variant'],
  price: ['price'],
  currency: ['currency', 'currencyCode'],
  quantity: ['quantity'],
  position: ['position'],
  list: ['list_id', 'list'],
  firstPosition: 1,
};

/** What is said is what `ecommerce` carries, whatever the event that comes with it is called. */
const ACTIONS: Readonly<Record<string, EventType>> = {
  detail: 'product_view',
  click: 'product_click',
  add: 'add_to_cart',
  remove: 'remove_from_cart',
  checkout: 'begin_checkout',
  purchase: 'purchase',
  refund: 'refund',
};
const PROMOTIONS: Readonly<Record<string, EventType>> = { promoView: 'promotion_view', promoClick: 'promotion_click' };

/** Says what a copy of `ecommerce` carries. False where it is none of Universal Analytics', or empty. */
export function readLegacyUa(ecommerce: Plain, currency: unknown, say: Say): boolean {
  let isSaid = false;
  const base = { currency: first(ecommerce, ITEM.currency) ?? currency };
  const tell: Say = (...told) => {
    isSaid = true;
    say(...told);
  };
  for (const action in ACTIONS) {
    const said = toPlain(ecommerce[action]);
    const field = toPlain(said['actionField']);
    const list = first(field, ITEM.list);
    const items = toItems(first(said, ['products', 'items']) ?? [], ITEM, { ...base, list });
    // further steps of a checkout are none that is begun
    if (items.length === 0 || (action === 'checkout' && Number(field['step'] ?? 1) > 1)) continue;
    tell(ACTIONS[action]!, items, { order: field['id'] ?? said['transaction_id'] });
  }
  const seen = toItems(ecommerce['impressions'] ?? [], ITEM, base);
  if (seen.length > 0) tell('list_view', seen, { list: seen[0]!.list });
  for (const name in PROMOTIONS) {
    const promotions = toPlain(ecommerce[name])['promotions'];
    if (!Array.isArray(promotions)) continue;
    for (const each of promotions) tell(PROMOTIONS[name]!, [], { promotion: first(toPlain(each), ['id', 'name']) });
  }
  return isSaid;
}

/** The classic transaction: `transactionId` and `transactionProducts` beside the event. */
export function readTransaction(entry: Plain, currency: unknown, say: Say): boolean {
  const items = toItems(entry['transactionProducts'] ?? [], ITEM, {
    currency: entry['transactionCurrency'] ?? currency,
  });
  if (items.length > 0) say('purchase', items, { order: entry['transactionId'] });
  return items.length > 0;
}
