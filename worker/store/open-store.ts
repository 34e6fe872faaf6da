import type { ConsentRecord } from '../../contract/grants.ts';
import { newId, type RandomSource } from '../../contract/ids.ts';
import { within } from '../deadline.ts';
import { createCipher, createKey, isKey } from './cipher.ts';
import type { Locks } from './compact.ts';
import { ask, createConnection, type Connection } from './connection.ts';
import { clearPersonal, createDiskStore, proofOf, readFrom } from './disk-store.ts';
import { createGuardedStore, type OpenDisk } from './guarded-store.ts';
import { databaseName, ONLY, type Tx } from './schema.ts';
import type { Store } from './store.ts';

const OPEN_BUDGET_MS = 1_000;

export interface StoreOptions {
  readonly random: RandomSource;
  /** The browser's lock manager; without it two tabs may both take the trouble of a compaction. */
  readonly locks?: Locks;
  /** How long opening may take before the store lives in memory. Default 1,000. */
  readonly openBudgetMs?: number;
}

/**
 * Opens the profile of a site, or creates it: the key, the epoch and the record of the consent that allows it. Never
 * rejects: where the database cannot be opened in time, is of a newer build, or cannot keep the key, the store lives in
 * memory, and nothing is written in plain.
 */
export async function openStore(
  site: string,
  consent: ConsentRecord,
  { random, locks, openBudgetMs = OPEN_BUDGET_MS }: StoreOptions,
): Promise<Store> {
  const name = databaseName(site);
  const connection = createConnection(name, openBudgetMs);
  const opening = openProfile(connection, consent, random).then(({ key, ...rest }): OpenDisk => ({
    connection,
    disk: createDiskStore({ ...rest, connection, cipher: createCipher(key, random), name, locks }),
    isNew: rest.isNew,
  }));
  const opened = await within(
    openBudgetMs,
    opening.catch(() => undefined),
  );
  // a handle that comes late is closed; a browser that cannot keep the key (DataCloneError) keeps nothing at all
  if (!opened) connection.giveUp();
  return createGuardedStore(name, opened);
}

/** The key and epoch of a profile; both are made where one is missing, and the first of two tabs decides. */
async function openProfile(connection: Connection, consent: ConsentRecord, random: RandomSource) {
  // one transaction for all that a cold start needs
  const [key, epoch, first] = await connection.run('readonly', (tx) => Promise.all([...readLock(tx), readFrom(tx, 0)]));
  if (isKey(key) && isEpoch(epoch)) return { key, epoch, first, isNew: false };
  const newKey = await createKey();
  const newEpoch = newId(random);
  return connection.run('readwrite', async (tx) => {
    const [known, since] = await Promise.all(readLock(tx));
    if (isKey(known) && isEpoch(since)) return { key: known, epoch: since, first: undefined, isNew: false };
    // what lies under a key that is lost cannot be read by anybody
    await clearPersonal(tx);
    const meta = tx('meta');
    tx('keys').put(newKey, ONLY);
    meta.put(newEpoch, 'epoch');
    meta.put(proofOf(consent, newEpoch), 'consent');
    return { key: newKey, epoch: newEpoch, first: undefined, isNew: true };
  });
}

function readLock(tx: Tx): [Promise<unknown>, Promise<unknown>] {
  return [ask(tx('keys').get(ONLY)), ask(tx('meta').get('epoch'))];
}

function isEpoch(value: unknown): value is string {
  return typeof value === 'string';
}
