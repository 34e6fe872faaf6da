import { ask, type Connection } from './connection.ts';
import type { BundleCache } from './store.ts';

/**
 * The bundle beside the profile, so that a visit opens one database. A failure is a miss, and a full disk leaves the bundle to
 * the HTTP cache.
 */
export function createBundleCache(connection: Connection): BundleCache {
  return {
    get: (key) => connection.run('readonly', (tx) => ask(tx('bundle').get(key)), ['bundle']).catch(() => undefined),
    put: (key, value, isAlone) =>
      connection
        .run(
          'readwrite',
          async (tx) => {
            const bundles = tx('bundle');
            if (isAlone) bundles.clear();
            bundles.put(value, key);
          },
          ['bundle'],
        )
        .catch(() => {}),
  };
}
