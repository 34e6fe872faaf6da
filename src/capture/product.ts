import type { ItemRef } from '../../contract/events.ts';
import { readItem } from './attributes.ts';
import type { Emit } from './draft.ts';

/** The product that the page is about: its first `data-aisle-product`. */
export function readProduct(): ItemRef | undefined {
  const element = document.querySelector('[data-aisle-product]');
  return element ? readItem(element, 'data-aisle-product') : undefined;
}

/** One product_view, where the page is about a product; and that product. */
export function captureProduct(emit: Emit): ItemRef | undefined {
  const product = readProduct();
  if (product) emit({ type: 'product_view', items: [product] });
  return product;
}
