import { html } from 'hono/html';

import type { Html } from './html.ts';

export function pager({ page, pages, href }: { page: number; pages: number; href: (page: number) => string }): Html {
  if (pages < 2) return html``;
  return html`<nav class="pager" aria-label="Pages">
    ${page > 1 ? html`<a class="button quiet" rel="prev" href="${href(page - 1)}">Previous</a>` : html`<span></span>`}
    <span>Page ${page} of ${pages}</span>
    ${page < pages ? html`<a class="button quiet" rel="next" href="${href(page + 1)}">Next</a>` : html`<span></span>`}
  </nav>`;
}
