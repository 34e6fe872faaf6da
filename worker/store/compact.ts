import type { Cipher } from './cipher.ts';
import { ask, type Connection } from './connection.ts';
import { ONLY, type Tx } from './schema.ts';
import type { Snapshot } from './store.ts';

/** A tab that began to merge rows and has not ended by then is frozen. */
const LAPSE_MS = 10_000;

export type Locks = Pick<LockManager, 'request'>;

/**
 * Replaces the snapshot and deletes the rows it covers: one tab at a time, and never rejects. The browser frees the lock of a
 * tab that has died, and keeps that of a frozen one. So the holder says in the database when it began; past `LAPSE_MS`
 * another tab takes the lock from it, and what the old holder does when it wakes is refused in its own transaction.
 */
export function createCompaction(
  connection: Connection,
  cipher: Cipher,
  assertEpoch: (tx: Tx) => Promise<void>,
  name: string,
  locks: Locks | undefined,
): (snapshot: Snapshot, now: number) => Promise<boolean> {
  return async ({ throughSeq, profile }, now) => {
    const compact = async (): Promise<boolean> => {
      await connection.run('readwrite', async (tx) => {
        await assertEpoch(tx);
        tx('meta').put(now, 'beat');
      });
      const sealed = await cipher.seal(['snapshot', throughSeq], profile);
      return connection.run('readwrite', async (tx) => {
        const snapshots = tx('snapshot');
        const [known, beat] = await Promise.all([
          ask(snapshots.get(ONLY)),
          ask(tx('meta').get('beat')),
          assertEpoch(tx),
        ]);
        if (beat !== now || (known && known.throughSeq > throughSeq)) return false;
        snapshots.put({ ...sealed, throughSeq }, ONLY);
        tx('journal').delete(IDBKeyRange.upperBound(throughSeq));
        return true;
      });
    };
    const holding = (options: LockOptions): Promise<boolean | undefined> =>
      locks!.request(name, options, async (lock) => (lock ? compact() : undefined));
    try {
      if (!locks) return await compact();
      const done = await holding({ ifAvailable: true });
      if (done !== undefined) return done;
      const beat = await connection.run('readonly', (tx) => ask(tx('meta').get('beat')));
      // either way round: a clock set back must not keep a lock for ever
      const isAlive = Math.abs(now - Number(beat)) < LAPSE_MS;
      return !isAlive && (await holding({ steal: true }))!;
    } catch {
      // stolen, full or lost: the next write sees what it is
      return false;
    }
  };
}
