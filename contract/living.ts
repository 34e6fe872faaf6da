import type { z } from 'zod';

import type {
  ledgerEntrySchema,
  livingSchema,
  loggedEventSchema,
  offerStateSchema,
  peopleSchema,
  segmentStateSchema,
  traitSchema,
} from './living.schema.ts';
import { isRecord } from './guards.ts';

/** See `living.schema.ts` for every field. */
export type LivingState = z.infer<typeof livingSchema>;
export type LoggedEvent = z.infer<typeof loggedEventSchema>;
export type SegmentState = z.infer<typeof segmentStateSchema>;
export type Trait = z.infer<typeof traitSchema>;
export type People = z.infer<typeof peopleSchema>;
export type OfferState = z.infer<typeof offerStateSchema>;
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** The oldest go first. */
export const MAX_LOGGED_EVENTS = 1_000;
/** Those that run out first go first. */
export const MAX_TRAITS = 200;
/** Of a trait that is a list. */
export const MAX_TRAIT_VALUES = 20;
/** Put away on one device, beside who uses it. */
export const MAX_PEOPLE = 3;

/** Entries of the ledger; the oldest go first. */
export const MAX_LEDGER = 100;
/** How often one entry is sent at most. */
export const MAX_TRIES = 3;
export const LEDGER_STATES = ['pending', 'acknowledged', 'refused', 'withdrawn'] as const;

/** Whether `value` is what a profile holds as `living`: nothing, or a state of this version. Never throws. */
export function isLiving(value: unknown): value is Partial<LivingState> {
  return isRecord(value);
}
