import type { Log } from '../log.ts';
import { createRandom, sample } from '../models/random.ts';
import type { Plan, PlanOptions, Stop, Trail } from './plan.ts';
import { hasTestPart, keepEvents, splitLog } from './split.ts';
import { isTarget } from './targets.ts';

const COLD = 0.1;

/**
 * A tenth of the items, drawn with the seed, are cold: none of their rows is trained on. Each time that a session comes to one of
 * them, what it had of warm items before foretells which.
 */
export function coldPlan(log: Log, options: PlanOptions): Plan {
  const drawn = sample(log.itemIds.length, Math.round(COLD * log.itemIds.length), createRandom(options.seed));
  const isCold = new Uint8Array(log.itemIds.length);
  for (const item of drawn) isCold[item] = 1;
  const { training, test, by } = partsOf(log, options);
  const trails: Trail[] = [];
  for (const session of test) {
    const start = log.offsets[session]!;
    const warm: number[] = [];
    const stops: Stop[] = [];
    for (let event = start; event < log.offsets[session + 1]!; event++) {
      if (isCold[log.item[event]!] === 0) warm.push(event);
      else if (warm.length > 0 && isTarget(log, event))
        stops.push({ after: warm.length, targets: [event], places: [event - start] });
    }
    if (stops.length > 0) trails.push({ name: log.sessionIds[session]!, events: warm, stops });
  }
  const isTrained = new Uint8Array(log.item.length);
  for (const session of training) isTrained.fill(1, log.offsets[session], log.offsets[session + 1]);
  return {
    training: keepEvents(log, (event) => isTrained[event] === 1 && isCold[log.item[event]!] === 0),
    trails,
    laterMs: 0,
    cold: new Set(Array.from(drawn, (item) => log.itemIds[item]!)),
    by: `10 % of the items, ${by}`,
  };
}

/** Of a log that says which of its rows are the test, or of which `testDays` are, the other part alone is trained on. */
function partsOf(log: Log, { testDays }: PlanOptions): { training: Uint32Array; test: Uint32Array; by: string } {
  if (hasTestPart(log) || testDays !== undefined) return splitLog(log, testDays);
  const all = Uint32Array.from(log.sessionIds, (_, session) => session);
  return { training: all, test: all, by: 'all sessions' };
}
