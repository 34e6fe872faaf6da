import { rename, rm, writeFile } from 'node:fs/promises';

import type { Command } from 'commander';

import { readConfig } from '../config.ts';
import { TrainerError } from '../errors.ts';
import { evaluate, type EvaluationResult } from '../evaluation/evaluate.ts';
import { openPredictions, type PredictionWriter } from '../evaluation/predictions.ts';
import { NO_ITEMS } from '../items.ts';
import { readItems } from '../readers/items-reader.ts';
import { readLog } from '../readers/log-reader.ts';
import { addDataOptions, parseCount, type DataOptions } from './options.ts';
import { withProgress } from './progress.ts';

const STAGES = { items: 'Reading items', events: 'Reading events', evaluation: 'Training and ranking' };

interface EvaluateCommandOptions extends DataOptions {
  readonly protocol: string;
  readonly exclude: string;
  readonly testDays?: number;
  readonly k?: number;
  readonly steps?: number;
  readonly json?: string;
  readonly predictions?: string;
}

export function addEvaluateCommand(program: Command): void {
  addDataOptions(program.command('evaluate'))
    .summary('how well a bundle of the older rows foretells the newer ones')
    .description(
      "Trains on the older part of a log and foretells the rest with the worker's own ranking code on the very bundle\n" +
        '`train` would build from the training rows. The test part is the last days, or the rows of split = test.',
    )
    .requiredOption('--protocol <name>', 'next-item or rerank')
    .option('--exclude <which>', 'items that may not be ranked: none, current or seen', 'none')
    .option('--test-days <n>', 'length of the test part (default: the column split, else 30)', parseCount)
    .option('--k <n>', 'length of a list', parseCount)
    .option('--steps <n>', 'rank so many steps, drawn with the seed (default: all)', parseCount)
    .option('--json <file>', 'write the figures')
    .option('--predictions <file>', 'write every step as NDJSON: session, step, target, ranked')
    .addHelpText(
      'after',
      `
Examples:
  $ aisle evaluate --events orders.csv.gz --items products.csv --protocol next-item --exclude current
  $ aisle evaluate --events clicks.parquet --protocol rerank --json figures.json --predictions steps.ndjson`,
    )
    .action(async (options: EvaluateCommandOptions) => {
      const result = await run(options);
      if (options.json !== undefined) await writeJson(options.json, result);
      process.stdout.write(summarise(result));
    });
}

async function run(options: EvaluateCommandOptions): Promise<EvaluationResult> {
  const config = await readConfig(options.config);
  const reader = { maxBad: options.maxBad, delimiter: config.csv?.delimiter };
  return withProgress(STAGES, async (report) => {
    report('items', 0, '');
    const items = options.items ? (await readItems(options.items, reader)).items : NO_ITEMS;
    report('items', 1, `${items.ids.length} items`);
    report('events', 0, options.events.join(', '));
    const { log, bad } = await readLog(options.events, reader);
    report('events', 1, `${log.item.length} events, ${log.sessionIds.length} sessions, ${bad.count} bad rows`);
    const predictions = openScratch(options.predictions);
    try {
      const result = await evaluate(log, items, {
        protocol: options.protocol,
        exclude: options.exclude,
        testDays: options.testDays,
        k: options.k,
        steps: options.steps,
        seed: options.seed,
        config,
        onPrediction: predictions?.writer.write,
        onProgress: (done, what) => report('evaluation', Math.min(done, 0.999), what),
      });
      await predictions?.finish();
      report('evaluation', 1, `${result.steps} steps`);
      return result;
    } catch (cause) {
      await predictions?.discard();
      throw cause;
    }
  });
}

interface Scratch {
  readonly writer: PredictionWriter;
  finish(): Promise<void>;
  discard(): Promise<void>;
}

/** Predictions appear under their name once they are whole. */
function openScratch(file: string | undefined): Scratch | undefined {
  if (file === undefined) return undefined;
  const scratch = `${file}.${process.pid}.part`;
  const writer = openPredictions(scratch);
  return {
    writer,
    finish: async () => {
      writer.close();
      await rename(scratch, file);
    },
    discard: async () => {
      writer.close();
      await rm(scratch, { force: true });
    },
  };
}

async function writeJson(file: string, result: EvaluationResult): Promise<void> {
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`).catch((cause: NodeJS.ErrnoException) => {
    throw new TrainerError('output-not-writable', `cannot be written (${cause.code ?? cause.message}).`, { file });
  });
}

function summarise(result: EvaluationResult): string {
  const { metrics, cutoffs, byMethod } = result;
  const figure = (value: number) => value.toFixed(4);
  const lines = [
    `${result.protocol}, exclude ${result.exclude}, ${result.steps} steps of ${result.sessions} sessions, split by ${result.split}`,
    `bundle   ${result.bundleHash}`,
    `         ${result.bundle.items} items, ${result.bundle.bytes} bytes a visit, trained in ${result.train.seconds.toFixed(1)} s`,
    `shipped  ${result.shipped}: HR@${cutoffs.hr} ${figure(metrics.hr)} [${metrics.ci95.hr.map(figure).join(', ')}], MRR@${cutoffs.mrr} ${figure(metrics.mrr)}, NDCG@${cutoffs.ndcg} ${figure(metrics.ndcg)}, coverage ${figure(metrics.coverage)}`,
    `by session: HR ${figure(metrics.sessionAveraged.hr)}, MRR ${figure(metrics.sessionAveraged.mrr)}, NDCG ${figure(metrics.sessionAveraged.ndcg)}`,
    ...Object.entries(byMethod).map(
      ([method, { hr, mrr, ndcg }]) =>
        `  ${method.padEnd(14)} HR ${figure(hr)}  MRR ${figure(mrr)}  NDCG ${figure(ndcg)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
