import type { AisleEvent, ItemRef } from '../../contract/events.ts';
import { MAX_EVENT_ITEMS } from '../../contract/limits.ts';
import type { LivingSpec } from '../../contract/segments.ts';
import { createCatalogue, type Shelf } from '../../worker/living/catalogue.ts';
import { createLiving } from '../../worker/living/create-living.ts';
import type { OpenState } from '../../worker/living/open-state.ts';
import { createRawProfile } from '../../worker/profile/profile.ts';
import type { Log } from '../log.ts';
import { toEvent } from '../models/journeys.ts';
import { sample, createRandom } from '../models/random.ts';
import { visitorsOf, type Visitor } from '../models/visitors.ts';

/** Visitors of whom clusters are made: more would tell nothing new. */
const MAX_VISITORS = 6_000;
/** Of a visitor, the newest: a profile remembers no more of them one by one. */
const MAX_EVENTS = 1_000;
/** Where users are named in so many sessions, the others are pieces of visitors. */
const NAMED_SHARE = 0.5;

export interface PlayedVisitors {
  readonly unit: 'users' | 'sessions';
  /** Each as a device would hold it after the newest event. */
  readonly profiles: readonly OpenState[];
}

/** What the room of a device asks beside the log. */
export interface PlaySetting {
  readonly shelf: Shelf;
  /** By row of the catalogue, NaN where unknown. */
  readonly prices: ArrayLike<number>;
  readonly currency: string | undefined;
  readonly signals: LivingSpec['signals'];
  /** An item of the log of which a device keeps nothing: nothing is learned of it. */
  readonly isSensitive: (item: number) => boolean;
  readonly seed: number;
}

/**
 * Plays visitors' events, drawn with the seed, through `aisle-living.js`: a visitor is a user, or, in a log that mostly names none,
 * a session. What was bought at one moment in one session is one order.
 */
export function playVisitors(
  log: Log,
  { shelf, prices, currency, signals, isSensitive, seed }: PlaySetting,
): PlayedVisitors {
  const sessions = log.user.length;
  const named = log.user.reduce((count, user) => count + Number(user >= 0), 0);
  const isByUser = named >= NAMED_SHARE * sessions;
  const all = visitorsOf(log, (session) => !isByUser || log.user[session]! >= 0);
  const chosen = sample(all.length, MAX_VISITORS, createRandom(seed));
  const room = createLiving({
    spec: { signals, rfm: null, segments: [], clusters: null, offers: [], recovery: null, imports: [] },
    catalogue: createCatalogue(shelf, prices),
    // nothing of the trainer's machine may enter
    surroundings: {
      local: (at) => ({ hour: 0, weekday: 0, nextHourAt: at + 3_600_000 }),
      device: 'desktop',
      region: undefined,
      random: { bytes: (count) => new Uint8Array(count) },
    },
    currency,
  });
  const profiles = Array.from(chosen, (visitor) => {
    const profile = createRawProfile();
    toOrders(
      log,
      all[visitor]!.filter((event) => !isSensitive(log.item[event]!)),
    )
      .slice(-MAX_EVENTS)
      .forEach((event, at) => {
        room.take(profile, { seq: at + 1, events: [event], at: event.at });
      });
    return profile.living as OpenState;
  });
  return { unit: isByUser ? 'users' : 'sessions', profiles };
}

/** A visitor's events as pages capture them: what was bought or sent back at one moment is one event. */
export function toOrders(log: Log, visitor: Visitor): AisleEvent[] {
  const events: AisleEvent[] = [];
  for (const index of visitor) {
    const event = toEvent(log, index);
    if (!('items' in event)) continue;
    const former = events.at(-1);
    const item = withAmounts(log, index, event.items[0]!);
    const isSame = former?.type === event.type && former.at === event.at && isOrder(event);
    if (!isSame || !('items' in former) || former.items.length >= MAX_EVENT_ITEMS)
      events.push({ ...event, items: [item] });
    else events[events.length - 1] = { ...former, items: [...former.items, item] } as AisleEvent;
  }
  return events;
}

function isOrder({ type }: AisleEvent): boolean {
  return type === 'purchase' || type === 'refund';
}

function withAmounts(log: Log, index: number, item: ItemRef): ItemRef {
  const [quantity, price] = [log.quantity[index]!, log.price[index]!];
  return { ...item, ...(quantity >= 1 && { quantity: Math.floor(quantity) }), ...(price > 0 && { price }) };
}
