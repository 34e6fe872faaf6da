import type { ItemRef } from '../../contract/events.ts';
import { MAX_ALSO_IDS, MAX_ID_LENGTH } from '../../contract/limits.ts';
import type { Price } from './prices.ts';

/** Ids that an element or a URL may mean, the likeliest of each kind first. */
export interface Ids {
  /** In so many words: attributes, fields, class names. */
  readonly said: readonly string[];
  /** By a URL that says what it is. */
  readonly linked: readonly string[];
  /** Arguments of handlers, bare numbers of URLs, names of images: count only where nothing else does. */
  readonly weak: readonly string[];
}

/** What programs write where there is no id, and words that stand where ids do. */
const NO_ID =
  /^(0|-1|true|false|null|undefined|none|nan|n\/a|default|index|home|all|new|sale|cart|click|add|search|product|products|item|items|shop|id|sku|\[object .*)$/i;
/** An article number may hold blanks, dots, slashes; a text and an address hold other things besides. */
const ID = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._:/#+~ -]*$/u;
const MAX_BLANKS = 3;

/**
 * `value` as an id, numbers as text; undefined where it is none, or may be a text, a name or an address of somebody. A
 * resource name of Shopify's becomes its number.
 */
export function toId(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? `${value}` : undefined;
  if (typeof value !== 'string' || value.length > 4 * MAX_ID_LENGTH) return undefined;
  const text = value.trim().replace(/^gid:\/\/shopify\/\w+\/(?=\d+$)/, '');
  const isId = text.length <= MAX_ID_LENGTH && ID.test(text) && !NO_ID.test(text);
  // digits among the blanks: "AB 123" and no "Jane Doe"
  return isId && (!text.includes(' ') || (/\d/.test(text) && text.split(' ').length <= MAX_BLANKS + 1))
    ? text
    : undefined;
}

/** Each sane id once, in order. */
export function toIds(values: Iterable<unknown>): string[] {
  const found = new Set<string>();
  for (const value of values) {
    const id = toId(value);
    if (id) found.add(id);
  }
  return [...found];
}

/** All, best first. */
export function allOf({ said, linked, weak }: Ids): string[] {
  return toIds([...said, ...linked, ...weak]);
}

/** One `Ids` of many, each kind in their order. */
export function merge(all: readonly Ids[]): Ids {
  const of = (kind: keyof Ids): string[] => toIds(all.flatMap((ids) => ids[kind]));
  return { said: of('said'), linked: of('linked'), weak: of('weak') };
}

/** The item that goes by `ids`, best first; undefined without one. */
export function toItem(ids: Iterable<unknown>, price?: Price): ItemRef | undefined {
  const [id, ...others] = toIds(ids);
  const also = others.slice(0, MAX_ALSO_IDS);
  return id ? { id, ...(also.length > 0 && { also }), ...price } : undefined;
}
