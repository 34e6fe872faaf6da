import type { Page } from 'playwright-core';

import { until } from './probes.ts';

/** A small shop page with Aisle's tag. */
export interface FixturePage {
  /** Markup of the head, before the tag. */
  readonly head?: string;
  /** Markup of the body. */
  readonly body?: string;
  /**
   * Attributes of the tag, `data-policy="opt-out"`. They come before the defaults, which are manual consent, a profile that
   * the page may read and a deadline that a busy machine keeps; of an attribute that stands twice the first counts.
   */
  readonly attributes?: string;
  /** Of the answer; a policy, for example. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How often the tag stands there. Default 1. */
  readonly loaders?: number;
}

/** What `aisle('ready', ...)` hands over, as far as tests use it. */
export interface FixtureApi {
  rank(slot: string, items: readonly string[]): Promise<unknown>;
  profile: { export(): Promise<unknown> };
}

declare global {
  function aisle(...call: unknown[]): unknown;
}

/** `scripts` is the origin of `aisle.js` and, unless an attribute says otherwise, of the bundle. */
export function toFixtureHtml(
  { head = '', body = '', attributes = '', loaders = 1 }: FixturePage,
  scripts: string,
): string {
  const defaults = 'data-consent="manual" data-expose="profile" data-deadline="3000"';
  const tag = `<script async src="${scripts}/aisle.js" ${attributes} data-bundle="${scripts}/bundle/manifest.json" ${defaults}></script>`;
  return `<!doctype html><html lang="en"><head><title>Fixture</title><link rel="icon" href="data:,">${head}${tag.repeat(loaders)}</head><body>${body}</body></html>`;
}

/** A rank slot of items by their ids. */
export function toRankSlot(slot: string, items: readonly string[]): string {
  const cards = items.map((id) => `<li data-aisle-item="${id}"><a href="/p/${id}">${id}</a></li>`);
  return `<ul data-aisle-slot="${slot}">\n${cards.join('\n')}\n</ul>`;
}

/** Resolves when the loader has run. */
export async function untilLoaded(page: Page): Promise<void> {
  await page.waitForFunction(() => (window as { aisle?: { loaded?: true } }).aisle?.loaded);
}

/** Grants personalisation; `stored`: as a consent manager reports a choice of an earlier page. */
export async function grant(page: Page, stored = true): Promise<void> {
  await page.evaluate((old) => void aisle('consent', { personalisation: 'granted' }, { stored: old }), stored);
}

export async function withdraw(page: Page): Promise<void> {
  await page.evaluate(() => void aisle('consent', { personalisation: 'denied' }));
}

export async function view(page: Page, items: readonly string[]): Promise<void> {
  await page.evaluate((ids) => {
    for (const id of ids) aisle('track', 'product_view', { id });
  }, items);
}

/** What `aisle.profile.export()` answers; waits for the SDK, and therefore for a grant, but not until the test's own end. */
export function exportProfile(page: Page): Promise<unknown> {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          const files = performance.getEntriesByType('resource').map(({ name }) => name.slice(name.lastIndexOf('/')));
          reject(new Error(`no export within 30 s; the page is ${document.readyState} with ${files.join(' ')}`));
        }, 30_000);
        aisle('ready', (api: FixtureApi) => {
          const answer = api.profile.export();
          void answer.then(resolve, reject).finally(() => clearTimeout(timer));
        });
      }),
  );
}

/** Grants, and looks at `items` until they are recorded. */
export async function learn(page: Page, items: readonly string[]): Promise<void> {
  await grant(page);
  await view(page, items);
  await until(
    () => exportProfile(page),
    (document) => items.every((id) => JSON.stringify(document).includes(`"${id}"`)),
  );
}
