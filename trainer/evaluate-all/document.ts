import { type DataSet, type Measured } from './rows.ts';
import type { Run } from './run.ts';
import { SOURCES } from './sources.ts';

/** docs/evaluation.md, whole. */
export function renderDocument(run: Run, sets: readonly DataSet[], measured: readonly Measured[]): string {
  return (
    [
      '# Evaluation: how well it ranks',
      '',
      `Made by \`npm run evaluate:all\` from commit ${run.commit} with seed ${run.seed}${run.steps === undefined ? '' : ` and at most ${run.steps} steps a row`}, in ${Math.round(run.seconds / 60)} minutes on one`,
      `core of ${run.machine}. Do not edit it: run the command again.`,
      '',
    ].join('\n') +
    sets.length +
    measured.length +
    SOURCES
  );
}
