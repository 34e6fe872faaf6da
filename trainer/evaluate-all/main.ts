// `npm run evaluate:all -- [--only FOLDER[:PROTOCOL[:EXCLUDE]]]... [--steps N] [--seed N] [--json FILE] [--resume FILE]...`: measures the logs of the
// folder that AISLE_DATA names, or of demo/data, and writes docs/evaluation.md; with --only it prints and writes no document.
// `--resume FILE`, once or more: what an earlier run's --json holds is taken from there.

import { fork } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { renderDocument } from './document.ts';
import { measure } from './measure.ts';
import { describeRun, type Session } from './run.ts';
import { DATA_SETS, OTHER_ROWS, type DataSet, type Measured, nameOf } from './rows.ts';

const DEMO_DATA = fileURLToPath(new URL('../../demo/data', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../../docs/evaluation.md', import.meta.url));

const OPTIONS = {
  only: { type: 'string', multiple: true },
  steps: { type: 'string' },
  seed: { type: 'string', default: '1' },
  json: { type: 'string' },
  resume: { type: 'string', multiple: true, default: [] as string[] },
  out: { type: 'string', default: DOCUMENT },
} as const;

interface Arguments {
  readonly data: string;
  readonly only: readonly string[] | undefined;
  readonly steps: number | undefined;
  readonly seed: number;
}

function readArguments(): Arguments & {
  readonly json: string | undefined;
  readonly out: string;
  readonly resume: readonly string[];
} {
  const { values } = parseArgs({ options: OPTIONS });
  return {
    data: process.env['AISLE_DATA'] ?? DEMO_DATA,
    only: values.only,
    steps: values.steps === undefined ? undefined : Number(values.steps),
    seed: Number(values.seed),
    json: values.json,
    resume: values.resume,
    out: values.out,
  };
}

/** The sets that the folder has: those of the table in its order, then others by name. */
function findSets({ data, only }: Arguments): DataSet[] {
  const folders = readdirSync(data).filter((folder) => existsSync(join(data, folder, 'events.csv.gz')));
  const known = DATA_SETS.filter(({ folder }) => folders.includes(folder));
  const others = folders.filter((folder) => DATA_SETS.every((set) => set.folder !== folder));
  const all = [...known, ...others.map((folder) => ({ folder, title: folder, limits: {}, rows: OTHER_ROWS }))];
  if (only === undefined) return all;
  return all
    .map((set) => ({ ...set, rows: set.rows.filter((row) => only.some((wish) => isMeant(wish, set.folder, row))) }))
    .filter(({ rows }) => rows.length > 0);
}

function isMeant(wish: string, folder: string, { protocol, exclude = 'none' }: DataSet['rows'][number]): boolean {
  const [of, wanted, excluded] = wish.split(':');
  return (
    of === folder && (wanted === undefined || wanted === protocol) && (excluded === undefined || excluded === exclude)
  );
}

/** Runs one set in a child of this process; resolves to its measurements. */
function measureApart(set: DataSet, given: Arguments): Promise<Measured[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Measured[]>();
  const found: Measured[] = [];
  const child = fork(fileURLToPath(import.meta.url), [], {
    env: { ...process.env, AISLE_SET: JSON.stringify([set, given]) },
  });
  child.on('message', (measured: Measured) => {
    found.push(measured);
    process.stdout.write(`${describeRow(measured)}\n`);
  });
  child.on('error', reject);
  child.on('exit', (code) => (code === 0 ? resolve(found) : reject(new Error(`${set.folder} ended with ${code}`))));
  return promise;
}

function describeRow({ folder, row, result, seconds }: Measured): string {
  const figure = (value: number) => value.toFixed(4);
  const { cutoffs, metrics, bundle, train } = result;
  const wanted = row.wanted.map(({ metric, least, aim }) => {
    const verdict = metrics[metric] >= aim ? 'aim' : metrics[metric] >= least ? 'pass' : 'BELOW';
    return `${metric} ${least}/${aim} ${verdict}`;
  });
  return [
    `${folder}: ${nameOf({ protocol: row.protocol, exclude: result.exclude })}, ${result.steps} steps, ${result.shipped}`,
    `  HR@${cutoffs.hr} ${figure(metrics.hr)}  MRR@${cutoffs.mrr} ${figure(metrics.mrr)}  NDCG@${cutoffs.ndcg} ${figure(metrics.ndcg)}  MAP ${figure(metrics.map)}   ${wanted.join(', ')}`,
    `  ${bundle.bytes} B, ${(bundle.bytes / bundle.items).toFixed(1)} an item; trained in ${train.seconds.toFixed(1)} s, ${Math.round(train.peakRssMb)} MB; ${seconds.toFixed(1)} s in all`,
    ...Object.entries(result.byMethod).map(
      ([method, { hr, mrr, ndcg }]) =>
        `    ${method.padEnd(14)} HR ${figure(hr)}  MRR ${figure(mrr)}  NDCG ${figure(ndcg)}`,
    ),
  ].join('\n');
}

async function main(): Promise<void> {
  const given = readArguments();
  const earlier: Session[] = [];
  for (const file of given.resume) earlier.push(JSON.parse(await readFile(file, 'utf8')) as Session);
  const before = earlier.flatMap(({ measured }) => measured);
  const sets = findSets(given);
  if (sets.length === 0) throw new Error(`nothing to measure in ${given.data}; see docs/evaluation.md for its layout`);
  const startedAt = performance.now();
  const measured: Measured[] = [];
  const save = async (): Promise<void> => {
    const run = describeRun((performance.now() - startedAt) / 1_000, given.seed, given.steps);
    const session: Session = { run, measured };
    if (given.json !== undefined) await writeFile(given.json, `${JSON.stringify(session, undefined, 2)}\n`);
    if (given.only !== undefined) return;
    await writeFile(given.out, renderDocument([...earlier, ...(measured.length > 0 ? [session] : [])], sets));
  };
  for (const set of sets.filter(({ folder }) => before.every((each) => each.folder !== folder))) {
    measured.push(...(await measureApart(set, given)));
    // after each: what is measured stays, should a later log fail
    await save();
  }
  await save();
}

const child = process.env['AISLE_SET'];
if (child === undefined) await main();
else {
  const [set, { data, seed, steps }] = JSON.parse(child) as [DataSet, Arguments];
  await measure(set, { data, seed, steps, onRow: (measured) => process.send?.(measured) });
  process.disconnect();
}
