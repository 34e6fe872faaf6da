import { isAisleEvent } from '../../contract/events.ts';
import { isConsentRecord } from '../../contract/grants.ts';
import { isArrayOf, isRecord } from '../../contract/guards.ts';
import { isRawProfile } from '../profile/profile.ts';
import type { Cipher } from './cipher.ts';
import type { Connection } from './connection.ts';
import { ONLY, PERSONAL, type JournalRecord, type SnapshotRow } from './schema.ts';
import type { JournalEntry, JournalRow, Store } from './store.ts';

/** The epoch on disk is not the one this writer was opened with: the profile was erased meanwhile. */
export class StaleEpochError extends Error {}

/** The personal half of `Store`, but its calls reject. */
export interface DiskStore extends Pick<
  Store,
  'read' | 'lastSeq' | 'append' | 'compact' | 'readConsent' | 'writeConsent' | 'destroy'
> {
  /** Whether the profile on disk is still the one this store was opened with. */
  holdsEpoch(): Promise<boolean>;
}

/** What the first read after opening needs, fetched together with the key. */
export type FirstRead = readonly [row: SnapshotRow | undefined, records: readonly JournalRecord[]];

interface Fenced {
  objectStore(name: 'meta'): { get(key: 'epoch'): Promise<unknown> };
  abort(): void;
}

/** The store over an open database whose key and epoch are known. */
export function createDiskStore(connection: Connection, cipher: Cipher, epoch: string, first?: FirstRead): DiskStore {
  let ahead = first;
  // good for whoever asks at once; later it would be old
  setTimeout(() => (ahead = undefined));

  /** Fences a write, in the write's own transaction. */
  const assertEpoch = async (tx: Fenced): Promise<void> => {
    if ((await tx.objectStore('meta').get('epoch')) === epoch) return;
    tx.abort();
    throw new StaleEpochError();
  };

  const readRows = async (after: number): Promise<FirstRead> => {
    const known = ahead;
    ahead = undefined;
    if (known && after === 0) return known;
    return connection.run(['snapshot', 'journal'], 'readonly', (tx) => readFrom(tx, after));
  };

  const discard = (row: SnapshotRow): Promise<void> =>
    connection.run(['snapshot'], 'readwrite', async (tx) => {
      const found = await tx.objectStore('snapshot').get(ONLY);
      // another tab may have put a good one in its place
      if (found?.id === row.id) await tx.objectStore('snapshot').delete(ONLY);
    });

  return {
    async read(after) {
      const [row, records] = await readRows(after);
      const newer = row && row.throughSeq > after ? row : undefined;
      const [profile, rows] = await Promise.all([
        newer && cipher.unseal(sealOf(newer), newer),
        Promise.all(records.map(async (sealed) => toRow(sealed.seq!, await cipher.unseal('journal', sealed)))),
      ]);
      if (!newer) return { rows };
      if (isRawProfile(profile)) {
        const { throughSeq } = newer;
        return { snapshot: { throughSeq, profile }, rows: rows.filter(({ seq }) => seq > throughSeq) };
      }
      // another key, a flipped bit or a form this build does not know: what is left of the journal is a fresh start
      await discard(newer);
      return { rows };
    },

    lastSeq: () =>
      connection.run(['snapshot', 'journal'], 'readonly', async (tx) => {
        const cursor = await tx.objectStore('journal').openKeyCursor(null, 'prev');
        return cursor?.key ?? (await tx.objectStore('snapshot').get(ONLY))?.throughSeq ?? 0;
      }),

    async append(entry) {
      const sealed = await cipher.seal('journal', entry);
      return connection.run(['meta', 'journal'], 'readwrite', async (tx) => {
        // both at once: where the epoch is another one, the fence takes the row back
        const [seq] = await Promise.all([tx.objectStore('journal').add(sealed), assertEpoch(tx)]);
        return { ok: true, seq };
      });
    },

    async compact({ throughSeq, profile }) {
      const sealed = await cipher.seal(sealOf({ throughSeq }), profile);
      return connection.run(['meta', 'snapshot', 'journal'], 'readwrite', async (tx) => {
        await assertEpoch(tx);
        const known = (await tx.objectStore('snapshot').get(ONLY))?.throughSeq ?? 0;
        if (known > throughSeq) return false;
        await tx.objectStore('snapshot').put({ ...sealed, throughSeq }, ONLY);
        await tx.objectStore('journal').delete(IDBKeyRange.upperBound(throughSeq));
        return true;
      });
    },

    readConsent: () =>
      connection.run(['meta'], 'readonly', async (tx) => {
        const consent = await tx.objectStore('meta').get('consent');
        return isConsentRecord(consent) ? consent : undefined;
      }),

    writeConsent: (consent) =>
      connection.run(['meta'], 'readwrite', async (tx) => {
        await assertEpoch(tx);
        await tx.objectStore('meta').put(consent, 'consent');
        return { ok: true };
      }),

    holdsEpoch: () =>
      connection.run(['meta'], 'readonly', async (tx) => (await tx.objectStore('meta').get('epoch')) === epoch),

    // the epoch, the key and every row at once: a writer that comes later finds another epoch, or none
    destroy: () =>
      connection.run(
        [...PERSONAL],
        'readwrite',
        async (tx) => void (await Promise.all(PERSONAL.map((store) => tx.objectStore(store).clear()))),
        'strict',
      ),
  };
}

interface Readable {
  objectStore(name: 'snapshot'): { get(key: string): Promise<SnapshotRow | undefined> };
  objectStore(name: 'journal'): { getAll(query: IDBKeyRange): Promise<JournalRecord[]> };
}

/** The snapshot and the rows after `after`, in a transaction that is under way. */
export function readFrom(tx: Readable, after: number): Promise<FirstRead> {
  return Promise.all([
    tx.objectStore('snapshot').get(ONLY),
    tx.objectStore('journal').getAll(IDBKeyRange.lowerBound(after, true)),
  ]);
}

/** The number is in the seal: a snapshot cannot be passed off as covering other rows. */
function sealOf({ throughSeq }: Pick<SnapshotRow, 'throughSeq'>): string {
  return `snapshot|${throughSeq}`;
}

function toRow(seq: number, value: unknown): JournalRow {
  return isJournalEntry(value) ? { seq, entry: value } : { seq };
}

function isJournalEntry(value: unknown): value is JournalEntry {
  return (
    isRecord(value) &&
    isArrayOf(value['events'], isAisleEvent, 0, Infinity) &&
    (value['notInterested'] === undefined || Array.isArray(value['notInterested']))
  );
}
