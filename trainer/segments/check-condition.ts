import { fieldOf, FIELDS } from '../../contract/fields.ts';
import { MAX_LOGGED_EVENTS } from '../../contract/living.ts';
import {
  MAX_WINDOW_MS,
  RULE_EVENTS,
  toMs,
  type Condition,
  type Extreme,
  type Field,
  type Match,
  type Sequence,
} from '../../contract/segments.ts';
import { didYouMean, type Complain } from '../config-issues.ts';
import { nearestName } from '../errors.ts';
import { checkAttribute, checkMatch, checkSome, typesOf } from './check-match.ts';
import { checkWindow } from './durations.ts';
import type { KnownNames } from './known-names.ts';
import {
  ANY,
  conflictIn,
  contradictionIn,
  hasComparison,
  POSITIVE,
  truthOf,
  WHOLE,
  type Comparison,
  type Domain,
} from './truth.ts';

const DAY_MS = 86_400_000;

/** What a condition may refer to. */
export interface ConditionContext {
  /** Absent where rules are looked at without a catalogue. */
  readonly names: KnownNames | undefined;
  /** Names under which something is imported. */
  readonly traits: readonly string[];
  readonly complain: Complain;
}

/** What a condition says that cannot be meant: names nobody knows, windows that are too long, what never or always holds. */
export function checkCondition(condition: Condition, path: readonly PropertyKey[], context: ConditionContext): void {
  const { names, complain } = context;
  const match = (of: Match, key: PropertyKey): void => checkMatch(of, [...path, key], names, complain);
  const compare = (of: Comparison, domain: Domain, what: string): void => checkTruth(of, domain, what, path, complain);
  if ('within' in condition) checkWindow(condition.within, [...path, 'within'], complain);
  if ('all' in condition || 'any' in condition) checkParts(condition, path, context);
  else if ('not' in condition) checkCondition(condition.not, [...path, 'not'], context);
  else if ('count' in condition) {
    match(condition.count, 'count');
    if (hasComparison(condition)) compare(condition, { ...WHOLE, to: MAX_LOGGED_EVENTS }, 'number of events');
  } else if ('sum' in condition) {
    match(condition.of, 'of');
    checkAmount(condition.sum, condition.of, [...path, 'sum'], complain);
    compare(condition, condition.sum === 'value' ? POSITIVE : WHOLE, 'sum');
  } else if ('distinct' in condition) {
    match(condition.of, 'of');
    checkDistinct(condition.distinct, condition.of, [...path, 'distinct'], context);
    const days = Math.ceil(toMs(condition.within ?? '30d') / DAY_MS) + 1;
    const most = condition.distinct === 'day' ? days : MAX_LOGGED_EVENTS;
    compare(condition, { ...WHOLE, to: most }, 'number of different ones');
  } else if ('extreme' in condition) {
    match(condition.of, 'of');
    checkAmount(condition.by, condition.of, [...path, 'by'], complain);
    compare(condition, condition.by === 'rating' ? { ...POSITIVE, to: 5 } : POSITIVE, condition.by);
  } else if ('sequence' in condition) checkSequence(condition, path, context);
  else if ('absent' in condition) {
    match(condition.absent, 'absent');
    match(condition.since, 'since');
    if (toMs(condition.for) >= MAX_WINDOW_MS)
      complain(
        [...path, 'for'],
        `given ${condition.for}, by when the event it counts from is forgotten: name less than 30d`,
      );
  } else if ('field' in condition) checkField(condition, path, context);
}

function checkParts(
  condition: { readonly all: Condition[] } | { readonly any: Condition[] },
  path: readonly PropertyKey[],
  context: ConditionContext,
): void {
  const isAll = 'all' in condition;
  const key = isAll ? 'all' : 'any';
  const parts = isAll ? condition.all : condition.any;
  parts.forEach((part, at) => checkCondition(part, [...path, key, at], context));
  const against = contradictionIn(parts) ?? (isAll ? conflictIn(parts) : undefined);
  if (against === undefined) return;
  const [a, b] = against;
  context.complain(
    [...path, key, b],
    isAll
      ? `can never hold together with ${key}[${a}]`
      : `holds whenever ${key}[${a}] does not, so that ${key} always does`,
  );
}

function checkSequence(
  { sequence, span, within, same }: Sequence,
  path: readonly PropertyKey[],
  context: ConditionContext,
): void {
  const { names, complain } = context;
  sequence.forEach((match, at) => checkMatch(match, [...path, 'sequence', at], names, complain));
  checkWindow(span, [...path, 'span'], complain);
  if (span !== undefined && within !== undefined && toMs(span) > toMs(within))
    complain(
      [...path, 'span'],
      `given ${span}, longer than within, ${within}: name as much at most, since within is from its last event on`,
    );
  if (same !== undefined) {
    sequence.forEach((match, at) => checkDistinct(same, match, [...path, 'sequence', at], context));
    if (same === 'session' || same === 'day')
      complain([...path, 'same'], `given ${same}, expected item or an attribute`);
  }
}

/** What is counted or has to be the same: items, values of an attribute, sessions, days. */
function checkDistinct(
  what: string,
  of: Match,
  path: readonly PropertyKey[],
  { names, complain }: ConditionContext,
): void {
  if (what === 'session' || what === 'day') return;
  checkMatch({ type: of.type, where: { [what]: what } }, path, undefined, (_, message) =>
    complain(path, message.replace('says that', 'names an item')),
  );
  if (what === 'item' || !names || names.attributes.has(what)) return;
  const near = nearestName(what, ['item', 'session', 'day']);
  if (near === undefined) checkAttribute(what, path, names, complain);
  else complain(path, `the catalogue has no attribute ${what}. Did you mean ${near}?`);
}

/** What of an event is added up or compared has to be in it. */
function checkAmount(what: Extreme['by'] | 'value', of: Match, path: readonly PropertyKey[], complain: Complain): void {
  const only = what === 'ms' ? 'product_dwell' : what === 'rating' ? 'review' : undefined;
  if (only === undefined) {
    checkMatch({ type: of.type, where: { any: 'any' } }, path, undefined, (_, message) =>
      complain(path, message.replace('says that', 'names an item')),
    );
  } else if (typesOf(of).some((type) => type !== only))
    complain(path, `only ${only} says that: name it as the type, and no other`);
}

function checkTruth(
  comparison: Comparison,
  domain: Domain,
  what: string,
  path: readonly PropertyKey[],
  complain: Complain,
): void {
  if (!hasComparison(comparison)) {
    complain(path, 'compares with nothing; name atLeast, atMost, above, below or is');
    return;
  }
  const text = [comparison.is ?? []].flat().find((value) => typeof value === 'string');
  if (text !== undefined) {
    complain([...path, 'is'], `given "${text}", expected a number: what is compared is a ${what}`);
    return;
  }
  const truth = truthOf(comparison, domain);
  if (truth === 'open') return;
  const range =
    domain.to === Infinity
      ? domain.from === 0
        ? ', which is never below 0'
        : ''
      : `, which is ${domain.from} to ${domain.to}`;
  complain(
    path,
    `${truth === 'never' ? 'can never hold' : 'always holds'}: ${describeLimits(comparison)} of a ${what}${range}`,
  );
}

function describeLimits(comparison: Comparison): string {
  return Object.entries(comparison)
    .filter(([key]) => ['atLeast', 'atMost', 'above', 'below', 'is'].includes(key))
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
    .join(' and ');
}

function checkField(
  condition: Field,
  path: readonly PropertyKey[],
  { names, traits, complain }: ConditionContext,
): void {
  const { field } = condition;
  const at = [...path, 'field'];
  const spec = fieldOf(field);
  if (!spec) {
    // of a name with holes only what is before the first one can be misspelt
    const known = FIELDS.map(({ name }) => name);
    const near =
      nearestName(field, known) ??
      nearestName(
        field.split('.')[0]!,
        known.map((name) => name.split('.')[0]!),
      );
    const meant = known.find((name) => name === near) ?? known.find((name) => name.split('.')[0] === near);
    complain(at, `no such field, given ${field}. ${meant ? `Did you mean ${meant}?` : didYouMean(field, known)}`);
    return;
  }
  const holes = holesOf(spec.name, field);
  if (holes.event !== undefined && !(RULE_EVENTS as readonly string[]).includes(holes.event))
    complain(at, `no such event, given ${holes.event}. ${didYouMean(holes.event, RULE_EVENTS)}`);
  if (holes.trait !== undefined && !traits.includes(holes.trait))
    complain(
      at,
      `nothing is imported as trait ${holes.trait}. ${didYouMean(holes.trait, traits) || 'Name it in site.imports.'}`,
    );
  const isKnown = holes.attribute === undefined || !names || checkAttribute(holes.attribute, at, names, complain);
  const values = (isKnown && holes.attribute !== undefined && names?.attributes.get(holes.attribute)) || undefined;
  if (values && holes.value !== undefined) checkSome([holes.value], at, values, 'value', complain);
  if (spec.kind === 'text')
    checkText(condition, spec.name, values ?? spec.values ?? regionsOf(field, names), path, complain);
  else checkTruth(condition, domainOf(spec.unit), spec.unit ?? 'number', path, complain);
}

function regionsOf(field: string, names: KnownNames | undefined): readonly string[] | undefined {
  return field === 'region' && names && names.regions.length > 0 ? names.regions : undefined;
}

function domainOf(unit: (typeof FIELDS)[number]['unit']): Domain {
  if (unit === 'class') return { from: 1, to: 5, isWhole: true };
  if (unit === 'share') return { from: 0, to: 1, isWhole: false };
  if (unit === 'count' || unit === 'days') return POSITIVE;
  return ANY;
}

function checkText(
  condition: Field,
  name: string,
  values: readonly string[] | undefined,
  path: readonly PropertyKey[],
  complain: Complain,
): void {
  // an import may be a number too
  const isTrait = name.startsWith('trait.');
  if (!hasComparison(condition)) complain(path, 'compares with nothing; name is');
  if (isTrait) return;
  const { is, ...limits } = condition;
  if (hasComparison(limits))
    complain(path, `${describeLimits(limits)}: ${condition.field} is a text; name what it is with is`);
  for (const value of is === undefined ? [] : [is].flat()) {
    if (typeof value === 'number') complain([...path, 'is'], `given ${value}, and ${condition.field} is a text`);
    else if (values && !values.includes(value))
      complain([...path, 'is'], `${condition.field} is never ${value}. ${didYouMean(value, values)}`);
  }
}

/** `interest.{attribute}.{value}` and `interest.brand.acme` -> { attribute: 'brand', value: 'acme' } */
function holesOf(name: string, field: string): Partial<Record<'attribute' | 'value' | 'event' | 'trait', string>> {
  const parts = name.split('.');
  const given = field.split('.');
  return Object.fromEntries(
    parts.flatMap((part, at) =>
      part.startsWith('{')
        ? [[part.slice(1, -1), at === parts.length - 1 ? given.slice(at).join('.') : given[at]]]
        : [],
    ),
  );
}
