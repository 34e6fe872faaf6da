import type { FactsPart } from '../../../contract/facts.ts';
import type { FilterRule, Merchandising, MerchandisingRule } from '../../../contract/merchandising.ts';
import type { Mark } from '../../../contract/protocol.ts';
import type { Bundle } from '../../bundle/decode.ts';

const DAY_MS = 86_400_000;

/** Where an item stands by a rule, whatever its score: what is further down the list stands further down the slot. */
export const TIER = { open: 0, variant: 1, bought: 2, buried: 3, out: 4, filtered: 5, unwanted: 6 } as const;
export type Tier = (typeof TIER)[keyof typeof TIER];

/** The shop's rules as they hold in one slot at one time. */
export interface ActiveRules {
  /** What the score is multiplied by, by boosts and burials; 1 where none is about the item. */
  factorOf(row: number): number;
  /** The same one by one: what a rule for everybody does first, then by segment. */
  boostsOf(row: number): readonly Boost[];
  /** What newness multiplies the score by. */
  freshOf(row: number): number;
  /** `open`, `buried`, `out` or `filtered`. */
  tierOf(row: number): Tier;
  /** Place, counted from 0 -> row. Of two pins of one place the later counts. */
  readonly pins: ReadonlyMap<number, number>;
  /** Whether one of them holds for the visitors of a segment alone. */
  readonly isBySegment: boolean;
  /** The segment without which the item would not be where `mark` says; undefined where a rule for everybody says the same. */
  causeOf(row: number, mark: Mark | undefined): string | undefined;
}

export interface Boost {
  readonly factor: number;
  /** For whose visitors alone the rule holds. */
  readonly segment?: string | undefined;
}

/** Where, when, for whom and with what stock the shop's rules are asked. */
export interface Asked {
  readonly slot: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Stock as it is known now; the page's own word counts more than the bundle's. */
  readonly isOut: (row: number) => boolean;
  /** Segments and clusters that the visitor is in. Default: none. */
  readonly segments?: ReadonlySet<string> | undefined;
}

export interface Rules {
  activeIn(asked: Asked): ActiveRules;
}

/** All segments and clusters that a shop's rules ask for. */
export function namedSegments({ rules = [] }: Merchandising): ReadonlySet<string> {
  return new Set(rules.flatMap(({ segments = [] }) => segments));
}

/** Prepares a shop's rules for a bundle. Which items a rule is about is worked out once, when it is first needed. */
export function createRules(bundle: Bundle, facts: FactsPart, { rules = [], stock, freshness }: Merchandising): Rules {
  const known = rules.map((rule) => ({ rule, isAbout: createMatch(bundle, facts, rule) }));
  const ageDays = (row: number, now: number): number => {
    const added = facts.added?.[row] ?? 0;
    return added > 0 ? now / DAY_MS - added : Infinity;
  };
  return {
    activeIn({ slot, now, isOut, segments = new Set() }) {
      const active = known.flatMap(({ rule, isAbout }) => {
        const segment = rule.segments?.find((each) => segments.has(each));
        const isFor = !rule.segments || segment !== undefined;
        return isFor && isActive(rule, slot, now) ? [{ rule, isAbout, segment }] : [];
      });
      const about = (row: number) =>
        active.filter(({ rule, isAbout }) => rule.do !== 'pin' && isAbout(row) && isNow(rule, row));
      const isNow = (rule: Exclude<MerchandisingRule, { do: 'pin' }>, row: number): boolean =>
        (rule.stock === undefined || (rule.stock === 'out') === isOut(row)) &&
        (rule.newerThanDays === undefined || ageDays(row, now) < rule.newerThanDays);
      return {
        factorOf: (row) => about(row).reduce((product, { rule }) => product * factorOf(rule), 1),
        boostsOf(row) {
          const boosts = new Map<string | undefined, number>([[undefined, 1]]);
          for (const { rule, segment } of about(row)) boosts.set(segment, (boosts.get(segment) ?? 1) * factorOf(rule));
          return [...boosts].flatMap(([segment, factor]) => (factor === 1 ? [] : [{ segment, factor }]));
        },
        freshOf(row) {
          if (!freshness) return 1;
          // what a clock set back has not seen come yet is as new as can be
          const left = 1 - Math.max(0, ageDays(row, now)) / freshness.days;
          return left > 0 ? 1 + (freshness.boost - 1) * Math.min(left, 1) : 1;
        },
        tierOf(row) {
          const rules = about(row);
          if (rules.some(({ rule }) => does(rule, 'filtered'))) return TIER.filtered;
          if (stock !== 'ignore' && isOut(row)) return TIER.out;
          return rules.some(({ rule }) => does(rule, 'buried')) ? TIER.buried : TIER.open;
        },
        pins: new Map(
          active.flatMap(({ rule }) => {
            const row = rule.do === 'pin' ? bundle.rows.get(rule.item) : undefined;
            return rule.do === 'pin' && row !== undefined ? [[rule.place - 1, row]] : [];
          }),
        ),
        isBySegment: active.some(({ segment }) => segment !== undefined),
        causeOf(row, mark) {
          const isPin = mark === 'pinned';
          const behind = isPin
            ? active.filter(({ rule }) => rule.do === 'pin' && bundle.rows.get(rule.item) === row)
            : about(row).filter(({ rule }) => does(rule, mark));
          return behind.some(({ segment }) => segment === undefined) ? undefined : behind[0]?.segment;
        },
      };
    },
  };
}

function factorOf(rule: MerchandisingRule): number {
  return 'factor' in rule ? (rule.factor ?? 1) : 1;
}

/** Whether it is a rule that brings an item where `mark` says. */
function does(rule: MerchandisingRule, mark: Mark | undefined): boolean {
  if (mark === 'filtered') return rule.do === 'filter';
  return mark === 'buried' && rule.do === 'bury' && rule.factor === undefined;
}

function isActive({ slots, from, until }: MerchandisingRule, slot: string, now: number): boolean {
  return (
    (slots?.includes(slot) ?? true) &&
    (from === undefined || now >= Date.parse(from)) &&
    (until === undefined || now < Date.parse(until) + DAY_MS)
  );
}

/** What a rule says of items that does not change while a bundle is open. */
function createMatch(bundle: Bundle, facts: FactsPart, rule: MerchandisingRule): (row: number) => boolean {
  if (rule.do === 'pin') return () => false;
  let mask: Uint8Array | undefined;
  return (row) => (mask ??= maskOf(bundle, facts, rule))[row] === 1;
}

function maskOf(bundle: Bundle, facts: FactsPart, { items, where, price }: Omit<FilterRule, 'do'>): Uint8Array {
  const mask = new Uint8Array(bundle.ids.length).fill(1);
  const keep = (isKept: (row: number) => boolean): void => mask.forEach((on, row) => (mask[row] = on && +isKept(row)));
  if (items) {
    const rows = new Set(items.map((id) => bundle.rows.get(id)));
    keep((row) => rows.has(row));
  }
  for (const [name, wanted] of Object.entries(where ?? {})) {
    const attribute = bundle.attributes.find((each) => each.name === name);
    const codes = new Set([wanted].flat().map((value) => attribute?.values.indexOf(value) ?? -1));
    keep((row) => {
      if (!attribute) return false;
      const { offsets, codes: held } = attribute;
      return held.subarray(offsets[row], offsets[row + 1]).some((code) => codes.has(code));
    });
  }
  if (price) {
    // an unknown price is none of those that are asked for
    keep((row) => {
      const amount = facts.price?.[row] ?? NaN;
      return amount >= (price.from ?? 0) && amount < (price.below ?? Infinity);
    });
  }
  return mask;
}
