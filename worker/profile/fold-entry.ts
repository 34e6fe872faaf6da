import type { AisleEvent } from '../../contract/events.ts';
import type { Bundle } from '../bundle/decode.ts';
import type { JournalEntry } from '../store/store.ts';
import { foldEvent, markNotInterested } from './fold.ts';
import { isKnown, rememberBasket } from './known-event.ts';
import { isPausedAt, type RawProfile } from './raw-profile.ts';

/**
 * Takes row `seq` of the journal into the profile: the same rows give the same profile, in whichever tab. `onCounted` hears of
 * the events that count. Returns whether the row holds what should not be on disk any longer: events that are too old, or what
 * its owner has corrected.
 */
export function foldEntry(
  profile: RawProfile,
  seq: number,
  { events, notInterested = [], set, after }: JournalEntry,
  bundle: Bundle,
  oldest: number,
  onCounted: (event: AisleEvent) => unknown,
): boolean {
  // a corrected profile: what it was corrected of must go
  let isOverdue = !!set?.v;
  for (const event of events) {
    if (event.at < oldest) isOverdue = true;
    // of a tab that had not heard of the pause
    else if (!isPausedAt(profile, event.at) && !isKnown(profile, event)) {
      rememberBasket(profile, event);
      foldEvent(profile, event, bundle);
      onCounted(event);
    }
  }
  for (const item of notInterested) markNotInterested(profile, item);
  // what was worked out from the profile after row `after` is void for every tab where another row came between
  if (after === undefined || after === seq - 1) Object.assign(profile, set);
  return isOverdue;
}
