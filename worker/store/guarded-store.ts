import type { ConsentRecord } from '../../contract/grants.ts';
import { GoneError } from './connection.ts';
import { StaleEpochError, type DiskStore } from './disk-store.ts';
import { createMemoryStore } from './memory-store.ts';
import type { BundleCache, Store } from './store.ts';

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
  let newestSeq = 0;
  let isDestroyed = false;

  /** The disk's answer; undefined where this call must go elsewhere. */
  const attempt = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    if (memory || isDestroyed) return undefined;
    try {
      return await call();
    } catch (error) {
      if (error instanceof GoneError || error instanceof StaleEpochError) isDestroyed = true;
      else if (!isQuota(error)) memory ??= createMemoryStore(newestSeq);
      return undefined;
    }
  };
  const refusal = () => ({ ok: false, reason: isDestroyed ? 'stopped' : 'store' }) as const;

  return {
    storage: () => (memory ? 'memory' : 'disk'),
    async read(after) {
      const stored = await attempt(() => disk.read(after));
      if (stored) newestSeq = Math.max(newestSeq, stored.snapshot?.throughSeq ?? 0, stored.rows.at(-1)?.seq ?? 0);
      return stored ?? memory?.read(after) ?? { rows: [] };
    },
    async lastSeq() {
      return (await attempt(() => disk.lastSeq())) ?? memory?.lastSeq() ?? newestSeq;
    },
    async append(entry) {
      const seq = await attempt(() => disk.append(entry));
      if (seq === undefined) return memory?.append(entry) ?? refusal();
      newestSeq = Math.max(newestSeq, seq);
      return { ok: true, seq };
    },
    async compact(snapshot) {
      const isDone = await attempt(() => handle.exclusively(() => disk.compact(snapshot)));
      return isDone ?? memory?.compact(snapshot) ?? false;
    },
    async readConsent() {
      return (await attempt(() => disk.readConsent())) ?? memory?.readConsent();
    },
    async writeConsent(consent: ConsentRecord) {
      const isDone = await attempt(() => disk.writeConsent(consent).then(() => true));
      return isDone ? { ok: true } : (memory?.writeConsent(consent) ?? refusal());
    },
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
      const isOurs = handle.isNew && (await attempt(() => disk.holdsEpoch()));
      isDestroyed = true;
      await memory?.destroy();
      if (isOurs) {
        await disk.destroy().catch(() => {});
        await handle.remove();
      }
      handle.close();
    },
    close: () => handle.close(),
  };
}

function isQuota(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
