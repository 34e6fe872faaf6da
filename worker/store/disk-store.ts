import type { ConsentRecord } from '../../contract/grants.ts';
import type { RawProfile } from '../profile/profile.ts';
import type { Cipher } from './cipher.ts';
import { GoneError, type Connection } from './connection.ts';
import { ONLY, PERSONAL, type JournalRecord, type SnapshotRow } from './schema.ts';
import type { JournalEntry, Store } from './store.ts';

/** The rows of `Store`; on disk every call of it may reject. */
export type Rows = Pick<Store, 'read' | 'append' | 'compact' | 'readConsent' | 'writeConsent' | 'destroy'>;

export interface DiskStore extends Rows {
  /** Rejects unless the profile on disk is still the one this store was opened with. */
  assertEpoch(): Promise<void>;
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
    throw new GoneError();
  };

  return {
    async read(after) {
      const known = after === 0 && ahead;
      ahead = undefined;
      const [row, records] =
        known || (await connection.run(['snapshot', 'journal'], 'readonly', (tx) => readFrom(tx, after)));
      const [profile, ...entries] = await Promise.all([
        row && row.throughSeq > after && cipher.unseal(sealOf(row), row),
        ...records.map((record) => cipher.unseal('journal', record)),
      ]);
      const rows = records.map(({ seq }, at) => ({ seq: seq!, entry: entries[at] as JournalEntry | undefined }));
      // of another key, with a flipped bit or of a form this build does not know: what is left of the journal is a fresh
      // start, and the next snapshot takes its place
      if (!row || (profile as RawProfile | undefined)?.v !== 1) return { rows };
      const { throughSeq } = row;
      return {
        snapshot: { throughSeq, profile: profile as RawProfile },
        rows: rows.filter(({ seq }) => seq > throughSeq),
      };
    },

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
        const snapshots = tx.objectStore('snapshot');
        const known = await snapshots.get(ONLY);
        if (known && known.throughSeq > throughSeq) return false;
        await snapshots.put({ ...sealed, throughSeq }, ONLY);
        await tx.objectStore('journal').delete(IDBKeyRange.upperBound(throughSeq));
        return true;
      });
    },

    readConsent: () =>
      connection.run(['meta'], 'readonly', (tx) => tx.objectStore('meta').get('consent')) as Promise<
        ConsentRecord | undefined
      >,

    writeConsent: (consent) =>
      connection.run(['meta'], 'readwrite', async (tx) => {
        await assertEpoch(tx);
        await tx.objectStore('meta').put(consent, 'consent');
        return { ok: true };
      }),

    assertEpoch: () => connection.run(['meta'], 'readonly', assertEpoch),

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
