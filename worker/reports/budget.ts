import type { BudgetView } from '../../contract/living-calls.ts';
import type { ReportsState } from '../../contract/living.ts';
import { EPOCH_DAYS, EPOCH_MICRO_EPSILON, epochOf, type ReportsSpec } from '../../contract/reports.ts';

export const DAY_MS = 86_400_000;

/** What is left of a device's budget; a clock that was set back gives nothing back. */
export interface Budget {
  /** Weeks since 1970. */
  readonly epoch: number;
  /** In millionths of epsilon, as are the next two. */
  readonly spent: number;
  readonly left: number;
  readonly of: number;
}

/** `of`: what the bundle allows, and never more than the device's own four epsilon. */
export function budgetAt(
  spec: Pick<ReportsSpec, 'epochMicroEpsilon'>,
  state: ReportsState | undefined,
  now: number,
): Budget {
  const epoch = Math.max(epochOf(now), state?.epoch ?? 0);
  const spent = state?.epoch === epoch ? state.spent : 0;
  const of = Math.min(spec.epochMicroEpsilon, EPOCH_MICRO_EPSILON);
  return { epoch, spent, left: Math.max(0, of - spent), of };
}

/** The same for its owner; undefined where the bundle asks nothing. */
export function toBudgetView(
  spec: ReportsSpec | null | undefined,
  state: ReportsState | undefined,
  now: number,
): BudgetView | undefined {
  if (!spec) return undefined;
  const { epoch, left, of } = budgetAt(spec, state, now);
  return { left: left / 1e6, of: of / 1e6, renewsAt: (epoch + 1) * EPOCH_DAYS * DAY_MS };
}
