// The few checks that every guard of the contract is made of. They agree with zod's: a number is finite, a record is a
// plain object, a length counts UTF-16 units.

export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

export function hasOnlyKeys(value: object, allowed: readonly string[]): boolean {
  return Object.keys(value).every((key) => allowed.includes(key));
}

export function isText(value: unknown, min: number, max: number): value is string {
  return typeof value === 'string' && value.length >= min && value.length <= max;
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
