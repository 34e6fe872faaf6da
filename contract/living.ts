import type { z } from 'zod';

import type {
  boughtSchema,
  ledgerEntrySchema,
  likingSchema,
  livingSchema,
  loggedEventSchema,
  offerStateSchema,
  peopleSchema,
  reportPlanSchema,
  reportsStateSchema,
  segmentStateSchema,
  traitSchema,
} from './living.schema.ts';

/** See `living.schema.ts` for every field, and `living-guards.ts` for what is held against them. */
export type LivingState = z.infer<typeof livingSchema>;
export type LoggedEvent = z.infer<typeof loggedEventSchema>;
export type SegmentState = z.infer<typeof segmentStateSchema>;
export type Trait = z.infer<typeof traitSchema>;
export type People = z.infer<typeof peopleSchema>;
export type OfferState = z.infer<typeof offerStateSchema>;
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;
export type ReportPlan = z.infer<typeof reportPlanSchema>;
export type ReportsState = z.infer<typeof reportsStateSchema>;
export type Liking = z.infer<typeof likingSchema>;
export type Bought = z.infer<typeof boughtSchema>;
/** What moves the behavioural vectors. */
export type LikingSignal = Exclude<keyof Liking, 'at'>;

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

/** Of one private report, as text. */
export const MAX_REPORT_LENGTH = 1_000;
/** Of which a report may tell one; the oldest go first. */
export const MAX_IMPRESSIONS = 300;

/** Of an attribute: past it the weakest go. */
export const MAX_LIKINGS = 100;
/** Of an attribute, and of items: past it those go that were bought longest ago. */
export const MAX_BOUGHT = 100;
/** Different items in a cart that is remembered; what comes then is not. */
export const MAX_CART_ITEMS = 200;
