import type { z } from 'zod';

import { isIntegerIn, isNumberIn, isOneOf, isRecord, isText } from './guards.ts';
import type { siteSchema } from './site.schema.ts';

export type Site = z.infer<typeof siteSchema>;
export type Expose = NonNullable<Site['expose']>;

export const EXPOSE: readonly Expose[] = ['none', 'segments', 'profile'];
export const DEFAULT_DEADLINE_MS = 150;
export const DEFAULT_PRICE_AGE_HOURS = 24;

/** Whether `value` is a manifest's site section, exactly as `siteSchema` decides. Never throws. */
export function isSite(value: unknown): value is Site {
  if (!isRecord(value)) return false;
  const { currency, locale, maxPriceAgeHours, deadlineMs, expose } = value;
  return (
    (currency === undefined || (typeof currency === 'string' && /^[A-Z]{3}$/.test(currency))) &&
    (locale === undefined || isText(locale, 2, 35)) &&
    (maxPriceAgeHours === undefined || isNumberIn(maxPriceAgeHours, 0, 1e6)) &&
    (deadlineMs === undefined || isIntegerIn(deadlineMs, 0, 10_000)) &&
    (expose === undefined || isOneOf(expose, EXPOSE))
  );
}
