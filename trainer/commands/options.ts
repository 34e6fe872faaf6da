import { InvalidArgumentError, Option, type Command } from 'commander';

import { SEARCH_EFFORTS, type SearchEffort } from '../models/search-budget.ts';

/** `1%` or `0.01`, as a share. */
export function parseShare(text: string): number {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  const share = percent ? Number(percent[1]) / 100 : Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1)) {
    throw new InvalidArgumentError('Expected a share such as 1% or 0.01, at most 100%.');
  }
  return share;
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('Expected a whole number from 1 on.');
  return count;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (text.trim() === '' || !Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.');
  }
  return seed;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('Expected a port from 0 (any free one) to 65535.');
  }
  return port;
}

/** Options of every command that reads logs. */
export function addDataOptions(command: Command): Command {
  return command
    .requiredOption('--events <file...>', 'interaction logs: CSV, NDJSON or Parquet, gzipped or not')
    .option('--items <file...>', 'catalogues: CSV, NDJSON or Parquet, gzipped or not')
    .option('--config <file>', 'settings as JSON: site, display, version, pricesAt, attributes, csv, model')
    .option('--seed <n>', 'seed of everything random', parseSeed, 1)
    .addOption(
      new Option('--search <effort>', 'how long to search for parameters: full takes about ten times as long')
        .choices(SEARCH_EFFORTS)
        .default('fast'),
    )
    .option('--max-bad <share>', 'largest share of rows that may be bad', parseShare, 0.01);
}

export interface DataOptions {
  readonly events: string[];
  readonly items?: string[];
  readonly config?: string;
  readonly seed: number;
  readonly search: SearchEffort;
  readonly maxBad: number;
}
