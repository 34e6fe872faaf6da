// One log in a process of its own, so that the memory it says training took is no other's.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { openEvaluation } from '../evaluation/evaluate.ts';
import { NO_ITEMS } from '../items.ts';
import { readItems } from '../readers/items-reader.ts';
import { readLog } from '../readers/log-reader.ts';
import type { DataSet, Measured } from './rows.ts';

export interface MeasureOptions {
  /** The folder that holds the data sets' folders. */
  readonly data: string;
  readonly seed: number;
  /** At most so many steps a row. */
  readonly steps: number | undefined;
  readonly onRow: (measured: Measured) => void;
}

/** Measures every row of a data set; rows that train on the same part follow one another and share the bundle. */
export async function measure({ folder, testDays, rows }: DataSet, options: MeasureOptions): Promise<void> {
  const itemsFile = join(options.data, folder, 'items.csv.gz');
  const items = existsSync(itemsFile) ? (await readItems([itemsFile])).items : NO_ITEMS;
  const { log } = await readLog([join(options.data, folder, 'events.csv.gz')]);
  const evaluation = openEvaluation(log, items, { seed: options.seed, testDays });
  for (const row of rows) {
    const startedAt = performance.now();
    const steps = Math.min(row.steps ?? Infinity, options.steps ?? Infinity);
    const result = await evaluation.run({
      protocol: row.protocol,
      exclude: row.exclude,
      steps: Number.isFinite(steps) ? steps : undefined,
      leakChecks: row.leakChecks,
    });
    options.onRow({ folder, row, result, seconds: (performance.now() - startedAt) / 1_000 });
  }
}
