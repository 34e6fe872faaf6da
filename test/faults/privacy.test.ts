// What a shopper types where it does not belong, and what a careless shop writes into its addresses.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { exportProfile, grant, learn } from '../e2e/fixture-page.ts';
import { until } from '../e2e/probes.ts';
import { findPlanted } from '../scan/find-planted.ts';
import { encodingsOf, PLANTED } from '../scan/planted.ts';
import { readStored } from '../scan/stored-chunks.ts';
import { createProfileDirectory, LANTERNS, startShop, type Shop, type Visitor } from './shop.ts';

const SETTLE_MS = 500;
const COUNT = 'document.querySelectorAll("[data-aisle-query]").length';

let shop: Shop;
let visitor: Visitor;
let profile: Awaited<ReturnType<typeof createProfileDirectory>>;

beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

beforeEach(async () => {
  shop.requests.length = 0;
  profile = await createProfileDirectory();
  visitor = await shop.launch({ profile: profile.path });
});
afterEach(async () => {
  await visitor.close();
  await profile.remove();
});

test('fault 45: an e-mail, a card number or an encoded e-mail in an address or a search is in no database and on no wire', async () => {
  for (const { name, text } of PLANTED) {
    const query = `${text} lantern`.replaceAll('"', '');
    const body = `<main data-aisle-page="search" data-aisle-query="${query}"><p>${text}</p></main>`;
    const [plain, ...encoded] = encodingsOf(text);
    const url = `${shop.page('/search', { body })}?q=${plain}&${encoded.map((one, at) => `e${at}=${one}`).join('&')}#${plain}`;
    const page = await visitor.open(url);
    expect(await page.evaluate(COUNT), name).toBe(1);
    await grant(page);
    await page.evaluate((typed) => {
      aisle('track', 'search', { query: `${typed} lantern` });
      aisle('track', typed, { id: typed });
    }, text);
    await page.waitForTimeout(SETTLE_MS);
    await page.close();
  }
  const page = await visitor.open(shop.page('/last'));
  await learn(page, LANTERNS.slice(0, 2));
  // the searches were heard, down to the one word that the catalogue has
  const exported = JSON.stringify(
    await until(
      () => exportProfile(page),
      (document) => JSON.stringify(document).includes('"searches":[{"word":"lantern"'),
    ),
  );
  expect(exported).toContain('"searches":[{"word":"lantern"');
  expect(findPlanted(Buffer.from(exported), 'the decrypted profile', PLANTED)).toEqual([]);

  const sent = shop.requests.filter(({ url }) => url.startsWith(shop.cdn));
  expect(sent.length).toBeGreaterThan(5);
  for (const request of sent)
    expect(findPlanted(Buffer.from(JSON.stringify(request)), request.url, PLANTED)).toEqual([]);
  const asked = shop.requests.filter(({ url }) => url.startsWith(`${shop.origin}/`) && !url.includes('/search?'));
  for (const { url, body } of asked) expect(findPlanted(Buffer.from(`${url}\n${body}`), url, PLANTED)).toEqual([]);

  await visitor.close();
  const stored = await readStored(profile.path);
  expect(stored.some(({ where, bytes }) => where.startsWith('IndexedDB/') && bytes.length > 1_000)).toBe(true);
  expect(stored.flatMap(({ where, bytes }) => findPlanted(bytes, where, PLANTED))).toEqual([]);
  // on a developer's machine the console says what is wrong with such calls
  expect(visitor.errors.filter((error) => !error.startsWith('error: Aisle: track'))).toEqual([]);
});
