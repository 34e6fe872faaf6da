import type { Taste } from '../../../contract/bundle.ts';
import type { ItemHistory, RawProfile } from '../../../contract/profile.ts';
import type { Bundle } from '../../bundle/decode.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** The least that a badly rated item counts beside one that was rated as most are. */
const LEAST = 0.1;

/** What a visitor has chosen, one entry an item. */
export interface Choices {
  readonly rows: Uint32Array;
  /** How sure that is; 1 for an ordinary choice. */
  readonly confidence: Float64Array;
  /** 1, or 0 for what was sent back or is not wanted. */
  readonly preference: Float64Array;
}

/** What is known of one visitor and one item. */
export interface Encounter {
  readonly row: number;
  readonly history: ItemHistory;
}

type ChoiceRules = Pick<Taste, 'unit' | 'emphasis' | 'rating' | 'halfLifeDays'>;
type EventWeights = Readonly<Record<string, number>>;

/** All that a profile remembers of items of the bundle, also what has left the recent events; not what its owner has had ignored. */
export function encountersOf({ items, ignored, notInterested }: RawProfile, { rows }: Bundle): Encounter[] {
  const unused = new Set([...ignored.items, ...notInterested]);
  return Object.entries(items).flatMap(([id, history]) => {
    const row = rows.get(id);
    return row === undefined || unused.has(id) ? [] : [{ row, history }];
  });
}

/**
 * How sure each encounter is: (weight of its events / unit)^emphasis, times 1 + rating (r - mean of the visitor's ratings), halving
 * with the time before the newest. Events that add up to nothing or less say no: preference 0.
 */
export function toChoices(
  encounters: readonly Encounter[],
  { unit, emphasis, rating, halfLifeDays }: ChoiceRules,
  weights: EventWeights,
  unwanted: Iterable<number> = [],
): Choices {
  const no = [...unwanted];
  const rows = Uint32Array.from([...encounters.map(({ row }) => row), ...no]);
  const confidence = new Float64Array(rows.length).fill(1);
  const preference = new Float64Array(rows.length);
  const rated = encounters.flatMap(({ history }) => (history.rating === undefined ? [] : [history.rating]));
  const mean = rated.reduce((sum, each) => sum + each, 0) / Math.max(rated.length, 1);
  const newest = encounters.reduce((latest, { history }) => Math.max(latest, history.lastAt), 0);
  encounters.forEach(({ history }, at) => {
    const weight = weightOf(history, weights);
    if (weight <= 0) return;
    preference[at] = 1;
    const liked = Math.max(LEAST, 1 + rating * ((history.rating ?? mean) - mean));
    const ageDays = (newest - history.lastAt) / DAY_MS;
    confidence[at] = (weight / unit) ** emphasis * liked * (halfLifeDays > 0 ? 2 ** (-ageDays / halfLifeDays) : 1);
  });
  return { rows, confidence, preference };
}

/** What the events of an item weigh together; what has no counter weighs as a review does. */
export function weightOf({ views, carts, purchases, refunds, dwellMs }: ItemHistory, weights: EventWeights): number {
  const of = (type: string): number => weights[type] ?? 0;
  const counted = views * of('product_view') + carts * of('add_to_cart') + purchases * of('purchase');
  const seen = counted + (dwellMs / MINUTE_MS) * of('product_dwell') + refunds * of('refund');
  return views + carts + purchases + refunds + dwellMs === 0 ? of('review') : seen;
}
