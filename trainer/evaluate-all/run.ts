import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

import type { Measured } from './rows.ts';

/** How a document came about. */
export interface Run {
  readonly commit: string;
  readonly machine: string;
  readonly seconds: number;
  readonly seed: number;
  /** A cap on the steps of every row, where one was given. */
  readonly steps: number | undefined;
}

/** What a run measured: what --json holds. */
export interface Session {
  readonly run: Run;
  readonly measured: readonly Measured[];
}

export function describeRun(seconds: number, seed: number, steps: number | undefined): Run {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return {
    commit: commitOf(),
    machine: `${model.trim()}, ${cpus().length} cores, ${memory}, Node ${process.versions.node}, ${process.platform}`,
    seconds,
    seed,
    steps,
  };
}

/** The commit of the working tree, and whether it holds more. */
function commitOf(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' with changes' : ''}`;
  } catch {
    return 'unknown (no git)';
  }
}
