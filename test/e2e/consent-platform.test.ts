// Managers that no package on npm has, as their documents describe them, in real pages: Consent Mode by Google's own
// snippets, Shopify's Customer Privacy API, the WP Consent API, and the IAB's GPP and US Privacy.

import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';

import { LANTERNS, RANK_SLOT, SERVER_ORDER, SLOT, type Shop, type Visitor } from '../faults/shop.ts';
import { useShop } from '../faults/use-shop.ts';
import { consentOf, SETTLE_MS, settledState, storedBySomebodyElse, untilState, type State } from './consent-shop.ts';
import { exportProfile } from './fixture-page.ts';
import { NO_STORAGE, orderOf, until } from './probes.ts';

let shop: Shop;
let visitor: Visitor;

useShop((...given) => ([shop, visitor] = given));
afterEach(() => {
  expect(visitor.errors).toEqual([]);
});

const BUTTONS = '<button id="yes">yes</button><button id="no">no</button>';
const page = (head: string, attributes: string, body = BUTTONS): string =>
  shop.page('/shop', { head, attributes, body: `<main data-aisle-page="home">${RANK_SLOT}</main>${body}` });
const open = (head: string, attributes: string, body?: string) => visitor.open(page(head, attributes, body));
const expectState = async (page: Page, state: State): Promise<void> => {
  if (state !== 'nothing') expect(await untilState(page, state)).toBe(state);
  expect(await settledState(page)).toBe(state);
  if (state !== 'personal') expect(await storedBySomebodyElse(page)).toEqual(NO_STORAGE);
};

describe('Consent Mode', () => {
  const GTAG = 'window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments) }';
  const DENIED =
    "gtag('consent', 'default', { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied', functionality_storage: 'denied', personalization_storage: 'denied', wait_for_update: 500 });";
  const chosen = (word: string): string =>
    `gtag('consent', 'update', { analytics_storage: '${word}', functionality_storage: '${word}', personalization_storage: '${word}' })`;
  const snippet = (more = ''): string => `<script>${GTAG} ${DENIED} ${more}</script>`;
  // what a banner does, and what Tag Manager does to a layer that it reads
  const buttons = `<button id="yes" onclick="${chosen('granted').replaceAll('"', "'")}">yes</button><button id="no" onclick="${chosen('denied').replaceAll('"', "'")}">no</button>`;
  const TAG_MANAGER = `<script>{
    const push = dataLayer.push;
    dataLayer.push = function (...given) {
      const count = push.apply(dataLayer, given);
      while (dataLayer.length > 300) dataLayer.shift();
      return count;
    };
    dataLayer.push({ 'gtm.start': Date.now(), event: 'gtm.js' });
  }</script>`;

  test.each(['auto', 'gcm'])('under data-consent="%s" an update is the shopper’s choice', async (consent) => {
    const page = await open(snippet() + TAG_MANAGER, `data-consent="${consent}"`, buttons);
    await expectState(page, 'nothing');
    expect(shop.asked()).toEqual(['aisle.js', 'aisle-consent-platform.js']);
    await page.click('#yes');
    expect(await untilState(page, 'personal')).toBe('personal');
    expect(await consentOf(page)).toMatchObject({
      source: 'gcm',
      grants: { personalisation: 'granted', imports: 'granted', measurement: 'granted' },
    });
    // more than a tag manager leaves in the layer
    await page.evaluate(`for (let at = 0; at < 400; at++) dataLayer.push({ event: 'scroll', at })`);
    await page.click('#no');
    expect(await untilState(page, 'nothing')).toBe('nothing');
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
  });

  test('a default opens nothing under opt-in, and what it grants opens under opt-out', async () => {
    const granted = `<script>${GTAG} gtag('consent', 'default', { personalization_storage: 'granted', analytics_storage: 'granted' })</script>`;
    await expectState(await open(granted, 'data-consent="gcm"'), 'nothing');
    // of the contextual order, which stores nothing, Consent Mode does not speak: that is the policy's
    await expectState(await open(snippet(), 'data-consent="gcm" data-policy="opt-out"'), 'contextual');
    await expectState(await open(granted, 'data-consent="gcm" data-policy="opt-out"'), 'personal');
  });

  test('an update that a manager makes as the page loads is a stored choice, and the profile outlives the default', async () => {
    const early = `<script>window.aisle=window.aisle||function(){(aisle.q=aisle.q||[]).push(arguments)};aisle('track','product_view',{id:'${LANTERNS[2]!}'})</script>`;
    // the default stands there for a while on every page, and must not cost the profile
    const late = `<script>addEventListener('load', () => setTimeout(() => { ${chosen('granted')} }, 700))</script>`;
    const first = page(early + snippet() + late, 'data-consent="gcm"');
    // nothing is asked of the page yet: to Chromium a question by Playwright is a gesture of the shopper's
    const tab = await visitor.open(first, { isInert: true });
    const holds = async (id: string): Promise<boolean> => JSON.stringify(await exportProfile(tab)).includes(`"${id}"`);
    await tab.waitForTimeout(SETTLE_MS);
    expect(await until(() => holds(LANTERNS[2]!), Boolean)).toBe(true);
    await tab.goto(page(snippet() + late, 'data-consent="gcm"'));
    expect(await untilState(tab, 'personal')).toBe('personal');
    expect(await holds(LANTERNS[2]!)).toBe(true);
  });

  test('a layer of another name is found by the script that reads it', async () => {
    shop.override(/\/gtm\.js/, async () => ({ body: '', type: 'text/javascript' }));
    const renamed = snippet(chosen('granted')).replaceAll('dataLayer', 'shopLayer');
    const page = await open(
      `${renamed}<script async src="/gtm.js?id=GTM-1&l=shopLayer"></script>`,
      'data-consent="gcm"',
    );
    await expectState(page, 'personal');
  });

  test('a signal that nobody sets holds nobody else up', async () => {
    const four = `<script>${GTAG} gtag('consent', 'default', { ad_storage: 'denied', analytics_storage: 'denied' })</script>`;
    const page = await open(four, 'data-consent="auto"');
    await page.evaluate(() => void aisle('consent', { personalisation: 'granted' }));
    await expectState(page, 'personal');
  });
});

describe('Shopify', () => {
  const shopify = (chosen: string): string => `<script>{
    const consent = { preferences: '${chosen}', analytics: '${chosen}' };
    const isAllowed = (name) => () => consent[name] === 'yes';
    window.Shopify = { shop: 'a.myshopify.com', loadFeatures(features, done) { setTimeout(() => {
      Shopify.customerPrivacy = {
        preferencesProcessingAllowed: isAllowed('preferences'), analyticsProcessingAllowed: isAllowed('analytics'),
        saleOfDataAllowed: () => true, currentVisitorConsent: () => ({ ...consent }),
        setTrackingConsent(given) {
          for (const name in given) consent[name] = given[name] ? 'yes' : 'no';
          document.dispatchEvent(new CustomEvent('visitorConsentCollected', { detail: {} }));
        },
      };
      done(features[0].name === 'consent-tracking-api' ? undefined : new Error('unknown feature'));
    }, 200) } };
    addEventListener('click', ({ target }) => Shopify.customerPrivacy.setTrackingConsent({ preferences: target.id === 'yes', analytics: false }));
  }</script>`;

  test.each(['auto', 'shopify'])('under data-consent="%s" a choice is heard, and taken back', async (consent) => {
    const page = await open(shopify(''), `data-consent="${consent}"`);
    await expectState(page, 'nothing');
    await page.click('#yes');
    expect(await untilState(page, 'personal')).toBe('personal');
    expect((await consentOf(page)).grants).toMatchObject({ personalisation: 'granted', measurement: 'denied' });
    await page.click('#no');
    expect(await untilState(page, 'nothing')).toBe('nothing');
  });

  test('a choice of an earlier page opens this one', async () => {
    await expectState(await open(shopify('yes'), 'data-consent="shopify"'), 'personal');
  });

  test('a choice that was refused opens no profile, whatever the policy', async () => {
    await expectState(await open(shopify('no'), 'data-consent="shopify" data-policy="opt-out"'), 'contextual');
  });
});

describe('WP Consent API', () => {
  const wordpress = (type: string, value = ''): string => `<script>{
    const cookies = { preferences: '${value}', statistics: '${value}' };
    window.wp_fallback_consent_type = '${type}';
    window.wp_has_consent = (category) => {
      const type = window.wp_consent_type ?? window.wp_fallback_consent_type;
      if (!type || (type.includes('optout') && !cookies[category])) return true;
      return cookies[category] === 'allow';
    };
    window.wp_set_consent = (category, value) => {
      cookies[category] = value;
      const changed = [];
      changed[category] = value;
      document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change', { detail: changed }));
    };
    addEventListener('click', ({ target }) => {
      for (const category of ['preferences', 'statistics']) wp_set_consent(category, target.id === 'yes' ? 'allow' : 'deny');
    });
  }</script>`;

  test.each(['auto', 'wp'])('under data-consent="%s" a choice is heard, and taken back', async (consent) => {
    const page = await open(wordpress('optin'), `data-consent="${consent}"`);
    await expectState(page, 'nothing');
    await page.click('#yes');
    expect(await untilState(page, 'personal')).toBe('personal');
    expect((await consentOf(page)).grants).toMatchObject({ personalisation: 'granted', measurement: 'granted' });
    await page.click('#no');
    expect(await untilState(page, 'nothing')).toBe('nothing');
  });

  test.each([
    ['optout', '', 'opt-in', 'nothing'],
    ['optout', '', 'opt-out', 'personal'],
    ['optout', 'deny', 'opt-out', 'contextual'],
    ['optin', 'deny', 'opt-in', 'nothing'],
    ['optin', '', 'opt-out', 'contextual'],
    ['optin', 'allow', 'opt-in', 'personal'],
  ] as const)('%s with %j kept under data-policy="%s": %s', async (type, value, policy, state) => {
    await expectState(await open(wordpress(type, value), `data-consent="wp" data-policy="${policy}"`), state);
  });
});

describe('opt-outs of the United States', () => {
  const usp = (string: string): string =>
    `<script>window.__uspapi = (command, version, hear) => hear({ version: 1, uspString: '${string}' }, command === 'getUSPData' && version === 1)</script>`;
  const gpp = (fields: string): string =>
    `<script>window.__gpp = (command, hear) => { if (command === 'addEventListener') hear({ eventName: 'listenerRegistered', listenerId: 1, pingData: {
      cmpStatus: 'loaded', signalStatus: 'ready', applicableSections: [7], sectionList: [7], gppString: 'DBABLA~BVQqAAAAAgA', parsedSections: { usnat: ${fields} } } }, true) }</script>`;

  test.each([
    ['US Privacy', usp('1YYN'), 'nothing'],
    ['US Privacy without an opt-out', usp('1YNN'), 'personal'],
    ['GPP', gpp('{ SaleOptOut: 1, SharingOptOut: 2 }'), 'nothing'],
    ['GPP that has seen Global Privacy Control', gpp('{ SaleOptOut: 2, Gpc: true }'), 'nothing'],
    ['GPP without an opt-out', gpp('{ SaleOptOut: 2, SharingOptOut: 2, Gpc: false }'), 'personal'],
  ] as const)('%s', async (_, head, state) => {
    for (const policy of ['opt-out', 'opt-in']) {
      const page = await open(head, `data-consent="auto" data-policy="${policy}"`);
      // none of them grants
      if (policy === 'opt-in') await expectState(page, 'nothing');
      // and an opt-out outweighs the shop's word and the shopper's other one
      await page.evaluate(() => void aisle('consent', { personalisation: 'granted' }));
      if (policy === 'opt-out' && state === 'nothing') {
        // the contextual order asks nobody's leave under this policy
        expect(await untilState(page, 'contextual')).toBe('contextual');
      } else await expectState(page, state);
      if (state === 'nothing') expect(await storedBySomebodyElse(page)).toEqual(NO_STORAGE);
      await page.evaluate(() => void aisle('consent', { personalisation: 'denied' }));
      await untilState(page, policy === 'opt-out' ? 'contextual' : 'nothing');
      await page.close();
    }
  });
});
