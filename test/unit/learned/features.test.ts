import { describe, expect, test } from 'vitest';

import {
  areFeatures,
  FEATURE_NAMES,
  fillFeatures,
  type CandidateContext,
  type FeatureBundle,
} from '../../../worker/ranking/learned/features.ts';

// four items; lists of two; item 3 knows nobody and nobody knows it
const BUNDLE: FeatureBundle = {
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
    weight: Uint8Array.of(200, 100, 255, 51, 255, 0, 0, 0),
    scale: Float32Array.of(0.002, 0.001, 0.004, 1),
  },
  embeddings: {
    dims: 2,
    values: Int8Array.of(100, 0, 60, 80, 0, 50, 0, 0),
    scale: Float32Array.of(0.01, 0.01, 0.02, 1),
  },
};

// the shopper saw b, then a twice: a is the newest
const CONTEXT: CandidateContext = {
  count: 4,
  rows: Uint32Array.of(0, 1, 2, 3),
  share: Float32Array.of(0.1, 0.6, 0.3, 0),
  cosine: Float32Array.of(0.9, 0.8, 0.1, 0),
  content: Float32Array.of(0.2, 0.5, 0.3, 0),
  mass: 2,
  history: Uint32Array.of(0, 1),
  counts: [2, 1],
  length: 3,
  lastTwoAlike: true,
  gapMs: 9_000,
};

function column(name: string, context = CONTEXT): number[] {
  const out = new Float32Array(context.count);
  fillFeatures(BUNDLE, context, [name], out);
  return Array.from(out, (value) => Number(value.toFixed(5)));
}

const ln = (value: number): number => Number(Math.log(value).toFixed(5));
const root = (value: number): number => Number(Math.sqrt(value).toFixed(5));

// weights: a -> b .4, a -> c .2; b -> a .255, b -> c .051; c -> b 1.02 (its entry for a has weight 0)
const EXPECTED: readonly [name: string, values: number[]][] = [
  ['ln-share', [ln(0.1003), ln(0.6003), ln(0.3003), ln(0.0003)]],
  ['ln-score', [ln(0.201), ln(1.201), ln(0.601), ln(0.001)]],
  ['ln-mass', [ln(2.001), ln(2.001), ln(2.001), ln(2.001)]],
  ['ln-edge-last', [ln(0.001), ln(0.401), ln(0.201), ln(0.001)]],
  ['ln-edge-previous', [ln(0.256), ln(0.001), ln(0.052), ln(0.001)]],
  ['sqrt-edge-back', [0, root(0.255), 0, 0]],
  ['ln-largest-edge', [ln(0.256), ln(0.401), ln(0.201), ln(0.001)]],
  ['ln-flat-share', [ln(0.255 / 0.906 + 3e-4), ln(0.4 / 0.906 + 3e-4), ln(0.251 / 0.906 + 3e-4), ln(3e-4)]],
  ['in-list', [1, 1, 1, 0]],
  ['ln-lists', [ln(2), ln(2), ln(3), 0]],
  ['cosine-profile', [0.9, 0.8, 0.1, 0]],
  ['cosine-last', [1, 0.6, 0, 0]],
  ['ln-popularity', [ln(0.525), ln(0.275), ln(0.275), ln(0.025)]],
  ['ln-support', [ln(10), ln(5), ln(2), 0]],
  ['ln-content', [ln(0.20001), ln(0.50001), ln(0.30001), ln(0.00001)]],
  ['repeat-0', [1, 0, 0, 0]],
  ['repeat-1', [0, 1, 0, 0]],
  ['repeat-2', [0, 0, 0, 0]],
  ['repeat-3', [0, 0, 0, 0]],
  ['ln-count', [ln(3), ln(2), 0, 0]],
  ['ln-length', [ln(4), ln(4), ln(4), ln(4)]],
  ['last-two-alike', [1, 1, 1, 1]],
  ['ln-gap', [ln(10), ln(10), ln(10), ln(10)]],
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
    fillFeatures(BUNDLE, CONTEXT, ['in-list', 'repeat-1'], out, 1);
    expect([...out]).toEqual([7, 1, 0, 1, 1, 1, 0, 0, 0, 7]);
  });

  test('buffers longer than the count are read up to the count', () => {
    const longer = { ...CONTEXT, count: 2 };
    expect(column('cosine-last', longer)).toEqual([1, 0.6]);
  });

  test('an empty history gives finite numbers', () => {
    const empty: CandidateContext = {
      ...CONTEXT,
      share: new Float32Array(4),
      cosine: new Float32Array(4),
      content: new Float32Array(4),
      mass: 0,
      history: new Uint32Array(0),
      counts: [],
      length: 0,
      lastTwoAlike: false,
      gapMs: 0,
    };
    const out = new Float32Array(4 * FEATURE_NAMES.length);
    fillFeatures(BUNDLE, empty, FEATURE_NAMES, out);
    expect(out.every(Number.isFinite)).toBe(true);
  });

  test('an item listed twice has the same row twice', () => {
    const twice = { ...CONTEXT, rows: Uint32Array.of(1, 1, 1, 1) };
    expect(new Set(column('ln-edge-last', twice)).size).toBe(1);
    expect(column('ln-edge-last', twice)[3]).toBeCloseTo(ln(0.401), 4);
  });

  test('a clock set backwards does not make the gap NaN', () => {
    expect(column('ln-gap', { ...CONTEXT, gapMs: -5_000 })).toEqual([0, 0, 0, 0]);
  });

  test.each(['no-such-feature', 'toString', '__proto__', 'constructor'])('%s is no feature', (name) => {
    expect(areFeatures(['ln-share', name])).toBe(false);
    expect(() => column(name)).toThrow(/unknown feature/);
  });

  test('a buffer too short is refused before anything is written', () => {
    expect(() => fillFeatures(BUNDLE, CONTEXT, ['in-list', 'ln-gap'], new Float32Array(7))).toThrow(/need 8 places/);
  });
});
