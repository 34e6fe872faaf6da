import type { ConsentRecord } from '../../contract/grants.ts';
import type { CachedBundle } from './store.ts';

/** Of the database and of every row sealed from now on: it is part of what a row's seal vouches for. */
export const SCHEMA_VERSION = 2;

/** The key under which a store of one row keeps it. */
export const ONLY = 'current';

/** A value at rest. */
export interface Sealed {
  /** The schema of the build that sealed it. Version 1 did not say. */
  readonly v?: number;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

export interface SnapshotRow extends Sealed {
  readonly throughSeq: number;
}

export interface JournalRecord extends Sealed {
  readonly seq: number;
}

interface Schema {
  /** The non-extractable AES-GCM key. */
  keys: CryptoKey;
  /** The profile as of `throughSeq`. */
  snapshot: SnapshotRow;
  /** One row a batch. Version 1 let the database number them; since version 2 the writer does. */
  journal: JournalRecord;
  /**
   * `epoch`: stored only while something is granted; `consent`: the proof of the grant; `seq`: the number of the last row;
   * `beat`: when the tab that merges rows began, ms since 1970.
   */
  meta: string | number | ConsentRecord;
  /** Public data: the bundle, parts by hash, when the manifest was last asked for. */
  bundle: CachedBundle | ArrayBuffer | number;
}

export type StoreName = keyof Schema;

/** An object store whose values have a type. */
interface Rows<V> {
  get(key: string | number): IDBRequest<V | undefined>;
  getAll(query?: IDBKeyRange): IDBRequest<V[]>;
  getAllKeys(): IDBRequest<number[]>;
  add(value: V): unknown;
  put(value: V, key?: string): unknown;
  delete(query: IDBKeyRange): unknown;
  clear(): unknown;
}

/** The stores of a transaction. Writes are not waited for: one that fails ends the transaction. */
export type Tx = <S extends StoreName>(name: S) => Rows<Schema[S]>;

/** Everything that describes the shopper; `bundle` does not. */
export const PERSONAL = ['keys', 'meta', 'snapshot', 'journal'] as const;

export function databaseName(site: string): string {
  return `aisle:${site}`;
}

/**
 * Creates the stores. Version 2 has those of version 1: what changed is what a seal vouches for, and a row says itself by
 * which version it was sealed. Later versions add their steps here, each guarded by `oldVersion`.
 */
export function upgrade(database: IDBDatabase, oldVersion: number): void {
  if (oldVersion < 1) {
    for (const store of ['keys', 'snapshot', 'meta', 'bundle'] as const) database.createObjectStore(store);
    database.createObjectStore('journal', { keyPath: 'seq', autoIncrement: true });
  }
}
