import { html } from 'hono/html';

import type { Category, Product } from '../catalogue.ts';
import { rankSlot } from './card.ts';
import type { Html } from './html.ts';

export function homePage({ products, tiles }: { products: readonly Product[]; tiles: readonly Category[] }): Html {
  return html`<main id="main" class="wrap">
    <section class="hero">
      <div>
        <h1>Small things, chosen&nbsp;well.</h1>
        <p>Gifts, homeware and bits of nonsense that make a kitchen table look lived&nbsp;at.</p>
        <p><a class="button" href="/c">Browse every department</a></p>
      </div>
      <div class="hero-art" aria-hidden="true">
        ${tiles
          .slice(0, 3)
          .map(
            ({ products: [first] }) =>
              html`<img src="${first?.image ?? ''}" alt="" width="240" height="240" fetchpriority="high" />`,
          )}
      </div>
    </section>
    <nav class="tiles" aria-label="Popular departments">
      ${tiles.map(
        ({ slug, name, products: [first, second], products: all }) =>
          html`<a href="/c/${slug}"
            ><img src="${(second ?? first)?.image ?? ''}" alt="" width="120" height="120" loading="lazy" /><span
              ><b>${name}</b><small>${all.length} pieces</small></span
            ></a
          >`,
      )}
    </nav>
    ${rankSlot({ slot: 'home-for-you', heading: 'For you', lead: 'What people take home most, from all over the shop.' }, products)}
  </main>`;
}
