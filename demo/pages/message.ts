import { html } from 'hono/html';

import type { Product } from '../catalogue.ts';
import { rankSlot } from './card.ts';
import type { Html } from './html.ts';

export function messagePage(heading: string, text: string, products: readonly Product[]): Html {
  return html`<main id="main" class="wrap">
    <h1>${heading}</h1>
    <p class="lead">${text} <a href="/">Back to the shop</a>, or <a href="/c">see every department</a>.</p>
    ${products.length > 0 ? rankSlot({ slot: 'lost-popular', heading: 'Much loved' }, products) : ''}
  </main>`;
}
