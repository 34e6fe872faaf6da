import type { Log } from '../log.ts';
import { createRandom, sample } from '../models/random.ts';
import type { Plan } from './plan.ts';
import { splitLog } from './split.ts';

const [TRAIN, TEST] = [1, 2];

/** The log with the items of a plan's targets dealt out among these targets anew: nothing foretells them any more. */
export function shuffleTargets(log: Log, { trails }: Plan, seed: number): Log {
  const targets = trails.flatMap(({ stops }) => stops.flatMap(({ targets: each }) => each));
  const item = log.item.slice();
  shuffled(targets, createRandom(seed)).forEach((from, nth) => (item[targets[nth]!] = log.item[from]!));
  return { ...log, item };
}

/** The log with the items of each visitor's trail, targets included, in another order; times stay where they were. */
export function shuffleEvents(log: Log, { trails }: Plan, seed: number): Log {
  const random = createRandom(seed);
  const item = log.item.slice();
  for (const { events } of trails) {
    const order = shuffled(Array.from(events), random);
    order.forEach((from, nth) => (item[events[nth]!] = log.item[from]!));
  }
  return { ...log, item };
}

/** The log with as many test sessions as before, drawn from all of its time. */
export function shuffleTime(log: Log, testDays: number | undefined, seed: number): Log {
  const { test } = splitLog(log, testDays);
  const split = new Uint8Array(log.item.length).fill(TRAIN);
  for (const session of sample(log.sessionIds.length, test.length, createRandom(seed))) {
    split.fill(TEST, log.offsets[session], log.offsets[session + 1]);
  }
  return { ...log, split };
}

/** In a random order (Fisher and Yates, as Durstenfeld 1964 has it). */
function shuffled(values: readonly number[], random: () => number): number[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last--) {
    const drawn = Math.floor(random() * (last + 1));
    [order[last], order[drawn]] = [order[drawn]!, order[last]!];
  }
  return order;
}
