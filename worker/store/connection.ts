import { within } from '../deadline.ts';
import { PERSONAL, SCHEMA_VERSION, upgrade, type StoreName, type Tx } from './schema.ts';

const BUDGET = 3;

/** The profile was erased under us, and nothing may create it anew. */
export class GoneError extends Error {}

/** The handle of the database, opened when it is first needed and replaced when the browser takes it away. */
export interface Connection {
  /**
   * Runs `work` in a transaction and resolves when that is complete. Where the handle turns out dead the database is opened
   * again and `work` runs once more; three failures in a row use up the budget, a success restores it.
   *
   * @default stores the personal ones
   * @default durability relaxed: it gives up the wait for the disk's own cache; a browser or tab that dies loses nothing
   * @throws GoneError after a deletion; what `work` threw when it is no fault of the handle, or the budget is used up
   */
  run<T>(
    mode: IDBTransactionMode,
    work: (tx: Tx) => Promise<T>,
    stores?: readonly StoreName[],
    durability?: IDBTransactionDurability,
  ): Promise<T>;
  /** Lets go of the database for ever: another tab deletes it, or this one has ended. */
  giveUp(): void;
}

/** @param openBudgetMs how long an opening may take before it counts as failed. */
export function createConnection(name: string, openBudgetMs: number): Connection {
  let left = BUDGET;
  let isGone = false;
  let wasOpen = false;
  let opening: Promise<IDBDatabase> | undefined;

  const open = (): Promise<IDBDatabase> =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(name, SCHEMA_VERSION);
      request.onupgradeneeded = ({ oldVersion }) => {
        // deleted since the first open: creating it anew would keep an empty profile that nobody allowed
        isGone ||= wasOpen && !oldVersion;
        if (isGone) request.transaction!.abort();
        else upgrade(request.result, oldVersion);
      };
      request.onerror = () => reject(request.error!);
      request.onsuccess = () => {
        const database = request.result;
        wasOpen = true;
        database.onversionchange = ({ newVersion }) => {
          // in the way of a deletion or of a newer build: this tab lets go at once
          isGone ||= newVersion === null;
          database.close();
        };
        resolve(database);
      };
    });

  return {
    async run(mode, work, stores = PERSONAL, durability = 'relaxed') {
      for (;;) {
        const opened = (opening ??= open());
        let database: IDBDatabase | undefined;
        try {
          database = await within(openBudgetMs, opened);
          if (isGone) throw new GoneError();
          const tx = database!.transaction(stores, mode, { durability });
          const done = new Promise<unknown>((resolve, reject) => {
            tx.oncomplete = resolve;
            tx.onabort = () => reject(tx.error ?? new DOMException('', 'AbortError'));
          });
          // both at once: a rejection of `done` that nobody awaits would be reported as unhandled
          const [result] = await Promise.all([work((store) => tx.objectStore(store) as never), done]);
          left = BUDGET;
          return result;
        } catch (error) {
          if (isGone) throw new GoneError();
          if (!isHandleFault(error) || left-- <= 0) throw error;
          // of several calls that met the same dead handle, the first one opens the next
          if (opening !== opened) continue;
          opening = undefined;
          database?.close();
        }
      }
    },
    giveUp() {
      isGone = true;
      void opening?.then(
        (database) => database.close(),
        () => {},
      );
    },
  };
}

/** What a request answers. */
export function ask<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
}

export function nameOf(error: unknown): string {
  return (error as Error).name;
}

/** Errors that say more of the handle than of the call: closed by the browser, backing store lost, transaction cut off. */
function isHandleFault(error: unknown): boolean {
  return ['InvalidStateError', 'AbortError', 'UnknownError'].includes(nameOf(error));
}
