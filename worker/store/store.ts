import type { Manifest, PartName } from '../../contract/bundle.ts';
import type { AisleEvent } from '../../contract/events.ts';
import type { ConsentRecord } from '../../contract/grants.ts';
import type { ItemId } from '../../contract/ids.ts';
import type { LivingChange } from '../../contract/living-calls.ts';
import type { RawProfile } from '../profile/profile.ts';

/** One row of the journal: what one call added. */
export interface JournalEntry {
  readonly events: readonly AisleEvent[];
  readonly notInterested?: readonly ItemId[];
  /** What else becomes of the living profile. */
  readonly changes?: readonly LivingChange[];
  /** When the row was made, ms since 1970 by the device's clock. */
  readonly at?: number;
  /** Fields of the profile that are replaced. */
  readonly set?: Partial<RawProfile> | undefined;
  /** `set` was worked out from the profile as it is after this row: it counts only where the entry's own row is the next. */
  readonly after?: number;
}

export interface JournalRow {
  /** Place in the journal; grows by one with every row, over all tabs, and is never used twice. */
  readonly seq: number;
  /** Undefined where the row could not be decrypted. */
  readonly entry: JournalEntry | undefined;
}

/** A profile that holds exactly the rows up to and with `throughSeq`. */
export interface Snapshot {
  readonly throughSeq: number;
  readonly profile: RawProfile;
}

export interface Stored {
  /** Present when it covers more than was asked for. */
  readonly snapshot?: Snapshot;
  /** The rows after the snapshot, or after what was asked for, ascending. */
  readonly rows: readonly JournalRow[];
}

/** `stopped`: the profile was erased, here or in another tab; `store`: nothing could be written. */
type Unwritten = { readonly ok: false; readonly reason: 'stopped' | 'store' };
export type Written = { readonly ok: true } | Unwritten;
export type Appended = { readonly ok: true; readonly seq: number } | Unwritten;
/** The disk is full, or the journal at its cap: `makeRoom` may help. */
export type Full = { readonly ok: false; readonly reason: 'full' };

/** A bundle as it was fetched and verified: everything a visit with rank slots needs, in one row. */
export interface CachedBundle {
  /** The manifest's URL: a site that moves its bundle does not get the old one. */
  readonly url: string;
  /** SHA-256 of the manifest's bytes. */
  readonly hash: string;
  readonly manifest: Manifest;
  readonly parts: ReadonlyMap<PartName, ArrayBuffer>;
}

/** Keeps the current bundle and the parts of it that were asked for later. Not personal; every failure is a miss. */
export interface BundleCache {
  get(key: string): Promise<unknown>;
  /** With `isAlone` everything else is deleted. */
  put(key: string, value: CachedBundle | ArrayBuffer | number, isAlone?: boolean): Promise<void>;
}

/** Where a profile lives. No call rejects; what fails reads as empty and is written as `store`. */
export interface Store {
  /** `memory`: nothing outlives this worker, and other tabs see nothing of it. */
  storage(): 'disk' | 'memory';
  /** Reads what came after row `after`. */
  read(after: number): Promise<Stored>;
  /** Resolves when the row is on disk; `store` also for a row that is too large. */
  append(entry: JournalEntry): Promise<Appended | Full>;
  /**
   * Replaces the snapshot and deletes exactly the rows it covers, in one transaction; false when another tab is at it or was
   * first. `now`: ms since 1970.
   */
  compact(snapshot: Snapshot, now: number): Promise<boolean>;
  /** Drops the cached bundle, then merges the rows; where even that does not fit, all but the newest rows go. */
  makeRoom(snapshot: Snapshot, now: number): Promise<void>;
  readConsent(): Promise<ConsentRecord | undefined>;
  writeConsent(consent: ConsentRecord): Promise<Written>;
  /** Absent where nothing outlives the worker: the HTTP cache does the same, one request away. */
  readonly bundles: BundleCache | undefined;
  /** Raises the epoch, destroys the key and all rows. Afterwards every write answers `stopped`. */
  destroy(): Promise<void>;
  /** Closes and deletes the database; false when another tab still holds it open after `budgetMs`. Call `destroy` first. */
  remove(budgetMs?: number): Promise<boolean>;
  /** Another tab has erased the profile: lets go of it, and erases what this tab has made anew by crossing it. */
  abandon(): Promise<void>;
  close(): void;
}
