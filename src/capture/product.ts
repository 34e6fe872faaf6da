import { idsOf, type ItemRef } from '../../contract/events.ts';
import type { ItemId } from '../../contract/ids.ts';
import { MAX_CONTEXT_ITEMS } from '../../contract/limits.ts';
import type { Storefront } from '../storefront/storefront.ts';
import { readItems } from './attributes.ts';

/** The products that the page is about, the main one first: its `data-aisle-product`s, or else what the storefront makes of it. */
export function readProducts(storefront?: Storefront): readonly ItemRef[] {
  const said = readItems(document, 'data-aisle-product');
  return said.length > 0 ? said : (storefront?.products() ?? []);
}

/** The ids of each: what may be used of a page where nothing is known of its visitor. */
export function toContext(products: readonly ItemRef[]): ItemId[][] {
  return products.map(idsOf).slice(0, MAX_CONTEXT_ITEMS);
}
