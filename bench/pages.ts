import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { chromium, type Browser } from 'playwright-core';
import { build, type Rolldown } from 'vite';

import { CHROMIUM_FLAGS, ensureChromium } from '../test/chromium.ts';
import { startFixtureHost, type Answer, type FixtureHost } from '../test/e2e/fixture-host.ts';

const ROOT = new URL('../', import.meta.url).pathname;

const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: ensureChromium(), args: [...CHROMIUM_FLAGS] });
}

/** A host with one empty page that has `globalThis.bench`, and with the wasm files of tfjs. */
export async function startBenchHost(): Promise<FixtureHost> {
  const script = await bundle(join(ROOT, 'bench/in-page/main.ts'));
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  return startFixtureHost(async (path): Promise<Answer | undefined> => {
    // isolated, so that `performance.now()` steps by 5 us instead of 100
    if (path === '/') return { ...html('<script src="/bench.js"></script>'), headers: ISOLATED };
    if (path === '/bench.js') return { body: script, type: 'text/javascript; charset=utf-8' };
    const name = /^\/tfjs\/(tfjs-backend-wasm[\w-]*\.wasm)$/.exec(path)?.[1];
    return name ? { body: await readFile(join(wasm, 'dist', name)), type: 'application/wasm' } : undefined;
  });
}

export function html(head: string, body = ''): Answer {
  return {
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><html lang="en"><head><title>Bench</title><link rel="icon" href="data:,">${head}</head>${body}</html>`,
  };
}

/** One classic script, minified as the shipped ones are. */
async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: {
      write: false,
      minify: 'oxc',
      target: 'es2022',
      rolldownOptions: { input: entry, output: { format: 'iife', codeSplitting: false } },
    },
  });
  const [output] = [built].flat() as Rolldown.RolldownOutput[];
  const chunk = output?.output.find((one) => one.type === 'chunk');
  if (!chunk) throw new Error(`${entry} was built into no script`);
  return chunk.code;
}
