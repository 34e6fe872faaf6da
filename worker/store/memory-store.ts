import type { ConsentRecord } from '../../contract/grants.ts';
import type { JournalRow, Store } from './store.ts';

/**
 * The store where nothing can be kept: private windows, blocked or broken storage. Its rows are one page's, so they are never
 * merged. `seq` continues the numbers of a store that was lost on the way.
 */
export function createMemoryStore(seq = 0): Store {
  let rows: JournalRow[] = [];
  let consent: ConsentRecord | undefined;
  let isDestroyed = false;
  const stopped = { ok: false, reason: 'stopped' } as const;
  const destroy = async (): Promise<void> => {
    isDestroyed = true;
    rows = [];
    consent = undefined;
  };
  return {
    storage: () => 'memory',
    read: async (after) => ({ rows: rows.filter((row) => row.seq > after) }),
    lastSeq: async () => seq,
    async append(entry) {
      if (isDestroyed) return stopped;
      rows.push({ seq: ++seq, entry });
      return { ok: true, seq };
    },
    compact: async () => true,
    readConsent: async () => consent,
    async writeConsent(record) {
      if (isDestroyed) return stopped;
      consent = record;
      return { ok: true };
    },
    bundles: undefined,
    destroy,
    remove: async () => true,
    abandon: destroy,
    close() {},
  };
}
