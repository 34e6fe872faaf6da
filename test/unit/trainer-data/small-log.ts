import { NO_REFINE } from '../../../contract/bundle.ts';
import type { Catalogue } from '../../../trainer/catalogue.ts';
import type { Log } from '../../../trainer/log.ts';
import type { Model } from '../../../trainer/models/model.ts';

/** A log of views, one list a session: its name, then its items; a second passes between events. */
export function smallLog(sessions: readonly (readonly [name: string, ...items: string[]])[]): Log {
  const itemIds = [...new Set(sessions.flatMap(([, ...items]) => items))].toSorted();
  const item = sessions.flatMap(([, ...items]) => items.map((id) => itemIds.indexOf(id)));
  const offsets = [0];
  for (const [, ...items] of sessions) offsets.push(offsets.at(-1)! + items.length);
  return {
    itemIds,
    sessionIds: sessions.map(([name]) => name),
    offsets: Uint32Array.from(offsets),
    user: Int32Array.from(sessions, () => -1),
    userIds: [],
    item: Uint32Array.from(item),
    at: Float64Array.from(item, (_, event) => 1_700_000_000_000 + event * 1_000),
    type: Uint8Array.from(item, () => 0),
    quantity: Float32Array.from(item, () => NaN),
    price: Float32Array.from(item, () => NaN),
    rating: Float32Array.from(item, () => NaN),
    dwellMs: Float32Array.from(item, () => NaN),
    position: Float32Array.from(item, () => NaN),
    region: Uint16Array.from(item, () => 0),
    regions: [''],
    split: Uint8Array.from(item, () => 0),
    clock: 'time',
  };
}

/** A model made by hand: every item is the neighbour of the one before it. */
export function smallModel({ ids, attributes }: Catalogue): Model {
  const items = ids.length;
  const dims = 4;
  const share = 1 / (attributes.length + 1);
  return {
    ranking: {
      history: 20,
      lists: { first: 1, decay: 0.5, damp: 1 },
      embedding: { decay: 0.5, weight: 0.01 },
      repeat: Array.from({ length: 32 }, () => 0),
      alpha: { floor: 0.5, ceiling: 0.9, half: 2 },
      popularity: { prior: 1, region: 0.5, temper: 1 },
      events: { product_view: 1 },
      halfLifeDays: 30,
      vocabularyWeight: share,
    },
    refine: NO_REFINE,
    attributeWeights: attributes.map(() => share),
    neighbours: {
      k: 1,
      index: Uint32Array.from(ids, (_, row) => (row + 1) % items),
      weight: Uint16Array.from(ids, () => 255),
      scale: Float32Array.from(ids, () => 0.001),
    },
    embeddings: {
      dims,
      values: Int8Array.from({ length: items * dims }, (_, index) => (index * 37) % 127),
      scale: Float32Array.from(ids, () => 0.01),
    },
    popularity: {
      support: Uint32Array.from(ids, (_, row) => row + 1),
      share: Float32Array.from(ids, () => 1 / items),
      regions: [],
      regional: new Uint32Array(0),
      top: 0,
    },
    taste: null,
    learned: null,
    trends: null,
    findings: [{ what: 'nothing', chosen: 'by hand', metric: 'none', before: 0, after: 0 }],
  };
}
