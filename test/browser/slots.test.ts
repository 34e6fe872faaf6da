// What only a real layout can tell: that reordering and filling shift nothing, and lose neither focus nor scroll.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { findSlots, readPlaces } from '../../src/slots/find-slots.ts';
import { moveNodes } from '../../src/slots/move-nodes.ts';
import { rankSlot, restoreSlot } from '../../src/slots/rank-slot.ts';
import { changeSteadily } from '../../src/slots/steady.ts';

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
}

const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
const RANKED = ['j', 'a', 'b', 'g', 'c', 'd', 'e', 'f', 'h', 'i', 'k', 'l'];

let shifts: LayoutShift[];
let observer: PerformanceObserver;

beforeEach(() => {
  shifts = [];
  observer = new PerformanceObserver((list) => shifts.push(...(list.getEntries() as LayoutShift[])));
  observer.observe({ type: 'layout-shift' });
});
afterEach(() => {
  observer.disconnect();
  document.body.replaceChildren();
});

/** Two frames painted, and what they reported. */
async function painted(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 30)));
  }
  shifts.push(...(observer.takeRecords() as LayoutShift[]));
}

const total = (): number => shifts.reduce((sum, { value }) => sum + value, 0);

async function grid(style: string, heightOf: (index: number) => number = () => 80): Promise<HTMLElement> {
  const slot = document.createElement('ul');
  slot.setAttribute('data-aisle-slot', 'home');
  slot.style.cssText = `margin: 0; padding: 0; list-style: none; ${style}`;
  IDS.forEach((id, index) => {
    const card = document.createElement('li');
    card.setAttribute('data-aisle-item', id);
    card.style.cssText = `width: 90px; height: ${heightOf(index)}px; background: #ccc`;
    const link = document.createElement('a');
    link.href = '#';
    link.textContent = id;
    card.append(link, document.createElement('input'));
    slot.append(card, document.createTextNode('\n'));
  });
  const after = document.createElement('p');
  after.textContent = 'after';
  document.body.append(slot, after);
  await painted();
  shifts = [];
  return slot;
}

const slotOf = () => findSlots()[0]!;
const order = (slot: Element): string[] => readPlaces(slot).map(({ id }) => id);
const FLEX = 'display: flex; flex-wrap: wrap; width: 400px';

describe('reordering', () => {
  test.each([
    ['a grid', 'display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px'],
    ['a flex row', FLEX],
    ['a column', ''],
  ])('%s shifts nothing', async (_, style) => {
    const slot = await grid(style);
    expect(rankSlot(slotOf(), readPlaces(slot), RANKED)).toBeUndefined();
    await painted();
    expect(order(slot)).toEqual(RANKED);
    expect(total()).toBe(0);
  });

  test('by the fewest moves would shift, so that the 0 above means something', async () => {
    const slot = await grid(FLEX);
    slot.insertBefore(slot.querySelector('[data-aisle-item="j"]')!, slot.firstChild);
    await painted();
    expect(total()).toBeGreaterThan(0.01);
  });

  test('with moveBefore would shift too', async () => {
    const slot = await grid(FLEX);
    const from = readPlaces(slot).map(({ node }) => node);
    moveNodes(slot, from, from.toReversed(), true);
    await painted();
    expect(total()).toBeGreaterThan(0.01);
  });

  test('is taken back where it would change the height of a slot in view', async () => {
    const slot = await grid(FLEX, (index) => (index < 4 ? 120 : 60));
    expect(rankSlot(slotOf(), readPlaces(slot), RANKED)).toBe('shift');
    await painted();
    expect(order(slot)).toEqual(IDS);
    expect(total()).toBe(0);
  });

  describe('of a grid whose rows get other heights, and that keeps its own', () => {
    const NARROW = 'display: grid; grid-template-columns: 1fr 1fr; width: 300px; align-items: start';
    const TALL_FIRST = (index: number): number => (index === 0 ? 120 : 60);
    const FIRST_TO_FIFTH = ['e', 'b', 'c', 'd', 'a', ...IDS.slice(5)];

    test('is taken back, since it would move a neighbour in view', async () => {
      const slot = await grid(NARROW, TALL_FIRST);
      const { height } = slot.getBoundingClientRect();
      expect(rankSlot(slotOf(), readPlaces(slot), FIRST_TO_FIFTH)).toBe('shift');
      await painted();
      expect(order(slot)).toEqual(IDS);
      expect(slot.getBoundingClientRect().height).toBe(height);
      expect(total()).toBe(0);
    });

    test('would shift otherwise, so that the 0 above means something', async () => {
      const slot = await grid(NARROW, TALL_FIRST);
      const { height } = slot.getBoundingClientRect();
      const from = readPlaces(slot)
        .map(({ node }) => node)
        .slice(0, 5);
      moveNodes(slot, from, [from[4]!, from[1]!, from[2]!, from[3]!, from[0]!]);
      await painted();
      expect(slot.getBoundingClientRect().height).toBe(height);
      expect(total()).toBeGreaterThan(0.001);
    });

    test('stands where nothing that stays is in view, and shifts nothing', async () => {
      const slot = await grid(NARROW, TALL_FIRST);
      slot.style.marginTop = 'calc(100vh - 100px)';
      await painted();
      shifts = [];
      expect(rankSlot(slotOf(), readPlaces(slot), FIRST_TO_FIFTH)).toBeUndefined();
      await painted();
      expect(order(slot)).toEqual(FIRST_TO_FIFTH);
      expect(total()).toBe(0);
    });

    test('stands where every card changes its place', async () => {
      const slot = await grid(NARROW, TALL_FIRST);
      const turned = [...IDS.slice(2), ...IDS.slice(0, 2)];
      expect(rankSlot(slotOf(), readPlaces(slot), turned)).toBeUndefined();
      await painted();
      expect(order(slot)).toEqual(turned);
      expect(total()).toBe(0);
    });
  });

  test('is taken back where it would pull up into view what lies below the slot', async () => {
    const slot = await grid(FLEX, (index) => (index % 4 === 0 && index < 8 ? 300 : 60));
    slot.style.marginTop = 'calc(100vh - 500px)';
    await painted();
    shifts = [];
    expect(slot.getBoundingClientRect().bottom).toBeGreaterThan(innerHeight);
    // both tall cards in the first row, and nothing but the first card stays
    const both = ['a', 'e', 'b', 'c', 'd', 'f', 'g', 'h', 'i', 'j', 'l', 'k'];
    expect(rankSlot(slotOf(), readPlaces(slot), both)).toBe('shift');
    await painted();
    expect(order(slot)).toEqual(IDS);
    expect(total()).toBe(0);
  });

  test('keeps the scroll of the slot', async () => {
    const slot = await grid('display: flex; overflow-x: auto; width: 300px');
    slot.scrollLeft = 120;
    expect(rankSlot(slotOf(), readPlaces(slot), RANKED)).toBeUndefined();
    await painted();
    expect(slot.scrollLeft).toBe(120);
    expect(order(slot)).toEqual(RANKED);
  });

  test('leaves a slot alone in which text is selected', async () => {
    const slot = await grid(FLEX);
    getSelection()?.selectAllChildren(slot.querySelector('a')!);
    expect(rankSlot(slotOf(), readPlaces(slot), RANKED)).toBe('touched');
    getSelection()?.removeAllRanges();
    expect(order(slot)).toEqual(IDS);
  });
});

describe('the order of the server', () => {
  test('comes back without a shift', async () => {
    const slot = await grid(FLEX);
    const server = readPlaces(slot);
    rankSlot(slotOf(), server, RANKED);
    await painted();
    restoreSlot(slotOf(), server);
    await painted();
    expect(order(slot)).toEqual(IDS);
    expect(total()).toBe(0);
  });

  test('comes back under somebody who is typing, who keeps focus, text and caret', async () => {
    const slot = await grid(FLEX);
    const server = readPlaces(slot);
    rankSlot(slotOf(), server, RANKED);
    const input = slot.querySelector<HTMLInputElement>('[data-aisle-item="j"] input')!;
    input.focus();
    input.value = 'half a word';
    input.setSelectionRange(2, 5);
    let blurred = 0;
    input.addEventListener('blur', () => blurred++);
    restoreSlot(slotOf(), server);
    await painted();
    expect(order(slot)).toEqual(IDS);
    expect(document.activeElement).toBe(input);
    expect([input.selectionStart, input.selectionEnd, input.value, blurred]).toEqual([2, 5, 'half a word', 0]);
  });
});

describe('filling', () => {
  const fill = (slot: HTMLElement): boolean => {
    const card = document.createElement('div');
    card.style.height = '100px';
    return changeSteadily(
      slot,
      [],
      () => slot.append(card),
      () => card.remove(),
    );
  };

  async function place(marginTop: string, minHeight: string): Promise<HTMLElement> {
    const slot = document.createElement('div');
    slot.style.cssText = `margin-top: ${marginTop}; min-height: ${minHeight}`;
    const after = document.createElement('p');
    after.textContent = 'after';
    document.body.append(slot, after);
    await painted();
    shifts = [];
    return slot;
  }

  test('a slot that reserves its height happens at once and shifts nothing', async () => {
    expect(fill(await place('0', '100px'))).toBe(true);
    await painted();
    expect(total()).toBe(0);
  });

  test('a slot below what is in view happens at once and shifts nothing', async () => {
    expect(fill(await place('200vh', '0'))).toBe(true);
    await painted();
    expect(total()).toBe(0);
  });

  test('a slot in view that reserves none is taken back', async () => {
    const slot = await place('0', '0');
    expect(fill(slot)).toBe(false);
    await painted();
    expect(slot.children).toHaveLength(0);
    expect(total()).toBe(0);
  });
});
