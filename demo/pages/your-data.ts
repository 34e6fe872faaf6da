import { html } from 'hono/html';

import type { Html } from './html.ts';

/** What the element holds is shown as long as nothing runs: then there is nothing to be shown of the shopper either. */
export function yourDataPage(): Html {
  return html`<main id="main" class="wrap">
    <nav class="crumbs" aria-label="You are here"><a href="/">Home</a></nav>
    <h1>Your data</h1>
    <div class="your-data" data-aisle-privacy>
      <p class="lead">
        Nothing about you is kept here. If you allow “personal shelves” in the cookie settings, this page shows
        everything that this device has learned, and you can correct it, take it with you, or delete it.
      </p>
      <p>
        <button type="button" class="button quiet" data-cc="show-preferencesModal">Cookie settings</button>
      </p>
    </div>
  </main>`;
}
