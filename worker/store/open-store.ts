import { openDB, type OpenDBCallbacks } from 'idb';

import type { ConsentRecord } from '../../contract/grants.ts';
import { newId, type RandomSource } from '../../contract/ids.ts';
import { createBundleCache } from './bundle-cache.ts';
import { createCipher, createKey } from './cipher.ts';
import { createConnection, GoneError, type Connection } from './connection.ts';
import { createDiskStore, readFrom, type FirstRead } from './disk-store.ts';
import { createGuardedStore } from './guarded-store.ts';
import { createMemoryStore } from './memory-store.ts';
import { removeDatabase } from './remove-database.ts';
import { databaseName, ONLY, PERSONAL, SCHEMA_VERSION, upgrade, type AisleSchema, type Database } from './schema.ts';
import type { Store } from './store.ts';

const OPEN_BUDGET_MS = 1_000;

export interface StoreOptions {
  readonly random: RandomSource;
  /** The browser's lock manager; without it two tabs may both take the trouble of a compaction. */
  readonly locks?: Pick<LockManager, 'request'>;
  /** How long opening may take before the store lives in memory. Default 1,000. */
  readonly openBudgetMs?: number;
}

/**
 * Opens the profile of a site, or creates it: the key, the epoch and the record of the consent that allows it. Never
 * rejects: where the database cannot be opened in time, or cannot keep the key, the store lives in memory, and nothing is
 * written in plain.
 */
export async function openStore(site: string, consent: ConsentRecord, options: StoreOptions): Promise<Store> {
  try {
    const budgetMs = options.openBudgetMs ?? OPEN_BUDGET_MS;
    return await within(budgetMs, openDisk(site, consent, options), (late) => late.close());
  } catch {
    return { ...createMemoryStore(), remove: (budgetMs) => removeDatabase(databaseName(site), budgetMs) };
  }
}

async function openDisk(site: string, consent: ConsentRecord, { random, locks }: StoreOptions): Promise<Store> {
  const name = databaseName(site);
  const connection = await openConnection(name);
  try {
    const { key, epoch, isNew, first } = await openProfile(connection, consent, random);
    return createGuardedStore(createDiskStore(connection, createCipher(key, random), epoch, first), {
      isNew,
      bundles: createBundleCache(connection),
      exclusively: (work) =>
        locks ? locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : false)) : work(),
      remove(budgetMs) {
        connection.giveUp();
        return removeDatabase(name, budgetMs);
      },
      close: () => connection.giveUp(),
    });
  } catch (error) {
    // a browser that cannot keep the key (DataCloneError) keeps nothing at all
    connection.giveUp();
    throw error;
  }
}

async function openConnection(name: string): Promise<Connection> {
  let connection: Connection | undefined;
  const callbacks = (isFirst: boolean): OpenDBCallbacks<AisleSchema> => ({
    upgrade(database, oldVersion, _newVersion, tx) {
      // deleted since the first open: creating it anew would keep an empty profile that nobody allowed
      if (!isFirst && oldVersion === 0) tx.abort();
      else upgrade(database, oldVersion);
    },
    blocking(_version, blocked, event) {
      // in the way of a deletion or of a newer build: this tab lets go at once
      if (blocked === null) connection?.giveUp();
      (event.target as IDBDatabase).close();
    },
  });
  const open = (isFirst: boolean): Promise<Database> => openDB(name, SCHEMA_VERSION, callbacks(isFirst));
  const reopen = (): Promise<Database> =>
    open(false).catch((error: unknown) => {
      throw error instanceof Error && error.name === 'AbortError' ? new GoneError() : error;
    });
  connection = createConnection(await open(true), reopen);
  return connection;
}

interface OpenProfile {
  readonly key: CryptoKey;
  readonly epoch: string;
  readonly isNew: boolean;
  readonly first?: FirstRead;
}

/** The key and the epoch of the profile; both are made where there are none, and the first of two tabs decides. */
async function openProfile(connection: Connection, consent: ConsentRecord, random: RandomSource): Promise<OpenProfile> {
  // one transaction for all that a cold start needs
  const [key, epoch, first] = await connection.run([...PERSONAL], 'readonly', (tx) =>
    Promise.all([tx.objectStore('keys').get(ONLY), tx.objectStore('meta').get('epoch'), readFrom(tx, 0)]),
  );
  if (key && typeof epoch === 'string') return { key, epoch, isNew: false, first };
  const [newKey, newEpoch] = [await createKey(), newId(random)];
  return connection.run(['keys', 'meta'], 'readwrite', async (tx) => {
    const [keys, meta] = [tx.objectStore('keys'), tx.objectStore('meta')];
    const [key = newKey, oldEpoch] = await Promise.all([keys.get(ONLY), meta.get('epoch')]);
    const epoch = typeof oldEpoch === 'string' ? oldEpoch : newEpoch;
    await Promise.all([keys.put(key, ONLY), meta.put(epoch, 'epoch'), meta.put(consent, 'consent')]);
    return { key, epoch, isNew: epoch === newEpoch };
  });
}

/** `promise`, or a rejection after `ms`; what comes later is handed to `onLate`. */
function within<T>(ms: number, promise: Promise<T>, onLate: (late: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      void promise.then(onLate, () => {});
      reject(new Error(`not open after ${ms} ms`));
    }, ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
