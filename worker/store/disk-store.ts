import { PURPOSES_VERSION, type ConsentRecord } from '../../contract/grants.ts';
import { toRawProfile } from '../profile/profile.ts';
import type { Cipher } from './cipher.ts';
import { createCompaction, type Locks } from './compact.ts';
import { ask, GoneError, type Connection } from './connection.ts';
import { ONLY, PERSONAL, type JournalRecord, type Sealed, type SnapshotRow, type Tx } from './schema.ts';
import type { Full, JournalEntry, Store } from './store.ts';

/** More rows than that are kept only where they cannot be merged; the oldest go first. */
const MAX_ROWS = 512;
/** At every so many rows the journal is cut. */
const CUT_EVERY = 64;
/** Of one row, sealed. A batch of the page is some 10 kB, a whole profile some 100 kB. */
const MAX_ROW_BYTES = 1_048_576;
/** Of all rows, sealed. */
const MAX_BYTES = 8 * MAX_ROW_BYTES;
/** What is left of a journal that can neither grow nor be merged: rows, at most half of its bytes. */
const LEFT_ROWS = 4;

export const FULL: Full = { ok: false, reason: 'full' };

/** The rows of `Store`; on disk every call of it may reject, `compact` excepted. */
export type Rows = Pick<Store, 'read' | 'append' | 'compact' | 'makeRoom' | 'readConsent' | 'writeConsent' | 'destroy'>;

export interface DiskStore extends Rows {
  /** Rejects unless the profile on disk is still the one this store was opened with. */
  assertEpoch(): Promise<void>;
}

/** What the first read after opening needs, fetched together with the key. */
export type FirstRead = readonly [row: SnapshotRow | undefined, records: readonly JournalRecord[]];

export interface DiskParts {
  readonly connection: Connection;
  readonly cipher: Cipher;
  readonly epoch: string;
  readonly first: FirstRead | undefined;
  /** Of the lock under which rows are merged. */
  readonly name: string;
  readonly locks: Locks | undefined;
}

/** The store over an open database whose key and epoch are known. */
export function createDiskStore({ connection, cipher, epoch, first, name, locks }: DiskParts): DiskStore {
  let ahead = first;
  // good for whoever asks at once; later it would be old
  setTimeout(() => (ahead = undefined));
  /** The last row that this tab knows of. */
  let lastSeq = 0;
  /** Bytes of the rows that this tab has seen since the last merge. */
  let bytes = 0;

  /** Fences a write: the first thing in the write's own transaction. */
  const assertEpoch = async (tx: Tx): Promise<void> => {
    if ((await ask(tx('meta').get('epoch'))) !== epoch) throw new GoneError();
  };
  const merge = createCompaction(connection, cipher, assertEpoch, name, locks);
  const compact: Rows['compact'] = async (snapshot, now) => {
    const isMerged = await merge(snapshot, now);
    if (isMerged) bytes = 0;
    return isMerged;
  };

  return {
    async read(after) {
      const known = after === 0 && ahead;
      ahead = undefined;
      const [row, records] = known || (await connection.run('readonly', (tx) => readFrom(tx, after)));
      const throughSeq = row?.throughSeq ?? 0;
      const [profile, ...entries] = await Promise.all([
        row && throughSeq > after && cipher.unseal(['snapshot', throughSeq], row),
        ...records.map((record) => cipher.unseal(['journal', record.seq], record)),
      ]);
      const rows = records.map(({ seq }, at) => ({ seq, entry: entries[at] as JournalEntry | undefined }));
      lastSeq = Math.max(lastSeq, throughSeq, rows.at(-1)?.seq ?? 0);
      if (throughSeq > after) bytes = 0;
      for (const { data } of records) bytes += data.byteLength;
      // of another key, with a flipped bit or of a form this build does not know: what is left of the journal is a fresh
      // start, and the next snapshot takes its place
      const whole = toRawProfile(profile);
      if (!whole) return { rows };
      return { snapshot: { throughSeq, profile: whole }, rows: rows.filter(({ seq }) => seq > throughSeq) };
    },

    async append(entry) {
      const sealAs = (place: number): Promise<Sealed> => cipher.seal(['journal', place], entry);
      let seq = lastSeq + 1;
      let sealed = await sealAs(seq);
      const { byteLength } = sealed.data;
      if (byteLength > MAX_ROW_BYTES) return { ok: false, reason: 'store' };
      if (bytes + byteLength > MAX_BYTES) return FULL;
      return connection.run('readwrite', async (tx) => {
        const [last] = await Promise.all([readLastSeq(tx), assertEpoch(tx)]);
        if (last + 1 !== seq) {
          // another row came first. To start again could go on for ever where ten tabs write: the number is held instead
          seq = last + 1;
          sealed = await during(tx, sealAs(seq));
        }
        const journal = tx('journal');
        journal.add({ ...sealed, seq });
        tx('meta').put(seq, 'seq');
        if (seq % CUT_EVERY === 0) journal.delete(IDBKeyRange.upperBound(seq - MAX_ROWS));
        lastSeq = seq;
        bytes += byteLength;
        return { ok: true, seq };
      });
    },

    compact,

    async makeRoom(snapshot, now) {
      // it can be fetched again
      await connection.run('readwrite', async (tx) => void tx('bundle').clear(), ['bundle']);
      if (await compact(snapshot, now)) return;
      await connection.run('readwrite', async (tx) => {
        await assertEpoch(tx);
        tx('journal').delete(IDBKeyRange.upperBound(lastSeq - LEFT_ROWS));
      });
      bytes = LEFT_ROWS * MAX_ROW_BYTES;
    },

    readConsent: () =>
      connection.run('readonly', (tx) => ask(tx('meta').get('consent'))) as Promise<ConsentRecord | undefined>,

    writeConsent: (consent) =>
      connection.run('readwrite', async (tx) => {
        await assertEpoch(tx);
        tx('meta').put(proofOf(consent, epoch), 'consent');
        return { ok: true };
      }),

    assertEpoch: () => connection.run('readonly', assertEpoch),

    // the epoch, the key and every row at once: a writer that comes later finds another epoch, or none
    destroy: () => connection.run('readwrite', clearPersonal, PERSONAL, 'strict'),
  };
}

/** The snapshot and the rows after `after`, in a transaction that is under way. */
export function readFrom(tx: Tx, after: number): Promise<FirstRead> {
  return Promise.all([ask(tx('snapshot').get(ONLY)), ask(tx('journal').getAll(IDBKeyRange.lowerBound(after, true)))]);
}

/** The record of a consent, with what only the store knows. */
export function proofOf(consent: ConsentRecord, epoch: string): ConsentRecord {
  return { ...consent, purposes: PURPOSES_VERSION, epoch };
}

export async function clearPersonal(tx: Tx): Promise<void> {
  for (const store of PERSONAL) tx(store).clear();
}

/** The number of the last row that was ever written, merged or not. */
async function readLastSeq(tx: Tx): Promise<number> {
  const stored = await ask(tx('meta').get('seq'));
  if (typeof stored === 'number') return stored;
  // a profile that is new, or of version 1
  const [row, keys] = await Promise.all([ask(tx('snapshot').get(ONLY)), ask(tx('journal').getAllKeys())]);
  return Math.max(row?.throughSeq ?? 0, keys.at(-1) ?? 0);
}

/** Asks the transaction for something again and again: it would be over before `work` is. */
async function during<T>(tx: Tx, work: Promise<T>): Promise<T> {
  const state = { isDone: false };
  const end = (): unknown => (state.isDone = true);
  work.then(end, end);
  while (!state.isDone) await ask(tx('meta').get('seq'));
  return work;
}
