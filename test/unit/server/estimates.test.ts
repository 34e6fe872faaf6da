import { describe, expect, test } from 'vitest';

import { decodeValue, mechanismOf, valueLengthOf, type OneHot } from '../../../contract/mechanisms.ts';
import { cellsOf, type Task } from '../../../contract/reports.ts';
import { estimateCells, type Sums } from '../../../server/estimates/cells.ts';
import { estimateRankQuality } from '../../../server/estimates/rank-quality.ts';
import { estimateUplift } from '../../../server/estimates/uplift.ts';
import { randomise } from '../../../worker/reports/mechanisms.ts';

const TRIALS = 2_000;
const shared = { id: 'asked', key: '0123456789abcdef', weight: 1, microEpsilon: 1_000_000 } as const;
const BOUGHT: Task = { ...shared, kind: 'outcome', outcome: 'bought' };
const RANK: Task = { ...shared, kind: 'rank' };
const HEALTH: Task = { ...shared, kind: 'health' };
const INTEREST: Task = { ...shared, kind: 'interest', attribute: 'kind', values: 'abcdefghijkl'.split('') };

/** Seeded: mulberry32. For tests alone. */
function createDraws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Sums of `n` reports of visits whose truths are drawn from `shares`, by the device's own encoder. */
function collect(task: Task, n: number, shares: readonly number[], draw: () => number): Sums {
  const mechanism = mechanismOf(task);
  const random = {
    bytes: (count: number) => Uint8Array.from({ length: count }, () => Math.floor(draw() * 256)),
  };
  const counts = cellsOf(task).map(() => 0);
  for (let report = 0; report < n; report++) {
    let rest = draw();
    const truth = shares.findIndex((share) => (rest -= share) < 0);
    decodeValue(mechanism, randomise(task, Math.max(truth, 0), random))!.forEach((one, cell) => (counts[cell]! += one));
  }
  return { n, counts };
}

/** The same in one draw: of a task of two cells the sum is binomial; by its normal limit, n being large. */
function collectBits({ p, q }: OneHot, n: number, share: number, draw: () => number): Sums {
  const chance = q + share * (p - q);
  const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  const yes = Math.round(n * chance + normal * Math.sqrt(n * chance * (1 - chance)));
  return { n, counts: [n - yes, yes] };
}

describe('what a report adds', () => {
  test('is refused where no device would send it', () => {
    const grr = mechanismOf(RANK);
    expect([...decodeValue(grr, '06')!]).toEqual([0, 0, 0, 0, 0, 0, 1]);
    for (const value of ['07', 'ff', '6', '006', '0G', ' 6', ''])
      expect(decodeValue(grr, value), value).toBeUndefined();
    const oue = mechanismOf(INTEREST);
    expect(valueLengthOf(oue)).toBe(4);
    expect([...decodeValue(oue, '0110')!].map((bit, cell) => bit * (cell + 1)).filter(Boolean)).toEqual([1, 13]);
    // a bit past the last of 13 cells
    expect(decodeValue(oue, '0120')).toBeUndefined();
    expect(decodeValue(oue, '01100')).toBeUndefined();
    const noisy = mechanismOf(HEALTH);
    expect([...decodeValue(noisy, `ffffffff7fffffff${'0'.repeat(80)}`)!].slice(0, 3)).toEqual([-1, 2 ** 31 - 1, 0]);
    expect(decodeValue(noisy, '0'.repeat(95))).toBeUndefined();
  });
});

describe('estimates of cells', () => {
  test.each([
    ['rank', RANK, [0.7, 0.1, 0.05, 0.05, 0.05, 0.03, 0.02]],
    ['interest', INTEREST, [0.4, 0.2, ...Array.from({ length: 11 }, () => 0.4 / 11)]],
  ] as const)('of %s are unbiased, and as far off as they say', (_, task, shares) => {
    const draw = createDraws(11);
    const n = 60;
    const mechanism = mechanismOf(task);
    const all = Array.from({ length: TRIALS }, () => estimateCells(mechanism, collect(task, n, shares, draw)));
    for (const cell of [0, 1, shares.length - 1]) {
      const values = all.map((cells) => cells[cell]!.value);
      const { p, q } = mechanism as OneHot;
      const seen = q + shares[cell]! * (p - q);
      const variance = (seen * (1 - seen)) / (n * (p - q) ** 2);
      const mean = values.reduce((sum, value) => sum + value) / TRIALS;
      expect(Math.abs(mean - shares[cell]!)).toBeLessThanOrEqual(4.5 * Math.sqrt(variance / TRIALS));
      const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (TRIALS - 1);
      expect(Math.abs(spread / variance - 1)).toBeLessThanOrEqual(4.5 * Math.sqrt(2 / (TRIALS - 1)));
    }
  });

  test('name the exact variance of the noise, which depends on the share', () => {
    // e^3: the formula without the second term says 21.0 for n = 100 and n_j = 20, the exact one 29.0
    const mechanism = { kind: 'oue', cells: 40, other: 0, p: 0.5, q: 1 / (Math.exp(3) + 1) } as const;
    const [cell] = estimateCells(mechanism, { n: 100, counts: [100 * mechanism.q + 20 * (0.5 - mechanism.q)] });
    expect(cell!.value).toBeCloseTo(0.2, 10);
    expect(cell!.noiseVariance * 100 ** 2).toBeCloseTo(
      (100 * mechanism.q * (1 - mechanism.q)) / (0.5 - mechanism.q) ** 2 + 20,
      6,
    );
  });

  test('of counts have the variance of discrete Laplace noise', () => {
    const [cell] = estimateCells(mechanismOf(HEALTH), { n: 400, counts: [0] });
    // 2 alpha / (1 - alpha)^2 at alpha = e^(-1/32)
    expect(cell!.noiseVariance * 400).toBeCloseTo(2_047.83, 1);
    expect(cell!.value).toBe(0);
  });
});

describe('uplift', () => {
  const mechanism = mechanismOf(BOUGHT) as OneHot;

  test('has an interval that covers the truth in 95 of 100 runs, and no wider than the formula says', () => {
    const draw = createDraws(3);
    const n = [18_000, 2_000] as const;
    const [truth, base] = [0.28, 0.2];
    const runs = Array.from({ length: TRIALS }, () =>
      estimateUplift(mechanism, collectBits(mechanism, n[0], truth, draw), collectBits(mechanism, n[1], base, draw)),
    );
    const covered = runs.filter(({ ci95: [low, high] }) => low <= truth - base && truth - base <= high).length;
    expect(covered / TRIALS).toBeGreaterThan(0.95 - 4.5 * Math.sqrt((0.95 * 0.05) / TRIALS));
    expect(covered / TRIALS).toBeLessThan(0.95 + 4.5 * Math.sqrt((0.95 * 0.05) / TRIALS));
    const relative = runs.filter(({ relative: known }) => known && known.ci95[0] <= 0.4 && 0.4 <= known.ci95[1]).length;
    expect(relative / TRIALS).toBeGreaterThan(0.92);
    expect(relative / TRIALS).toBeLessThan(0.98);
  });

  test('is called better or worse only where it could be detected', () => {
    const sums = (n: number, share: number): Sums => {
      const yes = Math.round(n * (mechanism.q + share * (mechanism.p - mechanism.q)));
      return { n, counts: [n - yes, yes] };
    };
    const better = estimateUplift(mechanism, sums(100_000, 0.3), sums(100_000, 0.25));
    expect(better.verdict).toBe('better');
    expect(estimateUplift(mechanism, sums(100_000, 0.25), sums(100_000, 0.3)).verdict).toBe('worse');
    // beyond its interval, and not beyond what is detectable
    const near = estimateUplift(mechanism, sums(100_000, 0.3), sums(100_000, 0.3 - better.detectable * 0.9));
    expect(near.ci95[0]).toBeGreaterThan(0);
    expect(near.verdict).toBe('too-few');
    expect(near.reportsNeeded).toBeGreaterThan(200_000);
    expect(near.reportsNeeded).toBeLessThan(300_000);
  });

  test('of 20,000 reports in equal arms is known to 1.4 points, and of two per cent not in relation to anything', () => {
    const few = estimateUplift(mechanism, { n: 10_000, counts: [7_275, 2_725] }, { n: 10_000, counts: [7_275, 2_725] });
    expect(few.standardError).toBeGreaterThan(0.0135);
    expect(few.standardError).toBeLessThan(0.0142);
    expect(few.relative).toBeUndefined();
  });
});

describe('quality of the order', () => {
  test('is unbiased for the middles of the buckets, within what the buckets allow, and as far off as it says', () => {
    const draw = createDraws(5);
    const shares = [0.5, 0.2, 0.1, 0.1, 0.05, 0.03, 0.02];
    const runs = Array.from({ length: TRIALS }, () =>
      estimateRankQuality(mechanismOf(RANK) as OneHot, collect(RANK, 60, shares, draw)),
    );
    const middles = [0, 1, 1 / 2, 1 / 3, (1 / 4 + 1 / 5) / 2, (1 / 6 + 1 / 10) / 2, 1 / 11 / 2];
    const truth = middles.reduce((sum, gain, at) => sum + gain * shares[at]!, 0);
    const values = runs.map(({ mrr }) => mrr.value);
    const mean = values.reduce((sum, value) => sum + value) / TRIALS;
    const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (TRIALS - 1);
    expect(Math.abs(mean - truth)).toBeLessThanOrEqual(4.5 * Math.sqrt(spread / TRIALS));
    const said = runs.reduce((sum, { mrr }) => sum + mrr.standardError ** 2, 0) / TRIALS;
    expect(spread / said).toBeGreaterThan(0.85);
    expect(spread / said).toBeLessThan(1.15);
  });

  test('says what the buckets leave open', () => {
    const mechanism = { kind: 'grr', cells: 7, other: 0, p: 1, q: 0 } as const;
    const { mrr, ndcg } = estimateRankQuality(mechanism, { n: 100, counts: [0, 0, 0, 0, 100, 0, 0] });
    expect(mrr.bounds[0]).toBeCloseTo(1 / 5);
    expect(mrr.bounds[1]).toBeCloseTo(1 / 4);
    expect(ndcg.bounds[1]).toBeCloseTo(1 / Math.log2(5));
  });

  test('is as far off as it says with bits of their own, too', () => {
    const draw = createDraws(8);
    const task: Task = { ...RANK, microEpsilon: 300_000 };
    const mechanism = mechanismOf(task) as OneHot;
    expect(mechanism.kind).toBe('oue');
    const shares = [0.5, 0.2, 0.1, 0.1, 0.05, 0.03, 0.02];
    const runs = Array.from(
      { length: TRIALS },
      () => estimateRankQuality(mechanism, collect(task, 60, shares, draw)).mrr,
    );
    const mean = runs.reduce((sum, { value }) => sum + value, 0) / TRIALS;
    const spread = runs.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (TRIALS - 1);
    const said = runs.reduce((sum, { standardError }) => sum + standardError ** 2, 0) / TRIALS;
    expect(spread / said).toBeGreaterThan(0.85);
    expect(spread / said).toBeLessThan(1.15);
  });
});
