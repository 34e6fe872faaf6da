import type { Browser, BrowserContext, Page } from 'playwright-core';

import type { DemoShop } from '../test/e2e/demo-shop.ts';
import { startFixtureHost } from '../test/e2e/fixture-host.ts';
import { orderIn, readShifts, watchPages } from '../test/e2e/probes.ts';
import { html } from './pages.ts';
import { longestTaskOf } from './trace.ts';
import { median, toPairRow, toRow, type Pair, type Row } from './row.ts';

const ROUNDS = 21;
const WARM_UP = 3;
const TASK_ROUNDS = 5;
const SLOWER = 6;
const MAX_TASK_MS = 50;
const SETTLE_MS = 1_500;

declare const timing: Promise<number>;

/**
 * From the loader's first line to the first decision, with the scripts in the HTTP cache and profile and bundle in the
 * database; over the boot of an empty blob worker on an empty page, turn by turn.
 */
export async function measureColdReply(browser: Browser, demo: DemoShop): Promise<Row> {
  const order = orderIn(await (await fetch(`${demo.shop}/`)).text(), 'home-for-you');
  const host = await startFixtureHost((path) => (path === '/empty' ? html('') : html(toHead(demo), toBody(order))));
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await learn(page, host.origin, order);
    const pair: Pair & { value: number[]; reference: number[] } = { value: [], reference: [] };
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      await page.goto(`${host.origin}/`);
      const value = await page.evaluate(() => timing);
      await page.goto(`${host.origin}/empty`);
      const reference = await page.evaluate(bootBlobWorker);
      if (round < 0) continue;
      pair.value.push(value);
      pair.reference.push(reference);
    }
    return toPairRow('cold-reply', 'ms', pair, 1.4);
  } finally {
    await context.close();
    await host.stop();
  }
}

/** The demo's home page, its shopper known, the CPU six times slower: the longest task with Aisle in it, and CLS. */
export async function measureMainThread(browser: Browser, demo: DemoShop): Promise<Row[]> {
  const context = await browser.newContext({ viewport: { width: 412, height: 915 } });
  await watchPages(context);
  try {
    const page = await context.newPage();
    await becomeKnown(page, demo);
    const tasks: number[] = [];
    let shift = 0;
    for (let round = 0; round < TASK_ROUNDS; round++) {
      tasks.push(await longestTaskOfVisit(context, page, demo));
      shift += (await readShifts(page)).reduce((sum, { value }) => sum + value, 0);
    }
    return [toRow('main-thread', 'ms', median(tasks), MAX_TASK_MS, 1), toRow('main-thread-cls', 'CLS', shift, 0, 1)];
  } finally {
    await context.close();
  }
}

async function longestTaskOfVisit(context: BrowserContext, page: Page, demo: DemoShop): Promise<number> {
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const browser = context.browser()!;
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  await page.goto(`${demo.shop}/`);
  await page.waitForTimeout(SETTLE_MS * 2);
  const trace = await browser.stopTracing();
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await session.detach();
  return longestTaskOf(trace.toString(), (url) => url.startsWith(demo.aisle));
}

async function becomeKnown(page: Page, demo: DemoShop): Promise<void> {
  await page.goto(`${demo.shop}/`);
  await page.locator('#cc-main .cm button[data-role="all"]').click();
  await page.waitForTimeout(SETTLE_MS);
  const found = orderIn(await (await fetch(`${demo.shop}/search?q=lantern`)).text(), 'search-results');
  for (const id of found.slice(0, 5)) {
    await page.goto(`${demo.shop}/p/${id}`);
    await page.waitForTimeout(SETTLE_MS);
  }
}

/** Five views, recorded, and everything in its cache. */
async function learn(page: Page, origin: string, order: readonly string[]): Promise<void> {
  await page.goto(`${origin}/`);
  await page.evaluate((ids) => {
    const { aisle } = globalThis as unknown as { aisle: (...call: unknown[]) => void };
    for (const id of ids) aisle('track', 'product_view', { id });
  }, order.slice(-5));
  await page.waitForTimeout(SETTLE_MS);
}

function bootBlobWorker(): Promise<number> {
  const from = performance.now();
  const url = URL.createObjectURL(new Blob(['postMessage(0)'], { type: 'text/javascript' }));
  return new Promise((resolve) => {
    const worker = new Worker(url);
    worker.addEventListener('message', () => {
      resolve(performance.now() - from);
      worker.terminate();
    });
  });
}

/** The tag, and before it the clock: the loader's first look at `window.aisle` starts it, the first decision stops it. */
function toHead({ aisle }: DemoShop): string {
  return `<script>
    var timing = new Promise(function (resolve) {
      var from, queue = function () { queue.q.push(arguments) };
      queue.q = [['consent', { personalisation: 'granted' }, { stored: true }]];
      Object.defineProperty(window, 'aisle', {
        configurable: true,
        get: function () { from = from || performance.now(); return queue },
        set: function (loaded) { Object.defineProperty(window, 'aisle', { value: loaded, writable: true }) }
      });
      document.addEventListener('aisle:decision', function () { resolve(performance.now() - from) }, { once: true, capture: true });
      setTimeout(function () { resolve(NaN) }, 10000);
    });
  </script><script async src="${aisle}/aisle.js" data-bundle="${aisle}/bundle/manifest.json" data-consent="manual" data-deadline="10000"></script>`;
}

function toBody(order: readonly string[]): string {
  return `<body data-aisle-page="home"><ul data-aisle-slot="bench">${order
    .map((id) => `<li data-aisle-item="${id}">${id}</li>`)
    .join('')}</ul></body>`;
}
