import type { ConsentRecord } from '../../contract/grants.ts';
import { newId, type RandomSource } from '../../contract/ids.ts';
import { within } from '../deadline.ts';
import { createCipher, createKey } from './cipher.ts';
import { openConnection, type Connection } from './connection.ts';
import { createDiskStore, readFrom, type DiskStore, type FirstRead } from './disk-store.ts';
import { createGuardedStore, type OpenDisk } from './guarded-store.ts';
import { databaseName, ONLY, PERSONAL } from './schema.ts';
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
export async function openStore(
  site: string,
  consent: ConsentRecord,
  { random, locks, openBudgetMs = OPEN_BUDGET_MS }: StoreOptions,
): Promise<Store> {
  const name = databaseName(site);
  const opening = openDisk(name, consent, random).catch(() => undefined);
  const opened = await within(openBudgetMs, opening);
  if (!opened) void opening.then((late) => late?.connection.giveUp());
  return createGuardedStore(name, opened, locks);
}

async function openDisk(name: string, consent: ConsentRecord, random: RandomSource): Promise<OpenDisk> {
  const connection = await openConnection(name);
  try {
    return { connection, ...(await openProfile(connection, consent, random)) };
  } catch (error) {
    // a browser that cannot keep the key (DataCloneError) keeps nothing at all
    connection.giveUp();
    throw error;
  }
}

/** The profile under its key and epoch; both are made where there are none, and the first of two tabs decides. */
async function openProfile(
  connection: Connection,
  consent: ConsentRecord,
  random: RandomSource,
): Promise<{ readonly disk: DiskStore; readonly isNew: boolean }> {
  // one transaction for all that a cold start needs
  let [key, epoch, first]: [CryptoKey | undefined, unknown, FirstRead | undefined] = await connection.run(
    [...PERSONAL],
    'readonly',
    (tx) => Promise.all([tx.objectStore('keys').get(ONLY), tx.objectStore('meta').get('epoch'), readFrom(tx, 0)]),
  );
  let newEpoch: string | undefined;
  if (!key || !epoch) {
    const newKey = await createKey();
    newEpoch = newId(random);
    first = undefined;
    await connection.run(['keys', 'meta'], 'readwrite', async (tx) => {
      const [keys, meta] = [tx.objectStore('keys'), tx.objectStore('meta')];
      [key = newKey, epoch = newEpoch] = await Promise.all([keys.get(ONLY), meta.get('epoch')]);
      await Promise.all([keys.put(key, ONLY), meta.put(epoch as string, 'epoch'), meta.put(consent, 'consent')]);
    });
  }
  const disk = createDiskStore(connection, createCipher(key!, random), epoch as string, first);
  return { disk, isNew: epoch === newEpoch };
}
