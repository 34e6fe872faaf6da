import type { AisleEvent } from '../../contract/events.ts';

/** Two sources that report the same act do so within this time. */
const WINDOW_MS = 2_000;
/** Of a purchase: a page that says thank you is read by all of them, and some of their scripts come late. */
const PURCHASE_MS = 60_000;
/** No shopper presses the same button twice as fast; a script that fires twice does. */
const DOUBLE_MS = 300;
/** Dwell adds up; the others are told by the page's own source alone, once a route and a mark. */
const ALWAYS = /^(page_view|product_dwell|scroll_depth)$/;
/** What a shopper may do several times within the window. */
const REPEATABLE = /_(to|from)_cart$/;

export interface Dedupe {
  /** The events that are not yet known, each remembered from now on; without their sources. */
  take(events: readonly AisleEvent[]): AisleEvent[];
  /** Forgets events that could not be kept, so that they may be sent again. */
  giveBack(events: readonly AisleEvent[]): void;
}

interface Act {
  readonly key: string;
  readonly at: number;
  /** Who has told of it. */
  readonly sources: Set<string | undefined>;
}

/**
 * Counts once what the data layer, the page's attributes and a call of `track` report alike: the same canonical type and the
 * same items within two seconds of the page's own time. What a shopper may repeat within that time, putting an item into the
 * cart, is another act when a source tells it again; the others' accounts are then matched with the acts one by one.
 */
export function createDedupe(): Dedupe {
  let acts: Act[] = [];

  const isFresh = ({ source, ...event }: AisleEvent): boolean => {
    const { type, at } = event;
    if (ALWAYS.test(type)) return true;
    const key = keyOf(event);
    const since = (act: Act): number => Math.abs(at - act.at);
    acts = acts.filter((act) => since(act) <= PURCHASE_MS);
    const windowMs = type === 'purchase' ? PURCHASE_MS : WINDOW_MS;
    const same = acts.find(
      (act) =>
        act.key === key &&
        since(act) <= windowMs &&
        (!REPEATABLE.test(type) || !act.sources.has(source) || since(act) < DOUBLE_MS),
    );
    if (same) same.sources.add(source);
    else acts.push({ key, at, sources: new Set([source]) });
    return !same;
  };

  return {
    take: (events) => events.filter(isFresh).map(({ source: _source, ...event }) => event),
    giveBack(events) {
      const keys = new Set(events.map(keyOf));
      acts = acts.filter(({ key }) => !keys.has(key));
    },
  };
}

/** What makes two events the same act: sources differ in prices, positions and lists, but not in the items. */
function keyOf(event: AisleEvent): string {
  const { id: _id, at: _at, source: _source, ...rest } = event;
  if (!('items' in rest) || rest.items.length === 0) return JSON.stringify(rest);
  return JSON.stringify([rest.type, 'name' in rest && rest.name, rest.items.map(({ id }) => id).toSorted()]);
}
