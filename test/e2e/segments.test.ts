// Segments in the demo shop, as it is built and trained: three dear things looked at, and the shop's pages see a luxury shopper,
// say so in words, order a shelf by it, and stop when the shopper leaves.

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';

import type { ExposedSegment } from '../../src/sdk/aisle.ts';
import { CHROMIUM_FLAGS, ensureChromium } from '../chromium.ts';
import { startCaptureProxy, type CaptureProxy } from './capture-proxy.ts';
import { startDemo, type DemoShop } from './demo-shop.ts';
import { createJourney } from './journey.ts';
import { openRoots, panelOf, panelText, saidAfter } from './panel-page.ts';
import { orderIn, orderOf, until } from './probes.ts';

const SLOT = 'home-for-you';
const LUXURY = 'luxury-shoppers';
/** As demo/aisle.config.json has it: who looks at such things, and what is then lifted on the home shelf. */
const LUXURY_FROM = 8;
const DEAR_FROM = 4;
/** What a slot may wait for is no claim here, and a busy machine needs longer than a shopper's. */
const PATIENCE_MS = 5_000;
const WHY_SO = 'You looked at products for £8 or more at least 3 times in the last 10 minutes.';

interface Seen {
  readonly ok: boolean;
  readonly reason?: string;
  readonly segments?: readonly ExposedSegment[];
}

let demo: DemoShop;
let proxy: CaptureProxy;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let expose = 'profile';
/** Of the home shelf. */
let serverOrder: string[] = [];
let dear: string[] = [];
let asLuxury: string[] = [];
let asAnybody: string[] = [];

beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo?.stop());

const step = createJourney(
  async () => {
    expose = 'profile';
    proxy = await startCaptureProxy((html) =>
      html.replace('data-bundle=', `data-deadline="${PATIENCE_MS}" data-expose="${expose}" data-bundle=`),
    );
    browser = await chromium.launch({
      executablePath: ensureChromium(),
      args: [...CHROMIUM_FLAGS],
      proxy: { server: proxy.server },
    });
    context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
    await openRoots(context);
    page = await context.newPage();
    const html = await (await fetch(`${demo.shop}/`)).text();
    serverOrder = orderIn(html, SLOT);
    dear = dearIn(html, DEAR_FROM).filter((id) => serverOrder.includes(id));
    expect(dear.length).toBeGreaterThan(1);
    await page.goto(`${demo.shop}/`);
    await page.locator('#cc-main .cm button[data-role="all"]').click();
  },
  async () => {
    await browser?.close();
    await proxy?.stop();
  },
);

describe('three dear things within ten minutes', () => {
  step('make a luxury shopper of a visitor, and two do not', async () => {
    const [first, second, third] = await dearThings();
    await look(first!);
    await look(second!);
    expect(await segmentsOf(page)).not.toContain(LUXURY);
    await look(third!);
    expect(
      await until(
        () => segmentsOf(page),
        (ids) => ids.includes(LUXURY),
      ),
    ).toContain(LUXURY);
  });

  step('are said to a page that may read segments alone with the name, the time and the reason in words', async () => {
    expose = 'segments';
    await page.reload();
    const luxury = (await seenBy(page)).segments?.find(({ id }) => id === LUXURY);
    expect(luxury).toMatchObject({ id: LUXURY, name: 'Luxury shoppers', kind: 'rule' });
    expect(luxury?.reason).toBe(WHY_SO);
    expect(Math.abs(Date.now() - luxury!.since)).toBeLessThan(5 * 60_000);
  });

  step('lift what is dear on the home shelf, and "why this?" says for whom', async () => {
    await page.goto(`${demo.shop}/`);
    asLuxury = await until(
      () => orderOf(page, SLOT),
      (order) => dear.includes(order[0]!),
      20_000,
    );
    expect(dear).toContain(asLuxury[0]);
    const card = page.locator(`[data-aisle-slot="${SLOT}"] [data-aisle-item="${asLuxury[0]!}"] [data-aisle-why]`);
    await card.getByRole('button').click();
    const dialog = page.getByRole('dialog', { name: /^Why / });
    await dialog.getByText('because you are in “Luxury shoppers”').waitFor();
    await dialog.getByRole('button', { name: 'Leave: Luxury shoppers' }).waitFor();
    await page.keyboard.press('Escape');
  });
});

describe('the panel', () => {
  step('names the segment with its reason, and the shopper leaves it by the keyboard', async () => {
    await page.goto(`${demo.shop}/your-data`);
    await panelOf(page).getByRole('heading', { name: 'How the shop’s pages see you' }).waitFor();
    expect(await panelText(page)).toContain(WHY_SO);
    const leave = panelOf(page).getByRole('button', { name: 'Leave: Luxury shoppers' });
    await leave.focus();
    expect(await saidAfter(page, () => page.keyboard.press('Enter'))).toBe('You have left “Luxury shoppers”.');
    await panelOf(page).getByRole('button', { name: 'Join again: Luxury shoppers' }).waitFor();
    expect(await segmentsOf(page)).not.toContain(LUXURY);
  });

  step('and the shelf is that of anybody who looked at the same, now and on the next page', async () => {
    await page.goto(`${demo.shop}/`);
    asAnybody = await until(
      () => orderOf(page, SLOT),
      (order) => order.join() !== serverOrder.join(),
      20_000,
    );
    const placesOf = (order: readonly string[]) => dear.map((id) => order.indexOf(id));
    const [before, after] = [placesOf(asLuxury), placesOf(asAnybody)];
    expect(after.reduce((sum, place) => sum + place)).toBeGreaterThan(before.reduce((sum, place) => sum + place));
    await page.reload();
    expect(
      await until(
        () => orderOf(page, SLOT),
        (order) => order.join() === asAnybody.join(),
        20_000,
      ),
    ).toEqual(asAnybody);
    expect(await segmentsOf(page)).not.toContain(LUXURY);
  });

  step('until the shopper comes back into it, which is the former shelf again', async () => {
    await page.goto(`${demo.shop}/your-data`);
    const join = panelOf(page).getByRole('button', { name: 'Join again: Luxury shoppers' });
    expect(await saidAfter(page, () => join.click())).toBe('“Luxury shoppers” counts again whenever it fits.');
    await panelOf(page).getByRole('button', { name: 'Leave: Luxury shoppers' }).waitFor();
    await page.goto(`${demo.shop}/`);
    expect(
      await until(
        () => orderOf(page, SLOT),
        (order) => order.join() === asLuxury.join(),
        20_000,
      ),
    ).toEqual(asLuxury);
  });
});

describe('a page that may not read segments', () => {
  step('is told so, and the panel shows them all the same', async () => {
    expose = 'none';
    await page.goto(`${demo.shop}/your-data`);
    expect(await seenBy(page)).toEqual({ ok: false, reason: 'not-exposed' });
    await panelOf(page).getByRole('button', { name: 'Leave: Luxury shoppers' }).waitFor();
  });
});

/** Opens a product's page until the device has recorded it: a segment of its own counts all that was looked at. */
async function look(item: string): Promise<void> {
  await page.goto(`${demo.shop}/p/${item}`);
  await until(
    () => looked(page),
    (items) => items.includes(item),
    30_000,
  );
}

/** Items in the profile's history, which a page reads whose tag lets it. */
function looked(on: Page): Promise<string[]> {
  return on.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        aisle('ready', (api: unknown) => {
          const { profile } = api as { profile: { read(): Promise<{ profile?: { recent: { item: string }[] } }> } };
          void profile.read().then((reply) => resolve((reply.profile?.recent ?? []).map(({ item }) => item)));
        });
      }),
  );
}

function seenBy(on: Page): Promise<Seen> {
  return on.evaluate(
    () =>
      new Promise<Seen>((resolve) => {
        aisle('ready', (api: unknown) => void (api as { segments(): Promise<Seen> }).segments().then(resolve));
      }),
  );
}

async function segmentsOf(on: Page): Promise<string[]> {
  return ((await seenBy(on)).segments ?? []).map(({ id }) => id);
}

/** Items on a page whose card names a price from `from` on. */
function dearIn(html: string, from: number): string[] {
  return [...html.matchAll(/data-aisle-item="([^"]+)"[^]*?class="price">£([\d.,]+)/g)].flatMap(([, id, price]) =>
    Number(price!.replace(',', '')) >= from ? [id!] : [],
  );
}

/** Three of the shop's departments that the home shelf does not show. */
async function dearThings(): Promise<string[]> {
  const html = await (await fetch(`${demo.shop}/c/clock`)).text();
  const found = dearIn(html, LUXURY_FROM).filter((id) => !serverOrder.includes(id));
  expect(found.length).toBeGreaterThan(2);
  return found.slice(0, 3);
}
