// `npm run bench -- [--json FILE] [--only ID]`: the rows of the speed targets that exist so far, as ratios within one run.

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import type { Browser } from 'playwright-core';

import { startDemo, type DemoShop } from '../test/e2e/demo-shop.ts';
import { measureCapture } from './capture.ts';
import { measureAppend, measureProfileRead, measureRules, measureScan } from './engine.ts';
import { launchChromium } from './pages.ts';
import { formatRow, type Row } from './row.ts';
import { measureBytes } from './sizes.ts';
import { measureColdReply, measureMainThread } from './visits.ts';

interface Measurement {
  readonly ids: readonly string[];
  readonly measure: (browser: Browser, demo: DemoShop) => Promise<readonly Row[]>;
}

const MEASUREMENTS: readonly Measurement[] = [
  { ids: ['bytes-loader', 'bytes-adapter', 'bytes-visit'], measure: () => Promise.resolve(measureBytes()) },
  { ids: ['scan-ts-vs-tfjs'], measure: async (browser) => [await measureScan(browser)] },
  { ids: ['append-100'], measure: async (browser) => [await measureAppend(browser)] },
  { ids: ['profile-read'], measure: async (browser) => [await measureProfileRead(browser)] },
  { ids: ['fold-rules', 'fold-rules-p99', 'fold-rules-1000'], measure: measureRules },
  { ids: ['cold-reply'], measure: async (browser, demo) => [await measureColdReply(browser, demo)] },
  { ids: ['main-thread', 'main-thread-cls'], measure: measureMainThread },
  {
    ids: ['capture-load', 'capture-click', 'capture-load-unmarked', 'capture-click-unmarked', 'capture-push'],
    measure: measureCapture,
  },
];

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } });
  const { only } = values;
  const chosen = MEASUREMENTS.filter(({ ids }) => only === undefined || ids.includes(only));
  if (chosen.length === 0) {
    console.error(`no row ${only}; there are ${MEASUREMENTS.flatMap(({ ids }) => ids).join(', ')}`);
    return 1;
  }
  // trains and builds what is missing, so that the built files are there for every row
  const demo = await startDemo();
  const browser = await launchChromium();
  const rows: Row[] = [];
  try {
    for (const { measure } of chosen) {
      for (const row of await measure(browser, demo)) {
        if (only !== undefined && row.id !== only) continue;
        rows.push(row);
        console.log(formatRow(row));
      }
    }
  } finally {
    await browser.close();
    await demo.stop();
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ rows }, undefined, 2)}\n`);
  return rows.every(({ pass }) => pass) ? 0 : 1;
}

process.exitCode = await main();
