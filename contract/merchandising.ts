import type { z } from 'zod';

import { integer, isRecordOf, isShape, list, match, maybe, number, oneOf, shape, text, type Check } from './guards.ts';
import { MAX_ID_LENGTH, MAX_NAME_LENGTH, MAX_SITE_RULES, MAX_SLOT_LENGTH } from './limits.ts';
import type {
  boostRuleSchema,
  buryRuleSchema,
  filterRuleSchema,
  merchandisingRuleSchema,
  merchandisingSchema,
  pinRuleSchema,
} from './merchandising.schema.ts';
import { SLUG } from './segments.ts';

/** See `merchandising.schema.ts` for every field. */
export type Merchandising = z.infer<typeof merchandisingSchema>;
export type MerchandisingRule = z.infer<typeof merchandisingRuleSchema>;
export type PinRule = z.infer<typeof pinRuleSchema>;
export type BoostRule = z.infer<typeof boostRuleSchema>;
export type BuryRule = z.infer<typeof buryRuleSchema>;
export type FilterRule = z.infer<typeof filterRuleSchema>;

export const MAX_RULE_ITEMS = 1_000;
export const MAX_RULE_VALUES = 100;
export const MAX_RULE_SEGMENTS = 50;
/** More would not be exploration but a lottery. */
export const MAX_EXPLORATION = 0.2;

/** Used where a shop does not say otherwise; docs/merchandising.md has what they cost and are worth. */
export const DEFAULT_DIVERSITY = { weight: 0.3, places: 20 };
export const DEFAULT_EXPLORATION = 0.02;

/** Whether a bundle's `site.merchandising` can be used, exactly as `merchandisingSchema` decides. Never throws. */
export function isMerchandising(value: unknown): value is Merchandising {
  return isShape(
    value,
    {
      rules: maybe(list(isMerchandisingRule, 0, MAX_SITE_RULES)),
      stock: maybe(oneOf('last', 'ignore')),
      freshness: maybe(shape({ days: number(1, 3_650), boost: number(1, 10) }, true)),
      variants: maybe(oneOf('one', 'all')),
      diversity: maybe(shape({ weight: number(0, 1), places: maybe(integer(2, 100)) }, true)),
      bought: maybe(oneOf('sink', 'keep')),
      exploration: maybe(number(0, MAX_EXPLORATION)),
    },
    true,
  );
}

export function isMerchandisingRule(value: unknown): value is MerchandisingRule {
  return isPinRule(value) || isBoostRule(value) || isBuryRule(value) || isFilterRule(value);
}

export function isPinRule(value: unknown): value is PinRule {
  return isRule(value, { do: oneOf('pin'), item: text(1, MAX_ID_LENGTH), place: integer(1, 200) });
}

export function isBoostRule(value: unknown): value is BoostRule {
  return isRule(value, { do: oneOf('boost'), factor: number(1, 100), ...itemChecks() });
}

export function isBuryRule(value: unknown): value is BuryRule {
  return isRule(value, { do: oneOf('bury'), factor: maybe(number(0, 1)), ...itemChecks() });
}

export function isFilterRule(value: unknown): value is FilterRule {
  return isRule(value, { do: oneOf('filter'), ...itemChecks() });
}

function isRule(value: unknown, fields: Readonly<Record<string, Check>>): boolean {
  const day = maybe(match(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/));
  const slots = maybe(list(text(1, MAX_SLOT_LENGTH), 1, MAX_SITE_RULES));
  const segments = maybe(list(match(SLUG), 1, MAX_RULE_SEGMENTS));
  return isShape(value, { ...fields, slots, from: day, until: day, segments }, true);
}

function itemChecks(): Readonly<Record<string, Check>> {
  const name = text(1, MAX_NAME_LENGTH);
  const amount = maybe(number(0, 1e9));
  const values: Check = (value) => name(value) || list(name, 1, MAX_RULE_VALUES)(value);
  return {
    items: maybe(list(text(1, MAX_ID_LENGTH), 1, MAX_RULE_ITEMS)),
    where: maybe((where) => isRecordOf(where, values) && Object.keys(where).every(name)),
    price: maybe(shape({ from: amount, below: amount }, true)),
    stock: maybe(oneOf('in', 'out')),
    newerThanDays: maybe(number(0.01, 10_000)),
  };
}
