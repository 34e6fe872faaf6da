import type { Language } from '../../../contract/sentences.ts';
import type { RuleEvent } from '../../../contract/segments.ts';

/** Who a sentence is about: the shopper who reads it, or a visitor of whom a merchandiser reads. */
export type Person = 'shopper' | 'visitor';

export type Unit = 's' | 'm' | 'h' | 'd';

/** Limits of a number, as texts: `low` and `high` are included where they stand for whole numbers. */
export interface AmountWords {
  exactly(what: string): string;
  atLeast(what: string): string;
  above(what: string): string;
  atMost(what: string): string;
  below(what: string): string;
  readonly and: string;
}

/** What a language needs so that a rule can be said in it. Every clause is in the perfect, or English's past, with its subject. */
export interface Grammar {
  readonly language: Language;
  /**
   * What somebody did, as it stands in `did`: `{o}` is what it was done with; what is in brackets is left out where nothing is
   * said of that; `{n}` is a name, `{q}` are words that were searched for.
   */
  readonly did: Readonly<Record<RuleEvent, string>>;
  /** `things` is what `{o}` says of items that nothing is said of. */
  readonly things: string;
  /** The same after a preposition that `did` has before `{o}`, as `[ mit {d}]`. */
  readonly thingsAfter: string;
  /** Of items named by ids that a reader would not know. */
  readonly certain: string;
  /** What a custom event without a name is. */
  readonly something: string;
  readonly priceFrom: (money: string) => string;
  readonly priceBelow: (money: string) => string;
  readonly quote: (text: string) => string;
  readonly or: string;
  readonly and: string;
  readonly either: (parts: readonly string[]) => string;
  readonly amount: AmountWords;
  readonly times: (count: number) => string;
  /** Since so long ago: `in the last 24 hours`. */
  readonly inLast: (count: number, unit: Unit) => string;
  /** `15 minutes`, after a preposition. */
  readonly duration: (count: number, unit: Unit) => string;
  /** A clause: who, what they did, how often, when. */
  readonly clause: (person: Person, did: string, often: string, when: string) => string;
  /** The same, that it never happened. */
  readonly never: (person: Person, did: string, when: string) => string;
  readonly sequence: (person: Person, did: readonly string[]) => string;
  readonly allWithin: (duration: string) => string;
  readonly sameItem: string;
  readonly same: (attribute: string) => string;
  readonly lastly: (when: string) => string;
  readonly absence: (person: Person, since: string, absent: string, duration: string) => string;
  readonly sum: Readonly<Record<'quantity' | 'value' | 'ms', (amount: string) => string>>;
  readonly distinct: Readonly<Record<'item' | 'session' | 'day', (amount: string) => string>>;
  readonly distinctValues: (amount: string, attribute: string) => string;
  readonly extreme: Readonly<Record<'max' | 'min', Readonly<Record<'price' | 'quantity' | 'ms' | 'rating', string>>>>;
  readonly isIn: (person: Person, segment: string) => string;
  readonly isNotIn: (person: Person, segment: string) => string;
  readonly not: (clause: string) => string;
  /** By the name of a field in `FIELDS`, with its holes. */
  readonly fields: Readonly<Record<string, string>>;
  /** Of the texts that fields may be. */
  readonly values: Readonly<Record<string, string>>;
  readonly likeOthers: (cluster: string) => string;
  /** What a merchandiser is told beside the condition. */
  readonly stays: {
    readonly until: (clause: string) => string;
    readonly for: (duration: string) => string;
    readonly from: (moment: string) => string;
    readonly to: (moment: string) => string;
    readonly cap: (times: string, when: string) => string;
    readonly group: (group: string, priority: number) => string;
  };
}

/** English, French and Spanish have one form for a number and its noun, but for one. */
export function counted(count: number, [one, many]: readonly [string, string]): string {
  return `${count} ${count === 1 ? one : many}`;
}
