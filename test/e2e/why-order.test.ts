// "Why this?" in the demo shop, as it is built and trained: the sentence is true to what was done, taking the signal out
// orders the page anew at once, and the way back is the way back.

import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';

import { CHROMIUM_FLAGS, ensureChromium } from '../chromium.ts';
import { startCaptureProxy, type CaptureProxy } from './capture-proxy.ts';
import { startDemo, type DemoShop } from './demo-shop.ts';
import { createJourney } from './journey.ts';
import { openRoots } from './panel-page.ts';
import { orderIn, orderOf, until } from './probes.ts';

const SLOT = 'home-for-you';
const VIEWED = 5;
/** What a slot may wait for is no claim here, and a busy machine needs longer than a shopper's. */
const PATIENCE_MS = 5_000;
const SEEN = /You looked at (\d+) lanterns today/;

let demo: DemoShop;
let proxy: CaptureProxy;
let browser: Browser;
let context: BrowserContext;
let home: Page;
let serverOrder: string[] = [];
let personalOrder: string[] = [];

beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo?.stop());

const step = createJourney(
  async () => {
    proxy = await startCaptureProxy((html) =>
      html.replace('data-bundle=', `data-deadline="${PATIENCE_MS}" data-expose="profile" data-bundle=`),
    );
    browser = await chromium.launch({
      executablePath: ensureChromium(),
      args: [...CHROMIUM_FLAGS],
      proxy: { server: proxy.server },
    });
    context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
    await openRoots(context);
    home = await context.newPage();
    serverOrder = orderIn(await (await fetch(`${demo.shop}/`)).text(), SLOT);
    await home.goto(`${demo.shop}/`);
    await home.locator('#cc-main .cm button[data-role="all"]').click();
    for (const id of await findLanterns()) {
      await home.goto(`${demo.shop}/p/${id}`);
      await until(
        () => looked(home),
        (items) => items.includes(id),
        30_000,
      );
    }
    await home.goto(`${demo.shop}/`);
    personalOrder = await orderBut(serverOrder);
  },
  async () => {
    await browser?.close();
    await proxy?.stop();
  },
);

describe('why the first item stands there', () => {
  step('is said with the number of lanterns that were looked at', async () => {
    await open();
    const seen = SEEN.exec(await dialog().innerText());
    expect(Number(seen?.[1])).toBe(VIEWED);
  });

  step('is said to the page too, in the same words, with terms that add up to the score', async () => {
    const told = await home.evaluate(
      ([item, slot]) =>
        new Promise<{ reason: { score: number; terms: { value: number }[] }; sentence: string }>((resolve) => {
          aisle('ready', (api: unknown) => {
            const asked = api as { explain(item: string, slot: string): Promise<never> };
            void asked.explain(item!, slot!).then(resolve);
          });
        }),
      [personalOrder[0]!, SLOT],
    );
    expect(told.reason.terms.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(told.reason.score, 6);
    expect(await dialog().innerText()).toContain(told.sentence);
  });

  step('can be taken out, and the page is in another order at once, under the same dialog', async () => {
    await stop().click();
    await dialog().getByRole('status').getByText('put in order anew').waitFor();
    const order = await orderBut(personalOrder);
    expect(order.toSorted()).toEqual(personalOrder.toSorted());
    expect(await dialog().isVisible()).toBe(true);
    expect(await home.evaluate(() => scrollY)).toBe(0);
  });

  step('and undone, after which it is the former one', async () => {
    await dialog()
      .getByRole('button', { name: /^Undo: You looked at/ })
      .click();
    expect(
      await until(
        () => orderOf(home, SLOT),
        (order) => order.join() === personalOrder.join(),
      ),
    ).toEqual(personalOrder);
    await stop().waitFor();
  });

  step('is not said any more once it is taken out for good', async () => {
    await stop().click();
    await orderBut(personalOrder);
    await home.keyboard.press('Escape');
    await open();
    expect(await dialog().innerText()).not.toMatch(SEEN);
    await home.reload();
    const order = await until(
      () => orderOf(home, SLOT),
      (now) => now.join() !== serverOrder.join(),
    );
    expect(order).not.toEqual(personalOrder);
  });
});

const dialog = (): Locator => home.getByRole('dialog', { name: /^Why / });
const stop = (): Locator => dialog().getByRole('button', { name: /^Stop using this: You looked at \d+ lanterns/ });

async function open(item = personalOrder[0]!): Promise<void> {
  await home
    .locator(`[data-aisle-slot="${SLOT}"] [data-aisle-item="${item}"] [data-aisle-why]`)
    .getByRole('button')
    .click();
  await dialog().getByRole('listitem').first().waitFor();
}

/** The order as soon as it is another one than `before`. */
async function orderBut(before: readonly string[]): Promise<string[]> {
  const order = await until(
    () => orderOf(home, SLOT),
    (now) => now.join() !== before.join(),
    20_000,
  );
  expect(order).not.toEqual(before);
  return order;
}

/** Items in the profile's history. */
function looked(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        aisle('ready', (api: unknown) => {
          const { profile } = api as { profile: { read(): Promise<{ profile?: { recent: { item: string }[] } }> } };
          void profile.read().then((reply) => resolve((reply.profile?.recent ?? []).map(({ item }) => item)));
        });
      }),
  );
}

/** Of the shop's department of lanterns: some that the home slot does not show. */
async function findLanterns(): Promise<string[]> {
  const html = await (await fetch(`${demo.shop}/c/lantern`)).text();
  const ids = orderIn(html, 'category-grid').filter((id) => !serverOrder.includes(id));
  expect(ids.length).toBeGreaterThanOrEqual(VIEWED);
  return ids.slice(0, VIEWED);
}
