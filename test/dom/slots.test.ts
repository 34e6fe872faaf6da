import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Decision, DisplayEntry, SlotRequest } from '../../contract/protocol.ts';
import type { Site } from '../../contract/site.ts';
import { readProducts } from '../../src/capture/product.ts';
import { createFillSlots } from '../../src/slots/fill-slots.ts';
import { readPlaces, type Left, type Slot } from '../../src/slots/find-slots.ts';
import { createSlots, type Slots } from '../../src/slots/slots.ts';
import { createBoundary, type Boundary } from '../../src/sdk/boundary.ts';

const SERVER = ['a', 'b', 'c', 'd'];

let now = 0;
let boundary: Boundary;

beforeEach(() => {
  now = 0;
  declared = [];
  opened = 0;
  boundary = createBoundary(() => {});
  document.body.replaceChildren();
});
afterEach(() => document.body.replaceChildren());

function list(ids: readonly string[], attributes: Record<string, string> = {}): HTMLElement {
  const slot = document.createElement('ul');
  slot.setAttribute('data-aisle-slot', 'home');
  for (const [name, value] of Object.entries(attributes)) slot.setAttribute(name, value);
  for (const id of ids) {
    const item = document.createElement('li');
    item.setAttribute('data-aisle-item', id);
    const button = document.createElement('button');
    button.textContent = id;
    item.append(button);
    slot.append(document.createTextNode('\n'), item);
  }
  document.body.append(slot);
  return slot;
}

const order = (slot: Element): string[] =>
  Array.from(slot.querySelectorAll('[data-aisle-item]'), (item) => item.getAttribute('data-aisle-item') ?? '');

/** What the storefront says, and how often it was asked for. */
let declared: Slot[] = [];
let opened = 0;

interface Answer {
  readonly rank?: (items: readonly string[]) => readonly string[];
  readonly fill?: readonly DisplayEntry[];
  readonly source?: Decision['source'];
  readonly afterMs?: number;
}

function start({ rank = (items) => items.toReversed(), fill = [], source = 'personalised', afterMs = 0 }: Answer = {}) {
  const asked: SlotRequest[][] = [];
  const decided: { slot: string; applied?: true; left?: string }[] = [];
  const site: Site = { currency: 'GBP', locale: 'en-GB' };
  const rooms: Slots[] = [];
  const parts: Parameters<typeof createSlots>[0] & Parameters<typeof createFillSlots>[0] = {
    boundary,
    now: () => now,
    deadlineMs: () => 150,
    site: () => site,
    isMarked: () => true,
    declared: (mode) => (mode === 'rank' ? declared : []),
    openFront: () => opened++,
    product: () => readProducts()[0],
    onDecision: ({ slot }, _, left) => decided.push({ slot, ...(left ? { left } : { applied: true }) }),
    ask: (requests) => {
      asked.push(requests);
      now += afterMs;
      return Promise.resolve({
        display: fill,
        decisions: requests.map((request): Decision => {
          const items = request.mode === 'rank' ? rank(request.items) : fill.map(({ id }) => id);
          return { slot: request.slot, items, source, arm: 'personalised', reasons: [], tookMs: 0 };
        }),
      });
    },
  };
  rooms.push(createSlots(parts), createFillSlots(parts));
  const slots = {
    find: () => rooms.forEach((room) => room.find()),
    decide: () => Promise.all(rooms.map((room) => room.decide())),
    decideAgain: () => Promise.all(rooms.map((room) => room.decide(true))),
  };
  return { slots, asked, decided };
}

describe('a rank slot', () => {
  test('is reordered in place: the very same nodes, with their listeners', async () => {
    const slot = list(SERVER);
    const nodes = new Set(slot.querySelectorAll('li'));
    let clicked = '';
    slot.querySelector('[data-aisle-item="d"] button')?.addEventListener('click', () => (clicked = 'd'));
    const { slots, decided } = start();
    slots.find();
    await slots.decide();
    expect(order(slot)).toEqual(['d', 'c', 'b', 'a']);
    expect(new Set(slot.querySelectorAll('li'))).toEqual(nodes);
    slot.querySelector<HTMLElement>('li button')?.click();
    expect(clicked).toBe('d');
    expect(decided).toEqual([{ slot: 'home', applied: true }]);
  });

  test('keeps its furniture and the text between its items where they stood', async () => {
    const slot = list(SERVER);
    const banner = document.createElement('li');
    slot.children[1]?.after(banner);
    const before = Array.from(slot.childNodes, (node) => node.nodeType);
    const { slots } = start();
    slots.find();
    await slots.decide();
    expect(order(slot)).toEqual(['d', 'c', 'b', 'a']);
    expect(slot.children[2]).toBe(banner);
    expect(Array.from(slot.childNodes, (node) => node.nodeType)).toEqual(before);
  });

  test('tells the engine which places are pinned', async () => {
    const slot = list(SERVER);
    slot.querySelectorAll('li')[1]?.setAttribute('data-aisle-pin', '2');
    const { slots, asked } = start({ rank: () => ['d', 'b', 'c', 'a'] });
    slots.find();
    await slots.decide();
    expect(asked).toEqual([[{ mode: 'rank', slot: 'home', items: SERVER, pinned: [1] }]]);
    expect(order(slot)).toEqual(['d', 'b', 'c', 'a']);
  });

  test('changes its leading places only, where it has a limit', async () => {
    const slot = list(SERVER, { 'data-aisle-limit': '1' });
    const { slots } = start();
    slots.find();
    await slots.decide();
    expect(order(slot)).toEqual(['d', 'a', 'b', 'c']);
  });

  test('moves the wrapper of an item, and leaves a row of several alone', async () => {
    const slot = list([]);
    for (const ids of [['a'], ['b', 'c'], ['d'], ['e']]) {
      const wrapper = document.createElement('div');
      for (const id of ids) {
        const item = document.createElement('article');
        item.setAttribute('data-aisle-item', id);
        wrapper.append(item);
      }
      slot.append(wrapper);
    }
    const { slots, asked } = start();
    slots.find();
    await slots.decide();
    expect(asked[0]?.[0]).toMatchObject({ items: ['a', 'd', 'e'] });
    expect(order(slot)).toEqual(['e', 'b', 'c', 'd', 'a']);
  });

  test.each([
    ['the answer came after the deadline', 'late', { afterMs: 151 }],
    [
      'the engine had nothing better',
      'server',
      { source: 'server' as const, rank: (items: readonly string[]) => items },
    ],
    ['the answer is for other items', 'changed', { rank: () => ['x', 'y', 'z', 'w'] }],
    ['the answer names an item twice', 'changed', { rank: () => ['a', 'a', 'b', 'c'] }],
  ])('stays as the server sent it when %s, and says so', async (_, left, answer) => {
    const slot = list(SERVER);
    const { slots, decided } = start(answer);
    slots.find();
    await slots.decide();
    expect(order(slot)).toEqual(SERVER);
    expect(decided).toEqual([{ slot: 'home', left }]);
  });

  test.each(['pointerdown', 'keydown', 'focusin'])('is left alone after a %s in it', async (type) => {
    const slot = list(SERVER);
    const { slots } = start();
    slots.find();
    slot.querySelector('button')?.dispatchEvent(new Event(type, { bubbles: true }));
    await slots.decide();
    expect(order(slot)).toEqual(SERVER);
  });

  test('is left alone while it holds the focus', async () => {
    const slot = list(SERVER);
    const button = slot.querySelector('button');
    button?.focus();
    const { slots } = start();
    slots.find();
    await slots.decide();
    expect(order(slot)).toEqual(SERVER);
    expect(document.activeElement).toBe(button);
  });

  test('is left alone when the page has rebuilt it meanwhile', async () => {
    const slot = list(SERVER);
    const { slots } = start({
      rank(items) {
        slot.lastElementChild?.remove();
        return items.toReversed();
      },
    });
    slots.find();
    await slots.decide();
    expect(order(slot)).toEqual(['a', 'b', 'c']);
  });

  test('is not asked about once its deadline has passed', async () => {
    list(SERVER);
    const { slots, asked } = start();
    slots.find();
    now = 151;
    await slots.decide();
    expect(asked).toEqual([]);
  });

  test('takes in the items that come late, before its deadline', async () => {
    const slot = list(['a', 'b']);
    const { slots, asked } = start({ source: 'server', rank: (items) => items });
    slots.find();
    await slots.decide();
    const late = document.createElement('li');
    late.setAttribute('data-aisle-item', 'c');
    slot.append(late);
    now = 100;
    slots.find();
    await slots.decide();
    expect(asked.map(([request]) => request && 'items' in request && request.items)).toEqual([
      ['a', 'b'],
      ['a', 'b', 'c'],
    ]);
  });

  test('gets the order of the server back, whatever was done to it', async () => {
    const slot = list(SERVER);
    const { slots } = start();
    slots.find();
    await slots.decide();
    slot.querySelector('button')?.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    boundary.end();
    expect(order(slot)).toEqual(SERVER);
    await slots.decideAgain();
    expect(order(slot)).toEqual(SERVER);
  });

  test('is ranked again when asked to, unless it has been touched', async () => {
    const slot = list(SERVER);
    let answer = ['d', 'c', 'b', 'a'];
    const { slots } = start({ rank: () => answer });
    slots.find();
    await slots.decide();
    answer = ['b', 'a', 'd', 'c'];
    await slots.decideAgain();
    expect(order(slot)).toEqual(answer);
    slot.querySelector('button')?.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    await slots.decideAgain();
    answer = SERVER;
    await slots.decideAgain();
    expect(order(slot)).toEqual(['b', 'a', 'd', 'c']);
  });

  test('shares one call with every other slot of the page', async () => {
    list(SERVER);
    list(['x', 'y']).setAttribute('data-aisle-slot', 'second');
    const { slots, asked } = start();
    slots.find();
    await slots.decide();
    await slots.decide();
    expect(asked.map((requests) => requests.map(({ slot }) => slot))).toEqual([['home', 'second']]);
  });
});

describe('a list that is not ours to order', () => {
  test.each<[string, (slot: HTMLElement) => void]>([
    ['has nodes with notes of a framework', (slot) => Object.assign(slot.children[0]!, { __reactFiber$x: {} })],
    ['stands in the root of one', () => Object.assign(document.body, { __vue_app__: {} })],
    [
      'was rendered on a server that one has yet to take over',
      (slot) => {
        const root = document.createElement('div');
        root.id = '__next';
        document.body.append(root);
        root.append(slot);
      },
    ],
    ['has cards that are placed one by one', (slot) => (slot.querySelector('li')!.style.position = 'absolute')],
    ['is shown from its end', (slot) => (slot.style.flexDirection = 'row-reverse')],
  ])('%s: the storefront is brought for it, and nobody is asked before', async (_, change) => {
    const slot = list(SERVER);
    change(slot);
    const { slots, asked } = start();
    slots.find();
    await slots.decide();
    expect(opened).toBe(1);
    expect(asked).toEqual([]);
    expect(order(slot)).toEqual(SERVER);
    Reflect.deleteProperty(document.body, '__vue_app__');
  });

  test('is ordered by what the storefront has for it, which says why where it is not', async () => {
    const slot = list(SERVER);
    const ordered: string[][] = [];
    let left: Left | undefined;
    const read = readPlaces(slot);
    declared = [
      {
        id: 'home',
        element: slot,
        limit: Infinity,
        read: () => read,
        arrange: {
          order(wanted) {
            ordered.push(wanted.map(({ id }) => id));
            return left;
          },
          restore: () => ordered.push(['restored']),
        },
      },
    ];
    const { slots, decided } = start();
    slots.find();
    await slots.decide();
    slots.find();
    await slots.decide();
    left = 'framework';
    await slots.decideAgain();
    boundary.end();
    expect(ordered).toEqual([SERVER.toReversed(), SERVER.toReversed(), ['restored']]);
    expect(order(slot)).toEqual(SERVER);
    expect(decided).toEqual([
      { slot: 'home', applied: true },
      { slot: 'home', left: 'framework' },
    ]);
  });
});

describe('a fill slot', () => {
  const entry = (id: string): DisplayEntry => ({
    id,
    title: `Title ${id}`,
    url: `/p/${id}`,
    image: `/i/${id}.svg`,
    price: 2.5,
  });

  function fillable(): HTMLElement {
    const slot = document.createElement('div');
    slot.setAttribute('data-aisle-slot', 'similar');
    slot.setAttribute('data-aisle-mode', 'fill');
    slot.setAttribute('data-aisle-limit', '3');
    const template = document.createElement('template');
    const link = document.createElement('a');
    link.setAttribute('href', '{url}');
    link.textContent = '{title}';
    template.content.append(link);
    slot.append(template);
    const product = document.createElement('main');
    product.setAttribute('data-aisle-product', 'shown');
    document.body.append(product, slot);
    return slot;
  }

  test('asks for what goes with the product of the page, and gets a card for each', async () => {
    const slot = fillable();
    const { slots, asked } = start({ fill: [entry('a'), entry('b')] });
    slots.find();
    await slots.decide();
    expect(asked[0]).toEqual([{ mode: 'fill', slot: 'similar', limit: 3, item: 'shown', exclude: ['shown'] }]);
    expect(Array.from(slot.querySelectorAll('a'), (link) => [link.getAttribute('href'), link.textContent])).toEqual([
      ['/p/a', 'Title a'],
      ['/p/b', 'Title b'],
    ]);
    expect(order(slot)).toEqual(['a', 'b']);
  });

  test('is empty again after an erasure, its template intact', async () => {
    const slot = fillable();
    const { slots } = start({ fill: [entry('a')] });
    slots.find();
    await slots.decide();
    boundary.end();
    expect(Array.from(slot.children, (child) => child.localName)).toEqual(['template']);
  });

  test('is asked about apart from the rank slots of the page, which would not wait for it', async () => {
    list(SERVER);
    fillable();
    const { slots, asked } = start({ fill: [entry('a')] });
    slots.find();
    await slots.decide();
    expect(asked.map((requests) => requests.map(({ mode }) => mode))).toEqual([['rank'], ['fill']]);
  });

  test('stays empty without anything to show', async () => {
    const slot = fillable();
    const { slots, decided } = start();
    slots.find();
    await slots.decide();
    expect(slot.children).toHaveLength(1);
    expect(decided).toEqual([{ slot: 'similar', left: 'empty' }]);
  });
});
