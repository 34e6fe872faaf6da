import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { describe, expect, it, vi } from 'vitest';

import type { EngineApi, SlotRequest } from '../../../contract/protocol.ts';
import type { EngineParts } from '../../../worker/engine.ts';
import { openStore } from '../../../worker/store/open-store.ts';
import {
  createDevice,
  decideOf,
  expectOk,
  helloCall,
  PLAIN,
  productView,
  realRandom,
  recordOf,
  settle,
  type Device,
} from './device.ts';
import { itemId } from './small-bundle.ts';

const openLate: EngineParts['openStore'] = async (site, consent) => {
  await settle(40);
  return openStore(site, consent, { random: realRandom });
};

const HOME: SlotRequest = { mode: 'rank', slot: 'home', items: Array.from({ length: 12 }, (_, row) => itemId(row)) };

async function openTabs(count: number): Promise<{ device: Device; tabs: EngineApi[] }> {
  const device = await createDevice();
  const tabs = Array.from({ length: count }, () => device.openTab());
  for (const tab of tabs) expectOk(await tab.hello(helloCall(device)));
  return { device, tabs };
}

/** A tab whose browser refuses to open the database, as in some private windows. */
async function openPoorTab(device: Device): Promise<EngineApi> {
  const spy = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  const tab = device.openTab();
  expect(expectOk(await tab.hello(helloCall(device))).storage).toBe('memory');
  spy.mockRestore();
  return tab;
}

async function look(tab: EngineApi, device: Device, row: number): Promise<void> {
  device.now += 3_000;
  expectOk(await tab.record(recordOf([productView(itemId(row), device.now)])));
}

async function recentOf(tab: EngineApi): Promise<string[]> {
  const profile = expectOk(await tab.readProfile(PLAIN)).profile;
  return profile.recent.map(({ item }) => item);
}

const names = async (): Promise<(string | undefined)[]> => (await indexedDB.databases()).map(({ name }) => name);

describe('two tabs', () => {
  it('see each other by the notice', async () => {
    const { device, tabs } = await openTabs(2);
    await look(tabs[0]!, device, 1);
    await look(tabs[0]!, device, 3);
    expect(device.posted).toEqual([
      { type: 'revision', revision: 1 },
      { type: 'revision', revision: 2 },
    ]);
    const reply = expectOk(await tabs[1]!.decide(decideOf(HOME)));
    expect(reply.revision).toBe(2);
    expect(reply.decisions[0]!.source).toBe('personalised');
    expect(await recentOf(tabs[1]!)).toEqual([itemId(1), itemId(3)]);
  });

  it('see each other within a second where the notice is lost', async () => {
    const { device, tabs } = await openTabs(2);
    device.isDeaf = true;
    await look(tabs[0]!, device, 1);
    expect(expectOk(await tabs[1]!.decide(decideOf(HOME))).revision).toBe(1);
    // looked at just now
    device.now += 500;
    expectOk(await tabs[0]!.record(recordOf([productView(itemId(3), device.now)])));
    expect(expectOk(await tabs[1]!.decide(decideOf(HOME))).revision).toBe(1);
    device.now += 600;
    expect(expectOk(await tabs[1]!.decide(decideOf(HOME))).revision).toBe(2);
  });

  it('that write at the same time come to the same profile', async () => {
    const { device, tabs } = await openTabs(3);
    const batches = Array.from({ length: 90 }, (_, at) => [productView(itemId(at % 12), device.now + at * 2_500)]);
    await Promise.all(batches.map((events, at) => tabs[at % 3]!.record(recordOf(events))));
    device.now += 400_000;
    const profiles = await Promise.all(tabs.map(async (tab) => expectOk(await tab.readProfile(PLAIN)).profile));
    expect(profiles[0]!.totals.events).toBe(90);
    expect(profiles[1]).toEqual(profiles[0]);
    expect(profiles[2]).toEqual(profiles[0]);
  });

  it('do not write to a profile that the other has erased, and do not bring it back', async () => {
    const { device, tabs } = await openTabs(2);
    await look(tabs[0]!, device, 1);
    device.isDeaf = true;
    expect(await tabs[0]!.erase(PLAIN)).toEqual({ ok: true });
    expect(await tabs[1]!.record(recordOf([productView(itemId(3), device.now)]))).toEqual({
      ok: false,
      reason: 'stopped',
    });
    expect(await tabs[1]!.decide(decideOf(HOME))).toEqual({ ok: false, reason: 'stopped' });
    expect(await names()).not.toContain(`aisle:${device.site}`);
  });
});

describe('erase', () => {
  it('leaves no database, tells the other tabs, and every call answers stopped', async () => {
    const { device, tabs } = await openTabs(3);
    for (const tab of tabs) await look(tab, device, 1);
    expect(await tabs[0]!.erase(PLAIN)).toEqual({ ok: true });
    expect(await names()).not.toContain(`aisle:${device.site}`);
    expect(device.posted.at(-1)).toEqual({ type: 'erased' });
    for (const tab of tabs) {
      const calls = [
        tab.hello(helloCall(device)),
        tab.record(recordOf([productView(itemId(1), device.now)])),
        tab.decide(decideOf(HOME)),
        tab.exportProfile(PLAIN),
        tab.notInterested({ ...PLAIN, item: itemId(0) }),
        tab.erase(PLAIN),
      ];
      expect(await Promise.all(calls)).toEqual(calls.map(() => ({ ok: false, reason: 'stopped' })));
    }
    await settle();
    expect(await names()).not.toContain(`aisle:${device.site}`);
  });

  it('with writes, decisions and compactions under way leaves nothing behind', async () => {
    const { device, tabs } = await openTabs(3);
    const work = Array.from({ length: 240 }, (_, at) => {
      const tab = tabs[at % 3]!;
      return at % 5 === 0
        ? tab.decide(decideOf(HOME))
        : tab.record(recordOf([productView(itemId(at % 12), device.now + at * 2_500)]));
    });
    await settle(5);
    const erased = tabs[1]!.erase(PLAIN);
    const more = tabs.map((tab) => tab.record(recordOf([productView(itemId(2), device.now)])));
    expect(await erased).toEqual({ ok: true });
    const replies = await Promise.all([...work, ...more]);
    expect(replies.filter((reply) => !reply.ok).every((reply) => !reply.ok && reply.reason === 'stopped')).toBe(true);
    await settle(50);
    expect(await names()).not.toContain(`aisle:${device.site}`);
  });

  it('during hello wins', async () => {
    const device = await createDevice();
    const tab = device.openTab();
    const hello = tab.hello(helloCall(device));
    expect(await tab.erase(PLAIN)).toEqual({ ok: true });
    expect(await hello).toEqual({ ok: false, reason: 'stopped' });
    expect(await names()).not.toContain(`aisle:${device.site}`);
  });

  it('aborts what is being fetched', async () => {
    const device = await createDevice();
    let isAborted = false;
    const tab = device.openTab({
      parts: {
        fetchBytes: (_url, { signal }) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              isAborted = true;
              resolve(undefined);
            });
          }),
      },
    });
    const hello = tab.hello(helloCall(device));
    await settle();
    expect(await tab.erase(PLAIN)).toEqual({ ok: true });
    expect(isAborted).toBe(true);
    expect(await hello).toMatchObject({ ok: false, reason: 'stopped' });
  });

  it('before the other tab has opened its profile leaves none that nobody allowed', async () => {
    const device = await createDevice();
    const [first, second] = [device.openTab(), device.openTab({ parts: { openStore: openLate } })];
    expectOk(await first.hello(helloCall(device)));
    const hello = second.hello(helloCall(device));
    expect(await first.erase(PLAIN)).toEqual({ ok: true });
    expect(await hello).toEqual({ ok: false, reason: 'stopped' });
    await settle(50);
    expect(await names()).not.toContain(`aisle:${device.site}`);
  });

  it('keeps what a later grant has begun when a stale tab wakes up', async () => {
    const { device, tabs } = await openTabs(1);
    // frozen: hears nothing, and its handle went with the database
    const stale = device.openTab();
    expectOk(await stale.hello(helloCall(device)));
    device.isDeaf = true;
    expect(await tabs[0]!.erase(PLAIN)).toEqual({ ok: true });
    const again = device.openTab();
    expectOk(await again.hello(helloCall(device)));
    await look(again, device, 5);
    expect(await stale.record(recordOf([productView(itemId(1), device.now)]))).toEqual({
      ok: false,
      reason: 'stopped',
    });
    expect(await stale.decide(decideOf(HOME))).toMatchObject({ ok: false, reason: 'stopped' });
    expect(await recentOf(again)).toEqual([itemId(5)]);
  });

  it('says so when the emptied database is held open by somebody else', async () => {
    const { device, tabs } = await openTabs(1);
    const holder = await openDB(`aisle:${device.site}`);
    const reply = await tabs[0]!.erase(PLAIN);
    expect(reply).toMatchObject({ ok: false, reason: 'store' });
    expect(await holder.count('keys')).toBe(0);
    holder.close();
  }, 10_000);

  it('deletes the database of an earlier visit also where this one lives in memory', async () => {
    const { device, tabs } = await openTabs(1);
    await look(tabs[0]!, device, 1);
    const poor = await openPoorTab(device);
    expect(await poor.erase(PLAIN)).toEqual({ ok: true });
    expect(await names()).not.toContain(`aisle:${device.site}`);
  });
});

describe('memory mode', () => {
  it('ranks, records and exports like the disk, and a new worker knows nothing', async () => {
    const device = await createDevice();
    const tab = await openPoorTab(device);
    for (const row of [1, 3, 5]) await look(tab, device, row);
    expect(expectOk(await tab.decide(decideOf(HOME))).decisions[0]!.source).toBe('personalised');
    expect(expectOk(await tab.exportProfile(PLAIN)).export.events).toHaveLength(3);
    expect(await recentOf(await openPoorTab(device))).toEqual([]);
  });
});
