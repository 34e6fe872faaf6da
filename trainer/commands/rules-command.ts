import { Option, type Command } from 'commander';

import { LANGUAGES, type Language } from '../../contract/sentences.ts';
import type { CheckStage } from '../segments/check-rules.ts';
import { parseShare } from './options.ts';
import { withProgress } from './progress.ts';

const STAGES: Readonly<Record<CheckStage, string>> = {
  rules: 'Reading rules',
  items: 'Reading items',
  events: 'Reading events',
  play: 'Playing the log',
};

interface Options {
  readonly events?: string[];
  readonly items?: string[];
  readonly bundle?: string;
  readonly maxBad: number;
  readonly language: Language;
  readonly json?: boolean;
}

export function addRulesCommand(program: Command): void {
  const rules = program.command('rules').summary('segments and offers: what they say, and whom they would match');
  rules
    .command('check')
    .summary('says rules in words and runs them over a log')
    .description(
      'Says what segments and offers mean, finds what is wrong with them, and, given a log, whom they would have matched,\n' +
        'when, for how long, and with which others they overlap. Exits with 1 where something is wrong. See docs/segments.md.',
    )
    .argument('<file>', 'a config as `aisle train --config` takes it, or a JSON list of segments')
    .option('--events <file...>', 'interaction logs: CSV, NDJSON or Parquet, gzipped or not')
    .option('--items <file...>', 'catalogues: CSV, NDJSON or Parquet, gzipped or not')
    .option('--bundle <dir>', 'a trained bundle, whose catalogue and clusters rules are held against')
    .addOption(new Option('--language <code>', 'language of the sentences').choices(LANGUAGES).default('en'))
    .option('--max-bad <share>', 'largest share of rows that may be bad', parseShare, 0.01)
    .option('--json', 'prints everything as JSON, the sentences in each language')
    .addHelpText(
      'after',
      `
Examples:
  $ aisle rules check aisle.json
  $ aisle rules check segments.json --bundle data/bundle --events 2026-11.csv.gz
  $ aisle rules check aisle.json --events orders.csv.gz --items products.csv --json > check.json

Without --items, --events or --bundle, names of items, attributes and values are not looked up.`,
    )
    .action(async (file: string, { json, language, ...options }: Options) => {
      // loaded when it is called for: help should not wait for a database
      const { checkRules } = await import('../segments/check-rules.ts');
      const report = await withProgress(STAGES, (onProgress) => checkRules(file, { ...options, onProgress }));
      const { renderCheck } = await import('../segments/render-check.ts');
      process.stdout.write(`${json ? JSON.stringify(report, null, 2) : renderCheck(report, language)}\n`);
    });
}
