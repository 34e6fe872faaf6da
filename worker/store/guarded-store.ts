import { createBundleCache } from './bundle-cache.ts';
import { GoneError, nameOf, type Connection } from './connection.ts';
import { FULL, type DiskStore, type Rows } from './disk-store.ts';
import { createMemoryStore } from './memory-store.ts';
import { removeDatabase } from './remove-database.ts';
import type { Store } from './store.ts';

/** Above every row a disk can have: a memory that takes over need not know where the disk's rows end. */
const MEMORY_SEQ = 2 ** 40;

/** A profile on disk. */
export interface OpenDisk {
  readonly connection: Connection;
  readonly disk: DiskStore;
  /** Whether there was no profile before this one was opened. */
  readonly isNew: boolean;
}

/**
 * A store that never rejects. A profile that was erased meanwhile answers `stopped`; a database that is lost for good, or was
 * never opened, is replaced by memory, once, so that nothing loops; a full disk refuses this write and leaves the rest as it
 * is.
 */
export function createGuardedStore(name: string, opened: OpenDisk | undefined): Store {
  const { disk, connection, isNew } = opened ?? {};
  let rows: Rows = disk ?? createMemoryStore();

  /** `full` is the answer of a full disk. */
  const ask = async <T>(call: (from: Rows) => Promise<T>, full?: T): Promise<T> => {
    const asked = rows;
    try {
      return await call(asked);
    } catch (error) {
      if (full !== undefined && nameOf(error) === 'QuotaExceededError') return full;
      if (rows === asked) rows = createMemoryStore(MEMORY_SEQ, error instanceof GoneError);
      // a handle that is of no use here must not be in the way of other tabs
      close();
      return call(rows);
    }
  };
  const destroy = async (): Promise<void> => {
    rows = createMemoryStore(0, true);
    // a database that cannot be written any more can still be deleted
    await disk?.destroy().catch(() => {});
  };
  const close = (): void => connection?.giveUp();
  const remove = (budgetMs?: number): Promise<boolean> => {
    close();
    return removeDatabase(name, budgetMs);
  };

  return {
    storage: () => (rows === disk ? 'disk' : 'memory'),
    read: (after) => ask((from) => from.read(after)),
    append: (entry) => ask((from) => from.append(entry), FULL),
    compact: (snapshot, now) => rows.compact(snapshot, now),
    makeRoom: (snapshot, now) => ask((from) => from.makeRoom(snapshot, now), null!),
    readConsent: () => ask((from) => from.readConsent()),
    writeConsent: (consent) => ask((from) => from.writeConsent(consent), { ok: false, reason: 'store' }),
    bundles: connection && createBundleCache(connection),
    destroy,
    remove,
    async abandon() {
      try {
        if (isNew && rows === disk) {
          await disk.assertEpoch();
          await destroy();
          await remove();
        }
      } catch {
        // another tab's profile, made since
      }
      rows = createMemoryStore(0, true);
      close();
    },
    close,
  };
}
