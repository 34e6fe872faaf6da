import type { Browser, BrowserContext, Page } from 'playwright-core';

import type { DemoShop } from '../test/e2e/demo-shop.ts';
import { startFixtureHost } from '../test/e2e/fixture-host.ts';
import { html } from './pages.ts';
import { median, toRow, type Row } from './row.ts';
import { scriptTimeOf } from './trace.ts';

const CARDS = 2_000;
const ROUNDS = 15;
/** Until the browser has the scripts' code in its cache, as on every page of a visit but the first. */
const WARM_UP = 3;
const CLICKS = 20;
const PUSHES = 20;
const MAX_LOAD_MS = 5;
const MAX_EVENT_MS = 0.5;
const SETTLE_MS = 1_500;

declare const dataLayer: { push(entry: object): unknown };

/**
 * What capture costs the main thread of a listing of 2,000 cards: script time from navigation until 1.5 s after load, with
 * every source less with none, and the evaluation of the room that reads shops without attributes where it is brought; one
 * click on a card's button; and one push of 20 items into a data layer. Once on a listing that Aisle's attributes describe, once
 * on one in a markup that nobody has told Aisle of.
 */
export async function measureCapture(browser: Browser, demo: DemoShop): Promise<Row[]> {
  const host = await startFixtureHost((path) => {
    const [, kind = '', capture = ''] = path.split('/');
    return html(toHead(demo, capture), toListing(kind === 'marked'));
  });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const at = (kind: string, capture = ''): string => `${host.origin}/${kind}/${capture}`;
    const rows: Row[] = [];
    for (const kind of ['marked', 'unmarked']) {
      const load: number[] = [];
      for (let round = -WARM_UP; round < ROUNDS; round++) {
        const [all, none] = [await traceOf(context, page, at(kind, 'auto')), await traceOf(context, page, at(kind))];
        if (round >= 0) load.push(costOf(all, none, demo));
      }
      await page.goto(at(kind, 'auto'));
      await page.waitForTimeout(SETTLE_MS);
      const clicks = await traceWhile(context, page, async () => {
        for (let click = 0; click < CLICKS; click++) await page.locator('li.product button').nth(click).click();
      });
      const click = scriptTimeOf(clicks, (url) => url.startsWith(demo.aisle)) / CLICKS;
      const suffix = kind === 'marked' ? '' : `-${kind}`;
      rows.push(toRow(`capture-load${suffix}`, 'ms', Math.max(0, median(load)), MAX_LOAD_MS, 1));
      rows.push(toRow(`capture-click${suffix}`, 'ms', click, MAX_EVENT_MS, 1));
    }
    const pushes = await page.evaluate(timePushes, PUSHES);
    await page.goto(at('unmarked'));
    await page.waitForTimeout(SETTLE_MS);
    const bare = await page.evaluate(timePushes, PUSHES);
    const push = Math.max(0, median(pushes) - median(bare));
    return [...rows, toRow('capture-push', 'ms', push, MAX_EVENT_MS, 1)];
  } finally {
    await context.close();
    await host.stop();
  }
}

function costOf(all: string, none: string, { aisle }: DemoShop): number {
  const isOurs = (url: string): boolean => url.startsWith(aisle);
  const room = scriptTimeOf(
    all,
    (url) => url === `${aisle}/aisle-storefront.js`,
    (name) => name === 'EvaluateScript',
  );
  return scriptTimeOf(all, isOurs) - scriptTimeOf(none, isOurs) + room;
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

function toListing(isMarked: boolean): string {
  const cards = Array.from({ length: CARDS }, (_, at) => {
    const [card, button] = isMarked
      ? [`data-aisle-item="${at}"`, `data-aisle-add="${at}"`]
      : ['', `data-product-id="${at}"`];
    return `<li class="product type-product post-${at}" ${card}><a class="loop-link" href="/shop/red-lantern-${at}/">
      <img alt="" width="40" height="40" src="data:,"><h2>Red lantern ${at}</h2>
      <span class="price"><del>£${at + 20}.00</del> <ins>£${at + 10}.50</ins></span></a>
      <button type="button" class="add" ${button}>Add to basket</button></li>`;
  });
  return `<body ${isMarked ? 'data-aisle-page="category"' : ''}><main><ul class="products columns-4">${cards.join('')}</ul></main></body>`;
}
