import { describe, expect, test } from 'vitest';

import { median, toPairRow, toRow } from '../../../bench/row.ts';
import { longestTaskOf } from '../../../bench/trace.ts';

describe('a row', () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('passes up to its target and no further', () => {
    expect(toRow('bytes', 'B', 1_500, 1_500, 1)).toMatchObject({ ratio: 1, pass: true });
    expect(toRow('bytes', 'B', 1_501, 1_500, 1).pass).toBe(false);
  });

  test('against nothing allowed passes at nothing only', () => {
    expect(toRow('cls', 'CLS', 0, 0, 1).pass).toBe(true);
    expect(toRow('cls', 'CLS', 0.001, 0, 1).pass).toBe(false);
  });

  test('of a pair compares round by round: one slow moment of the machine does not bend it', () => {
    const row = toPairRow('x', 'ms', { value: [1, 1, 100, 1, 1], reference: [2, 2, 200, 2, 2] }, 1);
    expect(row).toMatchObject({ value: 1, reference: 2, ratio: 0.5, pass: true });
  });

  test('of a pair that could not be measured fails', () => {
    expect(toPairRow('x', 'ms', { value: [NaN], reference: [1] }, 1).pass).toBe(false);
  });
});

describe('the longest task', () => {
  const main = { name: 'thread_name', ph: 'M', pid: 1, tid: 1, ts: 0, args: { name: 'CrRendererMain' } };
  const event = (name: string, ts: number, dur: number, url?: string, tid = 1): object => ({
    name,
    ph: 'X',
    pid: 1,
    tid,
    ts,
    dur,
    ...(url !== undefined && { args: { data: { url } } }),
  });
  const longest = (...events: object[]): number =>
    longestTaskOf(JSON.stringify({ traceEvents: [main, ...events] }), (url) => url.startsWith('http://ours/'));

  test('is 0 where our scripts never ran', () => {
    expect(longest(event('RunTask', 0, 90_000), event('FunctionCall', 0, 80_000, 'http://theirs/a.js'))).toBe(0);
  });

  test('is the whole task where it was mostly ours', () => {
    expect(longest(event('RunTask', 0, 30_000), event('FunctionCall', 0, 20_000, 'http://ours/a.js'))).toBe(30);
  });

  test('is our part of a task that was mostly somebody else', () => {
    expect(longest(event('RunTask', 0, 90_000), event('FunctionCall', 10, 20_000, 'http://ours/a.js'))).toBe(20);
  });

  test('counts a call inside a call once', () => {
    const inner = event('FunctionCall', 100, 5_000, 'http://ours/b.js');
    expect(longest(event('RunTask', 0, 90_000), event('EvaluateScript', 0, 20_000, 'http://ours/a.js'), inner)).toBe(
      20,
    );
  });

  test('knows main threads only: the worker may take its time', () => {
    expect(
      longest(event('RunTask', 0, 90_000, undefined, 2), event('FunctionCall', 0, 80_000, 'http://ours/w', 2)),
    ).toBe(0);
  });
});
