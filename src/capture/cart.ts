import type { Emit } from './draft.ts';
import { readLines } from './lines.ts';

/** One cart_view with the lines of the page's `data-aisle-cart`. */
export function captureCart(emit: Emit): void {
  const cart = document.querySelector('[data-aisle-cart]');
  if (cart) emit({ type: 'cart_view', items: readLines(cart) });
}
