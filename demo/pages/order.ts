import { html } from 'hono/html';

import type { CartLine } from '../cart.ts';
import type { Product } from '../catalogue.ts';
import { rankSlot } from './card.ts';
import type { Html } from './html.ts';
import { lineList } from './lines.ts';

export interface OrderView {
  readonly id: string;
  readonly lines: readonly CartLine[];
  readonly suggestions: readonly Product[];
}

export function orderPage({ id, lines, suggestions }: OrderView): Html {
  return html`<main id="main" class="wrap">
    <h1>Thank you.</h1>
    <p class="lead">Your order <b>${id}</b> is in our imaginary hands.</p>
    <div class="checkout" data-aisle-order="${id}">${lineList(lines, { canRemove: false })}</div>
    ${rankSlot({ slot: 'order-next', heading: 'For next time' }, suggestions)}
  </main>`;
}
