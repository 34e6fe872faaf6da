import { html } from 'hono/html';

import type { Category, Product } from '../catalogue.ts';
import { fillSlot, rankSlot } from './card.ts';
import { toPrice, type Html } from './html.ts';

const FILL_LIMIT = 6;

export interface ProductView {
  readonly product: Product;
  readonly category: Category;
  readonly similar: readonly Product[];
}

export function productPage({ product, category, similar }: ProductView): Html {
  const { id, title, image, price, kind, colours, materials, motifs } = product;
  const facts: [string, string][] = [
    ['Colour', colours.length > 0 ? colours.join(', ') : 'unknown: the description names none'],
    ['Material', materials.join(', ')],
    ['Motif', motifs.join(', ')],
    ['Kind', kind ?? ''],
    ['Article', id],
  ];
  return html`<main id="main" class="wrap">
    <nav class="crumbs" aria-label="You are here">
      <a href="/">Home</a> <a href="/c">Departments</a> <a href="/c/${category.slug}">${category.name}</a>
    </nav>
    <article
      class="product"
      data-aisle-product="${id}"
      ${price === undefined ? '' : html`data-aisle-price="${price}"`}
      data-aisle-currency="GBP"
    >
      <figure>
        <img
          src="${image}"
          alt="Drawing of the article from its description"
          width="480"
          height="480"
          fetchpriority="high"
        />
        ${colours.length === 0 ? html`<figcaption>Drawn from the description; colour unknown.</figcaption>` : html`<figcaption>Drawn from the description.</figcaption>`}
      </figure>
      <div class="buy">
        <h1>${title}</h1>
        <p class="price big">${toPrice(price)}</p>
        <form method="post" action="/cart/add" data-aisle-add="${id}" class="add">
          <input type="hidden" name="item" value="${id}" />
          <label for="quantity">Quantity</label>
          <input id="quantity" name="quantity" type="number" min="1" max="99" value="1" inputmode="numeric" />
          <button type="submit" class="button">Add to basket</button>
        </form>
        <dl class="facts">
          ${facts
            .filter(([, value]) => value !== '')
            .map(
              ([name, value]) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd>${value}</dd>
                </div>`,
            )}
        </dl>
        <p class="fine">A demonstration: nothing is charged and nothing is sent.</p>
      </div>
    </article>
    ${rankSlot({ slot: 'pdp-more-like-this', heading: 'More like this' }, similar)}
    ${fillSlot({ slot: 'pdp-also-like', heading: 'You may also like', lead: 'Picked on this device, once you allow it.' }, FILL_LIMIT)}
  </main>`;
}
