import { html, raw } from 'hono/html';

import type { Category } from '../catalogue.ts';
import type { Html } from './html.ts';

export interface Chrome {
  /** The largest departments, for the navigation. */
  readonly departments: readonly Category[];
  readonly cartCount: number;
  readonly query?: string;
  /** Slug of the department the page is in. */
  readonly current?: string;
}

export interface AisleTag {
  /** URL of aisle.js. */
  readonly script: string;
  /** URL of the bundle's manifest. */
  readonly bundle: string;
}

/** A demo runs on whatever machine there is: more patience than the default 150. */
const DEADLINE_MS = 1_500;

export function headOf({ script, bundle }: AisleTag): Html {
  return html`<script
    async
    crossorigin="anonymous"
    referrerpolicy="no-referrer"
    src="${script}"
    data-bundle="${bundle}"
    data-consent="vanilla-cookieconsent"
    data-deadline="${DEADLINE_MS}"
  ></script>`;
}

export function layout({ departments, cartCount, query, current }: Chrome, main: Html): Html {
  return html`<a class="skip" href="#main">Skip to the goods</a>
    <header class="site-head">
      <div class="wrap head-row">
        <a class="brand" href="/">${raw(MARK)}<span>Wren &amp; Thistle</span></a>
        <form class="search" action="/search" role="search">
          <label class="unseen" for="q">Search the shop</label>
          <input id="q" name="q" type="search" value="${query ?? ''}" placeholder="Search 3,700 gifts" maxlength="80" />
          <button type="submit"><span class="unseen">Search</span>${raw(LENS)}</button>
        </form>
        <a class="cart-link" href="/cart"
          >${raw(BASKET)}<span class="cart-word">Basket</span
          ><b class="cart-count">${cartCount}<span class="unseen"> ${cartCount === 1 ? 'piece' : 'pieces'}</span></b></a
        >
      </div>
      <nav class="wrap departments" aria-label="Departments">
        <ul>
          ${departments.map(
            ({ slug, name }) =>
              html`<li><a href="/c/${slug}" ${slug === current ? raw('aria-current="page"') : ''}>${name}</a></li>`,
          )}
          <li><a href="/c" ${current === '' ? raw('aria-current="page"') : ''}>All departments</a></li>
        </ul>
      </nav>
    </header>
    ${main}
    <div class="offer" data-aisle-offer="corner"></div>
    <footer class="site-foot">
      <div class="wrap">
        <p class="foot-brand">Wren &amp; Thistle</p>
        <p>
          A demonstration shop of <strong>Aisle</strong>: nothing here is for sale, and what you look at stays on this
          device. Goods, prices and demand are from <a href="https://doi.org/10.24432/C5BW33">Online Retail</a> (Chen,
          D., 2015, UCI Machine Learning Repository, CC BY 4.0). The pictures are drawn from each description.
        </p>
        <p class="foot-links">
          <a href="/your-data">Your data</a>
          <button type="button" class="link" data-cc="show-preferencesModal">Cookie settings</button>
        </p>
      </div>
    </footer>`;
}

const icon = (paths: string) =>
  `<svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;
const LENS = icon('<circle cx="10.5" cy="10.5" r="6.5"/><path d="m20 20-4.8-4.8"/>');
const BASKET = icon(
  '<path d="M4 9.5h16l-1.6 9.2a1.5 1.5 0 0 1-1.5 1.3H7.1a1.5 1.5 0 0 1-1.5-1.3z"/><path d="m8 9.5 3-5.5m5 5.5-3-5.5"/>',
);
const MARK = `<svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true"><rect width="32" height="32" rx="9" fill="var(--plum)"/><path d="M8 20c0-6 4-9 9-9 2 0 3 1 5 1l3-1-2 4c0 5-4 8-9 8H7z" fill="#f4d9a8"/></svg>`;
