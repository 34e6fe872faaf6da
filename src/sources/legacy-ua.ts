import type { EventType } from '../../contract/events.ts';
import type { ItemNames } from './items.ts';
import { first, toPlain, type Plain } from './plain.ts';
import type { SourceHost } from './source.ts';

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
  impressions: 'list_view',
  detail: 'product_view',
  click: 'product_click',
  add: 'add_to_cart',
  remove: 'remove_from_cart',
  checkout: 'begin_checkout',
  purchase: 'purchase',
  refund: 'refund',
  promoView: 'promotion_view',
  promoClick: 'promotion_click',
};

/** Says what a copy of an entry, or of its `ecommerce`, carries. False where it is none of Universal Analytics', or empty. */
export function readLegacyUa(host: SourceHost, ecommerce: Plain, currency: unknown): boolean {
  let isSaid = false;
  const read = (type: EventType, given: unknown, field: Plain, order?: unknown): void => {
    const list = first(field, ITEM.list);
    const items = host.toItems(given, ITEM, { currency: first(ecommerce, ITEM.currency) ?? currency, list });
    // further steps of a checkout are none that is begun
    if (items.length === 0 || (type === 'begin_checkout' && Number(field['step'] ?? 1) > 1)) return;
    host.tell(type, items, { order, list: list ?? items[0]!.list, source: 'ua' });
    isSaid = true;
  };
  for (const action in ACTIONS) {
    const type = ACTIONS[action]!;
    const given = ecommerce[action];
    const said = toPlain(given);
    const field = toPlain(said['actionField']);
    const promotions = said['promotions'];
    if (type.startsWith('promotion')) {
      for (const each of Array.isArray(promotions) ? promotions : []) {
        host.tell(type, [], { promotion: first(toPlain(each), ['id', 'name']), source: 'ua' });
        isSaid = true;
      }
    } else {
      const list = type === 'list_view' ? given : first(said, ['products', 'items']);
      read(type, list ?? [], field, field['id'] ?? said['transaction_id']);
    }
  }
  read('purchase', ecommerce['transactionProducts'] ?? [], {}, ecommerce['transactionId']);
  return isSaid;
}
