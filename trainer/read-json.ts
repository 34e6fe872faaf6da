import { readFile } from 'node:fs/promises';

import { describeCause, TrainerError } from './errors.ts';

/** @throws {TrainerError} `no-such-file`, or `bad-config` where it is not JSON */
export async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new TrainerError('no-such-file', `the config cannot be read (${describeCause(cause)}).`, { file });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TrainerError('bad-config', `is not JSON: ${(cause as Error).message}`, { file });
  }
}
