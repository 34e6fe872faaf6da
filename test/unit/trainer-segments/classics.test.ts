import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { decodeSentences } from '../../../contract/sentences.ts';
import { LOG_EVENT_TYPES } from '../../../trainer/log.ts';
import { checkRules } from '../../../trainer/segments/check-rules.ts';
import { useScratch } from '../trainer-data/files.ts';
import { train } from '../../../trainer/commands/train.ts';

const scratch = useScratch();
const T = Date.UTC(2026, 2, 2, 12) / 1_000;
const MINUTE = 60;
const HOUR = 3_600;

/** A row for each: user, item, seconds after T, type. The session is the user's, and `b` stands for the next one. */
const ROWS: [user: string, item: string, after: number, type: string][] = [
  // three dear products in ten minutes, and the fourth minutes later
  ['rich', 'p7', 0, 'view'],
  ['rich', 'p8', 4 * MINUTE, 'view'],
  ['rich', 'p9', 9 * MINUTE, 'view'],
  // the same in eleven: not at any time three in ten minutes
  ['slow', 'p7', 0, 'view'],
  ['slow', 'p8', 5 * MINUTE, 'view'],
  ['slow', 'p9', 11 * MINUTE, 'view'],
  // phones, three within a day, one of them bought
  ['fan', 'p0', 0, 'view'],
  ['fan', 'p1', HOUR / 4, 'view'],
  ['fan', 'p0', HOUR / 2, 'view'],
  ['fan', 'p0', HOUR / 2 + 1, 'purchase'],
  // a cart that waits for 16 minutes, then is bought
  ['waiter', 'p1', 0, 'add_to_cart'],
  ['waiter', 'p1', 16 * MINUTE, 'purchase'],
  // one that is bought after 14
  ['quick', 'p1', 0, 'add_to_cart'],
  ['quick', 'p1', 14 * MINUTE, 'purchase'],
  // a dear one that is left, after a look at a watched product
  ['leaver', 'p9', 0, 'view'],
  ['leaver', 'p9', MINUTE, 'add_to_cart'],
  ['leaver b', 'p2', 5 * HOUR, 'view'],
  // back after two days only
  ['late', 'p3', 0, 'view'],
  ['late b', 'p3', 48 * HOUR, 'view'],
  // buys phones three times in a month
  ['buyer', 'p0', 0, 'purchase'],
  ['buyer b', 'p1', 100 * HOUR, 'purchase'],
  ['buyer c', 'p0', 200 * HOUR, 'purchase'],
];

const CONFIG = {
  site: {
    currency: 'GBP',
    segments: [
      {
        preset: 'classics',
        category: { attribute: 'category', value: 'Smartphones' },
        highEnd: 700,
        watched: ['p9'],
        cartValue: 500,
        names: { enthusiasts: 'Electronics enthusiasts' },
      },
    ],
    offers: [{ preset: 'classics' }],
    recovery: { endpoint: '/recovery' },
  },
};

function shop(config: object = CONFIG): { config: string; events: string[]; items: string[] } {
  const items = Array.from(
    { length: 10 },
    (_, row) => `p${row},Product ${row},${row < 5 ? 'Smartphones' : 'Lamps'},${100 * (row + 1)}`,
  );
  const events = ROWS.map(([user, item, after, type]) => `${user},${user.split(' ')[0]},${item},${T + after},${type}`);
  return {
    config: scratch.file('aisle.json', JSON.stringify(config)),
    events: [scratch.file('events.csv', ['session_id,user_id,item_id,timestamp,event_type', ...events, ''].join('\n'))],
    items: [scratch.file('items.csv', ['item_id,title,category,price', ...items, ''].join('\n'))],
  };
}

describe('the classics over a log', () => {
  it('match whom they are meant for, and nobody else', async () => {
    const { config, events, items } = shop();
    const { log } = await checkRules(config, { events, items });
    const visitors = Object.fromEntries(log!.segments.map(({ id, visitors: count }) => [id, count]));
    expect(visitors).toEqual({
      'viewed-not-bought': 2, // late, and fan until the purchase
      'frequent-buyers': 1,
      'left-cart-after-viewing': 1,
      'back-within-a-day': 1, // leaver, after five hours
      'luxury-shoppers': 1, // rich, not slow
      enthusiasts: 1,
      'cart-waiting': 2, // waiter and leaver, not quick
      'valuable-cart-left': 1,
    });
    expect(log!.faults).toEqual({});
    expect(log!.offers).toEqual([
      { id: 'cart-reminder', sessions: 2, visitors: 2 },
      { id: 'keep-cart', sessions: 1, visitors: 1 },
    ]);
    const waiting = log!.segments.find(({ id }) => id === 'cart-waiting')!;
    // fifteen minutes after 12:00 and 12:01
    expect([waiting.firstAt, waiting.lastAt]).toEqual([(T + 15 * MINUTE) * 1_000, (T + 16 * MINUTE) * 1_000]);
    expect(waiting.byHour[12]).toBe(2);
    const luxury = log!.segments.find(({ id }) => id === 'luxury-shoppers')!;
    expect(luxury.firstAt).toBe((T + 9 * MINUTE) * 1_000);
  });

  it('find in the catalogue what the shop does not say', async () => {
    const { config, events, items } = shop({ site: { segments: [{ preset: 'classics' }] } });
    const { segments } = await checkRules(config, { events, items });
    expect(segments).toHaveLength(8);
    expect(segments.find(({ id }) => id === 'luxury-shoppers')!.shopper.en).toContain('for 900 or more');
    expect(segments.find(({ id }) => id === 'enthusiasts')!.shopper.de).toContain('Smartphones');
  });

  it('leave out without a catalogue what nobody has said', async () => {
    const { config } = shop({ site: { segments: [{ preset: 'classics', without: ['cart-waiting'] }] } });
    const { segments, log } = await checkRules(config, {});
    expect(segments.map(({ id }) => id)).toEqual(['back-within-a-day']);
    expect(log).toBeNull();
  });

  it('say which events the log cannot tell of', async () => {
    const when = { count: { type: 'search' } };
    const { config, events, items } = shop({ site: { segments: [{ id: 's', name: 'S', when }] } });
    const { log } = await checkRules(config, { events, items });
    expect(LOG_EVENT_TYPES).not.toContain('search');
    expect(log!.missing).toEqual([{ type: 'search', segments: ['s'] }]);
    expect(log!.segments[0]).toMatchObject({ sessions: 0, entries: 0 });
  });
});

describe('a bundle of a shop with segments', () => {
  it('carries them, their offers and their sentences, which a plain visit does not load', async () => {
    const { config, events, items } = shop();
    const { bundle } = await train({ config, events, items, out: scratch.path('out') });
    const { manifest, files, visitBytes } = bundle;
    expect(manifest.living).toMatchObject({ recovery: { endpoint: '/recovery' }, rfm: null, clusters: null });
    expect(manifest.site.living).toBe(true);
    expect(manifest.site).not.toHaveProperty('segments');
    const part = manifest.parts.find(({ name }) => name === 'sentences')!;
    const sentences = decodeSentences(Uint8Array.from(files.get(part.file)!).buffer)!;
    expect(sentences.en['luxury-shoppers']).toBe(
      'You looked at products for £700 or more at least 3 times in the last 10 minutes.',
    );
    expect(Object.keys(sentences.es)).toHaveLength(8);
    const loaded = manifest.parts.filter(({ name }) => !['display', 'aliases', 'sentences'].includes(name));
    expect(visitBytes).toBe(bundle.manifestBytes.length + loaded.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(readFileSync(scratch.path('out/manifest.json'), 'utf8')).toContain('"luxury-shoppers"');
  });

  it('has nothing of it where the shop has none', async () => {
    const { events, items } = shop();
    const { bundle } = await train({ events, items, out: scratch.path('out') });
    expect(bundle.manifest.living).toBeNull();
    expect(bundle.manifest.site.living).toBeUndefined();
    expect(bundle.manifest.parts.map(({ name }) => name)).not.toContain('sentences');
  });
});
