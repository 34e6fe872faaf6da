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

/** A guard without a name: what `isShape` holds each field against. */
export type Check = (value: unknown) => boolean;

/** Whether `value` is a record whose fields all pass, and, unless `isOpen`, that has no others. */
export function isShape(
  value: unknown,
  fields: Readonly<Record<string, Check>>,
  isOpen = false,
): value is Record<string, unknown> {
  return (
    isRecord(value) &&
    (isOpen || Object.keys(value).every((key) => Object.hasOwn(fields, key))) &&
    Object.entries(fields).every(([key, check]) => check(value[key]))
  );
}

export function shape(fields: Readonly<Record<string, Check>>, isOpen?: boolean): Check {
  return (value) => isShape(value, fields, isOpen);
}

export function text(min: number, max: number): Check {
  return (value) => isText(value, min, max);
}

export function number(min: number, max: number): Check {
  return (value) => isNumberIn(value, min, max);
}

export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Check {
  return (value) => isIntegerIn(value, min, max);
}

export function list(isElement: Check, min: number, max: number): Check {
  return (value) => isArrayOf(value, isElement, min, max);
}

export function oneOf(...allowed: readonly unknown[]): Check {
  return (value) => allowed.includes(value);
}

export function match(pattern: RegExp): Check {
  return (value) => typeof value === 'string' && pattern.test(value);
}

/** The field may be left out. */
export function maybe(check: Check): Check {
  return (value) => value === undefined || check(value);
}
