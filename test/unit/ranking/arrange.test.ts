import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import type { FactsPart } from '../../../contract/facts.ts';
import { isMerchandising, type Merchandising } from '../../../contract/merchandising.ts';
import type { SlotRequest } from '../../../contract/protocol.ts';
import type { Bundle } from '../../../worker/bundle/decode.ts';
import { createRawProfile, foldEvent, type RawProfile } from '../../../worker/profile/profile.ts';
import { createRanker } from '../../../worker/ranking/rank.ts';
import { boughtLately } from '../../../worker/ranking/refine/arrange-bought.ts';
import { createLikeness, diversify } from '../../../worker/ranking/refine/arrange-diverse.ts';
import { createDraw, explore } from '../../../worker/ranking/refine/arrange-explore.ts';
import { createRules } from '../../../worker/ranking/refine/arrange-rules.ts';
import { createArrangeStage } from '../../../worker/ranking/refine/arrange-stage.ts';
import { arrangeList, type ListToArrange } from '../../../worker/ranking/refine/arrange.ts';
import { chainRefiners } from '../../../worker/ranking/refine/refine.ts';
import { createRandom } from '../../../trainer/models/random.ts';
import { eventOf, lanternShop, NOW, profileThatViewed } from './lantern-shop.ts';

const DAY_MS = 86_400_000;
/** Nothing but the rules: no variety, no chance. */
const PLAIN: Merchandising = { diversity: { weight: 0 }, exploration: 0 };
const SHELF = ['mug-01', 'clock-02', 'bag-05', 'lantern-02', 'mug-04', 'lantern-03', 'clock-07', 'lantern-01'];

function rankerOf(shop: Merchandising, facts: FactsPart = {}, bundle: Bundle = lanternShop()) {
  expect(isMerchandising(shop)).toBe(true);
  return createRanker(bundle, { refiner: chainRefiners([createArrangeStage(bundle, facts, shop)]) });
}

function rank(
  shop: Merchandising,
  profile: RawProfile,
  { facts, request, now = NOW + 600_000 }: { facts?: FactsPart; request?: Partial<SlotRequest>; now?: number } = {},
): readonly string[] {
  const asked = { mode: 'rank', slot: 'home', items: SHELF, ...request } as SlotRequest;
  return rankerOf(shop, facts).decide(profile, asked, { now, reasons: false }).items;
}

function fill(shop: Merchandising, profile: RawProfile, facts: FactsPart = {}, limit = 6, now = NOW + 600_000) {
  return rankerOf(shop, facts).decide(profile, { mode: 'fill', slot: 'home', limit }, { now, reasons: false }).items;
}

const rowsOf = (...ids: string[]): Uint32Array => Uint32Array.from(ids, (id) => lanternShop().rows.get(id)!);

describe("the shop's rules in a rank slot", () => {
  const bundle = lanternShop();
  const viewer = profileThatViewed(bundle, ['mug-00', 'lantern-00']);
  const plain = rank(PLAIN, viewer);

  test('without any the order is that of the scores', () => {
    const alone = createRanker(bundle).decide(
      viewer,
      { mode: 'rank', slot: 'home', items: SHELF },
      { now: NOW, reasons: false },
    );
    expect(plain).toEqual(alone.items);
    expect(plain[0]).toMatch(/^lantern/);
  });

  test.each<
    [name: string, shop: Merchandising, facts: FactsPart, expected: (items: readonly string[]) => unknown, unknown]
  >([
    ['a pin takes its place', { rules: [{ do: 'pin', item: 'bag-05', place: 1 }] }, {}, (items) => items[0], 'bag-05'],
    [
      'a pin in another slot does not',
      { rules: [{ do: 'pin', item: 'bag-05', place: 1, slots: ['x'] }] },
      {},
      (items) => items,
      plain,
    ],
    [
      'two pins stand where they are pinned',
      {
        rules: [
          { do: 'pin', item: 'bag-05', place: 3 },
          { do: 'pin', item: 'clock-02', place: 1 },
        ],
      },
      {},
      (items) => [items[0], items[2]],
      ['clock-02', 'bag-05'],
    ],
    [
      'a pin beyond the end stands last',
      { rules: [{ do: 'pin', item: 'lantern-01', place: 99 }] },
      {},
      (items) => items.at(-1),
      'lantern-01',
    ],
    [
      'a boost by attribute lifts',
      { rules: [{ do: 'boost', factor: 100, where: { kind: ['clock', 'bag'] } }] },
      {},
      (items) => items.slice(0, 3).every((item) => /^(clock|bag)/.test(item)),
      true,
    ],
    [
      'a boost by id lifts that one',
      { rules: [{ do: 'boost', factor: 100, items: ['clock-07'] }] },
      {},
      (items) => items[0],
      'clock-07',
    ],
    [
      'conditions all have to hold',
      { rules: [{ do: 'boost', factor: 100, items: ['clock-07'], where: { kind: 'mug' } }] },
      {},
      (items) => items,
      plain,
    ],
    [
      'a burial without a factor is to the end',
      { rules: [{ do: 'bury', where: { kind: 'lantern' } }] },
      {},
      (items) => items.slice(-3).every((item) => item.startsWith('lantern')),
      true,
    ],
    [
      'a burial with a factor only sinks',
      { rules: [{ do: 'bury', factor: 0.9999, where: { kind: 'lantern' } }] },
      {},
      (items) => items[0]!.startsWith('lantern'),
      true,
    ],
    [
      'a filter is last and stays',
      { rules: [{ do: 'filter', items: ['lantern-01'] }] },
      {},
      (items) => [items.at(-1), items.length],
      ['lantern-01', SHELF.length],
    ],
    ['what is out of stock is last', {}, { out: rowsOf('lantern-01') }, (items) => items.at(-1), 'lantern-01'],
    ['unless stock is to be ignored', { stock: 'ignore' }, { out: rowsOf('lantern-01') }, (items) => items, plain],
    [
      'a condition of stock',
      { stock: 'ignore', rules: [{ do: 'boost', factor: 100, stock: 'out' }] },
      { out: rowsOf('bag-05') },
      (items) => items[0],
      'bag-05',
    ],
    [
      'a condition of price',
      { rules: [{ do: 'boost', factor: 100, price: { from: 5, below: 10 } }] },
      { price: Float32Array.from({ length: 48 }, (_, row) => (row === rowsOf('bag-05')[0] ? 7 : NaN)) },
      (items) => items[0],
      'bag-05',
    ],
    [
      'a price at the upper end is not below it',
      { rules: [{ do: 'boost', factor: 100, price: { below: 7 } }] },
      { price: new Float32Array(48).fill(7) },
      (items) => items,
      plain,
    ],
    [
      'newness lifts',
      { freshness: { days: 30, boost: 10 } },
      { added: Uint16Array.from({ length: 48 }, (_, row) => (row === rowsOf('mug-01')[0] ? NOW / DAY_MS - 1 : 0)) },
      (items) => items.indexOf('mug-01') < plain.indexOf('mug-01'),
      true,
    ],
    [
      'a condition of newness',
      { rules: [{ do: 'boost', factor: 100, newerThanDays: 7 }] },
      {
        added: Uint16Array.from({ length: 48 }, (_, row) =>
          row === rowsOf('bag-05')[0] ? NOW / DAY_MS - 6 : NOW / DAY_MS - 8,
        ),
      },
      (items) => items[0],
      'bag-05',
    ],
    [
      'a rule of tomorrow does not hold',
      { rules: [{ do: 'pin', item: 'bag-05', place: 1, from: '2026-06-02' }] },
      {},
      (items) => items,
      plain,
    ],
    [
      'a rule holds on its first and its last day',
      { rules: [{ do: 'pin', item: 'bag-05', place: 1, from: '2026-06-01', until: '2026-06-01' }] },
      {},
      (items) => items[0],
      'bag-05',
    ],
    [
      'a rule of yesterday does not hold',
      { rules: [{ do: 'pin', item: 'bag-05', place: 1, until: '2026-05-31' }] },
      {},
      (items) => items,
      plain,
    ],
    [
      'the best of a product leads, its other variants stand behind',
      {},
      { product: Uint32Array.from({ length: 48 }, (_, row) => (row >= 24 && row < 36 ? 24 : row)) },
      (items) => [items[0], items.slice(-2).every((item) => item.startsWith('lantern'))],
      [plain[0], true],
    ],
    [
      'unless all stand for themselves',
      { variants: 'all' },
      { product: Uint32Array.from({ length: 48 }, (_, row) => (row >= 24 && row < 36 ? 24 : row)) },
      (items) => items,
      plain,
    ],
    [
      'who is out of stock does not lead',
      {},
      {
        product: Uint32Array.from({ length: 48 }, (_, row) => (row >= 24 && row < 36 ? 24 : row)),
        out: rowsOf(plain[0]!),
      },
      (items) => [items[0], items.at(-1)],
      [plain[1], plain[0]],
    ],
    [
      'a filter says more than a pin',
      {
        rules: [
          { do: 'pin', item: 'bag-05', place: 1 },
          { do: 'filter', items: ['bag-05'] },
        ],
      },
      {},
      (items) => items.at(-1),
      'bag-05',
    ],
    [
      'a pin says more than a burial',
      {
        rules: [
          { do: 'pin', item: 'bag-05', place: 1 },
          { do: 'bury', items: ['bag-05'] },
        ],
      },
      {},
      (items) => items[0],
      'bag-05',
    ],
  ])('%s', (_name, shop, facts, read, expected) => {
    expect(read(rank({ ...PLAIN, ...shop }, viewer, { facts }))).toEqual(expected);
  });

  test('what the page itself shows of stock counts more than the bundle', () => {
    const facts = { out: rowsOf('lantern-01') };
    const stock = SHELF.map((item) => (item === 'lantern-01' ? 1 : item === 'lantern-03' ? 2 : 0));
    const items = rank(PLAIN, viewer, { facts, request: { stock } as Partial<SlotRequest> });
    expect(items.at(-1)).toBe('lantern-03');
    expect(items[0]).toBe('lantern-01');
  });

  test('places that the markup pins, and unknown ids, stay where they are', () => {
    const items = ['unknown', ...SHELF];
    const request = { items, pinned: [1] } as Partial<SlotRequest>;
    const ranked = rank({ ...PLAIN, rules: [{ do: 'pin', item: 'bag-05', place: 2 }] }, viewer, { request });
    expect(ranked.slice(0, 3)).toEqual(['unknown', 'mug-01', 'bag-05']);
    expect(ranked.toSorted()).toEqual(items.toSorted());
  });

  test('what the visitor does not want is behind all else, also where it is pinned', () => {
    const profile = { ...viewer, notInterested: ['lantern-01'] };
    const shop: Merchandising = {
      ...PLAIN,
      rules: [
        { do: 'pin', item: 'lantern-01', place: 1 },
        { do: 'filter', items: ['mug-01'] },
      ],
    };
    expect(rank(shop, profile).slice(-2)).toEqual(['mug-01', 'lantern-01']);
  });

  test("of a stranger the shop's rules alone change the shop's order", () => {
    const stranger = createRawProfile();
    const decide = (shop: Merchandising) =>
      rankerOf(shop).decide(stranger, { mode: 'rank', slot: 'home', items: SHELF }, { now: NOW });
    expect(decide(PLAIN)).toMatchObject({ items: SHELF, source: 'server', reasons: [] });
    expect(decide({ rules: [{ do: 'filter', items: ['mug-01'] }] })).toMatchObject({
      items: [...SHELF.slice(1), 'mug-01'],
      source: 'shop',
    });
  });
});

describe("the shop's rules in a fill slot", () => {
  const bundle = lanternShop();
  const viewer = profileThatViewed(bundle, ['mug-00', 'lantern-00']);
  const lanterns = new Set(bundle.ids.filter((id) => id.startsWith('lantern')));

  test('what is filtered, buried to the end, out of stock or unwanted never comes', () => {
    const shop: Merchandising = {
      ...PLAIN,
      rules: [
        { do: 'filter', where: { kind: 'lantern' } },
        { do: 'bury', where: { colour: 'red' } },
        { do: 'pin', item: 'lantern-04', place: 1 },
      ],
    };
    const items = fill(shop, { ...viewer, notInterested: ['mug-03'] }, { out: rowsOf('mug-02') }, 48);
    expect(items.length).toBeGreaterThan(10);
    expect(items.filter((item) => lanterns.has(item))).toEqual([]);
    expect(items.filter((item) => rowsOf(item)[0]! % 3 === 1)).toEqual([]);
    expect(items).not.toContain('mug-02');
    expect(items).not.toContain('mug-03');
  });

  test('a pinned item comes though nothing else speaks for it', () => {
    expect(fill({ ...PLAIN, rules: [{ do: 'pin', item: 'clock-11', place: 2 }] }, viewer)[1]).toBe('clock-11');
  });

  test('one of a product at a time', () => {
    const product = Uint32Array.from({ length: 48 }, (_, row) => row - (row % 12));
    expect(
      fill(PLAIN, viewer, { product }, 10)
        .map((item) => item.slice(0, -3))
        .toSorted(),
    ).toEqual(['bag', 'clock', 'lantern', 'mug']);
  });
});

describe('what was bought', () => {
  const bundle = lanternShop();
  const bought = (at: number): RawProfile => {
    const profile = profileThatViewed(bundle, ['mug-00', 'lantern-01'], at - 120_000);
    foldEvent(profile, eventOf('purchase', 'lantern-01', at), bundle);
    return profile;
  };
  const cycle = new Uint8Array(48).fill(10);

  test('sinks until it is due again, and then may lead', () => {
    const profile = bought(NOW);
    const at = (days: number) =>
      rank(PLAIN, profile, { facts: { cycle }, now: NOW + days * DAY_MS }).indexOf('lantern-01');
    expect(at(0.1)).toBe(SHELF.length - 1);
    expect(at(9.9)).toBe(SHELF.length - 1);
    expect(at(10.1)).toBeLessThan(SHELF.length - 2);
  });

  test('does not come in a fill slot before', () => {
    expect(fill(PLAIN, bought(NOW), { cycle })).not.toContain('lantern-01');
    expect(fill(PLAIN, bought(NOW), { cycle }, 6, NOW + 11 * DAY_MS)).toContain('lantern-01');
  });

  test('keeps its place where the shop says so', () => {
    expect(rank({ ...PLAIN, bought: 'keep' }, bought(NOW), { facts: { cycle } }).indexOf('lantern-01')).toBeLessThan(
      SHELF.length - 2,
    );
  });

  test('counts from the newest purchase, for a month where nothing is known of it, and not at all once it was sent back', () => {
    const profile = bought(NOW);
    expect([...boughtLately(profile, bundle, {}, NOW + 29 * DAY_MS)]).toEqual([...rowsOf('lantern-01')]);
    expect(boughtLately(profile, bundle, {}, NOW + 31 * DAY_MS).size).toBe(0);
    // a look at it later does not make the purchase a later one
    foldEvent(profile, eventOf('product_view', 'lantern-01', NOW + 8 * DAY_MS), bundle);
    expect(boughtLately(profile, bundle, { cycle }, NOW + 11 * DAY_MS).size).toBe(0);
    foldEvent(profile, eventOf('refund', 'lantern-01', NOW + 1_000), bundle);
    expect(boughtLately(profile, bundle, { cycle }, NOW + DAY_MS).size).toBe(0);
  });
});

describe('variety', () => {
  /** The definition, without a thought for time. */
  function bruteForce(
    scores: readonly number[],
    like: (a: number, b: number) => number,
    weight: number,
    places: number,
  ): number[] {
    const left = scores
      .map((_, at) => at)
      .toSorted((a, b) => scores[b]! - scores[a]! || a - b)
      .slice(0, 3 * places);
    const tail = scores
      .map((_, at) => at)
      .toSorted((a, b) => scores[b]! - scores[a]! || a - b)
      .slice(3 * places);
    const chosen: number[] = [];
    while (chosen.length < places && left.length > 0) {
      const worth = left.map(
        (at) => scores[at]! * (1 - weight * Math.max(0, ...chosen.map((other) => like(at, other)))),
      );
      chosen.push(...left.splice(worth.indexOf(Math.max(...worth)), 1));
    }
    return [...chosen, ...left, ...tail];
  }

  it('is what the definition says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.integer({ min: 2, max: 15 }),
        fc.integer(),
        (scores, weight, places, seed) => {
          const random = createRandom(seed);
          const table = scores.map(() => scores.map(() => random()));
          const like = (a: number, b: number): number => table[Math.min(a, b)]![Math.max(a, b)]!;
          const order = scores.map((_, at) => at).toSorted((a, b) => scores[b]! - scores[a]! || a - b);
          const rows = scores.map((_, at) => at);
          expect(diversify(order, rows, scores, like, { weight, places })).toEqual(
            bruteForce(scores, like, weight, places),
          );
        },
      ),
      { numRuns: 300, seed: 20_261_123 },
    );
  });

  it('puts something else between things that are alike, and nothing that is much worse', () => {
    const like = (a: number, b: number): number => (a < 3 && b < 3 ? 1 : 0);
    const order = [0, 1, 2, 3];
    expect(diversify(order, order, [1, 0.9, 0.8, 0.7], like, { weight: 0.3, places: 4 })).toEqual([0, 3, 1, 2]);
    expect(diversify(order, order, [1, 0.9, 0.8, 0.5], like, { weight: 0.3, places: 4 })).toEqual([0, 1, 2, 3]);
    expect(diversify(order, order, [1, 0.9, 0.8, 0.7], like, { weight: 0, places: 4 })).toBe(order);
  });

  it('takes a kind and a look for alike, each half', () => {
    const likeness = createLikeness(lanternShop());
    const [a, b, c, d] = rowsOf('lantern-00', 'lantern-03', 'lantern-01', 'mug-03');
    expect(likeness(a!, b!)).toBeCloseTo(1, 5);
    expect(likeness(a!, c!)).toBeGreaterThan(0.6);
    expect(likeness(a!, c!)).toBeLessThan(0.7);
    expect(likeness(a!, d!)).toBeLessThan(0.4);
  });
});

describe('chance', () => {
  const PLACES = 21;
  const order = Array.from({ length: 60 }, (_, at) => at);
  const everything = (): boolean => true;
  const self = (at: number): number => at;

  test('gives away the share that is stated, within what chance allows over 10,000 draws', () => {
    const share = 0.05;
    let given = 0;
    const lists = 500;
    for (let visit = 0; visit < lists; visit++) {
      const { drawn } = explore(order, { share, places: PLACES }, createDraw(`${visit}`), everything, self);
      given += drawn.length;
    }
    const draws = lists * (PLACES - 1);
    expect(draws).toBe(10_000);
    // four deviations of a binomial: one run in 16,000 would fail, and this one is always the same
    expect(Math.abs(given - draws * share)).toBeLessThan(4 * Math.sqrt(draws * share * (1 - share)));
  });

  test('draws all items alike', () => {
    const counts = new Map<number, number>();
    for (let visit = 0; visit < 4_000; visit++) {
      const { drawn } = explore(order, { share: 1, places: 2 }, createDraw(`${visit}`), everything, self);
      counts.set(drawn[0]!, (counts.get(drawn[0]!) ?? 0) + 1);
    }
    // 58 items, 69 each, give or take five deviations
    expect(counts.size).toBe(58);
    expect(Math.max(...counts.values())).toBeLessThan(69 + 42);
    expect(Math.min(...counts.values())).toBeGreaterThan(69 - 42);
  });

  test('never gives away the first place, and none where it is off', () => {
    for (let visit = 0; visit < 500; visit++) {
      const draw = createDraw(`${visit}`);
      expect(explore(order, { share: 1, places: PLACES }, draw, everything, self).order[0]).toBe(0);
      expect(explore(order, { share: 0, places: PLACES }, draw, everything, self)).toEqual({ order, drawn: [] });
    }
  });

  test('is the same for a whole visit, another for the next, marked in the decision, and nothing that was seen', () => {
    const bundle = lanternShop();
    const viewer = profileThatViewed(bundle, ['mug-00', 'lantern-00']);
    const ranker = rankerOf({ ...PLAIN, exploration: 0.2 });
    const request: SlotRequest = { mode: 'rank', slot: 'home', items: [...bundle.ids] };
    const decide = (profile: RawProfile, now: number) => ranker.decide(profile, request, { now, reasons: false });
    const before = decide(viewer, NOW + 600_000);
    expect(before.explored?.length).toBeGreaterThan(0);
    for (const id of before.explored!) expect(['mug-00', 'lantern-00']).not.toContain(id);
    foldEvent(viewer, eventOf('product_view', 'lantern-00', NOW + 700_000), bundle);
    expect(decide(viewer, NOW + 800_000).explored!.toSorted()).toEqual(before.explored!.toSorted());
    foldEvent(viewer, eventOf('product_view', 'clock-03', NOW + 2 * DAY_MS), bundle);
    expect(decide(viewer, NOW + 2 * DAY_MS + 1).explored?.toSorted()).not.toEqual(before.explored!.toSorted());
  });
});

describe('what is said of it', () => {
  const bundle = lanternShop();
  const viewer = profileThatViewed(bundle, ['lantern-00', 'mug-00', 'lantern-05', 'lantern-07']);
  const request: SlotRequest = { mode: 'rank', slot: 'home', items: SHELF };

  test('terms add up to the score that counted, a boost and newness among them', () => {
    const added = new Uint16Array(48).fill(NOW / DAY_MS - 1);
    const shop: Merchandising = {
      ...PLAIN,
      freshness: { days: 10, boost: 2 },
      rules: [
        { do: 'boost', factor: 3, where: { kind: 'lantern' } },
        { do: 'bury', factor: 0.5, where: { kind: 'mug' } },
      ],
    };
    const { reasons } = rankerOf(shop, { added }).decide(viewer, request, { now: NOW + 600_000 });
    expect(reasons).toHaveLength(SHELF.length);
    for (const { item, score, terms } of reasons) {
      expect(terms.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score, 6);
      const shops = terms.find(({ term }) => term === 'shop')?.value ?? 0;
      expect(Math.sign(shops)).toBe(item.startsWith('lantern') ? 1 : item.startsWith('mug') ? -1 : 0);
      expect(terms.find(({ term }) => term === 'new')?.value).toBeGreaterThan(0);
    }
    expect(reasons.map(({ score }) => score)).toEqual(reasons.map(({ score }) => score).toSorted((a, b) => b - a));
  });

  test('counts and days are those of the profile: of the last week where there is one', () => {
    const ranker = rankerOf(PLAIN);
    const seenAt = (now: number) =>
      ranker
        .explain(viewer, 'lantern-02', { now })!
        .terms.find(({ because }) => because && 'attribute' in because && because.attribute === 'kind')?.seen;
    expect(seenAt(NOW + 600_000)).toEqual({ items: 3, days: 1 });
    expect(seenAt(NOW + 5.5 * DAY_MS)).toEqual({ items: 3, days: 6 });
    expect(seenAt(NOW + 12.5 * DAY_MS)).toEqual({ items: 3, days: 13 });
    const later = structuredClone(viewer);
    foldEvent(later, eventOf('product_view', 'lantern-09', NOW + 12 * DAY_MS), bundle);
    const [seen] = ranker
      .explain(later, 'lantern-02', { now: NOW + 12.5 * DAY_MS })!
      .terms.flatMap((term) => term.seen ?? []);
    expect(seen).toEqual({ items: 1, days: 1 });
    // what must not be used is not counted
    const ignored = { ...viewer, ignored: { items: ['lantern-05'], values: [] } };
    const [left] = ranker
      .explain(ignored, 'lantern-02', { now: NOW + 600_000 })!
      .terms.flatMap((term) => (term.because && 'attribute' in term.because ? (term.seen ?? []) : []));
    expect(left).toEqual({ items: 2, days: 1 });
  });

  test('an item of the history is one that was bought, is in the cart, or was looked at', () => {
    const profile = structuredClone(viewer);
    const did = () =>
      rankerOf(PLAIN)
        .explain(profile, 'lantern-01', { now: NOW + 900_000 })!
        .terms.find(({ because }) => because && 'item' in because && because.item === 'lantern-00')?.did;
    expect(did()).toBe('looked');
    foldEvent(profile, eventOf('add_to_cart', 'lantern-00', NOW + 700_000), bundle);
    expect(did()).toBe('cart');
    foldEvent(profile, eventOf('purchase', 'lantern-00', NOW + 800_000), bundle);
    expect(did()).toBe('bought');
  });

  test('why an item stands where its score would not have put it', () => {
    const shop: Merchandising = {
      ...PLAIN,
      rules: [
        { do: 'pin', item: 'bag-05', place: 1 },
        { do: 'bury', items: ['clock-02'] },
        { do: 'filter', items: ['clock-07'] },
      ],
    };
    const profile = { ...structuredClone(viewer), notInterested: ['mug-04'] };
    foldEvent(profile, eventOf('purchase', 'lantern-03', NOW + 700_000), bundle);
    const ranker = rankerOf(shop, { out: rowsOf('lantern-02') });
    const { reasons } = ranker.decide(profile, request, { now: NOW + 900_000 });
    const marks = Object.fromEntries(reasons.flatMap(({ item, mark }) => (mark ? [[item, mark]] : [])));
    expect(marks).toEqual({
      'bag-05': 'pinned',
      'clock-02': 'buried',
      'clock-07': 'filtered',
      'lantern-02': 'out',
      'lantern-03': 'bought',
      'mug-04': 'unwanted',
    });
    expect(ranker.explain(profile, 'bag-05', { now: NOW + 900_000, slot: 'home' })?.mark).toBe('pinned');
    expect(ranker.explain(profile, 'bag-05', { now: NOW + 900_000 })?.mark).toBeUndefined();
  });
});

describe('within a visit', () => {
  const bundle = lanternShop();
  const SHOP: Merchandising = {
    rules: [{ do: 'boost', factor: 1.3, newerThanDays: 3 }],
    freshness: { days: 10, boost: 3 },
    exploration: 0.2,
  };
  const facts: FactsPart = { added: Uint16Array.from({ length: 48 }, (_, row) => NOW / DAY_MS - (row % 13)) };

  test('the same slot, items and profile give the same order, in another tab and at any minute', () => {
    const viewer = profileThatViewed(bundle, ['mug-00', 'lantern-00', 'clock-05']);
    const slots: SlotRequest[] = [
      { mode: 'rank', slot: 'grid', items: [...bundle.ids] },
      { mode: 'fill', slot: 'more', limit: 12 },
    ];
    const [tab, other] = [rankerOf(SHOP, facts), rankerOf(SHOP, facts)];
    for (const request of slots) {
      const first = tab.decide(viewer, request, { now: NOW + 180_000, reasons: false });
      for (let minute = 3; minute < 29; minute++) {
        const context = { now: NOW + minute * 60_000, reasons: false };
        expect(tab.decide(viewer, request, context)).toEqual(first);
        expect(other.decide(structuredClone(viewer), request, context)).toEqual(first);
      }
    }
  });

  test('what is remembered of a slot is what would be worked out anew, whatever happened in between', () => {
    const items = fc.constantFrom(...bundle.ids);
    const step = fc.oneof(
      fc.record({
        do: fc.constantFrom('product_view' as const, 'add_to_cart' as const, 'purchase' as const, 'refund' as const),
        item: items,
      }),
      fc.record({ do: fc.constant('unwanted' as const), item: items }),
      fc.record({ do: fc.constant('decide' as const), item: items }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const profile = profileThatViewed(bundle, ['mug-00']);
        const kept = rankerOf(SHOP, facts);
        let now = NOW + 60_000;
        for (const { do: what, item } of steps) {
          now += 45_000;
          if (what === 'unwanted') profile.notInterested.push(item);
          else if (what !== 'decide') foldEvent(profile, eventOf(what, item, now), bundle);
          for (const request of [
            { mode: 'rank', slot: 'a', items: SHELF },
            { mode: 'fill', slot: 'b', limit: 8 },
          ] satisfies SlotRequest[]) {
            const context = { now, reasons: false };
            expect(kept.decide(profile, request, context)).toEqual(
              rankerOf(SHOP, facts).decide(profile, request, context),
            );
          }
        }
      }),
      { numRuns: 40, seed: 20_261_123 },
    );
  });
});

test('whatever a shop wants, a rank slot stays a permutation, pins hold, and nothing hidden is filled in', () => {
  const bundle = lanternShop();
  const kind = fc.constantFrom('bag', 'clock', 'lantern', 'mug');
  const about = {
    where: fc.option(fc.record({ kind }), { nil: undefined }),
    items: fc.option(fc.uniqueArray(fc.constantFrom(...bundle.ids), { minLength: 1, maxLength: 6 }), {
      nil: undefined,
    }),
  };
  const rule = fc.oneof(
    fc.record({ do: fc.constant('boost' as const), factor: fc.double({ min: 1, max: 100, noNaN: true }), ...about }),
    fc.record({
      do: fc.constant('bury' as const),
      factor: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      ...about,
    }),
    fc.record({
      do: fc.constant('filter' as const),
      items: fc.uniqueArray(fc.constantFrom(...bundle.ids), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      do: fc.constant('pin' as const),
      item: fc.constantFrom(...bundle.ids),
      place: fc.integer({ min: 1, max: 12 }),
    }),
  );
  const shops = fc.record({
    rules: fc.array(rule, { maxLength: 6 }),
    diversity: fc.record({
      weight: fc.double({ min: 0, max: 1, noNaN: true }),
      places: fc.integer({ min: 2, max: 30 }),
    }),
    exploration: fc.double({ min: 0, max: 0.2, noNaN: true }),
  });
  const facts = fc.record({
    out: fc.uniqueArray(fc.nat(47), { maxLength: 8 }).map((rows) => Uint32Array.from(rows)),
    product: fc.array(fc.nat(47), { minLength: 48, maxLength: 48 }).map((rows) => Uint32Array.from(rows)),
  });
  const history = fc.array(fc.constantFrom(...bundle.ids), { maxLength: 6 });
  fc.assert(
    fc.property(
      shops,
      facts,
      history,
      fc.shuffledSubarray([...bundle.ids], { minLength: 2 }),
      (shop, known, looks, items) => {
        const profile = profileThatViewed(bundle, looks);
        const { rules } = shop;
        const hidden = new Set(rules.flatMap((each) => (each.do === 'filter' ? each.items : [])));
        const ranked = rank(shop, profile, { facts: known, request: { items } as Partial<SlotRequest> });
        expect(ranked.toSorted()).toEqual(items.toSorted());
        const filled = fill(shop, profile, known, 12);
        expect(new Set(filled).size).toBe(filled.length);
        const isOut = (id: string): boolean => known.out.includes(bundle.rows.get(id)!);
        expect(filled.filter((id) => hidden.has(id) || isOut(id))).toEqual([]);
        const pins = rules.filter((each) => each.do === 'pin');
        const [pin] = pins;
        // one pin alone cannot be in another's way
        if (pins.length === 1 && pin && !hidden.has(pin.item) && !isOut(pin.item)) {
          if (items.includes(pin.item)) expect(ranked.indexOf(pin.item)).toBe(Math.min(pin.place, items.length) - 1);
          expect(filled[Math.min(pin.place, filled.length) - 1]).toBe(pin.item);
        }
      },
    ),
    { numRuns: 300, seed: 20_261_123 },
  );
});

test('a list of nothing is a list of nothing', () => {
  const bundle = lanternShop();
  const list: ListToArrange = {
    mode: 'fill',
    rows: [],
    scores: [],
    order: [],
    isKnown: false,
    rules: createRules(bundle, {}, {}).activeIn({ slot: 'a', now: NOW, isOut: () => false }),
    isUnwanted: () => false,
    isBought: () => false,
    isSeen: () => false,
    productOf: undefined,
    likeness: () => 0,
    diversity: { weight: 0.5, places: 10 },
    exploration: { share: 0.2, places: 10 },
    draw: () => 0,
  };
  expect(arrangeList(list).order).toEqual([]);
});
