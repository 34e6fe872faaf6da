import type { FactsPart } from '../../../contract/facts.ts';
import type { Bundle } from '../../bundle/decode.ts';
import type { RawProfile } from '../../profile/raw-profile.ts';

const DAY_MS = 86_400_000;
/** How long something is out of the way that nobody buys again, or of which nobody knows: as long as purchases are remembered. */
const ONCE_DAYS = 30;

/**
 * Rows that were bought and are not due again: from the newest purchase that was not taken back, for as long as the bundle says
 * that it takes until they are bought again (`cycle`, trainer/models/cycles.ts).
 */
export function boughtLately(profile: RawProfile, bundle: Bundle, { cycle }: FactsPart, now: number): Set<number> {
  const rows = new Set<number>();
  for (const [item, { purchases, refunds, lastAt }] of Object.entries(profile.items)) {
    const row = bundle.rows.get(item);
    if (row === undefined || purchases <= refunds) continue;
    // what is no longer remembered one by one was bought at the latest when the item was last heard of
    const at = profile.recent.findLast((event) => event.item === item && event.type === 'purchase')?.at ?? lastAt;
    if (now - at < (cycle?.[row] || ONCE_DAYS) * DAY_MS) rows.add(row);
  }
  return rows;
}
