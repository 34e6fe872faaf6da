import type { DBSchema, IDBPDatabase } from 'idb';

import type { ConsentRecord } from '../../contract/grants.ts';
import type { CachedBundle } from './store.ts';

/** Of the database and of every sealed row: it is part of what a row's seal vouches for. */
export const SCHEMA_VERSION = 1;

/** The key under which a store of one row keeps it. */
export const ONLY = 'current';

/** A value at rest. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

export interface SnapshotRow extends Sealed {
  readonly throughSeq: number;
}

export interface JournalRecord extends Sealed {
  /** Given by the database. */
  readonly seq?: number;
}

export interface AisleSchema extends DBSchema {
  /** The non-extractable AES-GCM key. */
  keys: { key: string; value: CryptoKey };
  /** The profile as of `throughSeq`. */
  snapshot: { key: string; value: SnapshotRow };
  /** One row a batch. */
  journal: { key: number; value: JournalRecord };
  /** `epoch`: stored only while something is granted; `consent`: the proof of the grant. */
  meta: { key: string; value: string | ConsentRecord };
  /** Public data: the bundle, parts by hash, when the manifest was last asked for. */
  bundle: { key: string; value: CachedBundle | ArrayBuffer | number };
}

export type Database = IDBPDatabase<AisleSchema>;

/** Everything that describes the shopper; `bundle` does not. */
export const PERSONAL = ['keys', 'meta', 'snapshot', 'journal'] as const;

export function databaseName(site: string): string {
  return `aisle:${site}`;
}

/** Creates the stores of version 1. Later versions add their steps here, each guarded by `oldVersion`. */
export function upgrade(database: Database, oldVersion: number): void {
  if (oldVersion < 1) {
    for (const store of ['keys', 'snapshot', 'meta', 'bundle'] as const) database.createObjectStore(store);
    database.createObjectStore('journal', { keyPath: 'seq', autoIncrement: true });
  }
}
