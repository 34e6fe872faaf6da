import { describe, expect, it } from 'vitest';

import { LOG_EVENT_TYPES, type Log } from '../../../trainer/log.ts';
import { purchaseCycles } from '../../../trainer/models/cycles.ts';
import { catalogueOf } from './small-log.ts';

const DAY_MS = 86_400_000;

interface Bought {
  readonly who: number;
  readonly item: string;
  readonly days: readonly number[];
}

/** A session for every purchase, in the order of their days. */
function logOfPurchases(bought: readonly Bought[], type: 'purchase' | 'product_view' = 'purchase'): Log {
  const rows = bought
    .flatMap(({ who, item, days }) => days.map((day) => ({ who, item, day })))
    .toSorted((a, b) => a.day - b.day);
  const itemIds = [...new Set(rows.map(({ item }) => item))].toSorted();
  const blank = () => new Float32Array(rows.length).fill(NaN);
  return {
    itemIds,
    sessionIds: rows.map((_, at) => `s${at}`),
    offsets: Uint32Array.from({ length: rows.length + 1 }, (_, at) => at),
    user: Int32Array.from(rows, ({ who }) => who),
    userIds: [...new Set(rows.map(({ who }) => who))].map((who) => `u${who}`),
    item: Uint32Array.from(rows, ({ item }) => itemIds.indexOf(item)),
    at: Float64Array.from(rows, ({ day }) => (20_000 + day) * DAY_MS + 3_600_000),
    type: new Uint8Array(rows.length).fill(LOG_EVENT_TYPES.indexOf(type)),
    quantity: blank(),
    price: blank(),
    rating: blank(),
    dwellMs: blank(),
    position: blank(),
    region: new Uint16Array(rows.length),
    regions: [''],
    split: new Uint8Array(rows.length),
    clock: 'time',
  };
}

const KINDS = { soap: 'soap', candle: 'candle', lantern: 'lantern', rare: 'soap' };
/** 40 buy soap every ten days, three times; 40 buy a lantern once; 20 a candle, of whom 4 again after 20 days; one rare soap. */
const BOUGHT: readonly Bought[] = [
  ...Array.from({ length: 40 }, (_, who) => ({ who, item: 'soap', days: [0, 10, 20] })),
  ...Array.from({ length: 40 }, (_, who) => ({ who, item: 'lantern', days: [3] })),
  ...Array.from({ length: 20 }, (_, who) => ({ who, item: 'candle', days: who < 4 ? [1, 21] : [1] })),
  { who: 0, item: 'rare', days: [2] },
];

describe('the cycle of purchases', () => {
  const log = logOfPurchases(BOUGHT);
  const catalogue = catalogueOf(log, KINDS);
  const cycles = purchaseCycles(log, catalogue)!;
  const daysOf = (item: string): number => cycles[catalogue.ids.indexOf(item)]!;

  it('is what one counts by hand', () => {
    // of the shop: 101 buyers of something, 44 again; 80 gaps of 10 days and 4 of 20
    const chance = 44 / 101;
    const logs = [...Array<number>(80).fill(Math.log(10)), ...Array<number>(4).fill(Math.log(20))];
    const mean = logs.reduce((sum, each) => sum + each, 0) / 84;
    const deviation = Math.sqrt(logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 84);
    // of the kind candle, which has one item: smoothed by the shop, and then the item by its kind
    const kind = { chance: (4 + 10 * chance) / 30, mean: (4 * Math.log(20) + 10 * mean) / 14 };
    const item = { chance: (4 + 10 * kind.chance) / 30, mean: (4 * Math.log(20) + 10 * kind.mean) / 14 };
    expect(item.chance).toBeGreaterThan(0.1);
    expect(daysOf('candle')).toBe(Math.round(Math.exp(item.mean - 1.2816 * deviation)));
    expect(daysOf('soap')).toBe(8);
  });

  it('is none for what is bought once', () => {
    // 40 buyers, none again: (0 + 10 x (0 + 10 x 44 / 101) / 50) / 50 = .017
    expect(daysOf('lantern')).toBe(0);
  });

  it('is that of its kind for what few have bought', () => {
    expect(daysOf('rare')).toBe(daysOf('soap'));
  });

  it('counts what is bought twice on one day once', () => {
    const twice = logOfPurchases(BOUGHT.map((each) => ({ ...each, days: each.days.flatMap((day) => [day, day]) })));
    expect(purchaseCycles(twice, catalogue)).toEqual(cycles);
  });

  it('is not known of a log without purchases, without buyers, without times, or of next to nobody', () => {
    const views = logOfPurchases(BOUGHT, 'product_view');
    expect(purchaseCycles(views, catalogue)).toBeUndefined();
    expect(purchaseCycles({ ...log, user: log.user.map(() => -1) }, catalogue)).toBeUndefined();
    expect(purchaseCycles({ ...log, clock: 'sequence' }, catalogue)).toBeUndefined();
    const few = logOfPurchases(BOUGHT.slice(0, 49));
    expect(purchaseCycles(few, catalogueOf(few, KINDS))).toBeUndefined();
  });
});
