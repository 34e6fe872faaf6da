import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import { allGrants } from '../../../contract/grants.ts';
import type { EngineApi, SlotRequest } from '../../../contract/protocol.ts';
import { openNames } from '../../../worker/names/names.ts';
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
  type TabOptions,
} from './device.ts';
import { createSmallBundle, sha256Of, type SmallBundleOptions } from './small-bundle.ts';
import { rounds } from '../../long.ts';

const IDS = [
  'ABC-1',
  'abc-2',
  '0123',
  '123',
  'gid://shopify/Product/77',
  'blue mug/1',
  'x6',
  'x7',
  'x8',
  'x9',
  'X10',
  'x10',
];
const ALIASES = {
  'ABC-1': ['4001', 'Red-Lamp', 'https'],
  'abc-2': ['4002', 'https'],
  x6: ['9', '600'],
  x7: ['7_b', 'x8'],
};

let events = 0;
const event = (fields: Record<string, unknown>): AisleEvent =>
  ({ id: (++events).toString(16).padStart(32, 'e'), at: 0, ...fields }) as unknown as AisleEvent;

async function open(
  options: SmallBundleOptions = {},
  tabOptions?: TabOptions,
): Promise<{ device: Device; tab: EngineApi }> {
  const device = await createDevice(await createSmallBundle({ ids: IDS, aliases: ALIASES, ...options }));
  const tab = device.openTab(tabOptions);
  expectOk(await tab.hello(helloCall(device)));
  return { device, tab };
}

/** The ids under which views of these items were kept, each item by its ids. */
async function kept(tab: EngineApi, device: Device, ...items: readonly (readonly string[])[]): Promise<string[]> {
  for (const [id, ...also] of items) {
    device.now += 5_000;
    const view = event({ type: 'product_view', at: device.now, items: [{ id, ...(also.length > 0 && { also }) }] });
    expectOk(await tab.record(recordOf([view])));
  }
  const { profile } = expectOk(await tab.readProfile(PLAIN));
  return profile.recent.map(({ item }) => item);
}

describe('an item that a page names', () => {
  it.each<[what: string, ids: readonly string[], expected: string | undefined]>([
    ['by the catalogue’s id', ['ABC-1'], 'ABC-1'],
    ['in another case', ['abc-1'], 'ABC-1'],
    ['in another case that two items share', ['X10'], 'X10'],
    ['by an id that two items share but for its case', ['x10'], 'x10'],
    ['without its leading zeros: another item', ['123'], '123'],
    ['with its leading zeros', ['0123'], '0123'],
    ['with more leading zeros: none', ['00123'], undefined],
    ['as a URL writes it', ['blue%20mug%2F1'], 'blue mug/1'],
    ['with a percent sign that encodes nothing', ['100%'], undefined],
    ['by the tail of its gid: that is no id of its own', ['77'], undefined],
    ['by the gid of an id', ['gid://shopify/ProductVariant/123'], '123'],
    ['by the gid of another name', ['gid://shopify/ProductVariant/4001'], 'ABC-1'],
    ['as Shopify’s Google channel does', ['shopify_US_8812_4002'], 'abc-2'],
    ['by another name', ['4001'], 'ABC-1'],
    ['by another name in another case', ['RED-LAMP'], 'ABC-1'],
    ['by a name that several have', ['https'], undefined],
    ['by a name that is an item’s own id', ['x8'], 'x8'],
    ['by the first of its ids that is known', ['nope', 'none', '4002', 'ABC-1'], 'abc-2'],
    ['by another name before a weaker id that is another item’s own', ['600', 'x9'], 'x6'],
    ['by none that is known', ['nope', 'none'], undefined],
    ['as an object’s own property', ['__proto__', 'constructor'], undefined],
  ])('%s', async (_what, ids, expected) => {
    const { device, tab } = await open();
    expect(await kept(tab, device, ids)).toEqual(expected === undefined ? [] : [expected]);
  });

  it('is known again by an id that stood beside a known one, on the same page', async () => {
    const { device, tab } = await open();
    expect(await kept(tab, device, ['variant-5'])).toEqual([]);
    expect(await kept(tab, device, ['variant-5', 'abc-2', 'slug'], ['variant-5'], ['slug'])).toEqual([
      'abc-2',
      'abc-2',
      'abc-2',
    ]);
    // the item's own id comes first: nothing is waited for, and what stood beside it is taught as soon as somebody can
    expect((await kept(tab, device, ['x9', 'variant-9'], ['variant-9'])).slice(3)).toEqual(['x9', 'x9']);
    // another page starts anew, and nothing is left of it anywhere
    const other = device.openTab();
    expectOk(await other.hello(helloCall(device)));
    expect(await kept(other, device, ['variant-5'])).toHaveLength(5);
    expect(JSON.stringify(expectOk(await other.exportProfile(PLAIN)).export)).not.toMatch(/variant|slug|also/);
  });

  it('is not known by an id that stood beside several items', async () => {
    const { device, tab } = await open();
    expect(await kept(tab, device, ['shirt', 'x6'], ['shirt', 'x7'], ['shirt'])).toEqual(['x6', 'x7']);
  });

  it('keeps the latest ids of a page that names thousands', async () => {
    const { bundle } = await opened();
    const { rowOf } = openNames(bundle);
    for (let at = 0; at < 5_000; at++) rowOf([`card-${at}`, 'x9']);
    expect(rowOf(['card-4999'])).toBe(9);
    expect(rowOf(['card-3001'])).toBe(9);
    expect(rowOf(['card-1'])).toBeUndefined();
  });

  it('stands once in an event, with all of its quantity, however many of its variants do', async () => {
    const { device, tab } = await open();
    const items = [
      { id: '4001', quantity: 2 },
      { id: 'abc-1' },
      { id: 'nope' },
      { id: 'x9', quantity: 1_000_000 },
      { id: 'X9' },
    ];
    const list = [
      { id: '4001', position: 3 },
      { id: 'abc-1', position: 4 },
    ];
    const batch = [
      event({ type: 'cart_view', at: device.now, items }),
      event({ type: 'list_view', at: device.now, items: list }),
    ];
    expectOk(await tab.record(recordOf(batch)));
    const { events: journal, profile } = expectOk(await tab.exportProfile(PLAIN)).export;
    expect(journal).toEqual([
      {
        ...batch[0],
        items: [
          { id: 'ABC-1', quantity: 3 },
          { id: 'x9', quantity: 1_000_000 },
        ],
      },
      { ...batch[1], items: [{ id: 'ABC-1', position: 3 }] },
    ]);
    expect(profile.cart).toEqual({ 'ABC-1': 3, x9: 1_000_000 });
  });

  it('leaves nothing of its other ids behind, nor of who told of it', async () => {
    const { device, tab } = await open();
    const id = fc.constantFrom(...IDS, '4001', '9', 'nope', 'secret-a', 'secret-b');
    const item = fc.record({ id, also: fc.array(id, { maxLength: 8 }) }, { requiredKeys: ['id'] });
    const any = fc.record({
      type: fc.constantFrom('product_view', 'add_to_cart', 'purchase', 'list_view', 'refund', 'custom'),
      items: fc.array(item, { minLength: 1, maxLength: 1 }),
      source: fc.constantFrom('secret-a', 'gtm'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 6 }), async (list) => {
        device.now += 10_000;
        const batch = list.map((fields) =>
          event({ at: device.now, ...fields, ...(fields.type === 'custom' && { name: 'x' }) }),
        );
        expectOk(await tab.record(recordOf(batch)));
        const text = JSON.stringify(expectOk(await tab.exportProfile(PLAIN)).export);
        expect(text).not.toMatch(/secret|"also"|"source":"gtm"|nope/);
      }),
      { numRuns: rounds(60) },
    );
  });
});

describe('a slot', () => {
  const rank = (items: string[], also?: string[][], pinned?: number[]): SlotRequest => ({
    mode: 'rank',
    slot: 'grid',
    items,
    ...(also && { also }),
    ...(pinned && { pinned }),
  });

  it('is answered in the page’s own ids, with reasons, whatever they are', async () => {
    const { device, tab } = await open();
    await kept(tab, device, ['x6'], ['x8']);
    const own = ['ABC-1', 'abc-2', 'x8', 'x7', 'nope', '0123'];
    const shown = ['4001', 'p-2', 'X8', '7_b', 'nope', '0123'];
    const also = [[], ['zzz', '4002'], [], [], [], []];
    const decide = async (slot: SlotRequest) =>
      expectOk(await tab.decide({ ...decideOf(slot), reasons: true })).decisions[0]!;
    const plain = await decide(rank(own));
    const named = await decide(rank(shown, also));
    const back = (id: string): string => own[shown.indexOf(id)]!;
    expect(plain.items).not.toEqual(own);
    expect(named.items.map(back)).toEqual(plain.items);
    expect(named.reasons.map((reason) => ({ ...reason, item: back(reason.item) }))).toEqual(plain.reasons);
    expect(named.reasons.map(({ item }) => item)).toEqual(named.items);
  });

  it('keeps every card, each as often as it stood there, where several are one item, and what is pinned in its place', async () => {
    const { device, tab } = await open();
    await kept(tab, device, ['x6'], ['x8'], ['ABC-1']);
    const id = fc.constantFrom(...IDS, '4001', '4002', '9', '600', 'Red-lamp', 'nope', 'none');
    await fc.assert(
      fc.asyncProperty(
        fc.array(id, { maxLength: 14 }),
        fc.array(fc.nat(13), { maxLength: 3 }),
        async (items, pinned) => {
          const also = items.map((item) => (item === 'nope' ? ['none', '4001'] : []));
          const slot = rank(items, also, pinned);
          const [decision] = expectOk(await tab.decide({ ...decideOf(slot), reasons: true })).decisions;
          expect(decision!.items.toSorted()).toEqual(items.toSorted());
          for (const place of pinned) expect(decision!.items[place]).toBe(items[place]);
        },
      ),
      { numRuns: rounds(80) },
    );
  });

  it('that is filled knows the product on the page and what to leave out by whichever id', async () => {
    const { device, tab } = await open();
    const fill = (fields: object): SlotRequest => ({ mode: 'fill', slot: 's', limit: 11, ...fields });
    const decide = async (slot: SlotRequest) => expectOk(await tab.decide(decideOf(slot))).decisions[0]!;
    const plain = await decide(fill({ item: 'ABC-1', exclude: ['ABC-1', 'x6'] }));
    // the product is excluded by the one id that the page thinks the likeliest
    const named = await decide(fill({ item: 'lamp-7', also: ['zzz', '4001'], exclude: ['lamp-7', '600'] }));
    expect(plain.source).toBe('similar');
    expect({ ...named, tookMs: 0 }).toEqual({ ...plain, tookMs: 0 });
    expect(named.items).not.toContain('ABC-1');
    expect(named.items).not.toContain('x6');
    expect((await decide(fill({ item: 'nope', exclude: ['4002'] }))).items).not.toContain('abc-2');
    expect(device.requests.filter(({ url }) => url.endsWith('.bin'))).toHaveLength(8);
  });

  it('of a visitor of whom nothing may be kept is about the page’s product by whichever id', async () => {
    const device = await createDevice(await createSmallBundle({ ids: IDS, aliases: ALIASES }));
    const tab = device.openTab();
    const consent = consentRecord({ ...allGrants('denied'), contextual: 'granted' });
    expectOk(await tab.hello(helloCall(device, { consent })));
    const about = async (...context: string[][]) =>
      expectOk(await tab.decide({ ...decideOf(rank(IDS)), context })).decisions[0]!.items;
    expect(await about(['4001', 'x7'], ['ABC-1'], ['nope'])).toEqual(await about(['ABC-1']));
    expect(await about(['ABC-1'])).not.toEqual(IDS);
  });
});

describe('the calls about one item', () => {
  it('take the page’s ids, and answer in them', async () => {
    const { device, tab } = await open();
    await kept(tab, device, ['x6']);
    const { reason } = expectOk(await tab.explain({ ...PLAIN, item: '600' }));
    expect(reason).toEqual({ ...expectOk(await tab.explain({ ...PLAIN, item: 'x6' })).reason, item: '600' });
    expect(reason!.score).toBeGreaterThan(0);
    expect(expectOk(await tab.explain({ ...PLAIN, item: 'nope' })).reason).toBeNull();
    const { display } = expectOk(await tab.describe({ ...PLAIN, items: ['600', 'x6', 'nope'] }));
    expect(display.map(({ id, title }) => [id, title])).toEqual([
      ['600', 'Title of 6'],
      ['x6', 'Title of 6'],
    ]);
    expectOk(await tab.notInterested({ ...PLAIN, item: '4001' }));
    expectOk(
      await tab.correct({
        ...PLAIN,
        patches: [
          { item: '600', ignore: true },
          { item: 'ABC-2', notInterested: true },
        ],
      }),
    );
    const { profile } = expectOk(await tab.readProfile(PLAIN));
    expect(profile.notInterested).toEqual(['ABC-1', 'abc-2']);
    expect(profile.ignored.items).toEqual(['x6']);
    expect(await tab.notInterested({ ...PLAIN, item: 'nope' })).toMatchObject({ reason: 'bad-request' });
  });
});

describe('the bundle’s other ids', () => {
  const isAliases = async (device: Device, url: string): Promise<boolean> => {
    const { parts } = (await createSmallBundle({ ids: IDS, aliases: ALIASES })).manifest;
    return url.endsWith(parts.find(({ name }) => name === 'aliases')!.file) && device.files.has(url);
  };
  const asked = async (device: Device): Promise<number> => {
    const hits = await Promise.all(device.requests.map(({ url }) => isAliases(device, url)));
    return hits.filter(Boolean).length;
  };

  it('are not asked for where the page says what the catalogue says', async () => {
    let brought = 0;
    const loadNames = () => Promise.reject(new Error(`${++brought}`));
    const { device, tab } = await open({}, { parts: { loadNames } });
    expect(await kept(tab, device, ['ABC-1'], ['x9'])).toEqual(['ABC-1', 'x9']);
    expectOk(await tab.decide(decideOf(rankOf(IDS))));
    expect(brought).toBe(0);
    expect(await asked(device)).toBe(0);
  });

  it('are neither asked for nor waited for where the page gives others beside the catalogue’s own', async () => {
    const never = new Promise<never>(() => {});
    const { device, tab } = await open({}, { parts: { loadNames: () => never } });
    const startedAt = performance.now();
    expect(await kept(tab, device, ['ABC-1', '4002'], ['x9', 'nope'])).toEqual(['ABC-1', 'x9']);
    // either of them would otherwise wait so long
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    const other = device.openTab();
    expectOk(await other.hello(helloCall(device)));
    await kept(other, device, ['x8', 'variant-8']);
    await settle();
    expect(await kept(other, device, ['x7', 'variant-8'])).toHaveLength(4);
    expect(await asked(device)).toBe(0);
  });

  it('are asked for once, and kept for later pages', async () => {
    const { device, tab } = await open();
    expect(await kept(tab, device, ['4001'], ['4002'], ['nope'])).toEqual(['ABC-1', 'abc-2']);
    expect(await asked(device)).toBe(1);
    const next = device.openTab();
    expectOk(await next.hello(helloCall(device)));
    expect(await kept(next, device, ['4001'])).toHaveLength(3);
    expect(await asked(device)).toBe(1);
  });

  it.each(['missing', 'damaged', 'of another catalogue', 'not in the bundle', 'behind a file that is blocked'])(
    'that are %s leave a page with the catalogue’s own, first of those that it gives',
    async (fault) => {
      const options = fault === 'not in the bundle' ? { ids: IDS } : { ids: IDS, aliases: ALIASES };
      const bundle = await createSmallBundle(options);
      const device = await createDevice(bundle);
      for (const url of device.files.keys()) {
        if (!(await isAliases(device, url))) continue;
        if (fault === 'missing') device.files.delete(url);
        if (fault === 'damaged')
          device.files.set(
            url,
            device.files.get(url)!.map((byte) => byte ^ 1),
          );
      }
      if (fault === 'of another catalogue') await swapAliases(device);
      const blocked = { loadNames: () => Promise.reject(new Error('404')) };
      const tab = device.openTab(fault.startsWith('behind') ? { parts: blocked } : {});
      expectOk(await tab.hello(helloCall(device)));
      expect(await kept(tab, device, ['4001'], ['4001', 'x9', 'x8'], ['x8'])).toEqual(['x9', 'x8']);
      const slot = rankOf(['4001', 'x8', 'p'], [[], [], ['x9']]);
      expect(expectOk(await tab.decide(decideOf(slot))).decisions[0]!.items.toSorted()).toEqual(['4001', 'p', 'x8']);
    },
  );

  it('that are slow hold up no slot past its time, and no event for long', async () => {
    const never = new Promise<never>(() => {});
    const { device, tab } = await open({}, { parts: { loadNames: () => never } });
    const slot = rankOf(['4001', 'x8', 'x6']);
    const startedAt = performance.now();
    const [decision] = expectOk(await tab.decide({ ...decideOf(slot), deadlineMs: 600 })).decisions;
    expect(performance.now() - startedAt).toBeLessThan(600);
    expect(decision!.items).toHaveLength(3);
    const views = [productView('4001', device.now), productView('x8', device.now)];
    expect(expectOk(await tab.record({ ...recordOf(views), deadlineMs: 60 })).rejected).toBe(1);
    expect(await kept(tab, device)).toEqual(['x8']);
  });

  it('and any part of a newer trainer that this build does not know leave the rest of a bundle as it is', async () => {
    const change: SmallBundleOptions['change'] = ({ parts }) =>
      parts.push({ ...parts[0]!, name: 'sizes', file: `${'0'.repeat(64)}.bin`, sha256: '0'.repeat(64) });
    const { device, tab } = await open({ change });
    expect(await kept(tab, device, ['ABC-1'], ['4002'])).toEqual(['ABC-1', 'abc-2']);
    expect(device.requests.some(({ url }) => url.includes('0'.repeat(64)))).toBe(false);
  });

  it('serve the next call once they are there', async () => {
    let bring: (names: typeof import('../../../worker/names/names.ts')) => void = () => {};
    const loading = new Promise<typeof import('../../../worker/names/names.ts')>((resolve) => (bring = resolve));
    const { device, tab } = await open({}, { parts: { loadNames: () => loading } });
    await kept(tab, device, ['x6']);
    const slot = rankOf(['4001', 'x8', 'Abc-2']);
    expectOk(await tab.decide({ ...decideOf(slot), deadlineMs: 300 }));
    bring(await import('../../../worker/names/names.ts'));
    await settle();
    expect(await kept(tab, device, ['4001'])).toEqual(['x6', 'ABC-1']);
  });

  async function swapAliases(device: Device): Promise<void> {
    const bundle = await createSmallBundle({ ids: IDS, aliases: ALIASES });
    const part = bundle.manifest.parts.find(({ name }) => name === 'aliases')!;
    const url = new URL(part.file, 'https://cdn.example/bundle/').href;
    const bytes = bundle.files.get(url)!.slice();
    // the rows are the last column: these lie past the catalogue's end
    bytes.fill(0xff, -8);
    const { manifest } = bundle;
    const sha256 = await sha256Of(bytes);
    const parts = manifest.parts.map((each) =>
      each.name === 'aliases' ? { ...each, sha256, file: `${sha256}.bin`, bytes: bytes.length } : each,
    );
    device.files.set(
      'https://cdn.example/bundle/manifest.json',
      new TextEncoder().encode(JSON.stringify({ ...manifest, parts })),
    );
    device.files.set(`https://cdn.example/bundle/${sha256}.bin`, bytes);
  }
});

function rankOf(items: string[], also?: string[][]): SlotRequest {
  return { mode: 'rank', slot: 'grid', items, ...(also && { also }) };
}

async function opened() {
  const { openBundle } = await import('../../../worker/bundle/open-bundle.ts');
  const device = await createDevice(await createSmallBundle({ ids: IDS, aliases: ALIASES }));
  const bundle = await openBundle({
    url: 'https://cdn.example/bundle/manifest.json',
    keys: [],
    fetchBytes: async (url) => device.files.get(url),
    cache: undefined,
    clock: { now: () => device.now },
    signal: new AbortController().signal,
  });
  return { bundle: bundle! };
}
