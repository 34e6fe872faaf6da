import { html } from 'hono/html';

import type { Category, Product } from '../catalogue.ts';
import { rankSlot } from './card.ts';
import type { Html } from './html.ts';
import { pager } from './pager.ts';

export interface CategoryView {
  readonly category: Category;
  /** Of the page shown. */
  readonly products: readonly Product[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  readonly colours: readonly { readonly name: string; readonly count: number }[];
  readonly colour: string | undefined;
}

export function categoryPage(view: CategoryView): Html {
  const { category, products, total, page, pages, colour } = view;
  const base = `/c/${category.slug}`;
  const lead = `${total} ${total === 1 ? 'piece' : 'pieces'}${colour ? ` in ${colour}` : ''}${pages > 1 ? `, page ${page} of ${pages}` : ''}`;
  return html`<main id="main" class="wrap">
    <nav class="crumbs" aria-label="You are here"><a href="/">Home</a> <a href="/c">Departments</a></nav>
    ${rankSlot({ slot: 'category-grid', heading: category.name, lead, level: 1, tools: filters(view) }, products)}
    ${pager({ page, pages, href: (to) => toHref(base, { colour, page: to }) })}
  </main>`;
}

export function departmentsPage(categories: readonly Category[]): Html {
  return html`<main id="main" class="wrap">
    <nav class="crumbs" aria-label="You are here"><a href="/">Home</a></nav>
    <h1>All departments</h1>
    <ul class="index">
      ${categories.map(
        ({ slug, name, products }) =>
          html`<li>
            <a href="/c/${slug}"
              ><img
                src="${products[0]?.image ?? ''}"
                alt=""
                width="96"
                height="96"
                loading="lazy"
                decoding="async"
              /><span
                ><b>${name}</b><small>${products.length} ${products.length === 1 ? 'piece' : 'pieces'}</small></span
              ></a
            >
          </li>`,
      )}
    </ul>
  </main>`;
}

function filters({ category, colours, colour }: CategoryView): Html {
  if (colours.length < 2) return html``;
  const base = `/c/${category.slug}`;
  return html`<nav class="filters" aria-label="Colour">
    <a href="${base}" ${colour === undefined ? html`aria-current="true"` : ''}>All colours</a>
    ${colours.map(
      ({ name, count }) =>
        html`<a href="${base}?colour=${encodeURIComponent(name)}" ${colour === name ? html`aria-current="true"` : ''}
          ><i class="swatch" data-colour="${name}"></i><span>${name}</span> <small>${count}</small></a
        >`,
    )}
  </nav>`;
}

function toHref(base: string, { colour, page }: { colour: string | undefined; page: number }): string {
  const query = new URLSearchParams();
  if (colour !== undefined) query.set('colour', colour);
  if (page > 1) query.set('page', String(page));
  return query.size > 0 ? `${base}?${query}` : base;
}
