import type { EventType } from '../../contract/events.ts';
import type { ItemNames } from './items.ts';
import { first, type Plain } from './plain.ts';
import type { SourceHost } from './source.ts';

/** The parameters hold bare ids. */
const ITEM: ItemNames = { ids: [], price: [], currency: [], quantity: [], position: [], list: [] };

/** What pages of a type are; a purchase is none here, since no order's number comes with it. */
const PAGES: Readonly<Record<string, EventType>> = {
  product: 'product_view',
  offerdetail: 'product_view',
  category: 'list_view',
  searchresults: 'list_view',
  cart: 'cart_view',
  conversionintent: 'cart_view',
};
export const PRODUCT_IDS = ['ecomm_prodid', 'dynx_itemid'];

/** Says what Google's dynamic remarketing tells of a page, `ecomm_*` of shops and `dynx_*` of others. */
export function readRemarketing({ toItems, tell }: SourceHost, params: Plain): void {
  const items = toItems(first(params, PRODUCT_IDS) ?? [], ITEM);
  const page = String(first(params, ['ecomm_pagetype', 'dynx_pagetype'])).toLowerCase();
  if (items.length > 0 && Object.hasOwn(PAGES, page)) tell(PAGES[page]!, items, { source: 'gtm' });
}
