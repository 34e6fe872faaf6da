import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildBundle } from '../../../trainer/bundle-writer.ts';
import { buildCatalogue } from '../../../trainer/catalogue-builder.ts';
import { createHardSlates } from '../../../trainer/evaluation/hard-slates.ts';
import { checkLeaks, type LeakSource } from '../../../trainer/evaluation/leak-checks.ts';
import { createListQuality, divergence, giniOf } from '../../../trainer/evaluation/list-quality.ts';
import { evaluate } from '../../../trainer/evaluation/evaluate.ts';
import { openBuilt, openBuiltRefiners } from '../../../trainer/evaluation/open-built.ts';
import { planOf, type Plan } from '../../../trainer/evaluation/plan.ts';
import { settle } from '../../../trainer/evaluation/protocols.ts';
import { rankPlan } from '../../../trainer/evaluation/rank-plan.ts';
import { averageRanks } from '../../../trainer/evaluation/ranks.ts';
import { createReliability } from '../../../trainer/evaluation/reliability.ts';
import { createScanOnce } from '../../../trainer/evaluation/scan-once.ts';
import { createSimdScan } from '../../../trainer/evaluation/simd-scan.ts';
import { createSurveyor } from '../../../trainer/evaluation/survey.ts';
import { countSessions } from '../../../trainer/evaluation/targets.ts';
import { NO_ITEMS } from '../../../trainer/items.ts';
import type { Log } from '../../../trainer/log.ts';
import { createRandom } from '../../../trainer/models/random.ts';
import { trainModel } from '../../../trainer/models/train-model.ts';
import { renderEvaluation } from '../../../trainer/report/evaluation-page.ts';
import { createRawProfile } from '../../../worker/profile/profile.ts';
import { createPlainKernel } from '../../../worker/ranking/kernel/plain-kernel.ts';
import { groupedLog, logOf } from './small-log.ts';

const CONFIG = { model: { trials: 3, dims: 8, learned: false } };
const SEED = 2;

async function bundleOf(log: Log) {
  const catalogue = buildCatalogue(NO_ITEMS, log);
  const model = await trainModel(log, catalogue, { seed: SEED, config: CONFIG.model });
  return buildBundle(model, catalogue, log);
}

describe('a step', () => {
  const scored = fc.array(fc.constantFrom(0, 0.125, 0.25, 0.5, NaN), { minLength: 1, maxLength: 40 });

  it('is read in one pass as in two: ranks with ties averaged, and the best k', () => {
    fc.assert(
      fc.property(scored, fc.nat(), fc.integer({ min: 1, max: 50 }), (values, at, k) => {
        const scores = Float32Array.from(values);
        const target = at % scores.length;
        const { ranks, places } = createSurveyor(k)(scores, [target]);
        expect(ranks).toEqual(averageRanks(scores, [target]));
        const sorted = [...scores.keys()]
          .filter((place) => scores[place]! > 0)
          .toSorted((a, b) => scores[b]! - scores[a]! || a - b);
        expect(places).toEqual(sorted.slice(0, k));
      }),
    );
  });

  it('has the same ranks in whatever order the items stand', () => {
    fc.assert(
      fc.property(scored, fc.nat(), fc.integer(), (values, at, seed) => {
        const random = createRandom(seed);
        const order = [...values.keys()].map((place) => ({ place, key: random() })).toSorted((a, b) => a.key - b.key);
        const target = at % values.length;
        const permuted = Float32Array.from(order, ({ place }) => values[place]!);
        const moved = order.findIndex(({ place }) => place === target);
        expect(averageRanks(permuted, [moved])).toEqual(averageRanks(Float32Array.from(values), [target]));
      }),
    );
  });

  it.each([
    [1, 1],
    [8, 64],
    [43, 7],
    [129, 200],
  ])('scans %i rows of %i dimensions bit by bit as the worker does', (rows, dims) => {
    const random = createRandom(rows);
    const values = Int8Array.from({ length: rows * dims }, () => Math.floor(random() * 255) - 127);
    const embeddings = { dims, values, scale: Float32Array.from({ length: rows }, random) };
    const query = Float32Array.from({ length: dims }, () => random() - 0.5);
    const [wanted, got] = [new Float32Array(rows), new Float32Array(rows)];
    createPlainKernel(embeddings).score(query, wanted);
    createSimdScan(embeddings)(query, got);
    expect(got).toEqual(wanted);
  });

  it('scans the embedding once for all methods, and gets what the worker gets', async () => {
    const { embeddings } = openBuilt(await bundleOf(groupedLog(120, 4, 1)));
    const plain = createPlainKernel(embeddings);
    const once = createScanOnce(embeddings);
    for (const turn of [1, 2, 2, 3]) {
      const query = Float32Array.from({ length: plain.dims }, (_, dim) => Math.sin(turn * (dim + 1)));
      const [wanted, got] = [new Float32Array(plain.rows), new Float32Array(plain.rows)];
      plain.score(query, wanted);
      once.score(query, got);
      expect(got).toEqual(wanted);
    }
  });
});

describe('hard slates', () => {
  it('hold the nearest by co-occurrence first, for its popularity, and never what is excluded', async () => {
    const sessions = [
      ...Array.from({ length: 6 }, () => ['a', 'b', 'star']),
      ...Array.from({ length: 50 }, (_, index) => ['star', `other-${index % 3}`]),
      ['a', 'c'],
    ];
    const log = logOf(sessions);
    const bundle = openBuilt(await bundleOf(log));
    const open = () => createHardSlates(log, bundle, countSessions(log, bundle), createRandom(1));
    const slates = open();
    const names = (rows: Uint32Array): string[] => Array.from(rows, (row) => bundle.ids[row]!);
    const row = (id: string): number => bundle.rows.get(id)!;
    // with a: b 6 / sqrt(7 x 6), star 6 / sqrt(7 x 56), c 1 / sqrt(7 x 1)
    expect(names(slates.draw(row('a'), [])).slice(0, 4)).toEqual(['a', 'b', 'c', 'star']);
    expect(names(slates.draw(row('a'), [row('b')])).slice(0, 3)).toEqual(['a', 'c', 'star']);
    // what fills a slate up is drawn with the seed
    expect(open().draw(row('a'), [])).toEqual(open().draw(row('a'), []));
  });
});

describe('lists', () => {
  it('have the Gini coefficient and the divergence computed by hand', () => {
    expect(giniOf(Uint32Array.from([3, 3, 3, 3]))).toBeCloseTo(0);
    expect(giniOf(Uint32Array.from([0, 0, 0, 8]))).toBeCloseTo(3 / 4);
    const history = new Map([
      [1, 0.5],
      [2, 0.5],
    ]);
    expect(divergence(history, history)).toBeCloseTo(0);
    const all = new Map([[1, 1]]);
    expect(divergence(history, all)).toBeCloseTo(0.5 * Math.log(0.5 / 0.995) + 0.5 * Math.log(0.5 / 0.005));
    expect(divergence(new Map(), all)).toBeUndefined();
  });

  it('are told by coverage, novelty and diversity of what they show', async () => {
    const log = logOf([
      ['a', 'b'],
      ['a', 'c'],
      ['a', 'd'],
      ['d', 'a'],
    ]);
    const bundle = openBuilt(await bundleOf(log));
    const sessions = countSessions(log, bundle);
    expect(Array.from(sessions)).toEqual([4, 1, 1, 2]);
    const quality = createListQuality(bundle, sessions);
    quality.add([0, 1], createRawProfile());
    quality.add([0], createRawProfile());
    const { coverage, novelty, gini, diversity, attributeDiversity } = quality.finish();
    expect(coverage).toBe(2 / 4);
    expect(novelty).toBeCloseTo((1 + 3 + 1) / 3);
    expect(gini).toBeCloseTo(giniOf(Uint32Array.from([2, 1, 0, 0])));
    const { values, dims, scale } = bundle.embeddings;
    let [dot, one, other] = [0, 0, 0];
    for (let dim = 0; dim < dims; dim++) {
      const [a, b] = [values[dim]! * scale[0]!, values[dims + dim]! * scale[1]!];
      dot += a * b;
      one += a * a;
      other += b * b;
    }
    expect(diversity).toBeCloseTo(1 - dot / Math.sqrt(one * other), 5);
    expect(attributeDiversity).toBeNull();
  });

  it('are calibrated where chances come true as often as they say', () => {
    const honest = createReliability();
    const boastful = createReliability();
    for (let step = 0; step < 1_000; step++) {
      honest.add(0.2, step % 5 === 0);
      boastful.add(0.8, step % 5 === 0);
    }
    expect(honest.finish().ece).toBeCloseTo(0);
    expect(boastful.finish().ece).toBeCloseTo(0.6);
    expect(boastful.finish().bins).toEqual([{ items: 1_000, predicted: expect.closeTo(0.8), observed: 0.2 }]);
  });
});

describe('leak checks', () => {
  /** Everybody looks at everything twice, so that what is in a profile is foretold. */
  const log = logOf(
    Array.from({ length: 240 }, (_, session) => {
      const random = createRandom(session);
      return Array.from({ length: 3 }, () => `i${Math.floor(random() * 60)}`).flatMap((item) => [item, item]);
    }),
  );
  const planAgain = (changed: Log): Plan => planOf('next-item', changed, { testDays: 80, seed: SEED });

  async function source(): Promise<LeakSource> {
    const plan = planAgain(log);
    const built = await bundleOf(plan.training);
    const bundle = openBuilt(built);
    const refiners = await openBuiltRefiners(built, bundle);
    const settled = settle({ protocol: 'next-item', k: 5 });
    const rank: LeakSource['rank'] = (of, its, pool) =>
      rankPlan({ ...settled, log: of, plan: its, pool, bundle, refiners, steps: undefined, seed: SEED });
    return { log, plan, seed: SEED, planOf: planAgain, rank };
  }

  it('find nothing in an honest evaluation, whose shuffled targets are found by chance alone', async () => {
    const { labels, order, found } = checkLeaks(await source());
    expect(found).toEqual([]);
    expect(labels.sameTraining).toBe(true);
    expect(labels.recall).toBeLessThan(2 * labels.chance + 0.05);
    expect(order.hr).toBeLessThan(0.6);
  });

  it('know what chance is where users have much and little, and are asked of much and little', async () => {
    const random = createRandom(5);
    // popular things are had by those who have much, and asked of those who have little
    const users = Array.from({ length: 150 }, (_, user) =>
      Array.from({ length: user % 3 === 0 ? 40 : 6 }, () => `i${Math.floor(60 * random() ** 3)}`),
    );
    const options = { protocol: 'holdout', seed: SEED, config: CONFIG, leakChecks: 'quick' } as const;
    const { leakChecks } = await evaluate(logOf(users), NO_ITEMS, options);
    expect(leakChecks!.found).toEqual([]);
    expect(leakChecks!.labels.ci95[0]).toBeLessThan(leakChecks!.labels.chance);
  });

  it('find a profile that holds the target already', async () => {
    const honest = await source();
    const knowing = (changed: Log): Plan => {
      const plan = planAgain(changed);
      const trails = plan.trails.map((trail) => ({
        ...trail,
        stops: trail.stops.map((stop) => ({ ...stop, after: stop.after + 1 })),
      }));
      return { ...plan, trails };
    };
    const { labels, found } = checkLeaks({ ...honest, plan: knowing(log), planOf: knowing });
    expect(labels.recall).toBeGreaterThan(0.5);
    expect(found).toEqual([expect.stringContaining('shuffled targets are found')]);
  });

  it('find test rows among those that are trained on', async () => {
    const honest = await source();
    const greedy = (changed: Log): Plan => ({ ...planAgain(changed), training: changed });
    const { found } = checkLeaks({ ...honest, plan: greedy(log), planOf: greedy });
    expect(found).toContain('the labels of targets change what is trained on');
  });
});

describe('the page of an evaluation', () => {
  it('is one file without a script, and has every method, the intervals and the checks', async () => {
    const options = {
      protocol: 'next-item',
      testDays: 60,
      k: 5,
      seed: SEED,
      config: CONFIG,
      leakChecks: 'full',
    } as const;
    const result = await evaluate(groupedLog(300, 6, 3), NO_ITEMS, options);
    const page = renderEvaluation({ ...result, split: 'last <60> days' });
    for (const name of Object.keys(result.byMethod)) expect(page).toContain(name);
    expect(page).toContain(`HR@5 [${result.metrics.ci95.hr[0].toFixed(3)}, ${result.metrics.ci95.hr[1].toFixed(3)}]`);
    expect(page).toContain('last &lt;60&gt; days');
    expect(page).toContain('No leak was found.');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(page.match(/<svg/g)!.length).toBeGreaterThanOrEqual(7);
    expect(page).not.toContain('NaN');
  });
});
