import fc from 'fast-check';

/** Names that readers of events look for, so that what is made up is read and not passed over. */
const NAMES = (
  'event ecommerce items products item_id id sku price quantity index currency list detail add purchase impressions ' +
  'promoView promotions actionField transaction_id search_term properties product_id order_id position item_list_id ' +
  'promotion_id ecomm_prodid ecomm_pagetype __proto__ constructor toString length 0 1'
).split(' ');
const WORDS = [
  'event',
  'purchase',
  'add_to_cart',
  'view_item',
  'view_item_list',
  'refund',
  'search',
  'product',
  'set',
  'EUR',
  'SKU-1',
];

const text = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string({ unit: 'binary' }),
  fc.string({ maxLength: 300, minLength: 60 }),
);

const refuse = (): never => {
  throw new Error('the page’s own');
};

/** What no page means well with, or any longer. */
const TRAPS: readonly (() => unknown)[] = [
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  },
  () => new Proxy([], { get: refuse, ownKeys: refuse, getPrototypeOf: refuse, getOwnPropertyDescriptor: refuse }),
  () => new Proxy({ item_id: 'a' }, { get: () => refuse, ownKeys: () => ['items', 'event'] }),
  () => new Proxy([1], { get: (_target, key) => (key === 'length' ? 1e9 : { item_id: String(key) }) }),
  () => Object.defineProperty({ id: 'a' }, 'price', { enumerable: true, get: refuse }),
  () => {
    const cycle: Record<string, unknown> = { event: 'view_item', item_id: 'a' };
    cycle['items'] = [cycle, cycle];
    cycle['ecommerce'] = cycle;
    return cycle;
  },
  () => Object.assign(Object.create({ event: 'purchase' }) as object, { items: [{ item_id: 'x' }] }),
  () => Array.from({ length: 1_000 }, (_, index) => ({ item_id: index })),
  () => Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key-${index}`, index])),
  () => Object.assign([], { length: 3, 1: { item_id: 'a' } }),
  () => new Map([['items', 1]]),
  () => Object('SKU-1'),
  () => new Date(NaN),
  () => new EventTarget(),
  () => JSON.parse('{"__proto__": {"items": [{"item_id": "x"}]}, "constructor": 1}'),
  () => ({ [Symbol('item_id')]: 1, toString: refuse, valueOf: refuse, toJSON: refuse, [Symbol.toPrimitive]: refuse }),
];

const leaf = fc.oneof(
  { weight: 4, arbitrary: text },
  {
    weight: 3,
    arbitrary: fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -1, 1e300, NaN, Infinity, '2', '1.299,00 €')),
  },
  { weight: 1, arbitrary: fc.constantFrom(undefined, null, true, 10n ** 30n, Symbol('x'), refuse) },
  { weight: 2, arbitrary: fc.constantFrom(...TRAPS) },
);

/** Anything that a page can pass on, much of it nearly an event; `toReal` makes it so, since nothing else can hold such values. */
export const hostileValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie('value'), { maxKeys: 6 }),
  ),
})).value;

/** With every trap set. */
export function toReal(value: unknown): unknown {
  if (typeof value === 'function') return TRAPS.includes(value as () => unknown) ? (value as () => unknown)() : value;
  if (Array.isArray(value)) return value.map(toReal);
  if (typeof value !== 'object' || value === null) return value;
  const real: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    Object.defineProperty(real, key, { value: toReal(inner), enumerable: true, writable: true, configurable: true });
  }
  return real;
}
