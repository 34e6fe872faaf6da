import fc from 'fast-check';

import { isRecord } from '../../../contract/guards.ts';

/** One change to one value somewhere in a tree: `pick` chooses the place, `what` the change. */
interface Mutation {
  readonly place: number;
  readonly change: Change;
}

type Change = (value: unknown) => unknown;

/** Stands for "take the key away" where a change is applied. */
const GONE = Symbol('gone');

const WILD: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  0.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** 31,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53) + 1,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.MIN_VALUE,
  1n,
  '',
  ' ',
  '0',
  'x'.repeat(64),
  'x'.repeat(65),
  'x'.repeat(128),
  'x'.repeat(129),
  'x'.repeat(100_000),
  '\u{1f6cd}'.repeat(32),
  '\u{1f6cd}'.repeat(33),
  '\ud800',
  '__proto__',
  'constructor',
  'toString',
  'page_view',
  'purchase',
  'granted',
  'EUR',
  'eur',
  'EUR\n',
  'a'.repeat(32),
  'A'.repeat(32),
  `${'a'.repeat(32)}\n`,
  '2026-02-28T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '2024-02-29T23:59:59.999999999Z',
  '1900-02-29T00:00:00Z',
  '2000-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-00T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:00Z',
  '2026-01-01T00:60:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00:00.Z',
  '2026-01-01T00:00:00z',
  '2026-01-01t00:00:00Z',
  '2026-01-01 00:00:00Z',
  '2026-01-01T00:00:00',
  '2026-01-01T00:00:00+00:00',
  '+002026-01-01T00:00:00Z',
  '2026-01-01T00:00:00Z\n',
  '２０26-01-01T00:00:00Z',
];

/** What JSON and structured clone can bring: made anew each time, so that a later change stays where it was made. */
const WILD_OBJECTS: readonly (() => unknown)[] = [
  () => [],
  () => [undefined],
  () => Array.from({ length: 3 }, () => 'x'),
  () => Object.assign([], { 2: 'x' }),
  // oxlint-disable-next-line no-sparse-arrays -- holes are what is tested
  () => [, 'x'],
  () => ({}),
  () => ({ length: 1, 0: 'x' }),
  () => Object.assign(Object.create(null) as object, { id: 'x' }),
  () => JSON.parse('{"__proto__":{"id":"x","type":"page_view"}}') as unknown,
];

/** Objects with a life of their own. Neither JSON nor structured clone delivers them, a shop's own script might. */
export const EXOTIC: readonly (() => unknown)[] = [
  () => new (class Instance {})(),
  () => new Date(0),
  () => new Map(),
  () => new Set(['x']),
  () => /x/,
  () => new Uint8Array(32),
  () => new ArrayBuffer(8),
  () => new Error('x'),
  () => new Proxy({}, {}),
  // oxlint-disable-next-line no-new-wrappers -- boxed text is what is tested
  () => new String('x'.repeat(8)),
  // oxlint-disable-next-line no-new-wrappers -- a boxed number is what is tested
  () => new Number(1),
  () => () => 'x',
  () => Symbol('x'),
  () => new (class Sub extends Array {})(),
];

const KEYS = ['extra', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '0', 'id', 'v', 'type', 'price'];

/** Changes that a careless or hostile sender could make and that survive JSON or structured clone. */
export const plainChanges: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...WILD).map((wild) => () => wild),
  fc.constantFrom(...WILD_OBJECTS).map((make) => () => make()),
  fc.constant(() => GONE),
  fc.constantFrom(1, -1, 0.5, -0.5, 2 ** 31, Number.EPSILON, 1e-9).map((by) => (value: unknown) => shifted(value, by)),
  fc.constantFrom(-1, 0, 1e3, NaN).map((by) => (value: unknown) => (typeof value === 'number' ? value * by : value)),
  fc
    .constantFrom('x', ' ', '\n', '\0', '0')
    .map((more) => (value: unknown) => (typeof value === 'string' ? value + more : value)),
  fc.constant((value: unknown) => (typeof value === 'string' ? value.slice(1) : value)),
  fc.constant((value: unknown) => (typeof value === 'string' ? value.toUpperCase() : value)),
  fc.constant((value: unknown) => (typeof value === 'string' ? value.repeat(200) : value)),
  fc
    .constantFrom(0, 1, 2, 16, 17, 31, 33, 64, 65, 200, 201, 256, 257, 5_001)
    .map((length) => (value: unknown) => resized(value, length)),
  fc.nat(8).map((index) => (value: unknown) => holed(value, index)),
  fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom(...WILD)).map(
    ([key, wild]) =>
      (value: unknown) =>
        withKey(value, key, wild),
  ),
  fc.constantFrom(...KEYS).map((key) => (value: unknown) => withKey(value, key, undefined)),
  // the same object without a prototype is still a plain one
  fc.constant((value: unknown) => (isObject(value) ? Object.assign(Object.create(null) as object, value) : value)),
);

/** The same by a script on the page: prototypes, classes, getters, symbols. */
export const exoticChanges: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...EXOTIC).map((make) => () => make()),
  fc.constant((value: unknown) => (isObject(value) ? Object.assign(new (class Instance {})(), value) : value)),
  fc.constant((value: unknown) => (isObject(value) ? (Object.create(value) as object) : value)),
  fc.constant((value: unknown) =>
    isObject(value) ? Object.assign(Object.create({ extra: 1 }) as object, value) : value,
  ),
  fc.constant((value: unknown) => (isObject(value) ? { ...value, [Symbol('extra')]: 1 } : value)),
  fc.constant((value: unknown) => (isObject(value) ? Object.assign(new Map(), value) : value)),
  fc.constant((value: unknown) => (isObject(value) ? hiddenKey(value) : value)),
);

/** `values` with up to `most` changes somewhere inside each. */
export function mutated(values: fc.Arbitrary<unknown>, changes: fc.Arbitrary<Change>, most = 2): fc.Arbitrary<unknown> {
  const mutations = fc.array(fc.record({ place: fc.nat(), change: changes }), { maxLength: most });
  return fc.tuple(values, mutations).map(([value, list]) => list.reduce(apply, value));
}

function apply(value: unknown, { place, change }: Mutation): unknown {
  const places = pathsOf(value);
  return at(value, places[place % places.length] ?? [], change);
}

/** Every place of a tree, the long arrays' first few elements only. */
function pathsOf(value: unknown, path: readonly PropertyKey[] = []): (readonly PropertyKey[])[] {
  // what has insides of its own (a date, a typed array) is changed as a whole
  if (!isRecord(value) && (!Array.isArray(value) || Object.getPrototypeOf(value) !== Array.prototype)) return [path];
  const children = Object.entries(value).slice(0, 24);
  return [path, ...children.flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

function at(value: unknown, path: readonly PropertyKey[], change: Change): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    const changed = change(value);
    return changed === GONE ? undefined : changed;
  }
  const copy = Array.isArray(value) ? [...(value as unknown[])] : copyOf(value);
  const child = rest.length > 0 ? at(Reflect.get(copy, key), rest, change) : change(Reflect.get(copy, key));
  if (child === GONE) Reflect.deleteProperty(copy, key);
  else Object.defineProperty(copy, key, { value: child, writable: true, enumerable: true, configurable: true });
  return copy;
}

function copyOf(value: unknown): object {
  const source = typeof value === 'object' && value !== null ? value : {};
  // by descriptors: an assignment of an own `__proto__` would change the copy's prototype instead
  return Object.create(
    Object.getPrototypeOf(source) as object | null,
    Object.getOwnPropertyDescriptors(source),
  ) as object;
}

function shifted(value: unknown, by: number): unknown {
  return typeof value === 'number' ? value + by : value;
}

function resized(value: unknown, length: number): unknown {
  if (!Array.isArray(value)) return value;
  const filler: unknown = value.length > 0 ? value[0] : 'x';
  return Array.from({ length }, (_, index): unknown => (index < value.length ? value[index] : filler));
}

function holed(value: unknown, index: number): unknown {
  if (!Array.isArray(value)) return value;
  const copy = [...(value as unknown[])];
  Reflect.deleteProperty(copy, index % Math.max(1, copy.length));
  return copy;
}

function withKey(value: unknown, key: string, wild: unknown): unknown {
  if (!isObject(value)) return value;
  // defined, not assigned: `__proto__` as JSON brings it, a key like any other
  return Object.defineProperty({ ...value }, key, {
    value: wild,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function hiddenKey(value: object): object {
  return Object.defineProperty({ ...value }, 'extra', { value: 1, enumerable: false });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
