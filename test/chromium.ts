import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { chromium } from 'playwright-core';

/** What every automated Chromium here is started with: no network of its own, no sandbox (containers run as root). */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-extensions',
];

const SYSTEM_PATHS: readonly string[] = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium that is there: `CHROMIUM_PATH`, the system's, Playwright's own; undefined when there is none. */
export function findChromium(): string | undefined {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return existsSync(given) ? given : undefined;
  return [...SYSTEM_PATHS, chromium.executablePath()].find((path) => path && existsSync(path));
}

/**
 * Path of a Chromium, installed by apt when the machine has none and this runs as root on Debian or Ubuntu.
 *
 * @throws Error naming what to do, when there is none and it cannot be installed here.
 */
export function ensureChromium(): string {
  const found = findChromium();
  if (found) return found;
  if (process.env['CHROMIUM_PATH']) {
    throw new Error(`CHROMIUM_PATH is ${process.env['CHROMIUM_PATH']}, but there is no such file; correct or unset it`);
  }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) installByApt();
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    'the browser tests need a Chromium and found none: install one (Debian: `sudo apt-get install chromium`; anywhere: ' +
      '`npx playwright-core install chromium`), or give its path in CHROMIUM_PATH',
  );
}

function installByApt(): void {
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  try {
    execFileSync('apt-get', ['update', '-q'], options);
    execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], options);
  } catch {
    // the caller says what to do when there is still none
  }
}

if (import.meta.main) console.log(ensureChromium());
