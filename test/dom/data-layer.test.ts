import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { connectDataLayer } from '../../src/sources/data-layer.ts';
import { createHearer, type Hearer } from '../unit/src/source-host.ts';

type Entry = Record<string, unknown>;
type Layer = unknown[];

const page = globalThis as unknown as Record<string, Layer | undefined>;
const add = (id: unknown, more?: Entry): Entry => ({
  event: 'add_to_cart',
  ecommerce: { items: [{ item_id: id }] },
  ...more,
});
let hearer: Hearer;

function gtag(..._command: unknown[]): void {
  // oxlint-disable-next-line prefer-rest-params -- this is what gtag does
  page['dataLayer']!.push(arguments);
}
function connect(more: Parameters<typeof createHearer>[0] = {}): Hearer {
  hearer = createHearer(more);
  connectDataLayer(hearer);
  return hearer;
}
const heard = (): unknown[] => hearer.told.map(({ items }) => items?.[0]?.id);
/** What GTM does with a layer as it loads: it reads what stands there, and puts a `push` of its own before the one it finds. */
function loadGtm(layer: Layer, onPush: (entries: unknown[]) => unknown = () => true): void {
  const before = layer.push;
  layer.push = function push(this: unknown, ...entries: unknown[]) {
    const result = before.apply(layer, entries);
    while (layer.length > 300) layer.shift();
    return onPush(entries) === false ? (false as unknown as number) : result;
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  hearer.boundary.end();
  expect(hearer.faults()).toBe(0);
  vi.useRealTimers();
  document.head.replaceChildren();
  for (const name of ['dataLayer', 'shopLayer', 'otherLayer']) Reflect.deleteProperty(page, name);
});

describe('a data layer that stands on the page', () => {
  test('is read in its order, with the time of the route, and then heard', () => {
    page['dataLayer'] = [{ 'gtm.start': 1, event: 'gtm.js' }, add('a'), add('b')];
    connect();
    gtag('event', 'add_to_cart', { items: [{ id: 'c' }] });
    expect(hearer.told).toEqual([
      { type: 'add_to_cart', items: [{ id: 'a' }], at: 7, source: 'gtm dataLayer', urgent: true },
      { type: 'add_to_cart', items: [{ id: 'b' }], at: 7, source: 'gtm dataLayer', urgent: true },
      { type: 'add_to_cart', items: [{ id: 'c' }], source: 'gtag dataLayer', urgent: true },
    ]);
  });

  test('is pushed to as before: what is pushed, returned and thrown is the shop’s', () => {
    const layer: Layer = (page['dataLayer'] = []);
    connect();
    expect(layer.push(1, add('a'), null)).toBe(3);
    expect(layer).toEqual([1, add('a'), null]);
    expect(Object.keys(layer)).toEqual(['0', '1', '2']);
    expect(() => layer.push.call(undefined as unknown as Layer, 1)).toThrow(TypeError);
    layer.push = () => {
      throw new Error('theirs');
    };
    vi.advanceTimersByTime(250);
    expect(() => layer.push(add('b'))).toThrow('theirs');
    expect(heard()).toEqual(['a', 'b']);
  });

  test('is copied at once: what is mutated after the push was said before', () => {
    const layer: Layer = (page['dataLayer'] = []);
    connect();
    const entry = add('a');
    layer.push(entry);
    (entry['ecommerce'] as { items: unknown[] }).items = [{ item_id: 'z' }];
    entry['event'] = 'purchase';
    expect(hearer.told).toMatchObject([{ type: 'add_to_cart', items: [{ id: 'a' }] }]);
  });

  test('may be pushed one object again and again', () => {
    const layer: Layer = (page['dataLayer'] = []);
    connect();
    const entry = add('a');
    for (const id of ['a', 'b', 'c']) {
      entry['ecommerce'] = { items: [{ item_id: id }] };
      layer.push(entry);
    }
    vi.advanceTimersByTime(1_000);
    expect(heard()).toEqual(['a', 'b', 'c']);
  });

  test('loses nothing of what is pushed by other ways than its push', () => {
    const layer: Layer = (page['dataLayer'] = [add('a')]);
    connect();
    layer[layer.length] = add('b');
    Array.prototype.push.call(layer, add('c'));
    layer.push(add('d'));
    layer.splice(layer.length, 0, add('e'));
    vi.advanceTimersByTime(250);
    layer.splice(0, layer.length, add('f'));
    layer.unshift();
    vi.advanceTimersByTime(250);
    layer.pop();
    layer.push(add('g'));
    expect(heard()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  test('is not read again when its end is taken away', () => {
    const layer: Layer = (page['dataLayer'] = [add('a'), add('b'), add('c')]);
    connect();
    layer.pop();
    vi.advanceTimersByTime(250);
    layer.length = 1;
    vi.advanceTimersByTime(250);
    expect(heard()).toEqual(['a', 'b', 'c']);
  });

  test('may be replaced by another one', () => {
    page['dataLayer'] = [add('a')];
    connect();
    const old = page['dataLayer'];
    page['dataLayer'] = [add('b')];
    vi.advanceTimersByTime(250);
    page['dataLayer'].push(add('c'));
    old.push(add('d'));
    expect(heard()).toEqual(['a', 'b', 'c', 'd']);
    expect(hearer.told.map(({ at }) => at)).toEqual([7, undefined, undefined, undefined]);
  });

  test('is noticed to be another one before a click is handled', () => {
    page['dataLayer'] = [];
    connect();
    page['dataLayer'] = [];
    document.body.addEventListener('click', () => page['dataLayer']?.push(add('a')), { once: true });
    document.body.click();
    expect(heard()).toEqual(['a']);
  });

  test('is noticed to be another one when a script has run', () => {
    page['dataLayer'] = [];
    connect();
    page['dataLayer'] = [add('a')];
    document.head.append(document.createElement('img'), document.createElement('script'));
    document.querySelector('img')?.dispatchEvent(new Event('load'));
    expect(heard()).toEqual([]);
    document.querySelector('script')?.dispatchEvent(new Event('load'));
    expect(heard()).toEqual(['a']);
  });

  test('that is frozen, or full of traps, breaks nothing', () => {
    page['dataLayer'] = Object.freeze([add('a')]) as Layer;
    connect();
    expect(heard()).toEqual(['a']);
    expect(() => page['dataLayer']!.push(add('b'))).toThrow(TypeError);
    const refuse = (): never => {
      throw new Error('theirs');
    };
    page['dataLayer'] = new Proxy([add('b')], { defineProperty: refuse, getOwnPropertyDescriptor: refuse });
    vi.advanceTimersByTime(500);
    page['dataLayer'] = new Proxy([], { get: refuse });
    vi.advanceTimersByTime(500);
    expect(heard()).toEqual(['a', 'b']);
  });

  test.each([['text'], [{ page: 'home' }], [document.createElement('i')], [7], [() => 1]])(
    'that is none is left alone: %o',
    (value) => {
      page['dataLayer'] = value as unknown as Layer;
      connect();
      vi.advanceTimersByTime(500);
      expect(page['dataLayer']).toBe(value);
      expect(hearer.told).toEqual([]);
    },
  );
});

describe('a tag manager', () => {
  test('that comes later and puts its own push in front hears and is heard, each entry once', () => {
    const layer: Layer = (page['dataLayer'] = []);
    connect();
    const theirs: unknown[] = [];
    loadGtm(layer, (entries) => theirs.push(...entries));
    layer.push(add('a'));
    vi.advanceTimersByTime(250);
    layer.push(add('b'));
    expect(heard()).toEqual(['a', 'b']);
    expect(theirs).toEqual([add('a'), add('b')]);
    expect(layer).toHaveLength(2);
  });

  test('may push while it is pushed to', () => {
    const layer: Layer = (page['dataLayer'] = []);
    connect();
    loadGtm(layer, ([entry]) => (entry as Entry)['next'] && layer.push((entry as Entry)['next']));
    vi.advanceTimersByTime(250);
    layer.push(add('a', { next: add('b', { next: add('c') }) }));
    vi.advanceTimersByTime(250);
    expect(heard()).toEqual(['a', 'b', 'c']);
  });

  test('that cuts the layer’s start off hides nothing and repeats nothing', () => {
    const layer: Layer = (page['dataLayer'] = []);
    connect();
    loadGtm(layer);
    for (let count = 0; count < 400; count++) layer.push(add(count));
    vi.advanceTimersByTime(250);
    expect(layer).toHaveLength(300);
    expect(hearer.told).toHaveLength(400);
  });

  test('that answers false still does', () => {
    const layer: Layer = (page['dataLayer'] = []);
    loadGtm(layer, () => false);
    connect();
    expect(layer.push(add('a'))).toBe(false);
  });

  test('and a push that calls none before it is followed again', () => {
    const layer: Layer = (page['dataLayer'] = []);
    connect();
    layer.push = function push(this: Layer, ...entries: unknown[]) {
      return Array.prototype.push.apply(this, entries);
    };
    layer.push(add('a'));
    vi.advanceTimersByTime(250);
    const entry = add('b');
    layer.push(entry);
    (entry['ecommerce'] as Entry)['items'] = [];
    expect(heard()).toEqual(['a', 'b']);
  });

  test('that fights for the front is not fought with for ever', () => {
    const layer: Layer = (page['dataLayer'] = []);
    connect();
    let depth = 0;
    for (let round = 0; round < 50; round++) {
      loadGtm(layer, () => void depth++);
      vi.advanceTimersByTime(250);
    }
    layer.push(add('a'));
    vi.advanceTimersByTime(250);
    expect(heard()).toEqual(['a']);
    expect(depth).toBe(50);
  });

  test('two of us hear each entry once each', () => {
    const layer: Layer = (page['dataLayer'] = []);
    const first = connect();
    connect();
    vi.advanceTimersByTime(3_000);
    layer.push(add('a'));
    expect(heard()).toEqual(['a']);
    expect(first.told).toHaveLength(1);
    first.boundary.end();
    layer.push(add('b'));
    expect(heard()).toEqual(['a', 'b']);
    expect(first.told).toHaveLength(1);
  });
});

describe('a data layer that is not there yet', () => {
  test('is heard as soon as the shop makes it, and is the shop’s own property then', () => {
    connect();
    expect(page['dataLayer']).toBeUndefined();
    expect(Object.keys(page)).not.toContain('dataLayer');
    page['dataLayer'] = page['dataLayer'] ?? [];
    page['dataLayer'].push(add('a'));
    expect(heard()).toEqual(['a']);
    expect(Object.getOwnPropertyDescriptor(page, 'dataLayer')).toMatchObject({
      value: [add('a')],
      writable: true,
      configurable: true,
      enumerable: true,
    });
  });

  test('may begin with entries', () => {
    connect();
    page['dataLayer'] = [add('a')];
    expect(heard()).toEqual(['a']);
  });

  test('may be declared before, or defined by the shop itself', () => {
    page['dataLayer'] = undefined;
    connect();
    page['dataLayer'] = [add('a')];
    vi.advanceTimersByTime(250);
    expect(heard()).toEqual(['a']);
  });

  test('is not awaited any more when it is over', () => {
    connect();
    hearer.boundary.end();
    expect('dataLayer' in page).toBe(false);
  });

  test('is awaited in vain on a page that takes no properties', () => {
    const define = vi.spyOn(Object, 'defineProperty').mockImplementation(() => {
      throw new TypeError('not extensible');
    });
    connect();
    define.mockRestore();
    page['dataLayer'] = [add('a')];
    vi.advanceTimersByTime(250);
    expect(heard()).toEqual(['a']);
  });
});

describe('layers of other names', () => {
  const script = (src: string): void => {
    const element = document.createElement('script');
    element.type = 'text/plain';
    element.src = src;
    document.head.append(element);
  };

  test.each([
    'https://www.googletagmanager.com/gtm.js?id=GTM-X1&l=shopLayer',
    'https://www.googletagmanager.com/gtag/js?id=G-X1&l=shopLayer&cx=c',
    'https://www.googletagmanager.com/gtm.js?l=shopLayer&id=GTM-X1',
    'https://tags.shop.example/abc.js?id=GTM-X1&l=shopLayer',
  ])('are named by the script: %s', (src) => {
    script(src);
    page['shopLayer'] = [add('a')];
    connect();
    page['shopLayer'].push(add('b'));
    expect(heard()).toEqual(['a', 'b']);
  });

  test('may be several, and come later', () => {
    page['dataLayer'] = [add('a')];
    connect();
    script('https://www.googletagmanager.com/gtm.js?id=GTM-X1&l=shopLayer');
    script('https://www.googletagmanager.com/gtag/js?id=G-X1&l=otherLayer');
    vi.advanceTimersByTime(250);
    page['shopLayer'] = [add('b')];
    page['otherLayer'] = [add('c')];
    page['dataLayer'].push(add('d'));
    expect(heard()).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('the end', () => {
  test('gives the layer its own push back', () => {
    const layer: Layer = (page['dataLayer'] = []);
    connect();
    expect(Object.hasOwn(layer, 'push')).toBe(true);
    hearer.boundary.end();
    expect(Object.hasOwn(layer, 'push')).toBe(false);
    layer.push(add('a'));
    expect(hearer.told).toEqual([]);
  });

  test('gives a tag manager its push back, as it was', () => {
    const layer: Layer = (page['dataLayer'] = []);
    loadGtm(layer);
    const before = Object.getOwnPropertyDescriptor(layer, 'push');
    connect();
    hearer.boundary.end();
    expect(Object.getOwnPropertyDescriptor(layer, 'push')).toEqual(before);
  });

  test('leaves what has been put in front of us, and hears nothing through it', () => {
    const layer: Layer = (page['dataLayer'] = []);
    connect();
    loadGtm(layer);
    const { push } = layer;
    hearer.boundary.end();
    expect(layer.push).toBe(push);
    expect(layer.push(add('a'))).toBe(1);
    expect(hearer.told).toEqual([]);
  });
});

describe('a flood', () => {
  test('is passed on and not read', () => {
    const layer: Layer = (page['dataLayer'] = []);
    const look = vi.fn();
    connect({ isFlooded: () => true });
    layer.push(Object.defineProperty({}, 'event', { enumerable: true, get: look }));
    vi.advanceTimersByTime(250);
    expect(layer).toHaveLength(1);
    expect(look).not.toHaveBeenCalled();
  });
});
