import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

import { readLog, readTable } from './level-db.ts';

/**
 * Where a browser's profile directory keeps what scripts of pages can write: databases and their blobs, local and session
 * storage, Cache Storage and service workers (in one folder), files of the origin's private file system, cookies, shared
 * storage. Everything else (history, form data, favicons, the restorable session, the HTTP cache of the pages themselves)
 * is the browser's own record of where it was sent; no script of Aisle can write to it or read it.
 */
const WRITABLE = [
  'IndexedDB',
  'Local Storage',
  'Session Storage',
  'Service Worker',
  'File System',
  'WebStorage',
  'SharedStorage',
  'blob_storage',
  'databases',
  'Cookies',
  'Cookies-journal',
  'Safe Browsing Cookies',
];

export interface StoredChunk {
  /** The file, relative to the profile. */
  readonly where: string;
  readonly bytes: Buffer;
}

/**
 * All that the scripts of a profile's pages have stored, file by file as it lies there, and besides what LevelDB has cut
 * into fragments, compressed or written as a difference to the key before, each record by itself.
 */
export async function readStored(profile: string): Promise<StoredChunk[]> {
  const root = join(profile, 'Default');
  const chunks: StoredChunk[] = [];
  for (const file of await filesIn(root)) {
    const where = relative(root, file);
    if (!WRITABLE.some((name) => where === name || where.startsWith(`${name}/`))) continue;
    const bytes = await readFile(file);
    chunks.push({ where, bytes });
    for (const record of recordsOf(basename(file), bytes)) chunks.push({ where: `${where} (record)`, bytes: record });
  }
  return chunks;
}

function recordsOf(name: string, bytes: Buffer): Buffer[] {
  if (/\.(ldb|sst)$/.test(name)) return readTable(bytes);
  return name.endsWith('.log') ? readLog(bytes) : [];
}

async function filesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
