import { readdir, stat } from 'node:fs/promises';

/** Whether `target` is missing or older than any file in or under `sources`. Sources that do not exist are skipped. */
export async function isStale(target: string, sources: readonly string[]): Promise<boolean> {
  const made = await modifiedAt(target);
  if (made === undefined) return true;
  const newest = await Promise.all(sources.map(newestIn));
  return newest.some((at) => at > made);
}

async function newestIn(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (!entries) return (await modifiedAt(path)) ?? 0;
  const files = entries.filter((entry) => entry.isFile());
  const times = await Promise.all(files.map((entry) => modifiedAt(`${entry.parentPath}/${entry.name}`)));
  return Math.max(0, ...times.map((at) => at ?? 0));
}

async function modifiedAt(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}
