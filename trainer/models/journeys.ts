import type { AisleEvent } from '../../contract/events.ts';
import { MAX_TIME_MS } from '../../contract/limits.ts';
import type { Bundle } from '../../worker/bundle/decode.ts';
import { createRawProfile, foldEvent, type RawProfile } from '../../worker/profile/profile.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';
import type { Sequences } from './sequences.ts';
import type { Steps } from './steps.ts';

/** One step as the device meets it. */
export interface Moment {
  readonly step: number;
  /** What came before the target in its session, folded by the worker's code; changed by the next moment. */
  readonly profile: RawProfile;
  /** Row of the item that came next. */
  readonly target: number;
  /** Time of the newest event before the target. */
  readonly now: number;
  readonly region: string | undefined;
}

/**
 * Plays the steps' sessions event by event into a fresh profile each, and stops before every target. The events are those
 * of the log, refunds included; nothing from the target on is folded before the visit returns.
 */
export function playSteps(
  log: Log,
  sequences: Sequences,
  steps: Steps,
  bundle: Bundle,
  visit: (moment: Moment) => void,
): void {
  let [session, next, profile] = [-1, 0, createRawProfile()];
  let region: string | undefined;
  for (let step = 0; step < steps.count; step++) {
    const target = sequences.event[steps.target[step]!]!;
    if (steps.session[step] !== session) {
      session = steps.session[step]!;
      profile = createRawProfile();
      next = firstEvent(log, sequences.event[steps.start[step]!]!);
    }
    for (; next < target; next++) {
      foldEvent(profile, toEvent(log, next), bundle);
      region = log.regions[log.region[next]!] || undefined;
    }
    const now = toTime(log.at[target - 1]!);
    visit({ step, profile, target: sequences.row[steps.target[step]!]!, now, region });
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

function toTime(at: number): number {
  return Math.min(Math.max(Math.floor(at), 0), MAX_TIME_MS);
}

/** The session's first event may be one that sequences leave out. */
function firstEvent(log: Log, within: number): number {
  let [low, high] = [0, log.offsets.length - 1];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (log.offsets[middle]! <= within) low = middle;
    else high = middle;
  }
  return log.offsets[low]!;
}
