import type { Command } from 'commander';

import { addDataOptions, type DataOptions } from './options.ts';
import { withProgress } from './progress.ts';
import type { TrainResult, TrainStage } from './train.ts';

const STAGES: Readonly<Record<TrainStage, string>> = {
  items: 'Reading items',
  events: 'Reading events',
  catalogue: 'Building the catalogue',
  model: 'Training',
  bundle: 'Writing the bundle',
};
const BAD_ROWS_SHOWN = 5;
const SENSITIVE_SHOWN = 12;

export function addTrainCommand(program: Command): void {
  addDataOptions(program.command('train'))
    .summary('logs -> bundle')
    .description(
      'Trains a bundle from interaction logs and writes it, with report.html and report.json, to a directory.\n' +
        'Columns of the logs: session_id and/or user_id, item_id, timestamp or ts, event_type; optionally quantity,\n' +
        'price, region, rating, split. Of the items: item_id and any others. See docs/data.md.',
    )
    .requiredOption('--out <dir>', 'directory of the bundle: new, empty, or a bundle to be replaced')
    .addHelpText(
      'after',
      `
Examples:
  $ aisle train --events orders.csv.gz --items products.csv --out data/bundle
  $ aisle train --events 2026-10.parquet 2026-11.parquet --out data/bundle --config aisle.json --max-bad 2%`,
    )
    .action(async (options: DataOptions & { out: string }) => {
      // loaded when it is called for: help should not wait for an engine and a tensor library
      const { train } = await import('./train.ts');
      const result = await withProgress(STAGES, (onProgress) => train({ ...options, onProgress }));
      process.stdout.write(summarise(result));
    });
}

function summarise({ outDir, bundle, bad, report }: TrainResult): string {
  const { log, run } = report;
  const count = (value: number) => value.toLocaleString('en-GB');
  const lines = [
    [
      'rows',
      `${count(bad.rows)}, ${count(bad.count)} bad${log.ignored > 0 ? `, ${count(log.ignored)} of other types left out` : ''}`,
    ],
    [
      'log',
      `${count(log.events)} events, ${count(log.sessions)} sessions, ${count(log.items)} items${log.clock === 'sequence' ? ', times are sequence numbers' : ''}`,
    ],
    [
      'bundle',
      `${count(bundle.manifest.items)} items, ${count(bundle.visitBytes)} bytes a visit, version ${bundle.manifest.version}`,
    ],
    ['aliases', describeAliases(bundle.aliases)],
    ['marked', describeSensitive(bundle.sensitive)],
    ['hash', bundle.hash],
    ['took', `${run.seconds} s, ${run.peakRssMb} MB at most`],
    ['written', `${outDir}/manifest.json and ${bundle.files.size} parts, report.html, report.json`],
  ];
  const examples = bad.examples
    .slice(0, BAD_ROWS_SHOWN)
    .map(({ file, line, why }) => `  ${file}, line ${line}: ${why}`);
  const more =
    bad.count > examples.length ? [`  ... and ${count(bad.count - examples.length)} more, see report.html`] : [];
  const badRows = bad.count > 0 ? ['', 'Bad rows, left out:', ...examples, ...more] : [];
  return `${[...lines.map(([name = '', value = '']) => `${name.padEnd(9)}${value}`), ...badRows].join('\n')}\n`;
}

function describeAliases({ ids, shared, bytes }: TrainResult['bundle']['aliases']): string {
  const count = (value: number) => value.toLocaleString('en-GB');
  const left = shared > 0 ? `; ${count(shared)} that several items share left out` : '';
  return ids === 0
    ? `no other ids of items${left}: pages have to name them as the log does`
    : `${count(ids)} other ids of items, ${count(bytes)} bytes where a page needs them${left}`;
}

function describeSensitive({ items, because }: TrainResult['bundle']['sensitive']): string {
  if (items === 0)
    return 'nothing as sensitive: see docs/data.md for the list, and `site.sensitive` for words of your own';
  const some = because.slice(0, SENSITIVE_SHOWN).join(', ');
  return `${items} items as sensitive, never learned from: ${some}${because.length > SENSITIVE_SHOWN ? ', ...' : ''}`;
}
