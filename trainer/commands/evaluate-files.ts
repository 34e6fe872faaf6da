import { rename, rm, writeFile } from 'node:fs/promises';

import { readConfig } from '../config.ts';
import { describeCause, TrainerError } from '../errors.ts';
import { evaluate, type EvaluationResult } from '../evaluation/evaluate.ts';
import { openPredictions, type PredictionWriter } from '../evaluation/predictions.ts';
import { NO_ITEMS } from '../items.ts';
import { readItems } from '../readers/items-reader.ts';
import { readLog } from '../readers/log-reader.ts';
import { renderEvaluation } from '../report/evaluation-page.ts';
import type { DataOptions } from './options.ts';
import type { ReportProgress } from './progress.ts';

export type EvaluateStage = 'items' | 'events' | 'evaluation';

export interface EvaluateFilesOptions extends DataOptions {
  readonly protocol: string;
  readonly exclude?: string;
  readonly testDays?: number;
  readonly k?: number;
  readonly steps?: number;
  readonly json?: string;
  readonly predictions?: string;
  readonly report?: string;
  readonly leakChecks?: boolean;
}

/** Evaluates files, and writes the figures and predictions that were asked for once they are whole. */
export async function evaluateFiles(
  options: EvaluateFilesOptions,
  report: ReportProgress<EvaluateStage>,
): Promise<EvaluationResult> {
  const config = await readConfig(options.config);
  const reader = { maxBad: options.maxBad, delimiter: config.csv?.delimiter };
  report('items', 0, '');
  const items = options.items
    ? (await readItems(options.items, { ...reader, aliases: config.aliases })).items
    : NO_ITEMS;
  report('items', 1, `${items.ids.length} items`);
  report('events', 0, options.events.join(', '));
  const { log, bad } = await readLog(options.events, reader);
  report('events', 1, `${log.item.length} events, ${log.sessionIds.length} sessions, ${bad.count} bad rows`);
  const predictions = openScratch(options.predictions);
  try {
    const { protocol, exclude, testDays, k, steps, seed, search } = options;
    const result = await evaluate(log, items, {
      protocol,
      exclude,
      testDays,
      k,
      steps,
      seed,
      search,
      leakChecks: options.leakChecks === true ? 'full' : undefined,
      config,
      onPrediction: predictions && ((prediction) => predictions.writer.write(prediction)),
      onProgress: (done, what) => report('evaluation', Math.min(done, 0.999), what),
    });
    if (options.json !== undefined) await writeText(options.json, `${JSON.stringify(result, null, 2)}\n`);
    if (options.report !== undefined) await writeText(options.report, renderEvaluation(result));
    await predictions?.publish();
    report('evaluation', 1, `${result.steps} steps`);
    return result;
  } finally {
    await predictions?.close();
  }
}

interface Scratch {
  readonly writer: PredictionWriter;
  publish(): Promise<void>;
  /** Leaves nothing behind but what was published. */
  close(): Promise<void>;
}

/** Predictions appear under their name once they are whole. */
function openScratch(file: string | undefined): Scratch | undefined {
  if (file === undefined) return undefined;
  const scratch = `${file}.${process.pid}.part`;
  const writer = openPredictionsOf(file, scratch);
  let isOpen = true;
  const end = () => {
    if (isOpen) writer.close();
    isOpen = false;
  };
  return {
    writer,
    publish: async () => {
      end();
      await rename(scratch, file);
    },
    close: async () => {
      end();
      await rm(scratch, { force: true });
    },
  };
}

function openPredictionsOf(file: string, scratch: string): PredictionWriter {
  try {
    return openPredictions(scratch);
  } catch (cause) {
    throw new TrainerError('output-not-writable', `cannot be written (${describeCause(cause)}).`, { file });
  }
}

async function writeText(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((cause: unknown) => {
    throw new TrainerError('output-not-writable', `cannot be written (${describeCause(cause)}).`, { file });
  });
}
