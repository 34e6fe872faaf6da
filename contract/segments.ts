import type { z } from 'zod';

import type {
  clusteringSchema,
  countSchema,
  extremeSchema,
  fieldSchema,
  importFieldSchema,
  importSourceSchema,
  livingSpecSchema,
  matchSchema,
  offerContentSchema,
  offerSchema,
  recoverySchema,
  segmentSchema,
  sequenceSchema,
  signalSchema,
} from './segments.schema.ts';

export type { Condition } from './segments.schema.ts';
/** See `segments.schema.ts` for every field. */
export type Segment = z.infer<typeof segmentSchema>;
export type Match = z.infer<typeof matchSchema>;
export type Count = z.infer<typeof countSchema>;
export type Extreme = z.infer<typeof extremeSchema>;
export type Sequence = z.infer<typeof sequenceSchema>;
export type Field = z.infer<typeof fieldSchema>;
export type Offer = z.infer<typeof offerSchema>;
export type OfferContent = z.infer<typeof offerContentSchema>;
export type Recovery = z.infer<typeof recoverySchema>;
export type ImportSource = z.infer<typeof importSourceSchema>;
export type ImportField = z.infer<typeof importFieldSchema>;
export type Signal = z.infer<typeof signalSchema>;
export type Clustering = z.infer<typeof clusteringSchema>;
export type LivingSpec = z.infer<typeof livingSpecSchema>;

export const MAX_SEGMENTS = 1_000;
export const MAX_OFFERS = 200;
/** What a segment, an offer, a trait is called. */
export const SLUG = /^[a-z0-9][a-z0-9-]{0,63}$/;
export const MAX_CONDITION_PARTS = 20;
/** Of conditions in conditions. */
export const MAX_CONDITION_DEPTH = 8;
export const MAX_RULE_ITEMS = 1_000;
export const MAX_RULE_VALUES = 100;
/** No event is remembered longer: nothing can be asked of an older one. */
export const MAX_WINDOW_MS = 30 * 86_400_000;

/** What a rule may count: `list_view`, `scroll_depth` and `promotion_view` are too many to be remembered one by one. */
export const RULE_EVENTS = [
  'page_view',
  'product_view',
  'product_dwell',
  'product_click',
  'add_to_cart',
  'remove_from_cart',
  'cart_view',
  'begin_checkout',
  'purchase',
  'refund',
  'search',
  'review',
  'wishlist_add',
  'promotion_click',
  'custom',
  'cart_abandoned',
  'session_start',
  'return_visit',
] as const;
export type RuleEvent = (typeof RULE_EVENTS)[number];

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `15m` -> 900,000. NaN for what is no duration. */
export function toMs(duration: string): number {
  return Number(duration.slice(0, -1)) * (UNITS[duration.slice(-1)] ?? NaN);
}
