import { describe, expect, test } from 'vitest';

import type { LivingState, LoggedEvent } from '../../../contract/living.ts';
import type { Condition, Segment } from '../../../contract/segments.ts';
import { compileRules, type RuleHost } from '../../../worker/segments/compile.ts';
import { openMachine } from '../../../worker/segments/machine.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const HOST: RuleHost = {
  valuesOf: (item) => (item === 'broken' ? fail('no such row') : ['Home']),
  isField: (name) => name === 'visits' || name === 'broken',
  clusterIds: [],
};
const WORLD = {
  read: (_: LivingState, field: string) => (field === 'broken' ? fail('no such field') : 3),
  nextChangeAt: () => Infinity,
  clusterOf: () => undefined,
};
const VIEWED: Condition = { count: { type: 'product_view' }, atLeast: 2 };

function fail(message: string): never {
  throw new Error(message);
}

function rule(id: string, when: unknown, more: Partial<Segment> = {}): Segment {
  return { id, name: id, when: when as Condition, ...more };
}

function view(at: number, item = 'lamp'): LoggedEvent {
  return { at, type: 'product_view', items: [{ id: item }] };
}

function openWith(...segments: Segment[]) {
  const living = { at: 0, log: [], segments: {}, rules: [], faults: {} } as unknown as LivingState;
  const machine = openMachine(compileRules(segments, HOST), living, WORLD);
  const take = (event: LoggedEvent): void => {
    machine.advance(event.at);
    living.at = event.at;
    living.log.push(event);
    machine.take(event);
  };
  return { living, machine, take };
}

describe('a rule that cannot be run is disabled alone, counted and named', () => {
  test.each<[string, unknown, string]>([
    ['an unknown condition', { wish: 1 }, 'unknown condition wish'],
    ['an unknown field', { field: 'shoe-size', atLeast: 1 }, 'unknown field shoe-size'],
    ['an unknown segment', { segment: 'nowhere' }, 'unknown segment nowhere'],
    ['a window of 31 days', { count: { type: 'purchase' }, within: '31d' }, 'longer than 30 days: 31d'],
    ['no length of time', { count: { type: 'purchase' }, within: 'soon' }, 'no length of time: soon'],
    ['a comparison with nothing', { field: 'visits' }, 'compares with nothing'],
    ['itself', { segment: 'bad' }, 'refers to itself by way of other segments or of its group'],
    ['nothing at all', null, "Cannot use 'in' operator to search for 'all' in null"],
    ['a field that fails', { field: 'broken', atLeast: 1 }, 'no such field'],
    ['items of which the catalogue fails', { count: { type: 'product_view', where: { kind: 'Home' } } }, 'no such row'],
  ])('%s', (_, when, reason) => {
    const { living, machine, take } = openWith(
      rule('bad', when),
      rule('good', VIEWED),
      rule('not-bad', { not: { segment: 'bad' } }),
    );
    take(view(NOW));
    take(view(NOW + 1, 'broken'));
    expect([...machine.at(NOW + 1).ids]).toEqual(['good', 'not-bad']);
    expect([...machine.faults]).toEqual([['bad', reason]]);
    expect(living.faults).toEqual({ bad: 1 });
  });

  test('of a circle all of its rules, and no other', () => {
    const { machine } = openWith(
      rule('a', { segment: 'b' }),
      rule('b', { all: [{ segment: 'c' }] }),
      rule('c', { not: { segment: 'a' } }),
      rule('d', { not: { segment: 'a' } }),
    );
    expect([...machine.faults.keys()].toSorted()).toEqual(['a', 'b', 'c']);
    expect([...machine.at(NOW).ids]).toEqual(['d']);
  });
});

describe('why a visitor is in a segment', () => {
  test('the leaves that made it true, each with its value', () => {
    const bought: Condition = { count: { type: 'purchase' }, within: '7d' };
    const { machine, take } = openWith(rule('looker', { all: [VIEWED, { not: bought }] }));
    take(view(NOW));
    take(view(NOW + 1));
    expect(machine.at(NOW + 1).whyOf('looker')).toEqual({
      by: 'when',
      grounds: [
        { says: VIEWED, holds: true, value: 2 },
        { says: bought, holds: false, value: 0 },
      ],
    });
  });

  test('who only stays in it is told since when it is not true any more', () => {
    const soon: Condition = { count: { type: 'product_view' }, within: '1h' };
    const { machine, take } = openWith(rule('looker', soon, { stay: '24h' }));
    take(view(NOW));
    const hour = 3_600_000;
    expect(machine.at(NOW + 2 * hour).whyOf('looker')).toEqual({ by: 'stay', trueAt: NOW + hour, grounds: [] });
    expect(machine.at(NOW + 25 * hour - 1).ids.has('looker')).toBe(true);
    expect(machine.at(NOW + 25 * hour).whyOf('looker')).toBeUndefined();
  });
});

test('what several rules count is counted once', () => {
  const kinds = [1, 2, 3].map((atLeast) =>
    rule(`rule-${atLeast}`, { count: { type: 'product_view' }, within: '1h', atLeast }),
  );
  const { feeds, matchers, nodes } = compileRules([...kinds, rule('again', kinds[0]!.when)], HOST);
  expect([feeds.length, matchers.length, nodes.filter(({ kind }) => kind === 'asked').length]).toEqual([1, 1, 3]);
});

test('a smallest value that leaves the window lets the next one be told on time', () => {
  const least: Condition = { extreme: 'min', by: 'price', of: { type: 'product_view' }, within: '1h', atLeast: 10 };
  const { machine, take } = openWith(rule('dear', least));
  take({ at: NOW, type: 'product_view', items: [{ id: 'pen', price: 1 }] });
  take({ at: NOW + 1_000, type: 'product_view', items: [{ id: 'lamp', price: 20 }] });
  const hour = 3_600_000;
  expect(machine.at(NOW + 1_000).nextAt()).toBe(NOW + hour);
  expect(machine.at(NOW + hour).ids.has('dear')).toBe(true);
  expect(machine.at(NOW + hour + 1_000).ids.has('dear')).toBe(false);
});
