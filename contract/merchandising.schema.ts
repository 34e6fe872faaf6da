import { z } from 'zod';

import { MAX_ID_LENGTH, MAX_NAME_LENGTH, MAX_SITE_RULES, MAX_SLOT_LENGTH } from './limits.ts';
import { MAX_EXPLORATION, MAX_RULE_ITEMS, MAX_RULE_SEGMENTS, MAX_RULE_VALUES } from './merchandising.ts';
import { slugSchema } from './segments.schema.ts';

const id = z.string().min(1).max(MAX_ID_LENGTH);
const slots = z.array(z.string().min(1).max(MAX_SLOT_LENGTH)).min(1).max(MAX_SITE_RULES).optional();
/** A day in UTC: `2026-11-27`. A rule holds from the beginning of its first day to the end of its last. */
const day = z
  .string()
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/)
  .optional();
const value = z.string().min(1).max(MAX_NAME_LENGTH);

/** For visitors in one of them: segments of the shop's, or clusters. Default: for everybody. */
const segments = z.array(slugSchema).min(1).max(MAX_RULE_SEGMENTS).optional();

/** When, where and for whom a rule holds: default always, in every slot, for everybody. */
const span = { slots, from: day, until: day, segments };

/** Which items a rule is about: those of which everything that it says is true. */
const items = {
  items: z.array(id).min(1).max(MAX_RULE_ITEMS).optional(),
  /** Attribute -> the value, or one of the values, as the bundle writes them. */
  where: z.record(value, z.union([value, z.array(value).min(1).max(MAX_RULE_VALUES)])).optional(),
  price: z
    .object({ from: z.number().min(0).max(1e9).optional(), below: z.number().min(0).max(1e9).optional() })
    .optional(),
  stock: z.enum(['in', 'out']).optional(),
  /** Days since the item came into the catalogue. */
  newerThanDays: z.number().min(0.01).max(10_000).optional(),
};

export const pinRuleSchema = z.object({
  do: z.literal('pin'),
  item: id,
  /** Counted from 1. */
  place: z.int().min(1).max(200),
  ...span,
});

export const boostRuleSchema = z.object({
  do: z.literal('boost'),
  /** The score is multiplied by it. */
  factor: z.number().min(1).max(100),
  ...items,
  ...span,
});

export const buryRuleSchema = z.object({
  do: z.literal('bury'),
  /** The score is multiplied by it. Absent: to the end of the slot. */
  factor: z.number().min(0).max(1).optional(),
  ...items,
  ...span,
});

export const filterRuleSchema = z.object({ do: z.literal('filter'), ...items, ...span });

export const merchandisingRuleSchema = z.union([pinRuleSchema, boostRuleSchema, buryRuleSchema, filterRuleSchema]);

const share = z.number().min(0).max(1);

/**
 * What a shop says about its lists as a whole: `site.merchandising` of the manifest. The room of the engine that arranges
 * lists checks it; where it is not of this shape, it counts as not said. docs/merchandising.md has examples.
 */
export const merchandisingSchema = z.object({
  rules: z.array(merchandisingRuleSchema).max(MAX_SITE_RULES).optional(),
  /** What is out of stock: `last` in rank slots and not in fill slots, or `ignore`. Default `last`. */
  stock: z.enum(['last', 'ignore']).optional(),
  /** Newer items count up to `boost` times as much, evenly less until they are `days` old. Default: they do not. */
  freshness: z.object({ days: z.number().min(1).max(3_650), boost: z.number().min(1).max(10) }).optional(),
  /** Of a product's variants one leads, or all stand for themselves: `all`. Default `one`, where the bundle knows variants. */
  variants: z.enum(['one', 'all']).optional(),
  /** How much likeness to what stands before costs, 0: nothing, among the first `places`. */
  diversity: z.object({ weight: share, places: z.int().min(2).max(100).optional() }).optional(),
  /** What was just bought: `sink`s until it is due again, or `keep`s its place. Default `sink`. */
  bought: z.enum(['sink', 'keep']).optional(),
  /** Share of the places, never the first, that are given to an item by chance. 0: none. */
  exploration: z.number().min(0).max(MAX_EXPLORATION).optional(),
});
