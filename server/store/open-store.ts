import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import { Pool } from 'pg';

import { AisleServerError } from '../errors.ts';
import { createStore, type Store } from './store.ts';
import type { Tables } from './tables.ts';

const CONNECTIONS = 4;
const CONNECT_MS = 5_000;
const STATEMENT_MS = 10_000;

/** Where the collector keeps its sums: a folder, a PostgreSQL database, or (for tests) nowhere but in memory. */
export type StorePlace = { readonly dir: string } | { readonly databaseUrl: string } | { readonly memory: true };

/**
 * Opens the store and brings its tables up to date.
 *
 * A folder holds a PGlite database of its own and is taken by one server at a time; a PostgreSQL database is shared by any
 * number of servers.
 *
 * @throws {AisleServerError} `data-in-use` where another server has the folder
 * @example const store = await openStore({ dir: 'data/server' });
 */
export async function openStore(place: StorePlace): Promise<Store> {
  if ('databaseUrl' in place) return openPostgres(place.databaseUrl);
  if ('memory' in place) return openPglite(await PGlite.create());
  return openFolder(place.dir);
}

async function openPostgres(connectionString: string): Promise<Store> {
  const pool = new Pool({
    connectionString,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: 'aisle',
  });
  // an idle connection that breaks is replaced with the next query; unheard, it would end the process
  pool.on('error', () => undefined);
  return closeOnFailure(new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }));
}

async function openFolder(dir: string): Promise<Store> {
  await mkdir(dir, { recursive: true });
  const unlock = lockFolder(dir);
  try {
    const store = await openPglite(await PGlite.create(join(dir, 'pglite')));
    return { ...store, close: () => store.close().finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openPglite(pglite: PGlite): Promise<Store> {
  return inTurn(await closeOnFailure(new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) })));
}

/** There is one connection, which Kysely would share: a query would land in whatever transaction is open at the time. */
function inTurn(store: Store): Store {
  let last: Promise<unknown> = Promise.resolve();
  const queue = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    add: (reports) => queue(() => store.add(reports)),
    register: (site, tasks, now) => queue(() => store.register(site, tasks, now)),
    tasks: (site) => queue(() => store.tasks(site)),
    sums: (site, task) => queue(() => store.sums(site, task)),
    forgetBefore: (epoch) => queue(() => store.forgetBefore(epoch)),
    close: () => queue(() => store.close()),
  };
}

async function closeOnFailure(db: Kysely<Tables>): Promise<Store> {
  try {
    return await createStore(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/**
 * PGlite does not notice a second process in its folder, and both would destroy it. SQLite's lock of a file is the system's
 * own: it goes with the process, however that ends, and holds between containers that share a volume.
 */
function lockFolder(dir: string): () => void {
  const lock = new DatabaseSync(join(dir, 'lock'), { timeout: 0 });
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    lock.close();
    throw new AisleServerError(
      'data-in-use',
      `${dir} is used by another server; expected a folder of this one's own. Give another with --data, stop the other server, ` +
        'or set DATABASE_URL: a PostgreSQL database serves several.',
      { cause: error },
    );
  }
  return () => lock.close();
}
