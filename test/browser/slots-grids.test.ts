// Grids whose cards are placed one by one, by the real Isotope and Masonry and by scripts out of reach.

import Isotope from 'isotope-layout';
import Masonry from 'masonry-layout';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { SlotRule } from '../../contract/storefront.ts';
import { readOrder, startFront, watchShifts, type Front } from './front.ts';

const IDS = ['sku-1', 'sku-2', 'sku-3', 'sku-4', 'sku-5', 'sku-6', 'sku-7', 'sku-8'];
const TURNED = IDS.toReversed();
const RULE: SlotRule = { id: 'grid', container: '.list', item: '.card', itemId: { attribute: 'data-id' } };

interface Page {
  Isotope?: typeof Isotope | undefined;
  Masonry?: typeof Masonry | undefined;
}

let shifts: ReturnType<typeof watchShifts>;
let front: Front | undefined;

beforeEach(() => {
  shifts = watchShifts();
});
afterEach(() => {
  front?.boundary.end();
  shifts.stop();
  document.body.replaceChildren();
  Object.assign<Page, Page>(window as Page, { Isotope: undefined, Masonry: undefined });
});

const cards = (): Element[] => [...document.querySelectorAll('.card')];
const list = (): HTMLElement => document.querySelector('.list')!;
const settle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function show(heightOf: (index: number) => number = () => 38): Promise<void> {
  const html = IDS.map(
    (id, at) => `<div class="card" data-id="${id}" style="height:${heightOf(at)}px">${id}</div>`,
  ).join('');
  document.body.innerHTML = `<style>body{margin:0}.list{width:400px}.card{width:98px;margin:1px;background:#ccc}</style><div class="list">${html}</div><p>after</p>`;
  await shifts.take();
}

async function rank(): Promise<Front> {
  front = startFront({ slots: [RULE] });
  await front.untilTold();
  return front;
}

describe.each([
  ['Isotope', () => new Isotope('.list', { itemSelector: '.card', layoutMode: 'fitRows' }), true],
  ['Masonry', () => new Masonry('.list', { itemSelector: '.card', columnWidth: 100 }), true],
  ['Isotope, bundled so that nobody can reach it', () => new Isotope('.list', { itemSelector: '.card' }), false],
  ['Masonry, bundled so that nobody can reach it', () => new Masonry('.list', { itemSelector: '.card' }), false],
] as const)('a grid of %s', (_, open, isReached) => {
  const start = async (): Promise<{ layout(): unknown }> => {
    if (isReached) Object.assign<Page, Page>(window as Page, { Isotope, Masonry });
    await show();
    const grid = open();
    await shifts.take();
    expect(readOrder(cards())).toEqual(IDS);
    return grid;
  };

  test('is seen as it was decided, at once and without a shift, and gets its own order back', async () => {
    await start();
    await rank();
    expect(front!.last()).toBe('applied');
    expect(readOrder(cards())).toEqual(TURNED);
    expect(await shifts.take()).toBe(0);
    front!.boundary.end();
    expect(readOrder(cards())).toEqual(IDS);
    expect(await shifts.take()).toBe(0);
  });

  test('keeps that order when it is laid out anew, in a narrower window for one', async () => {
    const grid = await start();
    await rank();
    list().style.width = '200px';
    grid.layout();
    await settle(700);
    expect(readOrder(cards())).toEqual(TURNED);
    front!.boundary.end();
    grid.layout();
    await settle(700);
    expect(readOrder(cards())).toEqual(IDS);
  });
});

test('a filter of Isotope that the shopper uses goes on filtering what was ordered', async () => {
  Object.assign<Page, Page>(window as Page, { Isotope });
  await show();
  const grid = new Isotope('.list', { itemSelector: '.card', layoutMode: 'fitRows', transitionDuration: 0 });
  await rank();
  grid.arrange({ filter: (...given: unknown[]) => /[1-4]$/.test((given[0] as Element).getAttribute('data-id') ?? '') });
  await settle(300);
  expect(readOrder(cards())).toEqual(['sku-4', 'sku-3', 'sku-2', 'sku-1']);
});

test('a Masonry of cards of all heights is seen in the order that was decided, or as the shop has it', async () => {
  Object.assign<Page, Page>(window as Page, { Masonry });
  await show((at) => 40 + ((at * 37) % 90));
  document.querySelector<HTMLElement>('p')!.style.marginTop = '2000px';
  list().style.minHeight = '700px';
  const grid = new Masonry('.list', { itemSelector: '.card', columnWidth: 100 });
  grid.layout();
  await shifts.take();
  const before = cards().map((card) => card.getBoundingClientRect().top);
  await rank();
  expect(await shifts.take()).toBe(0);
  if (front!.last() === 'applied') expect(cards().map((card) => card.getAttribute('data-id'))).toEqual(TURNED);
  else expect(cards().map((card) => card.getBoundingClientRect().top)).toEqual(before);
});

test.each([
  ['left and top', (at: number) => `left:${(at % 4) * 100}px;top:${Math.floor(at / 4) * 40}px`],
  ['a transform', (at: number) => `left:0;top:0;transform:translate(${(at % 4) * 100}px,${Math.floor(at / 4) * 40}px)`],
])('cards that a script has placed by %s take each other’s places', async (_, styleOf) => {
  await show();
  list().style.cssText = 'position:relative;height:80px';
  cards().forEach((card, at) => ((card as HTMLElement).style.cssText += `;position:absolute;${styleOf(at)}`));
  await shifts.take();
  const styles = cards().map((card) => card.getAttribute('style'));
  await rank();
  expect(front!.last()).toBe('applied');
  expect(readOrder(cards())).toEqual(TURNED);
  expect(await shifts.take()).toBe(0);
  front!.boundary.end();
  expect(readOrder(cards())).toEqual(IDS);
  expect(cards().map((card) => card.getAttribute('style'))).toEqual(styles);
});

test('cards of different sizes that a script has placed out of reach are left alone, and that is said', async () => {
  await show((at) => 30 + at);
  list().style.cssText = 'position:relative;height:120px';
  cards().forEach(
    (card, at) =>
      ((card as HTMLElement).style.cssText += `;position:absolute;left:${(at % 2) * 100}px;top:${(at >> 1) * 40}px`),
  );
  const before = readOrder(cards());
  await rank();
  expect(front!.last()).toBe('absolute');
  expect(readOrder(cards())).toEqual(before);
});
