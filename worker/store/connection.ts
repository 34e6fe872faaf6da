import { openDB, type IDBPTransaction, type OpenDBCallbacks, type StoreNames } from 'idb';

import { SCHEMA_VERSION, upgrade, type AisleSchema, type Database } from './schema.ts';

const BUDGET = 3;

type Stores = StoreNames<AisleSchema>[];
type Transaction<S extends Stores, M extends IDBTransactionMode> = IDBPTransaction<AisleSchema, S, M>;

/** The profile was erased under us, and nothing may create it anew. */
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

/** Opens the database, or creates it. Once. */
export async function openConnection(name: string): Promise<Connection> {
  let left = BUDGET;
  let isGone = false;

  const callbacks = (isFirst: boolean): OpenDBCallbacks<AisleSchema> => ({
    upgrade(database, oldVersion, _newVersion, tx) {
      // deleted since the first open: creating it anew would keep an empty profile that nobody allowed
      if (isFirst || oldVersion > 0) upgrade(database, oldVersion);
      else tx.abort();
    },
    blocking(_version, blocked, event) {
      // in the way of a deletion or of a newer build: this tab lets go at once
      isGone ||= blocked === null;
      (event.target as IDBDatabase).close();
    },
  });
  const open = (isFirst: boolean): Promise<Database> => openDB(name, SCHEMA_VERSION, callbacks(isFirst));
  let opening = open(true);
  await opening;

  return {
    async run(stores, mode, work, durability = 'relaxed') {
      for (;;) {
        const opened = opening;
        const database = await opened;
        if (isGone) throw new GoneError();
        try {
          const tx = database.transaction(stores, mode, { durability });
          // both at once: a rejection of `done` that nobody awaits would be reported as unhandled
          const [result] = await Promise.all([work(tx), tx.done]);
          left = BUDGET;
          return result;
        } catch (error) {
          if (!isHandleFault(error) || left-- <= 0) throw error;
          // of several calls that met the same dead handle, the first one opens the next
          if (opening !== opened) continue;
          database.close();
          opening = open(false).catch((reason: unknown) => {
            throw nameOf(reason) === 'AbortError' ? new GoneError() : reason;
          });
        }
      }
    },
    giveUp() {
      isGone = true;
      void opening.then((database) => database.close());
    },
  };
}

export function nameOf(error: unknown): string {
  return (error as Error).name;
}

/** Errors that say more of the handle than of the call: closed by the browser, backing store lost, transaction cut off. */
function isHandleFault(error: unknown): boolean {
  return ['InvalidStateError', 'AbortError', 'UnknownError'].includes(nameOf(error));
}
