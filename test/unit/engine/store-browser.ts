// What the browser does of itself: it knows which tab has opened which database, and ends with a tab what that tab asked for.

import 'fake-indexeddb/auto';
import type { AsyncLocalStorage } from 'node:async_hooks';

import type { EngineParts } from '../../../worker/engine.ts';
import type { Locks } from '../../../worker/store/compact.ts';
import { openStore } from '../../../worker/store/open-store.ts';
import { realRandom } from './device.ts';

/** A tab, as far as its databases are concerned. */
export interface DatabaseUser {
  readonly handles: Set<IDBDatabase>;
  readonly isDead: boolean;
}

/** The store, with less patience: an opening or a deletion that a frozen tab is in the way of ends soon. */
export function openImpatient(locks: Locks): EngineParts['openStore'] {
  return async (site, consent) => {
    const store = await openStore(site, consent, { random: realRandom, locks, openBudgetMs: 60 });
    return { ...store, remove: (budgetMs = 30) => store.remove(budgetMs) };
  };
}

/** The epoch of a profile, as another program reads it. */
export async function readEpoch(name: string): Promise<unknown> {
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve) => {
      request.addEventListener('success', () => resolve(request.result));
    });
  const database = await settled(indexedDB.open(name));
  const epoch = await settled(database.transaction('meta').objectStore('meta').get('epoch'));
  database.close();
  return epoch;
}

/** Knows which tab has opened what, and lets no tab that has died open or delete anything. */
export function watchDatabases(current: AsyncLocalStorage<DatabaseUser>): () => void {
  const { open, deleteDatabase } = indexedDB;
  const never = {} as IDBOpenDBRequest;
  indexedDB.open = function (...args) {
    const tab = current.getStore();
    if (tab?.isDead) return never;
    const request = open.apply(indexedDB, args);
    // what a process has asked for goes with it
    request.addEventListener('upgradeneeded', () => tab?.isDead && request.transaction!.abort());
    request.addEventListener('success', () => {
      if (tab?.isDead) request.result.close();
      else tab?.handles.add(request.result);
    });
    return request;
  };
  indexedDB.deleteDatabase = function (...args) {
    return current.getStore()?.isDead ? never : deleteDatabase.apply(indexedDB, args);
  };
  return () => Object.assign(indexedDB, { open, deleteDatabase });
}
