import type { Hono } from 'hono';
import { beforeEach, describe, expect, test, vi } from 'vitest';

import type { Manifest } from '../../../contract/bundle.ts';
import { createApp } from '../../../server/app.ts';
import { sha256 } from '../../../server/read-bundle.ts';
import { createMemoryFiles, createTestPlatform, DIR, ITEMS, writeShopBundle, type MemoryFiles } from './shop-bundle.ts';

const LIST = '/v1/recommendations?context=homepage';

let files: MemoryFiles;
let manifest: Manifest;
let problems: Error[];
let app: Hono;

beforeEach(async () => {
  files = createMemoryFiles();
  manifest = await writeShopBundle(files);
  problems = [];
  app = createApp({ bundleDir: DIR, scriptsDir: 'dist', platform: createTestPlatform(files, problems) });
});

interface List {
  source: string;
  region: string | null;
  item: string | null;
  currency: string | null;
  items: { id: string; title: string; url: string; image: string; price?: number }[];
}

async function list(query: string): Promise<List> {
  const response = await app.request(`${LIST}${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as List;
}

const ids = ({ items }: List) => items.map(({ id }) => id);

describe('the bundle', () => {
  test('its manifest is served as it is, for a short time, with a strong ETag', async () => {
    const response = await app.request('/bundle/manifest.json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=60, stale-while-revalidate=600');
    expect(response.headers.get('content-type')).toBe('application/json');
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(response.headers.get('etag')).toBe(`"${await sha256(bytes)}"`);
    expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(manifest);
  });

  test('each of its parts is served for ever, to any origin, and is what its name says', async () => {
    for (const part of manifest.parts) {
      const response = await app.request(`/bundle/${part.file}`);
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(await sha256(new Uint8Array(await response.arrayBuffer()))).toBe(part.sha256);
    }
  });

  test.each(['/bundle/manifest.json', 'part'])('a copy that is still right is not sent again: %s', async (path) => {
    const url = path === 'part' ? `/bundle/${manifest.parts[0]!.file}` : path;
    const etag = (await app.request(url)).headers.get('etag')!;
    const again = await app.request(url, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(again.headers.get('cache-control')).toBeTruthy();
    expect(await again.text()).toBe('');
  });

  test.each([
    `/bundle/${'0'.repeat(64)}.bin`,
    '/bundle/../package.json',
    '/bundle/%2e%2e%2fpackage.json',
    '/bundle/manifest.json.bak',
  ])('nothing else of the folder is reachable: %s', async (path) => {
    files.set('package.json', new TextEncoder().encode('secret'));
    const response = await app.request(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('secret');
  });

  test('a new one is picked up, and the parts of the one before stay for pages that hold its manifest', async () => {
    await app.request('/bundle/manifest.json');
    const renamed = ITEMS.map((item) => ({ ...item, id: `${item.id}-new`, title: item.title && `New ${item.title}` }));
    const newer = await writeShopBundle(files, renamed, { version: 2 });
    const gone = manifest.parts.filter(({ file }) => newer.parts.every((part) => part.file !== file));
    expect(gone.length).toBeGreaterThan(0);
    for (const { file } of gone) files.remove(`${DIR}/${file}`);
    for (const { file } of newer.parts) expect((await app.request(`/bundle/${file}`)).status).toBe(200);
    for (const { file } of manifest.parts) expect((await app.request(`/bundle/${file}`)).status).toBe(200);
    expect(await (await app.request('/bundle/manifest.json')).json()).toEqual(newer);
  });

  test.each([
    ['a part that is not what its hash says', () => files.set(`${DIR}/${manifest.parts[1]!.file}`, new Uint8Array(64))],
    ['a part that is missing', () => files.remove(`${DIR}/${manifest.parts[1]!.file}`)],
  ])('of one with %s nothing is served; the operator is told once, which file and what to do', async (_, spoil) => {
    spoil();
    for (let time = 0; time < 3; time++) expect((await app.request('/bundle/manifest.json')).status).toBe(503);
    expect((await app.request(`/bundle/${manifest.parts[0]!.file}`)).status).toBe(404);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'bundle-part' });
    expect(problems[0]!.message).toContain(manifest.parts[1]!.file);
    expect(problems[0]!.message).toContain('Train again');
  });

  test('a broken successor leaves the last good one in service', async () => {
    const before = await (await app.request('/bundle/manifest.json')).text();
    files.set(`${DIR}/manifest.json`, new TextEncoder().encode('{"format":"aisle-bundle"}'));
    expect(await (await app.request('/bundle/manifest.json')).text()).toBe(before);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'bundle-malformed' });
  });

  test('without any, routes say so and the server stays', async () => {
    files.remove(`${DIR}/manifest.json`);
    for (const path of ['/bundle/manifest.json', LIST, '/healthz']) {
      const response = await app.request(path);
      expect(response.status).toBe(503);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
    await writeShopBundle(files);
    expect((await app.request('/healthz')).status).toBe(200);
  });

  test('compressed copies are sent to those who take them, each with its own ETag', async () => {
    const compress = vi.fn(async (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, 10));
    app = createApp({ bundleDir: DIR, platform: { ...createTestPlatform(files), compress } });
    const ask = (encoding: string) =>
      app.request('/bundle/manifest.json', { headers: { 'accept-encoding': encoding } });
    const [br, gzip, none] = [await ask('gzip, br'), await ask('gzip;q=1, br;q=0'), await ask('zstd')];
    expect([br, gzip, none].map(({ headers }) => headers.get('content-encoding'))).toEqual(['br', 'gzip', null]);
    expect(new Set([br, gzip, none].map(({ headers }) => headers.get('etag'))).size).toBe(3);
    expect(br.headers.get('vary')).toBe('accept-encoding');
    await ask('br');
    expect(compress).toHaveBeenCalledTimes(2);
  });
});

describe('recommendations', () => {
  test('are the popular items where nothing else is asked for, without those that cannot be shown', async () => {
    const popular = await list('');
    expect(popular).toMatchObject({
      context: 'homepage',
      source: 'popular',
      region: null,
      item: null,
      currency: 'GBP',
    });
    expect(ids(popular)).toEqual(['A1', 'A2', 'A3', 'B1', 'B3']);
    expect(popular.items[0]).toEqual({
      id: 'A1',
      title: 'Red lantern',
      url: '/p/A1',
      image: '/art/A1.svg',
      price: 2.55,
    });
  });

  test.each(['Germany', 'germany', 'de', 'DE'])('are what a region buys, then what is popular: %s', async (region) => {
    const regional = await list(`&region=${region}`);
    expect(regional).toMatchObject({ source: 'regional', region: 'Germany' });
    expect(ids(regional)).toEqual(['B1', 'A1', 'B3', 'A2', 'A3']);
  });

  test('find a region by the name that the log uses for it', async () => {
    expect(await list('&region=ie')).toMatchObject({ source: 'regional', region: 'EIRE' });
  });

  test.each(['&region=fr', '&item=unheard-of'])('fall back to the popular items: %s', async (query) => {
    expect(await list(query)).toMatchObject({ source: 'popular', region: null, item: null });
  });

  test('are an item’s neighbours by weight, then what is popular, never the item itself', async () => {
    const similar = await list('&item=A1');
    expect(similar).toMatchObject({ source: 'similar', item: 'A1' });
    expect(ids(similar)).toEqual(['A2', 'A3', 'B1', 'B3']);
  });

  test('are as many as asked for', async () => {
    expect(ids(await list('&limit=2'))).toEqual(['A1', 'A2']);
  });

  test('carry no price that is older than the site allows', async () => {
    const site = { ...manifest.site, maxPriceAgeHours: 1 };
    await writeShopBundle(files, ITEMS, { site, pricesAt: '2026-03-01T00:00:00Z' });
    for (const item of (await list('')).items) expect(item).not.toHaveProperty('price');
  });

  test('may be kept by a CDN and asked for again by ETag', async () => {
    const response = await app.request(LIST);
    expect(response.headers.get('cache-control')).toBe(
      'public, max-age=60, s-maxage=600, stale-while-revalidate=86400',
    );
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const again = await app.request(LIST, { headers: { 'if-none-match': response.headers.get('etag')! } });
    expect(again.status).toBe(304);
  });

  test('are the same whoever asks: a user_id changes nothing, is nowhere in the answer and is not logged', async () => {
    const write = vi.spyOn(process.stdout, 'write');
    const logged = vi.spyOn(console, 'log');
    const plain = await app.request(LIST);
    const known = await app.request(`${LIST}&user_id=visitor-4711`, { headers: { cookie: 'id=4711' } });
    const text = await known.text();
    expect(text).toBe(await plain.text());
    expect([...known.headers].toString()).toBe([...plain.headers].toString());
    expect(text + [...known.headers].toString()).not.toContain('4711');
    expect(known.headers.get('set-cookie')).toBeNull();
    expect(write).not.toHaveBeenCalled();
    expect(logged).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test.each([
    ['', 'context', null],
    ['?context=front', 'context', 'front'],
    ['?context=homepage&limit=0', 'limit', '0'],
    ['?context=homepage&limit=101', 'limit', '101'],
    ['?context=homepage&limit=two', 'limit', 'two'],
    ['?context=homepage&limit=1.5', 'limit', '1.5'],
    ['?context=homepage&limit=', 'limit', ''],
    ['?context=homepage&limit=3&limit=4', 'limit', '3, 4'],
    [`?context=homepage&item=${'x'.repeat(129)}`, 'item', 'x'.repeat(80)],
    ['?context=homepage&region=', 'region', ''],
    ['?context=homepage&regoin=de', 'regoin', 'de'],
    ['?context=homepage&__proto__=1', '__proto__', '1'],
  ])(
    'a query that is wrong is answered with what was given, expected and to do: %s',
    async (query, parameter, given) => {
      const response = await app.request(`/v1/recommendations${query}`);
      expect(response.status).toBe(400);
      expect(response.headers.get('cache-control')).toBe('no-store');
      const { error } = (await response.json()) as { error: { code: string; problems: Record<string, unknown>[] } };
      expect(error.code).toBe('bad-query');
      expect(error.problems).toEqual([
        { parameter, given, expected: expect.stringMatching(/./), remedy: expect.stringMatching(/./) },
      ]);
    },
  );
});

describe('scripts', () => {
  const code = new TextEncoder().encode('console.log(1)');

  test.each([
    ['aisle.js', 'text/javascript; charset=utf-8'],
    ['aisle-consent-klaro.js', 'text/javascript; charset=utf-8'],
    ['aisle-learned.wasm', 'application/wasm'],
  ])('%s is served to any origin as %s', async (name, type) => {
    files.set(`dist/${name}`, code);
    const response = await app.request(`/${name}`);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cache-control')).toBe('public, no-cache');
    expect(response.headers.get('etag')).toBe(`"${await sha256(code)}"`);
  });

  test('a rebuilt one is served at once', async () => {
    files.set('dist/aisle.js', code);
    await app.request('/aisle.js');
    files.set('dist/aisle.js', new TextEncoder().encode('console.log(2)'));
    expect(await (await app.request('/aisle.js')).text()).toBe('console.log(2)');
  });

  test.each(['/index.js', '/demo/index.html', '/aisle.ts', '/aisle/../aisle.js.map', '/aisle-missing.js'])(
    'nothing else of the folder is: %s',
    async (path) => {
      files.set(`dist${path}`, code);
      files.remove('dist/aisle-missing.js');
      expect((await app.request(path)).status).toBe(404);
    },
  );
});

test('the state of health names the bundle', async () => {
  const response = await app.request('/healthz');
  expect(await response.json()).toEqual({
    status: 'ok',
    bundle: {
      version: 1,
      items: ITEMS.length,
      trainedThrough: manifest.trainedThrough,
      hash: await sha256((await files.read(`${DIR}/manifest.json`))!),
    },
  });
});
