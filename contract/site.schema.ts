import { z } from 'zod';

import { MAX_NAME_LENGTH, MAX_SITE_RULES, MAX_SITE_WORDS } from './limits.ts';

const rule = z.record(z.string(), z.unknown());

/**
 * The manifest's site section: what a shop sets once for all its pages. Unknown keys are ignored, so that an older
 * script still reads a newer bundle.
 */
export const siteSchema = z.object({
  /** ISO 4217 code of the catalogue's prices. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  /** BCP 47 locale prices are written in; default: the page's. */
  locale: z.string().min(2).max(35).optional(),
  /** A fill slot hides prices older than this. Default 24. */
  maxPriceAgeHours: z.number().min(0).max(1e6).optional(),
  /** `data-deadline` for every page, ms. Default 150. */
  deadlineMs: z.int().min(0).max(10_000).optional(),
  /** `data-expose` for every page. Default `none`. */
  expose: z.enum(['none', 'segments', 'profile']).optional(),
  /** False turns Aisle off on every page, at the latest half an hour after it is published. Default true. */
  enabled: z.boolean().optional(),
  /** Whether pages are told of segments and offers; the trainer sets it. */
  living: z.boolean().optional(),
  /** Slots of pages whose markup cannot be touched: `SlotRule`, which the room that reads them checks (`storefront.schema.ts`). */
  slots: z.array(rule).max(MAX_SITE_RULES).optional(),
  /** What is a product, its price, its cart button, a search box on pages that do not say so: `ProductRule`. */
  products: z.array(rule).max(MAX_SITE_RULES).optional(),
  /** Words that mark a category of the shop as sensitive, beside `SENSITIVE_WORDS`: nothing of it is ever learned. */
  sensitive: z.array(z.string().min(2).max(MAX_NAME_LENGTH)).max(MAX_SITE_WORDS).optional(),
});
