import 'fake-indexeddb/auto';
import { forceCloseDatabase } from 'fake-indexeddb';
import { openDB, type IDBPDatabase } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import { createRawProfile, foldEvent, type RawProfile } from '../../../worker/profile/profile.ts';
import { createFetchBytes } from '../../../worker/bundle/fetch-bytes.ts';
import type { Bundle } from '../../../worker/bundle/decode.ts';
import { fetchBundle } from '../../../worker/bundle/fetch-bundle.ts';
import { createKey } from '../../../worker/store/cipher.ts';
import { createLiveProfile } from '../../../worker/store/live-profile.ts';
import { openStore } from '../../../worker/store/open-store.ts';
import { databaseName, SCHEMA_VERSION } from '../../../worker/store/schema.ts';
import type { Store } from '../../../worker/store/store.ts';
import { consentRecord, productView, realRandom, settle } from './device.ts';
import { BUNDLE_URL, createSmallBundle, itemId, PRICES_AT } from './small-bundle.ts';

const DAY_MS = 86_400_000;
let sites = 0;

const newSite = (): string => `store-${++sites}`;
const open = (site: string): Promise<Store> => openStore(site, consentRecord(), { random: realRandom });
const entryOf = (row: number, at = PRICES_AT): { events: AisleEvent[] } => ({ events: [productView(itemId(row), at)] });
const itemsOf = async (store: Store, after = 0): Promise<string[]> =>
  (await store.read(after)).rows.flatMap(({ entry }) =>
    (entry?.events ?? []).map((event) => ('items' in event ? event.items[0]!.id : '')),
  );

/** The database as another program of the same origin sees it. */
async function raw<T>(site: string, work: (database: IDBPDatabase) => Promise<T>): Promise<T> {
  const database = await openDB(databaseName(site), SCHEMA_VERSION);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

async function smallBundle(): Promise<Bundle> {
  const { files } = await createSmallBundle();
  const fetchBytes = (url: string): Promise<Uint8Array<ArrayBuffer>> => Promise.resolve(files.get(url)!.slice());
  return (await fetchBundle({ url: BUNDLE_URL, fetchBytes, signal: new AbortController().signal })).bundle!;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the journal', () => {
  it('numbers rows over all stores of a site and reads them back in order', async () => {
    const site = newSite();
    const [a, b] = [await open(site), await open(site)];
    expect(await a.append(entryOf(0))).toEqual({ ok: true, seq: 1 });
    expect(await b.append(entryOf(1))).toEqual({ ok: true, seq: 2 });
    expect(await a.append(entryOf(2))).toEqual({ ok: true, seq: 3 });
    expect(await itemsOf(b)).toEqual([0, 1, 2].map(itemId));
    expect(await itemsOf(b, 2)).toEqual([itemId(2)]);
  });

  it('goes on counting after its rows were merged into the snapshot', async () => {
    const store = await open(newSite());
    await store.append(entryOf(0));
    await store.append(entryOf(1));
    expect(await store.compact({ throughSeq: 2, profile: createRawProfile() }, PRICES_AT)).toBe(true);
    expect(await store.append(entryOf(2))).toEqual({ ok: true, seq: 3 });
  });

  it('deletes exactly the rows that the snapshot covers', async () => {
    const store = await open(newSite());
    for (const row of [0, 1, 2]) await store.append(entryOf(row));
    const profile = { ...createRawProfile(), notInterested: ['kept'] };
    await store.compact({ throughSeq: 2, profile }, PRICES_AT);
    const stored = await store.read(0);
    expect(stored.snapshot).toEqual({ throughSeq: 2, profile });
    expect(stored.rows.map(({ seq }) => seq)).toEqual([3]);
    expect((await store.read(2)).snapshot).toBeUndefined();
  });

  it('keeps the newer of two snapshots', async () => {
    const site = newSite();
    const [a, b] = [await open(site), await open(site)];
    for (const row of [0, 1, 2]) await a.append(entryOf(row));
    expect(await a.compact({ throughSeq: 3, profile: createRawProfile() }, PRICES_AT)).toBe(true);
    expect(await b.compact({ throughSeq: 2, profile: createRawProfile() }, PRICES_AT)).toBe(false);
    expect((await b.read(0)).snapshot).toMatchObject({ throughSeq: 3 });
  });
});

describe('encryption at rest', () => {
  it('leaves nothing readable in the personal stores', async () => {
    const site = newSite();
    const store = await open(site);
    await store.append(entryOf(0));
    await store.append(entryOf(1));
    await store.compact({ throughSeq: 1, profile: { ...createRawProfile(), notInterested: [itemId(5)] } }, PRICES_AT);
    const rows = await raw(site, (db) => db.transaction('journal').objectStore('journal').getAll());
    const snapshots = await raw(site, (db) => db.transaction('snapshot').objectStore('snapshot').getAll());
    expect(rows).toHaveLength(1);
    expect(snapshots).toHaveLength(1);
    for (const row of [...rows, ...snapshots]) {
      const { data, iv, ...rest } = row as { data: ArrayBuffer; iv: Uint8Array };
      const text = `${Buffer.from(data).toString('latin1')}${Buffer.from(iv).toString('latin1')}${JSON.stringify(rest)}`;
      expect(text).not.toMatch(/sku|lantern|mug|product_view|recent/);
    }
  });

  it('uses a key that cannot be exported, and a fresh IV for each row', async () => {
    const site = newSite();
    const store = await open(site);
    for (let row = 0; row < 20; row++) await store.append(entryOf(0));
    const [key] = await raw(site, (db) => db.transaction('keys').objectStore('keys').getAll());
    expect(key).toMatchObject({ extractable: false, algorithm: { name: 'AES-GCM', length: 256 } });
    const rows = await raw(site, (db) => db.transaction('journal').objectStore('journal').getAll());
    const ivs = new Set(rows.map(({ iv }: { iv: Uint8Array }) => Buffer.from(iv).toString('hex')));
    expect(ivs.size).toBe(20);
    expect([...ivs].every((iv) => iv.length === 24)).toBe(true);
  });

  it.each<[string, (row: Record<string, unknown>) => void]>([
    ['a flipped bit', (row) => void (new Uint8Array(row['data'] as ArrayBuffer)[3]! ^= 1)],
    ['another IV', (row) => void ((row['iv'] as Uint8Array)[0]! ^= 1)],
    ['something else in its place', (row) => (row['data'] = 'text')],
  ])('passes over a row with %s and reads the others', async (_name, damage) => {
    const site = newSite();
    const store = await open(site);
    for (const row of [0, 1, 2]) await store.append(entryOf(row));
    const rows = await raw(site, (db) => db.transaction('journal').objectStore('journal').getAll());
    damage(rows[1]);
    await raw(site, (db) => db.transaction('journal', 'readwrite').objectStore('journal').put(rows[1]));
    expect(await itemsOf(await open(site))).toEqual([itemId(0), itemId(2)]);
  });

  it('does not take a sealed profile for a row of the journal', async () => {
    const site = newSite();
    const store = await open(site);
    for (const row of [0, 1]) await store.append(entryOf(row));
    await store.compact({ throughSeq: 1, profile: createRawProfile() }, PRICES_AT);
    const snapshot = await raw(site, (db) => db.transaction('snapshot').objectStore('snapshot').get('current'));
    await raw(site, (db) =>
      db
        .transaction('journal', 'readwrite')
        .objectStore('journal')
        .put({ seq: 2, iv: snapshot.iv, data: snapshot.data }),
    );
    expect((await store.read(0)).rows).toEqual([{ seq: 2, entry: undefined }]);
  });

  it('does not take a snapshot for one that covers other rows', async () => {
    const site = newSite();
    const store = await open(site);
    await store.append(entryOf(0));
    await store.compact({ throughSeq: 1, profile: createRawProfile() }, PRICES_AT);
    const row = await raw(site, (db) => db.transaction('snapshot').objectStore('snapshot').get('current'));
    await raw(site, (db) =>
      db
        .transaction('snapshot', 'readwrite')
        .objectStore('snapshot')
        .put({ ...row, throughSeq: 9 }, 'current'),
    );
    expect((await store.read(0)).snapshot).toBeUndefined();
  });

  it('starts afresh under another key, and can be written again', async () => {
    const site = newSite();
    const store = await open(site);
    for (const row of [0, 1]) await store.append(entryOf(row));
    await store.compact({ throughSeq: 1, profile: createRawProfile() }, PRICES_AT);
    store.close();
    const key = await createKey();
    await raw(site, (db) => db.transaction('keys', 'readwrite').objectStore('keys').put(key, 'current'));
    const next = await open(site);
    const stored = await next.read(0);
    expect(stored.snapshot).toBeUndefined();
    expect(stored.rows.every(({ entry }) => entry === undefined)).toBe(true);
    await next.append(entryOf(5));
    expect(await itemsOf(next)).toEqual([itemId(5)]);
    // the next snapshot takes the place of the one that nobody can read
    expect(await next.compact({ throughSeq: 3, profile: createRawProfile() }, PRICES_AT)).toBe(true);
    expect((await (await open(site)).read(0)).snapshot).toEqual({ throughSeq: 3, profile: createRawProfile() });
  });
});

describe('the epoch', () => {
  it('refuses a writer that was opened before the profile was erased and made anew', async () => {
    const site = newSite();
    const old = await open(site);
    await old.append(entryOf(0));
    await raw(site, (db) => db.transaction('meta', 'readwrite').objectStore('meta').put('f'.repeat(32), 'epoch'));
    expect(await old.append(entryOf(1))).toEqual({ ok: false, reason: 'stopped' });
    expect(await old.writeConsent(consentRecord())).toEqual({ ok: false, reason: 'stopped' });
    expect(await old.compact({ throughSeq: 1, profile: createRawProfile() }, PRICES_AT)).toBe(false);
    expect(await raw(site, (db) => db.transaction('journal').objectStore('journal').count())).toBe(1);
  });

  it('is gone with the key and all rows after destroy, and the database after remove', async () => {
    const site = newSite();
    const store = await open(site);
    await store.append(entryOf(0));
    await store.destroy();
    for (const name of ['keys', 'meta', 'snapshot', 'journal']) {
      expect(await raw(site, (db) => db.transaction(name).objectStore(name).count())).toBe(0);
    }
    expect(await store.append(entryOf(1))).toEqual({ ok: false, reason: 'stopped' });
    expect(await store.remove()).toBe(true);
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(databaseName(site));
    expect(await store.append(entryOf(1))).toEqual({ ok: false, reason: 'stopped' });
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(databaseName(site));
  });

  it('is not brought back by a tab whose database was deleted under it', async () => {
    const site = newSite();
    const [a, b] = [await open(site), await open(site)];
    await a.destroy();
    expect(await a.remove()).toBe(true);
    expect(await b.append(entryOf(1))).toEqual({ ok: false, reason: 'stopped' });
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(databaseName(site));
  });

  it('says so when another program keeps the database open, which is empty by then', async () => {
    const site = newSite();
    const store = await open(site);
    await store.append(entryOf(0));
    const frozen = await openDB(databaseName(site), SCHEMA_VERSION);
    await store.destroy();
    expect(await store.remove(60)).toBe(false);
    expect(await frozen.count('journal')).toBe(0);
    expect(await frozen.count('keys')).toBe(0);
    frozen.close();
    await settle(50);
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(databaseName(site));
  });

  it('of a profile made by crossing an erasure goes with it, and one that another tab made stays', async () => {
    const [crossed, kept] = [newSite(), newSite()];
    await (await open(crossed)).abandon();
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(databaseName(crossed));
    await open(kept);
    await (await open(kept)).abandon();
    expect((await indexedDB.databases()).map(({ name }) => name)).toContain(databaseName(kept));
  });
});

describe('a database in trouble', () => {
  it('is opened again when the browser closes it, and the write lands', async () => {
    const site = newSite();
    const handles: IDBDatabase[] = [];
    const spy = vi.spyOn(indexedDB, 'open').mockImplementation(function (this: IDBFactory, ...args) {
      const request = IDBFactory.prototype.open.apply(this, args);
      request.addEventListener('success', () => handles.push(request.result));
      return request;
    });
    const store = await open(site);
    for (let round = 0; round < 6; round++) {
      forceCloseDatabase(handles.at(-1) as unknown as Parameters<typeof forceCloseDatabase>[0]);
      expect(await store.append(entryOf(round))).toEqual({ ok: true, seq: round + 1 });
    }
    expect(store.storage()).toBe('disk');
    expect(spy).toHaveBeenCalledTimes(7);
    expect(await itemsOf(store)).toHaveLength(6);
  });

  it('that dies each time is given up after three tries, for memory', async () => {
    const store = await open(newSite());
    await store.append(entryOf(0));
    const dead = new DOMException('backing store', 'UnknownError');
    const spy = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw dead;
    });
    const inMemory = await store.append(entryOf(1));
    expect(inMemory.ok && inMemory.seq).toBeGreaterThan(2);
    expect(store.storage()).toBe('memory');
    expect(spy).toHaveBeenCalledTimes(4);
    await store.append(entryOf(2));
    expect(spy).toHaveBeenCalledTimes(4);
    expect(await itemsOf(store, 1)).toEqual([itemId(1), itemId(2)]);
  });

  it('that never opens means memory within the budget, and a handle that comes late is closed', async () => {
    const site = newSite();
    let late: IDBOpenDBRequest | undefined;
    let isClosed = false;
    vi.spyOn(indexedDB, 'open').mockImplementation(function (this: IDBFactory, ...args) {
      const real = IDBFactory.prototype.open.apply(this, args);
      const dispatch = real.dispatchEvent.bind(real);
      real.dispatchEvent = (event) => {
        setTimeout(() => {
          late = real;
          const close = real.result.close.bind(real.result);
          real.result.close = () => {
            isClosed = true;
            close();
          };
          dispatch(event);
        }, 150);
        return true;
      };
      return real;
    });
    (await openDB(databaseName(site), SCHEMA_VERSION).catch(() => undefined))?.close();
    const startedAt = Date.now();
    const store = await openStore(site, consentRecord(), { random: realRandom, openBudgetMs: 40 });
    expect(Date.now() - startedAt).toBeLessThan(140);
    expect(store.storage()).toBe('memory');
    expect(await store.append(entryOf(0))).toEqual({ ok: true, seq: 1 });
    await settle(400);
    expect(late).toBeDefined();
    expect(isClosed).toBe(true);
  });

  it('that cannot keep the key keeps nothing at all', async () => {
    const site = newSite();
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
      if (value instanceof CryptoKey) throw new DOMException('no clone', 'DataCloneError');
      return put.call(this, value, key);
    });
    const store = await open(site);
    expect(store.storage()).toBe('memory');
    await store.append(entryOf(0));
    vi.restoreAllMocks();
    for (const name of ['keys', 'meta', 'snapshot', 'journal']) {
      expect(await raw(site, (db) => db.transaction(name).objectStore(name).count())).toBe(0);
    }
  });

  it('of a newer schema is left alone', async () => {
    const site = newSite();
    (await openDB(databaseName(site), SCHEMA_VERSION + 1)).close();
    expect((await open(site)).storage()).toBe('memory');
    const { version } = (await indexedDB.databases()).find(({ name }) => name === databaseName(site))!;
    expect(version).toBe(SCHEMA_VERSION + 1);
  });

  it('that is full refuses the write and goes on being a disk', async () => {
    const store = await open(newSite());
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await store.append(entryOf(0))).toEqual({ ok: false, reason: 'full' });
    vi.restoreAllMocks();
    expect(await store.append(entryOf(1))).toEqual({ ok: true, seq: 1 });
    expect(store.storage()).toBe('disk');
  });

  it('lets a newer build upgrade it', async () => {
    const site = newSite();
    const store = await open(site);
    await store.append(entryOf(0));
    const upgraded = await openDB(databaseName(site), SCHEMA_VERSION + 1);
    expect(upgraded.version).toBe(SCHEMA_VERSION + 1);
    expect(await store.append(entryOf(1))).toMatchObject({ ok: true });
    expect(store.storage()).toBe('memory');
    upgraded.close();
  });
});

describe('the live profile', () => {
  const clock = { now: (): number => PRICES_AT };

  it('goes on in memory, with all it knows, when the database is lost on the way', async () => {
    const bundle = await smallBundle();
    const live = createLiveProfile(await open(newSite()), clock);
    live.useBundle(bundle);
    await live.append(entryOf(0));
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('backing store', 'UnknownError');
    });
    for (const row of [1, 2]) expect(await live.append(entryOf(row))).toMatchObject({ ok: true });
    await live.refresh();
    await live.catchUp();
    expect(live.raw().recent.map(({ item }) => item)).toEqual([0, 1, 2].map(itemId));
    expect(live.raw().totals.events).toBe(3);
  });

  async function plainFold(bundle: Bundle, events: readonly AisleEvent[]): Promise<RawProfile> {
    const profile = createRawProfile();
    for (const event of events) foldEvent(profile, event, bundle);
    return profile;
  }

  it('equals a plain fold of all events, over compactions and restarts and whoever wrote them', async () => {
    const site = newSite();
    const bundle = await smallBundle();
    const events = Array.from({ length: 300 }, (_, at) =>
      productView(itemId(at % 12), PRICES_AT - 600_000 + at * 2_000),
    );
    const tabs = await Promise.all([0, 1, 2].map(async () => createLiveProfile(await open(site), clock)));
    for (const tab of tabs) tab.useBundle(bundle);
    for (const [at, event] of events.entries())
      expect(await tabs[at % 3]!.append({ events: [event] })).toMatchObject({ ok: true });
    for (const tab of tabs) await tab.refresh();
    await settle();
    const expected = await plainFold(bundle, events);
    for (const tab of tabs) expect(tab.raw()).toEqual(expected);
    const fresh = createLiveProfile(await open(site), clock);
    fresh.useBundle(bundle);
    await fresh.refresh();
    expect(fresh.raw()).toEqual(expected);
    expect(await raw(site, (db) => db.transaction('journal').objectStore('journal').count())).toBeLessThan(130);
  });

  it('loses and doubles nothing when a tab dies between an append and the snapshot', async () => {
    const site = newSite();
    const bundle = await smallBundle();
    const events = Array.from({ length: 70 }, (_, at) =>
      productView(itemId(at % 12), PRICES_AT - 600_000 + at * 2_000),
    );
    const store = await open(site);
    // the worker is gone in the middle of the compaction: its transaction never starts
    const dying = createLiveProfile({ ...store, compact: () => new Promise(() => {}) }, clock);
    dying.useBundle(bundle);
    for (const event of events) await dying.append({ events: [event] });
    store.close();
    const next = createLiveProfile(await open(site), clock);
    next.useBundle(bundle);
    await next.refresh();
    expect(next.raw()).toEqual(await plainFold(bundle, events));
  });

  it('snapshots the state of exactly the rows it deletes while others go on writing', async () => {
    const site = newSite();
    const bundle = await smallBundle();
    const store = await open(site);
    const live = createLiveProfile(store, clock);
    live.useBundle(bundle);
    const events = Array.from({ length: 200 }, (_, at) =>
      productView(itemId(at % 12), PRICES_AT - 600_000 + at * 2_000),
    );
    // all at once: compactions overlap with appends
    await Promise.all(events.map((event) => live.append({ events: [event] })));
    await settle();
    const fresh = createLiveProfile(await open(site), clock);
    fresh.useBundle(bundle);
    await fresh.refresh();
    expect(fresh.raw()).toEqual(live.raw());
    expect(fresh.raw().totals.events).toBe(200);
  });

  it('drops what is older than thirty days, from the journal and from the profile', async () => {
    const site = newSite();
    const bundle = await smallBundle();
    let now = PRICES_AT;
    const first = createLiveProfile(await open(site), { now: () => now });
    first.useBundle(bundle);
    await first.append(entryOf(0, PRICES_AT));
    now += 20 * DAY_MS;
    await first.append(entryOf(2, now));
    now += 11 * DAY_MS;
    const next = createLiveProfile(await open(site), { now: () => now });
    next.useBundle(bundle);
    await next.refresh();
    await settle();
    expect(next.raw().recent.map(({ item }) => item)).toEqual([itemId(2)]);
    expect(await raw(site, (db) => db.transaction('journal').objectStore('journal').count())).toBe(0);
    now += 30 * DAY_MS;
    const last = createLiveProfile(await open(site), { now: () => now });
    await last.refresh();
    last.useBundle(bundle);
    await settle();
    expect(last.raw().recent).toEqual([]);
    expect(last.raw().items).toEqual({});
  });
});

describe('fetching', () => {
  it('stops a stream at the cap, sends no credentials and no referrer, and follows no redirect to http', async () => {
    let sent: RequestInit | undefined;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
      cancel: () => void (isCancelled = true),
    });
    const request = { maxBytes: 4_500, signal: new AbortController().signal };
    const fetchEndless = createFetchBytes((_url, init) => {
      sent = init;
      return Promise.resolve(new Response(endless));
    });
    expect(await fetchEndless('https://cdn.example/x', request)).toBeUndefined();
    expect(isCancelled).toBe(true);
    expect(sent).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' });
    const redirected = Object.defineProperty(new Response('x'), 'url', { value: 'http://evil.example/x' });
    expect(await createFetchBytes(() => Promise.resolve(redirected))('https://a.example/', request)).toBeUndefined();
    expect(
      await createFetchBytes(() => Promise.reject(new TypeError()))('https://a.example/', request),
    ).toBeUndefined();
    expect(
      await createFetchBytes(() => Promise.resolve(new Response('x', { status: 500 })))('https://a.example/', request),
    ).toBeUndefined();
    const good = await createFetchBytes(() => Promise.resolve(new Response('abc')))('https://a.example/', request);
    expect(good).toEqual(new TextEncoder().encode('abc'));
  });
});
