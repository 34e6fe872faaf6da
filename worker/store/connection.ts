import type { IDBPTransaction, StoreNames } from 'idb';

import type { AisleSchema, Database } from './schema.ts';

const BUDGET = 3;

type Stores = StoreNames<AisleSchema>[];
type Transaction<S extends Stores, M extends IDBTransactionMode> = IDBPTransaction<AisleSchema, S, M>;

/** The database was deleted under us: the profile is erased, and nothing may create it anew. */
export class GoneError extends Error {}

/** The handle of the database, replaced when the browser takes it away. */
export interface Connection {
  /**
   * Runs `work` in a transaction and resolves when that is complete. Where the handle turns out dead the database is opened
   * again and `work` runs once more; three failures in a row use up the budget, a success restores it.
   *
   * @default durability relaxed: it gives up the wait for the disk's own cache; a browser or tab that dies loses nothing
   * @throws GoneError after a deletion; what `work` threw when it is no fault of the handle, or the budget is used up
   */
  run<S extends Stores, M extends IDBTransactionMode, T>(
    stores: S,
    mode: M,
    work: (tx: Transaction<S, M>) => Promise<T>,
    durability?: IDBTransactionDurability,
  ): Promise<T>;
  /** Lets go of the database for ever: another tab deletes it, or this one has ended. */
  giveUp(): void;
}

/** `reopen` opens the same database again, and rejects with `GoneError` where it no longer exists. */
export function createConnection(first: Database, reopen: () => Promise<Database>): Connection {
  let opening = Promise.resolve(first);
  let current: Database | undefined = first;
  let left = BUDGET;
  let isGone = false;

  const renew = (dead: Database): void => {
    // of several calls that met the same dead handle, the first one opens the next
    if (current !== dead) return;
    current = undefined;
    dead.close();
    opening = reopen().then((database) => {
      if (isGone) {
        database.close();
        throw new GoneError();
      }
      current = database;
      return database;
    });
    opening.catch(() => {});
  };

  return {
    async run(stores, mode, work, durability = 'relaxed') {
      for (;;) {
        if (isGone) throw new GoneError();
        const database = await opening;
        try {
          const tx = database.transaction(stores, mode, { durability });
          // both at once: a rejection of `done` that nobody awaits would be reported as unhandled
          const [result] = await Promise.all([work(tx), tx.done]);
          left = BUDGET;
          return result;
        } catch (error) {
          if (!isHandleFault(error) || left-- <= 0) throw error;
          renew(database);
        }
      }
    },
    giveUp() {
      isGone = true;
      current?.close();
    },
  };
}

/** Errors that say more of the handle than of the call: closed by the browser, backing store lost, transaction cut off. */
function isHandleFault(error: unknown): boolean {
  return error instanceof Error && ['InvalidStateError', 'AbortError', 'UnknownError'].includes(error.name);
}
