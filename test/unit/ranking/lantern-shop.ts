import type { AisleEvent } from '../../../contract/events.ts';
import type { Ranking } from '../../../contract/bundle.ts';
import type { Bundle } from '../../../worker/bundle/decode.ts';
import { createRawProfile, foldEvent, type RawProfile } from '../../../worker/profile/profile.ts';

const KINDS = ['bag', 'clock', 'lantern', 'mug'];
const COLOURS = ['blue', 'red', 'white'];
const ITEMS_PER_KIND = 12;
const DIMS = 4;
const K = 3;

export const NOW = Date.UTC(2026, 5, 1);

const RANKING: Ranking = {
  history: 20,
  lists: { first: 1.3, decay: 0.5, damp: 3 },
  embedding: { decay: 0.7, weight: 0.01 },
  repeat: Array.from({ length: 32 }, () => 0.02),
  alpha: { floor: 0.4, ceiling: 0.9, half: 0.5 },
  popularity: { prior: 0.5, region: 0.5, temper: 0.75 },
  events: { product_view: 1, product_dwell: 1, add_to_cart: 3, purchase: 5, refund: -5, search: 2 },
  halfLifeDays: 30,
  vocabularyWeight: 0.4,
};

/**
 * 48 items `kind-00` to `kind-11`, colours in turn; each is followed by the next three of its kind; the embedding points
 * along the kind; item 0 of every kind is the most popular. Region `de` likes clocks.
 */
export function lanternShop(ranking: Partial<Ranking> = {}): Bundle {
  const ids = KINDS.flatMap((kind) =>
    Array.from({ length: ITEMS_PER_KIND }, (_, place) => `${kind}-${String(place).padStart(2, '0')}`),
  );
  const items = ids.length;
  const kindOf = (row: number): number => Math.floor(row / ITEMS_PER_KIND);
  const placeOf = (row: number): number => row % ITEMS_PER_KIND;
  const next = (row: number, step: number): number =>
    kindOf(row) * ITEMS_PER_KIND + ((placeOf(row) + step) % ITEMS_PER_KIND);
  const offsets = Uint32Array.from({ length: items + 1 }, (_, row) => row);
  const votes = ids.map((_, row) => ITEMS_PER_KIND - placeOf(row));
  const total = votes.reduce((sum, vote) => sum + vote, 0);
  const merged = { ...RANKING, ...ranking };
  return {
    manifest: {
      format: 'aisle-bundle',
      formatVersion: 1,
      version: 1,
      trainedThrough: '2026-06-01T00:00:00Z',
      pricesAt: '2026-06-01T00:00:00Z',
      items,
      dims: DIMS,
      parts: [],
      attributes: [
        { name: 'kind', type: 'one', values: KINDS.length, weight: 0.4 },
        { name: 'colour', type: 'one', values: COLOURS.length, weight: 0.2 },
      ],
      regions: ['de'],
      ranking: merged,
      refine: null,
      living: null,
      site: {},
    },
    ids,
    rows: new Map(ids.map((id, row) => [id, row])),
    popularity: {
      support: Uint32Array.from(votes),
      share: Float32Array.from(votes, (vote) => vote / total),
      regional: Uint32Array.from([12, 13, 14]),
      top: 3,
    },
    neighbours: {
      k: K,
      index: Uint16Array.from(ids.flatMap((_, row) => [next(row, 1), next(row, 2), next(row, 3)])),
      weight: Uint16Array.from(ids.flatMap(() => [255, 120, 60])),
      scale: new Float32Array(items).fill(0.5 / 255),
    },
    embeddings: {
      dims: DIMS,
      values: Int8Array.from(
        ids.flatMap((_, row) => KINDS.map((_, dim) => (dim === kindOf(row) ? 120 : (placeOf(row) % 3) * 5))),
      ),
      scale: new Float32Array(items).fill(1 / 121),
    },
    attributes: [
      {
        name: 'kind',
        type: 'one',
        weight: 0.4,
        values: KINDS,
        offsets,
        codes: Uint16Array.from(ids, (_, row) => kindOf(row)),
      },
      {
        name: 'colour',
        type: 'one',
        weight: 0.2,
        values: COLOURS,
        offsets,
        codes: Uint16Array.from(ids, (_, row) => row % COLOURS.length),
      },
    ],
    vocabulary: { words: KINDS, offsets, codes: Uint16Array.from(ids, (_, row) => kindOf(row)) },
    wordCodes: new Map(KINDS.map((word, code) => [word, code])),
  };
}

let count = 0;

/** An event with an id of its own, unless `id` is given. */
export function eventOf(
  type: 'product_view' | 'add_to_cart' | 'purchase' | 'refund',
  item: string,
  at = NOW,
  id?: string,
): AisleEvent {
  return { id: id ?? (++count).toString(16).padStart(32, '0'), at, type, items: [{ id: item }] };
}

export function profileThatViewed(bundle: Bundle, items: readonly string[], at = NOW): RawProfile {
  const profile = createRawProfile();
  items.forEach((item, place) => foldEvent(profile, eventOf('product_view', item, at + place * 60_000), bundle));
  return profile;
}
