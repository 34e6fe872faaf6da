import type { AisleEvent } from '../../contract/events.ts';
import { MAX_TIME_MS } from '../../contract/limits.ts';
import type { Bundle } from '../../worker/bundle/decode.ts';
import { createRawProfile, foldEvent, type RawProfile } from '../../worker/profile/profile.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';

/** One step as the device meets it. */
export interface Moment {
  /** Which of the targets given. */
  readonly step: number;
  /** What came before the target in its session, folded by the worker's code; changed by the next moment. */
  readonly profile: RawProfile;
  /** Row of the item that came next. */
  readonly target: number;
  readonly session: number;
  /** Time of the newest event before the target. */
  readonly now: number;
  readonly region: string | undefined;
}

/**
 * Plays sessions event by event into a fresh profile each, and stops before every target: events of the log, ascending. All
 * that came before in the session is folded, refunds included; nothing from the target on before the visit returns.
 */
export function playSteps(log: Log, targets: Uint32Array, bundle: Bundle, visit: (moment: Moment) => void): void {
  let [session, next, profile] = [-1, 0, createRawProfile()];
  let region: string | undefined;
  for (let step = 0; step < targets.length; step++) {
    const target = targets[step]!;
    if (session < 0 || target >= log.offsets[session + 1]!) {
      while (target >= log.offsets[session + 1]!) session++;
      profile = createRawProfile();
      region = undefined;
      next = log.offsets[session]!;
    }
    for (; next < target; next++) {
      foldEvent(profile, toEvent(log, next), bundle);
      region = log.regions[log.region[next]!] || undefined;
    }
    const now = next > log.offsets[session]! ? toTime(log.at[next - 1]!) : toTime(log.at[next]!);
    visit({ step, profile, target: bundle.rows.get(log.itemIds[log.item[target]!]!)!, session, now, region });
  }
}

/** A row of a log as the page would have captured it. Its id is made of its place. */
export function toEvent(log: Log, index: number): AisleEvent {
  const id = index.toString(16).padStart(32, '0');
  const at = toTime(log.at[index]!);
  const items: [{ id: string }] = [{ id: log.itemIds[log.item[index]!]! }];
  const type = LOG_EVENT_TYPES[log.type[index]!]!;
  const rating = log.rating[index]!;
  if (type === 'review' && !Number.isNaN(rating)) return { id, at, type, items, rating };
  return { id, at, type, items };
}

/** As an event's time: whole, and none that a profile refuses. */
export function toTime(at: number): number {
  return Math.min(Math.max(Math.floor(at), 0), MAX_TIME_MS);
}
