import type { EventType } from '../../contract/events.ts';
import { toText } from '../capture/draft.ts';
import { toItems, type ItemNames } from './items.ts';
import { first, type Plain } from './plain.ts';
import type { Say } from './tell.ts';

/** The parameters hold bare ids, whose names these are. */
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

/** Says what Google's dynamic remarketing tells of a page, `ecomm_*` of shops and `dynx_*` of others. False where it is nothing. */
export function readRemarketing(params: Plain, say: Say): boolean {
  const items = toItems(first(params, PRODUCT_IDS) ?? [], ITEM);
  const page = toText(first(params, ['ecomm_pagetype', 'dynx_pagetype']))?.toLowerCase() ?? '';
  const type = Object.hasOwn(PAGES, page) ? PAGES[page] : undefined;
  if (!type || items.length === 0) return false;
  say(type, items);
  return true;
}
