// Every consent manager of the vendor and open families on a real page: the packages as they are, the commercial ones as stubs.

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { LANTERNS, SERVER_ORDER, SLOT, startShop, type Shop, type Visitor } from '../faults/shop.ts';
import { exportProfile, view } from './fixture-page.ts';
import { MANAGERS_PATH, openDialog, PACKAGES, readManager, STUBBED } from './managers.ts';
import { orderOf, readStorage, until, workersOf } from './probes.ts';

const [BEFORE, AFTER, QUEUED] = [LANTERNS[1]!, LANTERNS[2]!, LANTERNS[3]!];
/** Long enough for a manager that takes its time, and for Aisle to have made of it what it must not. */
const A_WHILE_MS = 1_500;

let shop: Shop;
let visitor: Visitor;

beforeAll(async () => {
  shop = await startShop();
  shop.override(MANAGERS_PATH, readManager);
});
afterAll(() => shop?.stop());
beforeEach(async () => {
  visitor = await shop.launch();
  shop.requests.length = 0;
});
afterEach(() => visitor?.close());

const hasSdk = async (): Promise<boolean> => shop.asked('aisle-sdk.js').length > 0;
const granted = (page: Page): Promise<string> =>
  exportProfile(page).then((document) => JSON.stringify(document).replaceAll(/\s/g, ''));
/** What of Aisle there is: databases and keys of its own, workers. */
const traces = async (page: Page): Promise<readonly string[]> => {
  const { databases, localStorage, sessionStorage } = await readStorage(page);
  const stored = [...databases, ...localStorage, ...sessionStorage].filter((name) => name.startsWith('aisle'));
  return workersOf(visitor.context) ? [...stored, 'worker'] : stored;
};

describe.each(Object.entries({ ...PACKAGES, ...STUBBED }))('%s', (name, manager) => {
  const [source = name] = name.split(' ');
  const url = (path: string, head = ''): string =>
    shop.page(`/${source}/${path}`, { head: manager.head + head, attributes: 'data-consent="auto"' });

  test('is found; is waited for, allows, is remembered, and takes it back', async () => {
    const page = await visitor.open(url('first'));
    await view(page, [BEFORE]);
    await page.waitForTimeout(A_WHILE_MS);
    expect(await hasSdk()).toBe(false);
    expect(shop.asked().filter((file) => /^aisle-(consent-(?!room)|\w+-annex|sdk)/.test(file)).length).toBeLessThan(2);
    expect(await traces(page)).toEqual([]);

    await manager.accept(page);
    expect(await until(hasSdk, Boolean)).toBe(true);
    await view(page, [AFTER]);
    const chosen = await until(
      () => granted(page),
      (document) => document.includes(`"${AFTER}"`),
    );
    expect(chosen).toContain('"personalisation":"granted"');
    expect(chosen).toContain(`"source":"${source}"`);
    // said before the choice, and therefore not agreed to
    expect(chosen).not.toContain(`"${BEFORE}"`);

    const queue = `<script>window.aisle=window.aisle||function(){(aisle.q=aisle.q||[]).push(arguments)};aisle('track','product_view',{id:'${QUEUED}'})</script>`;
    const before = shop.asked('aisle-sdk.js').length;
    await page.goto(url('second', queue));
    // no question to the page before it has started: to Chromium that is a touch, and the choice would be one of this page
    await until(
      async () => shop.asked('aisle-sdk.js').length,
      (count) => count > before,
    );
    const replayed = await until(
      () => granted(page),
      (document) => document.includes(`"${QUEUED}"`),
    );
    expect(replayed).toContain(`"${QUEUED}"`);
    const order = await until(
      () => orderOf(page, SLOT),
      (now) => now.join() !== SERVER_ORDER.join(),
    );
    expect(order).not.toEqual(SERVER_ORDER);

    expect(await openDialog(page)).toBe(!(name in STUBBED));
    await manager.change(page);
    expect(
      await until(
        () => traces(page),
        (left) => !left.length,
      ),
    ).toEqual([]);
    expect(
      await until(
        () => orderOf(page, SLOT),
        (now) => now.join() === SERVER_ORDER.join(),
      ),
    ).toEqual(SERVER_ORDER);
    expect(visitor.errors).toEqual([]);
  });

  test('refuses: nothing is loaded or stored, on this page and the next', async () => {
    const page = await visitor.open(url('first'));
    await page.waitForTimeout(A_WHILE_MS / 2);
    await manager.refuse(page);
    await page.waitForTimeout(A_WHILE_MS / 2);
    await page.goto(url('second'));
    await page.waitForTimeout(A_WHILE_MS);
    expect(await hasSdk()).toBe(false);
    expect(await traces(page)).toEqual([]);
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
    expect(visitor.errors).toEqual([]);
  });

  const { reset } = manager;
  if (!reset) return;
  test('asks anew: everything stops, and goes on from there where it is allowed again', async () => {
    const page = await visitor.open(url('first'));
    await page.waitForTimeout(A_WHILE_MS / 2);
    await manager.accept(page);
    expect(await until(hasSdk, Boolean)).toBe(true);
    await view(page, [AFTER]);
    await until(
      () => granted(page),
      (document) => document.includes(`"${AFTER}"`),
    );
    await reset(page);
    const workers = (): Promise<number> => Promise.resolve(workersOf(visitor.context));
    expect(await until(workers, (left) => left === 0)).toBe(0);
    expect(await traces(page)).toEqual(['aisle:default']);
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);

    await manager.accept(page);
    const again = await until(
      () => granted(page),
      (document) => document.includes(`"${AFTER}"`),
    );
    expect(again).toContain(`"${AFTER}"`);
    expect(visitor.errors).toEqual([]);
  });
});

describe('a manager that is named', () => {
  const { head, accept } = PACKAGES['orejime']!;
  const late = `<script>document.addEventListener('DOMContentLoaded', () => setTimeout(() => {
    const [config, { src }] = document.querySelector('template').content.querySelectorAll('script');
    for (const script of [{ text: config.text }, { src }]) document.head.append(Object.assign(document.createElement('script'), script));
  }, 2_000))</script><template>${head}</template>`;
  const url = (): string => shop.page('/late', { head: late, attributes: 'data-consent="orejime"' });

  test('is waited for, however late it comes, on the first page and on the next', async () => {
    const page = await visitor.open(url());
    await page.waitForTimeout(A_WHILE_MS / 2);
    expect(shop.asked().filter((file) => file.startsWith('aisle-'))).toEqual(['aisle-consent-open.js']);
    await accept(page);
    expect(await until(hasSdk, Boolean)).toBe(true);
    await page.goto(url());
    shop.requests.length = 0;
    await view(page, [QUEUED]);
    const replayed = await until(
      () => granted(page),
      (document) => document.includes(`"${QUEUED}"`),
    );
    expect(replayed).toContain(`"${QUEUED}"`);
    expect(visitor.errors).toEqual([]);
  });
});
