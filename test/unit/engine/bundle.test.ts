import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';

import { NO_REFINE, type Manifest } from '../../../contract/bundle.ts';
import { encodeEmbeddings } from '../../../contract/encode-parts.ts';
import type { AisleEvent, ItemRef } from '../../../contract/events.ts';
import type { RawProfile } from '../../../contract/profile.ts';
import { encodeTable } from '../../../contract/table.ts';
import { PROTOCOL_VERSION, type SlotRequest } from '../../../contract/protocol.ts';
import { isAllowedUrl } from '../../../worker/bundle/fetch-bytes.ts';
import type { LearnedRanker } from '../../../worker/ranking/learned/learned-ranker.ts';
import { PRIOR } from '../../../worker/ranking/refine/feedback.ts';
import { createDevice, decideOf, expectOk, helloCall, productView, recordOf, settle, type Device } from './device.ts';
import { BUNDLE_URL, createSmallBundle, itemId, sha256Of } from './small-bundle.ts';

const HOUR_MS = 3_600_000;
const ALL = Array.from({ length: 12 }, (_, row) => itemId(row));
const HOME: SlotRequest = { mode: 'rank', slot: 'home', items: ALL };

async function helloOf(device: Device, bundleUrl = BUNDLE_URL, keys: string[] = []): Promise<object> {
  return device.openTab().hello(helloCall(device, { bundleUrl, keys }));
}

/** Replaces a part and what the manifest says of it: a bundle that is wrong in itself, not on its way. */
async function replacePart(device: Device, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const manifest = JSON.parse(new TextDecoder().decode(device.files.get(BUNDLE_URL))) as Manifest;
  const sha256 = await sha256Of(bytes);
  const parts = manifest.parts.map((part) =>
    part.name === name ? { ...part, sha256, file: `${sha256}.bin`, bytes: bytes.length } : part,
  );
  device.files.set(BUNDLE_URL, new TextEncoder().encode(JSON.stringify({ ...manifest, parts })));
  device.files.set(new URL(`${sha256}.bin`, BUNDLE_URL).href, bytes);
}

function urlOf(device: Device, name: string): string {
  const manifest = JSON.parse(new TextDecoder().decode(device.files.get(BUNDLE_URL))) as Manifest;
  return new URL(manifest.parts.find((part) => part.name === name)!.file, BUNDLE_URL).href;
}

describe('a bundle is refused', () => {
  const CASES: [string, (device: Device) => unknown][] = [
    ['without a manifest', (device) => device.files.delete(BUNDLE_URL)],
    ['whose manifest is not JSON', (device) => device.files.set(BUNDLE_URL, new TextEncoder().encode('{"format":'))],
    ['whose manifest is of another format', (device) => device.files.set(BUNDLE_URL, new TextEncoder().encode('{}'))],
    ['whose manifest is over the cap', (device) => device.files.set(BUNDLE_URL, new Uint8Array(1_048_577).fill(32))],
    ['with a part missing', (device) => device.files.delete(urlOf(device, 'neighbours'))],
    [
      'with a part cut short',
      (device) =>
        device.files.set(urlOf(device, 'neighbours'), device.files.get(urlOf(device, 'neighbours'))!.slice(0, -1)),
    ],
    [
      'with a part longer than said',
      (device) =>
        device.files.set(urlOf(device, 'ids'), new Uint8Array([...device.files.get(urlOf(device, 'ids'))!, 0])),
    ],
    [
      'with one bit of a part changed',
      (device) => {
        const bytes = device.files.get(urlOf(device, 'embeddings'))!.slice();
        bytes[bytes.length - 1]! ^= 1;
        device.files.set(urlOf(device, 'embeddings'), bytes);
      },
    ],
    [
      'with NaN in its popularity',
      (device) => {
        const column = { data: new Float32Array(12).fill(NaN) };
        const regional = { data: Uint32Array.of(3, 5, 7) };
        return replacePart(device, 'popularity', encodeTable([column, column, regional]));
      },
    ],
    [
      'with embeddings of other dimensions',
      (device) => replacePart(device, 'embeddings', encodeEmbeddings({ dims: 4, values: new Int8Array(48) })),
    ],
    ['with a part that is no table', (device) => replacePart(device, 'vocabulary', new Uint8Array(64).fill(7))],
  ];

  it.each(CASES)('%s, and nothing of it is kept', async (_name, damage) => {
    const device = await createDevice();
    await damage(device);
    const reply = await helloOf(device);
    expect(reply).toMatchObject({ ok: false, reason: 'no-bundle' });
    expect(Object.entries(reply).find(([key]) => key === 'detail')?.[1]).toContain(BUNDLE_URL);
    const good = await createSmallBundle();
    device.files = new Map(good.files);
    expect(await helloOf(device)).toMatchObject({ ok: true });
  });

  it('while a key is pinned, since this format carries no signature, and nothing is asked for', async () => {
    const device = await createDevice();
    const reply = await helloOf(device, BUNDLE_URL, ['c29tZSBrZXk=']);
    expect(reply).toMatchObject({
      ok: false,
      reason: 'no-bundle',
      detail: expect.stringContaining('data-key') as string,
    });
    expect(device.requests).toEqual([]);
  });

  it.each([
    'http://cdn.example/m.json',
    'ftp://cdn.example/m.json',
    'data:application/json,{}',
    '/m.json',
    'http://localhost.evil.example/',
  ])('from %s, and nothing is asked for', async (url) => {
    const device = await createDevice();
    expect(await helloOf(device, url)).toMatchObject({ ok: false, reason: 'no-bundle' });
    expect(device.requests).toEqual([]);
  });

  it.each([
    'https://cdn.example/m.json',
    'http://localhost:8787/m.json',
    'http://127.0.0.1/m.json',
    'http://[::1]:80/m.json',
  ])('but not from %s', (url) => {
    expect(isAllowedUrl(url)).toBe(true);
  });
});

describe('a kept bundle', () => {
  async function visited(version = 5): Promise<Device> {
    const device = await createDevice(await createSmallBundle({ version }));
    expect(await helloOf(device)).toMatchObject({ ok: true, bundle: { version } });
    await settle();
    device.requests.length = 0;
    return device;
  }
  const versionOf = async (device: Device): Promise<unknown> =>
    expectOk(await device.openTab().hello(helloCall(device))).bundle.version;

  it('serves without a request, and asks for the manifest once in half an hour', async () => {
    const device = await visited();
    for (let page = 0; page < 5; page++) expect(await helloOf(device)).toMatchObject({ ok: true });
    await settle();
    expect(device.requests).toEqual([]);
    device.now += HOUR_MS;
    for (let page = 0; page < 5; page++) expect(await helloOf(device)).toMatchObject({ ok: true });
    await settle();
    expect(device.requests.map(({ url }) => url)).toEqual([BUNDLE_URL]);
    expect(device.requests[0]!.request.revalidate).toBe(true);
  });

  it('gives way to a newer one on the next page, of which only the changed parts are fetched', async () => {
    const device = await visited();
    device.files = new Map((await createSmallBundle({ version: 6 })).files);
    await replacePart(device, 'embeddings', encodeEmbeddings({ dims: 8, values: new Int8Array(96).fill(1) }));
    device.now += HOUR_MS;
    expect(await versionOf(device)).toBe(5);
    await settle();
    expect(device.requests.map(({ url }) => url)).toEqual([BUNDLE_URL, urlOf(device, 'embeddings')]);
    expect(await versionOf(device)).toBe(6);
  });

  it.each<[string, (device: Device) => unknown]>([
    ['the server fails', (device) => (device.files = new Map())],
    [
      'the new one is older',
      async (device) => (device.files = new Map((await createSmallBundle({ version: 4 })).files)),
    ],
    [
      'the new one is damaged',
      async (device) => {
        device.files = new Map((await createSmallBundle({ version: 6 })).files);
        await replacePart(device, 'popularity', new Uint8Array(64));
      },
    ],
  ])('stays when %s', async (_name, change) => {
    const device = await visited();
    await change(device);
    for (let page = 0; page < 3; page++) {
      device.now += HOUR_MS;
      expect(await versionOf(device)).toBe(5);
      await settle();
    }
  });

  it('of another URL is not taken for this one', async () => {
    const device = await visited();
    const moved = 'https://cdn.example/moved/manifest.json';
    for (const [url, bytes] of device.files) device.files.set(url.replace('/bundle/', '/moved/'), bytes);
    expect(await helloOf(device, moved)).toMatchObject({ ok: true });
    expect(device.requests[0]!.url).toBe(moved);
  });

  it('keeps the titles too, once they were asked for', async () => {
    const device = await visited();
    const fill = decideOf({ mode: 'fill', slot: 'top', limit: 3 });
    for (let page = 0; page < 3; page++) {
      const tab = device.openTab();
      await tab.hello(helloCall(device));
      expect(expectOk(await tab.decide(fill)).display).toHaveLength(3);
      await settle();
    }
    expect(device.requests.map(({ url }) => url)).toEqual([urlOf(device, 'display')]);
  });
});

describe('a shop that turns Aisle off', () => {
  const publish = async (device: Device, enabled: boolean, version: number): Promise<void> => {
    const { files } = await createSmallBundle({ version, change: (manifest) => (manifest.site.enabled = enabled) });
    device.files = new Map(files);
  };
  const OFF = { ok: false, reason: 'off' };

  async function visited(): Promise<Device> {
    const device = await createDevice(await createSmallBundle({ version: 5 }));
    expect(await helloOf(device)).toMatchObject({ ok: true });
    await settle();
    device.requests.length = 0;
    return device;
  }
  const nextVisit = async (device: Device): Promise<object> => {
    device.now += HOUR_MS;
    const reply = await helloOf(device);
    await settle();
    return reply;
  };

  it('is off at the first visit, without a part of the bundle', async () => {
    const device = await createDevice();
    await publish(device, false, 5);
    const tab = device.openTab();
    expect(await tab.hello(helloCall(device))).toEqual(OFF);
    expect(await tab.decide(decideOf(HOME))).toEqual(OFF);
    expect(await tab.record(recordOf([productView(itemId(0), device.now)]))).toEqual(OFF);
    expect(device.requests.map(({ url }) => url)).toEqual([BUNDLE_URL]);
    expect(await tab.erase({ v: PROTOCOL_VERSION, deadlineMs: 1_000 })).toEqual({ ok: true });
  });

  it('is off from the moment the page hears of it, and stays off while the manifest cannot be had', async () => {
    const device = await visited();
    await publish(device, false, 5);
    device.now += HOUR_MS;
    const tab = device.openTab();
    expectOk(await tab.hello(helloCall(device)));
    await settle();
    expect(await tab.decide(decideOf(HOME))).toEqual(OFF);
    expect(await tab.record(recordOf([productView(itemId(0), device.now)]))).toEqual(OFF);
    device.files = new Map();
    for (let visit = 0; visit < 3; visit++) expect(await nextVisit(device)).toEqual(OFF);
  });

  it('is looked at anew while it is off, once in half an hour, and is on again with the first word of it', async () => {
    const device = await visited();
    await publish(device, false, 5);
    await nextVisit(device);
    await publish(device, true, 6);
    expect(await helloOf(device)).toEqual(OFF);
    expect(await nextVisit(device)).toMatchObject({ ok: true, bundle: { version: 6 } });
    expect(await helloOf(device)).toMatchObject({ ok: true });
  });

  it('is not turned on by a rollback, nor kept waiting by a server that never answers', async () => {
    const device = await visited();
    await publish(device, false, 6);
    await nextVisit(device);
    await publish(device, true, 5);
    expect(await nextVisit(device)).toEqual(OFF);
    device.now += HOUR_MS;
    const parts = { fetchBytes: () => new Promise<never>(() => {}) };
    expect(await device.openTab({ parts }).hello(helloCall(device))).toEqual(OFF);
  });

  it('may be off with a bundle that is broken, and keeps what the shopper has', async () => {
    const device = await createDevice(await createSmallBundle({ version: 5 }));
    const tab = device.openTab();
    expectOk(await tab.hello(helloCall(device)));
    expectOk(await tab.record(recordOf([productView(itemId(0), device.now)])));
    await settle();
    await publish(device, false, 6);
    const manifest = device.files.get(BUNDLE_URL)!;
    device.files = new Map([[BUNDLE_URL, manifest]]);
    await nextVisit(device);
    expect(await nextVisit(device)).toEqual(OFF);
    await publish(device, true, 7);
    device.now += HOUR_MS;
    const back = device.openTab();
    expectOk(await back.hello(helloCall(device)));
    const { profile } = expectOk(await back.readProfile({ v: PROTOCOL_VERSION, deadlineMs: 1_000 }));
    expect(profile.recent.map(({ item }) => item)).toEqual([itemId(0)]);
  });
});

describe('local feedback', () => {
  const clickOf = (id: string, at: number): AisleEvent => {
    const items: [ItemRef] = [{ id, list: HOME.slot }];
    return { id: 'c'.repeat(32), at, type: 'product_click', items };
  };

  async function clicked(feedback: true | null): Promise<RawProfile> {
    const device = await createDevice(
      await createSmallBundle({
        change(manifest) {
          manifest.refine = { ...NO_REFINE, feedback };
        },
      }),
    );
    const tab = device.openTab();
    expectOk(await tab.hello(helloCall(device)));
    expectOk(await tab.record(recordOf([productView(itemId(0), device.now)])));
    const [decision] = expectOk(await tab.decide(decideOf(HOME))).decisions;
    expect(decision!.source).toBe('personalised');
    expectOk(await tab.record(recordOf([productView(itemId(1), device.now + 1)])));
    // the page that the click leads to has another worker
    const next = device.openTab();
    expectOk(await next.hello(helloCall(device)));
    expectOk(await next.record(recordOf([clickOf(decision!.items.at(-1)!, device.now + 2)])));
    return expectOk(await next.readProfile({ v: PROTOCOL_VERSION, deadlineMs: 1_000 })).profile;
  }

  it('is learned from a click that the next page records, on the order that this one has shown', async () => {
    const { belief, shown } = await clicked(true);
    expect(belief.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
    expect(belief).not.toEqual(PRIOR);
    expect(shown.map(({ slot, taken }) => [slot, taken.length])).toEqual([[HOME.slot, 1]]);
  });

  it('is nothing that a bundle without it asks for', async () => {
    expect(await clicked(null)).toMatchObject({ belief: [], shown: [] });
  });
});

describe('a learned ranker', () => {
  const learned = { features: ['in-list'], mean: [0], deviation: [1], say: 0.5, candidates: 12, tolerance: 0.001 };

  async function withLearned(): Promise<Device> {
    const part = new TextEncoder().encode('a model of some kind');
    const sha256 = await sha256Of(part);
    const device = await createDevice(
      await createSmallBundle({
        change(manifest) {
          manifest.refine = { ...NO_REFINE, learned };
          manifest.parts.push({
            name: 'learned',
            type: 'tfjs-layers',
            version: 1,
            file: `${sha256}.bin`,
            sha256,
            bytes: part.length,
          });
        },
      }),
    );
    device.files.set(new URL(`${sha256}.bin`, BUNDLE_URL).href, part);
    return device;
  }

  it('is loaded with a bundle that carries one, and is waited for as long as the deadline lets a decision wait', async () => {
    const device = await withLearned();
    const opened: unknown[] = [];
    const asked: number[] = [];
    const room: LearnedRanker = {
      features: ['in-list'],
      candidates: 12,
      say: 0.5,
      score(_features, rows) {
        asked.push(rows);
        return Float32Array.from({ length: rows }, (_, row) => row);
      },
      dispose() {},
    };
    const tab = device.openTab({
      parts: {
        async loadLearned(baseUrl) {
          await settle(600);
          return {
            backend: () => 'cpu',
            open(part, spec, from) {
              opened.push(new TextDecoder().decode(part), spec, from, baseUrl);
              return Promise.resolve(room);
            },
          };
        },
      },
    });
    expectOk(await tab.hello(helloCall(device)));
    expectOk(await tab.record({ ...recordOf([productView(itemId(0), device.now)]), deadlineMs: 50 }));
    const before = expectOk(await tab.decide({ ...decideOf(HOME), deadlineMs: 300 })).decisions[0]!;
    expect(before.source).toBe('personalised');
    expect(asked).toEqual([]);
    const after = expectOk(await tab.decide({ ...decideOf(HOME), deadlineMs: 5_000 })).decisions[0]!;
    expect(opened).toEqual(['a model of some kind', learned, 'https://cdn.example/', 'https://cdn.example/']);
    expect(asked).toHaveLength(1);
    expect(after.items).not.toEqual(before.items);
  });

  it('is not asked for, nor the room that runs it, where the bundle names nothing to refine', async () => {
    const device = await createDevice();
    const asked: string[] = [];
    const tab = device.openTab({
      parts: {
        loadRefine(baseUrl) {
          asked.push(baseUrl);
          return Promise.reject(new Error('nobody needs it'));
        },
      },
    });
    expectOk(await tab.hello(helloCall(device)));
    expectOk(await tab.record(recordOf([productView(itemId(0), device.now)])));
    expect(expectOk(await tab.decide(decideOf(HOME))).decisions[0]!.source).toBe('personalised');
    expect(asked).toEqual([]);
  });

  it.each([
    ['cannot be had', () => Promise.reject(new Error('404'))],
    ['never comes', () => new Promise<never>(() => {})],
  ])('leaves the mixture in place, within the deadline, where its room %s', async (_how, loadRefine) => {
    const plain = (await createDevice()).openTab();
    const device = await withLearned();
    const tab = device.openTab({ parts: { loadRefine } });
    const orders: string[][] = [];
    for (const each of [plain, tab]) {
      expectOk(await each.hello(helloCall(device)));
      expectOk(await each.record(recordOf([productView(itemId(0), device.now)])));
      const startedAt = performance.now();
      orders.push([...expectOk(await each.decide({ ...decideOf(HOME), deadlineMs: 400 })).decisions[0]!.items]);
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    }
    expect(orders[1]).toEqual(orders[0]);
  });

  it('whose part is not what the manifest says leaves the mixture in place', async () => {
    const device = await withLearned();
    const [url] = [...device.files].find(([, bytes]) => new TextDecoder().decode(bytes).startsWith('a model'))!;
    device.files.set(url, new TextEncoder().encode('a model of some mind'));
    const opened: unknown[] = [];
    const tab = device.openTab({
      parts: {
        loadLearned() {
          opened.push(1);
          return Promise.reject(new Error('nothing to open'));
        },
      },
    });
    expectOk(await tab.hello(helloCall(device)));
    expectOk(await tab.record(recordOf([productView(itemId(0), device.now)])));
    expect(expectOk(await tab.decide(decideOf(HOME))).decisions[0]!.source).toBe('personalised');
    expect(opened).toEqual([]);
  });

  it('that does not load leaves the mixture in place', async () => {
    const device = await withLearned();
    const tab = device.openTab();
    expectOk(await tab.hello(helloCall(device)));
    await settle();
    expectOk(await tab.record(recordOf([productView(itemId(0), device.now)])));
    expect(expectOk(await tab.decide(decideOf(HOME))).decisions[0]!.source).toBe('personalised');
  });
});
