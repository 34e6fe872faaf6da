import type { Log } from '../log.ts';
import { createRandom, sample } from '../models/random.ts';
import type { Plan, PlanOptions, Trail } from './plan.ts';
import { keepEvents } from './split.ts';
import { isTarget, knownItems, usersOf } from './targets.ts';

const HELD_OUT = 0.25;
const DAY_MS = 86_400_000;

/**
 * A quarter of each user's events, drawn with the seed, is held out; the user comes back a day after the newest of the others.
 * What is held out of an item that the user is known to have already, or again, counts for nothing.
 */
export function holdoutPlan(log: Log, { seed }: PlanOptions): Plan {
  const random = createRandom(seed);
  const held = new Uint8Array(log.item.length);
  const users = usersOf(log);
  for (const { events } of users) {
    const likely = events.filter((event) => isTarget(log, event));
    for (const place of sample(likely.length, Math.round(HELD_OUT * likely.length), random)) held[likely[place]!] = 1;
  }
  const training = keepEvents(log, (event) => held[event] === 0);
  const known = knownItems(training);
  const trails: Trail[] = [];
  for (const { name, events } of users) {
    const kept = events.filter((event) => held[event] === 0);
    const counted = new Set(kept.map((event) => log.item[event]!));
    const targets = events.filter((event) => {
      const item = log.item[event]!;
      if (held[event] === 0 || counted.has(item) || !known.has(log.itemIds[item]!)) return false;
      counted.add(item);
      return true;
    });
    if (kept.length > 0 && targets.length > 0) {
      const places = targets.map((event) => events.indexOf(event));
      trails.push({ name, events: kept, stops: [{ after: kept.length, targets, places }] });
    }
  }
  return { training, trails, laterMs: DAY_MS, cold: new Set(), by: '25 % of the events of each user' };
}
