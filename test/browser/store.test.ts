import { wrap, type Remote } from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';

import type { EngineApi, Notice } from '../../contract/protocol.ts';
import { createEngineClient } from '../../src/engine-client/engine-client.ts';
import { createBoundary } from '../../src/sdk/boundary.ts';
import { createRawProfile } from '../../worker/profile/profile.ts';
import { openStore } from '../../worker/store/open-store.ts';
import { databaseName, SCHEMA_VERSION } from '../../worker/store/schema.ts';
import type { Store } from '../../worker/store/store.ts';
import type { DatabaseDump } from '../fixtures/database/cells.ts';
import { restoreDump } from '../fixtures/database/restore.ts';
import { consentRecord, PLAIN, productView, realRandom, recordOf, settle } from '../unit/engine/device.ts';
import { BUNDLE_URL, itemId } from '../unit/engine/small-bundle.ts';

const workers: Worker[] = [];
/** Not so old that it would be forgotten. */
const NOW = Date.now() - 3_600_000;
let sites = 0;
const newSite = (): string => `browser-${Date.now()}-${++sites}`;
const open = (site: string): Promise<Store> =>
  openStore(site, consentRecord(), { random: realRandom, locks: navigator.locks });
const view = (row: number): ReturnType<typeof productView> => productView(itemId(row), Date.now() + row * 3_000);
const names = async (): Promise<(string | undefined)[]> => (await indexedDB.databases()).map(({ name }) => name);

/** A real worker with the real engine in it. */
async function startTab(site: string): Promise<Remote<EngineApi>> {
  const worker = new Worker(new URL('./served-worker.ts', import.meta.url), { type: 'module' });
  workers.push(worker);
  await new Promise((resolve) => worker.addEventListener('message', resolve, { once: true }));
  const engine = wrap<EngineApi>(worker);
  const hello = await engine.hello({
    ...PLAIN,
    site,
    bundleUrl: BUNDLE_URL,
    keys: [],
    // the built annex, which holds the export
    baseUrl: new URL('/dist/', location.href).href,
    consent: consentRecord(),
  });
  expect(hello).toMatchObject({ ok: true, storage: 'disk' });
  return engine;
}

async function eventsOf(engine: Remote<EngineApi>): Promise<string[]> {
  const reply = await engine.exportProfile(PLAIN);
  if (!reply.ok) throw new Error(reply.reason);
  return reply.export.events.map((event) => ('items' in event ? event.items[0]!.id : ''));
}

function plainOpen(site: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName(site), SCHEMA_VERSION);
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(new Error(request.error?.message)));
  });
}

function allOf(database: IDBDatabase, store: string): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const request = database.transaction(store).objectStore(store).getAll();
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(new Error(request.error?.message)));
  });
}

afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
});

describe('the store on a real disk', () => {
  it('keeps rows and snapshot over a new opening, under a key that no script can read', async () => {
    const site = newSite();
    const store = await open(site);
    expect(store.storage()).toBe('disk');
    for (const row of [0, 1, 2])
      expect(await store.append({ events: [view(row)] })).toEqual({ ok: true, seq: row + 1 });
    expect(
      await store.compact({ throughSeq: 2, profile: { ...createRawProfile(), notInterested: ['x'] } }, Date.now()),
    ).toBe(true);
    store.close();
    const next = await open(site);
    const stored = await next.read(0);
    expect(stored.snapshot).toMatchObject({ throughSeq: 2, profile: { notInterested: ['x'] } });
    expect(stored.rows.map(({ seq, entry }) => [seq, entry?.events.length])).toEqual([[3, 1]]);
    const database = await plainOpen(site);
    const [key] = await allOf(database, 'keys');
    expect(key).toMatchObject({ extractable: false });
    await expect(crypto.subtle.exportKey('raw', key as CryptoKey)).rejects.toThrow(/extractable/);
    database.close();
    await next.destroy();
    expect(await next.remove()).toBe(true);
  });

  it('holds no id and no event type that can be read', async () => {
    const site = newSite();
    const store = await open(site);
    for (let row = 0; row < 12; row++) await store.append({ events: [view(row)] });
    await store.compact({ throughSeq: 6, profile: { ...createRawProfile(), notInterested: [itemId(3)] } }, Date.now());
    const database = await plainOpen(site);
    const rows = [...(await allOf(database, 'journal')), ...(await allOf(database, 'snapshot'))];
    expect(rows).toHaveLength(7);
    for (const row of rows) {
      const { data, ...rest } = row as { data: ArrayBuffer };
      const text = new TextDecoder('latin1').decode(data) + JSON.stringify(rest);
      expect(text).not.toMatch(/sku|lantern|mug|product_view|notInterested/);
    }
    database.close();
    await store.destroy();
    expect(await store.remove()).toBe(true);
  });

  it('gives two tabs one key and one epoch when both open a new profile at once', async () => {
    const site = newSite();
    const stores = await Promise.all([open(site), open(site), open(site)]);
    await Promise.all(stores.map((store, row) => store.append({ events: [view(row)] })));
    for (const store of stores) {
      const { rows } = await store.read(0);
      expect(rows.map(({ entry }) => entry?.events.length)).toEqual([1, 1, 1]);
    }
    await stores[0].destroy();
    expect(await stores[0].remove()).toBe(true);
    expect(await stores[1].append({ events: [view(1)] })).toEqual({ ok: false, reason: 'stopped' });
    expect(await names()).not.toContain(databaseName(site));
  });
});

describe('the database of version 1', () => {
  it('is read whole on a real disk, and goes on', async () => {
    const site = newSite();
    const dump = (await (await fetch('/test/fixtures/database/v1.json')).json()) as DatabaseDump;
    await restoreDump(dump, databaseName(site));
    const store = await open(site);
    expect(store.storage()).toBe('disk');
    const { snapshot, rows } = await store.read(0);
    expect(snapshot?.throughSeq).toBe(65);
    expect(rows.map(({ seq, entry }) => [seq, entry === undefined])).toEqual(
      [66, 67, 68, 69, 70, 71, 72].map((seq) => [seq, false]),
    );
    const ids = rows.flatMap(({ entry }) => entry?.events.map(({ id }) => id) ?? []);
    const expected = dump.expected.events as { id: string }[];
    expect(new Set([...snapshot!.profile.folded, ...snapshot!.profile.orders.map(({ id }) => id), ...ids])).toEqual(
      new Set(expected.map(({ id }) => id)),
    );
    expect(await store.append({ events: [view(1)] })).toEqual({ ok: true, seq: dump.lastSeq + 1 });
    await store.destroy();
    expect(await store.remove()).toBe(true);
  });
});

describe('real workers on one profile', () => {
  it('see what the other has acknowledged, also after it was killed', async () => {
    const site = newSite();
    const first = await startTab(site);
    const second = await startTab(site);
    for (const row of [0, 1, 2]) {
      expect(await first.record(recordOf([productView(itemId(row), NOW + row * 3_000)]))).toMatchObject({
        ok: true,
      });
    }
    workers[0]!.terminate();
    expect(await eventsOf(second)).toEqual([0, 1, 2].map(itemId));
    expect(await second.record(recordOf([productView(itemId(3), NOW + 9_000)]))).toMatchObject({
      ok: true,
      revision: 4,
    });
    expect(await second.erase(PLAIN)).toEqual({ ok: true });
  });

  it('end when one of them erases the profile, and leave no database', async () => {
    const site = newSite();
    const tabs = await Promise.all([startTab(site), startTab(site), startTab(site)]);
    const work = tabs.flatMap((tab, at) =>
      Array.from({ length: 30 }, (_, row) =>
        tab.record(recordOf([productView(itemId(row % 12), NOW + (at * 30 + row) * 3_000)])),
      ),
    );
    const erased = await tabs[1].erase(PLAIN);
    expect(erased).toEqual({ ok: true });
    for (const reply of await Promise.all(work)) {
      if (!reply.ok) expect(reply).toEqual({ ok: false, reason: 'stopped' });
    }
    for (const tab of tabs) expect(await tab.readProfile(PLAIN)).toEqual({ ok: false, reason: 'stopped' });
    expect(await names()).not.toContain(databaseName(site));
  });
});

describe('the engine client in a real browser', () => {
  const { listen } = createBoundary(() => {});
  const PARTS = { toScriptUrl: (url: string) => url, listen, onNotice: () => {}, onEnd: () => {} };
  const start = (workerSource: string, workerUrl?: string): ReturnType<typeof createEngineClient> =>
    createEngineClient({ ...PARTS, workerSource, site: newSite(), workerUrl });
  const ANSWER = `onmessage = ({ data }) => postMessage({ id: data.id, type: 'RAW', value: { ok: true, words: data.path } });`;

  it('starts a classic blob worker and gets its answer', async () => {
    const client = start(`${ANSWER} postMessage({ aisle: 1 });`);
    expect(await client.call('vocabulary', {})).toEqual({ ok: true, words: ['vocabulary'] });
    client.stop();
  });

  it.each<[string, string, string?]>([
    ['throws while it starts', `throw new Error('broken')`],
    ['does not parse', `syntax error here`],
    ['is not there', '', '/no-such-worker.js'],
    ['is of another origin', '', 'https://cdn.example/aisle-worker.js'],
  ])('ends when the worker %s', async (_name, source, url) => {
    const client = start(source, url);
    const startedAt = performance.now();
    const reply = await client.call('vocabulary', {}, 4_000);
    expect(reply).toEqual({ ok: false, reason: 'stopped' });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('terminates a worker that loops for ever', async () => {
    const client = start(`${ANSWER} postMessage({ aisle: 1 }); for (;;) {}`);
    expect(await client.call('vocabulary', {}, 200)).toEqual({ ok: false, reason: 'deadline' });
    client.stop();
    expect(await client.call('vocabulary', {}, 200)).toEqual({ ok: false, reason: 'stopped' });
  });

  it('hears the notices of other tabs', async () => {
    const site = newSite();
    const heard: Notice['type'][] = [];
    const client = createEngineClient({
      ...PARTS,
      workerSource: `${ANSWER} postMessage({ aisle: 1 });`,
      site,
      onNotice: (type) => heard.push(type),
    });
    const other = new BroadcastChannel(`aisle:${site}`);
    other.postMessage({ type: 'revision', revision: 4 });
    await settle(100);
    other.close();
    client.stop();
    expect(heard).toEqual(['revision']);
  });
});
