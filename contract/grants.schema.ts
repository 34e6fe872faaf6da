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
  /** `PURPOSES_VERSION` of the build that asked; put in by the store. */
  purposes: z.int().min(1).optional(),
  /** SHA-256 of the TC or GPP string that says so, hexadecimal; the worker makes it and never keeps the string. */
  evidence: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** Of the profile that the choice allows; put in by the store. */
  epoch: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
});
