import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';

import { createBundleSource } from './bundle-source.ts';
import { send } from './content.ts';
import type { Platform } from './platform.ts';
import { recommend } from './recommend.ts';
import { readRecommendationQuery } from './recommendation-query.ts';
import { createScriptSource } from './script-source.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const MANIFEST_CACHE = 'public, max-age=60, stale-while-revalidate=600';
// the loader holds the hashes of the scripts beside it: an old one with new siblings would have them refused, so all are
// asked for again, which a 304 answers
const SCRIPT_CACHE = 'public, no-cache';
const LIST_CACHE = 'public, max-age=60, s-maxage=600, stale-while-revalidate=86400';
const RETRY_AFTER_SECONDS = '10';

export interface AppOptions {
  /** Folder with `manifest.json` and the parts it names, in the terms of `platform.files`. */
  readonly bundleDir: string;
  /** Folder with the built `aisle*.js`; absent: no scripts are served. */
  readonly scriptsDir?: string;
  /** `nodePlatform()` under Node. */
  readonly platform: Platform;
}

/**
 * The server as one fetch-standard app: `app.fetch(request)` answers on Node, workerd and in a test alike.
 *
 * Every answer is the same for everybody who sends the same query: no cookie is read or set, and nothing about a request
 * is logged. Routes, headers and shapes: docs/server.md.
 */
export function createApp({ bundleDir, scriptsDir, platform }: AppOptions): Hono {
  const bundles = createBundleSource(bundleDir, platform);
  const scripts = scriptsDir === undefined ? undefined : createScriptSource(scriptsDir, platform);
  const app = new Hono();

  app.use(cors({ origin: '*', allowMethods: ['GET', 'HEAD', 'OPTIONS'], maxAge: 86_400 }));
  app.use(async (c, next) => {
    await next();
    c.header('x-content-type-options', 'nosniff');
    // pages under COEP take scripts and bundles only from hosts that say so
    c.header('cross-origin-resource-policy', 'cross-origin');
  });
  app.use(etag({ retainedHeaders: [...RETAINED_304_HEADERS, 'access-control-allow-origin'] }));

  app.get('/bundle/manifest.json', async (c) => {
    const bundle = await bundles.current();
    return bundle ? send(c, bundle.manifestContent, MANIFEST_CACHE) : noBundle(c);
  });

  app.get('/bundle/:file{[0-9a-f]{64}\\.bin}', async (c) => {
    const content = await bundles.file(c.req.param('file'));
    return content ? send(c, content, IMMUTABLE) : notFound(c);
  });

  app.get('/v1/recommendations', async (c) => {
    const read = readRecommendationQuery(c.req.queries());
    if (!read.ok) {
      c.header('cache-control', 'no-store');
      return c.json({ error: { code: 'bad-query', problems: read.problems } }, 400);
    }
    const bundle = await bundles.current();
    if (!bundle) return noBundle(c);
    c.header('cache-control', LIST_CACHE);
    return c.json(recommend(bundle, read.query, platform.clock.now()));
  });

  app.get('/healthz', async (c) => {
    const bundle = await bundles.current();
    c.header('cache-control', 'no-store');
    if (!bundle) return c.json({ status: 'no-bundle' }, 503);
    const { version, items, trainedThrough } = bundle.manifest;
    return c.json({ status: 'ok', bundle: { version, items, trainedThrough, hash: bundle.hash } });
  });

  app.get('/:file{aisle[a-z0-9-]*\\.(?:js|wasm)}', async (c) => {
    const content = await scripts?.file(c.req.param('file'));
    return content ? send(c, content, SCRIPT_CACHE) : notFound(c);
  });

  app.notFound(notFound);
  app.onError((_error, c) => {
    c.header('cache-control', 'no-store');
    return c.json(
      { error: { code: 'internal', remedy: 'Try again; if it stays, restart the server and report it.' } },
      500,
    );
  });
  return app;
}

function notFound(c: Context): Response {
  c.header('cache-control', 'no-store');
  const expected =
    'GET /bundle/manifest.json, /bundle/<sha256>.bin, /aisle*.js, /v1/recommendations?context=homepage or /healthz';
  return c.json({ error: { code: 'not-found', expected, remedy: 'Check the path; see docs/server.md.' } }, 404);
}

function noBundle(c: Context): Response {
  c.header('cache-control', 'no-store');
  c.header('retry-after', RETRY_AFTER_SECONDS);
  const remedy = 'Run "aisle train" into the folder that this server serves; it is picked up without a restart.';
  return c.json({ error: { code: 'no-bundle', expected: 'a bundle in the folder of --bundle', remedy } }, 503);
}
