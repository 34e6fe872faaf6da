import type { ConsentRecord } from '../../contract/grants.ts';
import type { BundleCache, JournalRow, Snapshot, Store } from './store.ts';

/**
 * The store where nothing can be kept: private windows, blocked or broken storage. `firstSeq` continues the numbers of a
 * store that was lost on the way.
 */
export function createMemoryStore(firstSeq = 0): Store {
  let seq = firstSeq;
  let rows: JournalRow[] = [];
  let kept: Snapshot | undefined;
  let consent: ConsentRecord | undefined;
  let isDestroyed = false;
  const stopped = { ok: false, reason: 'stopped' } as const;
  const clear = (): Promise<void> => {
    isDestroyed = true;
    rows = [];
    kept = undefined;
    consent = undefined;
    return Promise.resolve();
  };
  return {
    storage: () => 'memory',
    read(after) {
      const newer = kept && kept.throughSeq > after ? kept : undefined;
      // a copy: what the caller folds into it must not change what is kept
      const snapshot = newer && { ...newer, profile: structuredClone(newer.profile) };
      return Promise.resolve({
        ...(snapshot && { snapshot }),
        rows: rows.filter((row) => row.seq > Math.max(after, newer?.throughSeq ?? 0)),
      });
    },
    lastSeq: () => Promise.resolve(seq),
    append(entry) {
      if (isDestroyed) return Promise.resolve(stopped);
      rows.push({ seq: ++seq, entry: structuredClone(entry) });
      return Promise.resolve({ ok: true, seq });
    },
    compact(snapshot) {
      if (isDestroyed || snapshot.throughSeq < (kept?.throughSeq ?? 0)) return Promise.resolve(false);
      kept = { ...snapshot, profile: structuredClone(snapshot.profile) };
      rows = rows.filter((row) => row.seq > snapshot.throughSeq);
      return Promise.resolve(true);
    },
    readConsent: () => Promise.resolve(consent),
    writeConsent(record) {
      if (isDestroyed) return Promise.resolve(stopped);
      consent = record;
      return Promise.resolve({ ok: true });
    },
    bundles: NO_CACHE,
    destroy: clear,
    remove: () => Promise.resolve(true),
    abandon: clear,
    close() {},
  };
}

/** The HTTP cache does the same, one request away. */
export const NO_CACHE: BundleCache = {
  read: () => Promise.resolve(undefined),
  replace: () => Promise.resolve(),
  readPart: () => Promise.resolve(undefined),
  writePart: () => Promise.resolve(),
  readCheckedAt: () => Promise.resolve(0),
  writeCheckedAt: () => Promise.resolve(),
};
