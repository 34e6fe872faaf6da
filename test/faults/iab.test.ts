// What consent managers get wrong, or somebody puts into their mouths. The manager is made of the IAB's real packages where
// it can be made to do it.

import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import {
  consentOf,
  setGpc,
  settledState,
  startConsentShop,
  stateOf,
  storedBySomebodyElse,
  STUB,
  untilState,
  type State,
} from '../e2e/consent-shop.ts';
import { NO_STORAGE, orderOf, until } from '../e2e/probes.ts';
import { LANTERNS, SERVER_ORDER, SLOT, type Shop, type Visitor } from './shop.ts';

const TCF = 'data-consent="tcf"';
const CONSENTS = '{1:true,5:true,6:true,8:true,11:true}';

let shop: Shop;
let visitor: Visitor;

beforeAll(async () => {
  shop = await startConsentShop();
});
afterAll(() => shop?.stop());

beforeEach(async () => {
  visitor = await shop.launch();
});
afterEach(async () => {
  await visitor.close();
  expect(visitor.errors).toEqual([]);
});

const cmp = (data = ''): string => `${STUB}<script async src="/cmp.js" ${data}></script>`;
/** A manager that answers every subscriber with `data`, a piece of script. */
const answering = (data: string): string =>
  `<script>window.__tcfapi = (command, version, hear) => { if (command === 'addEventListener') hear(${data}, true) }</script>`;

describe.each([
  ['opt-in', 'nothing', 'nothing'],
  ['opt-out', 'personal', 'nothing'],
] as const)('under data-policy="%s"', (policy, whereFree, whereUnknown) => {
  const attributes = `${TCF} data-policy="${policy}"`;
  const expectState = async (page: Page, state: State): Promise<void> => {
    if (state !== 'nothing') expect(await untilState(page, state)).toBe(state);
    expect(await settledState(page)).toBe(state);
    if (state !== 'personal') expect(await storedBySomebodyElse(page)).toEqual(NO_STORAGE);
  };

  test(`fault 3: gdprApplies is false and there is no purpose: the policy decides, ${whereFree}`, async () => {
    const page = await visitor.open(shop.page('/free', { head: cmp('data-gdpr="no"'), attributes }));
    await expectState(page, whereFree);
  });

  test('fault 4: gdprApplies is undefined: pending, whatever else is in the data', async () => {
    const data = `{gdprApplies:undefined,eventStatus:'tcloaded',cmpStatus:'loaded',tcString:'C',purpose:{consents:${CONSENTS}}}`;
    const page = await visitor.open(shop.page('/unknown', { head: answering(data), attributes }));
    await expectState(page, whereUnknown);
  });

  test('fault 5: the dialog is shown with every legitimate interest: no grant', async () => {
    const page = await visitor.open(shop.page('/shown', { head: cmp(), attributes }));
    await page.waitForSelector('#cmp');
    const shown = await page.evaluate(
      () =>
        new Promise<unknown>((resolve) => {
          type Api = (command: string, version: number, hear: (data: unknown) => void) => void;
          (window as unknown as { __tcfapi: Api }).__tcfapi('addEventListener', 2, resolve);
        }),
    );
    expect(shown).toMatchObject({
      eventStatus: 'cmpuishown',
      purpose: { consents: {}, legitimateInterests: { 7: true, 8: true, 11: true } },
    });
    await expectState(page, 'nothing');
  });

  test('fault 6: everything is granted but storage: nothing is stored', async () => {
    const page = await visitor.open(shop.page('/unstored', { head: cmp(), attributes }));
    await page.click('#cmp-no-storage');
    await expectState(page, 'contextual');
  });

  test('fault 7: purpose 11 alone: the order follows the page, and there is no profile', async () => {
    const page = await visitor.open(shop.page('/contextual', { head: cmp(), attributes }));
    await page.click('#cmp-contextual');
    await expectState(page, 'contextual');
    const order = await until(
      () => orderOf(page, SLOT),
      (now) => now.join() !== SERVER_ORDER.join(),
    );
    // the page is about a lantern
    expect(order.slice(0, 2).toSorted()).toEqual(LANTERNS.slice(4).toSorted());
  });
});

describe('Shopify', () => {
  const attributes = 'data-consent="shopify"';
  const API = `{ preferencesProcessingAllowed: () => window.isAllowed, analyticsProcessingAllowed: () => false, saleOfDataAllowed: () => false }`;
  const collect = (page: Page, isAllowed: boolean): Promise<void> =>
    page.evaluate((allowed) => {
      Object.assign(window, { isAllowed: allowed });
      document.dispatchEvent(new CustomEvent('visitorConsentCollected', { detail: { preferencesAllowed: true } }));
    }, isAllowed);

  test('fault 11: an API that is absent, or never comes, grants nothing, whatever its event says', async () => {
    const ABSENT = [
      '',
      '<script>window.Shopify = {}</script>',
      '<script>window.Shopify = { loadFeatures() {} }</script>',
      '<script>window.Shopify = { loadFeatures(_, done) { done(new Error()) } }</script>',
      '<script>window.Shopify = { loadFeatures() { throw new Error() } }</script>',
      '<script>window.Shopify = { customerPrivacy: { preferencesProcessingAllowed() { throw new Error() } } }</script>',
    ];
    const urls = ABSENT.map((head, at) => shop.page(`/absent-${at}`, { head, attributes }));
    const pages = await Promise.all(urls.map((url) => visitor.open(url)));
    for (const page of pages) await collect(page, true);
    // one origin: what any of them has done shows in all
    expect(await settledState(pages[0]!)).toBe('nothing');
    expect(await storedBySomebodyElse(pages[0]!)).toEqual(NO_STORAGE);
  });

  test('fault 11: an API that comes late is pending until it says true, and is read anew at every event', async () => {
    const late = `<script>window.Shopify = {}; addEventListener('load', () => setTimeout(() => {
      Shopify.loadFeatures = (features, done) => setTimeout(() => { Shopify.customerPrivacy = ${API}; done() }, 300);
    }, 700))</script>`;
    const page = await visitor.open(shop.page('/late', { head: late, attributes }));
    await page.waitForFunction('Shopify.customerPrivacy');
    expect(await settledState(page)).toBe('nothing');
    await collect(page, true);
    expect(await untilState(page, 'personal')).toBe('personal');
    await collect(page, false);
    expect(await untilState(page, 'nothing')).toBe('nothing');
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
  });
});

describe('Global Privacy Control beside a grant of the TCF', () => {
  test('fault 12: refuses the profile too, where the shop has not said otherwise', async () => {
    const page = await visitor.context.newPage();
    await setGpc(page);
    await page.goto(shop.page('/gpc', { head: cmp(), attributes: TCF }));
    await page.click('#cmp-accept');
    expect(await untilState(page, 'contextual')).toBe('contextual');
    expect(await storedBySomebodyElse(page)).toEqual(NO_STORAGE);
  });

  test('fault 12: where the shop limits it to reports it refuses these, and the profile stands', async () => {
    const page = await visitor.context.newPage();
    await setGpc(page);
    await page.goto(shop.page('/gpc', { head: cmp(), attributes: `${TCF} data-gpc="reports"` }));
    await page.click('#cmp-accept');
    expect(await untilState(page, 'personal')).toBe('personal');
    expect((await consentOf(page)).grants).toMatchObject({
      personalisation: 'granted',
      measurement: 'denied',
      imports: 'denied',
    });
  });
});

describe('forged messages', () => {
  const GRANT = `{ gdprApplies: true, cmpStatus: 'loaded', eventStatus: 'tcloaded', tcString: 'CForged', purpose: { consents: ${CONSENTS} } }`;

  test('fault 46: a page that is in no frame believes no message', async () => {
    const page = await visitor.open(shop.page('/forged', { attributes: TCF }));
    await page.evaluate(`for (const success of [true, 'true']) for (const callId of ['', 'undefined', 'addEventListener', 0])
      for (const pack of [(message) => message, JSON.stringify])
        postMessage(pack({ __tcfapiReturn: { callId, success, returnValue: ${GRANT} } }), '*')`);
    expect(await settledState(page)).toBe('nothing');
    expect(await storedBySomebodyElse(page)).toEqual(NO_STORAGE);
  });

  /** The shop in a frame, beside another frame; the page around them asks everybody's calls into `window.calls`. */
  const openFramed = async (): Promise<{ page: Page; frame: Frame; callId: string }> => {
    shop.page('/framed', { attributes: TCF });
    const body = `<main></main><iframe name="__tcfapiLocator" hidden></iframe><iframe name="evil" srcdoc="evil"></iframe><iframe id="shop" name="shop" src="/framed"></iframe>
      <script>window.calls = []; addEventListener('message', ({ data }) => data.__tcfapiCall && calls.push(data.__tcfapiCall))</script>`;
    const page = await visitor.open(shop.page('/around', { body, attributes: 'data-consent="manual"' }));
    const frame = (await (await page.waitForSelector('#shop')).contentFrame())!;
    await page.waitForFunction('calls.length > 0');
    const [call] = await page.evaluate<{ callId: string; command: string }[]>('calls');
    expect(call!.command).toBe('addEventListener');
    return { page, frame, callId: call!.callId };
  };
  const answer = (callId: string): string =>
    `{ __tcfapiReturn: { callId: ${JSON.stringify(callId)}, success: true, returnValue: ${GRANT} } }`;
  const databasesOf = (frame: Frame): Promise<number> =>
    frame.evaluate(async () => (await indexedDB.databases()).length);

  test('fault 46: in a frame only the window that was asked is believed, only by the id it was given', async () => {
    const { page, frame, callId } = await openFramed();
    const evil = page.frame('evil')!;
    // somebody else who has overheard the id
    await evil.evaluate(`parent.frames.shop.postMessage(${answer(callId)}, '*')`);
    await frame.evaluate(`postMessage(${answer(callId)}, '*')`);
    // the right window, and another id
    await page.evaluate(`frames.shop.postMessage(${answer('addEventListener')}, '*')`);
    await page.evaluate(`frames.shop.postMessage(${answer('__proto__')}, '*')`);
    await page.waitForTimeout(1_200);
    expect(await databasesOf(frame)).toBe(0);
    expect(await stateOf(page)).toBe('nothing');
    // and this is what an answer looks like
    await page.evaluate(`frames.shop.postMessage(${answer(callId)}, '*')`);
    expect(
      await until(
        () => databasesOf(frame),
        (count) => count === 1,
      ),
    ).toBe(1);
  });

  test('fault 46: and only from the origin that the browser says it has', async () => {
    const { frame, callId } = await openFramed();
    const say = (origin: string): Promise<unknown> =>
      frame.evaluate(
        `dispatchEvent(new MessageEvent('message', { source: parent, origin: '${origin}', data: ${answer(callId)} }))`,
      );
    await say('https://evil.example');
    await say('null');
    await say('');
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await databasesOf(frame)).toBe(0);
    await say(shop.origin);
    expect(
      await until(
        () => databasesOf(frame),
        (count) => count === 1,
      ),
    ).toBe(1);
  });
});
