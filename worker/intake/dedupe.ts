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
  return {
    take: (events) =>
      events.filter((event) => {
        if (event.type === 'product_dwell') return true;
        for (const [key, at] of seen) if (Math.abs(event.at - at) > WINDOW_MS) seen.delete(key);
        const key = keyOf(event);
        const isFresh = !seen.has(key);
        if (isFresh) seen.set(key, event.at);
        return isFresh;
      }),
    giveBack(events) {
      for (const event of events) seen.delete(keyOf(event));
    },
  };
}

/** What makes two events the same act: sources differ in prices, positions and lists, but not in the items. */
function keyOf(event: AisleEvent): string {
  const { id: _id, at: _at, ...rest } = event;
  if (!('items' in rest)) return JSON.stringify(rest);
  return JSON.stringify([rest.type, 'name' in rest && rest.name, rest.items.map(({ id }) => id).toSorted()]);
}
