// What Aisle must never keep or send is planted wherever a shop may let it stand: in addresses, referrers, searches,
// titles, attributes, forms, the data layer and calls. After a long session through the demo shop every byte that scripts
// have stored and every request is looked through, in all the ways a text can be encoded. Before that the scanner itself is
// put to the test, on canaries in every store and every encoding.

import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { CHROMIUM_FLAGS, ensureChromium } from '../chromium.ts';
import { createProfileDirectory } from '../faults/shop.ts';
import { findPlanted, type Finding } from '../scan/find-planted.ts';
import { encodingsOf, PLANTED } from '../scan/planted.ts';
import { readStored } from '../scan/stored-chunks.ts';
import { startCaptureProxy, type Captured, type CaptureProxy } from './capture-proxy.ts';
import { startDemo, type DemoShop } from './demo-shop.ts';
import { startFixtureHost } from './fixture-host.ts';
import { createJourney } from './journey.ts';
import { until, workersOf } from './probes.ts';

const SETTLE_MS = 500;
/** More than LevelDB keeps in its log: what was written before it is moved into compressed tables. */
const TABLE_BYTES = 6_000_000;
/** Texts are planted in an address in turns, so that each stands in each place in some encoding. */
const ADDRESSES = PLANTED.flatMap(({ text }) => encodingsOf(text));

interface Canary {
  readonly name: string;
  /** As bytes, in base64. */
  readonly bytes: string;
  /** As text where a store takes only that: what is no text in base64. */
  readonly text: string;
}

type Encode = (plain: string) => string | Buffer;

const ENCODINGS: Readonly<Record<string, Encode>> = {
  plain: (text) => text,
  capitals: (text) => text.toUpperCase(),
  utf16: (text) => Buffer.from(text, 'utf16le'),
  percent: (text) => Buffer.from(text).toString('hex').replaceAll(/../g, '%$&'),
  'percent-twice': (text) => Buffer.from(text).toString('hex').replaceAll(/../g, '%25$&'),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(`x${text}`).toString('base64url'),
  'base64-twice': (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  gzip: (text) => gzipSync(text),
  zlib: (text) => deflateSync(text),
  brotli: (text) => brotliCompressSync(text),
  escapes: (text) => text.replaceAll(/[a-z]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
};
const CANARIES: readonly Canary[] = Object.entries(ENCODINGS).map(([name, encode]) => {
  const encoded = encode(markOf(name));
  const bytes = Buffer.from(encoded).toString('base64');
  return { name, bytes, text: typeof encoded === 'string' ? encoded : bytes };
});
const STORES = [
  'IndexedDB',
  'IndexedDB blob',
  'Local Storage',
  'Session Storage',
  'Cache Storage',
  'File System',
  'Cookies',
];

describe('the scanner', () => {
  test.each(['ldb', 'log'])('finds a canary in every store and encoding (%s)', { timeout: 120_000 }, async (kind) => {
    const profile = await createProfileDirectory();
    const host = await startFixtureHost((path) =>
      path === '/worker.js'
        ? { body: '/* canary-in-the-service-worker */', type: 'text/javascript' }
        : { body: '<!doctype html><title>Canaries</title>', type: 'text/html' },
    );
    const context = await launch(profile.path);
    const page = context.pages()[0]!;
    await page.goto(host.origin);
    await page.evaluate(plantCanaries, { canaries: CANARIES, fillerBytes: kind === 'ldb' ? TABLE_BYTES : 0 });
    const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('\n');
    await page.waitForTimeout(SETTLE_MS);
    await context.close();
    await host.stop();

    const chunks = [...(await readStored(profile.path)), { where: 'Cookies', bytes: Buffer.from(cookies) }];
    expect(chunks.some(({ where }) => /IndexedDB.*\.ldb/.test(where))).toBe(kind === 'ldb');
    const wanted = CANARIES.map(({ name }) => ({ name, text: '', traces: [markOf(name)] }));
    const found = new Set(
      chunks.flatMap(({ where, bytes }) =>
        findPlanted(bytes, where, wanted).map(({ planted }) => `${storeOf(where)}: ${planted}`),
      ),
    );
    const expected = STORES.flatMap((store) => Object.keys(ENCODINGS).map((name) => `${store}: ${name}`));
    expect(expected.filter((canary) => !found.has(canary))).toEqual([]);
    for (const mark of ['canary-in-the-service-worker', 'canary-as-one-of-many-keys-7']) {
      const one = [{ name: mark, text: '', traces: [mark] }];
      expect(
        chunks.some(({ where, bytes }) => findPlanted(bytes, where, one).length > 0),
        mark,
      ).toBe(true);
    }
    await profile.remove();
  });

  test('reads every planted text in every encoding, and none where there is none', () => {
    for (const planted of PLANTED) {
      for (const address of encodingsOf(planted.text)) {
        const found = findPlanted(Buffer.from(`{"page":"https://shop.example/?q=${address}&x=1"}`), 'here', PLANTED);
        expect(
          found.map(({ planted }) => planted),
          address,
        ).toContain(planted.name);
      }
    }
    expect(
      findPlanted(
        Buffer.from('{"page":"/p/84029E","words":["lantern","crescent"],"at":1700000000000}'),
        'here',
        PLANTED,
      ),
    ).toEqual([]);
  });
});

describe('a long session with e-mails, cards, names and numbers everywhere', () => {
  let demo: DemoShop;
  let proxy: CaptureProxy;
  let profile: Awaited<ReturnType<typeof createProfileDirectory>>;
  let context: BrowserContext;
  let exported: string;
  let stored: Awaited<ReturnType<typeof readStored>>;
  /** What pages of the shop have left for each other where only scripts can look. */
  let left: string[];
  let isSwapped: boolean;

  const step = createJourney(
    async () => {
      [left, isSwapped] = [[], false];
      demo = await startDemo();
      proxy = await startCaptureProxy(plantInPage, (json) => {
        const manifest = JSON.parse(json) as { version: number };
        return JSON.stringify({ ...manifest, version: manifest.version + Number(isSwapped) });
      });
      profile = await createProfileDirectory();
      context = await launch(profile.path, proxy.server);
      await context.addInitScript(
        (texts) => {
          const user = Object.fromEntries(texts.map((text, at) => [`field${at}`, text]));
          Object.assign(window, {
            dataLayer: [{ event: 'login', user }, ['js', user]],
            digitalData: { user },
            utag_data: user,
          });
        },
        PLANTED.map(({ text }) => text),
      );
      await browse();
      await context.close();
      stored = await readStored(profile.path);
    },
    async () => {
      await context?.close();
      await proxy?.stop();
      await demo?.stop();
      await profile?.remove();
    },
  );

  async function browse(): Promise<void> {
    const page = context.pages()[0]!;
    const open = async (path: string, tab = page): Promise<void> => {
      await tab.goto(demo.shop + path);
      await tab.waitForTimeout(SETTLE_MS);
      left.push(await tab.evaluate(() => JSON.stringify([history.state, window.name])));
    };
    const ids = async (query: string): Promise<string[]> =>
      [...(await (await fetch(`${demo.shop}/search?q=${query}`)).text()).matchAll(/data-aisle-item="([^"]+)"/g)].map(
        (match) => match[1]!,
      );
    const lanterns = await ids('lantern');
    const addresses = ADDRESSES.values();
    /** A query and a fragment in which six texts stand, and another six the next time. */
    const next = (): string => {
      const [a, b, c, d, e, f] = Array.from({ length: 6 }, () => addresses.next().value ?? '');
      return `?utm_content=${a}&email=${b}&${c}=1&card=${d}#${e}/${f}`;
    };

    // before a choice: what happens here is not to be remembered either
    await open(`/${next()}`);
    await callEverything(page);
    await page.locator('#cc-main .cm button[data-role="all"]').click();
    await until(
      async () => workersOf(context),
      (count) => count > 0,
    );
    await page.waitForTimeout(2 * SETTLE_MS);
    // by links, so that the planted address is the next page's referrer
    for (const id of lanterns.slice(0, 6)) {
      await open(`/p/${id}${next()}`);
      await callEverything(page);
      await page.evaluate((href) => void (location.href = href), `/p/${lanterns[6]!}${next()}`);
      await page.waitForTimeout(SETTLE_MS);
      expect(await page.evaluate(() => document.referrer)).toContain('utm_content');
    }
    for (const { text } of PLANTED) {
      await page.locator('input[name="q"]').fill(`${text} lantern`.slice(0, 80));
      await page.locator('input[name="q"]').press('Enter');
      await page.waitForTimeout(SETTLE_MS);
    }
    await open(`/c/${encodeURIComponent(PLANTED[0]!.text)}/${PLANTED[3]!.text}`);

    // basket and order, with a form that asks for everything
    await open(`/p/${lanterns[0]!}`);
    await page.locator('form[data-aisle-add] button').click();
    await page.waitForURL(/\/cart/);
    await page.locator('#planted-field').fill(PLANTED.map(({ text }) => text).join(' '));
    await page.locator('form[action="/checkout"] button').click();
    await page.waitForURL(/\/order\//);
    await page.waitForTimeout(SETTLE_MS);

    // other tabs, another bundle, a reload
    isSwapped = true;
    await page.evaluate(forgetLastCheck);
    const tabs = [await context.newPage(), await context.newPage()];
    for (const [at, tab] of tabs.entries()) {
      await open(`/p/${lanterns[at + 1]!}${next()}`, tab);
      await callEverything(tab);
    }
    await page.reload();
    await page.waitForTimeout(SETTLE_MS);

    // withdrawn and granted again, in the shop's own dialog
    await page.locator('[data-cc="show-preferencesModal"]').first().click();
    await page.locator('#cc-main .pm button[data-role="necessary"]').click();
    await page.waitForTimeout(2 * SETTLE_MS);
    await callEverything(page);
    await page.locator('[data-cc="show-preferencesModal"]').first().click();
    await page.locator('#cc-main .pm button[data-role="all"]').click();
    for (const tab of tabs) await tab.close();
    for (const id of lanterns.slice(2, 5)) {
      await open(`/p/${id}${next()}`);
      await callEverything(page);
    }
    await open(`/search?q=${encodeURIComponent(`${PLANTED[0]!.text} lantern`)}`);
    await page.locator('[data-aisle-item] a').first().click();
    await page.waitForTimeout(2 * SETTLE_MS);
    exported = await exportOf(page);
  }

  step('has been recorded: products, clicks, searches, events of the shop’s own', () => {
    const { profile } = (JSON.parse(exported) as { export: { profile: { totals: Record<string, number> } } }).export;
    expect(profile.totals['views']).toBeGreaterThan(2);
    expect(profile.totals['searches']).toBeGreaterThan(0);
    for (const trace of ['lantern', '"newsletter_signup"', '"product_click"']) expect(exported).toContain(trace);
    // the first one, the one after the swap, the one after the second grant
    expect(proxy.requests.filter(({ url }) => url.pathname.endsWith('/manifest.json')).length).toBeGreaterThanOrEqual(
      3,
    );
  });

  step('left nothing planted in any store that a script can write to', () => {
    const total = stored.reduce((sum, { bytes }) => sum + bytes.length, 0);
    // a database with a bundle is there, or an absence would mean nothing
    expect(total).toBeGreaterThan(500_000);
    expect(stored.some(({ where }) => where.startsWith('IndexedDB/'))).toBe(true);
    expect(stored.flatMap(({ where, bytes }) => findPlanted(bytes, where, PLANTED))).toEqual([]);
  });

  step('left nothing in history states, window names and cookies', () => {
    expect(left.flatMap((text) => findPlanted(Buffer.from(text), 'page', PLANTED))).toEqual([]);
  });

  step('nor is anything planted in the decrypted profile', () => {
    expect(exported).toContain('"ok":true');
    expect(findPlanted(Buffer.from(exported), 'export', PLANTED)).toEqual([]);
  });

  step('sent nothing planted to anybody: address, headers and body of each request', () => {
    const ofAisle = proxy.requests.filter(({ url }) => url.port === new URL(demo.aisle).port);
    expect(ofAisle.length).toBeGreaterThan(10);
    expect(inRequests(ofAisle)).toEqual([]);
    for (const { method, url, headers, body } of ofAisle) {
      expect([method, url.search, body, headers.cookie, headers.authorization]).toEqual([
        'GET',
        '',
        '',
        undefined,
        undefined,
      ]);
      expect([undefined, `${demo.shop}/`]).toContain(headers.referer);
    }
  });

  step('and caused no request to the shop that carries it', () => {
    const toShop = proxy.requests.filter(({ url }) => url.port === new URL(demo.shop).port);
    // the shopper's own ways through the shop: those carry what was planted
    const own = toShop.filter(isNavigation);
    expect(own.slice(0, 20).flatMap((request) => inRequests([request])).length).toBeGreaterThan(20);
    expect(inRequests(toShop.filter((request) => !isNavigation(request)))).toEqual([]);
  });

  step('and went nowhere else', () => {
    const known = new Set([new URL(demo.shop).port, new URL(demo.aisle).port]);
    const further = proxy.requests.filter(
      ({ url }) => !known.has(url.port) && !/\.(google|googleapis|gvt1)\.com$/.test(url.hostname),
    );
    expect(further.map(({ url }) => url.href)).toEqual([]);
  });
});

/** Addresses, headers and bodies; of headers not what the browser itself tells the shop of the page it comes from. */
function inRequests(requests: readonly Captured[]): Finding[] {
  const said = requests.map(({ url, headers: { referer, ...rest }, body }) => {
    const page = referer?.startsWith(url.origin) ? '' : referer;
    return `${url.href}\n${JSON.stringify(rest)}\n${page}\n${body}`;
  });
  return [...new Set(said)].flatMap((text) => findPlanted(Buffer.from(text, 'latin1'), text.split('\n')[0]!, PLANTED));
}

function isNavigation({ headers }: Captured): boolean {
  return headers['sec-fetch-mode'] === 'navigate';
}

/** Everything that a page of a careless shop may hold: in its title, data layer, forms and attributes that name no product. */
function plantInPage(html: string): string {
  const all = PLANTED.map(({ text }) => text);
  const [mail, , , card, , , person, phone] = all;
  const form = `<form><input id="planted-field" name="email" value="${all.join(' ')}"><textarea>${all.join('\n')}</textarea></form>`;
  return html
    .replace('data-bundle=', 'data-expose="profile" data-bundle=')
    .replace('<html', `<html data-aisle-region="${person}" data-user="${mail}"`)
    .replace('<title>', `<title>${all.join(' ')} `)
    .replace('</head>', `<meta name="author" content="${all.join(' ')}"></head>`)
    .replace('</main>', `${form}<p>${all.join(' ')}</p></main>`)
    .replaceAll(
      'data-aisle-currency="GBP"',
      `data-aisle-currency="${mail}" data-aisle-list="${person}" data-brand="${mail}" data-phone="${phone}"`,
    )
    .replaceAll('data-aisle-slot="search-results"', `data-aisle-slot="${person}"`)
    .replaceAll(/(data-aisle-item="[^"]*")/g, `$1 data-aisle-quantity="${card}"`);
}

/** Every call of the public face, with everything that does not belong there. */
async function callEverything(page: Page): Promise<void> {
  await page.evaluate(
    (texts) => {
      const { aisle } = window as unknown as { aisle: (...call: unknown[]) => void };
      for (const text of texts) {
        const item = document.querySelector('[data-aisle-product]')?.getAttribute('data-aisle-product') ?? 'unknown';
        aisle('track', 'newsletter_signup', {
          email: text,
          name: text,
          items: [{ id: item, list: text, currency: text }],
        });
        aisle('track', `signed up: ${text}`, { id: item });
        aisle('track', text, {});
        aisle('track', 'product_view', { id: text, title: text });
        aisle('track', 'product_view', { id: item, list: text, price: text, title: text });
        aisle('track', 'list_view', { list: text, items: [{ id: item, list: text }] });
        aisle('track', 'promotion_view', { promotion: text });
        aisle('track', 'search', { query: `${text} lantern` });
        aisle('track', 'review', { id: item, rating: 4, text });
        aisle('track', 'purchase', { order: text, email: text, items: [{ id: item, list: text, coupon: text }] });
        aisle('rank', text, [item, text]);
        aisle('recommend', { context: text, limit: 4, exclude: [text], item: text });
        aisle('profile.notInterested', text);
        aisle('consent', { [text]: 'granted' });
      }
    },
    PLANTED.map(({ text }) => text),
  );
  await page.waitForTimeout(SETTLE_MS / 2);
}

/** Half an hour later: the manifest is asked for again. */
function forgetLastCheck(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('aisle:default');
    request.addEventListener('success', () => {
      const tx = request.result.transaction('bundle', 'readwrite');
      tx.objectStore('bundle').put(0, 'checkedAt');
      tx.addEventListener('complete', () => {
        request.result.close();
        resolve();
      });
    });
    request.addEventListener('error', () => reject(new Error('no database')));
  });
}

function exportOf(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        setTimeout(() => resolve('nobody answered'), 30_000);
        const { aisle } = window as unknown as { aisle: (...call: unknown[]) => void };
        aisle('ready', (api: { profile: { export(): Promise<unknown> } }) => {
          void api.profile.export().then((document) => resolve(JSON.stringify(document)));
        });
      }),
  );
}

function markOf(name: string): string {
  return `canary-in-${name}-`;
}

function storeOf(where: string): string {
  if (where.includes('.indexeddb.blob')) return 'IndexedDB blob';
  return where.startsWith('Service Worker/CacheStorage') ? 'Cache Storage' : where.split('/')[0]!;
}

/** Runs in the page. */
async function plantCanaries({
  canaries,
  fillerBytes,
}: {
  canaries: readonly Canary[];
  fillerBytes: number;
}): Promise<void> {
  const filler = (): Uint8Array => crypto.getRandomValues(new Uint8Array(60_000));
  const cache = await caches.open('a');
  const root = await navigator.storage.getDirectory();
  const request = indexedDB.open('a', 1);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    request.addEventListener('upgradeneeded', () => void request.result.createObjectStore('a'));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(new Error('no database')));
  });
  const put = (values: readonly [key: IDBValidKey, value: unknown][]): Promise<void> =>
    new Promise((resolve, reject) => {
      const tx = database.transaction('a', 'readwrite');
      for (const [key, value] of values) tx.objectStore('a').put(value, key);
      tx.addEventListener('complete', () => resolve());
      tx.addEventListener('abort', () => reject(new Error('not written')));
    });
  for (const { name, text, bytes } of canaries) {
    const raw = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
    localStorage.setItem(`a-${name}`, text);
    sessionStorage.setItem(`a-${name}`, text);
    await cookieStore.set(`a-${name}`, text);
    await cache.put(`/a-${name}`, new Response(raw));
    const file = await (await root.getFileHandle(`a-${name}`, { create: true })).createWritable();
    await file.write(raw);
    await file.close();
    // the second one is large and even enough for the browser to compress it
    await put([
      [name, { text }],
      [`${name}-large`, { text, filler: 'even '.repeat(5_000) }],
      [`${name}-blob`, new Blob([raw])],
    ]);
  }
  await put(Array.from({ length: 50 }, (_, at) => [`canary-as-one-of-many-keys-${at}`, at]));
  for (let written = 0; written < fillerBytes; written += 60_000) await put([[`filler-${written}`, filler()]]);
  const registration = await navigator.serviceWorker.register('/worker.js');
  await navigator.serviceWorker.ready.then(() => registration.update());
}

function launch(profile: string, proxy?: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: ensureChromium(),
    args: [...CHROMIUM_FLAGS],
    ...(proxy && { proxy: { server: proxy } }),
  });
}
