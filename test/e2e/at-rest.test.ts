// What encryption at rest is worth, measured where it lies: docs/security.md says it in words.

import { chromium, type BrowserContext } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { CHROMIUM_FLAGS, ensureChromium } from '../chromium.ts';
import { createProfileDirectory } from '../faults/shop.ts';
import { readStored } from '../scan/stored-chunks.ts';
import { startFixtureHost, type FixtureHost } from './fixture-host.ts';

/** A key that a test can tell from noise. */
const KEY = Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 37 + 11) % 256));

let host: FixtureHost;
let profile: Awaited<ReturnType<typeof createProfileDirectory>>;

beforeEach(async () => {
  host = await startFixtureHost(() => ({ body: '<!doctype html><title>A page</title>', type: 'text/html' }));
  profile = await createProfileDirectory();
});
afterEach(async () => {
  await host.stop();
  await profile.remove();
});

describe('a key that no script can export', () => {
  test('lies on the disk as it is, also after its database was deleted: a disk that is read whole gives it away', async () => {
    await visit(async (page) => {
      const error = await page.evaluate(
        async (bytes) => {
          const key = await crypto.subtle.importKey('raw', new Uint8Array(bytes), 'AES-GCM', false, ['encrypt']);
          const request = indexedDB.open('a', 1);
          request.addEventListener('upgradeneeded', () => request.result.createObjectStore('a').put(key, 'key'));
          await new Promise((resolve) => request.addEventListener('success', resolve));
          request.result.close();
          return crypto.subtle.exportKey('raw', key).catch((reason: unknown) => (reason as Error).name);
        },
        [...KEY],
      );
      expect(error).toBe('InvalidAccessError');
    });
    expect(await holdsKey()).toBe(true);
    await visit((page) =>
      page.evaluate(async () => {
        const request = indexedDB.deleteDatabase('a');
        await new Promise((resolve) => request.addEventListener('success', resolve));
      }),
    );
    expect(await holdsKey()).toBe(true);
  });
});

async function visit(act: (page: ReturnType<BrowserContext['pages']>[number]) => Promise<void>): Promise<void> {
  const context = await chromium.launchPersistentContext(profile.path, {
    executablePath: ensureChromium(),
    args: [...CHROMIUM_FLAGS],
  });
  const page = context.pages()[0]!;
  await page.goto(host.origin);
  await act(page);
  await context.close();
}

async function holdsKey(): Promise<boolean> {
  return (await readStored(profile.path)).some(({ bytes }) => bytes.includes(KEY));
}
