import { Hono, type Context } from 'hono';
import { compress } from 'hono/compress';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';

import type { RandomSource } from '../contract/ids.ts';
import type { BundleSource } from '../server/bundle-source.ts';
import { send, type Content } from '../server/content.ts';
import { drawArt } from './art/draw.ts';
import {
  addToCart,
  CART_COOKIE,
  countPieces,
  readCart,
  removeFromCart,
  toQuantity,
  writeCart,
  type CartLine,
} from './cart.ts';
import { createShopCatalogue, type Product, type ShopCatalogue } from './catalogue.ts';
import { selectHeroes, selectHome } from './home-selection.ts';
import { createOrders } from './orders.ts';
import { cartPage } from './pages/cart.ts';
import { categoryPage, departmentsPage } from './pages/category.ts';
import { homePage } from './pages/home.ts';
import type { Html } from './pages/html.ts';
import { headOf, layout, type AisleTag } from './pages/layout.ts';
import { messagePage } from './pages/message.ts';
import { orderPage } from './pages/order.ts';
import { productPage } from './pages/product.ts';
import { searchPage } from './pages/search.ts';
import type { Page } from './shell.ts';

const HOME_SIZE = 24;
const PAGE_SIZE = 24;
const SHELF_SIZE = 12;
const DEPARTMENTS = 8;
const HEROES = 3;
const TILES = 6;
const MAX_QUERY_LENGTH = 80;
// a week, not for ever: the name holds no hash, and a better drawing may come
const ART_CACHE = 'public, max-age=604800, immutable';
const ASSET_CACHE = 'public, max-age=31536000, immutable';
const CART_SECONDS = 30 * 86_400;

export interface ShopOptions {
  readonly bundles: BundleSource;
  readonly shell: (page: Page) => string;
  /** Built scripts and styles of the pages, by file name. */
  readonly assets: (name: string) => Promise<Content | undefined>;
  readonly aisle: AisleTag;
  readonly random: RandomSource;
}

type Body = (
  catalogue: ShopCatalogue,
  lines: readonly CartLine[],
) => { title: string; kind: Page['kind']; main: Html } & {
  current?: string;
  query?: string;
  status?: 200 | 404;
};

/** The demo shop: server-rendered pages over one bundle, a basket in an essential cookie, drawn pictures. */
export function createShop({ bundles, shell, assets, aisle, random }: ShopOptions): Hono {
  const app = new Hono();
  const orders = createOrders(random);
  let kept: ShopCatalogue | undefined;

  async function openCatalogue(): Promise<ShopCatalogue | undefined> {
    const bundle = await bundles.current();
    if (bundle && bundle !== kept?.bundle) kept = createShopCatalogue(bundle);
    return kept;
  }

  async function render(c: Context, body: Body): Promise<Response> {
    const catalogue = await openCatalogue();
    if (!catalogue) return c.text('The shop has no catalogue yet: train a bundle first (npm start does).', 503);
    const lines = readCart(getCookie(c, CART_COOKIE), catalogue);
    const { title, kind, main, current, query, status = 200 } = body(catalogue, lines);
    const departments = catalogue.categories.slice(0, DEPARTMENTS);
    const chrome = {
      departments,
      cartCount: countPieces(lines),
      ...(current === undefined ? {} : { current }),
      ...(query === undefined ? {} : { query }),
    };
    // the basket's count differs from visitor to visitor; "no-store" would keep pages out of the back/forward cache
    c.header('cache-control', 'private, no-cache');
    const text = String(await layout(chrome, main));
    return c.html(shell({ title, kind, head: String(await headOf(aisle)), body: text }), status);
  }

  app.use(compress());
  app.use(csrf());
  app.use(async (c, next) => {
    await next();
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'strict-origin-when-cross-origin');
    if (c.res.headers.get('content-type')?.startsWith('text/html'))
      c.header('content-security-policy', toPolicy(aisle));
  });

  app.get('/', (c) =>
    render(c, (catalogue) => ({
      title: 'Wren & Thistle: gifts and homeware',
      kind: 'home',
      main: homePage({
        products: selectHome(catalogue, HOME_SIZE),
        heroes: selectHeroes(catalogue, HEROES),
        tiles: catalogue.categories.slice(0, TILES),
      }),
    })),
  );

  app.get('/c', (c) =>
    render(c, ({ categories }) => ({
      title: 'All departments | Wren & Thistle',
      kind: 'category',
      current: '',
      main: departmentsPage(categories),
    })),
  );

  app.get('/c/:slug', (c) =>
    render(c, (catalogue) => {
      const category = catalogue.category(c.req.param('slug'));
      if (!category) return lost(catalogue);
      const colours = countColours(category.products);
      const colour = colours.find(({ name }) => name === c.req.query('colour'))?.name;
      const all = category.products.filter((product) => colour === undefined || product.colours.includes(colour));
      const view = toPage(all, c.req.query('page'));
      return {
        title: `${category.name} | Wren & Thistle`,
        kind: 'category',
        current: category.slug,
        main: categoryPage({ category, ...view, colours, colour }),
      };
    }),
  );

  app.get('/p/:id', (c) =>
    render(c, (catalogue) => {
      const product = catalogue.find(c.req.param('id'));
      if (!product) return lost(catalogue);
      const category = catalogue.categoryOf(product);
      return {
        title: `${product.title} | Wren & Thistle`,
        kind: 'product',
        current: category.slug,
        main: productPage({ product, category, similar: catalogue.similar(product, SHELF_SIZE) }),
      };
    }),
  );

  app.get('/search', (c) =>
    render(c, (catalogue) => {
      const query = (c.req.query('q') ?? '').slice(0, MAX_QUERY_LENGTH);
      const view = toPage(catalogue.search(query), c.req.query('page'));
      return {
        title: `${query || 'Search'} | Wren & Thistle`,
        kind: 'search',
        query,
        main: searchPage({ query, ...view, popular: catalogue.products.slice(0, SHELF_SIZE) }),
      };
    }),
  );

  app.get('/cart', (c) =>
    render(c, (catalogue, lines) => ({
      title: 'Your basket | Wren & Thistle',
      kind: 'cart',
      main: cartPage({
        lines,
        suggestions: catalogue.goesWith(
          lines.map(({ product }) => product),
          SHELF_SIZE,
        ),
      }),
    })),
  );

  app.post('/cart/add', (c) =>
    changeCart(c, (lines, catalogue, form) => {
      const product = catalogue.find(String(form['item']));
      const quantity = toQuantity(form['quantity']) || 1;
      return product ? addToCart(lines, product, quantity) : lines;
    }),
  );

  app.post('/cart/remove', (c) =>
    changeCart(c, (lines, _catalogue, form) => removeFromCart(lines, String(form['item']))),
  );

  async function changeCart(
    c: Context,
    change: (lines: CartLine[], catalogue: ShopCatalogue, form: Record<string, unknown>) => readonly CartLine[],
  ): Promise<Response> {
    const catalogue = await openCatalogue();
    if (!catalogue) return c.redirect('/', 303);
    keepCart(c, change(readCart(getCookie(c, CART_COOKIE), catalogue), catalogue, await c.req.parseBody()));
    return c.redirect('/cart', 303);
  }

  app.post('/checkout', async (c) => {
    const catalogue = await openCatalogue();
    const lines = catalogue ? readCart(getCookie(c, CART_COOKIE), catalogue) : [];
    if (lines.length === 0) return c.redirect('/cart', 303);
    keepCart(c, []);
    return c.redirect(`/order/${orders.place(lines)}`, 303);
  });

  app.get('/order/:id', (c) =>
    render(c, (catalogue) => {
      const id = c.req.param('id');
      const lines = orders.find(id);
      if (!lines) return lost(catalogue, 'This order is not known here; the demo forgets orders when it is restarted.');
      const suggestions = catalogue.goesWith(
        lines.map(({ product }) => product),
        SHELF_SIZE,
      );
      return { title: 'Thank you | Wren & Thistle', kind: 'order', main: orderPage({ id, lines, suggestions }) };
    }),
  );

  app.get('/art/:file{[^/]+\\.svg}', async (c) => {
    const product = (await openCatalogue())?.find(c.req.param('file').slice(0, -'.svg'.length));
    if (!product) return c.notFound();
    c.header('cache-control', ART_CACHE);
    c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    return c.body(drawArt(product), 200, { 'content-type': 'image/svg+xml' });
  });

  app.get('/assets/:file', async (c) => {
    const content = await assets(c.req.param('file'));
    return content ? send(c, content, ASSET_CACHE) : c.notFound();
  });

  app.notFound((c) =>
    c.req.header('accept')?.includes('text/html')
      ? render(c, (catalogue) => lost(catalogue))
      : c.text('not found', 404),
  );
  return app;
}

function lost(
  catalogue: ShopCatalogue,
  text = 'There is no such page, or its goods are sold out for good.',
): ReturnType<Body> {
  return {
    title: 'Not found | Wren & Thistle',
    kind: 'other',
    status: 404,
    main: messagePage('We looked everywhere.', text, catalogue.products.slice(0, SHELF_SIZE)),
  };
}

function toPage(all: readonly Product[], asked: string | undefined) {
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const page = Math.min(pages, Math.max(1, /^\d{1,4}$/.test(asked ?? '') ? Number(asked) : 1));
  return { products: all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), total: all.length, page, pages };
}

function countColours(products: readonly Product[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const name of products.flatMap(({ colours }) => colours)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count);
}

function keepCart(c: Context, lines: readonly CartLine[]): void {
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax' } as const;
  if (lines.length === 0) deleteCookie(c, CART_COOKIE, { path: '/' });
  else setCookie(c, CART_COOKIE, writeCart(lines), { ...attributes, maxAge: CART_SECONDS });
}

/** What a careful shop allows: itself, and Aisle's host for scripts and bundles; the worker starts from a blob. */
function toPolicy({ script }: AisleTag): string {
  const aisle = new URL(script).origin;
  return [
    "default-src 'self'",
    `script-src 'self' ${aisle} 'wasm-unsafe-eval'`,
    `connect-src 'self' ${aisle}`,
    "worker-src 'self' blob:",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
