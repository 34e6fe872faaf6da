import { chmod, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

import type { BuiltBundle } from './bundle-writer.ts';
import { describeCause, TrainerError } from './errors.ts';

const MANIFEST = 'manifest.json';
const PART_FILE = /^[0-9a-f]{64}\.bin$/;

/**
 * Writes a bundle to `outDir` so that a reader sees the old one or the new one, never a mixture: a new directory appears
 * by one rename; in an existing bundle the parts (named by hash) come first, the manifest is swapped by one rename, and
 * parts nobody names any more go last. A failure leaves what was there.
 *
 * @param extras further files, such as reports
 * @throws {TrainerError} `output-not-bundle` when `outDir` holds something else, `output-not-writable`
 */
export async function writeBundle(
  bundle: BuiltBundle,
  outDir: string,
  extras: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const target = resolve(outDir);
  const state = await inspectTarget(target, outDir);
  const files = new Map<string, Uint8Array | string>([...bundle.files, ...extras, [MANIFEST, bundle.manifestBytes]]);
  let scratch: string | undefined;
  try {
    await mkdir(dirname(target), { recursive: true });
    // beside the target, so that a rename stays within one file system
    scratch = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
    // a web server runs as another user
    await chmod(scratch, 0o755);
    for (const [name, content] of files) await writeSynced(join(scratch, name), content);
    if (state === 'new') await publishDirectory(scratch, target);
    else await publishInto(scratch, target, [...files.keys()]);
  } catch (cause) {
    throw new TrainerError(
      'output-not-writable',
      `cannot write the bundle (${describeCause(cause)}). Check that the directory may be written and the disk has room.`,
      { file: outDir },
    );
  } finally {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

async function publishDirectory(scratch: string, target: string): Promise<void> {
  // rename replaces an empty directory, and only an empty one
  await rename(scratch, target);
}

async function publishInto(scratch: string, target: string, names: readonly string[]): Promise<void> {
  const before = new Set(await readdir(target));
  const added: string[] = [];
  try {
    for (const name of names.filter((each) => each !== MANIFEST)) {
      // a part of this name is this part; reports are overwritten
      if (before.has(name) && PART_FILE.test(name)) continue;
      await rename(join(scratch, name), join(target, name));
      if (!before.has(name)) added.push(name);
    }
    await rename(join(scratch, MANIFEST), join(target, MANIFEST));
  } catch (cause) {
    for (const name of added) await rm(join(target, name), { force: true });
    throw cause;
  }
  const stale = [...before].filter((name) => PART_FILE.test(name) && !names.includes(name));
  for (const name of stale) await rm(join(target, name), { force: true });
}

async function inspectTarget(target: string, given: string): Promise<'new' | 'bundle'> {
  const info = await stat(target).catch(() => undefined);
  if (!info) return 'new';
  if (!info.isDirectory()) {
    throw new TrainerError('output-not-bundle', 'is a file, a directory was expected. Name another --out.', {
      file: given,
    });
  }
  const names = await readdir(target);
  if (names.length === 0) return 'new';
  if (await isBundleManifest(join(target, MANIFEST))) return 'bundle';
  throw new TrainerError(
    'output-not-bundle',
    `holds ${names.length} files but no bundle, and is not overwritten. Name an empty or new directory as --out.`,
    { file: given },
  );
}

async function isBundleManifest(file: string): Promise<boolean> {
  try {
    const manifest: unknown = JSON.parse(await readFile(file, 'utf8'));
    return (
      typeof manifest === 'object' && manifest !== null && 'format' in manifest && manifest.format === 'aisle-bundle'
    );
  } catch {
    return false;
  }
}

async function writeSynced(file: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(file, 'w', 0o644);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
