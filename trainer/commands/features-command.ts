import type { Command } from 'commander';

import { addDataOptions, parseCount } from './options.ts';
import type { FeaturesOptions } from './features.ts';

export function addFeaturesCommand(program: Command): void {
  addDataOptions(program.command('features'))
    .summary('logs -> what a ranker of your own is trained on')
    .description(
      'Writes features.json and features.f32: candidates of past decisions, their features, and which came next.\n' +
        'docs/own-model.md says what each feature is and how a model trained on them comes into a bundle.',
    )
    .requiredOption('--out <dir>', 'directory to write to')
    .option('--steps <n>', 'decisions at most', parseCount, 2_000)
    .addHelpText(
      'after',
      `
Example:
  $ aisle features --events orders.csv.gz --items products.csv --out my-model`,
    )
    .action(async (options: FeaturesOptions) => {
      const { writeFeatures } = await import('./features.ts');
      const { groups, rows, width } = await writeFeatures(options);
      process.stdout.write(`${groups} groups, ${rows} rows of ${width} features, in ${options.out}\n`);
    });
}
