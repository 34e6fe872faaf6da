// `npm test`: every check there is, in the order in which failures are cheapest to find. CI runs exactly this.
//
//   npm test                         all of it
//   npm test -- --only unit,e2e      some steps
//
// The last line is `N passed, N failed`: the test cases of vitest, and each other step as one check.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ensureChromium } from './chromium.ts';

const LEAST_NODE = 24;
const ROOT = new URL('../', import.meta.url).pathname;

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Step {
  readonly name: string;
  /** What is run, by name from node_modules/.bin. */
  readonly command: readonly [string, ...string[]];
  /** Runs through vitest, whose cases are counted one by one. */
  readonly vitest?: boolean;
  /** Steps without which this one cannot say anything: where one failed, so did this. */
  readonly needs?: readonly string[];
}

const STEPS: readonly Step[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'unused', command: ['npm', 'run', '--silent', 'unused'] },
  vitest('unit', ['node', 'happy-dom']),
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'sizes', command: ['node', 'test/sizes.ts'], needs: ['build'] },
  vitest('boundaries', ['boundaries'], ['build']),
  { name: 'bundle', command: ['node', 'demo/start.ts', '--prepare'], needs: ['build'] },
  vitest('browser', ['chromium'], ['chromium', 'build']),
  vitest('e2e', ['e2e'], ['chromium', 'build', 'bundle']),
  vitest('capture', ['capture'], ['chromium', 'build']),
  vitest('faults', ['faults'], ['chromium', 'build', 'bundle']),
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
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const names = values.only?.split(',');
  const unknown = names?.filter((name) => !STEPS.some((step) => step.name === name)) ?? [];
  if (unknown.length > 0) {
    console.error(`no step ${unknown.join(', ')}; there are ${STEPS.map(({ name }) => name).join(', ')}`);
    return 1;
  }

  const steps = STEPS.filter(({ name }) => names?.includes(name) ?? true);
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const broken = new Set<string>();
  if (steps.some(({ needs }) => needs?.includes('chromium')) && !hasChromium()) {
    broken.add('chromium');
    total.failed++;
  }
  const startedAt = performance.now();
  for (const step of steps) {
    const counts = await run(step, broken);
    if (counts.failed > 0) broken.add(step.name);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  console.log(`\n${seconds(startedAt)} in all${total.skipped > 0 ? `; ${total.skipped} skipped` : ''}`);
  if (broken.size > 0) console.log(`failed: ${[...broken].join(', ')}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 ? 1 : 0;
}

function hasChromium(): boolean {
  try {
    console.log(`Chromium: ${ensureChromium()}`);
    return true;
  } catch (error) {
    console.log(`FAIL chromium    ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

async function run(step: Step, broken: ReadonlySet<string>): Promise<Counts> {
  const missing = step.needs?.filter((name) => broken.has(name)) ?? [];
  if (missing.length > 0) {
    console.log(`FAIL ${step.name.padEnd(11)} not run: ${missing.join(' and ')} failed`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'aisle-test-'));
  const report = join(folder, 'report.json');
  const [command, ...args] = step.command;
  const { code, output } = await execute(
    command,
    step.vitest ? [...args, '--reporter=json', `--outputFile.json=${report}`] : args,
  );
  const counts = step.vitest ? countsOf(report, code) : { passed: +(code === 0), failed: +(code !== 0), skipped: 0 };
  rmSync(folder, { recursive: true, force: true });
  const cases = step.vitest ? `  ${counts.passed} passed, ${counts.failed} failed` : '';
  console.log(
    `${counts.failed > 0 ? 'FAIL' : 'ok  '} ${step.name.padEnd(11)} ${seconds(startedAt).padStart(7)}${cases}`,
  );
  if (counts.failed > 0 || step.name === 'sizes') console.log(output.trimEnd());
  return counts;
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

function countsOf(report: string, code: number): Counts {
  const none: Counts = { passed: 0, failed: 1, skipped: 0 };
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // it broke before it could report: that is a failure of its own
    return none;
  }
  const read = (key: string): number => Number((json as Record<string, unknown>)[key] ?? 0);
  const failed = read('numFailedTests');
  return {
    passed: read('numPassedTests'),
    // an unhandled error or a file that does not load fails the run without failing a case
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: read('numPendingTests') + read('numTodoTests'),
  };
}

function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
}

process.exitCode = await main();
