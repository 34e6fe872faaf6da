#!/usr/bin/env node
import { readFileSync } from 'node:fs';

import { Command, CommanderError } from 'commander';

import { addEvaluateCommand } from './commands/evaluate.ts';
import { addFeaturesCommand } from './commands/features-command.ts';
import { addInspectCommand } from './commands/inspect.ts';
import { addRulesCommand } from './commands/rules-command.ts';
import { addServeCommand } from './commands/serve.ts';
import { addTrainCommand } from './commands/train-command.ts';
import { TrainerError } from './errors.ts';

const FAILED = 1;
const WRONG_USAGE = 2;

/** The command line. Exits with 0, 1 where the run failed, or 2 where it was called wrongly. */
function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const program = new Command('aisle')
    .description("Personalisation that stays on the shopper's device: trains, checks and serves the bundles of a shop.")
    .version(version)
    .showHelpAfterError('(aisle COMMAND --help tells more)')
    .exitOverride();
  for (const add of [
    addTrainCommand,
    addEvaluateCommand,
    addFeaturesCommand,
    addInspectCommand,
    addRulesCommand,
    addServeCommand,
  ])
    add(program);
  // subcommands made above do not inherit what is set on the program later
  for (const command of program.commands.flatMap((each) => [each, ...each.commands]))
    command.exitOverride().showHelpAfterError('(--help tells more)');
  return program;
}

function toExitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  const isUsage = error instanceof TrainerError && error.code === 'bad-option';
  process.stderr.write(`${describe(error)}\n`);
  return isUsage ? WRONG_USAGE : FAILED;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  if (process.env['DEBUG']) return error.stack ?? error.message;
  // an error without a code of ours is a fault of the trainer, not of its user
  const isKnown = 'code' in error && typeof error.code === 'string';
  return `error: ${error.message}${isKnown ? '' : '\nThis is a fault of aisle; DEBUG=1 shows where.'}`;
}

// `aisle inspect DIR | head` closes our output early; that is no fault
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = toExitCode(error);
}
