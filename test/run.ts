// `npm test`: all that guards main, in under 20 minutes, in the order in which failures are cheapest to find. CI runs exactly
// this. `npm run test:long`: what runs code, more of it (test/long.ts), and nothing is tried again that has failed.
//
//   npm test                         all of it
//   npm test -- --only unit,e2e      some steps
//   npm run test:long                the steps that run code, with TEST_LONG=1
//
// What failed, and what passed only when it was tried again, stands by name right before the last line, which is
// `N passed, N failed`: the test cases of vitest, and each other step as one check.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ensureChromium } from './chromium.ts';
import { cutOutput, readVitestReport, toCheckReport, type StepReport } from './step-report.ts';

const LEAST_NODE = 24;
const ROOT = new URL('../', import.meta.url).pathname;
const NOTHING: StepReport = { passed: 0, failed: 0, skipped: 0, failures: [], retried: [] };

interface Step {
  readonly name: string;
  /** What is run, by name from node_modules/.bin. */
  readonly command: readonly [string, ...string[]];
  /** Runs through vitest, whose cases are counted one by one. */
  readonly vitest?: boolean;
  /** Steps without which this one cannot say anything: where one failed, so did this. */
  readonly needs?: readonly string[];
  /** Is the same however long it may take: not in `npm run test:long`. */
  readonly isQuick?: boolean;
}

const STEPS: readonly Step[] = [
  { name: 'format', command: ['oxfmt', '--check'], isQuick: true },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'], isQuick: true },
  { name: 'types', command: ['tsc', '-b'], isQuick: true },
  { name: 'unused', command: ['npm', 'run', '--silent', 'unused'], isQuick: true },
  vitest('unit', ['node', 'happy-dom']),
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'sizes', command: ['node', 'test/sizes.ts'], needs: ['build'], isQuick: true },
  { ...vitest('boundaries', ['boundaries'], ['build']), isQuick: true },
  { name: 'bundle', command: ['node', 'demo/start.ts', '--prepare'], needs: ['build'] },
  vitest('browser', ['chromium'], ['chromium', 'build']),
  vitest('e2e', ['e2e'], ['chromium', 'build', 'bundle']),
  vitest('capture', ['capture'], ['chromium', 'build']),
  vitest('faults', ['faults', 'timed'], ['chromium', 'build', 'bundle']),
];

function vitest(name: string, projects: readonly string[], needs: readonly string[] = []): Step {
  return {
    name,
    command: ['vitest', 'run', '--reporter=default', ...projects.flatMap((project) => ['--project', project])],
    vitest: true,
    needs,
  };
}

async function main(): Promise<number> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < LEAST_NODE) {
    console.error(
      `npm test runs on Node ${LEAST_NODE}, this is ${process.version}: run \`npm ci\` without --ignore-scripts, which brings Node ${LEAST_NODE} into node_modules`,
    );
    return 1;
  }
  const { values } = parseArgs({ options: { only: { type: 'string' }, long: { type: 'boolean' } } });
  // for every test, whichever process it runs in
  if (values.long) process.env['TEST_LONG'] = '1';
  const names = values.only?.split(',');
  const unknown = names?.filter((name) => !STEPS.some((step) => step.name === name)) ?? [];
  if (unknown.length > 0) {
    console.error(`no step ${unknown.join(', ')}; there are ${STEPS.map(({ name }) => name).join(', ')}`);
    return 1;
  }

  const steps = STEPS.filter(({ name, isQuick }) => names?.includes(name) ?? !(values.long && isQuick));
  const startedAt = performance.now();
  const reports = new Map<string, StepReport>();
  if (steps.some(({ needs }) => needs?.includes('chromium'))) reports.set('chromium', findChromium());
  for (const step of steps) reports.set(step.name, await run(step, reports));
  return sumUp(reports, startedAt);
}

/** Says last what somebody looks for first; returns the exit code. */
function sumUp(reports: ReadonlyMap<string, StepReport>, startedAt: number): number {
  const sum = (key: 'passed' | 'failed' | 'skipped'): number =>
    [...reports.values()].reduce((total, report) => total + report[key], 0);
  const print = (title: string, key: 'failures' | 'retried'): void => {
    const lines = [...reports].flatMap(([name, report]) => report[key].map((line) => `  ${name}: ${line}`));
    if (lines.length > 0) console.log(`\n${title}\n${lines.join('\n')}`);
  };
  print('passed on a further try, after:', 'retried');
  print('failed:', 'failures');
  const skipped = sum('skipped');
  console.log(`\n${seconds(startedAt)} in all${skipped > 0 ? `; ${skipped} skipped` : ''}`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') > 0 ? 1 : 0;
}

/** Counts only where there is none. */
function findChromium(): StepReport {
  try {
    console.log(`Chromium: ${ensureChromium()}`);
    return NOTHING;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.log(`FAIL chromium    ${message}`);
    return { ...NOTHING, failed: 1, failures: [message] };
  }
}

async function run(step: Step, reports: ReadonlyMap<string, StepReport>): Promise<StepReport> {
  const missing = step.needs?.filter((name) => (reports.get(name)?.failed ?? 0) > 0) ?? [];
  if (missing.length > 0) {
    const why = `not run: ${missing.join(' and ')} failed`;
    console.log(`FAIL ${step.name.padEnd(11)} ${why}`);
    return { ...NOTHING, failed: 1, failures: [why] };
  }
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'aisle-test-'));
  const report = join(folder, 'report.json');
  const [command, ...args] = step.command;
  const { code, output } = await execute(
    command,
    step.vitest ? [...args, '--reporter=json', `--outputFile.json=${report}`] : args,
  );
  const result = step.vitest ? readVitestReport(report, ROOT, code, output) : toCheckReport(code, output);
  rmSync(folder, { recursive: true, force: true });
  const cases = step.vitest ? `  ${result.passed} passed, ${result.failed} failed` : '';
  console.log(
    `${result.failed > 0 ? 'FAIL' : 'ok  '} ${step.name.padEnd(11)} ${seconds(startedAt).padStart(7)}${cases}`,
  );
  if (result.failed > 0 || step.name === 'sizes') console.log(cutOutput(output));
  return result;
}

function execute(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const path = `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
    const env = { ...process.env, PATH: path, NO_COLOR: '1' };
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ code: 1, output: `${output}\n${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
}

process.exitCode = await main();
