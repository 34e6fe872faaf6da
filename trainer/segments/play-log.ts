import type { AisleEvent, ItemRef } from '../../contract/events.ts';
import { createLiving, type LivingRoom } from '../../worker/living/create-living.ts';
import type { Setting } from '../../worker/living/setting.ts';
import { createRawProfile } from '../../worker/profile/raw-profile.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';

/** A visit lasts as long after its last event. */
const VISIT_MS = 30 * 60_000;
/** Nothing is remembered longer. */
const MEMORY_MS = 30 * 86_400_000;

/** A time during which somebody was in a segment; `visits` are those of the log's sessions that it touches. */
export interface Stay {
  readonly segment: string;
  readonly visitor: number;
  readonly from: number;
  readonly to: number;
  /** Whether it lasted longer than was looked at. */
  readonly isOpen: boolean;
}

export interface Played {
  readonly stays: readonly Stay[];
  /** Of each visitor the sessions of the log, oldest first, with the time from their first event to half an hour after the last. */
  readonly visits: readonly (readonly Visit[])[];
  /** Rules that threw on the device's own code, by id. */
  readonly faults: ReadonlyMap<string, number>;
}

export interface Visit {
  readonly session: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Runs rules over a log through the device's own code: each user's sessions, one after another, are one visitor's; a session
 * of nobody known is a visitor of its own. Between events the clock is moved to every time at which a membership changes.
 */
export function playLog(log: Log, setting: Setting, onProgress: (done: number) => void): Played {
  // the region is that of the event that is being played
  const place = { region: '' };
  const surroundings = {
    ...setting.surroundings,
    get region() {
      return place.region || undefined;
    },
  };
  const room = createLiving({ ...setting, surroundings });
  const visitors = visitorsOf(log);
  const stays: Stay[] = [];
  const faults = new Map<string, number>();
  let newest = 0;
  for (const at of log.at) newest = Math.max(newest, at);
  visitors.forEach((visits, visitor) => {
    if (visitor % 64 === 0) onProgress(visitor / visitors.length);
    for (const stay of playVisitor(log, room, visits, newest, place, faults)) stays.push({ ...stay, visitor });
  });
  onProgress(1);
  return { stays, visits: visitors, faults };
}

function* playVisitor(
  log: Log,
  room: LivingRoom,
  visits: readonly Visit[],
  newest: number,
  place: { region: string },
  faults: Map<string, number>,
): Generator<Omit<Stay, 'visitor'>> {
  const profile = createRawProfile();
  const events = visits.flatMap(({ session }) => eventsOf(log, session)).toSorted((a, b) => a.event.at - b.event.at);
  const last = events.at(-1)!.event.at;
  const end = Math.min(last + MEMORY_MS, Math.max(newest, last + VISIT_MS));
  const since = new Map<string, number>();
  for (const [index, { event, region }] of events.entries()) {
    place.region = region;
    room.take(profile, { seq: index + 1, at: event.at, events: [event] });
    const next = events[index + 1]?.event.at ?? end;
    let { at } = event;
    while (at < next || (at === next && index === events.length - 1)) {
      const { segments, nextAt } = room.standingAt(profile, at);
      const isIn = new Set(segments.map(({ id }) => id));
      for (const [segment, from] of since) {
        if (isIn.has(segment)) continue;
        since.delete(segment);
        yield { segment, from, to: at, isOpen: false };
      }
      for (const segment of isIn) if (!since.has(segment)) since.set(segment, at);
      if (!(nextAt > at) || nextAt >= next) break;
      at = nextAt;
    }
  }
  for (const [segment, from] of since) yield { segment, from, to: end, isOpen: true };
  for (const [id, count] of Object.entries(profile.living.faults ?? {})) faults.set(id, (faults.get(id) ?? 0) + count);
}

function visitorsOf(log: Log): Visit[][] {
  const visitors = new Map<string, Visit[]>();
  log.sessionIds.forEach((_, session) => {
    const user = log.user[session]!;
    const key = user < 0 ? `session ${session}` : `user ${user}`;
    const [first, end] = [log.offsets[session]!, log.offsets[session + 1]!];
    if (end === first) return;
    const visit = { session, from: log.at[first]!, to: log.at[end - 1]! + VISIT_MS };
    visitors.set(key, [...(visitors.get(key) ?? []), visit]);
  });
  return [...visitors.values()].map((visits) => visits.toSorted((a, b) => a.from - b.from));
}

/** Rows of one session, type and time are one event of several items: an order, what was put into the cart at once. */
function eventsOf(log: Log, session: number): { readonly event: AisleEvent; readonly region: string }[] {
  const events: { event: AisleEvent; region: string }[] = [];
  for (let row = log.offsets[session]!; row < log.offsets[session + 1]!; row++) {
    const type = LOG_EVENT_TYPES[log.type[row]!]!;
    const at = Math.round(log.at[row]!);
    const before = events.at(-1)?.event;
    const item = itemOf(log, row);
    if (before && before.type === type && before.at === at && ORDERS.has(type)) {
      (before as { items: ItemRef[] }).items.push(item);
      continue;
    }
    const rating = log.rating[row]!;
    const id = row.toString(16).padStart(32, '0');
    const event = { id, at, type, items: [item], ...(type === 'review' && rating >= 0 && { rating }) } as AisleEvent;
    events.push({ event, region: log.regions[log.region[row]!]! });
  }
  return events;
}

const ORDERS: ReadonlySet<string> = new Set(['purchase', 'refund', 'add_to_cart', 'remove_from_cart']);

function itemOf(log: Log, row: number): ItemRef {
  const [quantity, price] = [log.quantity[row]!, log.price[row]!];
  return {
    id: log.itemIds[log.item[row]!]!,
    ...(quantity >= 1 && { quantity: Math.round(quantity) }),
    ...(price >= 0 && { price }),
  };
}
