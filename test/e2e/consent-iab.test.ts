// The IAB's real stub, CMP API and TC strings in a real shop page: what the shopper clicks is what Aisle does.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { LANTERNS, RANK_SLOT, SERVER_ORDER, SLOT, type Shop, type Visitor } from '../faults/shop.ts';
import {
  CMP,
  consentOf,
  hashOfCookie,
  SETTLE_MS,
  settledState,
  startConsentShop,
  storedBySomebodyElse,
  STUB,
  untilState,
} from './consent-shop.ts';
import { exportProfile, view } from './fixture-page.ts';
import { NO_STORAGE, orderOf, until } from './probes.ts';

const TCF = 'data-consent="tcf"';
const AUTO = 'data-consent="auto"';
/** Brings the manager a second after the page has loaded, as tag managers do. */
const LATE = `<script>addEventListener('load', () => setTimeout(() => document.head.append(Object.assign(document.createElement('script'), { src: '/cmp.js' })), 1000))</script>`;

let shop: Shop;
let visitor: Visitor;

beforeAll(async () => {
  shop = await startConsentShop();
});
afterAll(() => shop?.stop());

beforeEach(async () => {
  shop.requests.length = 0;
  visitor = await shop.launch();
});
afterEach(async () => {
  await visitor.close();
  expect(visitor.errors).toEqual([]);
});

describe.each([TCF, AUTO])('a real manager of the TCF under %s', (attributes) => {
  test('until the shopper has chosen there is the loader and one adapter, and the queue', async () => {
    const page = await visitor.open(shop.page('/tcf', { head: STUB + CMP, attributes }));
    await page.waitForSelector('#cmp');
    expect(await settledState(page)).toBe('nothing');
    expect(shop.asked()).toEqual(['aisle.js', 'aisle-consent-iab.js']);
    expect(await storedBySomebodyElse(page)).toEqual(NO_STORAGE);
  });

  test('accepting grants, with the hash of the real string as proof, and what was done before is not kept', async () => {
    const page = await visitor.open(shop.page('/tcf', { head: STUB + CMP, attributes }));
    await page.waitForSelector('#cmp');
    await view(page, [LANTERNS[1]!]);
    await page.click('#cmp-accept');
    expect(await untilState(page, 'personal')).toBe('personal');
    await view(page, [LANTERNS[2]!]);
    const learned = await until(
      async () => JSON.stringify(await exportProfile(page)),
      (text) => text.includes(`"${LANTERNS[2]!}"`),
    );
    expect(learned).toContain(`"${LANTERNS[2]!}"`);
    expect(learned).not.toContain(`"${LANTERNS[1]!}"`);
    expect(await consentOf(page)).toMatchObject({
      source: 'tcf',
      notice: 'TCF APF',
      evidence: await hashOfCookie(page),
      grants: { personalisation: 'granted', imports: 'granted', measurement: 'granted', contextual: 'granted' },
    });
  });

  test('on the next page the choice is a stored one: what is queued before it counts', async () => {
    const url = shop.page('/tcf', { head: STUB + CMP, attributes });
    const page = await visitor.open(url);
    await page.click('#cmp-accept');
    await untilState(page, 'personal');
    const queue = 'window.aisle=window.aisle||function(){(aisle.q=aisle.q||[]).push(arguments)};';
    const early = `<script>${queue}aisle('track','product_view',{id:'${LANTERNS[3]!}'})</script>`;
    await page.goto(shop.page('/tcf-next', { head: early + STUB + CMP, attributes }));
    const learned = await until(
      async () => JSON.stringify(await exportProfile(page)),
      (text) => text.includes(`"${LANTERNS[3]!}"`),
    );
    expect(learned).toContain(`"${LANTERNS[3]!}"`);
  });

  test('rejecting grants nothing, and neither does the next page', async () => {
    const page = await visitor.open(shop.page('/tcf', { head: STUB + CMP, attributes }));
    await page.click('#cmp-reject');
    expect(await settledState(page)).toBe('nothing');
    await page.reload();
    expect(await settledState(page)).toBe('nothing');
    expect(await storedBySomebodyElse(page)).toEqual(NO_STORAGE);
  });

  test('a dialog opened again changes nothing until another choice is made, which is a withdrawal', async () => {
    const page = await visitor.open(shop.page('/tcf', { head: STUB + CMP, attributes }));
    await page.click('#cmp-accept');
    await untilState(page, 'personal');
    await page.evaluate('showCmp()');
    expect(await settledState(page)).toBe('personal');
    await page.click('#cmp-accept');
    expect(await settledState(page)).toBe('personal');
    await page.evaluate('showCmp()');
    await page.click('#cmp-reject');
    expect(await untilState(page, 'nothing')).toBe('nothing');
    expect(await storedBySomebodyElse(page)).toEqual(NO_STORAGE);
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
  });

  test('a manager that fails after a grant suspends it', async () => {
    const page = await visitor.open(shop.page('/tcf', { head: STUB + CMP, attributes }));
    await page.click('#cmp-accept');
    await untilState(page, 'personal');
    // a CMP that is disabled answers whoever asks; a second one that fails takes its place
    await page.evaluate(() => {
      const failing = (_: string, __: number, hear: (data: unknown, success: boolean) => void): void =>
        hear({ cmpStatus: 'error' }, false);
      Object.assign(window, { __tcfapi: failing });
    });
    const workers = await until(
      async () => page.workers().length,
      (count) => count === 0,
    );
    expect(workers).toBe(0);
    // nobody has refused: what was learned waits for a new choice
    expect(await settledState(page)).toBe('personal');
  });
});

describe('wherever the manager stands', () => {
  const LAYOUTS: readonly [name: string, head: string, body: string][] = [
    ['without a stub, before Aisle', '<script src="/cmp.js"></script>', ''],
    ['without a stub, at the end of the page', '', '<script src="/cmp.js"></script>'],
    ['with a stub, and brought by another script after the page has loaded', STUB, LATE],
    ['without a stub, and brought after the page has loaded', '', LATE],
  ];
  test.each(LAYOUTS)('%s', async (_, head, script) => {
    const page = await visitor.open(
      shop.page('/layout', { head, body: `<main data-aisle-page="home"></main>${script}`, attributes: AUTO }),
    );
    await page.waitForSelector('#cmp');
    expect(await settledState(page)).toBe('nothing');
    await page.click('#cmp-accept');
    expect(await untilState(page, 'personal')).toBe('personal');
  });

  test('a second manager takes the place of the first, and has the last word', async () => {
    const page = await visitor.open(shop.page('/second', { head: STUB + CMP, attributes: TCF }));
    await page.click('#cmp-accept');
    await untilState(page, 'personal');
    await page.evaluate(() => {
      const data = {
        gdprApplies: true,
        eventStatus: 'useractioncomplete',
        tcString: 'CAnother',
        purpose: { consents: { 1: true } },
      };
      Object.assign(window, {
        __tcfapi: (command: string, _: number, hear: (data: unknown, success: boolean) => void) =>
          command === 'addEventListener' && setTimeout(hear, 10, data, true),
      });
    });
    expect(await untilState(page, 'nothing')).toBe('nothing');
    // the first one's dialog may say what it likes
    await page.evaluate('showCmp()');
    await page.click('#cmp-accept');
    expect(await settledState(page)).toBe('nothing');
  });
});

describe('what the shop has its manager ask', () => {
  const cmpWith = (data: string): string => `${STUB}<script async src="/cmp.js" ${data}></script>`;

  test('consents of the shop itself count beside those of vendors', async () => {
    const page = await visitor.open(
      shop.page('/publisher', { head: cmpWith('data-publisher="yes"'), attributes: TCF }),
    );
    await page.click('#cmp-vendors-only');
    expect(await settledState(page)).toBe('nothing');
    await page.evaluate('showCmp()');
    await page.click('#cmp-accept');
    expect(await untilState(page, 'personal')).toBe('personal');
  });

  test('a purpose that the shop forbids is not granted', async () => {
    const page = await visitor.open(shop.page('/forbidden', { head: cmpWith('data-forbidden="5"'), attributes: TCF }));
    await page.click('#cmp-accept');
    expect(await untilState(page, 'contextual')).toBe('contextual');
    expect(await storedBySomebodyElse(page)).toEqual(NO_STORAGE);
  });
});

describe('in a frame', () => {
  test.each(['origin', 'cdn'] as const)('of the %s the manager of the page around it is heard', async (host) => {
    const framed = shop.page('/framed', { body: RANK_SLOT, attributes: TCF });
    shop.override(`${shop.cdn}/framed`, () => shop.original(framed));
    const body = `<main></main><iframe id="shop" src="${shop[host]}/framed" style="width: 100%"></iframe>`;
    const url = shop.page('/around', { head: STUB + CMP, body, attributes: 'data-consent="manual"' });
    const page = await visitor.open(url);
    const frame = await (await page.waitForSelector('#shop')).contentFrame();
    await frame!.waitForFunction('window.aisle?.loaded');
    const databases = (): Promise<number> => frame!.evaluate(async () => (await indexedDB.databases()).length);
    await page.waitForTimeout(SETTLE_MS);
    expect(await databases()).toBe(0);
    await page.click('#cmp-accept');
    expect(await until(databases, (count) => count === 1)).toBe(1);
    await page.evaluate('showCmp()');
    await page.click('#cmp-reject');
    expect(await until(databases, (count) => count === 0)).toBe(0);
  });
});
