// Offers as they are shipped, in real Chromium: when they come, who sees them, and what leaves the device by a shopper's click.

import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { LivingSpec } from '../../contract/segments.ts';
import { ITEMS, startShop, type Shop } from '../faults/shop.ts';
import { withdraw } from './fixture-page.ts';
import {
  addToCart,
  BODY,
  createShopper,
  livingOf,
  OFFER,
  publishLiving,
  readLedger,
  type Shopper,
} from './offer-page.ts';
import { openRoots } from './panel-page.ts';
import { readShifts, until } from './probes.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let shop: Shop;
let shopper: Shopper;

beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());
beforeEach(async () => {
  await shop.mend();
});
afterEach(async () => {
  const errors = shopper?.visitor.errors ?? [];
  await shopper?.visitor.close();
  expect(errors).toEqual([]);
});

async function enter(living: LivingSpec = livingOf()): Promise<void> {
  await publishLiving(shop, living);
  shopper = await createShopper(shop);
  await openRoots(shopper.visitor.context);
}

const card = (page: Page) => page.locator('.aisle-offer');
const isShown = (page: Page): Promise<boolean> => card(page).isVisible();
const posted = () => shop.requests.filter(({ method }) => method === 'POST');
const stays = async (page: Page, state: boolean): Promise<void> => {
  await page.waitForTimeout(500);
  expect(await isShown(page)).toBe(state);
};

describe('an offer to somebody who has left a cart alone', () => {
  beforeEach(() => enter());

  test('comes after fifteen minutes, moves nothing, and is told by its id', async () => {
    const page = await shopper.open('/cart');
    await page.evaluate(() => {
      const heard: unknown[] = ((window as { heard?: unknown[] }).heard = []);
      document.addEventListener('aisle:offer', (event) => heard.push((event as CustomEvent).detail));
      aisle('on', 'segment', (segment: object) => heard.push(segment));
    });
    await addToCart(page, ITEMS[1]!);
    await shopper.pass(14 * MINUTE);
    await stays(page, false);
    await shopper.pass(MINUTE);
    await card(page).waitFor();
    expect(await page.getByRole('region', { name: 'Still thinking it over?' }).innerText()).toContain('TEN');
    expect(await page.evaluate(() => (window as { heard?: unknown[] }).heard)).toEqual([
      { id: 'hesitant', name: 'Hesitant', isIn: true },
      { id: 'keep-it', slot: 'cart-side' },
    ]);
    expect(await readShifts(page)).toEqual([]);
  });

  test('is shown by one of two tabs, by the next page of the visit, and not again after it was closed', async () => {
    const tabs = [await shopper.open('/cart'), await shopper.open('/cart-2')];
    await addToCart(tabs[0]!, ITEMS[1]!);
    await shopper.pass(15 * MINUTE);
    await until(
      () => Promise.all(tabs.map(isShown)),
      (shown) => shown.some(Boolean),
    );
    await tabs[0]!.waitForTimeout(700);
    const shown = await Promise.all(tabs.map(isShown));
    expect(shown.filter(Boolean)).toHaveLength(1);
    const [winner, other] = shown[0] ? tabs : tabs.toReversed();

    await other!.reload();
    await other!.evaluate(
      () => void aisle('consent', { personalisation: 'granted', imports: 'granted' }, { stored: true }),
    );
    await card(other!).waitFor();
    await winner!.getByRole('button', { name: 'Close' }).click();
    await card(other!).waitFor({ state: 'detached' });
    await stays(winner!, false);

    await shopper.pass(HOUR - 5 * MINUTE);
    await stays(winner!, false);
    await addToCart(winner!, ITEMS[2]!);
    await shopper.pass(16 * MINUTE);
    await until(
      () => Promise.all(tabs.map(isShown)),
      (again) => again.some(Boolean),
    );
  });

  test('ends with the consent', async () => {
    const page = await shopper.open('/cart');
    await addToCart(page, ITEMS[1]!);
    await shopper.pass(15 * MINUTE);
    await card(page).waitFor();
    await withdraw(page);
    await card(page).waitFor({ state: 'detached' });
  });

  test('waits where it would move what is seen, and is not counted meanwhile', async () => {
    const body = BODY.replace('min-height:13em', '');
    const page = await shopper.open('/narrow', { body });
    await addToCart(page, ITEMS[1]!);
    await shopper.pass(15 * MINUTE);
    await stays(page, false);
    const [roomy] = [await shopper.open('/roomy')];
    await card(roomy).waitFor();
    expect(await readShifts(page)).toEqual([]);
  });

  test('has no faults that axe finds, and is used by the keyboard alone', async () => {
    const page = await shopper.open('/cart');
    await addToCart(page, ITEMS[1]!);
    await shopper.pass(15 * MINUTE);
    await card(page).waitFor();
    await page.evaluate(axe.source);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const found = await page.evaluate(async () => {
        const { axe: run } = window as unknown as { axe: typeof axe };
        return (await run.run('[data-aisle-offer]')).violations.map(({ id, nodes }) => `${id} ${nodes.length}`);
      });
      expect(found).toEqual([]);
    }
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await card(page).waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('side');
  });
});

test('comes by its own timer, in the shop’s own template, to a page that just lies there', async () => {
  await enter(livingOf({}, '2s'));
  const body = `<main data-aisle-page="cart"><div data-aisle-offer="x" style="height:9em"><template><h2>{title}</h2><button data-aisle-dismiss>Later</button></template></div></main>`;
  const page = await shopper.open('/cart', { body });
  await addToCart(page, ITEMS[1]!);
  await page.getByRole('heading', { name: 'Still thinking it over?' }).waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Later' }).click();
  await page.getByRole('heading').waitFor({ state: 'detached' });
});

test('goes to the shop’s own code where the page has no place for it', async () => {
  await enter();
  shop.override(/\/recover$/, { status: 204, body: '', type: 'text/plain' });
  const page = await shopper.open('/home', {
    body: '<main data-aisle-page="home"><button id="own">Own</button></main>',
  });
  await page.evaluate(() => {
    aisle('on', 'offer', (offer: { content: { title: string }; accept(event: Event): void }) => {
      const own = document.querySelector('#own')!;
      own.textContent = offer.content.title;
      own.addEventListener('click', (event) => offer.accept(event));
    });
  });
  await addToCart(page, ITEMS[1]!, 2);
  await shopper.pass(15 * MINUTE);
  await page.getByRole('button', { name: OFFER.content.title }).click();
  await until(
    () => readLedger(page),
    (entries) => entries.length > 0,
  );
  await until(
    async () => posted(),
    (requests) => requests.length > 0,
  );
});

describe('a cart that its owner asks to be kept', () => {
  const open = async (path = '/cart', grants?: object): Promise<Page> => {
    const page = await shopper.open(path, grants ? { grants } : {});
    await addToCart(page, ITEMS[1]!, 2);
    await shopper.pass(15 * MINUTE);
    await card(page).waitFor();
    return page;
  };

  test('is posted to the shop with its offer and its lines alone, when its owner has pressed the button, and is in the ledger', async () => {
    await enter();
    shop.override(/\/recover$/, { status: 204, body: '', type: 'text/plain' });
    const page = await open();
    expect(posted()).toEqual([]);
    await page.getByRole('button', { name: 'Keep my cart' }).click();
    await page.getByText('Saved.').waitFor();
    expect(posted()).toHaveLength(1);
    const [{ url, body, headers }] = posted() as [ReturnType<typeof posted>[number]];
    expect(url).toBe(`${shop.origin}/recover`);
    expect(JSON.parse(body)).toEqual({ offer: 'keep-it', lines: [{ id: ITEMS[1], quantity: 2 }] });
    expect(headers['content-type']).toBe('application/json');
    expect(headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
    expect(headers.referer).toBeUndefined();
    expect(await readLedger(page)).toEqual([
      expect.objectContaining({ task: 'recovery', body: JSON.parse(body), epsilon: 0, state: 'acknowledged' }),
    ]);
    // the code stays to be copied
    expect(await page.getByRole('region', { name: OFFER.content.title }).innerText()).toContain('TEN');
  });

  test('goes to another origin without a cookie', async () => {
    await enter(livingOf({ recovery: { endpoint: `${shop.cdn}/recover` } }));
    const cors = {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'content-type, idempotency-key',
    };
    shop.override(/\/recover$/, async ({ method }) => ({
      status: method === 'POST' ? 200 : 204,
      body: '',
      type: 'text/plain',
      headers: cors,
    }));
    await shopper.visitor.context.addCookies([{ name: 'who', value: 'me', url: shop.cdn }]);
    const page = await open();
    await page.getByRole('button', { name: 'Keep my cart' }).click();
    await page.getByText('Saved.').waitFor();
    expect(posted()).toHaveLength(1);
    expect(posted()[0]!.url).toBe(`${shop.cdn}/recover`);
    expect(posted()[0]!.headers.cookie).toBeUndefined();
  });

  test('is tried again by the next page, under the same key, when the shop could not take it', async () => {
    await enter();
    const mend = shop.override(/\/recover$/, { status: 503, body: '', type: 'text/plain' });
    const page = await open();
    await page.getByRole('button', { name: 'Keep my cart' }).click();
    await page.getByText('Will be saved soon.').waitFor();
    mend();
    shop.override(/\/recover$/, { status: 200, body: '', type: 'text/plain' });
    await page.close();
    await shopper.pass(5 * MINUTE);
    const next = await shopper.open('/next');
    const entries = await until(
      () => readLedger(next),
      ([entry]) => entry?.state === 'acknowledged',
    );
    expect(entries).toHaveLength(1);
    expect(posted()).toHaveLength(2);
    expect(new Set(posted().map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    // 503 stands in the browser's own console
    shopper.visitor.errors.length = 0;
  });

  test('cannot be handed over without the purpose imports: there is no button, and nothing is posted', async () => {
    await enter();
    const page = await open('/cart', { personalisation: 'granted', imports: 'denied' });
    expect(await page.getByRole('button', { name: 'Keep my cart' }).count()).toBe(0);
    await page.waitForTimeout(300);
    expect(posted()).toEqual([]);
    expect(await readLedger(page)).toEqual([]);
  });

  test('is not handed over by a script’s click', async () => {
    await enter();
    const page = await open();
    await page.evaluate(() =>
      document.querySelector('.aisle-offer')!.shadowRoot!.querySelector<HTMLElement>('.action')!.click(),
    );
    await page.waitForTimeout(500);
    expect(posted()).toEqual([]);
    expect(await readLedger(page)).toEqual([]);
  });
});
