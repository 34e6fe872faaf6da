import { readFile } from 'node:fs/promises';

import { chromium, type Browser, type Page } from 'playwright-core';

import type { AisleEvent } from '../../../contract/events.ts';
import type { ProfileExport } from '../../../contract/profile.ts';
import type { Site } from '../../../contract/site.ts';
import { CHROMIUM_FLAGS, ensureChromium } from '../../chromium.ts';
import { BUNDLE_URL, createSmallBundle, type SmallBundleOptions } from '../../unit/engine/small-bundle.ts';
import { startFixtureHost, type Answer, type HostRequest } from '../fixture-host.ts';
import { collectErrors, until, watchPages } from '../probes.ts';

const DIST = new URL('../../../dist/', import.meta.url).pathname;
/** What comes of itself with time, and is compared only where it is expected. */
const AMBIENT: ReadonlySet<string> = new Set(['product_dwell', 'scroll_depth', 'list_view']);
/** Longer than a batch waits, and longer than two sources may lie apart that tell of one act. */
const PAUSE_MS = 2_200;
const SETTLE_MS = 450;
/** One file brings the next. */
const STILL_MS = 300;
const GRANTED = `aisle('consent',{personalisation:'granted',contextual:'granted'},{stored:true})`;

/**
 * What should be captured: the type, the catalogue's ids of its items in any order, and any of an event's or its only item's
 * fields that matter. An event of the log may carry more.
 */
export interface ExpectedEvent {
  readonly type: AisleEvent['type'];
  readonly items?: readonly string[];
  readonly page?: string;
  readonly list?: string;
  readonly promotion?: string;
  readonly percent?: number;
  readonly rating?: number;
  readonly name?: string;
  readonly tokens?: readonly string[];
  /** Of the only item. */
  readonly price?: number;
  readonly currency?: string;
  readonly quantity?: number;
  readonly position?: number;
}

/** A shop in a style of its own, of which Aisle knows nothing but its tag and what `site` says. */
export interface StyleShop {
  readonly name: string;
  /** What stands at a URL; text is HTML, and gets Aisle's tag at the end of its head. Undefined is 404. */
  readonly answer: (
    url: URL,
    request: HostRequest,
  ) => string | Answer | undefined | Promise<string | Answer | undefined>;
  /** The manifest's site section. */
  readonly site?: Site;
  /** The catalogue: `ids`, `aliases`. */
  readonly bundle?: SmallBundleOptions;
  /** Further headers of its pages. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further attributes of the tag. */
  readonly attributes?: string;
  /** What a shopper does, by real clicks and keys. */
  readonly walk: (shopper: Shopper) => Promise<void>;
  /** Hand-written: all that `data-capture="auto"` should hear. */
  readonly expected: readonly ExpectedEvent[];
  /** Hand-written: what each value of `data-capture` alone should hear; each is a walk of its own. */
  readonly bySource?: Readonly<Record<string, readonly ExpectedEvent[]>>;
  /** Console errors that are the shop's own. */
  readonly ownErrors?: RegExp;
}

/** Somebody in a shop, with consent. */
export interface Shopper {
  readonly page: Page;
  readonly origin: string;
  /** Opens a path of the shop, and waits until Aisle has heard what the page is. */
  visit(path: string): Promise<void>;
  /** A trusted click; waits until what it said is recorded. Where it leads to another page, until that is heard too. */
  click(selector: string): Promise<void>;
  /** Long enough for the next act to be another one. */
  pause(): Promise<void>;
  /** Waits until what happened is recorded. */
  settle(): Promise<void>;
}

/** What came of one walk. */
export interface Walked {
  readonly shop: string;
  /** The value of `data-capture`. */
  readonly source: string;
  /** Events as the device has them, oldest first, without those that come with time. */
  readonly captured: readonly AisleEvent[];
  /** Share of what was captured that was expected, and the other way round; 1 where there is nothing. */
  readonly precision: number;
  readonly recall: number;
  readonly surplus: readonly string[];
  readonly missing: readonly string[];
  /** Exceptions and console errors that are not the shop's own. */
  readonly errors: readonly string[];
}

/**
 * Walks through a shop in real Chromium with the built scripts, once with every source and once with each of `bySource`, and
 * compares what the device has of it (its journal, by `aisle.profile.export()`) with what was expected. Prints a line each.
 */
export async function walkShop(shop: StyleShop): Promise<Walked[]> {
  const lists = Object.entries({ auto: shop.expected, ...shop.bySource });
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS] });
  try {
    // side by side, since most of a walk is waiting
    return await Promise.all(
      lists.map(async ([source, expected]) => {
        const walked = await walkOnce(browser, shop, source, expected);
        const share = (value: number): string => `${(100 * value).toFixed(0)} %`.padStart(5);
        process.stdout.write(
          `capture  ${shop.name.padEnd(28)} ${source.padEnd(16)} precision ${share(walked.precision)}  recall ${share(walked.recall)}  of ${expected.length}\n`,
        );
        return walked;
      }),
    );
  } finally {
    await browser.close();
  }
}

/** For a test: what `walkShop` must have found of every source. */
export const FAULTLESS: Partial<Walked> = { precision: 1, recall: 1, surplus: [], missing: [], errors: [] };

async function walkOnce(
  browser: Browser,
  shop: StyleShop,
  source: string,
  expected: readonly ExpectedEvent[],
): Promise<Walked> {
  return withShopper(browser, shop, source, async (shopper, errors) => {
    await shop.walk(shopper);
    const { events, profile } = await readExport(shopper.page, shopper.origin);
    if (events.length < profile.totals.events)
      throw new Error(
        `${shop.name}: the journal was merged, ${events.length} of ${profile.totals.events} events are left`,
      );
    const types = new Set(expected.map(({ type }) => type as string));
    const captured = events.filter(({ type }) => types.has(type) || !AMBIENT.has(type));
    const own = errors.filter((error) => !shop.ownErrors?.test(error));
    return { shop: shop.name, source, captured, errors: own, ...compare(captured, expected) };
  });
}

/** Somebody in a shop, in a context of their own; consent is granted from the first page on, unless `grants` says otherwise. */
export async function withShopper<T>(
  browser: Browser,
  shop: StyleShop,
  source: string,
  run: (shopper: Shopper, errors: readonly string[]) => Promise<T>,
  grants = GRANTED,
): Promise<T> {
  const hosts = await startHosts(shop, source, grants);
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
  const settle = (page: Page): Promise<void> => page.waitForTimeout(SETTLE_MS);
  try {
    const errors = collectErrors(context);
    await watchPages(context);
    const page = await context.newPage();
    const shopper: Shopper = {
      page,
      origin: hosts.origin,
      async visit(path) {
        await page.goto(hosts.origin + path);
        if (grants) await untilStarted(page);
        await settle(page);
      },
      async click(selector) {
        await page.locator(selector).first().click();
        await settle(page);
        if (grants) await untilStarted(page);
        await settle(page);
      },
      pause: () => page.waitForTimeout(PAUSE_MS),
      settle: () => settle(page),
    };
    return await run(shopper, errors);
  } finally {
    await context.close();
    await hosts.stop();
  }
}

/** Each expected event is found once, each captured one is looked for once, in their order. */
function compare(
  captured: readonly AisleEvent[],
  expected: readonly ExpectedEvent[],
): Pick<Walked, 'precision' | 'recall' | 'surplus' | 'missing'> {
  const left = [...captured];
  const missing = expected.filter((wanted) => {
    const at = left.findIndex((event) => isAs(event, wanted));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const found = expected.length - missing.length;
  return {
    precision: captured.length === 0 ? 1 : found / captured.length,
    recall: expected.length === 0 ? 1 : found / expected.length,
    surplus: left.map((event) => JSON.stringify(event)),
    missing: missing.map((event) => JSON.stringify(event)),
  };
}

function isAs(event: AisleEvent, { type, items, ...fields }: ExpectedEvent): boolean {
  if (event.type !== type) return false;
  const refs = 'items' in event ? event.items : [];
  const ids = refs.map(({ id }) => id).toSorted();
  if (items && JSON.stringify(ids) !== JSON.stringify(items.toSorted())) return false;
  const carried: Readonly<Record<string, unknown>> = { ...refs[0], ...event };
  return Object.entries(fields).every(([name, value]) => JSON.stringify(carried[name]) === JSON.stringify(value));
}

interface Hosts {
  readonly origin: string;
  stop(): Promise<void>;
}

/** The shop, and on an origin of their own Aisle's scripts and bundle. */
async function startHosts(shop: StyleShop, source: string, grants: string): Promise<Hosts> {
  const bundle = await createSmallBundle({
    ...shop.bundle,
    change(manifest) {
      shop.bundle?.change?.(manifest);
      manifest.site = { ...manifest.site, ...shop.site };
    },
  });
  const cdn = await startFixtureHost(async (path) => {
    const headers = { 'access-control-allow-origin': '*' };
    const part = bundle.files.get(new URL(path.slice(1), new URL('../', BUNDLE_URL)).href);
    if (part)
      return { body: part, type: path.endsWith('.json') ? 'application/json' : 'application/octet-stream', headers };
    if (!/^\/[\w-]+\.(js|wasm)$/.test(path)) return undefined;
    return readFile(DIST + path.slice(1)).then(
      (body) => ({ body, type: path.endsWith('.js') ? 'text/javascript' : 'application/wasm', headers }),
      () => undefined,
    );
  });
  const tagOf = (capture: string): string =>
    `<link rel="icon" href="data:,"><script>window.aisle=window.aisle||function(){(aisle.q=aisle.q||[]).push(arguments)};` +
    `${grants}</script>` +
    `<script async src="${cdn.origin}/aisle.js" data-bundle="${cdn.origin}/bundle/manifest.json" data-consent="manual" ` +
    `data-capture="${capture}" data-expose="profile" data-deadline="3000" ${shop.attributes ?? ''}></script>`;
  const shopHost = await startFixtureHost(async (path, request) => {
    const url = new URL(request.url);
    if (path === EXPORT_PATH) return { body: `<!doctype html><head>${tagOf('none')}</head>`, type: 'text/html' };
    const found = await shop.answer(url, request);
    if (typeof found !== 'string') return found;
    const headers = shop.headers ?? {};
    return { body: withTag(found, tagOf(source)), type: 'text/html; charset=utf-8', headers };
  });
  return {
    origin: shopHost.origin,
    async stop() {
      await Promise.all([shopHost.stop(), cdn.stop()]);
    },
  };
}

/** Where the device is asked what it has, by a page that captures nothing. */
const EXPORT_PATH = '/aisle-export';

function withTag(html: string, tag: string): string {
  if (!html.includes('</head>')) throw new Error('a page of a shop needs a <head>, where its tag stands');
  return html.replace('</head>', () => `${tag}</head>`);
}

/**
 * Resolves when the visit has told what the page is, and all files that it brings have come; on a busy machine that takes its
 * time, and a page that a shop leaves by itself meanwhile is followed.
 */
async function untilStarted(page: Page): Promise<void> {
  const countFiles = (): Promise<number> =>
    page
      .evaluate(() => {
        const files = performance.getEntriesByType('resource').filter(({ name }) => /\/aisle-[\w-]+\.js$/.test(name));
        // what follows a page is the last that every visit brings
        return files.some(({ name }) => name.endsWith('/aisle-follow.js')) ? files.length : 0;
      })
      .catch(() => 0);
  let before = 0;
  let since = performance.now();
  await until(
    countFiles,
    (count) => {
      const now = performance.now();
      if (count !== before) [before, since] = [count, now];
      return count > 0 && now - since > STILL_MS;
    },
    10_000,
  );
}

async function readExport(page: Page, origin: string): Promise<Pick<ProfileExport, 'events' | 'profile'>> {
  // a page of its own, so that what was written when the last one was left is there too
  await page.goto(origin + EXPORT_PATH);
  await untilStarted(page);
  await page.waitForTimeout(SETTLE_MS);
  const read = (): Promise<ProfileExport> =>
    page.evaluate(
      () =>
        new Promise<never>((resolve, reject) => {
          // says what was there, rather than nothing until the test's own end
          setTimeout(() => {
            const files = performance.getEntriesByType('resource').map(({ name }) => name.slice(name.lastIndexOf('/')));
            reject(new Error(`no export within 20 s; the page is ${document.readyState} with ${files.join(' ')}`));
          }, 20_000);
          aisle('ready', (api: { profile: { export(): Promise<{ export?: never }> } }) => {
            api.profile
              .export()
              .then(
                (reply) => (reply.export ? resolve(reply.export) : reject(new Error(JSON.stringify(reply)))),
                reject,
              );
          });
        }),
    );
  let before = -1;
  return until(read, (document) => {
    const isStill = document.events.length === before;
    before = document.events.length;
    return isStill;
  });
}
