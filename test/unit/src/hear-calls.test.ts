import { expect, test } from 'vitest';

import { openCalls } from '../../../src/sources/hear-calls.ts';
import { createHearer } from './source-host.ts';

type Method = ((...args: unknown[]) => unknown) & { version?: number };

function open(): {
  heard: unknown[][];
  hear: (owner: object, name?: string) => void;
  end: () => void;
  faults: () => number;
} {
  const { boundary, faults } = createHearer();
  const heard: unknown[][] = [];
  const calls = openCalls(boundary);
  return {
    heard,
    hear: (owner, name = 'track') => calls(owner, name, (args) => heard.push([...args])),
    end: boundary.end,
    faults,
  };
}

test('a method that is heard is as it was: receiver, arguments, result, name, length and what hangs on it', () => {
  const seen: unknown[] = [];
  const tracker = {
    track: Object.assign(
      function track(this: unknown, _name: unknown, _properties: unknown) {
        // oxlint-disable-next-line prefer-rest-params -- as trackers do
        seen.push(this, arguments.length);
        return 'result';
      } as Method,
      { version: 3 },
    ),
  };
  const { heard, hear } = open();
  const properties = { product_id: 'a' };
  hear(tracker);
  expect(tracker.track('Product Added', properties, undefined)).toBe('result');
  expect(seen).toEqual([tracker, 3]);
  expect(heard).toEqual([['Product Added', properties, undefined]]);
  expect(heard[0]![1]).toBe(properties);
  const { name, length, version } = tracker.track;
  expect({ name, length, version }).toEqual({ name: 'track', length: 2, version: 3 });
});

test('what a method throws reaches whoever called it, and what is heard is heard before', () => {
  const error = new Error('theirs');
  const tracker: { track: Method } = {
    track() {
      throw error;
    },
  };
  const { heard, hear, faults } = open();
  hear(tracker);
  expect(() => tracker.track('x')).toThrow(error);
  expect(heard).toEqual([['x']]);
  expect(faults()).toBe(0);
});

test('a fault of the hearer does not reach the caller', () => {
  const tracker: { track: Method } = { track: () => 'result' };
  const { boundary } = createHearer();
  openCalls(boundary)(tracker, 'track', () => {
    throw new Error('ours');
  });
  expect(tracker.track()).toBe('result');
});

test('at the end a method is given back as it stood there, and one of the prototype leaves nothing behind', () => {
  class Library {
    track(): number {
      return 1;
    }
  }
  const library = new Library();
  const own = Object.defineProperty({}, 'track', {
    value: () => 2,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  const before = Object.getOwnPropertyDescriptor(own, 'track');
  const { hear, end } = open();
  hear(library);
  hear(own);
  expect(Object.keys(library)).toEqual([]);
  expect(library.track).not.toBe(Library.prototype.track);
  end();
  expect(Object.hasOwn(library, 'track')).toBe(false);
  expect(Object.getOwnPropertyDescriptor(own, 'track')).toEqual(before);
});

test('one that somebody has wrapped meanwhile stays, and is heard no longer', () => {
  const tracker: { track: Method } = { track: (name) => name };
  const { heard, hear, end } = open();
  hear(tracker);
  const inner = tracker.track;
  const outer: Method = (name) => inner(name);
  tracker.track = outer;
  end();
  expect(tracker.track).toBe(outer);
  expect(tracker.track('x')).toBe('x');
  expect(heard).toEqual([]);
});

test('a method is heard once however often it is asked for', () => {
  const tracker: { track: Method } = { track: () => {} };
  const { heard, hear } = open();
  hear(tracker);
  hear(tracker);
  tracker.track('x');
  expect(heard).toHaveLength(1);
});

test.each([
  ['frozen', Object.freeze({ track: () => 1 })],
  ['without the method', {}],
  ['with a getter of it', Object.defineProperty({}, 'track', { get: () => () => 1, configurable: true })],
  [
    'that is a Proxy which refuses',
    new Proxy(
      { track: () => 1 },
      {
        defineProperty: () => false,
        getOwnPropertyDescriptor: () => {
          throw new Error('theirs');
        },
      },
    ),
  ],
])('an object %s is left alone', (_, owner) => {
  const { hear, faults } = open();
  hear(owner);
  expect((owner as { track?: Method }).track?.() ?? 1).toBe(1);
  expect(faults()).toBe(0);
});
