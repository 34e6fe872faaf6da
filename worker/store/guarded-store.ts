import { GoneError } from './connection.ts';
import { StaleEpochError, type DiskStore } from './disk-store.ts';
import { createMemoryStore } from './memory-store.ts';
import type { BundleCache, Store } from './store.ts';

/** Above every row a disk can have: a memory that takes over need not know where the disk's rows end. */
const MEMORY_SEQ = 2 ** 40;

/** What belongs to the database rather than to the rows in it. */
export interface Handle {
  /** Whether there was no profile before this one was opened. */
  readonly isNew: boolean;
  readonly bundles: BundleCache;
  /** Runs `work` unless another tab is at it. */
  exclusively(work: () => Promise<boolean>): Promise<boolean>;
  remove(budgetMs?: number): Promise<boolean>;
  close(): void;
}

/**
 * A store that never rejects. A profile that was erased meanwhile answers `stopped`; a database that is lost for good is
 * replaced by memory, once, so that nothing loops; a full disk refuses this write and leaves the rest as it is.
 */
export function createGuardedStore(disk: DiskStore, handle: Handle): Store {
  let memory: Store | undefined;
  let isDestroyed = false;

  /** The disk's answer, or memory's, or what is said when there is neither. */
  const ask = async <T>(call: (rows: DiskStore | Store) => Promise<T>, otherwise: () => T): Promise<T> => {
    if (!memory && !isDestroyed) {
      try {
        return await call(disk);
      } catch (error) {
        if (error instanceof GoneError || error instanceof StaleEpochError) isDestroyed = true;
        else if (!isQuota(error)) memory = createMemoryStore(MEMORY_SEQ);
      }
    }
    return memory ? call(memory) : otherwise();
  };
  const refusal = () => ({ ok: false, reason: isDestroyed ? 'stopped' : 'store' }) as const;

  return {
    storage: () => (memory ? 'memory' : 'disk'),
    read: (after) =>
      ask(
        (rows) => rows.read(after),
        () => ({ rows: [] }),
      ),
    lastSeq: () =>
      ask(
        (rows) => rows.lastSeq(),
        () => 0,
      ),
    append: (entry) => ask((rows) => rows.append(entry), refusal),
    compact: (snapshot) =>
      ask(
        (rows) => handle.exclusively(() => rows.compact(snapshot)),
        () => false,
      ),
    readConsent: () =>
      ask(
        (rows) => rows.readConsent(),
        () => undefined,
      ),
    writeConsent: (consent) => ask((rows) => rows.writeConsent(consent), refusal),
    bundles: handle.bundles,
    async destroy() {
      isDestroyed = true;
      // a database that cannot be written any more can still be deleted
      await Promise.all([disk.destroy().catch(() => {}), memory?.destroy()]);
    },
    remove(budgetMs) {
      isDestroyed = true;
      return handle.remove(budgetMs);
    },
    async abandon() {
      const isOurs = handle.isNew && !memory && (await disk.holdsEpoch().catch(() => false));
      isDestroyed = true;
      if (isOurs) {
        await disk.destroy().catch(() => {});
        await handle.remove();
      }
      await memory?.destroy();
      handle.close();
    },
    close: () => handle.close(),
  };
}

function isQuota(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
