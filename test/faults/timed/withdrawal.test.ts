// What is left when the shopper withdraws, in every tab and with everything under way: nothing.

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { grant, learn, untilLoaded, view, withdraw, type FixtureApi } from '../../e2e/fixture-page.ts';
import { NO_STORAGE, orderOf, readStorage, until, workersOf } from '../../e2e/probes.ts';
import { ITEMS, LANTERNS, PRODUCT, RANK_SLOT, SERVER_ORDER, SLOT, type Shop, type Visitor } from '../shop.ts';
import { useShop } from '../use-shop.ts';

const GONE_MS = 500;
/** Longer than every batch, retry and heartbeat waits. */
const AFTERWARDS_MS = 2_500;

let shop: Shop;
let visitor: Visitor;

useShop((...given) => ([shop, visitor] = given));

describe('withdrawal', () => {
  test('fault 14: with batches and requests under way in three tabs, within 500 ms nothing is left and nothing is sent', async () => {
    const tabs = await openKnown(3);
    shop.override(/aisle-annex\.js$/, 'hang');
    shop.requests.length = 0;
    // a request that is never answered, and a call that waits for it; of one tab, since the others' would stand in line for
    // the browser's cache and go out when this one is aborted
    await tabs[0]!.evaluate(() => {
      aisle('ready', (api: { profile: { export(): Promise<unknown> } }) => void api.profile.export());
    });
    await until(
      async () => shop.asked('aisle-annex.js').length,
      (count) => count > 0,
    );
    for (const tab of tabs) await watchRestoration(tab);
    for (const tab of tabs) {
      await view(tab, ITEMS.slice(6));
      await tab.evaluate(() => {
        aisle('ready', (api: FixtureApi) => void api.rank('x', ['sku-mug-1', 'sku-mug-3']));
      });
    }
    // a script element cannot take its request back: those that were made before have to be counted as such
    for (const file of ['aisle-page-annex.js', 'aisle-debug.js'])
      await until(
        async () => shop.asked(file).length,
        (count) => count === tabs.length,
      );

    const before = shop.requests.length;
    const at = await tabs[0]!.evaluate(() => {
      aisle('track', 'product_view', { id: 'the-last' });
      aisle('ready', (api: FixtureApi) => void api.rank('x', ['sku-mug-1', 'sku-mug-3']));
      const now = Date.now();
      aisle('consent', { personalisation: 'denied' });
      return now;
    });
    const goneAt = await tabs[0]!.evaluate(async () => {
      while ((await indexedDB.databases()).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      return Date.now();
    });
    const workersGoneAt = await until(async () => (workersOf(visitor.context) === 0 ? Date.now() : 0), Boolean);
    const restoredAt = await Promise.all(tabs.map(restoredAtOf));
    const took = { restored: restoredAt.map((time) => time - at), database: goneAt - at, workers: workersGoneAt - at };
    console.log('ms after the withdrawal', JSON.stringify(took));
    for (const ms of [...took.restored, took.database]) {
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThan(GONE_MS);
    }
    expect(workersOf(visitor.context)).toBe(0);

    await tabs[0]!.waitForTimeout(AFTERWARDS_MS);
    expect(shop.requests.slice(before)).toEqual([]);
    const hanging = shop.requests.filter(({ url }) => url.endsWith('/aisle-annex.js'));
    expect(hanging.map(({ isAborted }) => isAborted)).toEqual([true]);
    for (const tab of tabs) {
      expect(await readStorage(tab)).toEqual(NO_STORAGE);
      expect(await orderOf(tab, SLOT)).toEqual(SERVER_ORDER);
    }
    expect(visitor.errors.filter((error) => !/ERR_ABORTED|ERR_FAILED/.test(error))).toEqual([]);
  });

  test('fault 14: on a later page there is nothing, until it is granted again and starts from nothing', async () => {
    const [tab] = await openKnown(1);
    await withdraw(tab!);
    await until(
      () => readStorage(tab!),
      ({ databases }) => databases.length === 0,
    );
    await tab!.reload();
    await untilLoaded(tab!);
    await tab!.waitForTimeout(GONE_MS);
    expect(await readStorage(tab!)).toEqual(NO_STORAGE);
    await grant(tab!);
    await tab!.waitForTimeout(GONE_MS);
    expect((await orderOf(tab!, SLOT)).toSorted()).toEqual(SERVER_ORDER.toSorted());
    expect(await itemsOf(tab!)).toEqual([LANTERNS[0]]);
  });

  test('fault 16: a tab that was frozen erases when it wakes, before it writes anything', async () => {
    const [tab, frozen] = await openKnown(2);
    const session = await visitor.context.newCDPSession(frozen!);
    await watchRestoration(frozen!);
    await view(frozen!, ITEMS.slice(6));
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await withdraw(tab!);
    await tab!.waitForTimeout(AFTERWARDS_MS);
    const before = shop.requests.length;
    // whatever is written from here on shows up as a database
    await tab!.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      const look = async (): Promise<void> => {
        for (const { name = '' } of await indexedDB.databases()) seen.push(name);
        setTimeout(() => void look(), 10);
      };
      void look();
    });
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await restoredAtOf(frozen!);
    await tab!.waitForTimeout(AFTERWARDS_MS);
    expect(await orderOf(frozen!, SLOT)).toEqual(SERVER_ORDER);
    expect(await readStorage(frozen!)).toEqual(NO_STORAGE);
    expect(await tab!.evaluate(() => (window as { seen?: string[] }).seen)).toEqual([]);
    expect(shop.requests.slice(before)).toEqual([]);
    expect(workersOf(visitor.context)).toBe(0);
    expect(visitor.errors).toEqual([]);
  });
});

/** Tabs of a known shopper, each with the slot ranked. */
async function openKnown(count: number): Promise<Page[]> {
  // no fill slot, so that nothing has brought the annex yet
  const body = `<main data-aisle-page="product">${PRODUCT}${RANK_SLOT}</main>`;
  const url = shop.page('/shop', { body });
  // and in all but the first nothing asks for it
  const others = shop.page('/others', { body, attributes: 'data-expose="none"' });
  const first = await visitor.open(url);
  await learn(first, LANTERNS.slice(1, 4));
  const tabs: Page[] = [];
  for (let index = 0; index < count; index++) {
    const tab = index === 0 ? first : await visitor.open(others);
    if (index === 0) await tab.reload();
    await untilLoaded(tab);
    await grant(tab);
    const order = await until(
      () => orderOf(tab, SLOT),
      (now) => now.join() !== SERVER_ORDER.join(),
    );
    expect(order).not.toEqual(SERVER_ORDER);
    tabs.push(tab);
  }
  return tabs;
}

/** Notes, in the page, when its slot stands in the order of the server again. */
async function watchRestoration(tab: Page): Promise<void> {
  await tab.evaluate(
    ({ slot, wanted }) => {
      const list = document.querySelector(`[data-aisle-slot="${slot}"]`)!;
      const look = (): void => {
        const order = Array.from(list.children, (item) => item.getAttribute('data-aisle-item')).join();
        if (order === wanted) Object.assign(window, { restoredAt: Date.now() });
      };
      new MutationObserver(look).observe(list, { childList: true });
    },
    { slot: SLOT, wanted: SERVER_ORDER.join() },
  );
}

async function restoredAtOf(tab: Page): Promise<number> {
  const at = await until(
    () => tab.evaluate(() => (window as { restoredAt?: number }).restoredAt ?? 0),
    (time) => time > 0,
  );
  return at;
}

async function itemsOf(tab: Page): Promise<string[]> {
  return tab.evaluate(
    () =>
      new Promise((resolve) => {
        aisle('ready', async (api: { profile: { export(): Promise<{ export: { profile: { items: object } } }> } }) => {
          resolve(Object.keys((await api.profile.export()).export.profile.items));
        });
      }),
  );
}
