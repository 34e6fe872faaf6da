import type { AisleEvent } from '../../contract/events.ts';
import type { LivingSpec, Segment } from '../../contract/segments.ts';
import { createCatalogue } from '../../worker/living/catalogue.ts';
import { createLiving, type LivingRoom } from '../../worker/living/create-living.ts';
import { createRawProfile, type RawProfile } from '../../worker/profile/profile.ts';
import type { Pair } from '../row.ts';

const ITEMS = 1_000;
const CATEGORIES = 40;
const BRANDS = 30;
/** Of one measurement: one reading of the clock covers so many events. */
const BATCH = 19;
const RULES = 200;
const PAUSE_MS = 20_000;
/** So many events are one visit, of which there are two a day. */
const VISIT = 20;
const START = Date.UTC(2026, 0, 5, 9);

export interface FoldedRules {
  /** us an event: behind 10,000 events, and behind 100. */
  readonly journals: Pair;
  /** us an event: with 1,000 rules, and with 10. */
  readonly rules: Pair;
  /** us of one event each, with 200 rules. */
  readonly each: readonly number[];
}

/** One event folded into a living profile, rules and all, in the room that is shipped. */
export function foldRules(rounds: number): FoldedRules {
  const [short, long, few, many] = [
    open(RULES, 100),
    open(RULES, 10_000),
    open(10, 1_000),
    open(1_000, 1_000),
  ] as const;
  const each: number[] = [];
  const journals = { value: [] as number[], reference: [] as number[] };
  const rules = { value: [] as number[], reference: [] as number[] };
  // the first rounds are slower than any page is
  for (let round = -5; round < rounds; round++) {
    const times = [long(), short(), many(), few()].map((of) => of.reduce((sum, us) => sum + us, 0) / of.length);
    const alone = long();
    if (round < 0) continue;
    journals.value.push(times[0]!);
    journals.reference.push(times[1]!);
    rules.value.push(times[2]!);
    rules.reference.push(times[3]!);
    each.push(...alone);
  }
  return { journals, rules, each };
}

/** A profile behind so many events; every call takes a batch more on a copy of it, and says how long each event took. */
function open(rules: number, events: number): () => number[] {
  const room = createRoom(rules);
  const base = createRawProfile();
  // at the end all have come to the same place of the same days
  for (let place = 10_000 - events; place < 10_000; place++) take(room, base, place);
  return () => {
    const profile: RawProfile = structuredClone(base);
    // what a copy costs to be opened
    take(room, profile, 10_000);
    return Array.from({ length: BATCH }, (_, place) => {
      const from = performance.now();
      take(room, profile, 10_001 + place);
      return (performance.now() - from) * 1_000;
    });
  };
}

function take(room: LivingRoom, profile: RawProfile, place: number): void {
  const event = eventAt(place);
  room.take(profile, { seq: place + 1, at: event.at, events: [event] });
}

function eventAt(place: number): AisleEvent {
  const at = START + Math.floor(place / VISIT) * 12 * 3_600_000 + (place % VISIT) * PAUSE_MS;
  const base = { id: place.toString(16).padStart(32, '0'), at };
  const step = place % VISIT;
  // what was put into the cart leaves it in the same visit: a cart that grew by the year would be no shopper's
  const about = step === 18 ? place - 6 : place;
  const items = [{ id: `sku-${(about * 7919) % ITEMS}`, quantity: 1 + (about % 2) }];
  if (step === 12) return { ...base, type: 'add_to_cart', items };
  if (step === 18) return { ...base, type: place % 60 === 18 ? 'purchase' : 'remove_from_cart', items };
  if (step % 5 === 4) return { ...base, type: 'search', tokens: ['lamp'] };
  if (step % 5 === 2) return { ...base, type: 'product_dwell', items, ms: 9_000 };
  return { ...base, type: 'product_view', items };
}

function createRoom(rules: number): LivingRoom {
  const offsets = Uint32Array.from({ length: ITEMS + 1 }, (_, row) => row);
  const names = (what: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${what}-${at}`);
  const attribute = (name: string, count: number) => ({
    name,
    type: 'one' as const,
    weight: 0.5,
    values: names(name, count),
    offsets,
    codes: Uint16Array.from({ length: ITEMS }, (_, row) => row % count),
  });
  const catalogue = createCatalogue(
    {
      rows: new Map(Array.from({ length: ITEMS }, (_, row) => [`sku-${row}`, row])),
      attributes: [attribute('category', CATEGORIES), attribute('brand', BRANDS)],
      vocabulary: { words: ['lamp'], offsets, codes: new Uint16Array(ITEMS) },
    },
    Float32Array.from({ length: ITEMS }, (_, row) => 5 + (row % 97) * 4),
  );
  const spec: LivingSpec = {
    signals: {
      product_view: { weight: 1, halfLifeDays: 7 },
      product_dwell: { weight: 2, halfLifeDays: 7 },
      add_to_cart: { weight: 3, halfLifeDays: 14 },
      purchase: { weight: 5, halfLifeDays: 90 },
    },
    rfm: null,
    segments: Array.from({ length: rules }, (_, place) => ruleAt(place)),
    clusters: null,
    offers: [],
    recovery: null,
    imports: [],
  };
  const local = (at: number) => ({
    hour: new Date(at).getUTCHours(),
    weekday: new Date(at).getUTCDay(),
    nextHourAt: (Math.floor(at / 3_600_000) + 1) * 3_600_000,
  });
  const random = { bytes: (count: number) => new Uint8Array(count) };
  return createLiving({
    spec,
    catalogue,
    surroundings: { local, device: 'phone', region: undefined, random },
    currency: undefined,
  });
}

/** The classics by turns, each time of another category, brand, length of time, number or price. */
function ruleAt(place: number): Segment {
  const turn = Math.floor(place / 10);
  const where = { category: `category-${(place * 3) % CATEGORIES}` };
  const brand = { brand: `brand-${(place * 7) % BRANDS}` };
  const within = `${1 + (turn % 14)}d`;
  const named = { id: `rule-${place}`, name: `Rule ${place}` };
  const kinds: readonly Omit<Segment, 'id' | 'name'>[] = [
    {
      when: {
        all: [
          { count: { type: 'product_view', where }, within, atLeast: 2 },
          { not: { count: { type: 'purchase', where }, within } },
        ],
      },
    },
    { when: { count: { type: 'purchase', where: brand }, within: '30d', atLeast: 1 + (turn % 4) }, stay: '30d' },
    {
      when: {
        sequence: [{ type: 'product_view', where }, { type: 'cart_abandoned' }],
        span: '24h',
        within,
      },
      until: { count: { type: 'purchase' }, within: '24h' },
    },
    {
      when: {
        sequence: [{ type: 'product_view', where: brand }, { type: 'return_visit' }],
        span: '24h',
        within: '24h',
      },
    },
    {
      when: { count: { type: 'product_view', price: { from: 100 + 10 * turn } }, within: '10m', atLeast: 3 },
      stay: '7d',
    },
    {
      when: { count: { type: 'product_view', where }, within: '24h', atLeast: 3 },
      stay: '7d',
      cap: { times: 2, within },
    },
    {
      when: {
        all: [
          { absent: { type: 'purchase', where }, since: { type: 'add_to_cart', where }, for: `${15 + turn}m` },
          { field: 'cart.value', atLeast: 20 * (1 + turn) },
        ],
      },
    },
    { when: { sum: 'value', of: { type: 'add_to_cart', where: brand }, within, atLeast: 100 * (1 + turn) } },
    { when: { distinct: 'item', of: { type: 'product_view', where: brand }, within, atLeast: 2 + (turn % 5) } },
    { when: { extreme: 'max', by: 'ms', of: { type: 'product_dwell', where }, within, atLeast: 8_000 } },
  ];
  return { ...named, ...kinds[place % kinds.length]! };
}
