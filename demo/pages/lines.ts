import { html } from 'hono/html';

import { toTotal, type CartLine } from '../cart.ts';
import { toPrice, type Html } from './html.ts';

/** Lines of a basket or an order, as a table would say it. */
export function lineList(lines: readonly CartLine[], options: { canRemove: boolean }): Html {
  return html`<ul class="lines">
      ${lines.map(
        ({ product, quantity }) =>
          html`<li
            data-aisle-line="${product.id}"
            data-aisle-quantity="${quantity}"
            ${product.price === undefined ? '' : html`data-aisle-price="${product.price}"`}
            data-aisle-currency="GBP"
          >
            <img src="${product.image}" alt="" width="88" height="88" />
            <div>
              <a href="${product.url}">${product.title}</a>
              <p class="fine">${quantity} &times; ${toPrice(product.price)}</p>
            </div>
            <p class="price">${toPrice((product.price ?? 0) * quantity)}</p>
            ${
              options.canRemove
                ? html`<form method="post" action="/cart/remove" data-aisle-remove="${product.id}">
                    <input type="hidden" name="item" value="${product.id}" />
                    <button type="submit" class="link">Remove<span class="unseen"> ${product.title}</span></button>
                  </form>`
                : ''
            }
          </li>`,
      )}
    </ul>
    <p class="total"><span>Total</span> <b>${toPrice(toTotal(lines))}</b></p>`;
}
