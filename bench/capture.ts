import type { Browser, BrowserContext, Page } from 'playwright-core';

import type { DemoShop } from '../test/e2e/demo-shop.ts';
import { startFixtureHost } from '../test/e2e/fixture-host.ts';
import { html } from './pages.ts';
import { median, toRow, type Row } from './row.ts';
import { scriptTimeOf } from './trace.ts';

const CARDS = 2_000;
const ROUNDS = 15;
const CLICKS = 20;
const PUSHES = 20;
const MAX_LOAD_MS = 5;
const MAX_EVENT_MS = 0.5;
const SETTLE_MS = 1_500;

declare const dataLayer: { push(entry: object): unknown };

/**
 * What capture costs the main thread of a listing of 2,000 cards in a markup that nobody has told Aisle of, beside a data layer:
 * script time from navigation until 1.5 s after load, with every source less with none, and the evaluation of the room
 * that reads such shops; then one click on a card's button, and one push of 20 items.
 */
export async function measureCapture(browser: Browser, demo: DemoShop): Promise<Row[]> {
  const host = await startFixtureHost((path) => html(toHead(demo, path.slice(1)), toListing()));
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const isOurs = (url: string): boolean => url.startsWith(demo.aisle);
    const isRoom = (url: string): boolean => url === `${demo.aisle}/aisle-storefront.js`;
    const evaluation = new Set(['EvaluateScript', 'v8.compile']);
    const load: number[] = [];
    for (let round = -1; round < ROUNDS; round++) {
      const [all, none] = [
        await traceOf(context, page, `${host.origin}/auto`),
        await traceOf(context, page, `${host.origin}/none`),
      ];
      if (round < 0) continue;
      const room = scriptTimeOf(all, isRoom, (name) => evaluation.has(name));
      load.push(scriptTimeOf(all, isOurs) - scriptTimeOf(none, isOurs) + room);
    }
    await page.goto(`${host.origin}/auto`);
    await page.waitForTimeout(SETTLE_MS);
    const clicks = await traceWhile(context, page, async () => {
      for (let click = 0; click < CLICKS; click++) await page.locator('li.product button').nth(click).click();
    });
    const pushes = await page.evaluate(timePushes, PUSHES);
    await page.goto(`${host.origin}/none`);
    await page.waitForTimeout(SETTLE_MS);
    const bare = await page.evaluate(timePushes, PUSHES);
    return [
      toRow('capture-load', 'ms', Math.max(0, median(load)), MAX_LOAD_MS, 1),
      toRow('capture-click', 'ms', scriptTimeOf(clicks, isOurs) / CLICKS, MAX_EVENT_MS, 1),
      toRow('capture-push', 'ms', Math.max(0, median(pushes) - median(bare)), MAX_EVENT_MS, 1),
    ];
  } finally {
    await context.close();
    await host.stop();
  }
}

function traceOf(context: BrowserContext, page: Page, url: string): Promise<string> {
  return traceWhile(context, page, async () => {
    await page.goto(url);
    await page.waitForTimeout(SETTLE_MS);
  });
}

async function traceWhile(context: BrowserContext, page: Page, act: () => Promise<void>): Promise<string> {
  const browser = context.browser()!;
  await browser.startTracing(page, {
    // no more than is needed, since tracing itself takes time
    categories: ['devtools.timeline'],
  });
  await act();
  return (await browser.stopTracing()).toString();
}

/** ms that each push keeps the page's own script, far enough apart not to count as a flood. */
async function timePushes(count: number): Promise<number[]> {
  const times: number[] = [];
  for (let push = 0; push < count; push++) {
    const items = Array.from({ length: 20 }, (_, at) => ({
      item_id: `SKU-${push * 20 + at}`,
      item_name: `Lantern ${at}`,
      item_category: 'lanterns',
      price: '12.50',
      quantity: 1,
    }));
    const from = performance.now();
    dataLayer.push({ event: 'view_item_list', ecommerce: { currency: 'GBP', items } });
    times.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return times;
}

function toHead({ aisle }: DemoShop, capture: string): string {
  return `<script>window.dataLayer=[];window.aisle=function(){(aisle.q=aisle.q||[]).push(arguments)};
    aisle('consent',{personalisation:'granted'},{stored:true})</script>
    <script async src="${aisle}/aisle.js" data-bundle="${aisle}/bundle/manifest.json" data-consent="manual" data-capture="${capture}"></script>`;
}

function toListing(): string {
  const cards = Array.from(
    { length: CARDS },
    (_, at) => `<li class="product type-product post-${at}"><a class="loop-link" href="/shop/red-lantern-${at}/">
      <img alt="" width="40" height="40" src="data:,"><h2>Red lantern ${at}</h2>
      <span class="price"><del>£${at + 20}.00</del> <ins>£${at + 10}.50</ins></span></a>
      <button type="button" class="add" data-product-id="${at}">Add to basket</button></li>`,
  );
  return `<body><main><ul class="products columns-4">${cards.join('')}</ul></main></body>`;
}
