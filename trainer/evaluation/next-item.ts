import type { Log } from '../log.ts';
import type { Plan, PlanOptions, Trail } from './plan.ts';
import { keepSessions, splitLog } from './split.ts';
import { isTarget, knownItems } from './targets.ts';

/** From the second event of each test session on, what came before in it foretells the next item. */
export function nextItemPlan(log: Log, { testDays }: PlanOptions): Plan {
  const split = splitLog(log, testDays);
  const training = keepSessions(log, split.training);
  const known = knownItems(training);
  const trails: Trail[] = [];
  for (const session of split.test) {
    const [start, end] = [log.offsets[session]!, log.offsets[session + 1]!];
    const events = Uint32Array.from({ length: end - start }, (_, place) => start + place);
    const stops = Array.from(events, (event, after) => ({ after, targets: [event], places: [after] })).filter(
      ({ after, targets: [event] }) => after > 0 && isTarget(log, event!) && known.has(log.itemIds[log.item[event!]!]!),
    );
    if (stops.length > 0) trails.push({ name: log.sessionIds[session]!, events, stops });
  }
  return { training, trails, laterMs: 0, cold: new Set(), by: split.by };
}
