import { toHex } from '../../contract/ids.ts';
import type { Emit } from './draft.ts';
import { readLines } from './lines.ts';

/**
 * One purchase with the lines of the page's `data-aisle-order`. Its event id is made from the order's, so that a reload of
 * the page counts once; the order's id itself goes no further than this function.
 */
export async function captureOrder(emit: Emit): Promise<void> {
  const order = document.querySelector('[data-aisle-order]');
  const orderId = order?.getAttribute('data-aisle-order');
  if (!order || !orderId) return;
  const items = readLines(order);
  const id = await toEventId(orderId);
  if (items.length > 0) emit({ type: 'purchase', items, ...(id && { id }) }, true);
}

/** The first 32 hexadecimal digits of SHA-256 of `purchase|` + the order's id; undefined where there is no WebCrypto. */
export async function toEventId(orderId: string): Promise<string | undefined> {
  const bytes = new TextEncoder().encode(`purchase|${orderId}`);
  // absent outside secure contexts
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  return subtle && toHex(new Uint8Array(await subtle.digest('SHA-256', bytes))).slice(0, 32);
}
