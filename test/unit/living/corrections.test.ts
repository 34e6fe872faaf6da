import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';

import type { ProfilePatch } from '../../../contract/protocol.ts';
import type { RawProfile } from '../../../contract/profile.ts';
import type { EngineApi } from '../../../contract/protocol.ts';
import { createDevice, expectOk, helloCall, PLAIN, productView, recordOf, type Device } from '../engine/device.ts';
import { createSmallBundle, itemId } from '../engine/small-bundle.ts';
import { SPEC } from './living-shop.ts';

const LANTERNS = {
  id: 'lantern-fans',
  name: 'Lantern fans',
  when: { count: { type: 'product_view', where: { kind: 'lantern' } }, atLeast: 2 },
  stay: '10d',
} as const;

interface Shop {
  readonly device: Device;
  openTab(): Promise<EngineApi>;
}

async function createShop(): Promise<Shop> {
  const change = (manifest: { living: Record<string, unknown> | null }): void => {
    manifest.living = { ...SPEC, segments: [LANTERNS] };
  };
  const device = await createDevice(await createSmallBundle({ change }));
  return {
    device,
    async openTab() {
      const engine = device.openTab();
      expectOk(await engine.hello(helloCall(device)));
      return engine;
    },
  };
}

async function read(engine: EngineApi): Promise<RawProfile> {
  return expectOk(await engine.readProfile(PLAIN)).profile;
}

async function correct(engine: EngineApi, ...patches: ProfilePatch[]): Promise<void> {
  expectOk(await engine.correct({ ...PLAIN, patches }));
}

async function segmentsOf(engine: EngineApi): Promise<string[]> {
  return expectOk(await engine.living({ ...PLAIN, ask: 'state' })).segments.map(({ id }) => id);
}

async function look(engine: EngineApi, { device }: Shop, rows: readonly number[]): Promise<string[]> {
  // further apart than what several sources tell of one look
  device.now += 60_000;
  const views = rows.map((row, place) => productView(itemId(row), device.now + place));
  expectOk(await engine.record(recordOf(views)));
  return views.map(({ id }) => id);
}

test('an event that is taken back is as if it had not been: neither log, vectors nor a segment knows of it, in any tab', async () => {
  const shop = await createShop();
  const [first, second] = [await shop.openTab(), await shop.openTab()];
  await look(first, shop, [0, 1]);
  const before = structuredClone((await read(first)).living);
  const [id] = await look(first, shop, [2]);
  expect(await segmentsOf(first)).toEqual(['lantern-fans']);
  await correct(first, { event: id! });
  for (const tab of [first, second, await shop.openTab()]) {
    const { living } = await read(tab);
    expect(await segmentsOf(tab)).toEqual([]);
    expect(living.log).toEqual(before.log);
    expect(living.counts).toEqual(before.counts);
    expect(Object.keys(living.vectors!['kind']!)).toEqual(['lantern', 'mug']);
    expect(living.vectors!['kind']!['lantern']!.view).toBeCloseTo(before.vectors!['kind']!['lantern']!.view!, 3);
  }
});

test('nothing is learned of an item or a value that its owner ignores, and what was learned is gone', async () => {
  const shop = await createShop();
  const tab = await shop.openTab();
  await look(tab, shop, [0, 2, 1]);
  await correct(tab, { item: itemId(2), ignore: true }, { attribute: 'kind', value: 'mug', ignore: true });
  const { living } = await read(tab);
  expect(living.log!.flatMap(({ items = [] }) => items.map(({ id }) => id))).toEqual([itemId(0), itemId(1)]);
  expect(Object.keys(living.vectors!['kind']!)).toEqual(['lantern']);
  expect(await segmentsOf(tab)).toEqual([]);
  await look(tab, shop, [2, 1]);
  expect(Object.keys((await read(tab)).living.vectors!['kind']!)).toEqual(['lantern']);
  expect(await segmentsOf(tab)).toEqual([]);
  await correct(tab, { item: itemId(2), ignore: false }, { attribute: 'kind', value: 'mug', ignore: false });
  await look(tab, shop, [2, 1]);
  expect(Object.keys((await read(tab)).living.vectors!['kind']!).toSorted()).toEqual(['lantern', 'mug']);
  expect(await segmentsOf(tab)).toEqual(['lantern-fans']);
});

test('an interest that is set to nothing is forgotten, and one that is set counts as said', async () => {
  const shop = await createShop();
  const tab = await shop.openTab();
  await look(tab, shop, [0]);
  await correct(tab, { interest: { attribute: 'kind', value: 'lantern', weight: 0 } });
  expect((await read(tab)).living.vectors!['kind']).toBeUndefined();
  await correct(tab, { interest: { attribute: 'kind', value: 'mug', weight: 4 } });
  expect((await read(tab)).living.vectors!['kind']).toEqual({ mug: { at: shop.device.now, said: 4 } });
});

test('a segment that is left is not told any more, until that is taken back', async () => {
  const shop = await createShop();
  const tab = await shop.openTab();
  await look(tab, shop, [0, 2]);
  await correct(tab, { segment: 'lantern-fans', leave: true });
  const left = expectOk(await tab.living({ ...PLAIN, ask: 'state' }));
  expect(left).toMatchObject({ segments: [], left: [{ id: 'lantern-fans', kind: 'rule' }] });
  await correct(tab, { segment: 'lantern-fans', leave: false });
  expect(await segmentsOf(tab)).toEqual(['lantern-fans']);
});

test('where the script of the living profile cannot be had, a correction leaves nothing there that was learned', async () => {
  const shop = await createShop();
  const tab = await shop.openTab();
  const [id] = await look(tab, shop, [0, 2, 1]);
  const broken = shop.device.openTab({ parts: { loadLiving: () => Promise.reject(new Error('blocked')) } });
  expectOk(await broken.hello(helloCall(shop.device)));
  await correct(broken, { event: id! });
  expect((await read(broken)).living).toEqual({});
  // begun anew from what the rest of the profile remembers, or corrected by itself: whichever it hears of first
  await look(tab, shop, [4]);
  const { living } = await read(tab);
  expect(living.log!.flatMap(({ items = [] }) => items.map((item) => item.id))).toEqual([
    itemId(2),
    itemId(1),
    itemId(4),
  ]);
});

test('an exported profile brings its living one to another device, without what the bundle there does not know', async () => {
  const shop = await createShop();
  const tab = await shop.openTab();
  await look(tab, shop, [0, 2]);
  const { export: document } = expectOk(await tab.exportProfile(PLAIN));
  document.profile.living.log!.push({ at: shop.device.now, type: 'product_view', items: [{ id: 'somebody’s name' }] });
  document.profile.living.vectors!['kind']!['somebody’s name'] = { at: 0, view: 1 };
  const other = await createShop();
  const there = await other.openTab();
  await look(there, other, [1]);
  expectOk(await there.importProfile({ ...PLAIN, document }));
  expect(await segmentsOf(there)).toEqual(['lantern-fans']);
  await look(there, other, [3]);
  const { living } = await read(there);
  expect(JSON.stringify(living)).not.toContain('somebody');
  const items = living.log!.flatMap(({ items = [] }) => items.map((item) => item.id));
  expect(items).toEqual([itemId(0), itemId(2), itemId(3)]);
});
