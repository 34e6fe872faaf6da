import type { LoggedEvent } from '../../contract/living.ts';
import { MAX_WINDOW_MS } from '../../contract/segments.ts';
import type { SequenceFeed } from './sequence.ts';

/** From `forMs` after the newest event of matcher `since` on, until one of matcher `absent` comes. */
export function createAbsence(absent: number, since: number, forMs: number): SequenceFeed {
  let newest: LoggedEvent | undefined;
  return {
    add(event, hits) {
      if (hits(since)) newest = event;
      else if (hits(absent)) newest = undefined;
    },
    drop(event) {
      if (newest !== event) return false;
      newest = undefined;
      return true;
    },
    ask(t) {
      if (!newest) return { isTrue: false, until: Infinity };
      const from = newest.at + forMs;
      const to = newest.at + MAX_WINDOW_MS;
      if (t < from) return { isTrue: false, until: from };
      return t < to ? { isTrue: true, until: to } : { isTrue: false, until: Infinity };
    },
  };
}
