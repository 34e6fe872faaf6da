import { html } from 'hono/html';

import type { Product } from '../catalogue.ts';
import { rankSlot } from './card.ts';
import type { Html } from './html.ts';
import { pager } from './pager.ts';

export interface SearchView {
  readonly query: string;
  readonly products: readonly Product[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  /** Shown where nothing was found. */
  readonly popular: readonly Product[];
}

export function searchPage({ query, products, total, page, pages, popular }: SearchView): Html {
  const asked = query.trim() !== '';
  if (!asked || total === 0) {
    return html`<main id="main" class="wrap">
      <h1>${asked ? html`Nothing found for “${query}”` : 'Search the shop'}</h1>
      <p class="lead">${asked ? 'Try fewer or plainer words:' : 'Try one of these:'}</p>
      <p class="suggestions">
        ${['lantern', 'red retrospot', 'tea towel', 'heart', 'lunch box', 'garland'].map(
          (words) => html`<a href="/search?q=${encodeURIComponent(words)}">${words}</a> `,
        )}
      </p>
      ${rankSlot({ slot: 'search-popular', heading: 'Much loved' }, popular)}
    </main>`;
  }
  const lead = `${total} ${total === 1 ? 'piece' : 'pieces'}${pages > 1 ? `, page ${page} of ${pages}` : ''}`;
  return html`<main id="main" class="wrap" data-aisle-query="${query}">
    ${rankSlot({ slot: 'search-results', heading: `“${query}”`, lead, level: 1 }, products)}
    ${pager({ page, pages, href: (to) => `/search?${new URLSearchParams({ q: query, page: String(to) })}` })}
  </main>`;
}
