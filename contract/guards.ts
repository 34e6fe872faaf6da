// The few checks that every guard of the contract is made of. They agree with zod's: a number is finite, a record is a
// plain object, a text's length counts Unicode code points. They are stricter in one thing: an object with a prototype
// of its own is no record, since neither JSON nor structured clone can deliver one.

export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Whether every value of `record` passes; a key `__proto__` is skipped, as zod does, and must never be read. */
export function isRecordOf(value: unknown, isValue: (value: unknown) => boolean): value is Record<string, unknown> {
  return (
    isRecord(value) &&
    Reflect.ownKeys(value).every((key) => key === '__proto__' || (typeof key === 'string' && isValue(value[key])))
  );
}

export function hasOnlyKeys(value: object, allowed: readonly string[]): boolean {
  return Object.keys(value).every((key) => allowed.includes(key));
}

export function isText(value: unknown, min: number, max: number): value is string {
  // a code point is one or two units: only a text that long is worth taking apart
  if (typeof value !== 'string' || value.length > 2 * max) return false;
  const length = value.length > max || min > 1 ? Array.from(value).length : value.length;
  return length >= min && length <= max;
}

export function isNumberIn(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}

export function isIntegerIn(value: unknown, min: number, max: number): value is number {
  return Number.isSafeInteger(value) && isNumberIn(value, min, max);
}

export function isOneOf<T>(value: unknown, allowed: readonly T[]): value is T {
  return (allowed as readonly unknown[]).includes(value);
}

export function isArrayOf<T>(
  value: unknown,
  isElement: (element: unknown) => element is T,
  min: number,
  max: number,
): value is T[];
export function isArrayOf(value: unknown, isElement: (element: unknown) => boolean, min: number, max: number): boolean;
export function isArrayOf(value: unknown, isElement: (element: unknown) => boolean, min: number, max: number): boolean {
  // `every` skips holes, zod does not: an array from the page may have some
  return Array.isArray(value) && value.length >= min && value.length <= max && Array.from(value).every(isElement);
}
