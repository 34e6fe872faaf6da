import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';

import { allGrants } from '../../../contract/grants.ts';
import { PROTOCOL_VERSION, type EngineApi, type SlotRequest } from '../../../contract/protocol.ts';
import type { RawProfile } from '../../../worker/profile/profile.ts';
import {
  consentRecord,
  createDevice,
  decideOf,
  expectOk,
  helloCall,
  PLAIN,
  productView,
  recordOf,
  settle,
  type Device,
} from './device.ts';
import { createSmallBundle, itemId, sha256Of, BUNDLE_URL } from './small-bundle.ts';

const ALL = Array.from({ length: 12 }, (_, row) => itemId(row));
const HOME: SlotRequest = { mode: 'rank', slot: 'home', items: ALL };
const SIMILAR: SlotRequest = { mode: 'fill', slot: 'similar', limit: 4, item: itemId(0) };

async function started(): Promise<{ device: Device; tab: EngineApi }> {
  const device = await createDevice();
  const tab = device.openTab();
  expectOk(await tab.hello(helloCall(device)));
  return { device, tab };
}

async function look(tab: EngineApi, device: Device, rows: readonly number[]): Promise<void> {
  for (const row of rows) {
    device.now += 5_000;
    expectOk(await tab.record(recordOf([productView(itemId(row), device.now)])));
  }
}

async function profileOf(tab: EngineApi): Promise<RawProfile> {
  return expectOk(await tab.readProfile(PLAIN)).profile;
}

describe('hello', () => {
  it('answers with the site, the bundle and where the profile is kept', async () => {
    const device = await createDevice();
    const reply = expectOk(await device.openTab().hello(helloCall(device)));
    expect(reply).toMatchObject({
      v: PROTOCOL_VERSION,
      site: { currency: 'GBP', maxPriceAgeHours: 48 },
      bundle: { version: 1, items: 12, hash: await sha256Of(device.files.get(BUNDLE_URL)!) },
      revision: 0,
      storage: 'disk',
    });
  });

  it('opens, fetches and stores nothing without a grant', async () => {
    const device = await createDevice();
    const consent = consentRecord(allGrants('pending'));
    expect(await device.openTab().hello(helloCall(device, { consent }))).toMatchObject({ reason: 'no-consent' });
    expect(device.requests).toEqual([]);
    expect(await databases()).not.toContain(`aisle:${device.site}`);
  });

  it('keeps nothing where only the context of the page is granted, and ranks and fills from that alone', async () => {
    const device = await createDevice();
    const tab = device.openTab();
    const consent = consentRecord({ ...allGrants('denied'), contextual: 'granted' });
    expect(expectOk(await tab.hello(helloCall(device, { consent }))).storage).toBe('memory');
    const fill: SlotRequest = { mode: 'fill', slot: 'more', limit: 4 };
    const about = async (...context: string[]) =>
      expectOk(await tab.decide({ ...decideOf(HOME, fill), context: context.map((id) => [id]) })).decisions;

    const [lanterns, moreLanterns] = await about(itemId(0));
    expect(lanterns!.source).toBe('similar');
    expect(lanterns!.items.slice(0, 2)).toEqual([itemId(2), itemId(4)]);
    expect(moreLanterns).toMatchObject({ source: 'similar' });
    expect(moreLanterns!.items[0]).toContain('lantern');
    // nothing is left of it for the next page
    const [mugs] = await about(itemId(1), 'unknown');
    expect(mugs!.items.slice(0, 2)).toEqual([itemId(3), itemId(5)]);
    expect(await about()).toMatchObject([{ source: 'server', items: ALL }, { source: 'popular' }]);

    for (const refused of [
      tab.record(recordOf([productView(itemId(0), device.now)])),
      tab.readProfile(PLAIN),
      tab.pause({ ...PLAIN, isOn: true }),
    ]) {
      expect(await refused).toMatchObject({ reason: 'no-consent' });
    }
    expect(await databases()).not.toContain(`aisle:${device.site}`);
    expect(device.posted).toEqual([]);
  });

  it('goes on without a profile when another tab erases its own', async () => {
    const { device, tab } = await started();
    const contextual = device.openTab();
    const consent = consentRecord({ ...allGrants('denied'), contextual: 'granted' });
    expectOk(await contextual.hello(helloCall(device, { consent })));
    expectOk(await tab.erase(PLAIN));
    expectOk(await contextual.decide({ ...decideOf(HOME), context: [[itemId(0)]] }));
  });

  it('does not look at the context of a page whose shopper has a profile', async () => {
    const { device, tab } = await started();
    await look(tab, device, [1, 3]);
    const [own] = expectOk(await tab.decide(decideOf(HOME))).decisions;
    const [other] = expectOk(await tab.decide({ ...decideOf(HOME), context: [[itemId(0)]] })).decisions;
    expect({ ...other, tookMs: 0 }).toEqual({ ...own, tookMs: 0 });
  });

  it('can be called again after the bundle could not be had; until then nothing is recorded', async () => {
    const device = await createDevice();
    const files = device.files;
    device.files = new Map();
    const tab = device.openTab();
    expect(await tab.hello(helloCall(device))).toMatchObject({ ok: false, reason: 'no-bundle' });
    const batch = recordOf([productView(itemId(0), device.now)]);
    expect(await tab.record(batch)).toMatchObject({ ok: false, reason: 'no-bundle' });
    expect(await tab.decide(decideOf(HOME))).toMatchObject({ ok: false, reason: 'no-bundle' });
    device.files = files;
    expect(expectOk(await tab.hello(helloCall(device))).revision).toBe(0);
    expectOk(await tab.record(batch));
    expect((await profileOf(tab)).recent.map(({ item }) => item)).toEqual([itemId(0)]);
  });
});

describe('a call', () => {
  const CALLS = (device: Device): Partial<Record<keyof EngineApi, object>> => ({
    hello: helloCall(device),
    consent: { ...PLAIN, consent: consentRecord() },
    record: recordOf([productView(itemId(0), device.now)]),
    decide: decideOf(HOME),
    explain: { ...PLAIN, item: itemId(0) },
    vocabulary: PLAIN,
    describe: { ...PLAIN, items: [itemId(0)] },
    correct: { ...PLAIN, patches: [{ item: itemId(0), ignore: true }] },
    pause: { ...PLAIN, isOn: true },
    importAttributes: { ...PLAIN, source: 'crm', attributes: [{ name: 'kind', value: 'mug' }] },
    importProfile: { ...PLAIN, document: {} },
    notInterested: { ...PLAIN, item: itemId(0) },
    readProfile: PLAIN,
    exportProfile: PLAIN,
    erase: PLAIN,
  });

  it.each(Object.keys(CALLS({ site: 's', now: 0 } as Device)) as (keyof EngineApi)[])(
    '%s refuses another version, a wrong shape and rubbish without rejecting',
    async (name) => {
      const device = await createDevice();
      const tab = device.openTab();
      const send = tab[name] as (call: unknown) => Promise<unknown>;
      const call = CALLS(device)[name];
      // what is wrong with most calls is told by the annex, which is brought for somebody with consent
      if (name !== 'hello') expectOk(await tab.hello(helloCall(device)));
      expect(await send({ ...call, v: 1 })).toMatchObject({ ok: false, reason: 'protocol' });
      for (const bad of [{ ...call, extra: 1 }, { ...call, deadlineMs: NaN }, {}, null, undefined, 7, [], 'x']) {
        expect(await send(bad)).toMatchObject({ ok: false, reason: 'bad-request' });
      }
    },
  );

  it.each(Object.keys(CALLS({ site: 's', now: 0 } as Device)).filter((name) => name !== 'hello' && name !== 'erase'))(
    '%s before hello finds no consent',
    async (name) => {
      const device = await createDevice();
      const send = device.openTab()[name as keyof EngineApi] as (call: unknown) => Promise<unknown>;
      expect(await send(CALLS(device)[name as keyof EngineApi])).toMatchObject({ ok: false, reason: 'no-consent' });
    },
  );

  it('never rejects when what it is given fails', async () => {
    const device = await createDevice();
    const broken = { openStore: () => Promise.reject(new Error('broken')) };
    const tab = device.openTab({ parts: broken });
    expect(await tab.hello(helloCall(device))).toEqual({ ok: false, reason: 'store', detail: 'broken' });
    expect(await tab.decide(decideOf(HOME))).toMatchObject({ ok: false });
  });
});

describe('record', () => {
  it('keeps the good events of a batch and counts the bad ones', async () => {
    const { device, tab } = await started();
    const good = productView(itemId(0), device.now);
    const events = [good, { ...good, id: 'short' }, { type: 'nonsense' }, null];
    const reply = await (tab.record as (call: unknown) => ReturnType<EngineApi['record']>)({ ...PLAIN, events });
    expect(reply).toEqual({ ok: true, revision: 1, rejected: 3 });
    expect((await profileOf(tab)).recent).toHaveLength(1);
  });

  it('counts the same act from two sources once within two seconds, and dwell always', async () => {
    const { device, tab } = await started();
    const at = device.now;
    const dwell = { ...productView(itemId(0), at), type: 'product_dwell', ms: 500 } as const;
    await tab.record(recordOf([productView(itemId(0), at), productView(itemId(0), at + 1_500)]));
    await tab.record(recordOf([productView(itemId(0), at + 1_900), productView(itemId(0), at + 4_200)]));
    await tab.record(recordOf([dwell, { ...dwell, id: 'f'.repeat(32) }] as Parameters<typeof recordOf>[0]));
    const { items } = await profileOf(tab);
    expect(items[itemId(0)]).toMatchObject({ views: 2, dwellMs: 1_000 });
  });

  it('counts the same event id once, however often it is sent', async () => {
    const { device, tab } = await started();
    const event = productView(itemId(0), device.now);
    await tab.record(recordOf([event]));
    device.now += 10_000;
    await tab.record(recordOf([{ ...event, at: event.at + 9_000 }]));
    expect((await profileOf(tab)).items[itemId(0)]).toMatchObject({ views: 1 });
  });

  it('survives a new worker', async () => {
    const { device, tab } = await started();
    await look(tab, device, [0, 2, 4, 6, 8]);
    const before = await profileOf(tab);
    const next = device.openTab();
    expect(expectOk(await next.hello(helloCall(device))).revision).toBe(5);
    expect(await profileOf(next)).toEqual(before);
  });

  it('ignores what is called __proto__', async () => {
    const { device, tab } = await started();
    expectOk(await tab.record(recordOf([productView('__proto__', device.now)])));
    expect(({} as { views?: number }).views).toBeUndefined();
    expectOk(await tab.decide(decideOf({ mode: 'rank', slot: 'home', items: ['__proto__', ...ALL] })));
  });
});

describe('decide', () => {
  it('leaves the server order for a stranger and moves up what a visitor looks at', async () => {
    const { device, tab } = await started();
    const [stranger] = expectOk(await tab.decide(decideOf(HOME))).decisions;
    expect(stranger).toMatchObject({ slot: 'home', items: ALL, source: 'server', arm: 'personalised' });
    await look(tab, device, [1, 3, 5, 7]);
    const [decision] = expectOk(await tab.decide(decideOf(HOME))).decisions;
    expect(decision!.source).toBe('personalised');
    expect([...decision!.items].toSorted()).toEqual(ALL.toSorted());
    expect(decision!.items.slice(0, 4).every((id) => id.includes('mug'))).toBe(true);
    expect(decision!.reasons).toEqual([]);
  });

  it('gives a reason for each item to a call that asks for reasons, and the same order', async () => {
    const { device, tab } = await started();
    await look(tab, device, [1, 3, 5, 7]);
    const [plain] = expectOk(await tab.decide(decideOf(HOME))).decisions;
    const [decision] = expectOk(await tab.decide({ ...decideOf(HOME), reasons: true })).decisions;
    expect(decision!.items).toEqual(plain!.items);
    expect(decision!.reasons.map(({ item }) => item)).toEqual(plain!.items);
    expect(decision!.reasons[0]!.terms.length).toBeGreaterThan(0);
  });

  it('asks for the annex only where a slot is to be filled or reasons are wanted', async () => {
    const device = await createDevice();
    let asked = 0;
    const tab = device.openTab({
      parts: {
        loadAnnex() {
          asked++;
          return import('../../../worker/annex/annex.ts');
        },
      },
    });
    expectOk(await tab.hello(helloCall(device)));
    await look(tab, device, [0, 2]);
    expectOk(await tab.decide(decideOf(HOME)));
    expectOk(await tab.consent({ ...PLAIN, consent: consentRecord() }));
    expect(asked).toBe(0);
    expectOk(await tab.decide(decideOf(SIMILAR)));
    expectOk(await tab.decide({ ...decideOf(HOME), reasons: true }));
    expect(asked).toBe(2);
    expectOk(await tab.erase(PLAIN));
    expect(asked).toBe(2);
  });

  it.each<[string, () => Promise<never>]>([
    ['cannot be had', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['never comes', () => new Promise(() => {})],
  ])('ranks, records and erases where the annex %s; only what is in it fails', async (_how, loadAnnex) => {
    const device = await createDevice();
    const tab = device.openTab({ parts: { loadAnnex } });
    expectOk(await tab.hello(helloCall(device)));
    await look(tab, device, [1, 3, 5, 7]);
    const call = { ...decideOf(HOME, SIMILAR), reasons: true, deadlineMs: 60 };
    const { decisions, display } = expectOk(await tab.decide(call));
    expect(decisions[0]).toMatchObject({ source: 'personalised', reasons: [] });
    expect(decisions[0]!.items[0]).toContain('mug');
    expect(decisions[1]).toEqual({
      slot: 'similar',
      items: [],
      source: 'server',
      arm: 'personalised',
      reasons: [],
      tookMs: 0,
    });
    expect(display).toEqual([]);
    const silent = settle(40).then(() => 'silence');
    const rights = [
      tab.readProfile(PLAIN),
      tab.exportProfile(PLAIN),
      tab.vocabulary(PLAIN),
      tab.explain({ ...PLAIN, item: itemId(0) }),
      tab.notInterested({ ...PLAIN, item: itemId(0) }),
    ];
    for (const reply of await Promise.all(rights.map((right) => Promise.race([right, silent])))) {
      if (reply !== 'silence') expect(reply).toEqual({ ok: false, reason: 'not-loaded' });
    }
    expect(await tab.erase(PLAIN)).toEqual({ ok: true });
    expect(await databases()).not.toContain(`aisle:${device.site}`);
  });

  it('brings titles, URLs, images and prices of what it fills in, fetched only then', async () => {
    const { device, tab } = await started();
    const display = device.files.size - 1;
    expectOk(await tab.decide(decideOf(HOME)));
    expect(device.requests).toHaveLength(display);
    const reply = expectOk(await tab.decide(decideOf(SIMILAR)));
    expect(device.requests).toHaveLength(display + 1);
    expect(reply.display.map(({ id }) => id)).toEqual(reply.decisions[0]!.items);
    const first = reply.display[0]!;
    const row = ALL.indexOf(first.id);
    expect(first).toEqual({
      id: first.id,
      title: `Title of ${row}`,
      url: `/p/${row}`,
      image: `/i/${row}.svg`,
      price: row + 0.5,
    });
  });

  it('fills no slot with an item that has no title, and takes the next best instead', async () => {
    const { tab } = await started();
    const [gone] = expectOk(await tab.decide(decideOf(SIMILAR))).decisions[0]!.items;
    const device = await createDevice(await createSmallBundle({ untitled: ALL.indexOf(gone!) }));
    const other = device.openTab();
    expectOk(await other.hello(helloCall(device)));
    const { decisions, display } = expectOk(await other.decide(decideOf(SIMILAR)));
    expect(decisions[0]!.items).not.toContain(gone);
    expect(decisions[0]!.items).toHaveLength(4);
    expect(display.map(({ id }) => id)).toEqual(decisions[0]!.items);
  });

  it('fills slots also from a bundle that names no pages', async () => {
    const device = await createDevice(await createSmallBundle({ urls: false }));
    const tab = device.openTab();
    expectOk(await tab.hello(helloCall(device)));
    const { decisions, display } = expectOk(await tab.decide(decideOf(SIMILAR)));
    expect(decisions[0]!.items).toHaveLength(4);
    expect(display.map(({ url }) => url)).toEqual(['', '', '', '']);
  });

  it('hides prices that are older than the site allows, and unknown ones', async () => {
    const { device, tab } = await started();
    const everything: SlotRequest = { mode: 'fill', slot: 'all', limit: 12 };
    const fresh = expectOk(await tab.decide(decideOf(everything))).display;
    expect(fresh.filter((entry) => 'price' in entry)).toHaveLength(11);
    device.now += 49 * 3_600_000;
    const old = expectOk(await tab.decide(decideOf(everything))).display;
    expect(old).toHaveLength(12);
    expect(old.some((entry) => 'price' in entry)).toBe(false);
  });

  it('answers without titles when they do not come in time, and has them for the next call', async () => {
    const device = await createDevice();
    const display = (await createSmallBundle()).manifest.parts.find(({ name }) => name === 'display')!;
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const tab = device.openTab({
      parts: {
        async fetchBytes(url) {
          if (url.endsWith(display.file)) await held;
          return device.files.get(url)!.slice();
        },
      },
    });
    expectOk(await tab.hello(helloCall(device)));
    const reply = expectOk(await tab.decide({ ...decideOf(HOME, SIMILAR), deadlineMs: 60 }));
    expect(reply.decisions).toHaveLength(2);
    expect(reply.display).toEqual([]);
    release();
    expect(expectOk(await tab.decide(decideOf(SIMILAR))).display).toHaveLength(4);
  });

  it('misses its deadline rather than keep a slot waiting for the bundle', async () => {
    const device = await createDevice();
    const tab = device.openTab({ parts: { fetchBytes: () => new Promise(() => {}) } });
    void tab.hello(helloCall(device));
    await settle();
    expect(await tab.decide({ ...decideOf(HOME), deadlineMs: 30 })).toEqual({ ok: false, reason: 'deadline' });
  });

  it('sinks what the visitor does not want', async () => {
    const { device, tab } = await started();
    await look(tab, device, [0, 2]);
    expectOk(await tab.notInterested({ ...PLAIN, item: itemId(4) }));
    expect(expectOk(await tab.decide(decideOf(HOME))).decisions[0]!.items.at(-1)).toBe(itemId(4));
    const next = device.openTab();
    expectOk(await next.hello(helloCall(device)));
    expect(expectOk(await next.decide(decideOf(HOME))).decisions[0]!.items.at(-1)).toBe(itemId(4));
  });
});

describe('the other calls', () => {
  it('explain an item by its real score terms, and know nothing of an unknown one', async () => {
    const { device, tab } = await started();
    await look(tab, device, [0, 2]);
    const { reason } = expectOk(await tab.explain({ ...PLAIN, item: itemId(4) }));
    expect(reason).toMatchObject({ item: itemId(4) });
    expect(reason!.terms.length).toBeGreaterThan(0);
    expect(expectOk(await tab.explain({ ...PLAIN, item: 'unheard-of' })).reason).toBeNull();
  });

  it('give the vocabulary', async () => {
    const { tab } = await started();
    expect(expectOk(await tab.vocabulary(PLAIN)).words).toEqual(['lantern', 'mug']);
  });

  it('export the consent, the profile and the events that are still in the journal', async () => {
    const { device, tab } = await started();
    await look(tab, device, [0, 2]);
    const granted = consentRecord();
    expectOk(await tab.consent({ ...PLAIN, consent: { ...granted, source: 'klaro' } }));
    const exported = expectOk(await tab.exportProfile(PLAIN)).export;
    expect(exported).toMatchObject({ format: 'aisle-profile', version: 2, consent: { source: 'klaro' } });
    expect(exported.exportedAt).toBe(new Date(device.now).toISOString());
    expect(exported.events.map((event) => ('items' in event ? event.items[0]!.id : ''))).toEqual([
      itemId(0),
      itemId(2),
    ]);
    expect(exported.profile).toEqual(await profileOf(tab));
  });

  it('take a withdrawal for an erasure', async () => {
    const { device, tab } = await started();
    await look(tab, device, [0]);
    await tab.consent({ ...PLAIN, consent: consentRecord(allGrants('denied')) });
    expect(await tab.readProfile(PLAIN)).toEqual({ ok: false, reason: 'stopped' });
    expect(await databases()).not.toContain(`aisle:${device.site}`);
  });
});

async function databases(): Promise<(string | undefined)[]> {
  return (await indexedDB.databases()).map(({ name }) => name);
}
