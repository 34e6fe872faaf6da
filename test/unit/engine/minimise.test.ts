import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import type { Manifest } from '../../../contract/bundle.ts';
import { createSensitiveCheck, findSensitive } from '../../../contract/sensitive.ts';
import { minimise } from '../../../worker/intake/minimise.ts';
import { lanternShop, NOW } from '../ranking/lantern-shop.ts';
import { createDevice, expectOk, helloCall, PLAIN, productView, recordOf } from './device.ts';
import { createSmallBundle, itemId } from './small-bundle.ts';

const bundle = lanternShop();
const NOTHING = { items: new Uint32Array(), words: new Uint32Array() };
const base = { id: 'a'.repeat(32), at: NOW };
const shown = (event: AisleEvent, sensitive = NOTHING): unknown => minimise(event, bundle, sensitive);

describe('an event on its way to the journal', () => {
  it('keeps the items that the bundle knows, with their numbers, and none of their texts', () => {
    const items = [
      { id: 'mug-01', price: 9.5, currency: 'EUR', quantity: 2, position: 3, list: 'search_results' },
      { id: 'jane@example.org', price: 1 },
      { id: 'mug-02', list: 'Gifts for Jane Doe' },
    ];
    expect(shown({ ...base, type: 'list_view', items, list: 'jane@example.org' })).toEqual({
      ...base,
      type: 'list_view',
      items: [items[0], { id: 'mug-02' }],
    });
  });

  it.each([
    ['search_results', true],
    ['Home:for-you.2', true],
    ['summer2026', true],
    ['jane@example.org', false],
    ['jane%40example.org', false],
    ['Jane Doe', false],
    ['4111111111111111', false],
    ['order-48213', false],
    ['6a616e65406578616d706c652e6f7267', false],
    ['amFuZUBleGFtcGxlLm9yZw==', false],
    ['x'.repeat(41), false],
    ['', false],
  ])('takes the name %j for an identifier: %j', (name, isKept) => {
    const event = { ...base, type: 'promotion_click' as const, promotion: name };
    expect(shown(event)).toEqual({ ...base, type: 'promotion_click', ...(isKept && { promotion: name }) });
    expect(shown({ ...base, type: 'custom', name, items: [] }) !== undefined).toBe(isKept);
  });

  it('keeps the words of a search that the vocabulary has', () => {
    expect(shown({ ...base, type: 'search', tokens: ['mug', 'jane@example.org', '4111111111111111'] })).toEqual({
      ...base,
      type: 'search',
      tokens: ['mug'],
    });
  });

  it('is dropped where nothing is left of what it was about, and kept where it was about nothing', () => {
    expect(shown({ ...base, type: 'search', tokens: ['jane'] })).toBeUndefined();
    expect(shown({ ...base, type: 'product_view', items: [{ id: 'unknown' }] })).toBeUndefined();
    expect(shown({ ...base, type: 'cart_view', items: [] })).toBeDefined();
    expect(shown({ ...base, type: 'page_view', page: 'home' })).toEqual({ ...base, type: 'page_view', page: 'home' });
  });

  it('says nothing of sensitive items and words', () => {
    const sensitive = {
      items: Uint32Array.of(bundle.rows.get('mug-01')!),
      words: Uint32Array.of(bundle.wordCodes.get('lantern')!),
    };
    expect(shown({ ...base, type: 'product_view', items: [{ id: 'mug-01' }] }, sensitive)).toBeUndefined();
    const both = { ...base, type: 'purchase' as const, items: [{ id: 'mug-01' }, { id: 'mug-02' }] };
    expect(shown(both, sensitive)).toEqual({ ...both, items: [{ id: 'mug-02' }] });
    expect(shown({ ...base, type: 'search', tokens: ['lantern', 'mug'] }, sensitive)).toMatchObject({
      tokens: ['mug'],
    });
  });
});

describe('a word is sensitive', () => {
  it.each([
    ['Pregnancy test, early', true],
    ['SCHWANGERSCHAFTSTEST', false],
    ['Umstandsmode', true],
    ['Bible cover', true],
    ['Lit bébé', true],
    ['Ropa de Niños', true],
    ["Children's wellingtons", true],
    ['Trade union badge', true],
    ['Femme enceinte', true],
    ['Enceinte bluetooth', false],
    ['One of a kind mug', false],
    ['Kidney bean tin', false],
    ['Christmas lantern', false],
    ['', false],
  ])('%s: %j', (text, expected) => {
    expect(createSensitiveCheck()(text)).toBe(expected);
  });

  it('also by what a shop adds, phrases and plurals included', () => {
    const check = createSensitiveCheck(['hearing aid', 'Wein']);
    expect(check('Digital Hearing-Aids')).toBe(true);
    expect(check('first aid')).toBe(false);
    expect(check('WEIN aus der Pfalz')).toBe(true);
    expect(check('Schwein')).toBe(false);
  });

  it('and marks the items that have it, as a value or in their texts', () => {
    const { attributes, vocabulary } = lanternShop();
    const found = findSensitive(attributes, vocabulary, (text) => text === 'clock');
    const clocks = bundle.ids.flatMap((id, row) => (id.startsWith('clock') ? [row] : []));
    expect([...found.items]).toEqual(clocks);
    expect([...found.words].map((code) => vocabulary.words[code])).toEqual(['clock']);
  });
});

describe('a shop with sensitive items', () => {
  const record = async (options: Parameters<typeof createSmallBundle>[0], loadAnnex?: () => Promise<never>) => {
    const device = await createDevice(await createSmallBundle(options));
    const tab = device.openTab(loadAnnex && { parts: { loadAnnex } });
    expectOk(await tab.hello(helloCall(device)));
    const search = { id: 'b'.repeat(32), at: device.now, type: 'search' as const, tokens: ['mug', 'lantern'] };
    return {
      tab,
      reply: await tab.record(
        recordOf([productView(itemId(0), device.now), productView(itemId(1), device.now), search]),
      ),
    };
  };

  it('keeps nothing of them, in the journal and in the profile', async () => {
    const { tab, reply } = await record({ sensitive: [1] });
    expect(expectOk(reply).rejected).toBe(1);
    const { profile, events } = expectOk(await tab.exportProfile(PLAIN)).export;
    expect(JSON.stringify([profile, events])).not.toContain(itemId(1));
  });

  const site = (manifest: Manifest): unknown => (manifest.site = { sensitive: ['mug'] });

  it('does so with a bundle whose trainer did not mark them, too', async () => {
    const { tab, reply } = await record({ sensitive: null, change: site });
    expect(expectOk(reply).rejected).toBe(1);
    const { profile, events } = expectOk(await tab.exportProfile(PLAIN)).export;
    expect(JSON.stringify([profile, events])).not.toContain('mug');
    expect(profile.searches.map(({ word }) => word)).toEqual(['lantern']);
  });

  it('learns nothing while nobody can say which they are', async () => {
    const { reply } = await record({ sensitive: null, change: site }, () => Promise.reject(new Error('404')));
    expect(reply).toEqual({ ok: false, reason: 'not-loaded' });
  });

  it('lets nobody import or set what is sensitive', async () => {
    const { tab } = await record({ sensitive: [1], change: site });
    const patches = [{ interest: { attribute: 'kind', value: 'mug', weight: 1 } }];
    expect(await tab.correct({ ...PLAIN, patches })).toMatchObject({ ok: false, reason: 'bad-request' });
  });
});
