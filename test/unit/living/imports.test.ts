import 'fake-indexeddb/auto';
import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import type { Trait } from '../../../contract/living.ts';
import type { Segment } from '../../../contract/segments.ts';
import { IMPORT_PRESETS } from '../../../trainer/segments/import-presets.ts';
import { expectOk, PLAIN, settle } from '../engine/device.ts';
import { createPeopleShop, DAY, HOUR, GRANTED, type PeopleTab } from './people-shop.ts';

const OPEN_TICKETS: Segment = {
  id: 'waiting-for-help',
  name: 'Waiting for help',
  when: { field: 'trait.open-tickets', atLeast: 1 },
};
const GOLD: Segment = { id: 'gold', name: 'Gold', when: { field: 'trait.tier', is: 'gold' } };
const SEGMENTS = { segments: [OPEN_TICKETS, GOLD] };
const CRM = IMPORT_PRESETS['crm']!;

const payloadOf = async (source: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../fixtures/imports/${source}.json`, import.meta.url), 'utf8')) as unknown;

const traitsOf = async (tab: PeopleTab): Promise<Trait[]> => (await tab.profile()).living.traits ?? [];
const valuesOf = async (tab: PeopleTab): Promise<Record<string, Trait['value']>> =>
  Object.fromEntries((await traitsOf(tab)).map(({ path, value }) => [path, value]));

describe('a ready mapping', () => {
  it.each([
    [
      'segment',
      {
        'traits.loyalty_tier': 'gold',
        'traits.lifetime_value': 1840.5,
        'traits.orders_count': 23,
        'traits.newsletter': 'yes',
      },
      [],
    ],
    [
      'treasure-data',
      {
        'attributes.loyalty_tier': 'silver',
        'attributes.ltv': 1620.25,
        'attributes.purchase_count': 21,
        'attributes.churn_score': 0.18,
        'attributes.preferred_channel': 'app',
      },
      [],
    ],
    [
      'web-analytics',
      {
        'user_properties.loyalty_tier.value.string_value': 'gold',
        'user_properties.past_orders.value.int_value': 23,
        'user_ltv.revenue': 1840.5,
        'traffic_source.medium': ['organic', 'cpc'],
      },
      [],
    ],
    [
      'crm',
      {
        'tickets.open': 2,
        'tickets.priority': 'high',
        'loyalty.tier': 'gold',
        'loyalty.points': 12_450,
        'preferences.newsletter': 'no',
      },
      [],
    ],
    [
      'third-party',
      {
        'signals.intent': 'high',
        'signals.in_market': ['garden', 'home'],
        'weather.condition': 'rain',
        'weather.temperature': 7.5,
      },
      [],
    ],
  ])('keeps of a payload of %s what it names, and nothing else of it', async (source, kept, dropped) => {
    const shop = await createPeopleShop(SEGMENTS);
    const tab = await shop.openTab();
    const payload = await payloadOf(source);
    expect(await tab.import(source, payload)).toEqual({ ok: true, revision: 1, dropped });
    expect(await valuesOf(tab)).toEqual(kept);
    const [first] = await traitsOf(tab);
    expect(first).toMatchObject({ source, at: expect.any(Number), until: expect.any(Number) });
    const document = expectOk(await tab.engine.exportProfile(PLAIN)).export;
    const all = [...shop.written, JSON.stringify(document)].join('\n');
    expect(all).toContain(`"${source}"`);
    const told = [
      'Gibbons',
      'peter',
      '97980cfea0067',
      '203.0.113.7',
      'wheelchair',
      'medication',
      'Leeds',
      'loans',
      '1979',
    ];
    for (const secret of told) expect(all).not.toContain(secret);
  });

  it('is told from a mapping of the shop’s for another source', async () => {
    const tab = await (await createPeopleShop({}, [CRM])).openTab();
    expect(await tab.import('segment', await payloadOf('segment'))).toMatchObject({ ok: false, reason: 'bad-request' });
    expect(await traitsOf(tab)).toEqual([]);
  });
});

describe('rules', () => {
  it('see what was imported at once, in every tab, until it runs out', async () => {
    const shop = await createPeopleShop(SEGMENTS);
    const [tab, other] = [await shop.openTab(), await shop.openTab()];
    expect(await tab.segments()).toEqual([]);
    expectOk(await tab.import('crm', await payloadOf('crm')));
    const importedAt = shop.device.now;
    expect(await tab.segments()).toEqual(['waiting-for-help', 'gold']);
    expect(await other.segments()).toEqual(['waiting-for-help', 'gold']);
    const { nextInMs } = await tab.state();
    expect(shop.device.now + nextInMs!).toBe(importedAt + 7 * DAY);
    shop.device.now = importedAt + 7 * DAY - 1_002;
    expect(await tab.segments()).toEqual(['waiting-for-help', 'gold']);
    expect(await other.segments()).toEqual(['gold']);
    expect(await tab.segments()).toEqual(['gold']);
  });

  it('see that a ticket was closed', async () => {
    const tab = await (await createPeopleShop(SEGMENTS)).openTab();
    expectOk(await tab.import('crm', { tickets: { open: 1 } }));
    expect(await tab.segments()).toEqual(['waiting-for-help']);
    expectOk(await tab.import('crm', { tickets: { open: 0 } }));
    expect(await tab.segments()).toEqual([]);
  });

  it('suppress an offer while a ticket is open', async () => {
    const calm: Segment = { id: 'calm', name: 'Calm', when: { not: { segment: 'waiting-for-help' } } };
    const offers = [{ id: 'ten-off', segments: ['calm'], content: { title: 'Ten percent off' } }];
    const tab = await (await createPeopleShop({ segments: [OPEN_TICKETS, calm], offers })).openTab();
    await tab.look(0);
    expect((await tab.state()).offers.map(({ id }) => id)).toEqual(['ten-off']);
    expectOk(await tab.import('crm', { tickets: { open: 1 } }));
    expect((await tab.state()).offers).toEqual([]);
  });
});

describe('what several sources, or one several times, say', () => {
  it('counts by priority, whatever comes later', async () => {
    const tab = await (await createPeopleShop(SEGMENTS)).openTab();
    expectOk(await tab.import('crm', { loyalty: { tier: 'silver' } }));
    expectOk(await tab.import('segment', { traits: { loyalty_tier: 'Gold' } }));
    expect(await tab.segments()).toEqual([]);
    expectOk(await tab.import('crm', { loyalty: { tier: null } }));
    expect(await tab.segments()).toEqual(['gold']);
  });

  it.each([
    ['newest', ['silver', 'gold', 'bronze'], 'bronze'],
    ['oldest', ['silver', 'gold', 'bronze'], 'silver'],
    ['highest', ['silver', 'gold', 'bronze'], 'gold'],
    ['lowest', ['silver', 'bronze', 'gold'], 'bronze'],
  ] as const)('counts by keep: %s', async (keep, said, counts) => {
    const values = ['bronze', 'silver', 'gold'];
    const imports = [{ source: 'crm', fields: { tier: { trait: 'tier', values, keep } } }];
    const segments = values.map((is) => ({ id: is, name: is, when: { field: 'trait.tier', is } }));
    const shop = await createPeopleShop({ segments }, imports);
    const tab = await shop.openTab();
    for (const tier of said) {
      shop.device.now += 1_000;
      expectOk(await tab.import('crm', { tier }));
    }
    expect(await tab.segments()).toEqual([counts]);
    // of sources of the same priority as well
    const sources = said.map((_, at) => ({ ...imports[0]!, source: `crm-${at}` }));
    const other = await createPeopleShop({ segments }, sources);
    const next = await other.openTab();
    for (const [at, tier] of said.entries()) {
      other.device.now += 1_000;
      expectOk(await next.import(`crm-${at}`, { tier }));
    }
    expect(await next.segments()).toEqual([counts]);
  });

  it('counts no more when it has run out, however high it was', async () => {
    const field = { trait: 'points', number: { from: 0, to: 100 }, keep: 'highest', ttl: '1h' } as const;
    const segments: Segment[] = [{ id: 'many', name: 'Many', when: { field: 'trait.points', atLeast: 50 } }];
    const shop = await createPeopleShop({ segments }, [{ source: 'crm', fields: { points: field } }]);
    const tab = await shop.openTab();
    expectOk(await tab.import('crm', { points: 80 }));
    shop.device.now += HOUR;
    expectOk(await tab.import('crm', { points: 10 }));
    expect(await tab.segments()).toEqual([]);
    expect((await traitsOf(tab)).map(({ value }) => value)).toEqual([10]);
  });
});

describe('an attribute of the catalogue', () => {
  const imports = [
    {
      source: 'crm',
      fields: { 'likes.kind': { attribute: 'kind', ttl: '7d' }, tier: { trait: 'tier', values: ['gold'] } },
    },
  ];

  it('counts like something bought, beside traits of the same payload', async () => {
    const shop = await createPeopleShop(SEGMENTS, imports);
    const tab = await shop.openTab();
    const payload = { likes: { kind: ['mug', 'unknown'] }, tier: 'gold' };
    expect(await tab.import('crm', payload)).toMatchObject({ ok: true, dropped: [] });
    expect((await tab.profile()).imported).toMatchObject([{ source: 'crm', name: 'kind', value: 'mug' }]);
    expect(await tab.segments()).toEqual(['gold']);
    expectOk(await tab.import('crm', { likes: { kind: 'lantern' } }));
    expect((await tab.profile()).imported).toMatchObject([{ source: 'crm', name: 'kind', value: 'lantern' }]);
    expect(await tab.segments()).toEqual(['gold']);
    // taken back, which takes back no trait
    expectOk(await tab.import('crm', { likes: { kind: null } }));
    expect((await tab.profile()).imported).toEqual([]);
    expect(await tab.segments()).toEqual(['gold']);
  });

  it('is kept for as long as the mapping says', async () => {
    const shop = await createPeopleShop(SEGMENTS, imports);
    expectOk(await (await shop.openTab()).import('crm', { likes: { kind: 'mug' } }));
    await (await shop.openTab()).look(0);
    shop.device.now += 6 * DAY;
    expect((await (await shop.openTab()).profile()).imported).toHaveLength(1);
    shop.device.now += 1.1 * DAY;
    const tab = await shop.openTab();
    await tab.look(0);
    expect((await tab.profile()).imported).toEqual([]);
  });
});

describe('what is not meant to be kept', () => {
  it.each([
    ['an unknown value', { loyalty: { tier: 'diamond' } }, 'loyalty.tier: given ["diamond"], expected one of: bronze'],
    ['a number outside', { tickets: { open: -1 } }, 'tickets.open: given [-1], expected a number from 0 to 1000'],
    ['no number', { tickets: { open: 'many' } }, 'tickets.open: given ["many"], expected a number from 0 to 1000'],
    ['an object', { tickets: { open: { count: 3 } } }, 'tickets.open: given [{"count":3}], expected a number'],
    ['nothing that is named', { name: 'Peter' }, 'expected something at one of: tickets.open, tickets.priority'],
    ['an empty object', {}, 'expected something at one of: tickets.open'],
    ['a list', [], 'expected something at one of: tickets.open'],
  ])('is refused, saying the path, what was given and what was expected: %s', async (_, data, detail) => {
    const shop = await createPeopleShop(SEGMENTS);
    const tab = await shop.openTab();
    const reply = await tab.import('crm', data);
    expect(reply).toMatchObject({ ok: false, reason: 'bad-request' });
    expect(JSON.stringify(reply)).toContain(JSON.stringify(detail).slice(1, -1));
    expect(JSON.stringify(reply)).toContain('nothing was changed');
    expect(shop.written).toEqual([]);
  });

  it('is named beside what is kept', async () => {
    const tab = await (await createPeopleShop(SEGMENTS)).openTab();
    const reply = expectOk(await tab.import('crm', { loyalty: { tier: 'diamond' }, tickets: { open: 1 } }));
    expect(reply.dropped).toEqual([expect.stringContaining('loyalty.tier: given ["diamond"]')]);
    expect(await valuesOf(tab)).toEqual({ 'tickets.open': 1 });
  });

  it('is what is sensitive, also where a mapping lets it through', async () => {
    const fields = {
      club: { trait: 'club', values: ['garden', 'pregnancy'] },
      health: { trait: 'pregnant', number: { from: 0, to: 1 } },
    };
    const tab = await (await createPeopleShop({}, [{ source: 'crm', fields }])).openTab();
    expect(await tab.import('crm', { club: 'pregnancy', health: 1 })).toMatchObject({
      ok: false,
      reason: 'bad-request',
    });
    expectOk(await tab.import('crm', { club: ['pregnancy', 'garden'], health: 1 }));
    expect(await valuesOf(tab)).toEqual({ club: 'garden' });
  });

  it('is a text of a trait that the mapping does not list', async () => {
    const tab = await (await createPeopleShop({}, [{ source: 'crm', fields: { name: { trait: 'name' } } }])).openTab();
    expect(await tab.import('crm', { name: 'Peter Gibbons' })).toMatchObject({ ok: false, reason: 'bad-request' });
  });
});

describe('hostile data', () => {
  const cycle: Record<string, unknown> = { tickets: { open: 1 } };
  cycle['self'] = cycle;
  const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  const getter = Object.defineProperty({}, 'tickets', {
    enumerable: true,
    get() {
      throw new Error('looked at');
    },
  });

  it.each<[string, unknown]>([
    ['a cycle', cycle],
    ['a getter that throws', { note: getter }],
    ['a million characters more than may be', { note: 'x'.repeat(1_048_577) }],
    ['lists in lists, ten thousand deep', { tickets: deep(5_000) }],
    ['a list of a hundred thousand', { tickets: Array.from({ length: 100_000 }, () => ({ a: 1 })) }],
    ['a value that says it is something else', { tickets: { toJSON: () => undefined } }],
    ['a bigint', { tickets: { open: 1n } }],
    ['a text in its place', 'tickets'],
    ['nothing', undefined],
  ])('changes nothing and is refused: %s', async (_, data) => {
    const shop = await createPeopleShop(SEGMENTS);
    const tab = await shop.openTab();
    expect(await tab.import('crm', data)).toMatchObject({ ok: false, reason: 'bad-request' });
    expect(shop.written).toEqual([]);
    expectOk(await tab.import('crm', { tickets: { open: 1 } }));
  });

  it('reaches no prototype, by its own keys or by a mapping’s paths', async () => {
    const paths = [
      '__proto__.polluted',
      'constructor.prototype.polluted',
      'constructor.name',
      'toString.length',
      'length',
    ];
    const fields = Object.fromEntries(
      paths.map((path, at) => [path, { trait: `t-${at}`, values: ['yes', 'Object', '0', '1'], number: undefined }]),
    );
    const tab = await (await createPeopleShop({}, [{ source: 'crm', fields }])).openTab();
    const data = JSON.parse(
      '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}',
    ) as unknown;
    expectOk(await tab.import('crm', data));
    // its own key of that name is a field like any other
    expect(await valuesOf(tab)).toEqual({ 'constructor.prototype.polluted': 'yes' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await tab.import('crm', { other: 1 })).toMatchObject({ ok: false });
  });
});

describe('taking it back', () => {
  it('forgets all of one source and nothing of another, on disk too', async () => {
    const shop = await createPeopleShop(SEGMENTS);
    const [tab, other] = [await shop.openTab(), await shop.openTab()];
    expectOk(await tab.import('crm', await payloadOf('crm')));
    expectOk(await tab.import('segment', await payloadOf('segment')));
    expectOk(await tab.engine.correct({ ...PLAIN, patches: [{ source: 'crm', forget: true }] }));
    expect(new Set((await traitsOf(tab)).map(({ source }) => source))).toEqual(new Set(['segment']));
    expect(await tab.segments()).toEqual(['gold']);
    expect(await other.segments()).toEqual(['gold']);
    const again = await tab.engine.correct({ ...PLAIN, patches: [{ source: 'crm', forget: true }] });
    expect(again).toMatchObject({ ok: false, reason: 'bad-request' });
    expect(JSON.stringify(again)).toContain('patches[0].source');
  });

  it('is done by the withdrawal of the purpose, in every tab', async () => {
    const shop = await createPeopleShop(SEGMENTS);
    const [tab, other] = [await shop.openTab(), await shop.openTab()];
    await tab.look(0);
    expectOk(await tab.import('crm', await payloadOf('crm')));
    expect(await other.segments()).toEqual(['waiting-for-help', 'gold']);
    await other.consent('denied');
    expect(await traitsOf(tab)).toEqual([]);
    expect(await tab.segments()).toEqual([]);
    expect(await other.segments()).toEqual([]);
    expect(await tab.import('crm', { tickets: { open: 1 } })).toMatchObject({ ok: false, reason: 'no-consent' });
    // in a page that opens without it as well
    await other.consent('granted');
    expectOk(await tab.import('crm', { tickets: { open: 1 } }));
    const next = await shop.openTab({ ...GRANTED, imports: 'denied' });
    expect(await next.segments()).toEqual([]);
    expect(await traitsOf(next)).toEqual([]);
    expect((await next.profile()).recent).toHaveLength(1);
  });

  it('goes without saying where the bundle does not have the mapping any more', async () => {
    const shop = await createPeopleShop(SEGMENTS);
    expectOk(await (await shop.openTab()).import('crm', await payloadOf('crm')));
    const without = await createPeopleShop(SEGMENTS, [], 2);
    shop.device.files = without.device.files;
    shop.device.now += 2 * DAY;
    // the new bundle is fetched behind the old one's back
    await (await shop.openTab()).state();
    await settle();
    const tab = await shop.openTab();
    await tab.look(0);
    expect(await tab.segments()).toEqual([]);
  });
});
