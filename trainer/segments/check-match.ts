import type { Match, RuleEvent } from '../../contract/segments.ts';
import { didYouMean, type Complain } from '../config-issues.ts';
import { nearestName } from '../errors.ts';
import type { KnownNames } from './known-names.ts';

/** Events that are about items of the catalogue. */
const WITH_ITEMS: ReadonlySet<RuleEvent> = new Set<RuleEvent>([
  'product_view',
  'product_dwell',
  'product_click',
  'add_to_cart',
  'remove_from_cart',
  'cart_view',
  'begin_checkout',
  'purchase',
  'refund',
  'review',
  'wishlist_add',
  'custom',
  'cart_abandoned',
]);
const WITH_NAME: ReadonlySet<RuleEvent> = new Set<RuleEvent>(['custom', 'promotion_click']);
const WITH_WORDS: ReadonlySet<RuleEvent> = new Set<RuleEvent>(['search']);

/** What a condition asks of events, and which types can answer. */
const ASKS = {
  items: WITH_ITEMS,
  where: WITH_ITEMS,
  price: WITH_ITEMS,
  name: WITH_NAME,
  word: WITH_WORDS,
} as const;

export function typesOf({ type }: Match): RuleEvent[] {
  return [type].flat();
}

/** Holds what a condition says of events against what these can say, and against the catalogue where there is one. */
export function checkMatch(
  match: Match,
  path: readonly PropertyKey[],
  names: KnownNames | undefined,
  complain: Complain,
): void {
  for (const key of Object.keys(ASKS) as (keyof typeof ASKS)[]) {
    if (match[key] === undefined) continue;
    const mute = typesOf(match).filter((type) => !ASKS[key].has(type));
    if (mute.length === 0) continue;
    const able = [...ASKS[key]].join(', ');
    complain(
      [...path, key],
      `no ${mute.join(' and no ')} says that, so it would never count; of ${able} it can be asked`,
    );
  }
  const { price, where = {} } = match;
  if (price && price.from === undefined && price.below === undefined)
    complain([...path, 'price'], 'says nothing; name from, below or both');
  if (price?.from !== undefined && price.below !== undefined && price.from >= price.below)
    complain([...path, 'price'], `nothing costs ${price.from} or more and less than ${price.below}`);
  if (match.where && Object.keys(where).length === 0)
    complain([...path, 'where'], 'says nothing; name an attribute and its value, or take it out');
  if (names) checkNames(match, path, names, complain);
}

function checkNames(
  { items, where = {}, word, price }: Match,
  path: readonly PropertyKey[],
  names: KnownNames,
  complain: Complain,
): void {
  const { ids, attributes, words, hasPrices, isSensitive } = names;
  if (items) checkSome(items, [...path, 'items'], [...ids], 'item', complain);
  for (const [attribute, wanted] of Object.entries(where)) {
    const at = [...path, 'where', attribute];
    if (!checkAttribute(attribute, at, names, complain)) continue;
    const values = [wanted].flat();
    checkSome(values, at, attributes.get(attribute)!, 'value', complain);
    for (const value of values)
      if (isSensitive(value))
        complain(at, `${value} is sensitive: nothing of it is ever learned, so no rule can ask for it`);
  }
  if (word !== undefined) checkSome([word].flat(), [...path, 'word'], [...words], 'word', complain);
  if (price && !hasPrices) complain([...path, 'price'], 'the items files name no price');
}

/** Whether the catalogue has the attribute. */
export function checkAttribute(
  name: string,
  path: readonly PropertyKey[],
  { attributes }: KnownNames,
  complain: Complain,
): boolean {
  if (attributes.has(name)) return true;
  complain(path, `the catalogue has no attribute ${name}. ${didYouMean(name, [...attributes.keys()])}`);
  return false;
}

/** At least one has to be there: of a long list some may have left the catalogue. */
export function checkSome(
  given: readonly string[],
  path: readonly PropertyKey[],
  known: readonly string[],
  what: string,
  complain: Complain,
): void {
  const there = new Set(known);
  if (given.some((name) => there.has(name))) return;
  const near = nearestName(given[0]!, known);
  const hint = near === undefined ? 'Name one that it has, as `aisle inspect` prints them.' : `Did you mean ${near}?`;
  complain(path, `the catalogue has no ${what} ${given.slice(0, 3).join(', ')}. ${hint}`);
}
