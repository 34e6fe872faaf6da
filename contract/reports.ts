// Private reports: what devices are asked, what a report says, and the order of a task's cells, which device and server share.

import type { z } from 'zod';

import type { privateReportSchema, reportsSpecSchema, taskSchema } from './reports.schema.ts';

/** See `reports.schema.ts` for every field. */
export type Task = z.infer<typeof taskSchema>;
export type ReportsSpec = z.infer<typeof reportsSpecSchema>;
/** The only thing about a shopper that the sender accepts. */
export type PrivateReport = z.infer<typeof privateReportSchema>;

/** The device's ceiling for one report, in millionths of epsilon; no bundle can raise it. */
export const MAX_TASK_MICRO_EPSILON = 1_000_000;
/** And for seven days. */
export const EPOCH_MICRO_EPSILON = 4_000_000;
export const EPOCH_DAYS = 7;
/** Of one report. */
export const MAX_CELLS = 256;
export const MAX_REPORT_SLOTS = 10;
/** Hexadecimal digits: 12 counts of eight, or the bits of 256 cells. */
export const MAX_VALUE_LENGTH = 128;
export const MAX_BODY_REPORTS = 100;
/** Entries of clipped counts, and their sum. */
export const MAX_COUNT = 15;
export const MAX_COUNTS = 16;

export const OUTCOMES = ['clicked', 'carted', 'bought'] as const;
/** Of an impression, the furthest it came. */
export const STEPS = ['seen', 'clicked', 'carted', 'bought'] as const;
/** Of an offer; `held`: it would have been shown, and was held back. */
export const OFFER_STEPS = ['shown', 'accepted', 'dismissed', 'held', 'bought'] as const;
/** Upper ends of the position buckets, one-based: 1, 2, 3, 4-5, 6-10, more. */
export const BUCKETS = [1, 2, 3, 5, 10, Infinity] as const;
const BUCKET_NAMES = ['1', '2', '3', '4-5', '6-10', '>10'] as const;
/** What is counted of the engine's health on the pages of a visit: decisions by source, slots that stayed late, faults by kind. */
export const HEALTH_CELLS = [
  'personalised',
  'fallback',
  'server-order',
  'deadline',
  'no-bundle',
  'store',
  'not-loaded',
  'stopped',
  'flood',
  'offer-fault',
  'rule-fault',
  'other',
] as const;

/** Names of a task's cells, in the order in which a report counts them; the first of a one-hot task is `none`. */
export function cellsOf(task: Task): readonly string[] {
  switch (task.kind) {
    case 'outcome':
    case 'segments':
      return ['no', 'yes'];
    case 'slots':
      return [
        'none',
        ...task.slots.flatMap((slot) =>
          BUCKET_NAMES.flatMap((bucket) => STEPS.map((step) => `${slot} ${bucket} ${step}`)),
        ),
      ];
    case 'rank':
      return ['none', ...BUCKET_NAMES];
    case 'interest':
      return ['none', ...task.values];
    case 'offers':
      return ['none', ...task.offers.flatMap((offer) => OFFER_STEPS.map((step) => `${offer} ${step}`))];
    case 'health':
      return HEALTH_CELLS;
  }
}

/** How many questions a task draws from evenly, in the clear. */
export function questionsOf(task: Task): number {
  return task.kind === 'segments' ? task.segments.length : 1;
}

/** Place of a position among `BUCKETS`. `position` is zero-based, as events have it. */
export function bucketOf(position: number): number {
  return BUCKETS.findIndex((end) => position < end);
}

/** Weeks since 1970-01-01 UTC, by which budgets are kept and reports collected. */
export function epochOf(ms: number): number {
  return Math.floor(ms / (EPOCH_DAYS * 86_400_000));
}

/**
 * What a task's key is the hash of: everything that its answers mean, and nothing of how often it is asked.
 *
 * @example key = toHex(sha256(toTaskText(task))).slice(0, 16)
 */
export function toTaskText(task: Omit<Task, 'key'>): string {
  const { key: _key, weight: _weight, everyDays: _everyDays, ...meaning } = task as Task;
  const fields = Object.entries(meaning).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `aisle task 1 ${JSON.stringify(fields)}`;
}
