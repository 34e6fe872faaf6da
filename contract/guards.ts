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
  return text(min, max)(value);
}

export function isIntegerIn(value: unknown, min: number, max: number): value is number {
  return integer(min, max)(value);
}

export function isArrayOf<T>(
  value: unknown,
  isElement: (element: unknown) => element is T,
  min: number,
  max: number,
): value is T[];
export function isArrayOf(value: unknown, isElement: (element: unknown) => boolean, min: number, max: number): boolean;
export function isArrayOf(value: unknown, isElement: Check, min: number, max: number): boolean {
  return list(isElement, min, max)(value);
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
  const isLength = number(min, max);
  return (value) =>
    typeof value === 'string' &&
    // a code point is one or two units: only a text that may be too long or too short is worth taking apart
    // oxlint-disable-next-line no-misused-spread -- code points are what is counted
    (min < 2 && value.length <= max ? value.length >= min : value.length <= 2 * max && isLength([...value].length));
}

export function number(min: number, max: number): Check {
  return (value) => typeof value === 'number' && value >= min && value <= max;
}

export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Check {
  return (value) => Number.isSafeInteger(value) && number(min, max)(value);
}

export function list(isElement: Check, min: number, max: number): Check {
  const isLength = number(min, max);
  // `every` skips holes, zod does not: an array from the page may have some
  return (value) => Array.isArray(value) && isLength(value.length) && Array.from(value).every(isElement);
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
