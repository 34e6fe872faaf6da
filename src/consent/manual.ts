import { GRANTS, PURPOSES, type Grants } from '../../contract/grants.ts';
import { isOneOf } from '../../contract/guards.ts';
import type { Signal } from './gate.ts';

/** How `aisle.consent` may be told that the choice is an older one. */
export interface ConsentOptions {
  /** The shopper chose on an earlier page: what was queued on this one is kept. Default false. */
  readonly stored?: boolean;
  /** The version of the notice that was agreed to, at most 128 characters. */
  readonly notice?: string;
}

/**
 * The signal behind `aisle('consent', grants, options)`. Purposes that are not named keep what was said before; anything
 * that is no grant counts as `pending`, so that a slip of the pen never grants.
 */
export function toManualSignal(before: Partial<Grants>, given: unknown, options: unknown): Signal {
  const grants: Partial<Grants> = { ...before };
  const said: Partial<Record<string, unknown>> = typeof given === 'object' && given !== null ? { ...given } : {};
  for (const purpose of PURPOSES) {
    const grant = said[purpose];
    if (grant !== undefined) grants[purpose] = isOneOf(grant, GRANTS) ? grant : 'pending';
  }
  const { stored, notice } = (options ?? {}) as ConsentOptions;
  return { grants, stored: stored === true, ...(typeof notice === 'string' && { notice: notice.slice(0, 128) }) };
}
