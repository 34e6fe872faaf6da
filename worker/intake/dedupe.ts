import type { AisleEvent } from '../../contract/events.ts';

/** Two sources that report the same act do so within this time. */
const WINDOW_MS = 2_000;

export interface Dedupe {
  /** The events that are not yet known, each remembered from now on. */
  take(events: readonly AisleEvent[]): AisleEvent[];
  /** Forgets events that could not be kept, so that they may be sent again. */
  giveBack(events: readonly AisleEvent[]): void;
}

/**
 * Counts once what the data layer, the page's attributes and a call of `track` report alike: the same canonical type and the
 * same item ids within two seconds of the page's own time. Dwell adds up and is never a repetition.
 */
export function createDedupe(): Dedupe {
  const seen = new Map<string, number>();

  const forgetBefore = (at: number): void => {
    for (const [key, seenAt] of seen) if (seenAt < at) seen.delete(key);
  };

  return {
    take(events) {
      const fresh = events.filter((event) => {
        if (event.type === 'product_dwell') return true;
        const key = keyOf(event);
        const seenAt = seen.get(key);
        if (seenAt !== undefined && Math.abs(event.at - seenAt) <= WINDOW_MS) return false;
        seen.set(key, event.at);
        return true;
      });
      if (seen.size > 256) forgetBefore(Math.max(...seen.values()) - WINDOW_MS);
      return fresh;
    },
    giveBack(events) {
      for (const event of events) seen.delete(keyOf(event));
    },
  };
}

/** What makes two events the same act: sources differ in prices, positions and lists, but not in the items. */
function keyOf(event: AisleEvent): string {
  const { id: _id, at: _at, ...rest } = event;
  if (!('items' in rest)) return JSON.stringify(rest);
  const ids = rest.items.map(({ id }) => id).toSorted();
  return JSON.stringify([rest.type, 'name' in rest ? rest.name : '', ids]);
}
