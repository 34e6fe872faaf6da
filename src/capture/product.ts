import type { ItemRef } from '../../contract/events.ts';
import type { ItemId } from '../../contract/ids.ts';
import { MAX_CONTEXT_ITEMS } from '../../contract/limits.ts';
import { readItems } from './attributes.ts';
import type { Emit } from './draft.ts';

/** The product that the page is about: its first `data-aisle-product`. */
export function readProduct(): ItemRef | undefined {
  return readProducts()[0];
}

/** Ids of all products that the page is about: what may be used of a page where nothing is known of its visitor. */
export function readContext(): ItemId[] {
  return readProducts()
    .slice(0, MAX_CONTEXT_ITEMS)
    .map(({ id }) => id);
}

/** One product_view, where the page is about a product; and that product. */
export function captureProduct(emit: Emit): ItemRef | undefined {
  const product = readProduct();
  if (product) emit({ type: 'product_view', items: [product] });
  return product;
}

function readProducts(): ItemRef[] {
  return readItems(document, 'data-aisle-product');
}
