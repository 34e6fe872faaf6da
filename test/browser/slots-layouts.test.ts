// Lists of shops that say nothing in our attributes, in every layout: what is seen in the end is what was decided, nothing
// shifts, and the page gets its own order back.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { SlotRule } from '../../contract/storefront.ts';
import { readOrder, startFront, watchShifts, type Front } from './front.ts';

const IDS = ['sku-1', 'sku-2', 'sku-3', 'sku-4', 'sku-5', 'sku-6', 'sku-7', 'sku-8'];
const CARD = 'width: 90px; height: 38px; margin: 1px; background: #ccc';

let shifts: ReturnType<typeof watchShifts>;
let front: Front | undefined;

beforeEach(() => {
  shifts = watchShifts();
});
afterEach(() => {
  front?.boundary.end();
  front = undefined;
  shifts.stop();
  document.body.replaceChildren();
  document.head.querySelector('#style')?.remove();
});

const card = (id: string, style = CARD, name = 'card'): string =>
  `<div class="${name}" data-id="${id}" style="${style}"><a href="/p/${id}">${id}</a></div>`;

async function show(html: string, css = ''): Promise<void> {
  const style = document.createElement('style');
  style.id = 'style';
  style.textContent = `body { margin: 0 } ${css}`;
  document.head.append(style);
  document.body.innerHTML = `${html}<p>after</p>`;
  await shifts.take();
}

const RULE: SlotRule = { id: 'grid', container: '.list', item: '.card', itemId: { attribute: 'data-id' } };
const cards = (): Element[] => [...document.querySelectorAll('.card')];

async function rank(
  rule: Partial<SlotRule> = {},
  order?: (items: readonly string[]) => readonly string[],
): Promise<Front> {
  front = startFront({ slots: [{ ...RULE, ...rule }] }, order);
  await front.untilTold();
  return front;
}

const GRID = 'display: grid; grid-template-columns: repeat(4, 92px)';
const all = (): string => IDS.map((id) => card(id)).join('\n');

describe('a list that only a rule of the site declares', () => {
  test.each<[name: string, html: string, css?: string]>([
    ['a grid', `<div class="list" style="${GRID}">${all()}</div>`],
    ['a flex row that wraps', `<div class="list" style="display:flex;flex-wrap:wrap;width:380px">${all()}</div>`],
    ['floats', `<div class="list" style="width:380px;overflow:hidden">${all()}</div>`, '.card{float:left}'],
    ['blocks', `<div class="list">${all()}</div>`],
    ['inline blocks', `<div class="list" style="width:400px">${all()}</div>`, '.card{display:inline-block}'],
    ['flex-direction: row-reverse', `<div class="list" style="display:flex;flex-direction:row-reverse">${all()}</div>`],
    [
      'flex-direction: column-reverse',
      `<div class="list" style="display:flex;flex-direction:column-reverse">${all()}</div>`,
    ],
    ['a column that wraps', `<div class="list" style="display:flex;flex-flow:column wrap;height:165px">${all()}</div>`],
    [
      'CSS columns',
      `<div class="list" style="column-count:4;width:400px;column-gap:0">${all()}</div>`,
      '.card{break-inside:avoid;margin:0!important}',
    ],
    [
      'cards with an order of their own',
      `<div class="list" style="${GRID}">${IDS.map((id, at) => card(id, `${CARD};order:${10 - at}`)).join('')}</div>`,
    ],
    [
      'cards that a rule for each place puts somewhere',
      `<div class="list" style="${GRID}">${all()}</div>`,
      '.card:nth-child(1){grid-area:2/4}.card:nth-child(8){grid-area:1/1}',
    ],
    [
      'wrappers without a box',
      `<div class="list" style="${GRID}">${IDS.map((id) => `<div style="display:contents">${card(id)}</div>`).join('')}</div>`,
    ],
    [
      'cards within subgrids',
      `<div class="list" style="${GRID}">${IDS.map((id) => `<div style="display:grid;grid-template-columns:subgrid">${card(id)}</div>`).join('')}</div>`,
    ],
    [
      'first and last of each row by class, as WooCommerce writes them',
      `<div class="list" style="width:400px;overflow:hidden">${IDS.map((id, at) => card(id, '', `card ${['first', '', '', 'last'][at % 4]}`)).join('')}</div>`,
      '.card{float:left;width:80px;height:39px;margin-right:20px}.first{clear:both}.last{margin-right:0}',
    ],
    [
      'rows of columns',
      `<div class="list">${[0, 4]
        .map(
          (from) =>
            `<div class="row" style="display:flex">${IDS.slice(from, from + 4)
              .map((id) => `<div class="col">${card(id)}</div>`)
              .join('')}</div>`,
        )
        .join('')}</div>`,
    ],
    [
      'rows of which the last has one card',
      `<div class="list">${[0, 7]
        .map(
          (from) =>
            `<div class="row" style="display:flex">${IDS.slice(from, from + 7)
              .map((id) => `<div class="col">${card(id)}</div>`)
              .join('')}</div>`,
        )
        .join('')}</div>`,
    ],
    [
      'rows of a table',
      `<table class="list"><thead><tr><th>Name</th></tr></thead><tbody>${IDS.map((id) => `<tr class="card" data-id="${id}"><td style="height:34px">${id}</td></tr>`).join('')}</tbody></table>`,
    ],
    [
      'cells of a table',
      `<table class="list">${[0, 4]
        .map(
          (from) =>
            `<tr>${IDS.slice(from, from + 4)
              .map((id) => `<td>${card(id)}</td>`)
              .join('')}</tr>`,
        )
        .join('')}</table>`,
    ],
    [
      'a carousel that scrolls',
      `<div class="list" style="display:flex;overflow-x:auto;width:300px">${IDS.map((id) => card(id, `${CARD};flex:none`)).join('')}</div>`,
    ],
  ])('%s: what is read in the end is what was decided, and nothing shifts', async (_, html, css) => {
    await show(html, css);
    const before = readOrder(cards());
    const { asked, told, boundary } = await rank();
    expect(told).toEqual([{ slot: 'grid', left: undefined }]);
    expect(asked[0]?.items).toEqual(before);
    expect(await shifts.take()).toBe(0);
    expect(readOrder(cards())).toEqual(before.toReversed());
    boundary.end();
    expect(await shifts.take()).toBe(0);
    expect(readOrder(cards())).toEqual(before);
  });
});

describe('furniture', () => {
  test('keeps its place: banners, headings, comments, templates, what is hidden', async () => {
    const html = [
      '<h2 class="still">Heading</h2>',
      '<template><div class="card" data-id="no"></div></template>',
      card('sku-1'),
      card('sku-2'),
      '<!-- an advertisement --><div class="still banner">Advertisement</div>',
      card('sku-3'),
      `<div class="card" data-id="sku-0" style="display:none"></div>`,
      card('sku-4'),
      '<p class="still">Sponsored</p>',
      card('sku-5'),
    ].join('\n');
    await show(
      `<div class="list" style="display:flex;flex-wrap:wrap;width:380px">${html}</div>`,
      '.still{width:90px;height:38px;margin:1px}',
    );
    const furniture = [...document.querySelectorAll('.still')];
    const places = furniture.map((each) => JSON.stringify(each.getBoundingClientRect()));
    const { asked } = await rank();
    expect(asked[0]?.items).toEqual(['sku-1', 'sku-2', 'sku-3', 'sku-4', 'sku-5']);
    expect(readOrder(cards())).toEqual(['sku-5', 'sku-4', 'sku-3', 'sku-2', 'sku-1']);
    expect(furniture.map((each) => JSON.stringify(each.getBoundingClientRect()))).toEqual(places);
    expect(await shifts.take()).toBe(0);
  });

  test('that would move when a wider card comes before it has the order taken back', async () => {
    const html = `${card('sku-1')}<div class="still" style="width:90px">Banner</div>${card('sku-2', 'width:200px;height:38px;background:#ccc')}`;
    await show(`<div class="list" style="display:flex">${html}</div>`);
    await rank();
    expect(front!.last()).toBe('shift');
    expect(readOrder(cards())).toEqual(['sku-1', 'sku-2']);
    expect(await shifts.take()).toBe(0);
  });

  test('pinned by a rule stays, and only so many places change as the rule says', async () => {
    await show(
      `<div class="list" style="${GRID}">${all().replace('data-id="sku-2"', 'data-id="sku-2" data-ad')}</div>`,
    );
    await rank({ pin: '[data-ad]', limit: 3 });
    expect(readOrder(cards())).toEqual(['sku-8', 'sku-2', 'sku-7', 'sku-1', 'sku-3', 'sku-4', 'sku-5', 'sku-6']);
  });

  test('the same item twice moves twice', async () => {
    await show(
      `<div class="list" style="${GRID}">${['sku-1', 'sku-2', 'sku-1', 'sku-3'].map((id) => card(id)).join('')}</div>`,
    );
    await rank();
    expect(readOrder(cards())).toEqual(['sku-3', 'sku-1', 'sku-2', 'sku-1']);
  });
});

describe('text from right to left', () => {
  test('is read from the right', async () => {
    await show(`<div class="list" dir="rtl" style="${GRID};width:368px">${all()}</div>`);
    await rank();
    expect(front!.asked[0]?.items).toEqual(IDS);
    expect(readOrder(cards(), 40, true)).toEqual(IDS.toReversed());
    expect(await shifts.take()).toBe(0);
  });
});

describe('several lists', () => {
  test('of one rule have names of their own, and each its own order', async () => {
    await show(
      `<div class="list" style="${GRID}">${all()}</div><div class="list" style="${GRID}">${card('x-1')}${card('x-2')}</div>`,
    );
    await rank();
    expect(front!.asked.map(({ slot }) => slot)).toEqual(['grid', 'grid-2']);
    expect(readOrder(cards())).toEqual([...IDS.toReversed(), 'x-2', 'x-1']);
  });

  test('in the manifest and in the page are one, under the name in the page', async () => {
    await show(
      `<div class="list" data-aisle-slot="home" style="${GRID}">${all().replaceAll('data-id', 'data-aisle-item')}</div>`,
    );
    await rank();
    expect(front!.asked.map(({ slot, items }) => [slot, items])).toEqual([['home', IDS]]);
    expect(front!.told).toHaveLength(1);
  });

  test('that a rule has for other pages are none here', async () => {
    await show(`<div class="list" style="${GRID}">${all()}</div><ul class="other"><li>sku-1</li><li>sku-2</li></ul>`);
    front = startFront({
      slots: [
        { ...RULE, match: '/nowhere/*' },
        { id: 'other', container: '.other', itemId: {} },
      ],
    });
    await front.untilTold();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(front.told).toEqual([{ slot: 'other', left: undefined }]);
    expect(readOrder(cards())).toEqual(IDS);
  });
});

describe('what comes late', () => {
  const append = (ids: readonly string[]): void =>
    document.querySelector('.list')!.insertAdjacentHTML('beforeend', ids.map((id) => card(id)).join(''));

  test('a list that is built later is ranked when it is there', async () => {
    await show('<main style="min-height:400px"></main>');
    front = startFront({ slots: [RULE] });
    await new Promise((resolve) => setTimeout(resolve, 250));
    document.querySelector('main')!.innerHTML = `<div class="list" style="${GRID}"></div>`;
    await new Promise((resolve) => setTimeout(resolve, 250));
    append(IDS);
    await front.untilTold();
    expect(readOrder(cards())).toEqual(IDS.toReversed());
    expect(await shifts.take()).toBe(0);
  });

  test('more of it is ranked among itself, what is seen already stays', async () => {
    await show(`<div class="list" style="${GRID}">${all()}</div>`);
    await rank();
    await shifts.take();
    append(['sku-9', 'sku-10']);
    await front!.untilTold(2);
    expect(readOrder(cards())).toEqual([...IDS.toReversed(), 'sku-10', 'sku-9']);
    append(['sku-11', 'sku-12']);
    await front!.untilTold(3);
    expect(readOrder(cards())).toEqual([...IDS.toReversed(), 'sku-10', 'sku-9', 'sku-12', 'sku-11']);
    front!.boundary.end();
    expect(readOrder(cards())).toEqual([...IDS, 'sku-9', 'sku-10', 'sku-11', 'sku-12']);
  });

  test('other items in the place of all are ranked anew', async () => {
    await show(`<div class="list" style="${GRID}">${all()}</div>`);
    await rank();
    document.querySelector('.list')!.innerHTML = ['x-1', 'x-2', 'x-3'].map((id) => card(id)).join('');
    await front!.untilTold(2);
    expect(readOrder(cards())).toEqual(['x-3', 'x-2', 'x-1']);
  });

  test('the same list rendered again is put right, five times and no more', async () => {
    await show(`<div class="list" style="${GRID}">${all()}</div>`);
    await rank();
    const again = async (): Promise<string[]> => {
      document.querySelector('.list')!.innerHTML = all();
      await new Promise((resolve) => setTimeout(resolve, 30));
      return readOrder(cards());
    };
    for (let round = 0; round < 5; round++) expect(await again()).toEqual(IDS.toReversed());
    expect(await again()).toEqual(IDS);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(readOrder(cards())).toEqual(IDS);
  });

  test('a list that the shop sorts stands as it was sorted', async () => {
    await show(`<div class="list" style="${GRID}">${all()}</div>`);
    await rank();
    const sorted = ['sku-5', 'sku-2', 'sku-8', 'sku-1', 'sku-3', 'sku-7', 'sku-4', 'sku-6'];
    const list = document.querySelector('.list')!;
    for (const id of sorted) list.append(list.querySelector(`[data-id="${id}"]`)!);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(readOrder(cards())).toEqual(sorted);
  });
});

describe('a list that must not be touched', () => {
  test.each<[left: string, html: string]>([
    [
      'carousel',
      `<div class="slick-slider slick-initialized"><div class="list" style="display:flex">${all()}</div></div>`,
    ],
    [
      'carousel',
      `<div class="list" style="display:flex;overflow:hidden;width:300px">${card('sku-8', CARD, 'card swiper-slide-duplicate')}${all()}</div>`,
    ],
    ['virtual', `<div data-virtuoso-scroller><div class="list">${all()}</div></div>`],
  ])('%s: is left as it is, and why is told', async (left, html) => {
    await show(html);
    const before = readOrder(cards());
    await rank();
    expect(front!.last()).toBe(left);
    expect(readOrder(cards())).toEqual(before);
  });

  test('one that somebody uses, also within shadow roots', async () => {
    await show('<x-shop></x-shop>');
    const root = document.querySelector('x-shop')!.attachShadow({ mode: 'open' });
    root.innerHTML = `<div class="list" style="${GRID}">${all()}</div>`;
    root.querySelector<HTMLElement>('a')!.focus();
    await rank({ container: 'x-shop >>> .list' });
    expect(front!.last()).toBe('touched');
  });
});

describe('open shadow roots', () => {
  /** `html` with the content of each `<template>` in the shadow root of what it stands in. */
  async function showDeep(html: string): Promise<void> {
    await show('<div id="deep"></div>');
    const holder = document.querySelector('#deep')!;
    (holder as Element & { setHTMLUnsafe(html: string): void }).setHTMLUnsafe(html);
    await shifts.take();
  }
  const SHADOW = '<template shadowrootmode="open">';

  test('a list in one is ranked there', async () => {
    await showDeep(
      `<x-shop>${SHADOW}<x-grid>${SHADOW}<div class="list" style="${GRID}">${all()}</div></template></x-grid></template></x-shop>`,
    );
    const list = document
      .querySelector('x-shop')!
      .shadowRoot!.querySelector('x-grid')!
      .shadowRoot!.querySelector('.list')!;
    await rank({ container: 'x-shop >>> x-grid >>> .list' });
    expect(readOrder(list.children)).toEqual(IDS.toReversed());
    expect(await shifts.take()).toBe(0);
    front!.boundary.end();
    expect(readOrder(list.children)).toEqual(IDS);
  });

  test('items whose ids stand in roots of their own are ranked', async () => {
    const hosts = IDS.map(
      (id) => `<x-card style="display:block;${CARD}">${SHADOW}<a href="/p/${id}">${id}</a></template></x-card>`,
    );
    await showDeep(`<div class="list" style="${GRID}">${hosts.join('')}</div>`);
    await rank({ item: 'x-card', itemId: { selector: '>>> a', attribute: 'href', pattern: '/p/([^/?]+)' } });
    const seen = [...document.querySelectorAll('x-card')].map((host) => host.shadowRoot!.textContent);
    expect(seen).toEqual(IDS.toReversed());
    expect(await shifts.take()).toBe(0);
  });

  test('cards in roots of their own move with their hosts', async () => {
    const hosts = IDS.map(
      (id) =>
        `<x-card style="display:block;${CARD}">${SHADOW}<article data-id="${id}">${id}</article></template></x-card>`,
    );
    await showDeep(`<div class="list" style="${GRID}">${hosts.join('')}</div>`);
    await rank({ item: 'x-card >>> article' });
    const seen = [...document.querySelectorAll('x-card')].map((host) => host.shadowRoot!.textContent);
    expect(front!.last()).toBe('applied');
    expect(seen).toEqual(IDS.toReversed());
  });

  test('children that a host shows in a grid of its own change places', async () => {
    await showDeep(
      `<x-grid class="list">${SHADOW}<style>div{${GRID}}</style><div><slot></slot></div></template>${all()}</x-grid>`,
    );
    await rank({ container: 'x-grid' });
    expect(readOrder(cards())).toEqual(IDS.toReversed());
    expect(await shifts.take()).toBe(0);
    front!.boundary.end();
    expect(readOrder(cards())).toEqual(IDS);
  });
});

describe('what moves', () => {
  test('a frame in a card is not loaded again, and nothing shifts', async () => {
    await show(`<div class="list" style="${GRID}">${all()}</div>`);
    const frame = document.createElement('iframe');
    frame.srcdoc = 'x';
    frame.style.cssText = 'width:40px;height:20px;border:0';
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    cards()[5]!.append(frame);
    await loaded;
    await shifts.take();
    let loads = 0;
    frame.addEventListener('load', () => loads++);
    await rank();
    expect(await shifts.take()).toBe(0);
    expect(readOrder(cards())[0]).toBe('sku-8');
    expect(loads).toBe(0);
  });

  test('CSS order alone would shift, so that the 0 above means something', async () => {
    await show(`<div class="list" style="${GRID}">${all()}</div>`);
    cards().forEach((each, at) => ((each as HTMLElement).style.order = String(-at)));
    expect(await shifts.take()).toBeGreaterThan(0.01);
  });
});

describe('a page of 2,000 cards', () => {
  test.each(['move', 'order'] as const)('has its first 240 ordered by %s, the rest as it was', async (arrange) => {
    const ids = Array.from({ length: 2_000 }, (_, at) => `sku-${at}`);
    await show(`<div class="list" style="${GRID}">${ids.map((id) => card(id)).join('')}</div>`);
    await rank({ arrange });
    expect(front!.last()).toBe('applied');
    expect(readOrder(cards())).toEqual([...ids.slice(0, 240).toReversed(), ...ids.slice(240)]);
    expect(await shifts.take()).toBe(0);
    front!.boundary.end();
    expect(readOrder(cards())).toEqual(ids);
    expect(await shifts.take()).toBe(0);
  });
});
