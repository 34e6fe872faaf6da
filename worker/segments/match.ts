import type { LoggedEvent } from '../../contract/living.ts';
import type { Match } from '../../contract/segments.ts';

export type LoggedItem = NonNullable<LoggedEvent['items']>[number];
export type ValuesOf = (item: string, attribute: string) => readonly string[];
/** The items of an event that are meant; undefined where the event is not. */
export type Hit = readonly LoggedItem[] | undefined;

export interface Matcher {
  /** Every event that it may match has one of these keys; see `keysOf`. */
  readonly keys: readonly string[];
  /** Attributes that its keys speak of. */
  readonly attribute: string | undefined;
  match(event: LoggedEvent): Hit;
}

const list = <T>(one: T | readonly T[]): readonly T[] => [one].flat() as T[];
const toKey = (type: string, attribute = '', value = ''): string => `${type}\n${attribute}\n${value}`;

/** What finds the events that `match` speaks of, all of whose conditions on items one and the same item meets. */
export function createMatcher({ type, name, word, items, where = {}, price }: Match, valuesOf: ValuesOf): Matcher {
  const words = word === undefined ? undefined : list(word);
  const ids = items && new Set(items);
  const limits = Object.entries(where).map(([attribute, values]) => [attribute, new Set(list(values))] as const);
  const asks = !!ids || limits.length > 0 || !!price;
  const isMeant = (item: LoggedItem): boolean =>
    (!ids || ids.has(item.id)) &&
    limits.every(([attribute, values]) => valuesOf(item.id, attribute).some((value) => values.has(value))) &&
    (!price ||
      (item.price !== undefined && item.price >= (price.from ?? -Infinity) && item.price < (price.below ?? Infinity)));
  const [first] = limits;
  const keysOfType = (one: string): string[] => {
    if (items) return items.map((id) => toKey(one, '', id));
    return first ? [...first[1]].map((value) => toKey(one, first[0], value)) : [toKey(one)];
  };
  return {
    keys: list(type).flatMap(keysOfType),
    attribute: items ? undefined : first?.[0],
    match(event) {
      if (name !== undefined && event.name !== name) return undefined;
      if (words && !words.some((one) => event.words?.includes(one))) return undefined;
      const all = event.items ?? [];
      const meant = asks ? all.filter(isMeant) : all;
      return asks && meant.length === 0 ? undefined : meant;
    },
  };
}

/**
 * Which of `matchers` may match an event, by their place: found by its type, its items and what those are, so that a matcher
 * for another category costs nothing.
 */
export function indexMatchers(
  matchers: readonly Matcher[],
  valuesOf: ValuesOf,
): (event: LoggedEvent) => ReadonlySet<number> {
  const places = new Map<string, number[]>();
  const attributes = new Set<string>();
  for (const [place, { keys, attribute }] of matchers.entries()) {
    for (const key of keys) places.set(key, [...(places.get(key) ?? []), place]);
    if (attribute !== undefined) attributes.add(attribute);
  }
  return ({ type, items = [] }) => {
    const found = new Set(places.get(toKey(type)));
    const look = (key: string): void => places.get(key)?.forEach((place) => found.add(place));
    for (const { id } of items) {
      look(toKey(type, '', id));
      for (const attribute of attributes) {
        try {
          for (const value of valuesOf(id, attribute)) look(toKey(type, attribute, value));
        } catch {
          // whoever asks for the attribute in such an event finds it out again, and is disabled alone
          const start = toKey(type, attribute);
          for (const [place, { keys }] of matchers.entries()) {
            if (keys.some((key) => key.startsWith(start))) found.add(place);
          }
        }
      }
    }
    return found;
  };
}
