// What may go wrong with the database: injected into the real one, in real Chromium, wherever a browser can be made to. Where
// a test has to change what the worker sees instead, it says so.

import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { exportProfile, learn, view, withdraw } from '../e2e/fixture-page.ts';
import { until } from '../e2e/probes.ts';
import { damageDatabase, DATABASE, holdDatabase, openVersion, readDatabase } from './database-page.ts';
import { freezeProcess } from './processes.ts';
import { LANTERNS, MUGS, type Shop, type Visitor } from './shop.ts';
import { databasesOf, profileOf, record, useStorePages } from './store-pages.ts';
import { bootWorker, callWorker, eventId, sayHello, startWorker } from './worker-page.ts';

let shop: Shop;
const { createProfile, launch, onEnd, openBare, openWorker, serveWorker } = useStorePages((given) => (shop = given));

describe('an erasure', () => {
  test('fault 15: what the worker is writing when consent is withdrawn does not bring the database back', async () => {
    const visitor = await launch();
    const page = await visitor.open(shop.page('/shop'));
    await learn(page, LANTERNS);
    for (let round = 0; round < 20; round++) await view(page, [...LANTERNS, ...MUGS]);
    await withdraw(page);
    for (let round = 0; round < 20; round++) await view(page, [...LANTERNS, ...MUGS]);
    expect(
      await until(
        () => databasesOf(page),
        (now) => now.length === 0,
      ),
    ).toEqual([]);
    await page.waitForTimeout(700);
    expect(await databasesOf(page)).toEqual([]);
    expect(visitor.errors).toEqual([]);
  });

  test('fault 15: a write under the epoch of before is refused in its own transaction', async () => {
    const visitor = await launch();
    const [page, other] = [await openWorker(visitor), await openBare(visitor)];
    expect(await record(page, 1)).toMatchObject({ ok: true });
    await damageDatabase(other, 'another epoch');
    expect(await record(page, 2)).toEqual({ ok: false, reason: 'stopped' });
    expect((await readDatabase(other))?.keys['journal']).toEqual([1]);
  });

  test('fault 17: what a new grant has begun is kept when a tab that was frozen all the while wakes up', async () => {
    const visitor = await launch();
    const [page, stale] = [await openWorker(visitor), await openWorker(visitor)];
    expect(await record(stale, 1)).toMatchObject({ ok: true });
    const { thaw } = await freezeProcess(stale);
    onEnd(thaw);
    // a frozen tab lets nobody delete: the key and the rows are gone all the same
    expect(await callWorker(page, 'erase', {})).toMatchObject({ ok: false, detail: expect.stringMatching(/emptied/) });
    await page.reload();
    // nor open: until it wakes the new profile lives in memory
    expect(await startWorker(page, shop)).toMatchObject({ ok: true, revision: 0, storage: 'memory' });
    expect(await record(page, 2)).toMatchObject({ ok: true });
    const late = record(stale, 3);
    thaw();
    expect(await late).toEqual({ ok: false, reason: 'stopped' });
    expect((await profileOf(page)).folded).toEqual([eventId(2)]);
    expect(
      await until(
        () => databasesOf(page),
        (now) => now.length === 0,
      ),
    ).toEqual([]);
    // and the next page starts on disk
    await page.reload();
    expect(await startWorker(page, shop)).toMatchObject({ ok: true, revision: 0, storage: 'disk' });
    expect(await record(page, 4)).toMatchObject({ ok: true, revision: 1 });
    expect(await record(stale, 5)).toEqual({ ok: false, reason: 'stopped' });
    expect((await profileOf(page)).folded).toEqual([eventId(4)]);
  }, 30_000);

  test('fault 18: where the database is held open the key goes at once, and the rest when it is let go', async () => {
    const visitor = await launch();
    const page = await visitor.open(shop.page('/shop'));
    await learn(page, LANTERNS);
    const other = await openBare(visitor);
    const letGo = await holdDatabase(other);
    const count = () =>
      other.evaluate(
        () =>
          new Promise<number[]>((resolve) => {
            const { held } = window as { held?: IDBDatabase };
            const tx = held!.transaction(['keys', 'meta', 'journal', 'snapshot']);
            const counts = [...tx.objectStoreNames].map((store) => tx.objectStore(store).count());
            tx.addEventListener('complete', () => resolve(counts.map((request) => request.result)));
          }),
      );
    expect(Math.max(...(await count()))).toBeGreaterThan(0);
    await withdraw(page);
    expect(await until(count, (counts) => Math.max(...counts) === 0)).toEqual([0, 0, 0, 0]);
    expect(await databasesOf(other)).toEqual([DATABASE]);
    await letGo();
    expect(
      await until(
        () => databasesOf(other),
        (now) => now.length === 0,
      ),
    ).toEqual([]);
    expect(visitor.errors).toEqual([]);
  });
});

describe('a connection', () => {
  /** What chrome://indexeddb-internals calls "Force close": as when the browser takes the handle away. */
  async function forceClose(visitor: Visitor): Promise<void> {
    const page = await visitor.context.newPage();
    await page.goto('chrome://indexeddb-internals');
    await page.locator('.force-close').first().click();
    await page.locator('.connection-count', { hasText: '0' }).first().waitFor();
    await page.close();
  }

  test('fault 21: that is force-closed is opened once more, and the write lands', async () => {
    const visitor = await launch();
    const page = await openWorker(visitor);
    for (const write of [1, 2, 3]) {
      expect(await record(page, write)).toEqual({ ok: true, revision: write, rejected: 0 });
      await forceClose(visitor);
    }
    expect(await record(page, 4)).toMatchObject({ ok: true, revision: 4 });
    expect((await readDatabase(page))?.keys['journal']).toEqual([1, 2, 3, 4]);
    expect((await profileOf(page)).totals.events).toBe(4);
  });

  test('fault 22: that never opens means memory within a second, and a handle that comes late is closed', async () => {
    const visitor = await launch();
    const [page, other] = [await openBare(visitor), await openBare(visitor)];
    const { end } = await openVersion(other, 1, { isEndless: true });
    await bootWorker(page);
    const startedAt = performance.now();
    expect(await sayHello(page, shop)).toMatchObject({ ok: true, storage: 'memory' });
    // a second for the database, and the rest of a hello on a machine that has more to do
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(await record(page, 1)).toMatchObject({ ok: true });
    await end();
    // nobody is in the way of a deletion
    const isDeleted = await other.evaluate(
      (name) =>
        new Promise<boolean>((resolve) => {
          const request = indexedDB.deleteDatabase(name);
          request.addEventListener('success', () => resolve(true));
          setTimeout(() => resolve(false), 3_000);
        }),
      DATABASE,
    );
    expect(isDeleted).toBe(true);
    expect((await profileOf(page)).totals.events).toBe(1);
  });

  test('fault 23: whose backing store is lost for good means memory, without a loop and without a word', async () => {
    const profile = await createProfile();
    const visitor = await launch({ profile });
    const page = await openWorker(visitor);
    expect(await record(page, 1)).toMatchObject({ ok: true });
    const folder = levelDbOf(profile);
    await forceClose(visitor);
    renameSync(folder, `${folder}.away`);
    writeFileSync(folder, 'no folder');
    expect(await record(page, 2)).toMatchObject({ ok: true });
    expect(await sayHello(page, shop)).toMatchObject({ ok: true, storage: 'memory' });
    const startedAt = performance.now();
    for (let write = 3; write < 50; write++) expect(await record(page, write)).toMatchObject({ ok: true });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect((await profileOf(page)).totals.events).toBe(49);
    expect(visitor.errors).toEqual([]);
  });

  test('fault 23: that fails three times in a row is not asked again (the error is thrown by a changed worker)', async () => {
    const visitor = await launch();
    const page = await openBare(visitor);
    const script = serveWorker(
      '/failing-worker.js',
      `let failures = 0;
       IDBObjectStore.prototype.add = function () {
         postMessage({ id: 'failed', value: ++failures });
         throw new DOMException('Internal error.', 'UnknownError');
       };`,
    );
    await page.evaluate(() => {
      const failures = { count: 0 };
      Object.assign(window, { failures });
      const listen = Worker.prototype.addEventListener;
      Worker.prototype.addEventListener = function (this: Worker, ...args: Parameters<typeof listen>) {
        this.onmessage = ({ data }) => {
          if (data.id === 'failed') failures.count = data.value;
        };
        return listen.apply(this, args);
      };
    });
    expect(await startWorker(page, shop, script)).toMatchObject({ ok: true, storage: 'disk' });
    for (let write = 1; write < 20; write++) expect(await record(page, write)).toMatchObject({ ok: true });
    expect((await profileOf(page)).totals.events).toBe(19);
    const failed = await page.evaluate(() => (window as { failures?: { count: number } }).failures!.count);
    // one try and three more; where the consent or the bundle was written in between, that success has given the three back
    expect(failed).toBeGreaterThanOrEqual(4);
    expect(failed).toBeLessThanOrEqual(3 * 4);
  });
});

/** Where Chromium keeps the databases of the shop's origin. */
function levelDbOf(profile: string): string {
  const folder = join(profile, 'Default/IndexedDB');
  const name = readdirSync(folder).find((file) => file.endsWith('.indexeddb.leveldb'));
  if (!name) throw new Error(`no database in ${folder}: ${readdirSync(folder).join(', ')}`);
  return join(folder, name);
}

describe('between two runs of a browser', () => {
  async function learnAndClose(): Promise<{ profile: string; folder: string; url: string }> {
    const profile = await createProfile();
    const url = shop.page('/shop');
    const visitor = await launch({ profile });
    const page = await visitor.open(url);
    await learn(page, LANTERNS);
    await visitor.close();
    return { profile, folder: levelDbOf(profile), url };
  }

  const flipBytes = (folder: string): void => {
    for (const file of readdirSync(folder)) {
      const path = join(folder, file);
      if (!statSync(path).isFile() || !/\.(log|ldb)$|^MANIFEST|^CURRENT/.test(file)) continue;
      const bytes = readFileSync(path);
      for (let at = 0; at < bytes.length; at += 7) bytes[at]! ^= 0xff;
      writeFileSync(path, bytes);
    }
  };
  const replaceByFile = (folder: string): void => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'no folder');
  };

  test.each([
    ['whose bytes are flipped', flipBytes],
    ['that is no folder any more', replaceByFile],
  ])('fault 24: a database %s costs what was learned, and nothing else', async (_name, damage) => {
    const { profile, folder, url } = await learnAndClose();
    damage(folder);
    const visitor = await launch({ profile });
    const page = await visitor.open(url);
    await learn(page, MUGS.slice(0, 3));
    expect(JSON.stringify(await exportProfile(page))).toContain(MUGS[0]);
    expect(visitor.errors).toEqual([]);
  });
});
