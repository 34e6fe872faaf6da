import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { nodePlatform } from '../../../server/node-platform.ts';
import { serve, type Serving } from '../../../server/serve.ts';
import { createMemoryFiles, DIR, writeShopBundle } from './shop-bundle.ts';

let folder: string;
const open: Serving[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-serve-'));
  const files = createMemoryFiles();
  const manifest = await writeShopBundle(files);
  for (const name of ['manifest.json', ...manifest.parts.map(({ file }) => file)]) {
    await writeFile(join(folder, name), (await files.read(`${DIR}/${name}`))!);
  }
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((serving) => serving.stop()));
  await rm(folder, { recursive: true });
});

async function start(port = 0): Promise<Serving> {
  const serving = await serve({ port, host: '127.0.0.1', bundleDir: folder, stopOnSignal: false });
  open.push(serving);
  return serving;
}

test('serves a folder of the disk over HTTP, in Brotli where it is taken', async () => {
  const { url } = await start();
  const response = await fetch(`${url}/bundle/manifest.json`, { headers: { 'accept-encoding': 'br' } });
  expect(response.headers.get('content-encoding')).toBe('br');
  expect(await response.json()).toMatchObject({ format: 'aisle-bundle' });
});

test('says which port is taken and what to do', async () => {
  const { port } = await start();
  await expect(start(port)).rejects.toMatchObject({ code: 'port-in-use', message: expect.stringContaining(`${port}`) });
});

test('stops when asked, and refuses connections from then on', async () => {
  const { url, stop } = await start();
  await (await fetch(`${url}/healthz`)).text();
  await stop();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});

test('compresses without loss', async () => {
  const bytes = new TextEncoder().encode('lantern '.repeat(1_000));
  const packed = await nodePlatform().compress!(bytes, 'br');
  expect(packed.length).toBeLessThan(100);
  expect(new Uint8Array(brotliDecompressSync(packed))).toEqual(bytes);
});
