import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createRawProfile, foldEvent, markNotInterested } from '../../../worker/profile/profile.ts';
import { createRanker } from '../../../worker/ranking/rank.ts';
import { eventOf, lanternShop, NOW, profileThatViewed } from './lantern-shop.ts';
import { rounds } from '../../long.ts';

const bundle = lanternShop();
const ranker = createRanker(bundle);
const context = { now: NOW };
const LANTERNS = ['lantern-02', 'lantern-03', 'lantern-04', 'lantern-05', 'lantern-06'];

const slotOf = (items: string[], pinned: number[] = []) => ({ mode: 'rank' as const, slot: 's', items, pinned });
const anyId = fc.oneof(
  fc.constantFrom(...bundle.ids),
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.constant('__proto__'),
);
const anySlot = fc.uniqueArray(anyId, { maxLength: 30 });
const anyViews = fc.array(anyId, { maxLength: 12 });

describe('a rank slot', () => {
  it('is always a permutation of the items given', () => {
    fc.assert(
      fc.property(anySlot, anyViews, fc.array(fc.nat(35)), (items, views, pinned) => {
        const { items: ranked } = ranker.decide(profileThatViewed(bundle, views), slotOf(items, pinned), context);
        expect(ranked.toSorted()).toEqual(items.toSorted());
      }),
    );
  });

  it('keeps pinned places and unknown ids where they are', () => {
    fc.assert(
      fc.property(anySlot, anyViews, fc.array(fc.nat(35)), (items, views, pinned) => {
        const { items: ranked } = ranker.decide(profileThatViewed(bundle, views), slotOf(items, pinned), context);
        items.forEach((id, place) => {
          if (pinned.includes(place) || !bundle.rows.has(id)) expect(ranked[place]).toBe(id);
        });
      }),
    );
  });

  it('stays as the server sent it while nothing is known of the visitor', () => {
    fc.assert(
      fc.property(anySlot, (items) => {
        expect(ranker.decide(createRawProfile(), slotOf(items), context)).toEqual({
          slot: 's',
          items,
          source: 'server',
          reasons: [],
        });
      }),
    );
  });

  it('decides the same for the same profile, whatever was decided in between', () => {
    fc.assert(
      fc.property(anySlot, anyViews, anyViews, (items, views, others) => {
        const first = ranker.decide(profileThatViewed(bundle, views), slotOf(items), context);
        ranker.decide(profileThatViewed(bundle, others), slotOf(items.toReversed()), context);
        ranker.top(profileThatViewed(bundle, others), { ...context, k: 5 });
        expect(ranker.decide(profileThatViewed(bundle, views), slotOf(items), context)).toEqual(first);
      }),
    );
  });

  it('moves lanterns up after five lanterns were viewed', () => {
    const shelf = [
      'bag-00',
      'mug-00',
      'clock-00',
      'lantern-00',
      'bag-01',
      'mug-01',
      'lantern-09',
      'clock-01',
      'bag-02',
      'mug-02',
      'clock-02',
      'lantern-11',
    ];
    const { items, source } = ranker.decide(profileThatViewed(bundle, LANTERNS), slotOf(shelf), context);
    expect(source).toBe('personalised');
    expect(items.slice(0, 3).toSorted()).toEqual(['lantern-00', 'lantern-09', 'lantern-11']);
  });

  it('sinks what the visitor does not want to the end, even of a slot of popular goods', () => {
    const profile = createRawProfile();
    markNotInterested(profile, 'bag-00');
    const { items } = ranker.decide(profile, slotOf(['bag-00', 'mug-00', 'clock-00']), context);
    expect(items).toEqual(['mug-00', 'clock-00', 'bag-00']);
  });

  it('explains every score by terms that add up to it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bundle.ids), { minLength: 1, maxLength: 12 }), (views) => {
        const profile = profileThatViewed(bundle, views);
        const { items, reasons } = ranker.decide(profile, slotOf([...bundle.ids]), context);
        reasons.forEach(({ item, score, terms }, place) => {
          expect(item).toBe(items[place]);
          expect(terms.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score, 6);
        });
      }),
      { numRuns: rounds(20) },
    );
  });

  it('names the lantern viewed and the kind liked as reasons for a lantern', () => {
    const reason = ranker.explain(profileThatViewed(bundle, LANTERNS), 'lantern-07', context)!;
    expect(reason.terms).toContainEqual(
      expect.objectContaining({ term: 'collaborative', because: { item: 'lantern-06' } }),
    );
    expect(reason.terms).toContainEqual(
      expect.objectContaining({ term: 'content', because: { attribute: 'kind', value: 'lantern' } }),
    );
    expect(ranker.explain(createRawProfile(), 'no-such-item', context)).toBeNull();
  });
});

describe('a fill slot', () => {
  it('shows popular items to a stranger, and the favourites of a region first where it is known', () => {
    const request = { mode: 'fill' as const, slot: 's', limit: 4 };
    const popular = ranker.decide(createRawProfile(), request, context);
    expect(popular.source).toBe('popular');
    expect(popular.items.toSorted()).toEqual(['bag-00', 'clock-00', 'lantern-00', 'mug-00']);
    const regional = ranker.decide(createRawProfile(), request, { ...context, region: 'de' });
    expect(regional.source).toBe('regional');
    expect(regional.items.slice(0, 3)).toEqual(['clock-00', 'clock-01', 'clock-02']);
  });

  it('shows what goes with the product on the page, and not the product itself', () => {
    const request = { mode: 'fill' as const, slot: 's', limit: 3, item: 'mug-04' };
    const { items, source } = ranker.decide(createRawProfile(), request, context);
    expect(source).toBe('similar');
    expect(items).toEqual(['mug-05', 'mug-06', 'mug-07']);
  });

  it('leaves out what is excluded, unwanted or in the cart', () => {
    const profile = profileThatViewed(bundle, LANTERNS);
    foldEvent(profile, eventOf('add_to_cart', 'lantern-07'), bundle);
    markNotInterested(profile, 'lantern-08');
    const request = { mode: 'fill' as const, slot: 's', limit: 48, exclude: ['lantern-09', 'not-in-the-bundle'] };
    const { items } = ranker.decide(profile, request, context);
    expect(items).toHaveLength(45);
    for (const gone of ['lantern-07', 'lantern-08', 'lantern-09']) expect(items).not.toContain(gone);
  });
});

describe('the score', () => {
  it('is a distribution over the catalogue, whatever the visitor did', () => {
    const plain = createRanker(lanternShop({ embedding: { decay: 0.7, weight: 0 } }));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bundle.ids), { minLength: 1, maxLength: 30 }), (views) => {
        const scores = plain.scores(profileThatViewed(bundle, views), { ...context, k: 1 });
        expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 4);
        for (const method of ['popular', 'content', 'collaborative'] as const) {
          const part = plain.scores(profileThatViewed(bundle, views), { ...context, k: 1, method });
          expect(part.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 4);
        }
      }),
    );
  });

  it('drops to nothing for excluded rows, and top never shows them', () => {
    const profile = profileThatViewed(bundle, LANTERNS);
    const exclude = [30, 31, 32];
    expect(Array.from(ranker.scores(profile, { ...context, k: 1, exclude })).filter(Number.isNaN)).toHaveLength(3);
    const { rows } = ranker.top(profile, { ...context, k: 48, exclude });
    expect(Array.from(rows).filter((row) => exclude.includes(row))).toEqual([]);
    expect(rows).toHaveLength(45);
  });

  it('ranks candidates in the order they have in the whole catalogue', () => {
    const profile = profileThatViewed(bundle, LANTERNS);
    const candidates = Uint32Array.from([40, 3, 29, 17, 35]);
    const all = Array.from(ranker.top(profile, { ...context, k: 48 }).rows).filter((row) => candidates.includes(row));
    expect(Array.from(ranker.top(profile, { ...context, k: 5, candidates }).rows)).toEqual(all);
  });

  it('forgets a purchase that was refunded', () => {
    const profile = createRawProfile();
    foldEvent(profile, eventOf('purchase', 'mug-04'), bundle);
    foldEvent(profile, eventOf('refund', 'mug-04', NOW + 1_000), bundle);
    const { source } = ranker.decide(profile, slotOf(['bag-00', 'mug-05']), context);
    expect(source).toBe('server');
  });

  it('lets an old interest fade against a new one', () => {
    const year = 365 * 86_400_000;
    const profile = profileThatViewed(bundle, ['clock-01', 'clock-02', 'clock-03', 'clock-05'], NOW - year);
    foldEvent(profile, eventOf('product_view', 'mug-01'), bundle);
    const scores = ranker.scores(profile, { ...context, k: 1, method: 'content' });
    expect(scores[bundle.rows.get('mug-08')!]!).toBeGreaterThan(100 * scores[bundle.rows.get('clock-08')!]!);
  });
});
