import type { z } from 'zod';

import { integer, isRecordOf, isShape, list, match, maybe, number, oneOf, text } from './guards.ts';
import { MAX_NAME_LENGTH, MAX_SITE_RULES, MAX_SITE_WORDS } from './limits.ts';
import type { siteSchema } from './site.schema.ts';

export type Site = z.infer<typeof siteSchema>;
export type Expose = NonNullable<Site['expose']>;

const EXPOSE: readonly Expose[] = ['none', 'segments', 'profile'];
export const DEFAULT_DEADLINE_MS = 150;
export const DEFAULT_PRICE_AGE_HOURS = 24;

/** Whether `value` is a manifest's site section, exactly as `siteSchema` decides. Never throws. */
export function isSite(value: unknown): value is Site {
  const rules = maybe(list((rule) => isRecordOf(rule, () => true), 0, MAX_SITE_RULES));
  return isShape(
    value,
    {
      currency: maybe(match(/^[A-Z]{3}$/)),
      locale: maybe(text(2, 35)),
      maxPriceAgeHours: maybe(number(0, 1e6)),
      deadlineMs: maybe(integer(0, 10_000)),
      expose: maybe(oneOf(...EXPOSE)),
      enabled: maybe(oneOf(true, false)),
      living: maybe(oneOf(true, false)),
      slots: rules,
      products: rules,
      sensitive: maybe(list(text(2, MAX_NAME_LENGTH), 0, MAX_SITE_WORDS)),
    },
    true,
  );
}
