import { z } from 'zod';

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
});
