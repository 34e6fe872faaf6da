// In transit: what may be fetched from where, and what a request says beside the name of a file. Built scripts, a real
// bundle from another origin, real Chromium.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { LANTERNS, SERVER_ORDER, SLOT, startShop, type Shop, type Visitor } from '../faults/shop.ts';
import { grant, learn } from './fixture-page.ts';
import { orderOf, until } from './probes.ts';

const SETTLE_MS = 700;
const ANYBODY = { 'access-control-allow-origin': '*' };

let shop: Shop;
let visitor: Visitor;
/** Serves what the CDN serves, under an address that is neither https nor this machine's own name. */
let stranger: Server;
let strange: string;
let asked: string[];

beforeAll(async () => {
  shop = await startShop();
  stranger = createServer((incoming, outgoing) => {
    asked.push(incoming.url ?? '');
    void shop.original(shop.cdn + incoming.url).then((found) => {
      outgoing.writeHead(found ? 200 : 404, { 'content-type': found?.type ?? 'text/plain', ...ANYBODY });
      outgoing.end(found?.body);
    });
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.2', resolve));
  strange = `http://127.0.0.2:${(stranger.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await shop?.stop();
  stranger?.close();
  stranger?.closeAllConnections();
});

beforeEach(async () => {
  asked = [];
  await shop.mend();
  visitor = await shop.launch();
});
afterEach(() => visitor.close());

/** The page a while after what a grant has brought about (`isOver`), and what the engine said of it. */
async function visit(
  path: string,
  attributes: string,
  isOver: (faults: readonly unknown[]) => boolean,
): Promise<{ order: string[]; faults: unknown[] }> {
  const page = await visitor.open(shop.page(path, { attributes }));
  await page.evaluate(() => {
    const faults: unknown[] = [];
    Object.assign(window, { faults });
    aisle('on', 'error', (fault: unknown) => faults.push(fault));
  });
  await grant(page);
  const read = (): Promise<unknown[]> => page.evaluate(() => (window as unknown as { faults: unknown[] }).faults);
  await until(read, isOver);
  await page.waitForTimeout(SETTLE_MS);
  const faults = await read();
  return { order: await orderOf(page, SLOT), faults };
}

describe('a bundle over http: from another machine', () => {
  test('is refused where the tag names it: one error for whoever built the page, and no request', async () => {
    const { order } = await visit(
      '/plain-http',
      `data-bundle="${strange}/bundle/manifest.json"`,
      () => visitor.errors.length > 0,
    );
    expect(visitor.errors).toHaveLength(1);
    expect(visitor.errors[0]).toContain(`bundle "${strange}/bundle/manifest.json" must be https: or localhost`);
    expect([asked, shop.asked('manifest.json'), order]).toEqual([[], [], SERVER_ORDER]);
  });

  test('is refused for reports too, in so many words; the rest goes on, and nothing is sent anywhere', async () => {
    const { faults } = await visit(
      '/plain-report',
      `data-report="${strange}/reports"`,
      () => visitor.errors.length > 0 && shop.asked('manifest.json').length > 0,
    );
    expect(visitor.errors).toHaveLength(1);
    expect(visitor.errors[0]).toContain(`report "${strange}/reports" must be https: or localhost`);
    expect([asked, faults]).toEqual([[], []]);
    expect(shop.asked('manifest.json')).toHaveLength(1);
  });

  test.each([
    ['the manifest', /\/manifest\.json$/],
    ['a part', /\.bin$/],
  ])('is not used where %s is redirected to it', async (_, url) => {
    const mend = shop.override(url, async (request) => ({
      status: 302,
      type: 'text/plain',
      body: '',
      headers: { ...ANYBODY, location: strange + new URL(request.url).pathname },
    }));
    const { order, faults } = await visit('/redirected', '', (told) => told.length > 0);
    mend();
    // the browser follows, since nobody asks it not to; what comes back is thrown away
    expect(asked.length).toBeGreaterThan(0);
    expect(faults).toMatchObject([{ ok: false, reason: 'no-bundle' }]);
    expect(order).toEqual(SERVER_ORDER);
  });
});

test('a redirect to where a bundle may come from is followed', async () => {
  const mend = shop.override(/\/manifest\.json$/, {
    status: 302,
    headers: { ...ANYBODY, location: `${shop.cdn}/bundle/manifest.json?moved` },
  });
  const parts = (): string[] => shop.asked().filter((file) => file.endsWith('.bin'));
  const { faults } = await visit('/moved', '', () => parts().length > 3);
  mend();
  expect(faults).toEqual([]);
  expect(shop.asked()).toContain('manifest.json?moved');
  expect(parts().length).toBeGreaterThan(3);
});

describe('every request', () => {
  test('names a file and says nothing else: no query, cookie, body, credentials or page', async () => {
    const page = await visitor.open(shop.page('/asks'));
    // cookies of a host go to all its ports
    await page.evaluate(() => cookieStore.set('session', 'of-the-shop'));
    await page.goto(`${shop.page('/asks')}?q=lantern&email=jane@example.com#here`);
    await learn(page, LANTERNS.slice(0, 3));
    await page.reload();
    await grant(page);
    await until(
      () => orderOf(page, SLOT),
      (order) => order.join() !== SERVER_ORDER.join(),
    );
    const ofAisle = shop.requests.filter(({ url }) => url.startsWith(shop.cdn));
    expect(new Set(ofAisle.map(({ url }) => url.slice(url.lastIndexOf('.'))))).toEqual(
      new Set(['.js', '.json', '.bin']),
    );
    for (const { method, url, headers, body } of ofAisle) {
      expect([method, new URL(url).search, body]).toEqual(['GET', '', '']);
      // the tag itself is the shop's, and says what the shop's policy lets it say; with `crossorigin` no cookie either
      if (url.endsWith('/aisle.js')) expect([undefined, `${shop.origin}/`]).toContain(headers.referer);
      else expect([headers.cookie, headers.authorization, headers.referer]).toEqual([undefined, undefined, undefined]);
    }
    // so that an absence means something
    expect(shop.requests.some(({ headers }) => headers.cookie?.includes('of-the-shop'))).toBe(true);
  });
});
