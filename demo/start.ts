// npm start: trains, builds and serves whatever is missing, and says where. `--prepare` trains and builds only.

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createBundleSource } from '../server/bundle-source.ts';
import { AisleServerError } from '../server/errors.ts';
import { nodePlatform } from '../server/node-platform.ts';
import { createScriptSource } from '../server/script-source.ts';
import { listen, serve, type Serving } from '../server/serve.ts';
import { createShell } from './shell.ts';
import { createShop } from './shop.ts';
import { isStale } from './stale.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MIN_NODE = 24;
const AISLE_PORT = 8787;
const SHOP_PORT = 8080;
const PORTS_TRIED = 20;

const DATA = 'demo/data/onlineretail';
const CONFIG = 'demo/aisle.config.json';
const BUNDLE = 'data/bundle';

/** The trainer validates with the worker's own ranking. */
const TRAINED_FROM = [DATA, CONFIG, 'trainer', 'contract', 'worker/ranking', 'worker/profile', 'worker/segments'];
const BUILT_FROM = ['index.html', 'vite.config.ts', 'src', 'worker', 'contract', 'demo/client', 'package-lock.json'];

async function start(): Promise<void> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < MIN_NODE) {
    throw new Error(
      `Node ${process.versions.node} runs this; expected ${MIN_NODE} or newer. Run "npm ci" and then "npm start": npm brings its own Node ${MIN_NODE}.`,
    );
  }
  process.chdir(ROOT);
  if (await isStale(`${BUNDLE}/manifest.json`, TRAINED_FROM)) {
    console.log('Training on the shop’s order log ...');
    const files = ['--events', `${DATA}/events.csv.gz`, '--items', `${DATA}/items.csv.gz`];
    await run(process.execPath, ['trainer/main.ts', 'train', ...files, '--out', BUNDLE, '--config', CONFIG]);
  }
  if ((await isStale('dist/aisle.js', BUILT_FROM)) || (await isStale('dist/demo/index.html', BUILT_FROM))) {
    console.log('Building the scripts ...');
    await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--app', '--logLevel', 'warn']);
  }

  if (process.argv.includes('--prepare')) return;

  const platform = nodePlatform();
  const host = process.env['HOST'] ?? '127.0.0.1';
  const aisle = await onFreePort(portOf('AISLE_PORT', AISLE_PORT), (port) =>
    serve({ port, host, bundleDir: BUNDLE, scriptsDir: 'dist', stopOnSignal: false }),
  );
  const assets = createScriptSource('dist/demo/assets', platform);
  const app = createShop({
    bundles: createBundleSource(BUNDLE, platform),
    shell: createShell(await readFile('dist/demo/index.html', 'utf8')),
    assets: (name) => assets.file(name),
    aisle: { script: `${aisle.url}/aisle.js`, bundle: `${aisle.url}/bundle/manifest.json` },
    random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
  });
  const shop = await onFreePort(portOf('PORT', SHOP_PORT), (port) => listen(app, { port, host }));

  console.log(`\n  The shop    ${shop.url}/\n  Its bundle  ${aisle.url}/bundle/manifest.json\n`);
  console.log(`  Accept the cookies, look at a few lanterns, and go back to the front page.\n  Stop with Ctrl-C.\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void Promise.all([shop.stop(), aisle.stop()]).then(() => process.exit(0)));
  }
}

/** The port asked for, or the next free one after it. */
async function onFreePort(first: number, open: (port: number) => Promise<Serving>): Promise<Serving> {
  for (let port = first; port < first + PORTS_TRIED; port++) {
    try {
      return await open(port);
    } catch (error) {
      if (!(error instanceof AisleServerError) || error.code !== 'port-in-use') throw error;
    }
  }
  throw new Error(`ports ${first} to ${first + PORTS_TRIED - 1} are all taken; give another with PORT or AISLE_PORT.`);
}

function portOf(name: string, otherwise: number): number {
  const given = process.env[name];
  if (given === undefined || given === '') return otherwise;
  const port = Number(given);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${name} is ${JSON.stringify(given)}; expected a port from 1 to 65535. Correct it, or leave it out.`);
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    // a terminal's Ctrl-C reaches both; a SIGTERM only this process
    const stop = (): void => void child.kill('SIGTERM');
    process.once('SIGTERM', stop);
    child.once('error', fail);
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', stop);
      if (code === 0) done();
      else
        fail(
          new Error(`"${args.slice(0, 2).join(' ')}" ended with ${signal ?? `code ${code}`}; see its output above.`),
        );
    });
  });
}

try {
  await start();
} catch (error) {
  console.error(`npm start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
