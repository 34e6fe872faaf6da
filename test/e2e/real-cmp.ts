import { readFile } from 'node:fs/promises';

import { build } from 'vite';

import type { Answer } from './fixture-host.ts';

const PAGE = new URL('real-cmp.page.ts', import.meta.url).pathname;
const STUB = new URL('../../node_modules/@iabtechlabtcf/stub/lib/stub.js', import.meta.url).pathname;

export interface RealCmp {
  /** `@iabtechlabtcf/stub`, to stand in the head before anything that asks. */
  readonly stub: Answer;
  /** A manager from `@iabtechlabtcf/cmpapi` and `core`; real-cmp.page.ts has its options. */
  readonly cmp: Answer;
}

/** Builds a consent manager from the IAB's real packages, as the company that sells it would: two classic scripts. */
export async function buildRealCmp(): Promise<RealCmp> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: PAGE, output: { format: 'iife', codeSplitting: false } },
    },
  });
  if (!('output' in built)) throw new Error('vite has built something else than one script');
  return { stub: toScript(await readFile(STUB, 'utf8')), cmp: toScript(built.output[0].code) };
}

function toScript(body: string): Answer {
  return { body, type: 'text/javascript' };
}
