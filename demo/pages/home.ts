import { html } from 'hono/html';

import type { Category, Product } from '../catalogue.ts';
import { rankSlot } from './card.ts';
import type { Html } from './html.ts';

export interface HomeView {
  readonly products: readonly Product[];
  /** Three articles that look well beside each other. */
  readonly heroes: readonly Product[];
  readonly tiles: readonly Category[];
}

export function homePage({ products, heroes, tiles }: HomeView): Html {
  return html`<main id="main" class="wrap">
    <section class="hero">
      <div>
        <h1>Small things, chosen&nbsp;well.</h1>
        <p>Gifts, homeware and bits of nonsense that make a kitchen table look lived&nbsp;at.</p>
        <p><a class="button" href="/c">Browse every department</a></p>
      </div>
      <div class="hero-art" aria-hidden="true">
        ${heroes.map(({ image }) => html`<img src="${image}" alt="" width="240" height="240" fetchpriority="high" />`)}
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
