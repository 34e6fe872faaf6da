import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createRanker } from '../../../worker/ranking/rank.ts';
import { createImportanceStage, weighColumns } from '../../../worker/ranking/refine/importance.ts';
import { chainRefiners } from '../../../worker/ranking/refine/refine.ts';
import { createPlainKernel } from '../../../worker/ranking/kernel/plain-kernel.ts';
import { readContent } from '../../../worker/ranking/content.ts';
import { createScorer } from '../../../worker/ranking/scorer.ts';
import { createRawProfile } from '../../../worker/profile/profile.ts';
import type { Bundle } from '../../../worker/bundle/decode.ts';
import { lanternShop, NOW, profileThatViewed } from './lantern-shop.ts';

const BRANDS = ['adidas', 'nike', 'puma'];
const COLOURS = ['blue', 'green', 'red'];
const KINDS = ['bag', 'cap', 'shirt', 'shoe'];
const STRENGTH = 2;

/** Two of every kind in every colour by every brand, all as popular, known by their attributes alone; the kind counts most. */
function sportsShop(weights = { kind: 0.5, brand: 0.25, colour: 0.25 }): Bundle {
  const ids = KINDS.flatMap((kind) =>
    COLOURS.flatMap((colour) => BRANDS.flatMap((brand) => [1, 2].map((n) => `${colour} ${brand} ${kind} ${n}`))),
  );
  const shop = lanternShop({ vocabularyWeight: 0, alpha: { floor: 0.5, ceiling: 0.5, half: 1 } });
  const items = ids.length;
  const offsets = Uint32Array.from({ length: items + 1 }, (_, row) => row);
  const column = (name: keyof typeof weights, values: readonly string[]) => ({
    name,
    type: 'one' as const,
    weight: weights[name],
    values,
    offsets,
    codes: Uint16Array.from(ids, (id) => values.findIndex((value) => id.split(' ').includes(value))),
  });
  const attributes = [column('kind', KINDS), column('brand', BRANDS), column('colour', COLOURS)];
  return {
    ...shop,
    manifest: {
      ...shop.manifest,
      items,
      regions: [],
      attributes: attributes.map(({ name, type, weight, values }) => ({ name, type, weight, values: values.length })),
    },
    ids,
    rows: new Map(ids.map((id, row) => [id, row])),
    popularity: {
      support: new Uint32Array(items).fill(1),
      share: new Float32Array(items).fill(1 / items),
      regional: new Uint32Array(0),
      top: 0,
    },
    neighbours: { k: 1, index: new Uint16Array(items), weight: new Uint16Array(items), scale: new Float32Array(items) },
    embeddings: { dims: 4, values: new Int8Array(items * 4), scale: new Float32Array(items) },
    attributes,
    vocabulary: { words: [], offsets: new Uint32Array(items + 1), codes: new Uint16Array(0) },
    wordCodes: new Map(),
  };
}

const RED_NIKE = ['red nike shoe 1', 'red nike shirt 1', 'red nike shoe 2', 'red nike shirt 2'];
const BAGS = ['blue puma bag 1', 'red adidas bag 1', 'blue nike bag 1', 'red nike bag 1'] as const;

describe("a shopper's own attribute weights", () => {
  const bundle = sportsShop();
  const ranker = createRanker(bundle, {
    refiner: chainRefiners([createImportanceStage({ strength: STRENGTH })]),
  });

  it('give who prefers red Nike the red Nike bag, then Nike, then red, then the rest', () => {
    const shop = sportsShop({ kind: 0.5, brand: 0.3, colour: 0.2 });
    const request = { slot: 'grid', mode: 'rank' as const, items: [...BAGS] };
    const { items } = createRanker(shop, {
      refiner: chainRefiners([createImportanceStage({ strength: STRENGTH })]),
    }).decide(profileThatViewed(shop, RED_NIKE), request, { now: NOW });
    expect(items).toEqual(['red nike bag 1', 'blue nike bag 1', 'red adidas bag 1', 'blue puma bag 1']);
  });

  it('put the brand first where the brand stays and the colour changes', () => {
    const looks = ['red nike shoe 1', 'blue nike shirt 1', 'green nike cap 1', 'red nike cap 2'];
    const { items } = ranker.decide(
      profileThatViewed(bundle, looks),
      { slot: 'grid', mode: 'rank', items: ['red adidas bag 1', 'green nike bag 1', 'blue puma bag 1'] },
      { now: NOW },
    );
    expect(items[0]).toBe('green nike bag 1');
  });

  it('let brand and colour outweigh a kind that the catalogue holds for more important', () => {
    const looks = ['red nike shoe 1', 'red nike shirt 1', 'red nike cap 1', 'red nike cap 2'];
    const profile = profileThatViewed(bundle, looks);
    const rival = { slot: 'grid', mode: 'rank' as const, items: ['blue puma cap 1', 'red nike bag 1'] };
    expect(ranker.decide(profile, rival, { now: NOW }).items).toEqual(['red nike bag 1', 'blue puma cap 1']);
    const kindFirst = sportsShop({ kind: 0.9, brand: 0.05, colour: 0.05 });
    const plain = createRanker(kindFirst).decide(profile, rival, { now: NOW }).items;
    const own = createRanker(kindFirst, { refiner: chainRefiners([createImportanceStage({ strength: 0.5 })]) });
    expect(plain).toEqual(['blue puma cap 1', 'red nike bag 1']);
    expect(own.decide(profile, rival, { now: NOW }).items).toEqual(['red nike bag 1', 'blue puma cap 1']);
  });

  it('explain their score to the last term', () => {
    const reason = ranker.explain(profileThatViewed(bundle, RED_NIKE), 'red nike bag 1', { now: NOW })!;
    const sum = reason.terms.reduce((total, { value }) => total + value, 0);
    expect(sum).toBeCloseTo(reason.score, 6);
    expect(reason.terms.slice(0, 2).map(({ because }) => because)).toEqual(
      expect.arrayContaining([
        { attribute: 'brand', value: 'nike' },
        { attribute: 'colour', value: 'red' },
      ]),
    );
  });
});

describe('weighing columns anew', () => {
  const bundle = sportsShop();
  const scorer = createScorer(bundle, createPlainKernel(bundle.embeddings));
  const { query, tables } = scorer;
  const items = bundle.ids.length;
  const share = new Float32Array(items);
  const anyLooks = fc.array(fc.constantFrom(...bundle.ids), { maxLength: 12 });
  const open = (looks: readonly string[]): void => void scorer.open(profileThatViewed(bundle, looks), { now: NOW });
  /** Share of the content score that each column gives. */
  const weightsOf = (): number[] =>
    tables.columns.map(({ mass }, column) =>
      query.active[column]!.reduce((sum, code) => sum + query.factors[column]![code]! * mass[code]!, 0),
    );

  it('leaves a distribution over the catalogue, whatever was looked at', () => {
    fc.assert(
      fc.property(anyLooks, fc.constantFrom(0.1, 1, 8), (looks, strength) => {
        open(looks);
        weighColumns(query, tables, strength);
        readContent(share, query, tables, undefined, items);
        const sum = share.reduce((total, each) => total + each, 0);
        expect(sum).toBeCloseTo(looks.length > 0 ? 1 : 0, 4);
      }),
    );
  });

  it("keeps of the catalogue's weights strength / (strength + items) at least", () => {
    fc.assert(
      fc.property(anyLooks, (looks) => {
        open(looks);
        const before = weightsOf();
        weighColumns(query, tables, STRENGTH);
        const least = STRENGTH / (STRENGTH + new Set(looks).size);
        weightsOf().forEach((weight, column) => expect(weight).toBeGreaterThanOrEqual(least * before[column]! - 1e-9));
      }),
    );
  });

  it("is the catalogue's own for a stranger, and for who has looked at one item", () => {
    for (const looks of [[], ['red nike shoe 1'], ['red nike shoe 1', 'red nike shoe 1']]) {
      open(looks);
      const before = weightsOf();
      weighColumns(query, tables, STRENGTH);
      expect(weightsOf()).toEqual(before);
    }
    expect(scorer.open(createRawProfile(), { now: NOW })).toBe(false);
  });

  it('is what the formula says, by hand', () => {
    // of two items the brand alone foretells the other: it claims both steps
    open(['red nike shoe 1', 'blue nike shirt 1']);
    weighColumns(query, tables, STRENGTH);
    const [kind, brand, colour] = weightsOf();
    expect(kind).toBeCloseTo((STRENGTH * 0.5) / 4, 6);
    expect(brand).toBeCloseTo((STRENGTH * 0.25 + 2) / 4, 6);
    expect(colour).toBeCloseTo((STRENGTH * 0.25) / 4, 6);
  });
});
