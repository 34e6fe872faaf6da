import type { AisleEvent, EventType, ItemRef } from '../../../contract/events.ts';

import type { LivingSpec } from '../../../contract/segments.ts';
import type { Bundle } from '../../../worker/bundle/decode.ts';
import { createCatalogue, type Shelf } from '../../../worker/living/catalogue.ts';
import { createLiving, type LivingRoom } from '../../../worker/living/create-living.ts';
import type { OpenState } from '../../../worker/living/open-state.ts';
import type { Setting } from '../../../worker/living/setting.ts';
import { createRawProfile, foldEntry, type RawProfile } from '../../../worker/profile/profile.ts';
import type { JournalEntry } from '../../../worker/store/store.ts';

export const NOW = Date.UTC(2026, 2, 2, 12);
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** `lantern-0`, `mug-1`, ...: kind by turns, a maker in three, a price in the catalogue of all but the last. */
export const ITEMS = Array.from({ length: 12 }, (_, row) => `${row % 2 === 0 ? 'lantern' : 'mug'}-${row}`);
const KINDS = ['lantern', 'mug'];
const MAKERS = ['acme', 'bright', 'crown'];
const PRICES = ITEMS.map((_, row) => (row === ITEMS.length - 1 ? NaN : 10 * (row + 1)));

const offsets = Uint32Array.from({ length: ITEMS.length + 1 }, (_, row) => row);
const codes = (count: number): Uint16Array => Uint16Array.from(ITEMS, (_, row) => row % count);

export const SHELF: Shelf = {
  rows: new Map(ITEMS.map((id, row) => [id, row])),
  attributes: [
    { name: 'kind', type: 'one', weight: 0.5, values: KINDS, offsets, codes: codes(2) },
    { name: 'maker', type: 'one', weight: 0.5, values: MAKERS, offsets, codes: codes(3) },
  ],
  vocabulary: { words: KINDS, offsets, codes: codes(2) },
};

export const SPEC: LivingSpec = {
  signals: {
    product_view: { weight: 1, halfLifeDays: 7 },
    product_dwell: { weight: 2, halfLifeDays: 7 },
    product_click: { weight: 0.5, halfLifeDays: 7 },
    search: { weight: 1, halfLifeDays: 3 },
    wishlist_add: { weight: 3, halfLifeDays: 30 },
    add_to_cart: { weight: 3, halfLifeDays: 14 },
    remove_from_cart: { weight: -2, halfLifeDays: 14 },
    cart_abandoned: { weight: -1, halfLifeDays: 14 },
    purchase: { weight: 5, halfLifeDays: 90 },
    refund: { weight: -5, halfLifeDays: 90 },
    review: { weight: 4, halfLifeDays: 60 },
  },
  rfm: { recencyDays: [7, 30, 90, 180], orders: [1, 2, 4, 8], spent: [20, 50, 100, 500] },
  segments: [],
  clusters: null,
  offers: [],
  recovery: null,
  imports: [],
};

export function settingOf(spec: Partial<LivingSpec> = {}, changes: Partial<Setting> = {}): Setting {
  return {
    spec: { ...SPEC, ...spec },
    catalogue: createCatalogue(SHELF, PRICES),
    surroundings: {
      local(at) {
        const date = new Date(at);
        return { hour: date.getUTCHours(), weekday: date.getUTCDay(), nextHourAt: (Math.floor(at / HOUR) + 1) * HOUR };
      },
      device: 'phone',
      region: 'de',
      random: { bytes: (count) => new Uint8Array(count) },
    },
    currency: 'GBP',
    ...changes,
  };
}

/** What the core's fold asks of a bundle. */
const BUNDLE = {
  ...SHELF,
  wordCodes: new Map(KINDS.map((word, code) => [word, code])),
  manifest: { ranking: { halfLifeDays: 30, events: { product_view: 1, purchase: 5 } } },
} as unknown as Bundle;

let ids = 0;

/** An event of `type` with these items, at `at`. */
export function eventOf(
  type: EventType,
  at: number,
  items: readonly (string | ItemRef)[] = [],
  more: object = {},
): AisleEvent {
  const refs = items.map((item) => (typeof item === 'string' ? { id: item } : item));
  const carried = type === 'search' || type === 'page_view' || type === 'scroll_depth' ? {} : { items: refs };
  return { id: (++ids).toString(16).padStart(32, '0'), at, type, ...carried, ...more } as AisleEvent;
}

/** A tab that takes rows as `createLiveProfile` does: the core first, then the living profile. */
export interface Tab {
  profile: RawProfile;
  readonly room: LivingRoom;
  /** Rows in the order of the journal. */
  take(...entries: readonly Row[]): Tab;
  state(): OpenState;
}

export type Row = Partial<JournalEntry> & { readonly seq: number };

export function openTab(setting = settingOf(), profile = createRawProfile()): Tab {
  const tab: Tab = {
    profile,
    room: createLiving(setting),
    take(...entries) {
      for (const { seq, events = [], ...entry } of entries) {
        const counted: AisleEvent[] = [];
        foldEntry(tab.profile, seq, { ...entry, events }, BUNDLE, -Infinity, (event) => counted.push(event));
        tab.room.take(tab.profile, { ...entry, seq, events: counted });
      }
      return tab;
    },
    state: () => tab.profile.living as OpenState,
  };
  return tab;
}

/** One row for each event, made at its time. */
export function rowsOf(events: readonly AisleEvent[], from = 1): Row[] {
  return events.map((event, place) => ({ seq: from + place, events: [event], at: event.at }));
}
