import type { Bundle } from '../../worker/bundle/decode.ts';
import { createRawProfile, foldEvent, type RawProfile } from '../../worker/profile/profile.ts';
import type { Log } from '../log.ts';
import { toEvent, toTime } from '../models/journeys.ts';
import { createRandom, sample } from '../models/random.ts';
import type { Plan, Stop, Trail } from './plan.ts';

/** A stop of a trail as the device meets it. */
export interface Moment {
  /** Which of the moments, counted from 0; and of which trail. */
  readonly index: number;
  readonly visitor: number;
  readonly trail: Trail;
  readonly stop: Stop;
  /** What has happened so far, folded by the worker's code; the next moment changes it. */
  readonly profile: RawProfile;
  readonly now: number;
  readonly region: string | undefined;
}

/** How many stops a plan has. */
export function countStops({ trails }: Plan): number {
  return trails.reduce((sum, { stops }) => sum + stops.length, 0);
}

/**
 * Plays every trail event by event into a fresh profile, and stops where something is to be foretold; nothing from there on is
 * folded before the visit returns. At most `limit` stops, drawn evenly with the seed.
 */
export function playPlan(
  log: Log,
  plan: Plan,
  bundle: Bundle,
  limit: number | undefined,
  seed: number,
  visit: (moment: Moment) => void,
): void {
  const total = countStops(plan);
  const chosen = sample(total, limit ?? total, createRandom(seed));
  let [index, seen] = [0, 0];
  plan.trails.forEach((trail, visitor) => {
    const first = seen;
    seen += trail.stops.length;
    if (index === chosen.length || chosen[index]! >= seen) return;
    const profile = createRawProfile();
    let [next, region] = [0, undefined as string | undefined];
    for (; index < chosen.length && chosen[index]! < seen; index++) {
      const stop = trail.stops[chosen[index]! - first]!;
      for (; next < stop.after; next++) {
        const event = trail.events[next]!;
        foldEvent(profile, toEvent(log, event), bundle);
        region = log.regions[log.region[event]!] || undefined;
      }
      const now = toTime(log.at[trail.events[stop.after - 1]!]!) + plan.laterMs;
      visit({ index, visitor, trail, stop, profile, now, region });
    }
  });
}
