import type { AisleEvent } from '../../contract/events.ts';
import type { RawProfile } from '../profile/raw-profile.ts';
import type { JournalEntry } from '../store/store.ts';
import type { Desk } from '../annex/desk.ts';

/** A row of the journal as the rest of the profile has taken it: `events` are those of it that count. */
export interface LivingRow extends Omit<JournalEntry, 'events'> {
  readonly seq: number;
  readonly events: readonly AisleEvent[];
}

/** `aisle-living.js` with a bundle: segments, clusters, offers and what comes from the shop's other systems. */
export interface Living {
  /** Takes a row in, after the rest of the profile has: the same rows give the same profile, in whichever tab. Never throws. */
  take(profile: RawProfile, row: LivingRow): void;
  /** Segments and clusters the visitor is in at `now`, by id, without those that were left. */
  segmentsAt(profile: RawProfile, now: number): ReadonlySet<string>;
  /** Answers a question of the page's; see contract/living-calls.ts. What it throws, the engine answers as a failure. */
  answerCall(call: unknown, desk: Desk): Promise<never>;
}
