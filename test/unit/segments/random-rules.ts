import type { LoggedEvent } from '../../../contract/living.ts';
import type { Condition, Match, Segment } from '../../../contract/segments.ts';

/** Draws of one seed. */
export interface Dice {
  chance(share: number): boolean;
  /** From 0 to `below` - 1. */
  below(below: number): number;
  pick<T>(of: readonly T[]): T;
}

export function createDice(random: () => number): Dice {
  const below = (count: number): number => Math.floor(random() * count);
  return { chance: (share) => random() < share, below, pick: (of) => of[below(of.length)]! };
}

/** Few of everything, so that rules and events meet. */
export const LENGTHS = ['1s', '30s', '5m', '10m', '1h', '24h', '5d', '30d'];
const TYPES = ['product_view', 'add_to_cart', 'purchase', 'search', 'product_dwell', 'session_start'] as const;
const ITEMS = ['lamp', 'phone', 'vase', 'pen'];
const CATALOGUE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  lamp: { category: ['Home', 'Light'], brand: ['Aa'] },
  phone: { category: ['Phones'], brand: ['Bb'] },
  vase: { category: ['Home'], brand: ['Bb'] },
  pen: { category: [] },
};
export const CLUSTERS = ['cluster-1', 'cluster-2'];
export const FIELDS = ['events', 'partOfDay', 'trait.tier', 'tags'];

export const valuesOf = (item: string, attribute: string): readonly string[] => CATALOGUE[item]?.[attribute] ?? [];

export function randomEvent(dice: Dice, at: number): LoggedEvent {
  const type = dice.pick(TYPES);
  const item = () => ({
    id: dice.pick(ITEMS),
    ...(dice.chance(0.5) && { quantity: 1 + dice.below(3) }),
    ...(dice.chance(0.8) && { price: dice.pick([0.1, 0.2, 10, 33.3, 100]) }),
  });
  return {
    at,
    type,
    ...(type !== 'search' && type !== 'session_start' && { items: Array.from({ length: 1 + dice.below(2) }, item) }),
    ...(type === 'search' && { words: [dice.pick(['red', 'blue'])] }),
    ...(type === 'product_dwell' && { ms: dice.pick([1_000, 5_000]) }),
    ...(dice.chance(0.2) && { rating: dice.below(6) }),
    ...(dice.chance(0.2) && { name: dice.pick(['a', 'b']) }),
  };
}

/** Rules of which a later one may refer to those before it; see `circles.ts` for what a group forbids. */
export function randomRules(dice: Dice, count: number, start: number): Segment[] {
  const rules: Segment[] = [];
  const hasGroups = dice.chance(0.3);
  for (let place = 0; place < count; place++) {
    const earlier = hasGroups ? [] : rules.map(({ id }) => id);
    const day = (): string => new Date(start + dice.below(8) * 86_400_000).toISOString();
    const moment = (): string => (dice.chance(0.5) ? day().slice(0, 10) : `${day().slice(0, 16)}Z`);
    rules.push({
      id: `rule-${place}`,
      name: 'Rule',
      when: randomCondition(dice, 2, earlier),
      ...(dice.chance(0.3) && { until: randomCondition(dice, 1, earlier) }),
      ...(dice.chance(0.35) && { stay: dice.pick(LENGTHS) }),
      ...(dice.chance(0.1) && { from: moment() }),
      ...(dice.chance(0.1) && { to: moment() }),
      ...(dice.chance(0.25) && { cap: { times: 1 + dice.below(2), within: dice.pick(LENGTHS) } }),
      ...(hasGroups && dice.chance(0.7) && { group: 'tier', priority: dice.below(3) - 1 }),
    });
  }
  return rules;
}

function randomCondition(dice: Dice, depth: number, earlier: readonly string[]): Condition {
  const deeper = (): Condition => randomCondition(dice, depth - 1, earlier);
  const kind = dice.below(depth > 0 ? 12 : 9);
  const of = randomMatch(dice);
  const within = dice.chance(0.8) ? { within: dice.pick(LENGTHS) } : {};
  if (kind === 9) return { not: deeper() };
  if (kind >= 10)
    return { [kind === 10 ? 'all' : 'any']: Array.from({ length: 1 + dice.below(3) }, deeper) } as Condition;
  if (kind === 0) return { count: of, ...within, ...(dice.chance(0.8) && compared(dice, [0, 1, 2, 3])) };
  if (kind === 1) {
    const sum = dice.pick(['quantity', 'value', 'ms'] as const);
    return { sum, of, ...within, ...compared(dice, sum === 'ms' ? [1_000, 6_000] : [1, 2, 0.3, 10.2, 66.6, 100]) };
  }
  if (kind === 2) {
    const distinct = dice.pick(['item', 'session', 'day', 'category', 'brand']);
    return { distinct, of, ...within, ...compared(dice, [0, 1, 2, 3]) };
  }
  if (kind === 3) {
    const by = dice.pick(['price', 'quantity', 'ms', 'rating'] as const);
    return {
      extreme: dice.pick(['max', 'min'] as const),
      by,
      of,
      ...within,
      ...compared(dice, [0.2, 1, 2, 3, 33.3, 1_000]),
    };
  }
  if (kind === 4 || kind === 8) {
    return {
      sequence: Array.from({ length: 2 + dice.below(4) * dice.below(2) }, () => randomMatch(dice)),
      ...within,
      ...(dice.chance(0.5) && { span: dice.pick(LENGTHS) }),
      ...(dice.chance(0.5) && { same: dice.pick(['item', 'category', 'brand']) }),
    };
  }
  if (kind === 5) return { absent: of, since: randomMatch(dice), for: dice.pick(LENGTHS) };
  if (kind === 6) return randomField(dice);
  return { segment: earlier.length > 0 && dice.chance(0.8) ? dice.pick(earlier) : dice.pick(CLUSTERS) };
}

function randomField(dice: Dice): Condition {
  const field = dice.pick(FIELDS);
  if (field === 'events') return { field, ...compared(dice, [1, 2, 4, 6, 8]) };
  if (field === 'partOfDay') return { field, is: dice.pick(['night', 'morning', 'evening']) };
  if (field === 'tags') return { field, is: dice.pick([['red'], ['red', 'blue']]) };
  return { field, ...(dice.chance(0.5) ? { is: ['gold', 2] } : compared(dice, [1, 2])) };
}

function randomMatch(dice: Dice): Match {
  return {
    type: dice.chance(0.7) ? dice.pick(TYPES) : [dice.pick(TYPES), dice.pick(TYPES)],
    ...(dice.chance(0.1) && { name: 'a' }),
    ...(dice.chance(0.1) && { word: dice.pick(['red', ['red', 'blue']]) }),
    ...(dice.chance(0.15) && { items: [dice.pick(ITEMS), dice.pick(ITEMS)] }),
    ...(dice.chance(0.3) && {
      where: dice.pick([{ category: 'Home' }, { category: ['Phones', 'Light'], brand: 'Bb' }, { brand: ['Aa', 'Bb'] }]),
    }),
    ...(dice.chance(0.15) && { price: dice.pick([{ from: 10 }, { below: 33.3 }, { from: 0.2, below: 100 }]) }),
  };
}

function compared(dice: Dice, numbers: readonly number[]): { atLeast?: number } {
  const number = (): number => dice.pick(numbers);
  return dice.pick([
    { atLeast: number() },
    { atLeast: number() },
    { atMost: number() },
    { above: number() },
    { below: number() },
    { atLeast: number(), atMost: number() },
    { above: number(), below: number() + 1 },
    { is: number() },
    { is: [number(), number()] },
  ]);
}
