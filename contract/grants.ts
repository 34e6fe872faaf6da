import type { z } from 'zod';

import type { consentRecordSchema, grantSchema, grantsSchema } from './grants.schema.ts';
import { integer, isShape, match, maybe, oneOf, text } from './guards.ts';

/** `pending` until a signal says otherwise; unknown is pending, never granted. */
export type Grant = z.infer<typeof grantSchema>;
export type Grants = z.infer<typeof grantsSchema>;
export type Purpose = keyof Grants;
export type ConsentRecord = z.infer<typeof consentRecordSchema>;

/** Raised whenever a purpose comes to mean more than it did: a choice made under an older one is no choice any more. */
export const PURPOSES_VERSION = 1;

export const PURPOSES: readonly Purpose[] = ['personalisation', 'measurement', 'contextual', 'imports'];
export const GRANTS: readonly Grant[] = ['pending', 'granted', 'denied'];

export function isGrants(value: unknown): value is Grants {
  const grant = oneOf(...GRANTS);
  return isShape(value, { personalisation: grant, measurement: grant, contextual: grant, imports: grant });
}

export function isConsentRecord(value: unknown): value is ConsentRecord {
  return isShape(value, {
    grants: isGrants,
    source: text(1, 64),
    at: integer(0),
    notice: maybe(text(0, 128)),
    purposes: maybe(integer(1)),
    evidence: maybe(match(/^[0-9a-f]{64}$/)),
    epoch: maybe(match(/^[0-9a-f]{32}$/)),
  });
}

/** Every purpose at `grant`. */
export function allGrants(grant: Grant): Grants {
  return { personalisation: grant, measurement: grant, contextual: grant, imports: grant };
}
