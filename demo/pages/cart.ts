import { html } from 'hono/html';

import type { CartLine } from '../cart.ts';
import type { Product } from '../catalogue.ts';
import { rankSlot } from './card.ts';
import type { Html } from './html.ts';
import { lineList } from './lines.ts';

export function cartPage({
  lines,
  suggestions,
}: {
  lines: readonly CartLine[];
  suggestions: readonly Product[];
}): Html {
  return html`<main id="main" class="wrap">
    <h1>Your basket</h1>
    ${
      lines.length === 0
        ? html`<p class="lead" data-aisle-cart>Nothing in it yet. <a href="/">Have a look around</a>.</p>`
        : html`<div class="checkout" data-aisle-cart>
            ${lineList(lines, { canRemove: true })}
            <form method="post" action="/checkout"><button type="submit" class="button">Place the order</button></form>
            <p class="fine">A demonstration: nothing is charged and nothing is sent.</p>
          </div>`
    }
    ${rankSlot({ slot: 'cart-goes-well', heading: lines.length === 0 ? 'Much loved' : 'Goes well with your basket' }, suggestions)}
  </main>`;
}
