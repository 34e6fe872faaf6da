import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';

import type { BundleSource } from '../server/bundle-source.ts';
import { CART_COOKIE, countPieces, readCart, type CartLine } from './cart.ts';
import { createShopCatalogue, type ShopCatalogue } from './catalogue.ts';
import type { Html } from './pages/html.ts';
import { headOf, layout, type AisleTag } from './pages/layout.ts';
import { messagePage } from './pages/message.ts';
import type { Page } from './shell.ts';

const DEPARTMENTS = 8;
const LOST_SIZE = 12;

/** What a page shows, and what the chrome around it needs to know. */
export interface View {
  readonly title: string;
  readonly kind: Page['kind'];
  readonly main: Html;
  /** Slug of the department it is in; the empty string for the list of all. */
  readonly current?: string;
  readonly query?: string;
  readonly status?: 200 | 404;
}

export interface Renderer {
  /** The shelves of the newest bundle; undefined while there is none. */
  catalogue(): Promise<ShopCatalogue | undefined>;
  page(c: Context, view: (catalogue: ShopCatalogue, lines: readonly CartLine[]) => View): Promise<Response>;
}

export interface RendererParts {
  readonly bundles: BundleSource;
  readonly shell: (page: Page) => string;
  readonly aisle: AisleTag;
}

export function createRenderer({ bundles, shell, aisle }: RendererParts): Renderer {
  let kept: ShopCatalogue | undefined;

  async function catalogue(): Promise<ShopCatalogue | undefined> {
    const bundle = await bundles.current();
    if (bundle && bundle !== kept?.bundle) kept = createShopCatalogue(bundle);
    return kept;
  }

  return {
    catalogue,
    async page(c, view) {
      const shelves = await catalogue();
      if (!shelves) return c.text('The shop has no catalogue yet: train a bundle first (npm start does).', 503);
      const lines = readCart(getCookie(c, CART_COOKIE), shelves);
      const { title, kind, main, current, query, status = 200 } = view(shelves, lines);
      const chrome = {
        departments: shelves.categories.slice(0, DEPARTMENTS),
        cartCount: countPieces(lines),
        ...(current === undefined ? {} : { current }),
        ...(query === undefined ? {} : { query }),
      };
      // the basket's count differs from visitor to visitor; "no-store" would keep pages out of the back/forward cache
      c.header('cache-control', 'private, no-cache');
      const [head, body] = await Promise.all([headOf(aisle), layout(chrome, main)]);
      return c.html(shell({ title, kind, head: String(head), body: String(body) }), status);
    },
  };
}

/** A 404 page of the shop's own, with something to go on with. */
export function lost(
  catalogue: ShopCatalogue,
  text = 'There is no such page, or its goods are sold out for good.',
): View {
  return {
    title: 'Not found | Wren & Thistle',
    kind: 'other',
    status: 404,
    main: messagePage('We looked everywhere.', text, catalogue.products.slice(0, LOST_SIZE)),
  };
}
