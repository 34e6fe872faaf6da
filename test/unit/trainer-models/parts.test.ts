import { describe, expect, it } from 'vitest';

import { eigen } from '../../../trainer/models/eigen.ts';
import { trainEmbedding } from '../../../trainer/models/embedding.ts';
import { searchCoordinates } from '../../../trainer/models/coordinate-search.ts';
import { indexPairs } from '../../../trainer/models/pairs.ts';
import { regionalTops, shareOf, supportOf } from '../../../trainer/models/popularity.ts';
import { createRandom, sample } from '../../../trainer/models/random.ts';
import { countRepeats } from '../../../trainer/models/repeats.ts';
import { toSequences } from '../../../trainer/models/sequences.ts';
import { catalogueOf, groupedLog, logOf } from './small-log.ts';

describe('repeats', () => {
  it('are counted by length, by whether the newest two are alike, and by how far back', () => {
    // a -> a (place 0 after one event), aa -> b (none), aab -> a (place 1 after three)
    const log = logOf([['a', 'a', 'b', 'a']]);
    const table = countRepeats(toSequences(log, catalogueOf(log)), 0, 20);
    const overall = [1 / 3, 1 / 3, 0, 0];
    const rate = (hits: number, steps: number, place: number): number => (hits + 5 * overall[place]!) / (steps + 5);
    expect(table[0]).toBeCloseTo(rate(1, 1, 0), 5); // one event
    expect(table[12]).toBeCloseTo(rate(0, 1, 0), 5); // two events alike, place 0
    expect(table[16 + 1]).toBeCloseTo(rate(1, 1, 1), 5); // three events, not alike, place 1
    expect(table).toHaveLength(32);
  });

  it('never add up to more than 1 in a class', () => {
    const log = logOf(Array.from({ length: 30 }, () => ['a', 'a', 'a', 'a', 'a']));
    const table = countRepeats(toSequences(log, catalogueOf(log)), 0, 20);
    for (let base = 0; base < 32; base += 4) {
      expect(table.slice(base, base + 4).reduce((sum, rate) => sum + rate, 0)).toBeLessThanOrEqual(1 + 1e-6);
    }
  });
});

describe('popularity', () => {
  it('counts sessions, not events, and lets old ones fade', () => {
    const log = logOf([['a', 'a', 'a'], ['b'], ['b'], ['c']]);
    const sequences = toSequences(log, catalogueOf(log));
    expect(Array.from(supportOf(sequences))).toEqual([1, 2, 1]);
    expect(Array.from(shareOf(sequences, 0))).toEqual([0.25, 0.5, 0.25]);
    const aged = shareOf(sequences, 0.2);
    expect(aged[2]!).toBeGreaterThan(aged[0]!);
    expect(aged.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
  });

  it('has a list for each region with enough sessions only', () => {
    const log = logOf([
      ...Array.from({ length: 60 }, () => ['a', 'b']),
      ...Array.from({ length: 60 }, () => ['c']),
      ['a'],
    ]);
    const region = log.region.map((_, event) => (event < 120 ? 1 : event < 180 ? 2 : 3));
    const tops = regionalTops(
      { ...log, region, regions: ['', 'de', 'fr', 'it'] },
      toSequences(log, catalogueOf(log)),
      0,
      5,
    );
    expect(tops.regions).toEqual(['de', 'fr']);
    expect(tops.top).toBe(1);
    expect(Array.from(tops.regional)).toEqual([0, 2]);
  });
});

describe('the embedding', () => {
  it('puts items of one group together, the same way for the same seed', async () => {
    const log = groupedLog(800, 6, 1);
    const sequences = toSequences(log, catalogueOf(log));
    const train = () => trainEmbedding(indexPairs(sequences), { hops: 10, second: 0.5 }, 8, 7);
    const { values } = await train();
    expect((await train()).values).toEqual(values);
    const cosine = (a: number, b: number): number =>
      Array.from({ length: 8 }, (_, dim) => values[a * 8 + dim]! * values[b * 8 + dim]!).reduce((x, y) => x + y, 0);
    let [within, between, pairs, others] = [0, 0, 0, 0];
    for (let a = 0; a < 60; a++) {
      expect(cosine(a, a)).toBeCloseTo(1, 4);
      for (let b = 0; b < a; b++) {
        const alike = Math.floor(a / 10) === Math.floor(b / 10);
        if (alike) [within, pairs] = [within + cosine(a, b), pairs + 1];
        else [between, others] = [between + cosine(a, b), others + 1];
      }
    }
    expect(within / pairs).toBeGreaterThan(0.6);
    expect(Math.abs(between / others)).toBeLessThan(0.2);
  });

  it('copes with fewer items than dimensions', async () => {
    const log = logOf([['a', 'b'], ['b', 'c'], ['d']]);
    const { values } = await trainEmbedding(
      indexPairs(toSequences(log, catalogueOf(log))),
      { hops: 5, second: 0.5 },
      16,
      1,
    );
    expect(values).toHaveLength(4 * 16);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(values.subarray(3 * 16).every((value) => value === 0)).toBe(true);
  });
});

describe('the eigenvalues', () => {
  it('rebuild the matrix they come from', () => {
    const random = createRandom(5);
    const size = 12;
    const matrix = new Float64Array(size * size);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column <= row; column++) {
        matrix[row * size + column] = matrix[column * size + row] = random() - 0.5;
      }
    }
    const { values, vectors } = eigen(matrix.slice(), size);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        let sum = 0;
        for (let at = 0; at < size; at++) sum += vectors[row * size + at]! * values[at]! * vectors[column * size + at]!;
        expect(sum).toBeCloseTo(matrix[row * size + column]!, 8);
      }
    }
  });
});

describe('the coordinate search', () => {
  const grid = [['x', [0, 1, 2, 3]] as const, ['y', [0, 1, 2]] as const];
  const judge = ({ x, y }: { x: number; y: number }): number => 0 - (x - 2) ** 2 - (y - 1) ** 2;

  it('climbs to the best, and tells what it was worth', () => {
    const found = searchCoordinates({ x: 0, y: 0 }, grid, judge, { maxTrials: 100, epsilon: 0 });
    expect(found.parameters).toEqual({ x: 2, y: 1 });
    expect([found.start.quality, found.quality]).toEqual([-5, 0]);
  });

  it('stops when its trials are spent, and does not move for less than epsilon', () => {
    let asked = 0;
    const counting = (each: { x: number; y: number }): number => (asked++, judge(each));
    expect(searchCoordinates({ x: 0, y: 0 }, grid, counting, { maxTrials: 3, epsilon: 0 }).trials).toBe(3);
    expect(asked).toBe(3);
    expect(searchCoordinates({ x: 0, y: 0 }, grid, judge, { maxTrials: 100, epsilon: 10 }).parameters).toEqual({
      x: 0,
      y: 0,
    });
  });
});

describe('sampling', () => {
  it('draws different numbers, ascending, and the same for the same seed', () => {
    const drawn = sample(1_000, 100, createRandom(1));
    expect(new Set(drawn).size).toBe(100);
    expect(Array.from(drawn)).toEqual(Array.from(drawn).toSorted((a, b) => a - b));
    expect(sample(1_000, 100, createRandom(1))).toEqual(drawn);
    expect(sample(1_000, 100, createRandom(2))).not.toEqual(drawn);
    expect(Array.from(sample(3, 9, createRandom(1)))).toEqual([0, 1, 2]);
  });
});
