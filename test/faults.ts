// `npm run faults`: every fault of `test/faults/table.ts` against its tests, on the built scripts in real Chromium.
//
//   npm run faults                  all of them, and the matrix
//   npm run faults -- 14 16         only the tests of these
//
// A test is of a fault when its name says so: `fault 14: what is expected`, `fault 36, 38: ...`. Ends with 1 where a test
// has failed, or a fault that can happen here has none.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureChromium } from './chromium.ts';
import { FAULTS, type Fault } from './faults/table.ts';

const ROOT = new URL('../', import.meta.url).pathname;
const NUMBERS = /\bfault (\d+(?:, \d+)*):/;

interface Case {
  readonly fullName: string;
  readonly status: string;
}

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly Case[] }[];
}

async function main(): Promise<number> {
  const wanted = process.argv.slice(2).map(Number);
  const unknown = wanted.filter((number) => !FAULTS.some((fault) => fault.number === number));
  if (unknown.length > 0) {
    console.error(`no fault ${unknown.join(', ')}; there are 1 to ${FAULTS.length}`);
    return 1;
  }
  console.log(`Chromium: ${ensureChromium()}`);
  const folder = mkdtempSync(join(tmpdir(), 'aisle-faults-'));
  const file = join(folder, 'report.json');
  const code = await runVitest(wanted, file);
  const cases = readCases(file);
  rmSync(folder, { recursive: true, force: true });

  const faults = FAULTS.filter(({ number }) => wanted.length === 0 || wanted.includes(number));
  const rows = faults.map((fault) => ({ fault, ...judge(fault, cases) }));
  console.log();
  for (const { fault, verdict, tests } of rows) {
    console.log(
      `${String(fault.number).padStart(2)}  ${verdict.padEnd(12)} ${fault.fault} -> ${fault.expected}  [${tests}]`,
    );
  }
  const count = (verdict: Verdict): number => rows.filter((row) => row.verdict === verdict).length;
  console.log(
    `\n${rows.length} faults: ${count('passed')} passed, ${count('failed')} failed, ${count('no test')} without a test, ${count('not yet')} cannot happen yet`,
  );
  return code !== 0 || count('failed') + count('no test') > 0 ? 1 : 0;
}

type Verdict = 'passed' | 'failed' | 'no test' | 'not yet';

function judge({ number, awaits }: Fault, cases: readonly Case[]): { verdict: Verdict; tests: string } {
  const own = cases.filter(({ fullName }) => NUMBERS.exec(fullName)?.[1]?.split(', ').includes(`${number}`));
  const passed = own.filter(({ status }) => status === 'passed').length;
  const tests = `${passed} of ${own.length} tests passed`;
  // a test that was skipped says nothing
  if (own.length > 0) return { verdict: passed === own.length ? 'passed' : 'failed', tests };
  return awaits
    ? { verdict: 'not yet', tests: `awaits ${awaits}` }
    : { verdict: 'no test', tests: 'no test has its number' };
}

function runVitest(wanted: readonly number[], report: string): Promise<number> {
  const only = wanted.length > 0 ? ['-t', `\\bfault (\\d+, )*(${wanted.join('|')})\\b`] : [];
  const args = [
    'run',
    '--project',
    'faults',
    '--project',
    'timed',
    ...only,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  return new Promise((resolve) => {
    const child = spawn(join(ROOT, 'node_modules/.bin/vitest'), args, { cwd: ROOT, stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function readCases(file: string): Case[] {
  try {
    const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const all = testResults.flatMap(({ assertionResults }) => assertionResults);
    return all.filter(({ status }) => status === 'passed' || status === 'failed');
  } catch {
    // it broke before it could report; vitest has said why
    return [];
  }
}

process.exitCode = await main();
