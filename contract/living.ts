import type { z } from 'zod';

import type { livingSchema, loggedEventSchema, segmentStateSchema } from './living.schema.ts';
import { isRecord } from './guards.ts';

/** See `living.schema.ts` for every field. */
export type LivingState = z.infer<typeof livingSchema>;
export type LoggedEvent = z.infer<typeof loggedEventSchema>;
export type SegmentState = z.infer<typeof segmentStateSchema>;

/** The oldest go first. */
export const MAX_LOGGED_EVENTS = 1_000;

/** Whether `value` is what a profile holds as `living`: nothing, or a state of this version. Never throws. */
export function isLiving(value: unknown): value is Partial<LivingState> {
  return isRecord(value);
}
