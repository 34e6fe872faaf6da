import type { Log } from '../log.ts';
import { coldPlan } from './cold.ts';
import { holdoutPlan } from './holdout.ts';
import { leaveOneOutPlan } from './leave-one-out.ts';
import { nextItemPlan } from './next-item.ts';
import type { Protocol } from './protocols.ts';

/** Moments of one visitor at which something is foretold. All numbers are events of the whole log. */
export interface Trail {
  /** Session or user, as the log names it. */
  readonly name: string;
  /** What is known of the visitor, in the order it happened. */
  readonly events: ArrayLike<number>;
  readonly stops: readonly Stop[];
}

export interface Stop {
  /** How many of the trail's events have happened. */
  readonly after: number;
  /** What is to be foretold from them: one event, or, of `holdout`, all that were held out. */
  readonly targets: readonly number[];
  /** Place of each target among all events of the session or user, counted from 0. */
  readonly places: readonly number[];
}

/** What a protocol makes of a log. */
export interface Plan {
  /** All that the trainer may see. */
  readonly training: Log;
  /** Visitors with at least one stop; stops ascending. */
  readonly trails: readonly Trail[];
  /** Time between the newest event of a trail and the moment it is foretold from. 0: in a visit. */
  readonly laterMs: number;
  /** Items taken out of the training part, with all of their rows; of `cold` alone. */
  readonly cold: ReadonlySet<string>;
  /** What was cut by, for the report. */
  readonly by: string;
}

export interface PlanOptions {
  readonly testDays: number | undefined;
  readonly seed: number;
}

const PLANS: Readonly<Record<Protocol, (log: Log, options: PlanOptions) => Plan>> = {
  'next-item': nextItemPlan,
  rerank: nextItemPlan,
  'rerank-hard': nextItemPlan,
  'leave-one-out': leaveOneOutPlan,
  holdout: holdoutPlan,
  cold: coldPlan,
};

/**
 * Cuts a log into what the trainer may see and what is to be foretold.
 *
 * @throws TrainerError `bad-option` where one of the two would be empty
 */
export function planOf(protocol: Protocol, log: Log, options: PlanOptions): Plan {
  return PLANS[protocol](log, options);
}

/** Protocols of one key train on the same rows, whatever else they do. */
export function trainingKeyOf(protocol: Protocol): string {
  return PLANS[protocol].name;
}

/** Whether it foretells later sessions from earlier ones. */
export function hasTimeSplit(protocol: Protocol): boolean {
  return PLANS[protocol] === nextItemPlan;
}
