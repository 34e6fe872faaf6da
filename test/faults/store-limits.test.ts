// What may go wrong with what is in the database: too much, too new, too old, of another key, gone, or cut off by a crash. Real
// faults in real Chromium, unless a test says otherwise.

import { describe, expect, test } from 'vitest';

import { SCHEMA_VERSION } from '../../worker/store/schema.ts';
import { exportProfile, grant, learn } from '../e2e/fixture-page.ts';
import { until } from '../e2e/probes.ts';
import { damageDatabase, fillUp, openVersion, putRow, readDatabase, type Damage } from './database-page.ts';
import { freezeProcess } from './processes.ts';
import { LANTERNS, MUGS, type Shop } from './shop.ts';
import { databasesOf, profileOf, record, useStorePages } from './store-pages.ts';
import { callWorker, CONSENT, eventId, sayHello, startWorker } from './worker-page.ts';

const LAPSE_MS = 10_000;

let shop: Shop;
let bare: string;
const { createProfile, launch, onEnd, openBare, openWorker, serveWorker } = useStorePages(
  (...given) => ([shop, bare] = given),
);

describe('a full disk', () => {
  const QUOTA = 8_000_000;

  test('fault 25: loses the cached bundle first, and then takes the row and the shop its own data', async () => {
    const visitor = await launch({ profile: await createProfile() });
    const page = await openBare(visitor);
    const devtools = await visitor.context.newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: shop.origin, quotaSize: QUOTA });
    expect(await startWorker(page, shop)).toMatchObject({ ok: true, storage: 'disk' });
    expect(await record(page, 1)).toMatchObject({ ok: true });
    await putRow(page, 'bundle', 'a large part', 4_000_000);
    expect(await fillUp(page)).toMatch(/QuotaExceededError/);
    expect(await record(page, 2)).toEqual({ ok: true, revision: 2, rejected: 0 });
    expect((await readDatabase(page))?.keys['bundle']).toEqual([]);
    expect(await sayHello(page, shop)).toMatchObject({ ok: true, storage: 'disk' });
    const ownStorage = await page.evaluate(async () => {
      localStorage.setItem('cart', '1 mug');
      const request = indexedDB.open('shop');
      await new Promise((resolve) => {
        request.addEventListener('success', resolve);
      });
      const tx = request.result.transaction('own', 'readwrite');
      tx.objectStore('own').put(new Uint8Array(200_000), 'wanted');
      const end = await new Promise<string>((resolve) => {
        for (const type of ['complete', 'abort']) tx.addEventListener(type, () => resolve(type));
      });
      return [localStorage.getItem('cart'), end];
    });
    expect(ownStorage).toEqual(['1 mug', 'complete']);
  });

  test('fault 25: that stays full refuses events, is not written to again and again, and keeps what it has', async () => {
    const visitor = await launch({ profile: await createProfile() });
    const page = await openBare(visitor);
    const devtools = await visitor.context.newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: shop.origin, quotaSize: QUOTA });
    expect(await startWorker(page, shop)).toMatchObject({ ok: true, storage: 'disk' });
    for (let write = 1; write < 4; write++) expect(await record(page, write)).toMatchObject({ ok: true });
    expect(await fillUp(page)).toMatch(/QuotaExceededError/);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: shop.origin, quotaSize: 1_000 });
    const usage = async (): Promise<number> =>
      (await devtools.send('Storage.getUsageAndQuota', { origin: shop.origin })).usage;
    let write = 4;
    const refused = await until(
      () => record(page, write++),
      ({ ok }) => !ok,
    );
    expect(refused).toEqual({ ok: false, reason: 'store' });
    const used = await usage();
    for (let more = 0; more < 50; more++) expect(await record(page, write++)).toEqual({ ok: false, reason: 'store' });
    expect(await usage()).toBe(used);
    expect((await profileOf(page)).totals.events).toBeGreaterThan(2);
    await page.evaluate(() => localStorage.setItem('cart', '1 mug'));
  });
});

describe('a database of another version', () => {
  test('fault 26: an old tab lets go of version 1, and the upgrade takes less than a second', async () => {
    const visitor = await launch();
    const [old, page] = [await openBare(visitor), await openBare(visitor)];
    await openVersion(old, 1);
    // what takes a second to open is not a disk
    expect(await startWorker(page, shop)).toMatchObject({ ok: true, storage: 'disk' });
    expect(await record(page, 1)).toMatchObject({ ok: true });
    expect((await readDatabase(page))?.version).toBe(SCHEMA_VERSION);
  });

  test('fault 26: this build lets go for the next one, and goes on in memory', async () => {
    const visitor = await launch();
    const [page, next] = [await openWorker(visitor), await openBare(visitor)];
    expect(await record(page, 1)).toMatchObject({ ok: true });
    expect((await openVersion(next, SCHEMA_VERSION + 1)).tookMs).toBeLessThan(3_000);
    expect(await record(page, 2)).toMatchObject({ ok: true });
    expect(await sayHello(page, shop)).toMatchObject({ ok: true, storage: 'memory' });
    expect((await profileOf(page)).totals.events).toBe(2);
  });

  test('fault 26: a tab that does not let go of version 1 costs this page its disk, and nobody the upgrade', async () => {
    const visitor = await launch();
    const [old, page] = [await openBare(visitor), await openBare(visitor)];
    const { end } = await openVersion(old, 1, { listens: false });
    expect(await startWorker(page, shop)).toMatchObject({ ok: true, storage: 'memory' });
    expect(await record(page, 1)).toMatchObject({ ok: true });
    await end();
    await page.reload();
    expect(await startWorker(page, shop)).toMatchObject({ ok: true, storage: 'disk' });
  });

  test('fault 27: a newer schema means memory, and is left as it is', async () => {
    const visitor = await launch();
    const [newer, page] = [await openBare(visitor), await openBare(visitor)];
    const { end } = await openVersion(newer, 99);
    await putRow(newer, 'meta', 'of tomorrow', 10, true);
    const before = await readDatabase(newer);
    expect(await startWorker(page, shop)).toMatchObject({ ok: true, storage: 'memory' });
    for (const write of [1, 2, 3]) expect(await record(page, write)).toMatchObject({ ok: true });
    expect(await readDatabase(newer)).toEqual(before);
    expect(before).toMatchObject({ version: 99, keys: { meta: ['of tomorrow'] } });
    await end();
  });
});

describe('a key', () => {
  test('fault 28: that the browser cannot keep means a profile in memory (the error is thrown by a changed worker)', async () => {
    const visitor = await launch();
    const page = await openBare(visitor);
    const script = serveWorker(
      '/keyless-worker.js',
      `const put = IDBObjectStore.prototype.put;
       IDBObjectStore.prototype.put = function (value, key) {
         if (value instanceof CryptoKey) throw new DOMException('no clone', 'DataCloneError');
         return key === undefined ? put.call(this, value) : put.call(this, value, key);
       };`,
    );
    expect(await startWorker(page, shop, script)).toMatchObject({ ok: true, storage: 'memory' });
    for (const write of [1, 2, 3]) expect(await record(page, write)).toMatchObject({ ok: true });
    expect((await profileOf(page)).totals.events).toBe(3);
    const keys = (await readDatabase(page))?.keys ?? {};
    expect(Object.values(keys).flat()).toEqual([]);
  });

  test.each<Damage>(['null key', 'text for a key', 'another key', 'flipped bit', 'no counter'])(
    'fault 29: %s: the page starts afresh with what can be read, and throws nothing',
    async (damage) => {
      const visitor = await launch();
      const url = shop.page('/shop');
      const page = await visitor.open(url);
      await learn(page, LANTERNS.slice(0, 3));
      await page.goto(bare);
      await damageDatabase(page, damage);
      await page.goto(url);
      await learn(page, MUGS.slice(0, 3));
      const kept = JSON.stringify(await exportProfile(page));
      const isReadable = damage === 'no counter';
      expect(LANTERNS.slice(1, 3).every((item) => kept.includes(`"${item}":{`))).toBe(isReadable);
      // and what is written from now on is there on the next page
      await page.goto(url);
      await grant(page);
      expect(JSON.stringify(await exportProfile(page))).toContain(MUGS[0]);
      expect(visitor.errors).toEqual([]);
    },
  );
});

describe('a wiped origin', () => {
  test('fault 30: between two visits is a clean cold start, and under an open page nothing is brought back', async () => {
    const visitor = await launch();
    const url = shop.page('/shop');
    const page = await visitor.open(url);
    await learn(page, LANTERNS.slice(0, 3));
    const devtools = await visitor.context.newCDPSession(page);
    const wipe = () => devtools.send('Storage.clearDataForOrigin', { origin: shop.origin, storageTypes: 'all' });
    await page.goto(bare);
    await wipe();
    await page.goto(url);
    await learn(page, MUGS.slice(0, 3));
    const document = JSON.stringify(await exportProfile(page));
    expect(document).toContain(MUGS[0]);
    expect(document).not.toContain(LANTERNS[1]);
    await wipe();
    await page.evaluate((id) => void aisle('track', 'product_view', { id }), LANTERNS[2]!);
    await page.waitForTimeout(500);
    expect(await databasesOf(page)).toEqual([]);
    expect(visitor.errors).toEqual([]);
  });
});

describe('a crash', () => {
  test('fault 31: of the whole browser during 1,000 writes loses nothing that was acknowledged', async () => {
    const profile = await createProfile();
    const visitor = await launch({ profile });
    const page = await openWorker(visitor);
    const acknowledged: number[] = [];
    let isEnough: () => void = () => {};
    const enough = new Promise<void>((resolve) => (isEnough = resolve));
    await page.exposeFunction('acknowledge', (write: number) => {
      acknowledged.push(write);
      if (acknowledged.length >= 600) isEnough();
    });
    void page
      .evaluate(
        async ([items, at]) => {
          const { callWorker: call, acknowledge } = window as unknown as {
            callWorker: (method: string, payload: unknown) => Promise<{ ok: boolean }>;
            acknowledge: (write: number) => void;
          };
          for (let write = 1; write <= 1_000; write++) {
            const id = write.toString(16).padStart(32, '0');
            const event = {
              id,
              at: at + write * 10_000,
              type: 'product_view',
              items: [{ id: items[write % items.length] }],
            };
            const { ok } = await call('record', { v: 3, deadlineMs: 10_000, events: [event] });
            if (ok) acknowledge(write);
          }
        },
        [LANTERNS, CONSENT.at] as const,
      )
      .catch(() => {});
    await enough;
    visitor.kill();
    expect(acknowledged.length).toBeLessThan(1_000);
    const again = await openWorker(await launch({ profile }));
    const { folded, totals } = await profileOf(again);
    const known = new Set(folded);
    expect(acknowledged.filter((write) => !known.has(eventId(write)))).toEqual([]);
    // one more may have been written, and not yet acknowledged
    expect(totals.events).toBe(known.size);
  });
});

describe('ten tabs', () => {
  test('fault 33: that record at once, some of them the same events, count each event once', async () => {
    const visitor = await launch();
    const pages = await Promise.all(Array.from({ length: 10 }, () => openWorker(visitor)));
    const work = pages.flatMap((page, tab) =>
      // every event is sent by two tabs
      Array.from({ length: 40 }, (_, at) => record(page, ((tab * 20 + at) % 200) + 1)),
    );
    for (const reply of await Promise.all(work)) expect(reply).toMatchObject({ ok: true });
    for (const page of pages) {
      const { totals, folded } = await profileOf(page);
      expect(totals.events).toBe(200);
      expect(new Set(folded).size).toBe(200);
    }
  });

  test('fault 34: one of which froze while it merged rows: its lock is stolen, and it is fenced when it wakes', async () => {
    const visitor = await launch();
    // time to freeze it in: to seal a snapshot takes this worker three seconds
    const script = serveWorker(
      '/slow-worker.js',
      `const encrypt = SubtleCrypto.prototype.encrypt;
       SubtleCrypto.prototype.encrypt = async function (...args) {
         if (new TextDecoder().decode(args[0].additionalData).includes('snapshot'))
           await new Promise((resolve) => setTimeout(resolve, 3_000));
         return encrypt.apply(this, args);
       };`,
    );
    const [frozen, page] = [await openWorker(visitor, script), await openWorker(visitor)];
    for (let write = 1; write <= 64; write++) expect(await record(frozen, write)).toMatchObject({ ok: true });
    const pid = await freezeProcess(frozen, async () => {
      expect(await record(frozen, 65)).toMatchObject({ ok: true });
      await page.waitForTimeout(500);
    });
    onEnd(() => pid.thaw());
    // the holder has begun, and holds on
    expect((await readDatabase(page))?.keys['meta']).toContain('beat');
    for (let write = 66; write <= 140; write++) expect(await record(page, write)).toMatchObject({ ok: true });
    expect((await readDatabase(page))?.keys['snapshot']).toEqual([]);
    await page.waitForTimeout(LAPSE_MS);
    for (let write = 141; write <= 210; write++) expect(await record(page, write)).toMatchObject({ ok: true });
    const merged = await until(
      () => readDatabase(page),
      (now) => now?.keys['snapshot']?.length === 1,
    );
    const rows = merged?.keys['journal'] ?? [];
    expect(rows.length).toBeLessThan(64);
    pid.thaw();
    await page.waitForTimeout(4_000);
    // its snapshot of 65 rows has not taken the place of the newer one
    expect((await readDatabase(page))?.keys['journal']).toEqual(rows);
    for (const tab of [page, frozen]) {
      await callWorker(tab, 'readProfile', {});
      expect((await profileOf(tab)).totals.events).toBe(210);
    }
    const fresh = await openWorker(visitor);
    expect((await profileOf(fresh)).totals.events).toBe(210);
  }, 60_000);
});
