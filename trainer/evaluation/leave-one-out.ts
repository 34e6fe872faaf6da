import type { Log } from '../log.ts';
import type { Plan, Trail } from './plan.ts';
import { keepEvents } from './split.ts';
import { isTarget, knownItems, usersOf } from './targets.ts';

/**
 * The last item of each user is foretold from everything before it, which is also all that is trained on. A user of one event
 * alone is trained on and not foretold; what a user took back after the last item is in neither part.
 */
export function leaveOneOutPlan(log: Log): Plan {
  const left = new Uint8Array(log.item.length);
  const trails: Trail[] = [];
  for (const { name, events } of usersOf(log)) {
    const last = events.findLastIndex((event) => isTarget(log, event));
    if (last < 1) continue;
    for (const event of events.slice(last)) left[event] = 1;
    trails.push({
      name,
      events: events.slice(0, last),
      stops: [{ after: last, targets: [events[last]!], places: [last] }],
    });
  }
  const training = keepEvents(log, (event) => left[event] === 0);
  const known = knownItems(training);
  const isKnown = ({ stops: [stop] }: Trail): boolean => known.has(log.itemIds[log.item[stop!.targets[0]!]!]!);
  return { training, trails: trails.filter(isKnown), laterMs: 0, cold: new Set(), by: 'last item of each user' };
}
