import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { allGrants } from '../../../contract/grants.ts';
import type { RawProfile } from '../../../contract/profile.ts';
import type { EngineApi, ProfilePatch, SlotRequest } from '../../../contract/protocol.ts';
import type { Bundle } from '../../../worker/bundle/decode.ts';
import { fetchBundle } from '../../../worker/bundle/fetch-bundle.ts';
import { createRawProfile, foldEvent } from '../../../worker/profile/profile.ts';
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
import { BUNDLE_URL, createSmallBundle, itemId } from './small-bundle.ts';
import { rounds } from '../../long.ts';

const MINUTE_MS = 60_000;
const ALL = Array.from({ length: 12 }, (_, row) => itemId(row));
const HOME: SlotRequest = { mode: 'rank', slot: 'home', items: ALL };
const IMPORTS = consentRecord({ ...allGrants('granted'), measurement: 'denied' });

async function started(consent = consentRecord()): Promise<{ device: Device; tab: EngineApi }> {
  const device = await createDevice();
  const tab = device.openTab();
  expectOk(await tab.hello(helloCall(device, { consent })));
  return { device, tab };
}

async function smallBundle(): Promise<Bundle> {
  const { files } = await createSmallBundle();
  const fetchBytes = (url: string): Promise<Uint8Array<ArrayBuffer>> => Promise.resolve(files.get(url)!.slice());
  return (await fetchBundle({ url: BUNDLE_URL, fetchBytes, signal: new AbortController().signal })).bundle!;
}

async function look(tab: EngineApi, device: Device, rows: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const row of rows) {
    device.now += 5_000;
    const event = productView(itemId(row), device.now);
    ids.push(event.id);
    expectOk(await tab.record(recordOf([event])));
  }
  return ids;
}

async function profileOf(tab: EngineApi): Promise<RawProfile> {
  return structuredClone(expectOk(await tab.readProfile(PLAIN)).profile);
}

async function topOf(tab: EngineApi): Promise<string | undefined> {
  return expectOk(await tab.decide(decideOf(HOME))).decisions[0]!.items[0];
}

const correct = (tab: EngineApi, ...patches: ProfilePatch[]) => tab.correct({ ...PLAIN, patches });

describe('correct', () => {
  it('sets how much a value is liked, and forgets it', async () => {
    const { device, tab } = await started();
    await look(tab, device, [0]);
    expectOk(await correct(tab, { interest: { attribute: 'kind', value: 'mug', weight: 9 } }));
    expect((await profileOf(tab)).interests['kind']!['mug']).toEqual([9, device.now]);
    const because = { attribute: 'kind', value: 'mug' };
    const { reason } = expectOk(await tab.explain({ ...PLAIN, item: itemId(3) }));
    expect(reason!.terms).toContainEqual({ term: 'content', value: expect.any(Number) as number, because });
    expectOk(await correct(tab, { interest: { attribute: 'kind', value: 'mug', weight: 0 } }));
    expect((await profileOf(tab)).interests['kind']).not.toHaveProperty('mug');
  });

  it('takes an event back: history, counters, interests and its row on disk', async () => {
    const { device, tab } = await started();
    const before = await profileOf(tab);
    const [first, second] = await look(tab, device, [0, 1]);
    expectOk(await correct(tab, { event: first! }));
    const profile = await profileOf(tab);
    expect(profile.recent.map(({ item }) => item)).toEqual([itemId(1)]);
    expect(profile.items).not.toHaveProperty(itemId(0));
    expect(profile.interests['kind']).not.toHaveProperty('lantern');
    expect(profile.totals).toMatchObject({ events: 1, views: 1 });
    await settle();
    const exported = expectOk(await tab.exportProfile(PLAIN)).export;
    expect(JSON.stringify(exported.events)).not.toContain(first);
    // sent again by a page that did not hear of it, it does not count again
    expectOk(await tab.record(recordOf([{ ...productView(itemId(0), device.now), id: first! }])));
    expect((await profileOf(tab)).recent).toHaveLength(1);
    expectOk(await correct(tab, { event: second! }));
    const { folded } = await profileOf(tab);
    expect(folded).toEqual([first, second]);
    expect(await profileOf(tab)).toEqual({ ...before, folded });
  });

  it('takes an event back once, and none that never counted', async () => {
    const { device, tab } = await started();
    const [first] = await look(tab, device, [0, 0, 1]);
    expect(await correct(tab, { event: first! }, { event: first! })).toMatchObject({ reason: 'bad-request' });
    expectOk(await correct(tab, { event: first! }));
    const profile = await profileOf(tab);
    expect(await correct(tab, { event: first! })).toMatchObject({ reason: 'bad-request' });
    expect(profile.items[itemId(0)]).toMatchObject({ views: 1 });

    const other = device.openTab();
    expectOk(await other.hello(helloCall(device)));
    device.isDeaf = true;
    expectOk(await tab.pause({ ...PLAIN, isOn: true }));
    const unheard = productView(itemId(5), device.now);
    expectOk(await other.record(recordOf([unheard])));
    expect(await correct(tab, { event: unheard.id })).toMatchObject({ reason: 'bad-request' });
    expect((await profileOf(tab)).totals).toEqual(profile.totals);
  });

  it('takes back what is only remembered, and a search by its word', async () => {
    const { device, tab } = await started();
    const [first] = await look(tab, device, [0]);
    const search = { id: 'f'.repeat(32), at: device.now, type: 'search' as const, tokens: ['mug'] };
    expectOk(await tab.record(recordOf([search])));
    // the correction merges the journal: what follows knows the profile alone
    expectOk(await correct(tab, { item: itemId(4), notInterested: true }));
    await settle();
    expectOk(await correct(tab, { event: first! }, { event: search.id }));
    const profile = await profileOf(tab);
    expect(profile).toMatchObject({ recent: [], searches: [], words: {}, interests: {}, items: {} });
    expect(profile.totals).toMatchObject({ events: 0, searches: 0, views: 0 });
  });

  it('stops using an item and a value, and uses them again', async () => {
    const { device, tab } = await started();
    await look(tab, device, [1, 3, 5, 0]);
    const learned = await profileOf(tab);
    const mugs = (ignore: boolean) => [1, 3, 5].map((row): ProfilePatch => ({ item: itemId(row), ignore }));
    expectOk(await correct(tab, ...mugs(true)));
    const ignoring = await profileOf(tab);
    expect(ignoring.interests['kind']).not.toHaveProperty('mug');
    expect(await topOf(tab)).toContain('lantern');
    await look(tab, device, [1]);
    expect((await profileOf(tab)).items).toEqual(ignoring.items);
    expectOk(await correct(tab, ...mugs(false)));
    expect((await profileOf(tab)).interests['kind']!['mug']![0]).toBeCloseTo(learned.interests['kind']!['mug']![0]);

    expectOk(await correct(tab, { attribute: 'kind', value: 'mug', ignore: true }));
    const { mug } = (await profileOf(tab)).interests['kind']!;
    await look(tab, device, [7]);
    expect((await profileOf(tab)).interests['kind']!['mug']).toEqual(mug);
    expectOk(await correct(tab, { attribute: 'kind', value: 'mug', ignore: false }));
    await look(tab, device, [9]);
    expect((await profileOf(tab)).interests['kind']!['mug']![0]).toBeGreaterThan(mug![0]);
  });

  it('marks an item as not interested, and takes that back', async () => {
    const { device, tab } = await started();
    await look(tab, device, [1]);
    expectOk(await tab.notInterested({ ...PLAIN, item: itemId(3) }));
    expect(expectOk(await tab.decide(decideOf(HOME))).decisions[0]!.items.at(-1)).toBe(itemId(3));
    expectOk(await correct(tab, { item: itemId(3), notInterested: false }));
    expect((await profileOf(tab)).notInterested).toEqual([]);
  });

  it('does all patches or none, and says what was given and what was expected', async () => {
    const { device, tab } = await started();
    await look(tab, device, [0]);
    const before = await profileOf(tab);
    const good: ProfilePatch = { item: itemId(0), ignore: true };
    const bad: [ProfilePatch, string][] = [
      [{ event: 'e'.repeat(32) }, 'patches[1].event: given "eeee'],
      [{ interest: { attribute: 'colour', value: 'red', weight: 1 } }, 'of: kind, word'],
      [{ item: 'nothing', ignore: true }, 'patches[1].item: given "nothing"'],
      [{ attribute: 'kind', value: 'sofa', ignore: true }, 'sofa'],
      [{ imported: { source: 'crm', name: 'kind', value: null } }, 'one of profile.imported'],
    ];
    for (const [patch, said] of bad) {
      const reply = await correct(tab, good, patch);
      expect(reply).toMatchObject({
        ok: false,
        reason: 'bad-request',
        detail: expect.stringContaining(said) as string,
      });
    }
    expect(await profileOf(tab)).toEqual(before);
  });

  it('comes to the same profile in every tab, also in one that is opened later, and under rows of others', async () => {
    const { device, tab } = await started();
    const other = device.openTab();
    expectOk(await other.hello(helloCall(device)));
    const [id] = await look(tab, device, [0, 1, 2]);
    device.isDeaf = true;
    const replies = await Promise.all([
      correct(tab, { event: id! }),
      other.record(recordOf([productView(itemId(5), device.now)])),
      correct(other, { item: itemId(1), ignore: true }),
      correct(tab, { interest: { attribute: 'kind', value: 'mug', weight: 4 } }),
    ]);
    replies.forEach(expectOk);
    device.now += 2_000;
    const late = device.openTab();
    expectOk(await late.hello(helloCall(device)));
    const [one, two, three] = await Promise.all([tab, other, late].map(profileOf));
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    expect(one!.ignored.items).toEqual([itemId(1)]);
    expect(one!.recent.map(({ item }) => item)).toEqual([itemId(1), itemId(2), itemId(5)]);
  });
});

describe('pause', () => {
  it('keeps nothing of the visit, in any tab, until thirty idle minutes have passed', async () => {
    const { device, tab } = await started();
    const other = device.openTab();
    expectOk(await other.hello(helloCall(device)));
    await look(tab, device, [0]);
    expect(expectOk(await tab.pause({ ...PLAIN, isOn: true })).isPaused).toBe(true);
    for (const each of [tab, other]) {
      const reply = expectOk(await each.record(recordOf([productView(itemId(1), device.now)])));
      expect(reply.rejected).toBe(1);
    }
    expect((await profileOf(other)).recent).toHaveLength(1);
    // each page and each act puts the end off
    device.now += 20 * MINUTE_MS;
    const next = device.openTab();
    expect(expectOk(await next.hello(helloCall(device))).isPaused).toBe(true);
    device.now += 20 * MINUTE_MS;
    expectOk(await next.record(recordOf([productView(itemId(2), device.now)])));
    device.now += 29 * MINUTE_MS;
    expect(expectOk(await device.openTab().hello(helloCall(device))).isPaused).toBe(true);
    device.now += 31 * MINUTE_MS;
    const later = device.openTab();
    expect(expectOk(await later.hello(helloCall(device))).isPaused).toBe(false);
    await look(later, device, [3]);
    expect((await profileOf(later)).recent.map(({ item }) => item)).toEqual([itemId(0), itemId(3)]);
  });

  it('does not fold what a tab that had not heard of it has written', async () => {
    const { device, tab } = await started();
    const other = device.openTab();
    expectOk(await other.hello(helloCall(device)));
    device.isDeaf = true;
    expectOk(await tab.pause({ ...PLAIN, isOn: true }));
    expectOk(await other.record(recordOf([productView(itemId(1), device.now)])));
    device.now += 2_000;
    for (const each of [tab, other]) expect((await profileOf(each)).recent).toEqual([]);
  });

  it('is switched off, and no tab that still thinks it on switches it on again', async () => {
    const { device, tab } = await started();
    expectOk(await tab.pause({ ...PLAIN, isOn: true }));
    const other = device.openTab();
    expectOk(await other.hello(helloCall(device)));
    device.isDeaf = true;
    device.now += 5 * MINUTE_MS;
    const [off] = await Promise.all([
      tab.pause({ ...PLAIN, isOn: false }),
      other.record(recordOf([productView(itemId(1), device.now)])),
    ]);
    expect(expectOk(off).isPaused).toBe(false);
    device.now += 2_000;
    expect(expectOk(await other.readProfile(PLAIN)).isPaused).toBe(false);
  });

  it('does not last for years where a clock was wrong', async () => {
    const { device, tab } = await started();
    const now = device.now;
    device.now += 365 * 24 * 60 * MINUTE_MS;
    expectOk(await tab.pause({ ...PLAIN, isOn: true }));
    device.now = now;
    expect(expectOk(await tab.readProfile(PLAIN)).isPaused).toBe(false);
  });
});

describe('imported attributes', () => {
  const crm = (value: string) => ({ ...PLAIN, source: 'crm', attributes: [{ name: 'kind', value }] });

  it('need their purpose, act like something bought, and go with the purpose', async () => {
    const denied = await started();
    expect(await denied.tab.importAttributes(crm('mug'))).toMatchObject({ ok: false, reason: 'no-consent' });

    const { device, tab } = await started(IMPORTS);
    expectOk(await tab.importAttributes(crm('mug')));
    expect((await profileOf(tab)).imported).toEqual([{ source: 'crm', name: 'kind', value: 'mug', at: device.now }]);
    expect(await topOf(tab)).toContain('mug');
    expectOk(await tab.importAttributes(crm('lantern')));
    expect(await topOf(tab)).toContain('lantern');
    expectOk(await tab.consent({ ...PLAIN, consent: consentRecord() }));
    expect((await profileOf(tab)).imported).toEqual([]);
    expect(expectOk(await tab.decide(decideOf(HOME))).decisions[0]!.source).toBe('server');
  });

  it('go with the purpose also where a later page says so', async () => {
    const { device, tab } = await started(IMPORTS);
    expectOk(await tab.importAttributes(crm('mug')));
    const next = device.openTab();
    expectOk(await next.hello(helloCall(device)));
    expect((await profileOf(next)).imported).toEqual([]);
  });

  it('are corrected and forgotten, and what the catalogue does not know is never kept', async () => {
    const { tab } = await started(IMPORTS);
    const reply = await tab.importAttributes({
      ...PLAIN,
      source: 'crm',
      attributes: [{ name: 'email', value: 'jane@example.org' }],
    });
    expect(reply).toMatchObject({
      ok: false,
      reason: 'bad-request',
      detail: expect.stringContaining('kind') as string,
    });
    expectOk(
      await tab.importAttributes({
        ...PLAIN,
        source: 'crm',
        attributes: [
          { name: 'email', value: 'jane@example.org' },
          { name: 'kind', value: 'mug' },
        ],
      }),
    );
    expect(JSON.stringify(await profileOf(tab))).not.toContain('jane');
    expectOk(await correct(tab, { imported: { source: 'crm', name: 'kind', value: 'lantern' } }));
    expect((await profileOf(tab)).imported[0]!.value).toBe('lantern');
    expectOk(await correct(tab, { imported: { source: 'crm', name: 'kind', value: null } }));
    expect((await profileOf(tab)).imported).toEqual([]);
  });
});

describe('an exported profile', () => {
  it('is taken back by another device, replaces what was there, and is the same again', async () => {
    const { device, tab } = await started();
    await look(tab, device, [0, 1, 4]);
    expectOk(await correct(tab, { item: itemId(4), ignore: true }, { item: itemId(2), notInterested: true }));
    const document = expectOk(await tab.exportProfile(PLAIN)).export;
    const second = await started();
    await look(second.tab, second.device, [7, 9]);
    expectOk(await second.tab.importProfile({ ...PLAIN, document: { ...document } }));
    const again = expectOk(await second.tab.exportProfile(PLAIN)).export;
    expect(again.profile).toEqual(document.profile);
    expect(again.consent).not.toBe(document.consent);
    await settle();
    const late = second.device.openTab();
    expectOk(await late.hello(helloCall(second.device)));
    expect(await profileOf(late)).toEqual(document.profile);
  });

  it('of version 1 is taken too', async () => {
    const { device, tab } = await started();
    await look(tab, device, [0, 1]);
    const { profile, ...rest } = expectOk(await tab.exportProfile(PLAIN)).export;
    const { ignored: _i, imported: _m, paused: _p, ...fields } = profile;
    const recent = profile.recent.map(({ item, type, at }) => ({ item, type, at }));
    const old = { ...fields, v: 1, recent, orders: ['a'.repeat(32)] };
    expectOk(await tab.importProfile({ ...PLAIN, document: { ...rest, version: 1, profile: old } }));
    expect(await profileOf(tab)).toEqual({
      ...profile,
      recent,
      orders: [{ id: 'a'.repeat(32), at: profile.totals.lastAt }],
    });
  });

  it('comes back as it went, whatever a shopper did', async () => {
    const { device, tab } = await started();
    const shop = await smallBundle();
    const anyEvents = fc.array(
      fc.record({
        row: fc.nat(11),
        type: fc.constantFrom(...(['product_view', 'add_to_cart', 'purchase', 'refund', 'product_click'] as const)),
        minute: fc.nat(40_000),
      }),
      { maxLength: 30 },
    );
    const exported = expectOk(await tab.exportProfile(PLAIN)).export;
    await fc.assert(
      fc.asyncProperty(anyEvents, async (events) => {
        const profile = createRawProfile();
        for (const { row, type, minute } of events) {
          foldEvent(profile, productView(itemId(row), device.now - minute * MINUTE_MS, type), shop);
        }
        const document: unknown = JSON.parse(JSON.stringify({ ...exported, profile }));
        expectOk(await tab.importProfile({ ...PLAIN, document: document as Record<string, unknown> }));
        expect(expectOk(await tab.exportProfile(PLAIN)).export.profile).toEqual(profile);
      }),
      { numRuns: rounds(40) },
    );
  });

  it('is refused with what is wrong with it, and changes nothing', async () => {
    const { device, tab } = await started();
    await look(tab, device, [0]);
    const good = expectOk(await tab.exportProfile(PLAIN)).export;
    const before = await profileOf(tab);
    const cyclic: Record<string, unknown> = { ...good };
    cyclic['self'] = cyclic;
    const cases: [Record<string, unknown>, string][] = [
      [{}, 'export.format'],
      [{ ...good, format: 'posthog-person' }, 'export.format: given "posthog-person"'],
      [{ ...good, version: 3 }, 'export.version: given 3'],
      [{ ...good, events: 'none' }, 'export.events'],
      [{ ...good, events: [{ type: 'x' }] }, 'export.events[0]'],
      [{ ...good, profile: null }, 'export.profile'],
      [{ ...good, profile: { ...good.profile, v: 1 } }, 'export.profile'],
      [{ ...good, profile: { ...good.profile, cart: { x: -1 } } }, 'export.profile.cart'],
      [{ ...good, profile: { ...good.profile, words: { x: [1e300, 0] } } }, 'export.profile.words'],
      [{ ...good, profile: { ...good.profile, secret: 1 } }, 'export.profile.secret'],
      [{ ...good, version: 1, profile: { v: 1 } }, 'export.profile'],
      [{ ...good, note: 'x'.repeat(4_194_304) }, 'characters'],
      [cyclic, 'no JSON'],
    ];
    for (const [document, said] of cases) {
      const reply = await tab.importProfile({ ...PLAIN, document });
      expect(reply).toMatchObject({
        ok: false,
        reason: 'bad-request',
        detail: expect.stringContaining(said) as string,
      });
    }
    expect(await profileOf(tab)).toEqual(before);
  });

  it('brings no free text, nothing the catalogue does not know, and no key that is a prototype', async () => {
    const { tab } = await started();
    const good = expectOk(await tab.exportProfile(PLAIN)).export;
    const planted = JSON.stringify({
      ...good,
      profile: {
        ...good.profile,
        words: { mug: [1, 5], 'jane@example.org': [1, 5] },
        interests: { kind: { mug: [2, 5], jane: [1, 5] }, secret: { jane: [1, 5] } },
        items: { PLACE: good.profile.totals },
        notInterested: ['jane', itemId(3)],
      },
    }).replace(/"PLACE":\{[^}]*\}/, '"__proto__":{"views":1,"polluted":1}');
    const reply = await tab.importProfile({ ...PLAIN, document: JSON.parse(planted) as Record<string, unknown> });
    expectOk(reply);
    const profile = await profileOf(tab);
    expect(JSON.stringify(profile)).not.toContain('jane');
    expect(profile).toMatchObject({
      words: { mug: [1, 5] },
      interests: { kind: { mug: [2, 5] } },
      notInterested: [itemId(3)],
    });
    expect(Object.getPrototypeOf(profile.items)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a consent record', () => {
  it('holds the hash of the string behind it, and never the string', async () => {
    const device = await createDevice();
    const tab = device.openTab();
    const evidence = 'CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA';
    expectOk(await tab.hello(helloCall(device, { evidence })));
    const exported = expectOk(await tab.exportProfile(PLAIN)).export;
    expect(exported.consent['evidence']).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(exported)).not.toContain(evidence);
    expectOk(await tab.consent({ ...PLAIN, consent: consentRecord(), evidence: 'another' }));
    expect(expectOk(await tab.readProfile(PLAIN)).consent.evidence).not.toBe(exported.consent['evidence']);
  });
});

describe('what its owner may see', () => {
  it('is told with what it means, and without a bundle too', async () => {
    const { device, tab } = await started();
    await look(tab, device, [0]);
    expect(expectOk(await tab.readProfile(PLAIN))).toMatchObject({
      halfLifeDays: 30,
      retentionDays: 30,
      isPaused: false,
      consent: { source: 'manual' },
    });
    const { display } = expectOk(await tab.describe({ ...PLAIN, items: [itemId(0), 'unknown'] }));
    expect(display.map(({ id, title }) => [id, title])).toEqual([[itemId(0), 'Title of 0']]);
  });
});
