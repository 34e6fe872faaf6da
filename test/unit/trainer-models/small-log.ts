import { LOG_EVENT_TYPES, type Log, type LogEventType } from '../../../trainer/log.ts';
import type { Catalogue } from '../../../trainer/catalogue.ts';
import { createRandom } from '../../../trainer/models/random.ts';
import type { ListParameters } from '../../../trainer/models/lists.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export interface SmallEvent {
  readonly item: string;
  readonly type?: LogEventType;
}

/** A log of sessions, one a day, one event a minute. */
export function logOf(sessions: readonly (readonly (string | SmallEvent)[])[], test: readonly number[] = []): Log {
  const events = sessions.map((session) =>
    session.map((event) => (typeof event === 'string' ? { item: event } : event)),
  );
  const flat = events.flat();
  const itemIds = [...new Set(flat.map(({ item }) => item))].toSorted();
  const offsets = Uint32Array.from([0, ...events.map(({ length }) => length)]);
  for (let session = 1; session < offsets.length; session++) offsets[session]! += offsets[session - 1]!;
  const blank = () => new Float32Array(flat.length).fill(NaN);
  return {
    itemIds,
    sessionIds: events.map((_, session) => `s${session}`),
    offsets,
    user: new Int32Array(events.length).fill(-1),
    userIds: [],
    item: Uint32Array.from(flat, ({ item }) => itemIds.indexOf(item)),
    at: Float64Array.from(
      events.flatMap((session, day) => session.map((_, place) => day * DAY_MS + place * MINUTE_MS)),
    ),
    type: Uint8Array.from(flat, ({ type = 'product_view' }) => LOG_EVENT_TYPES.indexOf(type)),
    quantity: blank(),
    price: blank(),
    rating: blank(),
    dwellMs: blank(),
    position: blank(),
    region: new Uint16Array(flat.length),
    regions: [''],
    split: Uint8Array.from(
      events.flatMap((session, index) => session.map(() => (test.length === 0 ? 0 : test.includes(index) ? 2 : 1))),
    ),
    clock: 'time',
  };
}

export function catalogueOf(log: Log, kinds?: Readonly<Record<string, string>>): Catalogue {
  const ids = log.itemIds;
  const blank = ids.map(() => '');
  const offsets = Uint32Array.from({ length: ids.length + 1 }, (_, row) => (kinds ? row : 0));
  const values = [...new Set(Object.values(kinds ?? {}))].toSorted();
  const data = Uint16Array.from(kinds ? ids : [], (id) => values.indexOf(kinds![id]!));
  return {
    ids,
    attributes: kinds ? [{ name: 'kind', type: 'one', values, codes: { offsets, data } }] : [],
    words: [],
    itemWords: { offsets: new Uint32Array(ids.length + 1), data: new Uint16Array(0) },
    titles: blank,
    urls: blank,
    images: blank,
    prices: new Float32Array(ids.length).fill(NaN),
    names: ids.map(() => []),
    facts: {},
  };
}

/** A shop of `groups` groups of ten items: a session stays in its group and mostly goes to the next item. */
export function groupedLog(sessions: number, groups: number, seed: number): Log {
  const random = createRandom(seed);
  return logOf(
    Array.from({ length: sessions }, () => {
      const group = Math.floor(random() * groups);
      let place = Math.floor(random() * 10);
      return Array.from({ length: 2 + Math.floor(random() * 5) }, () => {
        place = random() < 0.8 ? (place + 1) % 10 : Math.floor(random() * 10);
        return `g${group}-${place}`;
      });
    }),
  );
}

/** Lists of nothing but what a test says itself. */
export const PLAIN: ListParameters = {
  distance: 5,
  fall: 1,
  gap: 0,
  norm: 0,
  tau: 0,
  backward: 1,
  both: 0,
  fallBoth: 1,
  second: 0,
  hops: 5,
  popular: 0,
  trend: 0,
  power: 1,
  shrink: 1,
  similarLists: 0,
  similar: 0,
  unseen: 0,
  unseenPower: 1,
  cart: 1,
  purchase: 1,
  returned: 0,
  dwell: 0,
  position: 0,
};
