import type { EventType, ItemRef } from '../../contract/events.ts';
import { toBareName } from './commerce-names.ts';
import type { ItemNames } from './items.ts';
import { first, toPlain, type Plain } from './plain.ts';
import type { SourceHost } from './source.ts';

/** Names of an item's fields, as `toBare` writes them. */
const NAMES: ItemNames = {
  ids: ['productid', 'id', 'itemid', 'productsku', 'sku', 'variantid', 'itemvariantid'],
  price: ['price', 'unitprice', 'productprice', 'itemprice'],
  currency: ['currency', 'currencycode'],
  quantity: ['quantity', 'qty', 'productquantity'],
  position: ['position'],
  list: ['listid', 'list'],
  firstPosition: 1,
};
const LISTS = ['products', 'items', 'product', 'item'];
/** Here a list may hold the ids alone. */
const ID_LISTS = ['productids', 'itemids', 'skus'];
/** A variant is mostly a colour or a size; a number that long is none. */
const VARIANT_ID = /^\d{6,}$/;

/** A copied record under bare names: `Product ID`, `productId` and `product_id` are one. The first of several counts. */
export function toBare(value: unknown): Plain {
  const bare: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(toPlain(value))) bare[toBareName(name)] ??= inner;
  if (VARIANT_ID.test(String(bare['variant']))) bare['variantid'] ??= bare['variant'];
  return bare;
}

/** The items that a copied payload of a tracker names: in a list of theirs, or by itself. A number of items is none of them. */
export function toCommerceItems({ toItems }: SourceHost, properties: unknown): ItemRef[] {
  const bare = toBare(properties);
  const listed = LISTS.map((name) => bare[name]).find((given) => typeof given === 'object');
  const given = listed ?? ID_LISTS.map((name) => bare[name]).find(Array.isArray) ?? [bare];
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  return toItems(
    list.map((item) => (typeof item === 'object' ? toBare(item) : item)),
    NAMES,
    bare,
  );
}

/** Tells of what a tracker was told: Segment's specification and whatever keeps to it. `at` where it was said before. */
export function tellCommerce(
  host: SourceHost,
  type: EventType,
  properties: unknown,
  items: readonly ItemRef[],
  at?: number,
): void {
  const bare = toBare(properties);
  host.tell(type, items, {
    order: first(bare, ['orderid', 'transactionid', 'checkoutid']),
    list: first(bare, ['listid', 'category', 'categoryid']),
    promotion: first(bare, ['promotionid', 'promoid', 'id', 'name', 'creative']),
    query: first(bare, ['query', 'searchterm', 'searchquery', 'term', 'keyword', 'keywords']),
    rating: bare['rating'],
    at,
  });
}
