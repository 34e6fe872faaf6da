import { describe, expect, test } from 'vitest';

import type { RandomSource } from '../../../contract/ids.ts';
import { cellsOf, HEALTH_CELLS, type Task } from '../../../contract/reports.ts';
import { randomise } from '../../../worker/reports/mechanisms.ts';

const RANGE = 2 ** 32;
const TRIALS = 4_000;

const shared = { id: 'asked', key: '0123456789abcdef', weight: 1 } as const;

/** A one-hot question of so many cells. */
function toTask(cells: number, microEpsilon: number): Task {
  const values = Array.from({ length: cells - 1 }, (_, index) => `v${index}`);
  return { ...shared, microEpsilon, kind: 'interest', attribute: 'kind', values };
}

function isUnary(cells: number, microEpsilon: number): boolean {
  return cells >= 3 * Math.exp(microEpsilon / 1e6) + 2;
}

/** Words in their order; every one after the last is `rest`. */
function sayWords(words: readonly number[], rest = 0): RandomSource {
  let at = 0;
  return {
    bytes(count) {
      expect(count).toBe(4);
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, words[at++] ?? rest);
      return bytes;
    },
  };
}

/** Seeded: xorshift of Marsaglia's, mixed. For tests alone. */
function createSeeded(seed: number): RandomSource {
  let state = seed >>> 0 || 1;
  return {
    bytes(count) {
      const bytes = new Uint8Array(count);
      for (let at = 0; at < count; at++) {
        state = (state + 0x9e3779b9) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
        mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
        bytes[at] = (mixed ^ (mixed >>> 15)) >>> 24;
      }
      return bytes;
    },
  };
}

/** The smallest word of 2^32 for which it holds; it holds for every larger one. */
function firstWord(holds: (word: number) => boolean): number {
  let [low, high] = [0, RANGE];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Of 2^32 words, how many lead the shipped encoder from `truth` to each cell. */
function countsOfResponse(task: Task, truth: number): number[] {
  const cells = cellsOf(task).length;
  const cellOf = (word: number): number => Number.parseInt(randomise(task, truth, sayWords([word])), 16);
  // the others come in their order, then the true one
  const order = [...Array.from({ length: cells }, (_, cell) => cell).filter((cell) => cell !== truth), truth];
  const rankOf = (word: number): number => order.indexOf(cellOf(word));
  const ends = order.map((_, rank) => firstWord((word) => rankOf(word) > rank));
  const counts = Array.from({ length: cells }, () => 0);
  order.forEach((cell, rank) => (counts[cell] = ends[rank]! - (ends[rank - 1] ?? 0)));
  return counts;
}

/** Of 2^32 words, how many set a cell's bit where it is the true one, and where it is not. */
function countsOfUnary(task: Task): { readonly p: number; readonly q: number } {
  const isSet = (truth: number, word: number): boolean =>
    (Number.parseInt(randomise(task, truth, sayWords([word], RANGE - 1)).slice(0, 2), 16) & 1) === 1;
  return { p: firstWord((word) => !isSet(0, word)), q: firstWord((word) => !isSet(1, word)) };
}

/** A fraction that is not above e^(microEpsilon / 1e6): the first terms of its series, all of which are positive. */
function floorOfRatio(microEpsilon: number): readonly [over: bigint, under: bigint] {
  const x = BigInt(microEpsilon);
  let [over, under] = [1n, 1n];
  let [power, factor] = [1n, 1n];
  for (let i = 1n; i <= 30n; i++) {
    power *= x;
    factor *= 1_000_000n * i;
    over = over * factor + power * under;
    under *= factor;
  }
  return [over, under];
}

const GRID = [2, 3, 4, 5, 6, 7, 10, 11, 12, 64, 255, 256].flatMap((cells) =>
  [1, 1_000, 100_000, 200_000, 500_000, 693_147, 999_999, 1_000_000].map((micro) => [cells, micro] as const),
);

describe('what the shipped encoder can tell', () => {
  test.each(GRID)('of %i cells at %i millionths is never more than epsilon, to the last integer', (cells, micro) => {
    const task = toTask(cells, micro);
    const [over, under] = floorOfRatio(micro);
    if (isUnary(cells, micro)) {
      const { p, q } = countsOfUnary(task);
      expect(p).toBe(RANGE / 2);
      // p (1 - q) / ((1 - p) q)
      expect(BigInt(RANGE - q) * under <= over * BigInt(q)).toBe(true);
    } else {
      const counts = countsOfResponse(task, 0);
      expect(counts.reduce((sum, count) => sum + count)).toBe(RANGE);
      for (const other of counts.slice(1)) {
        expect(BigInt(counts[0]!) * under <= over * BigInt(other)).toBe(true);
        expect(other).toBe(counts[1]);
      }
    }
  });

  test('wastes less than a millionth of epsilon to rounding', () => {
    for (const [cells, micro] of GRID) {
      if (micro < 1_000) continue;
      const task = toTask(cells, micro);
      const [p, q] = isUnary(cells, micro)
        ? [RANGE - countsOfUnary(task).q, countsOfUnary(task).q]
        : countsOfResponse(task, 0);
      expect(Math.log(p! / q!)).toBeGreaterThan(micro / 1e6 - 1e-6);
    }
  });

  test.each([2, 3, 4, 5])(
    'of every pair of behaviours with %i cells is within e^epsilon, answer by answer',
    (cells) => {
      for (const micro of [50_000, 1_000_000]) {
        const task = toTask(cells, micro);
        const [over, under] = floorOfRatio(micro);
        const likely = Array.from({ length: cells }, (_, truth) => countsOfResponse(task, truth).map(BigInt));
        for (const a of likely)
          for (const b of likely)
            for (let answer = 0; answer < cells; answer++)
              expect(a[answer]! * under <= over * b[answer]!, `${cells} cells, ${micro}`).toBe(true);
      }
    },
  );

  test.each([
    [6, 200_000],
    [11, 1_000_000],
  ])('of every pair of behaviours with %i cells in unary is within e^epsilon, answer by answer', (cells, micro) => {
    const { p, q } = countsOfUnary(toTask(cells, micro));
    const [over, under] = floorOfRatio(micro);
    const likelihood = (truth: number, answer: number): bigint => {
      let product = 1n;
      for (let cell = 0; cell < cells; cell++) {
        const set = cell === truth ? p : q;
        product *= BigInt((answer >> cell) & 1 ? set : RANGE - set);
      }
      return product;
    };
    // who is told apart are two cells; the others are alike
    for (let answer = 0; answer < 2 ** cells; answer++)
      for (const [a, b] of [
        [0, 1],
        [1, 0],
        [cells - 2, cells - 1],
      ] as const)
        if (likelihood(a, answer) * under > over * likelihood(b, answer)) expect.fail(`answer ${answer}`);
  });

  test('draws each bit from a word of its own', () => {
    const task = toTask(64, 1_000_000);
    let asked = 0;
    randomise(task, 3, { bytes: (count) => (asked++, new Uint8Array(count)) });
    expect(asked).toBe(64);
  });
});

describe('what is estimated from reports', () => {
  test.each([
    [2, 1_000_000],
    [7, 1_000_000],
    [7, 300_000],
    [40, 1_000_000],
  ])('of %i cells at %i millionths is unbiased, with the exact variance', (cells, micro) => {
    const task = toTask(cells, micro);
    const random = createSeeded(cells * 31 + micro);
    const ratio = Math.exp(micro / 1e6);
    const unary = isUnary(cells, micro);
    const p = unary ? 0.5 : ratio / (ratio + cells - 1);
    const q = unary ? 1 / (ratio + 1) : 1 / (ratio + cells - 1);
    const truths = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
    const n = truths.length;
    const estimates = Array.from({ length: TRIALS }, () => {
      let count = 0;
      for (const truth of truths) {
        const value = randomise(task, truth, random);
        count += unary ? (Number.parseInt(value.slice(0, 2), 16) >> 1) & 1 : Number(Number.parseInt(value, 16) === 1);
      }
      return (count - n * q) / (p - q);
    });
    const variance = (n * q * (1 - q)) / (p - q) ** 2 + (4 * (1 - p - q)) / (p - q);
    expectMoments(estimates, 4, variance);
  });
});

describe('noise of counts', () => {
  const task: Task = { ...shared, microEpsilon: 1_000_000, kind: 'health' };
  const none = HEALTH_CELLS.map(() => 0);
  const toCounts = (value: string): number[] =>
    Array.from({ length: none.length }, (_, at) => Number.parseInt(value.slice(at * 8, at * 8 + 8), 16) | 0);
  const draw = (micro: number, draws: number): number[] => {
    const random = createSeeded(micro);
    const asked = { ...task, microEpsilon: micro };
    return Array.from({ length: draws / none.length }, () => toCounts(randomise(asked, none, random))).flat();
  };

  test.each([1_000_000, 999_999, 250_000])('is the discrete Laplace distribution at %i millionths', (micro) => {
    const alpha = Math.exp(-micro / 1e6 / 32);
    const drawn = draw(micro, 24_000);
    expectMoments(drawn, 0, (2 * alpha) / (1 - alpha) ** 2, 5);
    // classes of about one thirtieth each, with open ends
    const chanceOf = (x: number): number => ((1 - alpha) / (1 + alpha)) * alpha ** Math.abs(x);
    const classes: { from: number; to: number; chance: number }[] = [];
    let open = { from: -Infinity, to: 0, chance: alpha ** 1_000 / (1 + alpha) };
    for (let x = -999; x <= 1_000; x++) {
      open.chance += chanceOf(x);
      if (open.chance < 1 / 30) continue;
      classes.push({ ...open, to: x });
      open = { from: x, to: x, chance: 0 };
    }
    const last = classes.at(-1)!;
    last.chance += 1 - classes.reduce((sum, { chance }) => sum + chance, 0);
    last.to = Infinity;
    const chi = classes.reduce((sum, { from, to, chance }) => {
      const count = drawn.filter((x) => x > from && x <= to).length;
      return sum + (count - drawn.length * chance) ** 2 / (drawn.length * chance);
    }, 0);
    // Wilson and Hilferty: chance below one in a million of more, if the distribution is right
    const df = classes.length - 1;
    expect(df).toBeGreaterThan(15);
    expect(chi).toBeLessThan(df * (1 - 2 / (9 * df) + 4.75 * Math.sqrt(2 / (9 * df))) ** 3);
  });

  test('is added to every count and never clamped', () => {
    const random = createSeeded(7);
    const counts = HEALTH_CELLS.map((_, at) => (at === 0 ? 15 : 0));
    const drawn = Array.from({ length: TRIALS }, () => toCounts(randomise(task, counts, random)));
    const alpha = Math.exp(-1 / 32);
    expectMoments(
      drawn.map(([first]) => first!),
      15,
      (2 * alpha) / (1 - alpha) ** 2,
      5,
    );
    expect(drawn.flat().some((count) => count < -100)).toBe(true);
    expect(drawn.flat().some((count) => count > 100)).toBe(true);
  });

  test('takes as many digits whatever it is', () => {
    const random = createSeeded(3);
    const lengths = Array.from({ length: 500 }, () => randomise(task, none, random).length);
    expect(new Set(lengths)).toEqual(new Set([HEALTH_CELLS.length * 8]));
  });
});

/** Mean and variance within 4.5 standard errors; `kurtosis`: excess of the distribution, which widens the latter. */
function expectMoments(values: readonly number[], mean: number, variance: number, kurtosis = 0): void {
  const count = values.length;
  const found = values.reduce((sum, value) => sum + value, 0) / count;
  expect(Math.abs(found - mean)).toBeLessThanOrEqual((4.5 * Math.sqrt(variance)) / Math.sqrt(count));
  const spread = values.reduce((sum, value) => sum + (value - found) ** 2, 0) / (count - 1);
  expect(Math.abs(spread / variance - 1)).toBeLessThanOrEqual(4.5 * Math.sqrt((2 + kurtosis) / (count - 1)));
}
