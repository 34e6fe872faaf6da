import { MAX_EVENT_ITEMS } from '../../contract/limits.ts';

/** Of a record; data layers hold page state beside what is said, and none of it is ours. */
const MAX_KEYS = 128;
/** An order's items stand four deep in the deepest vocabulary. */
const MAX_DEPTH = 8;
/** In all: 200 items with everything that anybody says of one. */
const MAX_VALUES = 20_000;

/** What a copy is made of; nobody else holds it, and reading it calls nobody. */
export type Plain = Readonly<Record<string, unknown>>;

/**
 * A deep copy of what a page has passed on, made at once: shops change and use again what they push. It holds texts, finite
 * numbers, booleans, null, lists of up to 200 and records of up to 128 keys; whatever else a value holds is left out, as is what is
 * deeper than eight or cannot be read. An own getter is called once, since Vue's records are made of them. Never throws.
 */
export function copyPlain(value: unknown): unknown {
  let left = MAX_VALUES;
  const copy = (given: unknown, depth: number): unknown => {
    if (typeof given === 'string' || typeof given === 'boolean' || given === null || Number.isFinite(given))
      return given;
    if (typeof given !== 'object' || depth > MAX_DEPTH) return undefined;
    try {
      if (Array.isArray(given)) {
        const list: unknown[] = [];
        const length = Math.min(given.length, MAX_EVENT_ITEMS);
        while (list.length < length && left-- > 0) list.push(at(given, list.length, depth));
        return list;
      }
      if (given instanceof EventTarget) return undefined;
      const record: Record<string, unknown> = {};
      let keys = 0;
      for (const key of Object.keys(given)) {
        if (++keys > MAX_KEYS || left-- <= 0) break;
        const inner = key === '__proto__' ? undefined : at(given, key, depth);
        if (inner !== undefined) record[key] = inner;
      }
      return record;
    } catch {
      // a Proxy that is revoked, or refuses
      return undefined;
    }
  };
  const at = (given: object, key: string | number, depth: number): unknown => {
    try {
      return copy((given as Plain)[key], depth + 1);
    } catch {
      return undefined;
    }
  };
  return copy(value, 0);
}

/** A copy as a record; empty where it is none. */
export function toPlain(value: unknown): Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {};
}

/** The first value of a copy that stands under one of `names` and says something. */
export function first(plain: Plain, names: readonly string[]): unknown {
  for (const name of names) {
    const value = plain[name];
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}
