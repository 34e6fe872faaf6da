import { describe, expect, it } from 'vitest';

import { evaluate, type EvaluationResult } from '../../../trainer/evaluation/evaluate.ts';
import type { Plan } from '../../../trainer/evaluation/plan.ts';
import { planOf } from '../../../trainer/evaluation/plan.ts';
import type { Prediction } from '../../../trainer/evaluation/predictions.ts';
import type { Protocol } from '../../../trainer/evaluation/protocols.ts';
import { keepEvents } from '../../../trainer/evaluation/split.ts';
import { isTarget, usersOf } from '../../../trainer/evaluation/targets.ts';
import { NO_ITEMS, toItemsTable } from '../../../trainer/items.ts';
import type { Log } from '../../../trainer/log.ts';
import { groupedLog, logOf } from './small-log.ts';

const CONFIG = { model: { trials: 3, dims: 8, learned: false } };
const SEED = 3;

/** `s0` of user `u`, by their places in both lists; the other sessions are nobody's. */
function withUsers(log: Log, users: readonly (string | undefined)[]): Log {
  const userIds = [...new Set(users.filter((user) => user !== undefined))].toSorted();
  return { ...log, userIds, user: Int32Array.from(users, (user) => (user === undefined ? -1 : userIds.indexOf(user))) };
}

function itemsOf(log: Log, events: ArrayLike<number>): string[] {
  return Array.from(events, (event) => log.itemIds[log.item[event]!]!);
}

/** Every stop as "what is known > what is to be foretold". */
function tell(log: Log, { trails }: Plan): string[] {
  return trails.flatMap(({ name, events, stops }) =>
    stops.map(({ after, targets }) => {
      const known = itemsOf(log, Array.from(events).slice(0, after)).join(' ');
      return `${name}: ${known} > ${itemsOf(log, targets).join(' ')}`;
    }),
  );
}

function sessionsOf(log: Log): string[] {
  return log.sessionIds.map((id, session) => {
    const items = itemsOf(
      log,
      Array.from({ length: log.offsets[session + 1]! - log.offsets[session]! }, (_, at) => log.offsets[session]! + at),
    );
    return `${id}: ${items.join(' ')}`;
  });
}

describe('next-item', () => {
  it('foretells every event of a test session but the first, refunds and what training has not seen', () => {
    const log = logOf(
      [
        ['a', 'b', 'c'],
        ['a', 'b', { item: 'a', type: 'refund' }, 'new', 'c'],
      ],
      [1],
    );
    const plan = planOf('next-item', log, { testDays: undefined, seed: SEED });
    expect(sessionsOf(plan.training)).toEqual(['s0: a b c']);
    expect(tell(log, plan)).toEqual(['s1: a > b', 's1: a b a new > c']);
  });
});

describe('leave-one-out', () => {
  it('foretells the last item of each user from everything before it, and trains on that alone', () => {
    const log = withUsers(logOf([['a', 'b'], ['c'], ['b', { item: 'b', type: 'refund' }], ['a'], ['c', 'a']]), [
      'u',
      undefined,
      'u',
      'v',
      undefined,
    ]);
    const plan = planOf('leave-one-out', log, { testDays: undefined, seed: SEED });
    // u comes twice; s1 and v have one event, and are trained on; s4 is nobody's and stands for itself
    expect(tell(log, plan)).toEqual(['u: a b > b', 's4: c > a']);
    expect(sessionsOf(plan.training)).toEqual(['s0: a b', 's1: c', 's3: a', 's4: c']);
  });
});

describe('holdout', () => {
  const log = withUsers(
    logOf(
      Array.from({ length: 12 }, (_, session) => Array.from({ length: 8 }, (__, at) => `i${(session * 3 + at) % 11}`)),
    ),
    Array.from({ length: 12 }, (_, session) => `u${session % 6}`),
  );

  it('holds out a quarter of the events of each user, and foretells those items that the user has not kept', () => {
    const plan = planOf('holdout', log, { testDays: undefined, seed: SEED });
    expect(plan.laterMs).toBe(86_400_000);
    expect(plan.training.item).toHaveLength(0.75 * log.item.length);
    for (const { name, events, stops } of plan.trails) {
      const user = usersOf(log).find((each) => each.name === name)!;
      const [stop] = stops;
      expect(events).toHaveLength(12);
      expect(stop!.after).toBe(12);
      const kept = new Set(itemsOf(log, events));
      const held = itemsOf(
        log,
        user.events.filter((event) => !Array.from(events).includes(event)),
      );
      const targets = itemsOf(log, stop!.targets);
      expect(new Set(targets)).toEqual(new Set(held.filter((item) => !kept.has(item))));
      expect(new Set(targets).size).toBe(targets.length);
    }
  });

  it('draws the same events for the same seed, others for another', () => {
    const told = (seed: number) => tell(log, planOf('holdout', log, { testDays: undefined, seed }));
    expect(told(1)).toEqual(told(1));
    expect(told(1)).not.toEqual(told(2));
  });
});

describe('cold', () => {
  it('takes a tenth of the items out of training, and foretells them from what is warm', () => {
    const log = groupedLog(60, 4, 1);
    const plan = planOf('cold', log, { testDays: undefined, seed: SEED });
    expect(plan.cold.size).toBe(Math.round(log.itemIds.length / 10));
    expect(plan.training.itemIds.filter((id) => plan.cold.has(id))).toEqual([]);
    const warm = Array.from(log.item).filter((item) => !plan.cold.has(log.itemIds[item]!));
    expect(plan.training.item).toHaveLength(warm.length);
    let stops = 0;
    for (const trail of plan.trails) {
      expect(itemsOf(log, trail.events).some((id) => plan.cold.has(id))).toBe(false);
      for (const { after, targets, places } of trail.stops) {
        stops++;
        expect(after).toBeGreaterThan(0);
        expect(itemsOf(log, targets).every((id) => plan.cold.has(id))).toBe(true);
        // all that is known of the visitor came before the target
        const start = log.offsets[log.sessionIds.indexOf(trail.name)]!;
        expect(targets[0]).toBe(start + places[0]!);
        expect(Math.max(...Array.from(trail.events).slice(0, after))).toBeLessThan(targets[0]!);
      }
    }
    expect(stops).toBeGreaterThan(5);
  });

  it('gives the trainer the attributes of cold items, and ranks them', async () => {
    const log = groupedLog(300, 4, 2);
    const items = toItemsTable(
      log.itemIds.map((id) => ({
        id,
        title: '',
        description: '',
        url: '',
        image: '',
        price: NaN,
        attributes: new Map([['family', id.split('-')[0]!]]),
      })),
    );
    const { metrics, bundle } = await evaluate(log, items, { protocol: 'cold', k: 3, seed: SEED, config: CONFIG });
    expect(bundle.items).toBe(40);
    // four cold items of four families: among them alone the family tells which, where two are not of one
    expect(metrics.amongCold!.hr).toBeGreaterThan(metrics.hr);
    expect(metrics.amongCold!.mrr).toBeGreaterThan(0.5);
  });
});

describe('training', () => {
  it.each<Protocol>(['next-item', 'rerank', 'rerank-hard', 'leave-one-out', 'holdout', 'cold'])(
    'of %s sees no row that is to be foretold',
    (protocol) => {
      const log = groupedLog(120, 5, 4);
      const plan = planOf(protocol, log, { testDays: 30, seed: SEED });
      const rowOf = (of: Log, session: number, event: number): string =>
        `${of.sessionIds[session]} ${of.itemIds[of.item[event]!]} ${of.at[event]}`;
      const rowsOf = (of: Log): string[] =>
        of.sessionIds.flatMap((_, session) =>
          Array.from({ length: of.offsets[session + 1]! - of.offsets[session]! }, (__, at) =>
            rowOf(of, session, of.offsets[session]! + at),
          ),
        );
      const all = rowsOf(log);
      const trained = new Set(rowsOf(plan.training));
      const targets = plan.trails.flatMap(({ stops }) => stops.flatMap((stop) => stop.targets));
      expect(targets.length).toBeGreaterThan(5);
      expect(targets.filter((event) => trained.has(all[event]!))).toEqual([]);
      expect([...trained].every((row) => all.includes(row))).toBe(true);
    },
  );

  it('gets sessions by the time of the last event that they have left', () => {
    const log = logOf([['a', 'b'], ['c'], ['d']]);
    // of the first session, made longer than the others, the late event goes
    const at = log.at.slice();
    at[1] = at.at(-1)! + 1;
    const late = { ...log, at };
    const kept = keepEvents({ ...late, offsets: log.offsets }, (event) => isTarget(late, event) && event !== 0);
    expect(kept.sessionIds).toEqual(['s1', 's2', 's0']);
    expect(kept.itemIds).toEqual(['b', 'c', 'd']);
  });
});

describe('predictions', () => {
  const log = groupedLog(300, 6, 7);
  const cases: [protocol: Protocol, exclude: string | undefined][] = [
    ['next-item', 'none'],
    ['rerank', 'current'],
    ['rerank-hard', 'none'],
    ['leave-one-out', undefined],
    ['holdout', undefined],
    ['cold', 'seen'],
  ];

  it.each(cases)('of %s let anyone compute the figures again', async (protocol, exclude) => {
    const lines: Prediction[] = [];
    const result = await evaluate(log, NO_ITEMS, {
      protocol,
      exclude,
      testDays: protocol === 'cold' ? undefined : 60,
      seed: SEED,
      config: CONFIG,
      onPrediction: (prediction) => lines.push(prediction),
    });
    // a step of several targets has a line for each, one after another
    const steps = Map.groupBy(
      lines,
      ({ session, step, ranked }) => `${session} ${protocol === 'holdout' ? '' : step} ${ranked.length}`,
    );
    expect(steps.size).toBe(result.steps);
    const mean = (of: (ranks: number[], relevant: number) => number): number => {
      const values = [...steps.values()].map((group) => {
        const ranks = group.map(({ ranked, target }) => ranked.indexOf(target) + 1).filter((rank) => rank > 0);
        return of(
          ranks.toSorted((a, b) => a - b),
          group.length,
        );
      });
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const { cutoffs, metrics } = result;
    expect(mean((ranks) => (ranks.some((rank) => rank <= cutoffs.hr) ? 1 : 0))).toBeCloseTo(metrics.hr, 2);
    expect(mean(([first]) => (first !== undefined && first <= cutoffs.mrr ? 1 / first : 0))).toBeCloseTo(
      metrics.mrr,
      2,
    );
    const gain = (ranks: number[]): number =>
      ranks.filter((rank) => rank <= cutoffs.ndcg).reduce((sum, rank) => sum + 1 / Math.log2(1 + rank), 0);
    const ideal = (relevant: number): number =>
      gain(Array.from({ length: Math.min(relevant, cutoffs.ndcg) }, (_, place) => place + 1));
    expect(mean((ranks, relevant) => gain(ranks) / ideal(relevant))).toBeCloseTo(metrics.ndcg, 2);
    expect(
      mean(
        (ranks, relevant) =>
          ranks.reduce((sum, rank, nth) => sum + (rank <= cutoffs.mrr ? (nth + 1) / rank : 0), 0) / relevant,
      ),
    ).toBeCloseTo(metrics.map, 2);
  });

  it('hold a whole slate, with 49 others, and none that is excluded', async () => {
    const many = groupedLog(400, 9, 3);
    for (const protocol of ['rerank', 'rerank-hard']) {
      await evaluate(many, NO_ITEMS, {
        protocol,
        exclude: 'seen',
        testDays: 20,
        steps: 30,
        seed: SEED,
        config: CONFIG,
        onPrediction: ({ ranked }) => expect(new Set(ranked).size).toBeLessThanOrEqual(50),
      });
    }
  });
});

describe('what items are called', () => {
  it('changes no figure', async () => {
    const log = groupedLog(250, 5, 6);
    const renamed = { ...log, itemIds: log.itemIds.map((id) => `x${id}`) };
    const run = async (of: Log): Promise<EvaluationResult> =>
      evaluate(of, NO_ITEMS, { protocol: 'next-item', testDays: 40, k: 5, seed: SEED, config: CONFIG });
    const [one, other] = [await run(log), await run(renamed)];
    expect(other.metrics.hr).toBe(one.metrics.hr);
    expect(other.metrics.mrr).toBe(one.metrics.mrr);
    expect(other.byMethod['popular']!.ndcg).toBe(one.byMethod['popular']!.ndcg);
  });
});
