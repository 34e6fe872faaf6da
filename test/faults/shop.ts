import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type Browser, type BrowserContext, type LaunchOptions, type Page } from 'playwright-core';

import { CHROMIUM_FLAGS, ensureChromium } from '../chromium.ts';
import { startFixtureHost, type Answer, type HostRequest } from '../e2e/fixture-host.ts';
import { toFixtureHtml, toRankSlot, untilLoaded, type FixturePage } from '../e2e/fixture-page.ts';
import { collectErrors, watchPages } from '../e2e/probes.ts';
import { BUNDLE_URL, createSmallBundle, itemId, type SmallBundleOptions } from '../unit/engine/small-bundle.ts';

const DIST = new URL('../../dist/', import.meta.url).pathname;
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>';
const ROWS = Array.from({ length: 12 }, (_, row) => row);
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  wasm: 'application/wasm',
  json: 'application/json',
};

/** Every item of the bundle: even rows are lanterns, odd ones mugs. */
export const ITEMS: readonly string[] = ROWS.map(itemId);
export const LANTERNS: readonly string[] = ITEMS.filter((_, row) => row % 2 === 0);
export const MUGS: readonly string[] = ITEMS.filter((_, row) => row % 2 === 1);
/** The slot of `DEFAULT_BODY`, and the order in which the server sends it: mugs first, the lanterns last. */
export const SLOT = 'home';
export const SERVER_ORDER: readonly string[] = [...MUGS.slice(0, 4), ...LANTERNS.slice(4)];
export const RANK_SLOT = toRankSlot(SLOT, SERVER_ORDER);
/** Shows what is close to the page's product, or what is popular; its height is reserved. */
export const FILL_SLOT = `<div data-aisle-slot="picked" data-aisle-mode="fill" data-aisle-limit="4" style="height: 20em; overflow: hidden">
  <template><a href="{url}"><img src="{image}" alt=""><span>{title}</span></a></template></div>`;
/** What the page is about: a lantern that the rank slot does not show. */
export const PRODUCT = `<div data-aisle-product="${LANTERNS[0]!}" data-aisle-price="12.5">A lantern</div>`;
const DEFAULT_BODY = `<main data-aisle-page="product">${PRODUCT}${RANK_SLOT}${FILL_SLOT}</main>`;

/** What a host answers instead: parts of an answer, `hang` for never. */
export type Override = Partial<Answer> | 'hang' | ((request: HostRequest) => Promise<Answer | undefined>);

export interface Shop {
  /** Origin of the pages. */
  readonly origin: string;
  /** Origin of the scripts (`/aisle.js`) and the bundle (`/bundle/manifest.json`). */
  readonly cdn: string;
  /** Everything that either host was asked for, oldest first. Empty it with `requests.length = 0`. */
  readonly requests: HostRequest[];
  /** Puts a page at `path` ("/home"), or another one in its place. Returns its URL. */
  page(path: string, page?: FixturePage): string;
  /**
   * Answers what `url` fits (whole, or a pattern) with something else from now on. Returns the way back. The latest wins.
   *
   * @example const mend = shop.override(/manifest\.json$/, { status: 500 });
   */
  override(url: string | RegExp, answer: Override): () => void;
  /** Everything as it was: no overrides, the first bundle, nothing asked for yet. */
  mend(): Promise<void>;
  /** What stands at a URL of either host without overrides: for changing some bytes of it. */
  original(url: string): Promise<Answer | undefined>;
  /** Requests to the CDN, by file name; those of one file where it is named. */
  asked(file?: string): string[];
  /** Another bundle from now on, under the same URL. */
  publish(options: SmallBundleOptions): Promise<void>;
  /**
   * Somebody who was never here: a context of its own, in a browser that visitors with the same options share one after the
   * other; with a `profile` a browser of its own.
   */
  launch(options?: VisitorOptions): Promise<Visitor>;
  stop(): Promise<void>;
}

export interface VisitorOptions extends Pick<LaunchOptions, 'args' | 'ignoreDefaultArgs'> {
  /** Directory of the browser's profile, which outlives the browser. Default: none, and nothing outlives it. */
  readonly profile?: string;
}

/** Somebody with a browser. */
export interface Visitor {
  readonly context: BrowserContext;
  /** Exceptions, unhandled rejections, `console.error` and `console.warn` of all pages so far. */
  readonly errors: string[];
  /** Opens a URL in a new tab; resolves when the loader has run, unless `isInert`. */
  open(url: string, options?: { isInert?: boolean }): Promise<Page>;
  /** Closes all pages, and a browser of its own with them, as a shopper does. */
  close(): Promise<void>;
  /** SIGKILL to every process of the browser: needs a `profile` of its own. */
  kill(): void;
}

/** A shop with Aisle's built scripts and a small real bundle on another origin, in which anything can be made to fail. */
export async function startShop(): Promise<Shop> {
  const requests: HostRequest[] = [];
  const pages = new Map<string, FixturePage>();
  const overrides: { readonly fits: (url: string) => boolean; readonly answer: Override }[] = [];
  const visitors = new Set<Visitor>();
  const browsers = new Map<string, Browser>();
  let bundle = await createSmallBundle();

  const standing = async (isShop: boolean, path: string): Promise<Answer | undefined> => {
    if (isShop) {
      const page = pages.get(path);
      const html = page && toFixtureHtml({ body: DEFAULT_BODY, ...page }, cdn.origin);
      if (html) return { body: html, type: 'text/html; charset=utf-8', headers: { ...page?.headers } };
      if (/^\/i\/\d+\.svg$/.test(path)) return { body: PICTURE, type: 'image/svg+xml' };
      return path === '/aisle-worker.js' ? readScript('aisle-worker.js') : undefined;
    }
    const part = bundle.files.get(new URL(path.slice(1), new URL('../', BUNDLE_URL)).href);
    const found = part ? { body: part, type: typeOf(path) } : await readScript(path.slice(1));
    return found && { ...found, headers: { 'access-control-allow-origin': '*' } };
  };
  const startHost = (isShop: boolean) =>
    startFixtureHost(async (path, request) => {
      requests.push(request);
      const override = overrides.findLast(({ fits }) => fits(request.url))?.answer;
      if (override === 'hang') return new Promise(() => {});
      if (typeof override === 'function') return override(request);
      const found = await standing(isShop, path);
      if (!override) return found;
      const nothing = { body: '', type: 'text/plain', headers: { 'access-control-allow-origin': '*' } };
      return { ...(found ?? nothing), ...override };
    });
  const [shop, cdn] = [await startHost(true), await startHost(false)];

  return {
    origin: shop.origin,
    cdn: cdn.origin,
    requests,
    page(path, page = {}) {
      pages.set(path, page);
      return shop.origin + path;
    },
    override(url, answer) {
      const added = { answer, fits: (asked: string) => (typeof url === 'string' ? asked === url : url.test(asked)) };
      overrides.push(added);
      return () => void overrides.splice(overrides.indexOf(added), 1);
    },
    original: (url) => standing(url.startsWith(`${shop.origin}/`), new URL(url).pathname),
    asked: (file) =>
      requests
        .filter(({ url }) => url.startsWith(cdn.origin))
        .map(({ url }) => url.slice(url.lastIndexOf('/') + 1))
        .filter((name) => file === undefined || name === file),
    async publish(options) {
      bundle = await createSmallBundle(options);
    },
    async mend() {
      overrides.length = 0;
      requests.length = 0;
      bundle = await createSmallBundle();
    },
    async launch(options = {}) {
      const visitor = await startVisitor(options, browsers);
      visitors.add(visitor);
      return visitor;
    },
    async stop() {
      for (const visitor of visitors) await visitor.close();
      for (const browser of browsers.values()) await browser.close();
      await Promise.all([shop.stop(), cdn.stop()]);
    },
  };
}

/** A directory for a browser's profile, and the way to be rid of it. */
export async function createProfileDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'aisle-profile-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) };
}

async function startVisitor(
  { profile, args = [], ...rest }: VisitorOptions,
  browsers: Map<string, Browser>,
): Promise<Visitor> {
  const options = { executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS, ...args], ...rest };
  const context =
    profile === undefined
      ? await (await browserOf(options, browsers)).newContext()
      : await chromium.launchPersistentContext(profile, options);
  const errors = collectErrors(context);
  await watchPages(context);
  return {
    context,
    errors,
    async open(url, { isInert = false } = {}) {
      const page = await context.newPage();
      await page.goto(url);
      if (!isInert) await untilLoaded(page);
      return page;
    },
    close: () => context.close(),
    kill() {
      if (profile === undefined) throw new Error('a browser without a profile of its own cannot be told from others');
      for (const pid of processesOf(profile)) process.kill(pid, 'SIGKILL');
    },
  };
}

/** The browser of these options; another one where it has crashed. */
async function browserOf(options: LaunchOptions, browsers: Map<string, Browser>): Promise<Browser> {
  const key = JSON.stringify(options);
  const running = browsers.get(key);
  if (running?.isConnected()) return running;
  const browser = await chromium.launch(options);
  browsers.set(key, browser);
  return browser;
}

/** The processes that were started with a profile directory, which is nobody else's. */
function processesOf(profile: string): number[] {
  return execFileSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`--user-data-dir=${profile}`))
    .map((line) => Number.parseInt(line, 10));
}

async function readScript(name: string): Promise<Answer | undefined> {
  if (!/^[\w-]+\.(js|wasm)$/.test(name)) return undefined;
  return readFile(DIST + name).then(
    (body) => ({ body, type: typeOf(name) }),
    () => undefined,
  );
}

function typeOf(name: string): string {
  return TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
