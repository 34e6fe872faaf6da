// What comes before a choice, and what is left of one that has grown old: nobody is there to ask, nobody answers, somebody
// blocks the files, the notice has changed, the tag stands there twice.

import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { PURPOSES_VERSION } from '../../contract/grants.ts';
import { exportProfile, grant, learn, view, withdraw } from '../e2e/fixture-page.ts';
import { NO_STORAGE, orderOf, readStorage, until, workersOf } from '../e2e/probes.ts';
import { LANTERNS, MUGS, SERVER_ORDER, SLOT, type Shop, type Visitor } from './shop.ts';
import { useShop } from './use-shop.ts';

const COOKIECONSENT = new URL('../../node_modules/vanilla-cookieconsent/dist/cookieconsent.umd.js', import.meta.url);
const SETTLE_MS = 1_500;
/** A manager's stub gets this long to answer. */
const SILENCE_MS = 10_000;
const AUTO = 'data-consent="auto"';
/** The documented snippet for calls that come before the loader. */
const SNIPPET = `<script>window.aisle = window.aisle || function () { (aisle.q = aisle.q || []).length < 256 && aisle.q.push(arguments) }</script>`;

let shop: Shop;
let visitor: Visitor;

useShop((...given) => ([shop, visitor] = given));

/** The page is as the server sent it: no storage, no worker, its order. */
async function expectNothing(page: Page, storage: object = NO_STORAGE): Promise<void> {
  expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
  expect(await readStorage(page)).toEqual(storage);
  expect(workersOf(visitor.context)).toBe(0);
}

describe('nobody has chosen', () => {
  test.each(['auto', 'manual', 'auto dnt'])(
    'fault 1: without a consent manager data-consent="%s" asks for the loader alone, and leaves the page as it is',
    async (consent) => {
      const page = await visitor.open(shop.page('/plain', { attributes: `data-consent="${consent}"`, head: SNIPPET }));
      await view(page, LANTERNS);
      await page.waitForTimeout(SETTLE_MS);
      expect(shop.asked()).toEqual(['aisle.js']);
      await expectNothing(page);
      expect(visitor.errors).toEqual([]);
    },
  );

  test('fault 1: with several managers it asks for one file of theirs', async () => {
    const head = `<script>window.__tcfapi = window.__gpp = () => {}; window.klaro = window.OneTrust = {}; window.dataLayer = [['consent', 'default', {}]]</script>`;
    const page = await visitor.open(shop.page('/many', { attributes: AUTO, head }));
    await page.waitForTimeout(SETTLE_MS);
    expect(shop.asked()).toEqual(['aisle.js', 'aisle-consent-iab.js']);
    await expectNothing(page);
    expect(visitor.errors).toEqual([]);
  });

  test.each(['opt-in', 'opt-out'])(
    'fault 2: a manager’s stub that never answers is waited for, for ever, under %s',
    async (policy) => {
      const head = `<script>window.__tcfapi = (...call) => { (window.__tcfapi.a ??= []).push(call) }</script>`;
      const page = await visitor.open(shop.page('/mute', { attributes: `${AUTO} data-policy="${policy}"`, head }));
      await view(page, LANTERNS);
      // the page’s own word is one of two
      await page.evaluate(() => void aisle('consent', { personalisation: 'granted', contextual: 'granted' }));
      await page.waitForTimeout(SILENCE_MS);
      expect(
        await page.evaluate(() => (window as { __tcfapi?: { a?: unknown[] } }).__tcfapi?.a?.length),
      ).toBeGreaterThan(0);
      expect(shop.asked()).not.toContain('aisle-sdk.js');
      await expectNothing(page);
      expect(visitor.errors).toEqual([]);
    },
  );
});

describe('a choice that has grown old', () => {
  const managed = (revision: number, category: string): string => `<script src="/cookieconsent.js"></script><script>
    CookieConsent.run({ revision: ${revision}, categories: { ${category}: {} }, language: { default: 'en', translations: { en: {
      consentModal: { title: 'Cookies', acceptAllBtn: 'Accept', revisionMessage: 'New.' }, preferencesModal: { sections: [] } } } } });
  </script>`;

  const accept = (page: Page): Promise<void> =>
    page.evaluate(() => {
      const page = window as unknown as { CookieConsent: { acceptCategory(all: string): void } };
      page.CookieConsent.acceptCategory('all');
    });

  test('fault 19: a raised revision of the notice is pending again: nothing is replayed, and what is stored waits', async () => {
    const script = { body: await readFile(COOKIECONSENT, 'utf8'), type: 'text/javascript', status: 200 };
    shop.override(`${shop.origin}/cookieconsent.js`, script);
    const first = shop.page('/first', { attributes: AUTO, head: managed(1, 'functional') });
    const again = shop.page('/again', { attributes: AUTO, head: managed(2, 'functional') + SNIPPET });
    const agreed = await visitor.open(first);
    await accept(agreed);
    // what happens before Aisle has heard of the choice is discarded
    await until(async () => shop.asked('aisle-sdk.js').length, Boolean);
    await view(agreed, LANTERNS.slice(0, 2));
    await until(
      () => exportProfile(agreed),
      (document) => JSON.stringify(document).includes(LANTERNS[1]!),
    );
    await agreed.close();

    shop.requests.length = 0;
    const page = await visitor.open(again);
    await view(page, MUGS.slice(0, 2));
    await page.waitForTimeout(SETTLE_MS);
    expect(shop.asked()).toEqual(['aisle.js', 'aisle-consent-open.js']);
    expect(await orderOf(page, SLOT)).toEqual(SERVER_ORDER);
    expect(workersOf(visitor.context)).toBe(0);
    expect((await readStorage(page)).databases).toHaveLength(1);

    await accept(page);
    const profile = JSON.stringify(await exportProfile(page));
    expect(profile).toContain(`"${LANTERNS[1]}"`);
    for (const mug of MUGS.slice(0, 2)) expect(profile).not.toContain(`"${mug}"`);
    expect(profile).toContain('"notice":"2"');
    expect(visitor.errors).toEqual([]);
  });

  test('fault 19: under a new version of our purposes the prompt asks again', async () => {
    const page = await visitor.open(shop.page('/prompted', { attributes: 'data-consent="manual"' }));
    for (const version of [PURPOSES_VERSION + 1, PURPOSES_VERSION]) {
      await page.evaluate((v) => {
        const grants = { personalisation: 'granted', contextual: 'granted' };
        localStorage.setItem('aisle:consent:default', JSON.stringify({ v, grants, until: Date.now() + 60_000 }));
      }, version);
      shop.requests.length = 0;
      const prompted = await visitor.open(shop.page('/asking', { attributes: 'data-consent="prompt"' }));
      if (version === PURPOSES_VERSION) await until(async () => shop.asked('aisle-sdk.js').length, Boolean);
      else await prompted.waitForTimeout(SETTLE_MS);
      expect(shop.asked('aisle-sdk.js')).toHaveLength(version === PURPOSES_VERSION ? 1 : 0);
    }
  });

  test('fault 19: a page that names a newer notice than was agreed to stops, and keeps what is stored', async () => {
    const page = await visitor.open(shop.page('/notice'));
    await page.evaluate(() => void aisle('consent', { personalisation: 'granted' }, { notice: '1' }));
    await learn(page, LANTERNS.slice(0, 2));
    await page.evaluate(() => void aisle('consent', {}, { notice: '2' }));
    expect(
      await until(
        () => orderOf(page, SLOT),
        (order) => order.join() === SERVER_ORDER.join(),
      ),
    ).toEqual(SERVER_ORDER);
    expect(
      await until(
        async () => workersOf(visitor.context),
        (count) => !count,
      ),
    ).toBe(0);
    expect((await readStorage(page)).databases).toHaveLength(1);
    await grant(page, false);
    expect(JSON.stringify(await exportProfile(page))).toContain(LANTERNS[0]);
  });
});

describe('files that are blocked', () => {
  const blocked = { status: 403, body: '' };

  test('fault 51: without the loader the page’s own stub takes calls, no more than 256, and does nothing', async () => {
    shop.override(/\/aisle\.js$/, blocked);
    const page = await visitor.open(shop.page('/blocked', { head: SNIPPET }), { isInert: true });
    const kept = await page.evaluate(() => {
      for (let count = 0; count < 100_000; count++) aisle('track', 'product_view', { id: 'a' });
      return (window as unknown as { aisle: { q: unknown[] } }).aisle.q.length;
    });
    expect(kept).toBe(256);
    await page.waitForTimeout(SETTLE_MS);
    await expectNothing(page);
  });

  /** Three times more, 3 s apart, and as long again in which a fourth one would come. */
  const untilGivenUp = async (...files: string[]): Promise<void> => {
    await until(async () => files.every((file) => shop.asked(file).length >= 4), Boolean, 30_000);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
  };

  test('fault 51: a file is asked for three times more, then no more, and the page bears it', async () => {
    const cases = [
      ['aisle-consent-iab.js', AUTO, '<script>window.__tcfapi = () => {}</script>'],
      ['aisle-consent-open.js', 'data-consent="klaro"', ''],
      ['aisle-consent-prompt.js', 'data-consent="prompt"', ''],
      ['aisle-consent-room.js', 'data-consent="manual"', ''],
    ] as const;
    shop.override(/\/aisle-consent-\w+\.js$/, blocked);
    for (const [index, [, attributes, head]] of cases.entries()) {
      const page = await visitor.open(shop.page(`/without-${index}`, { attributes, head }));
      await page.evaluate((isManual) => {
        for (let count = 0; count < 1_000; count++) {
          aisle('track', 'product_view', { id: 'a' });
          if (isManual) aisle('consent', { personalisation: 'granted' });
        }
      }, attributes.includes('manual'));
    }
    await untilGivenUp(...cases.map(([file]) => file));
    for (const [file] of cases) expect([file, shop.asked(file).length]).toEqual([file, 4]);
    for (const page of visitor.context.pages()) if (page.url().startsWith(shop.origin)) await expectNothing(page);
  });

  test('fault 51: so it is with the SDK, after a grant', async () => {
    shop.override(/\/aisle-sdk\.js$/, blocked);
    const page = await visitor.open(shop.page('/without'));
    await grant(page);
    await view(page, LANTERNS);
    await untilGivenUp('aisle-sdk.js');
    expect(shop.asked('aisle-sdk.js')).toHaveLength(4);
    await expectNothing(page);
  });

  test('fault 51: what was blocked once only is had the second time', async () => {
    const mend = shop.override(/\/aisle-consent-room\.js$/, blocked);
    const page = await visitor.open(shop.page('/late'));
    await grant(page);
    await until(async () => shop.asked('aisle-consent-room.js').length, Boolean);
    mend();
    await view(page, LANTERNS.slice(0, 2));
    expect(
      JSON.stringify(
        await until(
          () => exportProfile(page),
          (document) => JSON.stringify(document).includes(LANTERNS[1]!),
        ),
      ),
    ).toContain(LANTERNS[1]);
  });
});

describe('the tag stands there more than once', () => {
  test('fault 52: included three times it is one instance', async () => {
    const page = await visitor.open(shop.page('/thrice', { loaders: 3 }));
    await learn(page, LANTERNS.slice(0, 2));
    for (const file of ['aisle-consent-room.js', 'aisle-sdk.js']) expect(shop.asked(file)).toHaveLength(1);
    expect(workersOf(visitor.context)).toBe(1);
    await withdraw(page);
    expect(
      await until(
        () => readStorage(page),
        ({ databases }) => !databases.length,
      ),
    ).toEqual(NO_STORAGE);
    expect(visitor.errors).toEqual([]);
  });

  test('fault 52: so it is with another version of it, which keeps off', async () => {
    const older = (await shop.original(`${shop.cdn}/aisle.js`))!.body.toString().replace('aisle-', 'older-aisle-');
    shop.override(`${shop.cdn}/older.js`, { status: 200, body: older, type: 'text/javascript' });
    const tag = `<script async src="${shop.cdn}/older.js" data-bundle="${shop.cdn}/bundle/manifest.json" data-consent="manual"></script>`;
    for (const [path, head] of [
      ['/before', tag],
      [
        '/after',
        `<script>addEventListener('load', () => document.head.insertAdjacentElement('beforeend', Object.assign(document.createElement('script'), { src: '${shop.cdn}/older.js' })))</script>`,
      ],
    ] as const) {
      shop.requests.length = 0;
      const page = await visitor.open(shop.page(path, { head }));
      await page.waitForTimeout(500);
      await grant(page);
      const rooms = async () => shop.requests.filter(({ url }) => url.endsWith('aisle-consent-room.js'));
      await until(rooms, ({ length }) => length > 0);
      await page.waitForTimeout(SETTLE_MS);
      expect(await rooms()).toHaveLength(1);
      await page.close();
    }
  });
});
