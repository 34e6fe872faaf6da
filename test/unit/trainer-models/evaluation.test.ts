import { describe, expect, it } from 'vitest';

import { NO_ITEMS } from '../../../trainer/items.ts';
import { buildBundle } from '../../../trainer/bundle-writer.ts';
import { buildCatalogue } from '../../../trainer/catalogue-builder.ts';
import { evaluate } from '../../../trainer/evaluation/evaluate.ts';
import { metricsOf } from '../../../trainer/evaluation/metrics.ts';
import type { Prediction } from '../../../trainer/evaluation/predictions.ts';
import { createSlateSource } from '../../../trainer/models/slates.ts';
import { averageRanks } from '../../../trainer/evaluation/ranks.ts';
import { createTally } from '../../../trainer/evaluation/tally.ts';
import { keepSessions, splitLog } from '../../../trainer/evaluation/split.ts';
import { createRandom } from '../../../trainer/models/random.ts';
import { trainModel } from '../../../trainer/models/train-model.ts';
import { groupedLog, logOf } from './small-log.ts';

const CONFIG = { model: { trials: 4, learned: false, dims: 8 } };

describe('metrics', () => {
  it('are those computed by hand', () => {
    const tally = createTally(['one', 'two'], 0, { hr: 5, mrr: 5, ndcg: 10 });
    for (const [visitor, rank] of [
      [0, 1],
      [0, 4],
      [0, 7],
      [1, Infinity],
    ] as const) {
      tally.add(visitor, 1, [[rank], [Infinity]]);
    }
    const { byMethod, gains } = tally.summarise(1);
    const { hr, recall, precision, mrr, map, ndcg, sessionAveraged, ci95 } = byMethod['one']!;
    expect(hr).toBe(2 / 4);
    expect(recall).toBe(hr);
    expect(precision).toBeCloseTo(2 / 5 / 4);
    expect(mrr).toBeCloseTo((1 + 1 / 4) / 4);
    expect(map).toBe(mrr);
    expect(ndcg).toBeCloseTo((1 + 1 / Math.log2(5) + 1 / Math.log2(8)) / 4);
    expect(sessionAveraged.hr).toBeCloseTo(2 / 3 / 2);
    expect(ci95.hr[0]).toBe(0);
    expect(ci95.hr[1]).toBeCloseTo(2 / 3);
    expect(gains['two']!.hr.value).toBe(hr);
    expect(gains['one']!.hr).toEqual({ value: 0, ci95: [0, 0] });
  });

  it('of several relevant items are those computed by hand', () => {
    // of 4 relevant items three are found, at 1, 3 and 10, with k = 10; the fourth is nowhere
    const [hr, mrr, ndcg, map, recall, precision] = metricsOf([1, 3, 10, Infinity], { hr: 10, mrr: 10, ndcg: 10 });
    expect([hr, mrr, recall, precision]).toEqual([1, 1, 3 / 4, 3 / 10]);
    expect(map).toBeCloseTo((1 + 2 / 3 + 3 / 10) / 4);
    const ideal = 1 + 1 / Math.log2(3) + 1 / Math.log2(4) + 1 / Math.log2(5);
    expect(ndcg).toBeCloseTo((1 + 1 / Math.log2(4) + 1 / Math.log2(11)) / ideal);
    // the ideal list has no more than k places
    expect(metricsOf([1, 2, Infinity], { hr: 2, mrr: 2, ndcg: 2 })[2]).toBe(1);
  });

  it('give a tie its average rank, and no rank to what has no score', () => {
    const scores = Float32Array.from([0.5, 0.9, 0.5, 0.5, 0, NaN]);
    expect(averageRanks(scores, [1])).toEqual([1]);
    expect(averageRanks(scores, [0])).toEqual([3]);
    expect(averageRanks(scores, [4])).toEqual([Infinity]);
    expect(averageRanks(scores, [5])).toEqual([Infinity]);
    expect(averageRanks(scores, [undefined])).toEqual([Infinity]);
  });

  it('spread several targets of one score as they would stand on average', () => {
    const scores = Float32Array.from([0.5, 0.9, 0.5, 0.5, 0]);
    expect(averageRanks(scores, [0, 2, 3])).toEqual([2, 3, 4]);
    expect(averageRanks(scores, [4, 0, 1])).toEqual([1, 3, Infinity]);
    const [first, second] = averageRanks(scores, [0, 2]);
    // of three places 2, 3, 4 two are taken: at {2,3}, {2,4} or {3,4}
    expect(first).toBeCloseTo((2 + 2 + 3) / 3);
    expect(second).toBeCloseTo((3 + 4 + 4) / 3);
  });
});

describe('splitting a log', () => {
  it('puts every session that ends in the last days into the test', () => {
    const log = logOf([
      ['a', 'b'],
      ['a', 'b'],
      ['b', 'c'],
    ]);
    const { training, test } = splitLog(log, 1);
    expect([Array.from(training), Array.from(test)]).toEqual([[0, 1], [2]]);
  });

  it('follows the column split where there is one', () => {
    const { training, test, by } = splitLog(logOf([['a'], ['b'], ['c']], [1]));
    expect([Array.from(training), Array.from(test), by]).toEqual([[0, 2], [1], 'column split']);
  });

  it('leaves nothing of the other sessions in the part it keeps', () => {
    const log = logOf([
      ['a', 'b'],
      ['c', 'd'],
      ['d', 'a'],
    ]);
    const kept = keepSessions(log, Uint32Array.from([1]));
    expect(kept.itemIds).toEqual(['c', 'd']);
    expect(kept.sessionIds).toEqual(['s1']);
    expect(Array.from(kept.item)).toEqual([0, 1]);
    expect(Array.from(kept.offsets)).toEqual([0, 2]);
  });

  it('says what to do when a part would be empty, or there is no clock', () => {
    expect(() => splitLog(logOf([['a'], ['b']]), 30)).toThrow(/0 sessions to train.*--test-days/);
    expect(() => splitLog({ ...logOf([['a'], ['b']]), clock: 'sequence' }, 1)).toThrow(/column split/);
  });
});

describe('slates', () => {
  it('hold the target first, 49 others, none excluded, more often what is popular', () => {
    const support = Uint32Array.from({ length: 200 }, (_, row) => (row < 20 ? 100 : 1));
    const source = createSlateSource(support, createRandom(1));
    let popular = 0;
    for (let draw = 0; draw < 50; draw++) {
      const slate = source.draw(150, [3]);
      expect(slate[0]).toBe(150);
      expect(new Set(slate).size).toBe(50);
      expect(slate).not.toContain(3);
      popular += slate.filter((row) => row < 20).length;
    }
    expect(popular / 50).toBeGreaterThan(15);
  });
});

describe('evaluate', () => {
  it('reports what anyone can compute again from its predictions', async () => {
    const log = groupedLog(400, 8, 5);
    const predictions: Prediction[] = [];
    const result = await evaluate(log, NO_ITEMS, {
      protocol: 'next-item',
      exclude: 'current',
      testDays: 60,
      k: 5,
      seed: 1,
      config: CONFIG,
      onPrediction: (prediction) => predictions.push(prediction),
    });
    expect(predictions).toHaveLength(result.steps);
    const ranks = predictions.map(({ ranked, target }) => ranked.indexOf(target) + 1);
    expect(ranks.filter((rank) => rank > 0).length / ranks.length).toBeCloseTo(result.metrics.hr, 3);
    expect(ranks.reduce((sum, rank) => sum + (rank > 0 ? 1 / rank : 0), 0) / ranks.length).toBeCloseTo(
      result.metrics.mrr,
      3,
    );
    expect(result.metrics.mrr).toBeGreaterThan(0.6);
    expect(result.byMethod.popular!.hr).toBeLessThan(result.metrics.hr);
    for (const { session, step, target, ranked } of predictions) {
      const at = log.offsets[log.sessionIds.indexOf(session)]! + step;
      expect(log.itemIds[log.item[at]!]).toBe(target);
      expect(ranked).not.toContain(log.itemIds[log.item[at - 1]!]);
    }
  });

  it('forbids nothing, the item on screen, or the whole prefix', async () => {
    const log = groupedLog(300, 3, 9);
    const repeats = async (exclude: string): Promise<{ newest: number; older: number }> => {
      const count = { newest: 0, older: 0 };
      const onPrediction = ({ session, step, ranked }: Prediction): void => {
        const start = log.offsets[log.sessionIds.indexOf(session)]!;
        const seen = Array.from(log.item.subarray(start, start + step), (item) => log.itemIds[item]!);
        const newest = seen.at(-1)!;
        if (ranked.includes(newest)) count.newest++;
        if (seen.some((item) => item !== newest && ranked.includes(item))) count.older++;
      };
      const options = { protocol: 'next-item', testDays: 50, k: 10, seed: 1, config: CONFIG };
      await evaluate(log, NO_ITEMS, { ...options, exclude, onPrediction });
      return count;
    };
    const [none, current, seen] = [await repeats('none'), await repeats('current'), await repeats('seen')];
    expect(none.newest).toBeGreaterThan(0);
    expect(current.newest).toBe(0);
    expect(current.older).toBeGreaterThan(0);
    expect(seen).toEqual({ newest: 0, older: 0 });
  });

  it('builds the very bundle that training on the training rows builds', async () => {
    const log = groupedLog(300, 5, 6);
    const training = keepSessions(log, splitLog(log, 50).training);
    const catalogue = buildCatalogue(NO_ITEMS, training);
    const model = await trainModel(training, catalogue, { seed: 3, config: CONFIG.model });
    const { hash } = buildBundle(model, catalogue, training);
    const options = { testDays: 50, seed: 3, config: CONFIG };
    const result = await evaluate(log, NO_ITEMS, { ...options, protocol: 'next-item' });
    expect(result.bundleHash).toBe(hash);
    expect((await evaluate(log, NO_ITEMS, { ...options, protocol: 'rerank', exclude: 'seen' })).bundleHash).toBe(hash);
  });

  it('never lets the future into a prefix: what follows a step does not change its ranking', async () => {
    const head = groupedLog(200, 5, 8);
    const sessions = (last: string[]) => [
      ...Array.from({ length: 200 }, (_, session) =>
        Array.from(head.item.subarray(head.offsets[session], head.offsets[session + 1]), (item) => head.itemIds[item]!),
      ),
      last,
    ];
    const rankings: string[][] = [];
    for (const last of [
      ['g0-1', 'g0-2', 'g0-3', 'g0-4'],
      ['g0-1', 'g0-2', 'g3-7', 'g4-1'],
    ]) {
      await evaluate(logOf(sessions(last)), NO_ITEMS, {
        protocol: 'next-item',
        testDays: 0.5,
        k: 10,
        seed: 1,
        config: CONFIG,
        onPrediction: ({ step, ranked }) => step === 2 && rankings.push([...ranked]),
      });
    }
    expect(rankings).toHaveLength(2);
    expect(rankings[0]).toEqual(rankings[1]);
  });

  it('takes refunds and items that training has not seen for no targets', async () => {
    const log = logOf([
      ...Array.from({ length: 40 }, () => ['a', 'b', 'c']),
      ['a', { item: 'b', type: 'refund' as const }, 'never-seen', 'c'],
    ]);
    const targets: string[] = [];
    await evaluate(log, NO_ITEMS, {
      protocol: 'next-item',
      testDays: 0.5,
      seed: 1,
      config: CONFIG,
      onPrediction: ({ target }) => targets.push(target),
    });
    expect(targets).toEqual(['c']);
  });

  it('refuses a protocol it does not have, and names those it has', async () => {
    const log = logOf([['a', 'b']]);
    await expect(evaluate(log, NO_ITEMS, { protocol: 'magic', seed: 1 })).rejects.toThrow(/magic.*next-item, rerank/);
    await expect(evaluate(log, NO_ITEMS, { protocol: 'rerank', exclude: 'all', seed: 1 })).rejects.toThrow(
      /none, current, seen/,
    );
  });
});

describe('training', () => {
  it.each([
    ['one session of one event', [['a']]],
    ['one session', [['a', 'b', 'a']]],
    ['sessions of one event only', [['a'], ['b'], ['a']]],
    [
      'two sessions of one item',
      [
        ['a', 'a'],
        ['a', 'a', 'a'],
      ],
    ],
  ])('copes with %s', async (_, sessions) => {
    const log = logOf(sessions);
    const catalogue = buildCatalogue(NO_ITEMS, log);
    const model = await trainModel(log, catalogue, { seed: 1, config: { trials: 3, dims: 4 } });
    const { manifest, hash } = buildBundle(model, catalogue, log);
    expect(manifest.items).toBe(log.itemIds.length);
    expect(model.embeddings.scale.every(Number.isFinite)).toBe(true);
    const again = await trainModel(log, catalogue, { seed: 1, config: { trials: 3, dims: 4 } });
    expect(buildBundle(again, catalogue, log).hash).toBe(hash);
  });

  it('gives the same bundle for the same seed, with its learned ranker', async () => {
    const log = groupedLog(250, 6, 4);
    const catalogue = buildCatalogue(NO_ITEMS, log);
    const options = { seed: 2, config: { trials: 3, dims: 8 } };
    const hashes = [];
    for (let run = 0; run < 2; run++) {
      hashes.push(buildBundle(await trainModel(log, catalogue, options), catalogue, log).hash);
    }
    expect(hashes[0]).toBe(hashes[1]);
  });
});
