import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';

import type { Manifest } from '../../../contract/bundle.ts';
import type { LivingReply } from '../../../contract/living-calls.ts';
import type { EngineApi, ProfilePatch } from '../../../contract/protocol.ts';
import { createDevice, expectOk, helloCall, PLAIN, productView, recordOf, type Device } from './device.ts';
import { createSmallBundle, itemId } from './small-bundle.ts';

const LOOKERS = { id: 'lookers', name: 'Lookers', when: { count: { type: 'product_view' }, atLeast: 2 } };
const withSegments = (manifest: Manifest): void => {
  manifest.living = {
    signals: {},
    rfm: null,
    segments: [LOOKERS],
    clusters: null,
    offers: [],
    recovery: null,
    imports: [],
  };
};

async function started(device: Device): Promise<EngineApi> {
  const tab = device.openTab();
  expectOk(await tab.hello(helloCall(device)));
  return tab;
}

const correct = (tab: EngineApi, ...patches: ProfilePatch[]) => tab.correct({ ...PLAIN, patches });
const stateOf = async (tab: EngineApi): Promise<LivingReply> => expectOk(await tab.living({ ...PLAIN, ask: 'state' }));
const idsOf = async (tab: EngineApi): Promise<string[]> => (await stateOf(tab)).segments.map(({ id }) => id);

async function looker(): Promise<{ device: Device; tab: EngineApi }> {
  const device = await createDevice(await createSmallBundle({ change: withSegments }));
  const tab = await started(device);
  for (const row of [0, 2]) {
    device.now += 5_000;
    expectOk(await tab.record(recordOf([productView(itemId(row), device.now)])));
  }
  expect(await idsOf(tab)).toEqual(['lookers']);
  return { device, tab };
}

test('who leaves a segment is out of it, in other tabs and later too, until that is taken back', async () => {
  const { device, tab } = await looker();
  expectOk(await correct(tab, { segment: 'lookers', leave: true }));
  expect(await stateOf(tab)).toMatchObject({ segments: [], left: [{ id: 'lookers', name: 'Lookers' }] });
  device.now += 60_000;
  expectOk(await tab.record(recordOf([productView(itemId(4), device.now)])));
  const other = await started(device);
  expect(await idsOf(other)).toEqual([]);
  expectOk(await correct(other, { segment: 'lookers', leave: false }));
  expect(await idsOf(other)).toEqual(['lookers']);
});

test('leaving beside other corrections is done with them, or not at all', async () => {
  const { tab } = await looker();
  const unknown = await correct(tab, { segment: 'lookers', leave: true }, { item: 'nobody', ignore: true });
  expect(unknown).toMatchObject({ ok: false, reason: 'bad-request' });
  expect(await idsOf(tab)).toEqual(['lookers']);
  expectOk(await correct(tab, { segment: 'lookers', leave: true }, { item: itemId(6), notInterested: true }));
  expect(await idsOf(tab)).toEqual([]);
  expect(expectOk(await tab.readProfile(PLAIN)).profile.notInterested).toEqual([itemId(6)]);
});

test('what the bundle has no segment for is refused by its name', async () => {
  const { tab } = await looker();
  const reply = await correct(tab, { segment: 'luxury', leave: true });
  expect(reply).toMatchObject({ ok: false, reason: 'bad-request' });
  expect(JSON.stringify(reply)).toMatch(/patches\[0\]\.segment.*luxury.*lookers/);
});

test('where nothing of segments can be had, leaving one says so', async () => {
  const device = await createDevice(await createSmallBundle({ change: withSegments }));
  const tab = device.openTab({ parts: { loadLiving: () => Promise.reject(new Error('blocked')) } });
  expectOk(await tab.hello(helloCall(device)));
  expect(await correct(tab, { segment: 'lookers', leave: true })).toMatchObject({ ok: false, reason: 'not-loaded' });
});
