import { html } from 'hono/html';

import type { Product } from '../catalogue.ts';
import { toPrice, type Html } from './html.ts';

/** Images of the first row are loaded at once, the rest as they come near. */
const EAGER = 4;
/** Invisible until there is something to note, but its width is taken. */
const NOTE = 'reranked on this device';

function card({ id, title, url, image, price }: Product, index: number): Html {
  return html`<li class="card" data-aisle-item="${id}">
    <a href="${url}"
      ><img
        src="${image}"
        alt=""
        width="240"
        height="240"
        loading="${index < EAGER ? 'eager' : 'lazy'}"
        decoding="async"
      /><span class="card-title">${title}</span></a
    >
    <div class="card-foot">
      <p class="price">${toPrice(price)}</p>
      <span data-aisle-why></span>
    </div>
  </li>`;
}

export interface SlotOptions {
  readonly slot: string;
  readonly heading: string;
  /** A line under the heading. */
  readonly lead?: string;
  /** Level of the heading; default 2. */
  readonly level?: 1 | 2;
  /** Between the heading and the cards. */
  readonly tools?: Html;
}

/** A shelf in the server's order, which Aisle may reorder in place. */
export function rankSlot({ slot, heading, lead, level = 2, tools }: SlotOptions, products: readonly Product[]): Html {
  return html`<section class="shelf" aria-labelledby="${slot}-heading">
    <div class="shelf-head">
      ${level === 1 ? html`<h1 id="${slot}-heading">${heading}</h1>` : html`<h2 id="${slot}-heading">${heading}</h2>`}
      <p class="slot-note" data-slot-note="${slot}">${NOTE}</p>
      ${lead === undefined ? '' : html`<p class="lead">${lead}</p>`}
    </div>
    ${tools ?? ''}
    <ul class="grid" data-aisle-slot="${slot}">
      ${products.map(card)}
    </ul>
  </section>`;
}

/** A shelf that Aisle fills from the whole catalogue. Its height is reserved, so that nothing below it moves. */
export function fillSlot({ slot, heading, lead }: SlotOptions, limit: number): Html {
  return html`<section class="shelf" aria-labelledby="${slot}-heading">
    <div class="shelf-head">
      <h2 id="${slot}-heading">${heading}</h2>
      <p class="slot-note" data-slot-note="${slot}">${NOTE}</p>
      ${lead === undefined ? '' : html`<p class="lead">${lead}</p>`}
    </div>
    <div class="grid fill" data-aisle-slot="${slot}" data-aisle-mode="fill" data-aisle-limit="${limit}">
      <template
        ><div class="card">
          <a href="{url}"
            ><img src="{image}" alt="" width="240" height="240" loading="lazy" decoding="async" /><span
              class="card-title from-bundle"
              >{title}</span
            ></a
          >
          <div class="card-foot">
            <p class="price">{price}</p>
            <span data-aisle-why></span>
          </div></div
      ></template>
    </div>
  </section>`;
}
