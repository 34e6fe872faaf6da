import { describe, expect, test } from 'vitest';

import type { FeatureBundle, OpenProfile } from '../../../worker/ranking/learned/candidate-columns.ts';
import {
  areFeatures,
  createFeatures,
  FEATURE_NAMES,
  TREND_FEATURES,
} from '../../../worker/ranking/learned/features.ts';
import { lanternShop } from '../ranking/lantern-shop.ts';

const { manifest } = lanternShop({ lists: { first: 1, decay: 0.5, damp: 1 } });

// four items; lists of two; item 3 knows nobody and nobody knows it
const BUNDLE: FeatureBundle = {
  manifest,
  ids: ['a', 'b', 'c', 'd'],
  popularity: {
    support: Uint32Array.of(9, 4, 1, 0),
    share: Float32Array.of(0.5, 0.25, 0.25, 0),
    regional: new Uint32Array(0),
    top: 0,
  },
  neighbours: {
    k: 2,
    index: Uint16Array.of(1, 2, 0, 2, 1, 0, 0, 0),
    weight: Uint16Array.of(200, 100, 255, 51, 255, 0, 0, 0),
    scale: Float32Array.of(0.002, 0.001, 0.004, 1),
  },
  embeddings: {
    dims: 2,
    values: Int8Array.of(100, 0, 60, 80, 0, 50, 0, 0),
    scale: Float32Array.of(0.01, 0.01, 0.02, 1),
  },
};
const TRENDS = { trend: Float32Array.of(1, 2, 0.5, 0), repeatRate: Float32Array.of(0.3, 0.1, 0.2, 0) };
const SCORES = [0.1, 0.3, 0.2, 0];
const ALL = Uint32Array.of(0, 1, 2, 3);

const KIND = {
  attribute: 'kind',
  weight: 0.5,
  values: ['lantern', 'mug'],
  codes: new Map([
    ['lantern', 0],
    ['mug', 1],
  ]),
  offsets: Uint32Array.of(0, 1, 2, 3, 3),
  itemCodes: Uint16Array.of(0, 1, 0),
  mass: Float64Array.of(0.75, 0.5),
};

// the shopper saw b, then a twice: a is the newest
const PROFILE: OpenProfile = {
  lists: { sums: Float32Array.of(0.2, 1.2, 0.6, 0), rows: Uint32Array.of(0, 1, 2), touched: 3, mass: 2 },
  query: {
    history: [0, 1],
    counts: [2, 1],
    events: 3,
    lastTwoAlike: true,
    gapMs: 9_000,
    evidence: 3,
    factors: [Float64Array.of(0.4, 1)],
    active: [[0, 1]],
    unwanted: new Set(),
  },
  tables: { popularity: new Float32Array(4), tempered: Float32Array.of(0.5, 0.5, 0.25, 0), columns: [KIND] },
  vector: Float32Array.of(0.6, 0.8),
  popularity: Float32Array.of(0.4, 0.3, 0.2, 0.1),
  mix: { collaborative: 0.8, content: 0.1, popularity: 0.1 },
};
const STRANGER: OpenProfile = {
  ...PROFILE,
  lists: { ...PROFILE.lists, sums: new Float32Array(4), mass: 0 },
  query: { ...PROFILE.query, history: [], counts: [], events: 0, lastTwoAlike: false, gapMs: 0, active: [[]] },
  vector: new Float32Array(2),
};

function column(name: string, { profile = PROFILE, rows = ALL, trends = TRENDS } = {}): number[] {
  const out = new Float32Array(rows.length);
  const scores = Array.from(rows, (row) => SCORES[row]!);
  createFeatures(BUNDLE, trends, [name])(profile, rows, rows.length, scores, out);
  return [...out];
}

const ln = Math.log;
const root = Math.sqrt;
const four = (value: number): number[] => [value, value, value, value];

// weights: a -> b .4, a -> c .2; b -> a .255, b -> c .051; c -> b 1.02 (its entry for a has weight 0)
const EXPECTED: readonly [name: string, values: number[]][] = [
  ['ln-mixture', [ln(0.1), ln(0.3), ln(0.2), ln(1e-7)]],
  ['ln-share', [ln(0.1003), ln(0.6003), ln(0.3003), ln(0.0003)]],
  ['ln-score', [ln(0.201), ln(1.201), ln(0.601), ln(0.001)]],
  ['ln-mass', four(ln(2.001))],
  ['ln-edge-last', [ln(0.001), ln(0.401), ln(0.201), ln(0.001)]],
  ['ln-edge-previous', [ln(0.256), ln(0.001), ln(0.052), ln(0.001)]],
  ['sqrt-edge-back', [0, root(0.255), 0, 0]],
  ['sqrt-edges-back', [root(0.2), root(0.255), root(0.51), 0]],
  ['ln-largest-edge', [ln(0.256), ln(0.401), ln(0.201), ln(0.001)]],
  ['ln-flat-share', [ln(0.255 / 0.906 + 3e-4), ln(0.4 / 0.906 + 3e-4), ln(0.251 / 0.906 + 3e-4), ln(3e-4)]],
  ['in-list', [1, 1, 1, 0]],
  ['ln-lists', [ln(2), ln(2), ln(3), 0]],
  ['cosine-profile', [0.6, 1, 0.8, 0]],
  ['cosine-last', [1, 0.6, 0, 0]],
  ['cosine-previous', [0.6, 1, 0.8, 0]],
  ['cosine-largest', [1, 1, 0.8, 0]],
  ['ln-popularity', [ln(0.525), ln(0.275), ln(0.275), ln(0.025)]],
  ['ln-regional', [ln(0.4), ln(0.3), ln(0.2), ln(0.1)]],
  ['ln-support', [ln(10), ln(5), ln(2), 0]],
  ['ln-support-last', four(ln(10))],
  ['ln-trend', [ln(1.1), ln(2.1), ln(0.6), ln(0.1)]],
  ['ln-content', [ln(0.20001), ln(0.50001), ln(0.10001), ln(0.00001)]],
  ['alike-last', [0.5, 0, 0.5, 0]],
  ['repeat-0', [1, 0, 0, 0]],
  ['repeat-1', [0, 1, 0, 0]],
  ['repeat-2', [0, 0, 0, 0]],
  ['repeat-3', [0, 0, 0, 0]],
  ['ln-place', [0, ln(2), 0, 0]],
  ['ln-count', [ln(3), ln(2), 0, 0]],
  ['repeat-rate', [0.3, 0.1, 0, 0]],
  ['ln-length', four(ln(4))],
  ['share-distinct', four(2 / 3)],
  ['last-two-alike', four(1)],
  ['ln-gap', four(ln(10))],
  ['alpha', four(0.8)],
];

describe('the features of a candidate', () => {
  test.each(EXPECTED)('%s is what its definition says', (name, values) => {
    column(name).forEach((value, row) => expect(value).toBeCloseTo(values[row]!, 4));
  });

  test('every feature there is stands in the table above', () => {
    expect(EXPECTED.map(([name]) => name)).toEqual(FEATURE_NAMES);
  });

  test('the columns stand in the order asked for, from the offset on, and nothing else is written', () => {
    const out = new Float32Array(1 + 4 * 2 + 1).fill(7);
    createFeatures(BUNDLE, TRENDS, ['in-list', 'repeat-1'])(PROFILE, ALL, 4, SCORES, out, 1);
    expect([...out]).toEqual([7, 1, 0, 1, 1, 1, 0, 0, 0, 7]);
  });

  test('buffers longer than the count are read up to the count', () => {
    const out = new Float32Array(4).fill(7);
    createFeatures(BUNDLE, TRENDS, ['cosine-last'])(PROFILE, ALL, 2, SCORES, out);
    expect([...out].map((value) => Number(value.toFixed(4)))).toEqual([1, 0.6, 7, 7]);
  });

  test('nothing of a call is left for the next: rows, scores and profile may change', () => {
    const fill = createFeatures(BUNDLE, TRENDS, FEATURE_NAMES);
    const [first, again] = [0, 0].map(() => new Float32Array(2 * FEATURE_NAMES.length));
    fill(PROFILE, Uint32Array.of(2, 0), 2, [0.2, 0.1], first!);
    fill(STRANGER, ALL, 4, SCORES, new Float32Array(4 * FEATURE_NAMES.length));
    fill(PROFILE, Uint32Array.of(3, 1), 2, [0, 0.3], new Float32Array(2 * FEATURE_NAMES.length));
    fill(PROFILE, Uint32Array.of(2, 0), 2, [0.2, 0.1], again!);
    expect(again).toEqual(first);
  });

  test('an empty history gives finite numbers', () => {
    for (const name of FEATURE_NAMES) {
      expect.soft(column(name, { profile: STRANGER }).every(Number.isFinite), name).toBe(true);
    }
  });

  test('an item listed twice has the same row twice', () => {
    for (const name of FEATURE_NAMES) {
      const values = column(name, { rows: Uint32Array.of(1, 0, 1, 1) });
      expect.soft(new Set([values[0], values[2], values[3]]).size, name).toBe(1);
      expect.soft(values[0], name).toBeCloseTo(column(name)[1]!, 4);
    }
  });

  test('a clock set backwards does not make the gap NaN', () => {
    const profile = { ...PROFILE, query: { ...PROFILE.query, gapMs: -5_000 } };
    expect(column('ln-gap', { profile })).toEqual([0, 0, 0, 0]);
  });

  test('without trends nothing trends, and only the features said to need them change', () => {
    const known = Uint32Array.of(0, 1, 2);
    const changed = FEATURE_NAMES.filter((name) => {
      const without = new Float32Array(3);
      createFeatures(BUNDLE, undefined, [name])(PROFILE, known, 3, SCORES, without);
      return without.some((value, row) => Math.abs(value - column(name)[row]!) > 1e-6);
    });
    expect(changed).toEqual(TREND_FEATURES);
  });

  test.each(['no-such-feature', 'toString', '__proto__', 'constructor'])('%s is no feature', (name) => {
    expect(areFeatures(['ln-share', name])).toBe(false);
    expect(() => column(name)).toThrow(/unknown feature/);
  });

  test('a buffer too short is refused before anything is written', () => {
    const out = new Float32Array(7);
    const fill = createFeatures(BUNDLE, TRENDS, ['in-list', 'ln-gap']);
    expect(() => fill(PROFILE, ALL, 4, SCORES, out)).toThrow(/need 8 places/);
    expect(out.every((value) => value === 0)).toBe(true);
  });
});
