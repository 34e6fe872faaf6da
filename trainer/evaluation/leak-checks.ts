import type { Log } from '../log.ts';
import type { Interval } from './metrics.ts';
import type { Plan } from './plan.ts';
import type { RankingResult } from './rank-plan.ts';
import { shuffleEvents, shuffleTargets } from './shuffle.ts';

/** So much above chance recall may be found by chance, beside its own interval. */
const TOLERANCE = 1.25;

/** Whether the test part reaches the figures by a way that a shop's future does not have. */
export interface LeakChecks {
  /** Targets dealt out anew before anything else: recall, of one target the hit rate, must fall to chance. */
  readonly labels: {
    readonly recall: number;
    readonly ci95: Interval;
    readonly chance: number;
    /** Whether the trainer would be given the very same rows. */
    readonly sameTraining: boolean;
  };
  /** Hit rate with the items of each test visitor in another order: what their order is worth. */
  readonly order: { readonly hr: number };
  /** What looks like a leak; empty where nothing does. */
  readonly found: readonly string[];
}

export interface LeakSource {
  readonly log: Log;
  readonly plan: Plan;
  readonly seed: number;
  /** As the plan was made. */
  planOf(log: Log): Plan;
  /** Ranks with the bundle of `plan`; `pool`: whose targets chance deals out. */
  rank(log: Log, plan: Plan, pool: Plan): RankingResult;
}

/**
 * Two checks that cost no training. Shuffled labels: were a target folded into the profile that foretells it, or a test row among
 * those trained on, then the shuffled targets would be found too, or would change what is trained on.
 */
export function checkLeaks({ log, plan, seed, planOf, rank }: LeakSource): LeakChecks {
  const relabelled = shuffleTargets(log, plan, seed);
  const other = planOf(relabelled);
  const sameTraining = isSameLog(plan.training, other.training);
  const { byMethod, shipped, chance } = rank(relabelled, other, plan);
  const { recall, ci95 } = byMethod[shipped]!;
  const reordered = shuffleEvents(log, plan, seed);
  const mixed = { ...planOf(reordered), training: plan.training };
  const inOrder = rank(reordered, mixed, mixed);
  const found = [
    ...(sameTraining ? [] : ['the labels of targets change what is trained on']),
    ...(ci95.recall[0] > TOLERANCE * chance
      ? [`shuffled targets are found at ${recall.toFixed(4)}, by chance it would be ${chance.toFixed(4)}`]
      : []),
  ];
  return {
    labels: { recall, ci95: ci95.recall, chance, sameTraining },
    order: { hr: inOrder.byMethod[shipped]!.hr },
    found,
  };
}

function isSameLog(one: Log, other: Log): boolean {
  const names = (log: Log): string => JSON.stringify([log.itemIds, log.sessionIds, log.userIds]);
  const columns = ['offsets', 'user', 'item', 'at', 'type'] as const;
  return (
    names(one) === names(other) &&
    columns.every((name) => {
      const [a, b] = [one[name], other[name]];
      return a.length === b.length && a.every((value, at) => value === b[at]);
    })
  );
}
