import type { ConsentRecord } from '../../contract/grants.ts';
import type { Rows } from './disk-store.ts';
import type { JournalRow } from './store.ts';

/**
 * Rows where nothing can be kept: private windows, blocked or broken storage. They are one page's, so they are never merged.
 * `seq` continues the numbers of a store that was lost on the way. Of an erased profile (`isGone`) there is nothing to read,
 * and every write answers `stopped`.
 */
export function createMemoryStore(seq = 0, isGone = false): Rows {
  let rows: JournalRow[] = [];
  let consent: ConsentRecord | undefined;
  const stopped = { ok: false, reason: 'stopped' } as const;
  return {
    read: async (after) => ({ rows: rows.filter((row) => row.seq > after) }),
    async append(entry) {
      if (isGone) return stopped;
      rows.push({ seq: ++seq, entry });
      return { ok: true, seq };
    },
    compact: async () => !isGone,
    async makeRoom() {},
    readConsent: async () => consent,
    async writeConsent(record) {
      if (isGone) return stopped;
      consent = record;
      return { ok: true };
    },
    async destroy() {
      isGone = true;
      rows = [];
      consent = undefined;
    },
  };
}
