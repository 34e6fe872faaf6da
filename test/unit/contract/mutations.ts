import fc from 'fast-check';

import { isRecord } from '../../../contract/guards.ts';

/** A change, and the values it can be made to: a place that holds one of these is then drawn for it. */
interface Change {
  readonly on: (value: unknown) => boolean;
  readonly to: (value: unknown) => unknown;
}

interface Mutation {
  readonly place: number;
  readonly change: Change;
}

/** Longer texts and lists than this are no limit of the contract's, and slow to try. */
const LONGEST = 5_001;

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
const EXOTIC: readonly (() => unknown)[] = [
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

const anything = (): boolean => true;
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isString = (value: unknown): value is string => typeof value === 'string';
const isList = (value: unknown): value is unknown[] => Array.isArray(value);

function change<T>(on: (value: unknown) => value is T, to: (value: T) => unknown): Change {
  return { on, to: (value) => (on(value) ? to(value) : value) };
}

/** Changes that a careless or hostile sender could make and that survive JSON or structured clone. */
export const plainChanges: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...WILD).map((wild): Change => ({ on: anything, to: () => wild })),
  fc.constantFrom(...WILD_OBJECTS).map((make): Change => ({ on: anything, to: make })),
  fc.constant<Change>({ on: anything, to: () => GONE }),
  fc.constantFrom(1, -1, 0.5, -0.5, 2 ** 31, 1e-9).map((by) => change(isNumber, (value) => value + by)),
  fc.constantFrom(-1, 0, 1e3, NaN, 1 + Number.EPSILON).map((by) => change(isNumber, (value) => value * by)),
  fc.constantFrom('x', ' ', '\n', '\0', '0').map((more) => change(isString, (value) => value + more)),
  fc.constant(change(isString, (value) => value.slice(1))),
  fc.constant(change(isString, (value) => value.toUpperCase())),
  fc.constant(change(isString, (value) => value.repeat(200))),
  fc.constantFrom(-1, 1, 1, 100).map((more) => change(isList, (value) => resized(value, value.length + more))),
  fc.constantFrom(0, 2, 17, 33, 65, 201, 257, 5_001).map((length) => change(isList, (value) => resized(value, length))),
  fc.nat(8).map((index) => change(isList, (value) => holed(value, index))),
  fc
    .tuple(fc.constantFrom(...KEYS), fc.constantFrom(...WILD))
    .map(([key, wild]) => change(isRecord, (value) => withKey(value, key, wild))),
  // the same object without a prototype is still a plain one
  fc.constant(change(isRecord, (value) => Object.assign(Object.create(null) as object, value))),
);

/** The same by a script on the page: prototypes, classes, getters, symbols. */
export const exoticChanges: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...EXOTIC).map((make): Change => ({ on: anything, to: make })),
  fc.constant(change(isRecord, (value) => Object.assign(new (class Instance {})(), value))),
  fc.constant(change(isRecord, (value) => Object.create(value) as object)),
  fc.constant(change(isRecord, (value) => Object.assign(Object.create({ extra: 1 }) as object, value))),
  fc.constant(change(isRecord, (value) => ({ ...value, [Symbol('extra')]: 1 }))),
  fc.constant(change(isRecord, (value) => Object.assign(new Map(), value))),
  fc.constant(change(isRecord, hiddenKey)),
);

/** `value` with each of its numbers, lengths and counts set, one after the other, to `limit` and to what is next to it. */
export function* aroundLimit(value: unknown, limit: number): Generator {
  for (const [path, inside] of placesOf(value)) {
    for (const next of [limit - 1, limit, limit + 1]) {
      if (isNumber(inside)) yield at(value, path, () => next);
      if (isString(inside) && next >= 0 && next <= LONGEST) yield at(value, path, () => 'x'.repeat(next));
      if (isList(inside) && next >= 0 && next <= LONGEST) yield at(value, path, () => resized(inside, next));
    }
  }
}

/** `values` with up to `most` changes somewhere inside each. */
export function mutated(values: fc.Arbitrary<unknown>, changes: fc.Arbitrary<Change>, most = 2): fc.Arbitrary<unknown> {
  const mutations = fc.array(fc.record({ place: fc.nat(), change: changes }), { maxLength: most });
  return fc.tuple(values, mutations).map(([value, list]) => list.reduce(apply, value));
}

function apply(value: unknown, { place, change: { on, to } }: Mutation): unknown {
  const paths = placesOf(value).filter(([, inside]) => on(inside));
  const path = paths[place % Math.max(1, paths.length)]?.[0];
  return path ? at(value, path, to) : value;
}

type Place = readonly [path: readonly string[], value: unknown];

/** Every place of a tree, of a long array the first few elements only. */
function placesOf(value: unknown, path: readonly string[] = []): Place[] {
  const here: Place = [path, value];
  // what has insides of its own (a date, a typed array) is changed as a whole
  if (!isRecord(value) && (!isList(value) || Object.getPrototypeOf(value) !== Array.prototype)) return [here];
  const children = Object.entries(value).slice(0, isList(value) ? 3 : undefined);
  return [here, ...children.flatMap(([key, child]) => placesOf(child, [...path, key]))];
}

function at(value: unknown, path: readonly string[], to: Change['to']): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    const changed = to(value);
    return changed === GONE ? undefined : changed;
  }
  const copy = isList(value) ? [...value] : copyOf(value);
  const child = rest.length > 0 ? at(Reflect.get(copy, key), rest, to) : to(Reflect.get(copy, key));
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

function resized(value: readonly unknown[], length: number): unknown[] {
  const filler: unknown = value.length > 0 ? value[0] : 'x';
  return Array.from({ length: Math.max(0, length) }, (_, index) => (index < value.length ? value[index] : filler));
}

function holed(value: readonly unknown[], index: number): unknown[] {
  const copy = [...value];
  Reflect.deleteProperty(copy, index % Math.max(1, copy.length));
  return copy;
}

function withKey(value: object, key: string, wild: unknown): object {
  // defined, not assigned: `__proto__` as JSON brings it, a key like any other
  return Object.defineProperty(copyOf(value), key, {
    value: wild,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function hiddenKey(value: object): object {
  return Object.defineProperty({ ...value }, 'extra', { value: 1, enumerable: false });
}
