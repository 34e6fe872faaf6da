import type { Connection } from './connection.ts';
import { ONLY } from './schema.ts';
import type { BundleCache, CachedBundle } from './store.ts';

const CHECKED_AT = 'checkedAt';

/**
 * The bundle beside the profile, so that a visit opens one database. All that a rank slot needs is one row: rows are what
 * a cold read costs. A failure is a miss, and a full disk leaves the bundle to the HTTP cache.
 */
export function createBundleCache(connection: Connection): BundleCache {
  const get = (key: string): Promise<unknown> =>
    connection.run(['bundle'], 'readonly', (tx) => tx.objectStore('bundle').get(key)).catch(() => undefined);
  const put = async (key: string, value: CachedBundle | ArrayBuffer | number): Promise<void> => {
    await connection.run(['bundle'], 'readwrite', (tx) => tx.objectStore('bundle').put(value, key)).catch(() => {});
  };
  return {
    read: () => get(ONLY),
    async replace(bundle) {
      await put(ONLY, bundle);
      const keep = new Set<string>([ONLY, CHECKED_AT, ...bundle.manifest.parts.map(({ sha256 }) => sha256)]);
      const prune = connection.run(['bundle'], 'readwrite', async (tx) => {
        const keys = await tx.objectStore('bundle').getAllKeys();
        await Promise.all(keys.filter((key) => !keep.has(key)).map((key) => tx.objectStore('bundle').delete(key)));
      });
      await prune.catch(() => {});
    },
    async readPart(sha256) {
      const part = await get(sha256);
      return part instanceof ArrayBuffer ? part : undefined;
    },
    writePart: put,
    async readCheckedAt() {
      const at = await get(CHECKED_AT);
      return typeof at === 'number' ? at : 0;
    },
    writeCheckedAt: (at) => put(CHECKED_AT, at),
  };
}
