import { describe, expect, test } from 'vitest';

import { isMerchandising, type Merchandising, type MerchandisingRule } from '../../../contract/merchandising.ts';
import { createRawProfile, foldEvent, type RawProfile } from '../../../worker/profile/profile.ts';
import { createRanker, type Ranker } from '../../../worker/ranking/rank.ts';
import { createArrangeStage } from '../../../worker/ranking/refine/arrange-stage.ts';
import { openRefiner } from '../../../worker/ranking/refine/open-refiner.ts';
import { chainRefiners } from '../../../worker/ranking/refine/refine.ts';
import { eventOf, lanternShop, NOW, profileThatViewed } from './lantern-shop.ts';

const bundle = lanternShop();
const SHELF = ['mug-01', 'clock-02', 'bag-05', 'lantern-02', 'mug-04', 'lantern-03', 'clock-07', 'lantern-01'];
const LATER = NOW + 600_000;
/** Nothing but the rules: no variety, no chance. */
const shopOf = (...rules: MerchandisingRule[]): Merchandising => ({ diversity: { weight: 0 }, exploration: 0, rules });

function rankerOf(shop: Merchandising, segmentsAt?: (profile: RawProfile, now: number) => ReadonlySet<string>): Ranker {
  expect(isMerchandising(shop)).toBe(true);
  return createRanker(bundle, { refiner: chainRefiners([createArrangeStage(bundle, {}, shop, { segmentsAt })]) });
}

function decide(ranker: Ranker, profile: RawProfile, now = LATER) {
  return ranker.decide(profile, { mode: 'rank', slot: 'home', items: SHELF }, { now, reasons: true });
}

describe('a rule for the visitors of a segment', () => {
  const viewer = profileThatViewed(bundle, ['mug-00', 'lantern-00']);
  const plain = decide(rankerOf(shopOf()), viewer).items;
  const segments = ['luxury'];

  test.each<[name: string, rule: MerchandisingRule, pick: (items: readonly string[]) => unknown, expected: unknown]>([
    ['boosts', { do: 'boost', factor: 100, items: ['bag-05'], segments }, (items) => items[0], 'bag-05'],
    ['buries', { do: 'bury', items: [plain[0]!], segments }, (items) => items.at(-1), plain[0]],
    [
      'buries by a factor',
      { do: 'bury', factor: 0.001, items: [plain[0]!], segments },
      (items) => items[0] === plain[0],
      false,
    ],
    ['filters', { do: 'filter', items: [plain[0]!], segments }, (items) => items.at(-1), plain[0]],
    ['pins', { do: 'pin', item: 'clock-07', place: 2, segments }, (items) => items[1], 'clock-07'],
  ])('%s for who is in one of them, and for nobody else', (_name, rule, pick, expected) => {
    const either = { ...rule, segments: ['others', 'luxury'] };
    expect(
      pick(
        decide(
          rankerOf(shopOf(either), () => new Set(['luxury'])),
          viewer,
        ).items,
      ),
    ).toEqual(expected);
    expect(
      decide(
        rankerOf(shopOf(rule), () => new Set(['others'])),
        viewer,
      ).items,
    ).toEqual(plain);
    // an engine whose room for segments is not there
    expect(decide(rankerOf(shopOf(rule)), viewer).items).toEqual(plain);
  });

  test('holds in a fill slot too', () => {
    const shop = shopOf({ do: 'filter', where: { kind: 'lantern' }, segments });
    const fill = (ids: string[]) =>
      rankerOf(shop, () => new Set(ids)).decide(viewer, { mode: 'fill', slot: 'home', limit: 8 }, { now: LATER }).items;
    expect(fill([]).some((item) => item.startsWith('lantern'))).toBe(true);
    expect(fill(['luxury']).some((item) => item.startsWith('lantern'))).toBe(false);
  });

  test('holds from the moment that the segment is said, though nothing else has changed', () => {
    const isIn = new Set<string>();
    const ranker = rankerOf(shopOf({ do: 'pin', item: 'clock-07', place: 1, segments }), () => isIn);
    expect(decide(ranker, viewer).items).toEqual(plain);
    isIn.add('luxury');
    expect(decide(ranker, viewer).items[0]).toBe('clock-07');
    isIn.clear();
    expect(decide(ranker, viewer).items).toEqual(plain);
  });

  test('asks for the segments as of now, while the other rules see the time at which the visit began', () => {
    const asked: number[] = [];
    const ranker = rankerOf(shopOf({ do: 'pin', item: 'clock-07', place: 1, segments }), (_profile, now) => {
      asked.push(now);
      return new Set();
    });
    const visitor = createRawProfile();
    foldEvent(visitor, eventOf('product_view', 'mug-00', NOW), bundle);
    decide(ranker, visitor, NOW + 60_000);
    expect(asked).toEqual([NOW + 60_000]);
  });

  test('is not asked for where no rule names a segment', () => {
    const ranker = rankerOf(shopOf({ do: 'pin', item: 'clock-07', place: 1 }), () => {
      throw new Error('nobody may ask');
    });
    expect(decide(ranker, viewer).items[0]).toBe('clock-07');
  });

  test("is the visitor's own where nothing else is known of him, and the shop's alone where it is for everybody", () => {
    const stranger = createRawProfile();
    const sourceOf = (rule: MerchandisingRule) =>
      decide(
        rankerOf(shopOf(rule), () => new Set(['luxury'])),
        stranger,
      ).source;
    expect(sourceOf({ do: 'pin', item: 'clock-07', place: 1, segments })).toBe('personalised');
    expect(sourceOf({ do: 'pin', item: 'clock-07', place: 1 })).toBe('shop');
  });
});

describe('what is said of it', () => {
  const viewer = profileThatViewed(bundle, ['mug-00', 'lantern-00']);
  const reasonOf = (item: string, ...rules: MerchandisingRule[]) =>
    decide(
      rankerOf(shopOf(...rules), () => new Set(['luxury', 'others'])),
      viewer,
    ).reasons.find((each) => each.item === item);

  test('a boost names its segment, beside what the shop does for everybody, and all adds up', () => {
    const reason = reasonOf(
      'bag-05',
      { do: 'boost', factor: 2, items: ['bag-05'] },
      { do: 'boost', factor: 3, items: ['bag-05'], segments: ['luxury'] },
      { do: 'boost', factor: 4, items: ['bag-05'], segments: ['luxury'] },
      { do: 'bury', factor: 0.5, items: ['bag-05'], segments: ['others'] },
    )!;
    const shops = reason.terms.filter(({ term }) => term === 'shop');
    expect(shops.map(({ because }) => because)).toEqual(
      expect.arrayContaining([undefined, { segment: 'luxury' }, { segment: 'others' }]),
    );
    const sum = reason.terms.reduce((total, { value }) => total + value, 0);
    expect(sum).toBeCloseTo(reason.score, 8);
    const base = sum - shops.reduce((total, { value }) => total + value, 0);
    expect(reason.score).toBeCloseTo(base * 2 * 3 * 4 * 0.5, 8);
  });

  test.each<[mark: string, rule: MerchandisingRule]>([
    ['pinned', { do: 'pin', item: 'bag-05', place: 1 }],
    ['buried', { do: 'bury', items: ['bag-05'] }],
    ['filtered', { do: 'filter', items: ['bag-05'] }],
  ])('what is %s for a segment names it, unless a rule for everybody does the same', (mark, rule) => {
    const mine = { ...rule, segments: ['luxury'] };
    expect(reasonOf('bag-05', mine)).toMatchObject({ mark, because: { segment: 'luxury' } });
    const both = reasonOf('bag-05', mine, rule)!;
    expect(both.mark).toBe(mark);
    expect(both.because).toBeUndefined();
  });
});

describe('the room that knows segments', () => {
  const manifestOf = (rules: readonly MerchandisingRule[]) =>
    ({
      ...bundle.manifest,
      refine: { importance: null, taste: null, learned: null, feedback: null, arrange: { rules: [...rules] } },
    }) as never;

  test('is waited for where a rule names segments, and not where none does', async () => {
    let asks = 0;
    const living = () => {
      asks++;
      return new Promise<never>(() => {});
    };
    const sources = { readPart: async () => undefined, openLearned: async () => undefined, living };
    expect(await openRefiner(manifestOf([{ do: 'pin', item: 'bag-05', place: 1 }]), sources)).toBeDefined();
    expect(asks).toBe(0);
    const waiting = openRefiner(manifestOf([{ do: 'pin', item: 'bag-05', place: 1, segments: ['luxury'] }]), sources);
    expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 20, 'waits'))])).toBe('waits');
    expect(asks).toBe(1);
  });
});
