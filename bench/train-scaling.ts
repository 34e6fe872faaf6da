// `npm run bench:train -- [--events FILE --items FILE] [--copies 1,2,4] [--times shifted|same] [--config FILE]
// [--json FILE]`: how time and memory of `aisle train` grow with the log. A copy has sessions of its own over the same items, later or at the same times.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';

import { LOG_EVENT_TYPES, type Log } from '../trainer/log.ts';
import { readLog } from '../trainer/readers/log-reader.ts';

const ROOT = join(import.meta.dirname, '..');
const SHIPPED = join(ROOT, 'demo/data/onlineretail');
/** Growth per doubling above which time or memory is worse than linear; what is measured twice differs by so much. */
const SLACK = 1.1;

interface ScalingRow {
  readonly copies: number;
  readonly events: number;
  /** Of the processor, all threads together: other work on the machine does not lengthen them. */
  readonly cpuSeconds: number;
  readonly peakRssMb: number;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: join(SHIPPED, 'events.csv.gz') },
      items: { type: 'string', default: join(SHIPPED, 'items.csv.gz') },
      copies: { type: 'string', default: '1,2,4' },
      times: { type: 'string', default: 'shifted' },
      config: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const { log } = await readLog([values.events]);
  const folder = await mkdtemp(join(tmpdir(), 'aisle-scaling-'));
  try {
    const rows: ScalingRow[] = [];
    for (const copies of values.copies.split(',').map(Number)) {
      const events = join(folder, `events-${copies}.csv`);
      await writeCopies(log, events, copies, values.times === 'shifted');
      const row = {
        copies,
        events: log.item.length * copies,
        ...(await train(events, values.items, folder, values.config)),
      };
      rows.push(row);
      console.log(`${copies} x: ${row.events} events, ${row.cpuSeconds} s of processor time, ${row.peakRssMb} MB`);
      await rm(events);
    }
    const isLinear = rows.every((row) => isNoWorseThanLinear(rows[0]!, row));
    console.log(isLinear ? 'no worse than linear' : 'worse than linear');
    if (values.json !== undefined) {
      await writeFile(values.json, `${JSON.stringify({ times: values.times, rows, isLinear }, undefined, 2)}\n`);
    }
    return isLinear ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function isNoWorseThanLinear(first: ScalingRow, row: ScalingRow): boolean {
  const growth = (row.events / first.events) * SLACK;
  return row.cpuSeconds <= growth * first.cpuSeconds && row.peakRssMb <= growth * first.peakRssMb;
}

async function writeCopies(log: Log, file: string, copies: number, isShifted: boolean): Promise<void> {
  const [from, to] = log.at.reduce(([least, most], at) => [Math.min(least, at), Math.max(most, at)], [Infinity, 0]);
  const out = createWriteStream(file);
  out.write('session_id,user_id,item_id,timestamp,event_type,rating\n');
  for (let copy = 0; copy < copies; copy++) {
    const later = isShifted ? copy * (to - from + 1) : 0;
    for (let session = 0; session + 1 < log.offsets.length; session++) {
      const user = log.user[session]! < 0 ? '' : quoted(`${copy}-${log.userIds[log.user[session]!]!}`);
      const name = quoted(`${copy}-${log.sessionIds[session]!}`);
      const lines: string[] = [];
      for (let at = log.offsets[session]!; at < log.offsets[session + 1]!; at++) {
        const rating = Number.isNaN(log.rating[at]!) ? '' : log.rating[at]!;
        const item = quoted(log.itemIds[log.item[at]!]!);
        lines.push(`${name},${user},${item},${log.at[at]! + later},${LOG_EVENT_TYPES[log.type[at]!]!},${rating}\n`);
      }
      if (!out.write(lines.join(''))) await once(out, 'drain');
    }
  }
  out.end();
  await finished(out);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** In a process of its own: its memory is nobody else's. */
async function train(
  events: string,
  items: string,
  folder: string,
  config: string | undefined,
): Promise<{ cpuSeconds: number; peakRssMb: number }> {
  const out = join(folder, 'bundle');
  const args = [
    'train',
    '--events',
    events,
    '--items',
    items,
    '--out',
    out,
    ...(config === undefined ? [] : ['--config', config]),
  ];
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'trainer/main.ts'), ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`aisle train failed:\n${stderr}`);
  const { run } = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as {
    run: { cpuSeconds: number; peakRssMb: number };
  };
  await rm(out, { recursive: true });
  return { cpuSeconds: run.cpuSeconds, peakRssMb: run.peakRssMb };
}

process.exitCode = await main();
