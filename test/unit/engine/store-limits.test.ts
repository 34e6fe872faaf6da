import 'fake-indexeddb/auto';
import { openDB, type IDBPDatabase } from 'idb';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import type { Bundle } from '../../../worker/bundle/decode.ts';
import { fetchBundle } from '../../../worker/bundle/fetch-bundle.ts';
import { createRawProfile } from '../../../worker/profile/profile.ts';
import { createCipher, createKey } from '../../../worker/store/cipher.ts';
import { createCompaction } from '../../../worker/store/compact.ts';
import { createConnection } from '../../../worker/store/connection.ts';
import { createLiveProfile, type LiveProfile } from '../../../worker/store/live-profile.ts';
import { openStore } from '../../../worker/store/open-store.ts';
import { databaseName } from '../../../worker/store/schema.ts';
import type { JournalEntry, Store } from '../../../worker/store/store.ts';
import { consentRecord, productView, realRandom, settle } from './device.ts';
import { createLocks } from './locks.ts';
import { BUNDLE_URL, createSmallBundle, itemId, PRICES_AT } from './small-bundle.ts';

const DAY_MS = 86_400_000;
let sites = 0;
let bundle: Bundle;

const newSite = (): string => `limits-${++sites}`;
const entryOf = (row: number, at = PRICES_AT): { events: AisleEvent[] } => ({
  events: [productView(itemId(row % 12), at)],
});

async function open(site: string): Promise<Store> {
  const store = await openStore(site, consentRecord(), { random: realRandom });
  expect(store.storage()).toBe('disk');
  return store;
}

function openLive(store: Store, now = (): number => PRICES_AT): LiveProfile {
  const live = createLiveProfile(store, { now });
  live.useBundle(bundle);
  return live;
}

/** The database as another program of the same origin sees it. */
async function raw<T>(site: string, work: (database: IDBPDatabase) => Promise<T>): Promise<T> {
  const database = await openDB(databaseName(site));
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** An entry of some bytes that say nothing. */
function heavy(bytes: number): JournalEntry {
  return { events: [], notInterested: ['x'.repeat(bytes)] };
}

function fillDisk(): { calls: () => number } {
  const full = (): never => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(full);
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(full);
  return { calls: () => add.mock.calls.length };
}

beforeAll(async () => {
  const { files } = await createSmallBundle();
  const fetchBytes = (url: string): Promise<Uint8Array<ArrayBuffer>> => Promise.resolve(files.get(url)!.slice());
  bundle = (await fetchBundle({ url: BUNDLE_URL, fetchBytes, signal: new AbortController().signal })).bundle!;
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('numbers', () => {
  it('are given once and without a gap where ten tabs write at once', async () => {
    const site = newSite();
    const stores = await Promise.all(Array.from({ length: 10 }, () => open(site)));
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, at) => stores[at % 10]!.append({ events: [], notInterested: [`item-${at}`] })),
    );
    const seqs = replies.map((reply) => (reply.ok ? reply.seq : NaN));
    expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
    const { rows } = await (await open(site)).read(0);
    expect(new Set(rows.map(({ entry }) => entry?.notInterested?.[0])).size).toBe(200);
    expect(rows.every(({ seq, entry }) => entry?.notInterested?.[0] === `item-${seqs.indexOf(seq)}`)).toBe(true);
  });

  it('are bound to what they stand on: a row that was moved is passed over', async () => {
    const site = newSite();
    const store = await open(site);
    for (const row of [0, 1, 2]) await store.append(entryOf(row));
    await raw(site, async (db) => {
      const row = await db.get('journal', 1);
      await db.put('journal', { ...row, seq: 3 });
    });
    const { rows } = await store.read(0);
    expect(rows.map(({ entry }) => entry === undefined)).toEqual([false, false, true]);
  });

  it('are found again from the rows where the counter is lost', async () => {
    const site = newSite();
    const store = await open(site);
    for (const row of [0, 1, 2]) await store.append(entryOf(row));
    await raw(site, (db) => db.delete('meta', 'seq'));
    expect(await store.append(entryOf(3))).toEqual({ ok: true, seq: 4 });
    await store.compact({ throughSeq: 4, profile: createRawProfile() }, PRICES_AT);
    await raw(site, (db) => db.delete('meta', 'seq'));
    expect(await (await open(site)).append(entryOf(4))).toEqual({ ok: true, seq: 5 });
  });
});

describe('the key', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['null', async () => null],
    ['a text', async () => 'key'],
    ['of another kind', () => crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])],
  ])('that is %s is replaced, with the epoch and everything that lay under it', async (_name, make) => {
    const site = newSite();
    const store = await open(site);
    await store.append(entryOf(0));
    const value = await make();
    await raw(site, (db) => db.put('keys', value, 'current'));
    const next = await open(site);
    expect(await next.read(0)).toEqual({ rows: [] });
    expect(await next.append(entryOf(1))).toEqual({ ok: true, seq: 1 });
    // whoever still holds the old key cannot mix its rows in
    expect(await store.append(entryOf(2))).toEqual({ ok: false, reason: 'stopped' });
    expect((await (await open(site)).read(0)).rows).toHaveLength(1);
  });
});

describe('the record of the consent', () => {
  it('says for which profile and which purposes it was given', async () => {
    const site = newSite();
    const store = await open(site);
    const epoch = await raw(site, (db) => db.get('meta', 'epoch'));
    expect(await store.readConsent()).toEqual({ ...consentRecord(), purposes: 1, epoch });
    const evidence = 'ab'.repeat(32);
    await store.writeConsent({ ...consentRecord(), evidence });
    expect(await store.readConsent()).toEqual({ ...consentRecord(), evidence, purposes: 1, epoch });
  });
});

describe('a cap', () => {
  it('on the bytes of a row refuses it and keeps writing others', async () => {
    const store = await open(newSite());
    expect(await store.append(heavy(1_048_576))).toEqual({ ok: false, reason: 'store' });
    expect(await store.append(heavy(1_000_000))).toEqual({ ok: true, seq: 1 });
  });

  it('on all bytes merges the rows, and the row that met it is kept', async () => {
    const site = newSite();
    const live = openLive(await open(site));
    for (let row = 0; row < 20; row++) {
      expect(await live.append({ ...heavy(1_000_000), events: entryOf(row).events })).toMatchObject({ ok: true });
      const rows = await raw(site, (db) => db.getAll('journal'));
      expect(rows.reduce((sum: number, { data }) => sum + (data as ArrayBuffer).byteLength, 0)).toBeLessThan(8_388_609);
    }
    expect(live.raw().totals.events).toBe(20);
    const again = openLive(await open(site));
    await again.refresh();
    expect(again.raw()).toEqual(live.raw());
  });

  it('on rows drops the oldest where they cannot be merged', async () => {
    const site = newSite();
    const store = await open(site);
    for (let row = 0; row < 640; row++) await store.append({ events: [] });
    const keys = (await raw(site, (db) => db.getAllKeys('journal'))) as number[];
    expect(keys).toHaveLength(512);
    expect(keys.at(-1)).toBe(640);
  });
});

describe('a full disk', () => {
  it('loses the cached bundle, then its rows to the snapshot, and takes the row at the second try', async () => {
    const site = newSite();
    const store = await open(site);
    const live = openLive(store);
    for (let row = 0; row < 10; row++) await live.append(entryOf(row));
    await store.bundles!.put('part', new ArrayBuffer(1_000));
    const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await live.append(entryOf(10))).toEqual({ ok: true, seq: 11 });
    expect(add).toHaveBeenCalledTimes(2);
    expect(await raw(site, (db) => db.count('bundle'))).toBe(0);
    expect(await raw(site, (db) => db.getAllKeys('journal'))).toEqual([11]);
    expect(await raw(site, (db) => db.get('snapshot', 'current'))).toMatchObject({ throughSeq: 10 });
    expect(store.storage()).toBe('disk');
  });

  it('that stays full refuses the write, is left alone for a minute, and is a disk again after it', async () => {
    const site = newSite();
    let now = PRICES_AT;
    const live = openLive(await open(site), () => now);
    for (let row = 0; row < 10; row++) await live.append(entryOf(row));
    const { calls } = fillDisk();
    expect(await live.append(entryOf(10))).toEqual({ ok: false, reason: 'store' });
    expect(calls()).toBe(2);
    for (let row = 0; row < 5; row++) expect(await live.append(entryOf(row))).toEqual({ ok: false, reason: 'store' });
    expect(calls()).toBe(2);
    // neither merged nor grown: the newest are what is left
    expect(await raw(site, (db) => db.getAllKeys('journal'))).toEqual([7, 8, 9, 10]);
    vi.restoreAllMocks();
    now += 60_000;
    expect(await live.append(entryOf(11))).toEqual({ ok: true, seq: 11 });
    expect(live.raw().totals.events).toBe(11);
  });
});

describe('the lock under which rows are merged', () => {
  async function openTwo() {
    const site = newSite();
    const store = await open(site);
    for (const row of [0, 1, 2]) await store.append(entryOf(row));
    const locks = createLocks();
    const connection = createConnection(databaseName(site), 1_000);
    const cipher = createCipher(await createKey(), realRandom);
    let thaw: () => void = () => {};
    const frozen = new Promise<void>((resolve) => (thaw = resolve));
    const slow = {
      ...cipher,
      seal: (...args: Parameters<typeof cipher.seal>) => frozen.then(() => cipher.seal(...args)),
    };
    const assertEpoch = async (): Promise<void> => {};
    const compactIn = (given: typeof cipher) => createCompaction(connection, given, assertEpoch, site, locks);
    return { site, thaw, first: compactIn(slow), second: compactIn(cipher) };
  }
  const snapshot = (throughSeq: number, item: string) => ({
    throughSeq,
    profile: { ...createRawProfile(), notInterested: [item] },
  });

  it('keeps a second tab out while the first one is alive', async () => {
    const { thaw, first, second } = await openTwo();
    const merging = first(snapshot(2, 'first'), PRICES_AT);
    await settle();
    expect(await second(snapshot(3, 'second'), PRICES_AT + 9_999)).toBe(false);
    thaw();
    expect(await merging).toBe(true);
    expect(await second(snapshot(3, 'second'), PRICES_AT + 10_000)).toBe(true);
  });

  it.each([10_000, -10_000])(
    'is taken from a tab that has been silent for %d ms, which is fenced when it wakes',
    async (ms) => {
      const { site, thaw, first, second } = await openTwo();
      const merging = first(snapshot(3, 'first'), PRICES_AT);
      await settle();
      expect(await second(snapshot(2, 'second'), PRICES_AT + ms)).toBe(true);
      thaw();
      expect(await merging).toBe(false);
      await settle();
      expect(await raw(site, (db) => db.get('snapshot', 'current'))).toMatchObject({ throughSeq: 2 });
      expect(await raw(site, (db) => db.getAllKeys('journal'))).toEqual([3]);
    },
  );
});

describe('a database that cannot be opened again', () => {
  it('means memory within the budget also in the middle of a visit', async () => {
    const site = newSite();
    const store = await openStore(site, consentRecord(), { random: realRandom, openBudgetMs: 100 });
    await store.append(entryOf(0));
    // a newer build, which upgrades and does not end
    const newer = indexedDB.open(databaseName(site), 99);
    await new Promise<void>((resolve) =>
      newer.addEventListener('upgradeneeded', () => {
        const keep = (): void => {
          const { transaction } = newer;
          transaction?.objectStore('meta').get('epoch').addEventListener('success', keep);
        };
        keep();
        resolve();
      }),
    );
    const startedAt = performance.now();
    expect(await store.append(entryOf(1))).toMatchObject({ ok: true });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(store.storage()).toBe('memory');
    newer.transaction!.abort();
  });
});

describe('what nobody has used for thirty days', () => {
  it('is forgotten before it is used again, with what has no date', async () => {
    const site = newSite();
    const first = openLive(await open(site));
    await first.append({ events: [], notInterested: [itemId(3)] });
    for (let row = 0; row < 70; row++) await first.append(entryOf(row));
    await settle(50);
    const later = openLive(await open(site), () => PRICES_AT + 31 * DAY_MS);
    await later.refresh();
    expect(later.raw()).toEqual(createRawProfile());
    await settle(50);
    expect(await raw(site, (db) => db.count('journal'))).toBe(0);
    const last = openLive(await open(site));
    await last.refresh();
    expect(last.raw()).toEqual(createRawProfile());
  });

  it('stays, as far as it has no date, while the shopper comes back', async () => {
    const site = newSite();
    const first = openLive(await open(site));
    await first.append({ ...entryOf(0), notInterested: [itemId(3)] });
    await first.append(entryOf(1, PRICES_AT + 29 * DAY_MS));
    for (let row = 0; row < 70; row++) await first.append({ events: [] });
    await settle(50);
    const later = openLive(await open(site), () => PRICES_AT + 31 * DAY_MS);
    await later.refresh();
    expect(later.raw().notInterested).toEqual([itemId(3)]);
    expect(Object.keys(later.raw().items)).toEqual([itemId(1)]);
  });
});
