import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { cutOutput, readVitestReport, toCheckReport } from '../../step-report.ts';

const ROOT = '/shop/';
const ONCE = 'Error: expected 1 to be 2\n    at a/file.ts:3';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a report of vitest', () => {
  const read = (cases: readonly object[], { message = '', code = 0, output = '' } = {}) => {
    const file = join(folder, 'report.json');
    const status = code === 0 ? 'passed' : 'failed';
    const results = [{ name: '/shop/test/a.test.ts', status, message, assertionResults: cases }];
    const counts = { numPassedTests: 2, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };
    writeFileSync(file, JSON.stringify({ ...counts, testResults: results }));
    return readVitestReport(file, ROOT, code, output);
  };
  const one = (status: string, ...failureMessages: string[]) => ({
    ancestorTitles: ['', 'a cart'],
    title: 'is kept',
    status,
    failureMessages,
  });

  test('names what failed with the first line of its first error', () => {
    expect(read([one('failed', ONCE, 'Error: again'), one('passed')], { code: 1 })).toEqual({
      passed: 2,
      failed: 1,
      skipped: 2,
      failures: ['test/a.test.ts > a cart > is kept: Error: expected 1 to be 2'],
      retried: [],
    });
  });

  test('names what passed only when it was tried again, and counts it as passed', () => {
    const { failed, retried } = read([one('passed', ONCE), one('passed')]);
    expect(failed).toBe(0);
    expect(retried).toEqual(['test/a.test.ts > a cart > is kept: Error: expected 1 to be 2']);
  });

  test('a file that does not load has failed, and so has a run that ends badly with every case passed', () => {
    expect(read([], { message: 'Cannot find module', code: 1 })).toMatchObject({
      failed: 1,
      failures: ['test/a.test.ts: Cannot find module'],
    });
    expect(read([one('passed')], { code: 1, output: 'ok\nError: unhandled\nthe end' })).toMatchObject({
      failed: 1,
      failures: ['Error: unhandled'],
    });
  });

  test('that was never written is a failure, whatever the code', () => {
    expect(readVitestReport(join(folder, 'none.json'), ROOT, 0, 'nothing to see')).toMatchObject({
      failed: 1,
      failures: ['nothing to see'],
    });
  });
});

test('a step that is one check has the line that speaks of an error', () => {
  expect(toCheckReport(0, 'an error that was none')).toMatchObject({ passed: 1, failed: 0, failures: [] });
  expect(toCheckReport(2, 'looking\na.ts(1,2): error TS1: wrong\ndone in 1 s')).toMatchObject({
    passed: 0,
    failed: 1,
    failures: ['a.ts(1,2): error TS1: wrong'],
  });
});

describe('the output of a step that failed', () => {
  const many = Array.from({ length: 300 }, (_, at) => `✓ ${at}`);

  test('begins where vitest has come to the failures', () => {
    const shown = cutOutput([...many, '⎯⎯⎯ Failed Tests 1 ⎯⎯⎯', 'FAIL a', 'why'].join('\n'));
    expect(shown.split('\n').slice(0, 3)).toEqual(['⎯⎯⎯ Failed Tests 1 ⎯⎯⎯', 'FAIL a', 'why']);
    expect(shown).toContain('300 further lines');
  });

  test('is its end where nothing says where they begin, and all of it where that is short', () => {
    const lines = cutOutput(many.join('\n')).split('\n');
    expect(lines.at(-2)).toBe('✓ 299');
    expect(lines.length).toBeLessThan(150);
    expect(cutOutput('a\nb\n')).toBe('a\nb');
  });
});
