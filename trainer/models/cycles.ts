import type { Catalogue } from '../catalogue.ts';
import { LOG_EVENT_TYPES, type Log } from '../log.ts';

const DAY_MS = 86_400_000;
/** Buyers of a kind's, and of the shop's, rate that every item starts with. */
const PRIOR = 10;
/** What fewer of its buyers buy again is bought once. */
const LEAST_CHANCE = 0.1;
/** One in ten of those who buy again has done so by then: the lowest tenth of a normal distribution, in deviations. */
const TENTH = 1.2816;
/** Fewer pairs of buyer and item say nothing about anything. */
const MIN_BUYERS = 50;
const MAX_DAYS = 255;
/** Attributes that say what a thing is, best first. */
const KINDS = ['kind', 'category', 'product_type', 'type'];

/** How often, and after how long, things are bought again. */
interface Tally {
  /** Pairs of buyer and item. */
  buyers: number;
  /** Of these, those who bought it again on a later day. */
  again: number;
  /** Gaps between purchases, and the sum of their logarithms in days. */
  gaps: number;
  logDays: number;
}

/**
 * Days after which an item that was bought is due again, a row each; 0: it is not bought again. Undefined where the log has no
 * buyers with purchases and real times. For an item with n buyers, of whom m bought it again, and g gaps,
 *
 *   chance = (m + 10 chance of its kind) / (n + 10),   mean = (sum of ln gap + 10 mean of its kind) / (g + 10)
 *
 * and a kind's likewise from the whole shop's. Where the chance is a tenth or more, the item is due after exp(mean - 1.2816 deviation)
 * days: by then one in ten of those who buy again has done so (log-normal gaps). Who has not come back yet counts as one who
 * does not: the figures are a little low, and an item rather stands at the back a little too long.
 */
export function purchaseCycles(log: Log, catalogue: Catalogue): Uint8Array | undefined {
  if (log.clock !== 'time') return undefined;
  const kindOf = toKinds(catalogue);
  const rows = new Map(catalogue.ids.map((id, row) => [id, row]));
  const items = catalogue.ids.map(blank);
  const kinds = new Map<number, Tally>();
  const shop = blank();
  let squares = 0;
  for (const [item, days] of purchasesOf(log)) {
    const row = rows.get(log.itemIds[item]!)!;
    const kind = kindOf(row);
    const tallies = [items[row]!, kinds.get(kind) ?? blank(), shop];
    kinds.set(kind, tallies[1]!);
    for (const tally of tallies) {
      tally.buyers++;
      if (days.length > 1) tally.again++;
    }
    for (let at = 1; at < days.length; at++) {
      const logDays = Math.log(days[at]! - days[at - 1]!);
      squares += logDays * logDays;
      for (const tally of tallies) {
        tally.gaps++;
        tally.logDays += logDays;
      }
    }
  }
  if (shop.buyers < MIN_BUYERS) return undefined;
  const whole = { chance: shop.again / shop.buyers, mean: shop.gaps > 0 ? shop.logDays / shop.gaps : 0 };
  const deviation = shop.gaps > 0 ? Math.sqrt(Math.max(0, squares / shop.gaps - whole.mean * whole.mean)) : 0;
  const ofKind = new Map([...kinds].map(([kind, tally]) => [kind, smooth(tally, whole)]));
  return Uint8Array.from(items, (tally, row) => {
    const { chance, mean } = smooth(tally, ofKind.get(kindOf(row)) ?? whole);
    const days = Math.round(Math.exp(mean - TENTH * deviation));
    return chance < LEAST_CHANCE ? 0 : Math.min(Math.max(days, 1), MAX_DAYS);
  });
}

function blank(): Tally {
  return { buyers: 0, again: 0, gaps: 0, logDays: 0 };
}

interface Rate {
  readonly chance: number;
  readonly mean: number;
}

function smooth({ buyers, again, gaps, logDays }: Tally, prior: Rate): Rate {
  return {
    chance: (again + PRIOR * prior.chance) / (buyers + PRIOR),
    mean: (logDays + PRIOR * prior.mean) / (gaps + PRIOR),
  };
}

/** Of every user and item the days of its purchases, ascending; what is bought twice on one day is bought once. */
function* purchasesOf({
  offsets,
  user,
  userIds,
  itemIds,
  item,
  at,
  type,
}: Log): Iterable<[item: number, days: number[]]> {
  const purchase = LOG_EVENT_TYPES.indexOf('purchase');
  const days = new Map<number, number[]>();
  user.forEach((who, session) => {
    if (who < 0) return;
    for (let event = offsets[session]!; event < offsets[session + 1]!; event++) {
      if (type[event] !== purchase) continue;
      const key = who * itemIds.length + item[event]!;
      const day = Math.floor(at[event]! / DAY_MS);
      const known = days.get(key);
      if (known) known.push(day);
      else days.set(key, [day]);
    }
  });
  if (userIds.length === 0) return;
  for (const [key, all] of days) yield [key % itemIds.length, [...new Set(all)].toSorted((a, b) => a - b)];
}

/** The kind of a row as a number; one for all where the catalogue names none. */
function toKinds({ attributes }: Catalogue): (row: number) => number {
  const column = KINDS.map((wanted) => attributes.find(({ name }) => name === wanted)).find(Boolean);
  // of several levels the first, which is the widest
  return (row) => {
    const { offsets, data } = column?.codes ?? { offsets: [], data: [] };
    return (offsets[row] ?? 0) < (offsets[row + 1] ?? 0) ? data[offsets[row]!]! : -1;
  };
}
