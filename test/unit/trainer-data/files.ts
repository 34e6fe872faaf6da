import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterEach } from 'vitest';

import { TrainerError } from '../../../trainer/errors.ts';

/** A directory for one test file; what tests write there is gone after each of them. */
export function useScratch(): { file(name: string, content: string | Uint8Array): string; path(name: string): string } {
  let dir: string | undefined;
  afterEach(() => {
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
    dir = undefined;
  });
  const path = (name: string) => join((dir ??= mkdtempSync(join(tmpdir(), 'aisle-test-'))), name);
  return {
    path,
    file(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
  };
}

export const HEADER = 'session_id,item_id,timestamp,event_type';

/** A log of `count` good rows: line 2 is the first, every session has two rows. */
export function rows(count: number): string[] {
  return Array.from({ length: count }, (_, row) => `s${row >> 1},item-${row % 7},${1_700_000_000 + row},view`);
}

export function csv(lines: readonly string[], header = HEADER): string {
  return `${[header, ...lines].join('\n')}\n`;
}

/** The same rows with `bad` at `line` of the file. */
export function csvWith(line: number, bad: string, count = 300): string {
  return csv(rows(count).with(line - 2, bad));
}

export function gzip(text: string): Uint8Array {
  return gzipSync(text);
}

/** What `promise` fails with; fails the test where it does not fail with a TrainerError. */
export async function trainerErrorOf(promise: Promise<unknown>): Promise<TrainerError> {
  const outcome = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (outcome instanceof TrainerError) return outcome;
  throw new Error(`expected a TrainerError, got ${String(outcome)}`);
}
