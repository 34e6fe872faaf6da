import { z } from 'zod';

import { noted, WITH_PROFILE } from './field-note.ts';

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

const proof = <T extends z.ZodType>(schema: T, purpose: string): T =>
  noted(schema, purpose, WITH_PROFILE, 'this device, not encrypted; its owner’s export');

/** Proof of a choice, stored beside the profile and erased with it. */
export const consentRecordSchema = z.strictObject({
  grants: proof(grantsSchema, 'what was allowed, purpose by purpose'),
  /** Which signal said so, e.g. `manual`, `vanilla-cookieconsent`. */
  source: proof(z.string().min(1).max(64), 'who said so: the consent manager’s name'),
  /** When the shopper's choice reached Aisle, ms since 1970. */
  at: proof(z.int().min(0), 'when it was said'),
  /** The consent manager's revision or notice version, when it has one. */
  notice: proof(z.string().max(128).optional(), 'which version of the notice was agreed to'),
  /** `PURPOSES_VERSION` of the build that asked; put in by the store. */
  purposes: proof(z.int().min(1).optional(), 'which version of the purposes was agreed to'),
  /** SHA-256 of the TC or GPP string that says so, hexadecimal; the worker makes it and never keeps the string. */
  evidence: proof(
    z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    'hash of the TC or GPP string that says so',
  ),
  /** Of the profile that the choice allows; put in by the store. */
  epoch: proof(
    z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .optional(),
    'which profile it allows: random, new with every profile',
  ),
});
