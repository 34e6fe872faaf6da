import { z } from 'zod';

export const grantSchema = z.enum(['pending', 'granted', 'denied']);

/** What a shopper can allow, each on its own. */
export const grantsSchema = z.strictObject({
  /** Profile, ranking, segments, offers. */
  personalisation: grantSchema,
  /** Private reports. */
  measurement: grantSchema,
  /** An order from the page's own content; nothing stored. */
  contextual: grantSchema,
  /** Attributes the shop imports from elsewhere. */
  imports: grantSchema,
});

/** Proof of a choice, stored beside the profile and erased with it. */
export const consentRecordSchema = z.strictObject({
  grants: grantsSchema,
  /** Which signal said so, e.g. `manual`, `vanilla-cookieconsent`. */
  source: z.string().min(1).max(64),
  /** When the shopper's choice reached Aisle, ms since 1970. */
  at: z.int().min(0),
  /** The consent manager's revision or notice version, when it has one. */
  notice: z.string().max(128).optional(),
});
