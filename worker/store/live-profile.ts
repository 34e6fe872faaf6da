import type { Clock } from '../../contract/ids.ts';
import type { AisleEvent } from '../../contract/events.ts';
import type { Bundle } from '../bundle/decode.ts';
import type { Living, LivingRow } from '../living/living.ts';
import { createRawProfile, foldEntry, type RawProfile } from '../profile/profile.ts';
import { forgetBefore, oldestKept } from './retention.ts';
import type { Rows } from './disk-store.ts';
import type { Appended, Full, JournalEntry, JournalRow, Snapshot } from './store.ts';

/** Past this number rows are merged into the snapshot; each one adds to every cold start. */
const COMPACT_ROWS = 64;
/** A disk that stays full is left alone for so long: LevelDB keeps what a refused write has cost until it compacts. */
const FULL_MS = 60_000;
/** A notice may be lost: the journal is looked at this often. */
const LOOK_MS = 1_000;

const REFUSED = { ok: false, reason: 'store' } as const;

/** One tab's copy of the profile, and the way back to the truth on disk. */
export interface LiveProfile {
  raw(): RawProfile;
  /** The newest row this tab has read. */
  revision(): number;
  /** Appends a row and resolves when it is on disk; by then the profile holds it. */
  append(entry: JournalEntry): Promise<Appended>;
  /** Reads what other tabs have written. */
  refresh(): Promise<void>;
  /** `refresh` where a notice asks for it, or the last one is a second old. */
  catchUp(): Promise<void>;
  /** Another tab's notice. */
  announce(revision: number): void;
  /**
   * From now on rows are folded; those that came before the bundle were kept for it. `living` sees each of them afterwards, also
   * those that came before it was there; it does not reject.
   */
  useBundle(bundle: Bundle, living?: Promise<Living | undefined>): void;
}

/**
 * Holds the profile as the fold of the snapshot and of the journal's rows in their order, so that every tab comes to the
 * same profile, whoever wrote the rows.
 */
export function createLiveProfile(store: Rows, clock: Clock): LiveProfile {
  let profile = createRawProfile();
  let bundle: Bundle | undefined;
  /** Rows read and not yet folded. */
  let waiting: JournalRow[] = [];
  let readSeq = 0;
  /** The rows after it are not merged; -Infinity: something is overdue to be forgotten. */
  let snapshotSeq = 0;
  let living: Living | undefined;
  /** Rows that the living profile has not seen, while it is on its way. */
  let unseen: LivingRow[] | undefined;
  let lookedAt = -Infinity;
  let fullAt = -Infinity;
  let reading: Promise<void> = Promise.resolve();

  const take = (rows: readonly JournalRow[]): void => {
    for (const row of rows) {
      if (row.seq <= readSeq) continue;
      waiting.push(row);
      readSeq = row.seq;
    }
    if (!bundle) return;
    const oldest = oldestKept(clock.now());
    for (const { seq, entry } of waiting.splice(0)) {
      const events: AisleEvent[] = [];
      try {
        if (entry && foldEntry(profile, seq, entry, bundle, oldest, (event) => events.push(event)))
          snapshotSeq = -Infinity;
      } catch {
        // a row that this build cannot fold must not keep the next ones out
      }
      const row = { ...entry, seq, events };
      if (unseen) unseen.push(row);
      else living?.take(profile, row);
    }
    // what is merged the living profile will not see any more
    if (!unseen && readSeq - snapshotSeq > COMPACT_ROWS) void store.compact(...takeSnapshot());
  };

  /**
   * A copy of this very state: what is folded while it is sealed belongs to rows after `throughSeq`. Where it cannot be
   * written, or another tab is at it, the next one comes after as many rows again.
   */
  const takeSnapshot = (): [snapshot: Snapshot, now: number] => {
    const now = clock.now();
    forgetBefore(profile, oldestKept(now));
    snapshotSeq = readSeq;
    return [{ throughSeq: readSeq, profile: structuredClone(profile) }, now];
  };

  const read = async (): Promise<void> => {
    lookedAt = clock.now();
    const { snapshot, rows } = await store.read(readSeq);
    if (snapshot && snapshot.throughSeq > readSeq) {
      // merged by another tab from rows that this one may never have seen: its profile is the whole of them
      ({ profile } = snapshot);
      waiting = [];
      unseen &&= [];
      readSeq = snapshot.throughSeq;
      snapshotSeq = forgetBefore(profile, oldestKept(lookedAt)) ? -Infinity : readSeq;
    }
    take(rows);
  };

  const refresh = (): Promise<void> => {
    // one after the other: two reads of the same rows must not both fold them
    reading = reading.then(read, read);
    return reading;
  };

  return {
    raw: () => profile,
    revision: () => readSeq,
    async append(entry) {
      // either way round: a clock set back must not keep the disk full
      if (Math.abs(clock.now() - fullAt) < FULL_MS) return REFUSED;
      let appended = await store.append(entry);
      if (isFull(appended)) {
        // without a bundle rows cannot be merged yet, and what is in the cache is on its way
        if (bundle) await store.makeRoom(...takeSnapshot());
        appended = await store.append(entry);
      }
      if (isFull(appended)) {
        fullAt = clock.now();
        return REFUSED;
      }
      if (!appended.ok) return appended;
      // a gap is another tab's row, which comes first
      if (appended.seq === readSeq + 1) take([{ seq: appended.seq, entry }]);
      else if (appended.seq > readSeq) await refresh();
      return appended;
    },
    refresh,
    async catchUp() {
      // either way round: a clock set back must not stop the looking
      if (Math.abs(clock.now() - lookedAt) >= LOOK_MS) await refresh();
    },
    announce(revision) {
      if (revision > readSeq) lookedAt = -Infinity;
    },
    useBundle(next, coming) {
      bundle = next;
      unseen = coming && [];
      void coming?.then((room) => {
        living = room;
        const rows = unseen ?? [];
        unseen = undefined;
        for (const row of rows) living?.take(profile, row);
      });
      if (forgetBefore(profile, oldestKept(clock.now()))) snapshotSeq = -Infinity;
      take([]);
    },
  };
}

function isFull(appended: Appended | Full): appended is Full {
  return !appended.ok && appended.reason === 'full';
}
