import { z } from 'zod';

import { MAX_NAME_LENGTH, MAX_SLOT_LENGTH } from './limits.ts';
import {
  EPOCH_MICRO_EPSILON,
  MAX_BODY_REPORTS,
  MAX_CELLS,
  MAX_REPORT_SLOTS,
  MAX_TASK_MICRO_EPSILON,
  MAX_VALUE_LENGTH,
  OUTCOMES,
} from './reports.ts';
import { SLUG } from './segments.ts';

const hex = (digits: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const slug = z.string().regex(SLUG);
const name = z.string().min(1).max(MAX_NAME_LENGTH);

const task = {
  id: slug,
  /** First 16 digits of the SHA-256 of `toTaskText`: the same question has the same key in every bundle. */
  key: hex(16),
  /** What one report may tell, in millionths of epsilon. A device refuses a task that asks for more than one epsilon. */
  microEpsilon: z.int().min(1).max(MAX_TASK_MICRO_EPSILON),
  /** Of all tasks' weights together, the chance that a device's report is about this one. */
  weight: z.int().min(1).max(1_000),
  /** A device says it at most once in so many days; a draw before that gives a report that says "none". */
  everyDays: z.int().min(1).max(365).optional(),
};

/** A question put to all devices alike. What its cells are, in their order: `cellsOf` in reports.ts. */
export const taskSchema = z.discriminatedUnion('kind', [
  /** Whether anything was clicked in a slot, put into the cart, or bought, from the report's plan until it is sent. One bit. */
  z.strictObject({ ...task, kind: z.literal('outcome'), outcome: z.enum(OUTCOMES) }),
  /** One sampled impression of the visit: where it stood and the furthest that came of it. */
  z.strictObject({
    ...task,
    kind: z.literal('slots'),
    slots: z.array(z.string().min(1).max(MAX_SLOT_LENGTH)).min(1).max(MAX_REPORT_SLOTS),
  }),
  /** Where one sampled click in a slot stood. */
  z.strictObject({ ...task, kind: z.literal('rank') }),
  /** Of one segment or cluster, drawn evenly and named in the clear, whether the visitor is in it. One bit. */
  z.strictObject({ ...task, kind: z.literal('segments'), segments: z.array(slug).min(1).max(MAX_CELLS) }),
  /** The value of an attribute that the visitor likes most. */
  z.strictObject({
    ...task,
    kind: z.literal('interest'),
    attribute: name,
    values: z
      .array(name)
      .min(1)
      .max(MAX_CELLS - 1),
  }),
  /** What came of one sampled offer of the visit. */
  z.strictObject({
    ...task,
    kind: z.literal('offers'),
    offers: z
      .array(slug)
      .min(1)
      .max((MAX_CELLS - 1) / 5),
  }),
  /** How often each of `HEALTH_CELLS` happened on the pages of the visit: clipped counts. */
  z.strictObject({ ...task, kind: z.literal('health') }),
]);

/** What devices are asked: the `reports` of the manifest's `living`. */
export const reportsSpecSchema = z.strictObject({
  v: z.literal(1),
  /** A report is sent that long after its plan, drawn evenly between the two, or when the visit ends. */
  delayMinutes: z.tuple([z.number().min(0).max(30), z.number().min(0).max(30)]),
  /** Of a device in seven days. A device refuses more than four epsilon. */
  epochMicroEpsilon: z.int().min(1).max(EPOCH_MICRO_EPSILON),
  tasks: z.array(taskSchema).min(1).max(32),
});

/** One private report: what leaves a device. Of one task all are of one length. */
export const privateReportSchema = z.strictObject({
  /** Random, fresh each time: lets the collector tell a second try from a second report. */
  id: hex(32),
  /** `key` of the task. */
  task: hex(16),
  /** Weeks since 1970, `epochOf`: four digits until 2161. */
  epoch: z.int().min(1_000).max(9_999),
  /** Drawn on the device, independent of what anybody does there: 1 personalised, 0 holdout. */
  arm: z.union([z.literal(0), z.literal(1)]),
  /** Which of a task's questions, drawn evenly, two hexadecimal digits; `00` where there is one. */
  question: hex(2),
  /** The randomised answer, hexadecimal; see `valueLengthOf`. */
  value: z
    .string()
    .regex(/^[0-9a-f]+$/)
    .max(MAX_VALUE_LENGTH),
});

/** The body of `POST /v1/reports`, as `text/plain` or `application/json`. */
export const reportsBodySchema = z.strictObject({
  v: z.literal(1),
  /** The site key. */
  site: z.string().min(1).max(MAX_NAME_LENGTH),
  /** Each is looked at by itself. */
  reports: z.array(z.unknown()).min(1).max(MAX_BODY_REPORTS),
});
