import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { isManifest } from '../../../contract/bundle.ts';
import { decodeDisplay } from '../../../contract/parts.ts';
import { writeBundle } from '../../../trainer/bundle-directory.ts';
import { readBundle } from '../../../trainer/bundle-reader.ts';
import { buildBundle, hashOf, type BuiltBundle, type BundleOptions } from '../../../trainer/bundle-writer.ts';
import { buildCatalogue } from '../../../trainer/catalogue-builder.ts';
import { toItemsTable } from '../../../trainer/items.ts';
import { decodeBundle } from '../../../worker/bundle/decode.ts';
import { trainerErrorOf, useScratch } from './files.ts';
import { smallLog, smallModel } from './small-log.ts';

const scratch = useScratch();
const LOG = smallLog([
  ['s1', 'a', 'b'],
  ['s2', 'b/2', 'c'],
]);
const ITEMS = toItemsTable([
  { id: 'a', title: 'RED GLASS LAMP', description: '', url: '/own/a', image: '', price: 2, attributes: new Map() },
  { id: 'b/2', title: 'Blue bowl', description: '', url: '', image: '', price: NaN, attributes: new Map() },
]);

function build(options: BundleOptions = {}, items = ITEMS): BuiltBundle {
  const catalogue = buildCatalogue(items, LOG);
  return buildBundle(smallModel(catalogue), catalogue, LOG, options);
}

function partsOf({ manifest, files }: BuiltBundle): Map<string, ArrayBuffer> {
  return new Map(manifest.parts.map(({ name, file }) => [name, new Uint8Array(files.get(file)!).buffer]));
}

describe('a bundle in memory', () => {
  it('is what a device decodes', () => {
    const bundle = build();
    expect(isManifest(bundle.manifest)).toBe(true);
    expect(decodeBundle(bundle.manifest, partsOf(bundle))).toMatchObject({ ids: ['a', 'b', 'b/2', 'c'] });
    expect(JSON.parse(new TextDecoder().decode(bundle.manifestBytes))).toEqual(bundle.manifest);
    expect(bundle.hash).toBe(hashOf(bundle.manifestBytes));
  });

  it('names parts by their hash and counts what a visit loads', () => {
    const { manifest, files, manifestBytes, visitBytes } = build();
    for (const { file, sha256, bytes } of manifest.parts) {
      expect(file).toBe(`${sha256}.bin`);
      expect(hashOf(files.get(file)!)).toBe(sha256);
      expect(files.get(file)!.length).toBe(bytes);
    }
    const loaded = manifest.parts.filter(({ name }) => name !== 'display');
    expect(visitBytes).toBe(manifestBytes.length + loaded.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it('has the same bytes whatever the clock says', () => {
    const before = build().hash;
    vi.useFakeTimers({ now: new Date('2031-01-01') });
    expect(build().hash).toBe(before);
    vi.useRealTimers();
  });

  it('changes its hash with any of its content', () => {
    const hashes = [build(), build({ site: { currency: 'GBP' } }), build({ version: 7 }), build({}, toItemsTable([]))];
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(4);
  });

  it('takes version and date from the newest event, or from the number of events where there are no times', () => {
    expect(build().manifest).toMatchObject({ version: 1_700_000_003, trainedThrough: '2023-11-14T22:13:23.000Z' });
    expect(build({ version: 5 }).manifest.version).toBe(5);
    const sequence = { ...LOG, clock: 'sequence' as const, at: Float64Array.of(0, 1, 2, 3) };
    const catalogue = buildCatalogue(ITEMS, sequence);
    const { manifest } = buildBundle(smallModel(catalogue), catalogue, sequence);
    expect(manifest).toMatchObject({ version: 4, trainedThrough: '1970-01-01T00:00:00.003Z' });
  });

  it('shows readable titles, and fills URLs and images from templates where the files have none', () => {
    const bundle = build({ display: { url: '/p/{id}', image: '/art/{id}.svg' } });
    const { titles, urls, images, prices } = decodeDisplay(partsOf(bundle).get('display')!, bundle.manifest)!;
    expect(titles).toEqual(['Red glass lamp', '', 'Blue bowl', '']);
    expect(urls).toEqual(['/own/a', '/p/b', '/p/b%2F2', '/p/c']);
    expect(images[2]).toBe('/art/b%2F2.svg');
    expect([...prices]).toEqual([2, NaN, NaN, NaN]);
  });

  it('refuses a model that does not fit the format, naming the field', () => {
    const catalogue = buildCatalogue(ITEMS, LOG);
    const model = smallModel(catalogue);
    const broken = { ...model, ranking: { ...model.ranking, halfLifeDays: 0 } };
    expect(() => buildBundle(broken, catalogue, LOG)).toThrow(/ranking\.halfLifeDays/);
  });

  it('carries a learned model as a part of its own', () => {
    const catalogue = buildCatalogue(ITEMS, LOG);
    const { manifest } = buildBundle({ ...smallModel(catalogue), learned: new Uint8Array(16) }, catalogue, LOG);
    expect(manifest.parts.at(-1)).toMatchObject({ name: 'learned', type: 'table', bytes: 16 });
  });
});

describe('a bundle on disk', () => {
  const filesOf = (dir: string) => readdirSync(dir).toSorted();
  const expectWhole = async (dir: string, bundle: BuiltBundle) => {
    const { hash, parts } = await readBundle(dir);
    expect(hash).toBe(bundle.hash);
    expect(parts.filter(({ fault }) => fault !== undefined)).toEqual([]);
  };

  it('appears whole, with its reports, in a directory others may read', async () => {
    const out = scratch.path('deep/er/bundle');
    await writeBundle(build(), out, new Map([['report.html', '<p>']]));
    await expectWhole(out, build());
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toBe('<p>');
    expect(statSync(out).mode & 0o777).toBe(0o755);
    expect(filesOf(dirname(out))).toEqual(['bundle']);
  });

  it('replaces a bundle, takes away parts nobody names any more, and leaves other files alone', async () => {
    const out = scratch.path('bundle');
    await writeBundle(build(), out);
    writeFileSync(join(out, 'NOTES.txt'), 'mine');
    const next = build({}, toItemsTable([]));
    await writeBundle(next, out);
    await expectWhole(out, next);
    expect(filesOf(out)).toEqual([...next.files.keys(), 'manifest.json', 'NOTES.txt'].toSorted());
  });

  it('refuses a directory that holds something else, and a file', async () => {
    mkdirSync(scratch.path('mine'));
    scratch.file('mine/thesis.txt', 'years of work');
    const error = await trainerErrorOf(writeBundle(build(), scratch.path('mine')));
    expect(error.code).toBe('output-not-bundle');
    expect(error.message).toContain('holds 1 files but no bundle, and is not overwritten');
    expect(filesOf(scratch.path('mine'))).toEqual(['thesis.txt']);
    const file = scratch.file('file', 'x');
    expect(await trainerErrorOf(writeBundle(build(), file))).toMatchObject({ code: 'output-not-bundle', file });
  });

  it('leaves the old bundle as it was when writing fails half-way', async () => {
    const out = scratch.path('bundle');
    const old = build();
    await writeBundle(old, out);
    const before = filesOf(out);
    // a directory stands where the report has to go: its rename fails after parts were moved in
    mkdirSync(join(out, 'report.html', 'x'), { recursive: true });
    const error = await trainerErrorOf(
      writeBundle(build({}, toItemsTable([])), out, new Map([['report.html', '<p>']])),
    );
    expect(error.code).toBe('output-not-writable');
    expect(filesOf(out)).toEqual([...before, 'report.html'].toSorted());
    await expectWhole(out, old);
    expect(filesOf(dirname(out)).filter((name) => name.startsWith(`.${basename(out)}`))).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)('says so where it may not write, and leaves nothing', async () => {
    mkdirSync(scratch.path('locked'));
    chmodSync(scratch.path('locked'), 0o555);
    const error = await trainerErrorOf(writeBundle(build(), scratch.path('locked/bundle')));
    chmodSync(scratch.path('locked'), 0o755);
    expect(error.code).toBe('output-not-writable');
    expect(existsSync(scratch.path('locked/bundle'))).toBe(false);
  });
});

describe('checking a bundle', () => {
  it('names a part that was changed, shortened or lost', async () => {
    const out = scratch.path('bundle');
    const bundle = build();
    await writeBundle(bundle, out);
    const [ids, popularity, neighbours] = bundle.manifest.parts;
    const changed = readFileSync(join(out, ids!.file));
    changed[changed.length - 1]! ^= 1;
    writeFileSync(join(out, ids!.file), changed);
    writeFileSync(join(out, popularity!.file), 'short');
    const { rmSync } = await import('node:fs');
    rmSync(join(out, neighbours!.file));
    const { parts } = await readBundle(out);
    expect(parts.slice(0, 4).map(({ fault }) => fault)).toEqual([
      expect.stringContaining(`the manifest says ${ids!.sha256}`),
      `has 5 bytes, the manifest says ${popularity!.bytes}`,
      'is missing',
      undefined,
    ]);
  });

  it.each([
    ['a directory without one', 'no-such-file', (): void => undefined],
    ['what is not JSON', 'bad-bundle', (): void => void scratch.file('manifest.json', '{')],
    ['another JSON', 'bad-bundle', (): void => void scratch.file('manifest.json', '{"format":"aisle-bundle"}')],
  ])('refuses %s', async (_, code, prepare) => {
    prepare();
    scratch.file('other', '');
    expect((await trainerErrorOf(readBundle(dirname(scratch.path('other'))))).code).toBe(code);
  });
});
