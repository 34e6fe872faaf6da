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
