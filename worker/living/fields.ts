import { PARTS_OF_DAY, WEEKDAYS } from '../../contract/fields.ts';
import type { LivingSpec } from '../../contract/segments.ts';
import { interestAt } from '../profile/interests.ts';
import { entryOf } from '../profile/raw-profile.ts';
import type { OpenState } from './open-state.ts';
import type { Setting } from './setting.ts';
import { traitAt, traitExpiry } from './traits.ts';
import { halfLivesOf, likingAt, type HalfLives } from './vectors.ts';

const DAY_MS = 86_400_000;
/** Weight of a purchase where the bundle gives it none. */
const DEFAULT_WEIGHT = 5;

export type FieldValue = number | string | readonly string[] | undefined;

/** What rules may ask of a state, by the names of contract/fields.ts. */
export interface Fields {
  /** Whether the name begins like that of one. */
  isField(name: string): boolean;
  /** Undefined where nothing is known, and for a name that is none. Context and traits as of `at`, all else as of `state.at`. */
  read(state: OpenState, name: string, at: number): FieldValue;
  /** When, after `at`, it may change by itself, ms since 1970; Infinity: it will not. */
  nextChangeAt(state: OpenState, name: string, at: number): number;
}

type Read = (state: OpenState, rest: readonly string[], at: number) => FieldValue;

export function createFields({ spec, surroundings }: Pick<Setting, 'spec' | 'surroundings'>): Fields {
  const { local, device, region } = surroundings;
  const halfLives = halfLivesOf(spec.signals);
  const spentHalfLife = halfLives.buy;
  const lastIn = ({ last, visits }: OpenState, what: string | undefined): number | undefined =>
    what === 'visit' ? visits.before || undefined : last[what as keyof typeof last];
  const positive = (value: number): number => Math.max(0, value);
  const cartOf = ({ cart }: OpenState): OpenState['cart'][string][] => Object.values(cart);

  const readers: Readonly<Record<string, Read>> = {
    device: () => device,
    region: () => region,
    partOfDay: (_state, _rest, at) => PARTS_OF_DAY[Math.floor(local(at).hour / 6)],
    weekday: (_state, _rest, at) => WEEKDAYS[local(at).weekday],
    daysSince(state, [what]) {
      const at = lastIn(state, what);
      return at === undefined ? undefined : positive(state.at - at) / DAY_MS;
    },
    visits: ({ visits }) => visits.count,
    orders: ({ money }) => positive(money.orders),
    spent: ({ money }) => positive(money.spent),
    orderValue: ({ money }) => (money.orders > 0 ? positive(money.spent) / money.orders : undefined),
    recentOrders: ({ money, at }) => positive(interestAt(money.recentOrders, at, spentHalfLife)),
    recentSpent: ({ money, at }) => positive(interestAt(money.recentSpent, at, spentHalfLife)),
    rfm: (state, [what]) => rfmOf(spec, state)?.[what as keyof Rfm],
    cart(state, [what]) {
      const lines = cartOf(state);
      if (what === 'items') return lines.length;
      const isPieces = what === 'pieces';
      return lines.reduce((sum, { quantity, price = 0 }) => sum + quantity * (isPieces ? 1 : price), 0);
    },
    count: ({ counts }, [type]) => entryOf(counts, type ?? '') ?? 0,
    interest: (state, path) => scoreOf(state, path, halfLives),
    tag: (state, path) => toStrength(scoreOf(state, path, halfLives), spec),
    top: (state, path) => topOf(state, path.join('.'), halfLives),
    bought: ({ bought }, [attribute = '', ...value]) =>
      entryOf(entryOf(bought, attribute) ?? {}, value.join('.'))?.count ?? 0,
    cycleDays({ bought }, [attribute = '', ...value]) {
      const { count, first, last } = entryOf(entryOf(bought, attribute) ?? {}, value.join('.')) ?? {};
      return count! > 1 ? (last! - first!) / (count! - 1) / DAY_MS : undefined;
    },
    trait: (state, path, at) => traitAt(spec, state, path.join('.'), at),
  };
  return {
    isField: (name) => Object.hasOwn(readers, name.split('.', 1)[0]!),
    read(state, name, at) {
      const [head = '', ...rest] = name.split('.');
      return entryOf(readers, head)?.(state, rest, at);
    },
    nextChangeAt(state, name, at) {
      if (name === 'partOfDay' || name === 'weekday') return local(at).nextHourAt;
      return (name.startsWith('trait.') ? traitExpiry(state, at) : undefined) ?? Infinity;
    },
  };
}

/** Classes 1 (least) to 5. */
export interface Rfm {
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
}

/** Undefined of who has bought nothing, and where the bundle has no bounds. */
function rfmOf({ rfm }: Pick<LivingSpec, 'rfm'>, { money, last, at }: OpenState): Rfm | undefined {
  if (!rfm || last.purchase === undefined || money.orders <= 0) return undefined;
  const classOf = (value: number, bounds: readonly number[]): number =>
    1 + bounds.filter((bound) => value > bound).length;
  return {
    recency: 6 - classOf(Math.max(0, at - last.purchase) / DAY_MS, rfm.recencyDays),
    frequency: classOf(money.orders, rfm.orders),
    monetary: classOf(money.spent, rfm.spent),
  };
}

/** Strength of a preference, 0..1: half at the weight of one purchase that was made just now. */
export function toStrength(score: number, { signals }: Pick<LivingSpec, 'signals'>): number {
  const half = Math.abs(signals['purchase']?.weight ?? DEFAULT_WEIGHT) || DEFAULT_WEIGHT;
  return score > 0 ? score / (score + half) : 0;
}

function scoreOf(
  { vectors, at }: OpenState,
  [attribute = '', ...value]: readonly string[],
  halfLives: HalfLives,
): number {
  const liking = entryOf(entryOf(vectors, attribute) ?? {}, value.join('.'));
  return liking ? likingAt(liking, at, halfLives) : 0;
}

/** Ties go to the first by name, so that every tab says the same. */
function topOf({ vectors, at }: OpenState, attribute: string, halfLives: HalfLives): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const [value, liking] of Object.entries(entryOf(vectors, attribute) ?? {})) {
    const score = likingAt(liking, at, halfLives);
    if (score > most || (score === most && best !== undefined && value < best)) [best, most] = [value, score];
  }
  return best;
}
