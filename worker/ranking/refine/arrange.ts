import type { Mark } from '../../../contract/protocol.ts';
import { diversify, type Likeness } from './arrange-diverse.ts';
import { explore, type Draw } from './arrange-explore.ts';
import { TIER, type ActiveRules, type Tier } from './arrange-rules.ts';

/** A list as the scores leave it, and all that has a say in how it is shown. */
export interface ListToArrange {
  readonly mode: 'rank' | 'fill';
  /** Of the candidates. */
  readonly rows: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
  /** The candidates best first; what scores alike as the shop has it. */
  readonly order: readonly number[];
  /** Whether the scores say anything: of a stranger only the shop's rules order a rank slot. */
  readonly isKnown: boolean;
  readonly rules: ActiveRules;
  readonly isUnwanted: (row: number) => boolean;
  readonly isBought: (row: number) => boolean;
  /** Whether the visitor has looked at it: nothing to be found out there. */
  readonly isSeen: (row: number) => boolean;
  /** What an item is a variant of; undefined where all stand for themselves. */
  readonly productOf: ((row: number) => number) | undefined;
  readonly likeness: Likeness;
  readonly diversity: { readonly weight: number; readonly places: number };
  /** `share` 0: none. */
  readonly exploration: { readonly share: number; readonly places: number };
  readonly draw: Draw;
  /** Places of the slot that the candidates fill, ascending, where others stand between them. Default 0, 1, 2 ... */
  readonly places?: readonly number[] | undefined;
}

export interface Arrangement {
  /** All candidates of a rank slot; of a fill slot those that may be shown. */
  readonly order: readonly number[];
  readonly marks: ReadonlyMap<number, Mark>;
}

const MARKS: Readonly<Record<Tier, Mark | undefined>> = {
  [TIER.open]: undefined,
  [TIER.variant]: 'variant',
  [TIER.bought]: 'bought',
  [TIER.buried]: 'buried',
  [TIER.out]: 'out',
  [TIER.filtered]: 'filtered',
  [TIER.unwanted]: 'unwanted',
};

/**
 * The list as a shopper gets it. What the visitor does not want, what is filtered, out of stock, buried, just bought, and a
 * product's further variants come last, in that order from the end; in a fill slot they do not come at all. The rest is ordered
 * by score x boosts x freshness, varied (`diversify`), explored (`explore`), and what is pinned takes its place.
 */
export function arrangeList(list: ListToArrange): Arrangement {
  const { mode, rows, order, isKnown, diversity, exploration, draw, likeness, isSeen } = list;
  const marks = new Map<number, Mark>();
  const weighed = new Map<number, number>();
  for (const at of order) weighed.set(at, weigh(list, at));
  const sorted = isKnown ? stable(order, (a, b) => weighed.get(b)! - weighed.get(a)!) : order;
  const tiers = tiersOf(list, sorted);
  for (const [at, tier] of tiers) {
    const mark = MARKS[tier];
    if (mark) marks.set(at, mark);
  }
  const byTier = stable(sorted, (a, b) => tiers.get(a)! - tiers.get(b)!);
  const end = byTier.findIndex((at) => tiers.get(at) !== TIER.open);
  const rest = end < 0 ? [] : byTier.slice(end);
  let open: readonly number[] = end < 0 ? byTier : byTier.slice(0, end);
  if (isKnown) {
    open = diversify(open, rows, scoresOf(weighed), likeness, diversity);
    const explored = explore(
      open,
      exploration,
      draw,
      (at) => !isSeen(rows[at]!),
      (at) => rows[at]!,
    );
    open = explored.order;
    for (const at of explored.drawn) marks.set(at, 'explored');
  }
  const shown = mode === 'rank' ? [...open, ...rest] : open;
  return { order: pin(list, shown, tiers, marks), marks };
}

function weigh({ rules, rows, scores }: ListToArrange, at: number): number {
  const row = rows[at]!;
  return scores[at]! * rules.factorOf(row) * rules.freshOf(row);
}

function tiersOf(list: ListToArrange, sorted: readonly number[]): Map<number, Tier> {
  const { rows, rules, isUnwanted, isBought, productOf } = list;
  const led = new Set<number>();
  return new Map(
    sorted.map((at) => {
      const row = rows[at]!;
      if (isUnwanted(row)) return [at, TIER.unwanted];
      const tier = rules.tierOf(row);
      if (tier !== TIER.open) return [at, tier];
      if (isBought(row)) return [at, TIER.bought];
      const product = productOf?.(row);
      if (product === undefined) return [at, TIER.open];
      // the best one leads
      if (led.has(product)) return [at, TIER.variant];
      led.add(product);
      return [at, TIER.open];
    }),
  );
}

/** Puts what is pinned into its place; where that one is not for an item to take, into the next one below. */
function pin(
  { rows, rules: { pins }, places }: ListToArrange,
  order: readonly number[],
  tiers: ReadonlyMap<number, Tier>,
  marks: Map<number, Mark>,
): readonly number[] {
  if (pins.size === 0) return order;
  const wanted = [...pins].toSorted(([a], [b]) => a - b);
  const pinned = wanted.flatMap(([place, row]) => {
    // a rule that hides, or a visitor who does not want it, says more than one that shows
    const [at] = [...tiers].find(
      ([each, tier]) => rows[each] === row && tier < TIER.out && marks.get(each) !== 'pinned',
    ) ?? [-1];
    if (at < 0) return [];
    marks.set(at, 'pinned');
    return [{ at, place }];
  });
  const result = order.filter((at) => marks.get(at) !== 'pinned');
  for (const { at, place } of pinned) {
    const free = places ? places.findIndex((each) => each >= place) : place;
    result.splice(free < 0 ? result.length : free, 0, at);
  }
  return result;
}

/** As `toSorted`, for what may be infinite: equal ones, and what cannot be compared, keep their order. */
function stable(order: readonly number[], compare: (a: number, b: number) => number): readonly number[] {
  return order.toSorted((a, b) => compare(a, b) || 0);
}

function scoresOf(weighed: ReadonlyMap<number, number>): ArrayLike<number> {
  const scores: number[] = [];
  for (const [at, score] of weighed) scores[at] = score;
  return scores;
}
