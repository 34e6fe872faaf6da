import type { Command } from 'commander';

import type { EvaluationResult } from '../evaluation/evaluate.ts';
import { PROTOCOLS } from '../evaluation/protocols.ts';
import type { EvaluateFilesOptions, EvaluateStage } from './evaluate-files.ts';
import { addDataOptions, parseCount } from './options.ts';
import { withProgress } from './progress.ts';

const STAGES: Readonly<Record<EvaluateStage, string>> = {
  items: 'Reading items',
  events: 'Reading events',
  evaluation: 'Training and ranking',
};

export function addEvaluateCommand(program: Command): void {
  addDataOptions(program.command('evaluate'))
    .summary('how well a bundle of the older rows foretells the newer ones')
    .description(
      "Trains on a part of a log and foretells the rest with the worker's own ranking code on the very bundle `train`\n" +
        'would build from the training rows. What the parts are is the protocol: docs/ranking.md, "Evaluation".',
    )
    .requiredOption('--protocol <name>', PROTOCOLS.join(', '))
    .option(
      '--exclude <which>',
      'items that may not be ranked: none, current or seen (default: none; leave-one-out, holdout: seen)',
    )
    .option(
      '--test-days <n>',
      'length of the test part of next-item and slates (default: the column split, else 30)',
      parseCount,
    )
    .option('--k <n>', 'length of a list (default: 20; leave-one-out, holdout: 10; slates: all 50)', parseCount)
    .option('--steps <n>', 'rank so many steps, drawn with the seed (default: all)', parseCount)
    .option('--json <file>', 'write the figures')
    .option('--report <file>', 'write the figures as a page: charts, methods side by side, intervals')
    .option('--leak-checks', 'rank shuffled targets, visitors and times beside, to see whether the test part leaks')
    .option('--predictions <file>', 'write every step as NDJSON: session, step, target, ranked')
    .addHelpText(
      'after',
      `
Examples:
  $ aisle evaluate --events orders.csv.gz --items products.csv --protocol next-item --exclude current
  $ aisle evaluate --events clicks.parquet --protocol rerank-hard --json figures.json --predictions steps.ndjson
  $ aisle evaluate --events ratings.csv --items films.csv --protocol holdout --report evaluation.html --leak-checks`,
    )
    .action(async (options: EvaluateFilesOptions) => {
      const { evaluateFiles } = await import('./evaluate-files.ts');
      const result = await withProgress(STAGES, (report) => evaluateFiles(options, report));
      process.stdout.write(summarise(result));
    });
}

function summarise(result: EvaluationResult): string {
  const { metrics, cutoffs, byMethod } = result;
  const figure = (value: number) => value.toFixed(4);
  const lines = [
    `${result.protocol}, exclude ${result.exclude}, ${result.steps} steps of ${result.sessions} sessions, split by ${result.split}`,
    `bundle   ${result.bundleHash}`,
    `         ${result.bundle.items} items, ${result.bundle.bytes} bytes a visit, trained in ${result.train.seconds.toFixed(1)} s`,
    `shipped  ${result.shipped}: HR@${cutoffs.hr} ${figure(metrics.hr)} [${metrics.ci95.hr.map(figure).join(', ')}], MRR@${cutoffs.mrr} ${figure(metrics.mrr)}, NDCG@${cutoffs.ndcg} ${figure(metrics.ndcg)}, MAP ${figure(metrics.map)}, coverage ${figure(metrics.coverage)}`,
    ...(metrics.amongCold ? [`among the cold items alone: HR ${figure(metrics.amongCold.hr)}`] : []),
    `by session: HR ${figure(metrics.sessionAveraged.hr)}, MRR ${figure(metrics.sessionAveraged.mrr)}, NDCG ${figure(metrics.sessionAveraged.ndcg)}`,
    ...Object.entries(byMethod).map(
      ([method, { hr, mrr, ndcg }]) =>
        `  ${method.padEnd(14)} HR ${figure(hr)}  MRR ${figure(mrr)}  NDCG ${figure(ndcg)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
