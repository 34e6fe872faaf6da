import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { csrf } from 'hono/csrf';

import type { RandomSource } from '../contract/ids.ts';
import { send, type Content } from '../server/content.ts';
import { drawArt } from './art/draw.ts';
import { addBasketRoutes } from './basket-routes.ts';
import { createOrders } from './orders.ts';
import type { AisleTag } from './pages/layout.ts';
import { createRenderer, lost, type RendererParts } from './renderer.ts';
import { addShelfRoutes } from './shelf-routes.ts';

// a week, not for ever: the name holds no hash, and a better drawing may come
const ART_CACHE = 'public, max-age=604800, immutable';
const ASSET_CACHE = 'public, max-age=31536000, immutable';

export interface ShopOptions extends RendererParts {
  /** Built scripts and styles of the pages, by file name. */
  readonly assets: (name: string) => Promise<Content | undefined>;
  readonly random: RandomSource;
}

/** The demo shop: server-rendered pages over one bundle, a basket in an essential cookie, drawn pictures. */
export function createShop({ assets, random, ...parts }: ShopOptions): Hono {
  const app = new Hono();
  const render = createRenderer(parts);

  app.use(compress());
  app.use(csrf());
  app.use(async (c, next) => {
    await next();
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'strict-origin-when-cross-origin');
    if (c.res.headers.get('content-type')?.startsWith('text/html')) {
      c.header('content-security-policy', toPolicy(parts.aisle));
    }
  });

  addShelfRoutes(app, render);
  addBasketRoutes(app, render, createOrders(random));

  app.get('/art/:file{[^/]+\\.svg}', async (c) => {
    const product = (await render.catalogue())?.find(c.req.param('file').slice(0, -'.svg'.length));
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
      ? render.page(c, (catalogue) => lost(catalogue))
      : c.text('not found', 404),
  );
  return app;
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
