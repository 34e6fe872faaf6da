/** A thing as schema.org describes it, whatever it is written in: its types under `@type`, one value or several for a key. */
export type Thing = Readonly<Record<string, unknown>>;

const MAX_VALUES = 1_000;
const MAX_NESTED = 4;

/** A value of its own; nothing that a page may have put on every object. */
export function read(thing: Thing, key: string): unknown {
  return Object.hasOwn(thing, key) ? thing[key] : undefined;
}

/** The things in a value: itself, or those of a list, also of lists of lists. */
export function thingsOf(value: unknown, depth = 0): Thing[] {
  if (Array.isArray(value))
    return depth < MAX_NESTED ? value.slice(0, MAX_VALUES).flatMap((inner: unknown) => thingsOf(inner, depth + 1)) : [];
  return typeof value === 'object' && value !== null ? [value as Thing] : [];
}

/** The texts in a value: numbers as text; of a thing its value, its id, its URL or its name. */
export function textsOf(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return value.trim() ? [value.trim()] : [];
  if (typeof value === 'number') return [`${value}`];
  if (typeof value !== 'object' || value === null || depth > 2) return [];
  if (Array.isArray(value)) return value.slice(0, MAX_VALUES).flatMap((inner: unknown) => textsOf(inner, depth + 1));
  const key = ['@value', 'value', 'url', '@id', 'name'].find((key) => Object.hasOwn(value, key));
  return key ? textsOf((value as Thing)[key], depth + 1) : [];
}

export function textOf(value: unknown): string | undefined {
  return textsOf(value)[0];
}

/** Whether one of its types, without the vocabulary's address, is of `kind`. */
export function isOf(thing: Thing, kind: RegExp): boolean {
  return textsOf(read(thing, '@type')).some((type) => kind.test(type.replace(/^.*[/#:]/s, '')));
}
