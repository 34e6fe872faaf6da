import { fieldOf, type FieldSpec } from '../../../contract/fields.ts';
import type { Condition, Count, Extreme, Field, Segment, Sequence } from '../../../contract/segments.ts';
import { hasComparison, type Comparison } from '../truth.ts';
import { sayAmount, sayMs, sayWith } from './say-amount.ts';
import { sayMatch, type Speech } from './say-match.ts';

const OPPOSITES = { atLeast: 'below', below: 'atLeast', atMost: 'above', above: 'atMost' } as const;
/** No event is remembered longer. */
const DEFAULT_WINDOW = '30d';

/** Why somebody is in a segment, as a whole sentence: `You looked at “Smartphones” at least 3 times in the last 24 hours.` */
export function sayWhen({ when }: Pick<Segment, 'when'>, speech: Speech): string {
  return toSentence(say(when, speech));
}

/** Everything that a segment says, a sentence each, for whoever runs the shop. */
export function saySegment(segment: Segment, speech: Speech): string[] {
  const { until, stay, from, to, cap, group, priority = 0 } = segment;
  const { grammar } = speech;
  const { stays } = grammar;
  return [
    say(segment.when, speech),
    until && stays.until(say(until, speech)),
    stay === undefined ? undefined : stays.for(sayWith(stay, grammar.duration)),
    from === undefined ? undefined : stays.from(from),
    to === undefined ? undefined : stays.to(to),
    cap && stays.cap(grammar.times(cap.times), sayWith(cap.within, grammar.inLast)),
    group === undefined ? undefined : stays.group(group, priority),
  ]
    .filter((clause) => clause !== undefined)
    .map(toSentence);
}

/** With a capital letter and a full stop. */
export function toSentence(clause: string): string {
  return `${clause.charAt(0).toLocaleUpperCase()}${clause.slice(1)}.`;
}

/** A condition as a clause with its subject; `isNot`: its contrary. */
function say(condition: Condition, speech: Speech, isNot = false, isInner = false): string {
  const { grammar, person, nameOf } = speech;
  if ('not' in condition) return say(condition.not, speech, !isNot, isInner);
  if ('all' in condition || 'any' in condition) {
    const parts = 'all' in condition ? condition.all : condition.any;
    // of the contrary of both the one or the other is enough (De Morgan)
    const isAll = 'all' in condition !== isNot;
    const said = parts.map((part) => say(part, speech, isNot, parts.length > 1));
    if (said.length === 1) return said[0]!;
    const joined = isAll ? said.join(grammar.and) : grammar.either(said);
    return isInner ? `(${joined})` : joined;
  }
  if ('segment' in condition) {
    const segment = grammar.quote(nameOf(condition.segment));
    return isNot ? grammar.isNotIn(person, segment) : grammar.isIn(person, segment);
  }
  if ('count' in condition) return sayCount(condition, speech, isNot);
  if ('field' in condition && (!isNot || canTurn(condition)))
    return sayField(isNot ? turn(condition) : condition, speech);
  const said = sayPlain(condition, speech);
  return isNot ? grammar.not(said) : said;
}

function sayCount(condition: Count, speech: Speech, isNot: boolean): string {
  const { grammar, person } = speech;
  const given = hasComparison(condition) ? condition : { ...condition, atLeast: 1 };
  const when = sayWith(condition.within ?? DEFAULT_WINDOW, grammar.inLast);
  const did = sayMatch(condition.count, speech);
  if (isNot && !canTurn(given)) return grammar.not(sayCount(condition, speech, false));
  const asked = isNot ? turn(given) : given;
  const often = sayAmount(asked, grammar, grammar.times, true);
  if (often === sayAmount({ atMost: 0 }, grammar, grammar.times, true)) return grammar.never(person, did, when);
  if (often === sayAmount({ is: 0 }, grammar, grammar.times, true)) return grammar.never(person, did, when);
  const isOnce = often === sayAmount({ atLeast: 1 }, grammar, grammar.times, true);
  return grammar.clause(person, did, isOnce ? '' : often, when);
}

type Plain = Exclude<
  Condition,
  { all: Condition[] } | { any: Condition[] } | { not: Condition } | { segment: string } | Count
>;

function sayPlain(condition: Plain, speech: Speech): string {
  const { grammar, person, money } = speech;
  if ('field' in condition) return sayField(condition, speech);
  if ('sequence' in condition) return saySequence(condition, speech);
  if ('absent' in condition)
    return grammar.absence(
      person,
      sayMatch(condition.since, speech),
      sayMatch(condition.absent, speech),
      sayWith(condition.for, grammar.duration),
    );
  const when = sayWith(condition.within ?? DEFAULT_WINDOW, grammar.inLast);
  const clause = grammar.clause(person, sayMatch(condition.of, speech), '', when);
  if ('sum' in condition) {
    const show = { value: money, ms: (ms: number) => sayMs(ms, grammar), quantity: String }[condition.sum];
    return `${clause}${grammar.sum[condition.sum](sayAmount(condition, grammar, show, condition.sum === 'quantity'))}`;
  }
  if ('distinct' in condition) {
    const amount = sayAmount(condition, grammar, String, true);
    const { distinct } = condition;
    if (distinct === 'item' || distinct === 'session' || distinct === 'day')
      return `${clause}${grammar.distinct[distinct](amount)}`;
    return `${clause}${grammar.distinctValues(amount, grammar.quote(distinct))}`;
  }
  return `${clause}, ${sayExtreme(condition, speech)}`;
}

function sayExtreme(condition: Extreme, { grammar, money }: Speech): string {
  const { extreme, by } = condition;
  const show = by === 'price' ? money : by === 'ms' ? (ms: number) => sayMs(ms, grammar) : String;
  return `${grammar.extreme[extreme][by]}: ${sayAmount(condition, grammar, show, false)}`;
}

function saySequence({ sequence, span, within, same }: Sequence, speech: Speech): string {
  const { grammar, person } = speech;
  const steps = sequence.map((match) => sayMatch(match, speech));
  return [
    grammar.sequence(person, steps),
    same === undefined ? '' : same === 'item' ? grammar.sameItem : grammar.same(grammar.quote(same)),
    span === undefined ? '' : grammar.allWithin(sayWith(span, grammar.duration)),
    grammar.lastly(sayWith(within ?? DEFAULT_WINDOW, grammar.inLast)),
  ].join('');
}

function sayField(condition: Field, { grammar, money }: Speech): string {
  const { field, is, ...limits } = condition;
  const spec = fieldOf(field);
  const label = spec ? fillLabel(spec, field, grammar.fields[spec.name] ?? spec.name, grammar.quote) : field;
  const texts = is === undefined ? [] : [is].flat().filter((value) => typeof value === 'string');
  if (texts.length > 0) return `${label}: ${texts.map((text) => grammar.values[text] ?? text).join(grammar.or)}`;
  const show = spec?.unit === 'money' ? money : String;
  const isWhole = spec?.unit === 'class';
  return `${label}: ${sayAmount({ ...limits, is }, grammar, show, isWhole)}`;
}

function fillLabel({ name }: FieldSpec, field: string, label: string, quote: (text: string) => string): string {
  const given = field.split('.');
  const parts = name.split('.');
  return parts.reduce((text, part, at) => {
    const rest = at === parts.length - 1 ? given.slice(at).join('.') : given[at]!;
    return part.startsWith('{') ? text.replace(part, quote(rest)) : text;
  }, label);
}

/** Whether the contrary is one comparison again: of a single limit. */
function canTurn({ atLeast, atMost, above, below, is }: Comparison): boolean {
  return is === undefined && [atLeast, atMost, above, below].filter((limit) => limit !== undefined).length === 1;
}

function turn<T extends Comparison>(condition: T): T {
  const turned = Object.entries(condition).map(([key, value]): [string, unknown] => [
    OPPOSITES[key as keyof typeof OPPOSITES] ?? key,
    value,
  ]);
  return Object.fromEntries(turned) as T;
}
