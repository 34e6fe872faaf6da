import { MAX_WINDOW_MS, toMs } from '../../contract/segments.ts';
import type { Complain } from '../config-issues.ts';

const DAY_MS = 86_400_000;
const LONGEST_MS = 365 * DAY_MS;

function isInstant(moment: string): boolean {
  return !Number.isNaN(Date.parse(moment)) && new Date(moment).toISOString().startsWith(moment.slice(0, 10));
}

/** A window of what is remembered. */
export function checkWindow(given: string | undefined, path: readonly PropertyKey[], complain: Complain): void {
  if (given !== undefined && toMs(given) > MAX_WINDOW_MS)
    complain(path, `given ${given}, and no event is remembered for longer than 30 days: name 30d at most`);
}

/** How long something stays, or waits, that is not worked out from events. */
export function checkStay(given: string | undefined, path: readonly PropertyKey[], complain: Complain): void {
  if (given !== undefined && toMs(given) > LONGEST_MS) complain(path, `given ${given}, expected a year (365d) at most`);
}

/** From when to when, as `segments` and `offers` say it. */
export function checkDates(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  path: readonly PropertyKey[],
  complain: Complain,
): void {
  for (const [key, moment] of Object.entries({ from, to }))
    if (moment !== undefined && !isInstant(moment)) complain([...path, key], `${moment} is no day of the calendar`);
  if (from === undefined || to === undefined || !isInstant(from) || !isInstant(to)) return;
  if (Date.parse(from) >= toEnd(to)) complain([...path, 'to'], `${to} is before ${from}, when it begins`);
}

/** A day ends with its last millisecond. */
function toEnd(moment: string): number {
  return Date.parse(moment) + (moment.length === 10 ? DAY_MS : 0);
}
