import type { BrowserContext, Page } from 'playwright-core';

export interface Storage {
  readonly localStorage: readonly string[];
  readonly sessionStorage: readonly string[];
  readonly databases: readonly string[];
  readonly caches: readonly string[];
  readonly cookies: readonly string[];
  readonly serviceWorkers: number;
}

export const NO_STORAGE: Storage = {
  localStorage: [],
  sessionStorage: [],
  databases: [],
  caches: [],
  cookies: [],
  serviceWorkers: 0,
};

export interface Shift {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly string[];
}

declare global {
  interface Window {
    shifts?: Shift[];
    violations?: string[];
  }
}

/** Everything the page's origin has stored by any means a script has. */
export function readStorage(page: Page): Promise<Storage> {
  return page.evaluate(async () => ({
    localStorage: Object.keys(localStorage),
    sessionStorage: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name ?? ''),
    caches: await caches.keys(),
    cookies: document.cookie.split('; ').filter(Boolean),
    serviceWorkers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
}

/** Records layout shifts and policy violations from each document's first moment on, in `window`. */
export async function watchPages(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const shifts: Shift[] = [];
    const violations: string[] = [];
    window.shifts = shifts;
    window.violations = violations;
    addEventListener('securitypolicyviolation', (event) =>
      violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
    );
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
          sources: readonly { node?: Node; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
        };
        const boxOf = ({ x, y, width, height }: DOMRectReadOnly): string =>
          `${width.toFixed(1)}x${height.toFixed(1)} at ${x.toFixed(1)},${y.toFixed(1)}`;
        const names = sources.map(({ node, previousRect, currentRect }) => {
          const path =
            node instanceof Element ? `${node.parentElement?.className} > ${node.localName}.${node.className}` : '';
          return `${path}: ${boxOf(previousRect)} -> ${boxOf(currentRect)}`;
        });
        shifts.push({ value, hadRecentInput, sources: names });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

export function readShifts(page: Page): Promise<readonly Shift[]> {
  return page.evaluate(() => window.shifts ?? []);
}

/** Errors of every page of a context, from now on: exceptions, unhandled rejections, `console.error`, failed loads. */
export function collectErrors(context: BrowserContext): string[] {
  const errors: string[] = [];
  context.on('weberror', (error) => errors.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(`${message.type()}: ${message.text()}`);
  });
  return errors;
}

/** Ids of a slot's items, in the order in which they stand on the page. */
export function orderOf(page: Page, slot: string): Promise<string[]> {
  return page
    .locator(`[data-aisle-slot="${slot}"] > [data-aisle-item]`)
    .evaluateAll((items) => items.map((item) => item.getAttribute('data-aisle-item') ?? ''));
}

/** The same in HTML as the server sent it. */
export function orderIn(html: string, slot: string): string[] {
  const [, list = ''] = html.split(`data-aisle-slot="${slot}"`);
  const [inside = ''] = list.split(/<\/(?:ul|section)>/);
  return [...inside.matchAll(/data-aisle-item="([^"]+)"/g)].map((match) => match[1]!);
}

/** Workers of all pages of a context. */
export function workersOf(context: BrowserContext): number {
  return context.pages().reduce((count, page) => count + page.workers().length, 0) + context.serviceWorkers().length;
}

/**
 * Asks `probe` until `accept` takes its answer; the last answer when it has not within `waitMs`, which is much longer than a
 * machine needs that several browsers keep busy.
 */
export async function until<T>(probe: () => Promise<T>, accept: (value: T) => boolean, waitMs = 20_000): Promise<T> {
  const end = performance.now() + waitMs;
  for (;;) {
    const value = await probe();
    if (accept(value) || performance.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
