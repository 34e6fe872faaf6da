import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { build } from 'vite';

import type { SlotRule } from '../../../contract/storefront.ts';
import { itemId } from '../../unit/engine/small-bundle.ts';
import { Shelf } from './lists-react-shelf.ts';
import type { StyleShop } from './style-shop.ts';

const ITEMS = Array.from({ length: 12 }, (_, row) => itemId(row));
export const LANTERNS: readonly string[] = ITEMS.filter((_, row) => row % 2 === 0);
const MUGS = ITEMS.filter((_, row) => row % 2 === 1);
/** As the shop lists them: what we know to be wanted comes last. */
export const LISTED: readonly string[] = [...MUGS.slice(0, 5), ...LANTERNS.slice(3)];
/** What is looked at before. */
export const LOOKED_AT: readonly string[] = LANTERNS.slice(0, 3);

/** A shop in which something other than the document decides where a card is seen. */
export interface ListShop {
  readonly shop: StyleShop;
  /** Whether the page can be told to render its list again: `show(ids)`. */
  readonly renders: boolean;
  /** Whether more items may come. */
  readonly grows: boolean;
}

interface Style {
  readonly name: string;
  /** Of `test/e2e/capture`, bundled for the browser. */
  readonly script?: string;
  readonly list: string;
  readonly css?: string;
  readonly slot?: Partial<SlotRule>;
  /** Of a card, for the capture of clicks. */
  readonly card?: string;
  readonly link?: string;
  /** By `data-aisle-` attributes, without rules. */
  readonly isMarked?: boolean;
  readonly renders?: boolean;
  readonly grows?: boolean;
}

const TILES = '.tiles{display:grid;grid-template-columns:repeat(4,200px);gap:8px;list-style:none;padding:0}';
/** As the script will lay them out, so that it shifts nothing of its own. */
const PLACED = '.tiles{width:800px;height:120px}.tile{width:200px;float:left}';
const tile = (id: string): string => `<div class="tile"><a href="/goods/${id}">${id}</a></div>`;
const root = (html = ''): string => `<div id="root" data-ids="${LISTED.join(' ')}">${html}</div>`;
const rows = (columns: number): string => {
  const count = Math.ceil(LISTED.length / columns);
  return Array.from({ length: count }, (_, row) => {
    const cells = LISTED.slice(row * columns, (row + 1) * columns);
    return `<div class="row">${cells.map((id) => `<div class="col">${tile(id)}</div>`).join('')}</div>`;
  }).join('');
};
const shadow = (html: string): string => `<template shadowrootmode="open">${html}</template>`;

const STYLES: readonly Style[] = [
  {
    name: 'React, rendered in the browser',
    script: 'lists-react',
    list: root(),
    css: TILES,
    renders: true,
    grows: true,
  },
  {
    name: 'React, rendered on a server',
    script: 'lists-react',
    list: root(renderToString(createElement(Shelf, { ids: LISTED }))),
    css: TILES,
    renders: true,
    grows: true,
  },
  {
    name: 'React, with our attributes and no rule',
    script: 'lists-react',
    list: root(),
    css: TILES,
    isMarked: true,
    renders: true,
    grows: true,
  },
  { name: 'Vue', script: 'lists-vue', list: root(), css: TILES, renders: true, grows: true },
  {
    name: 'a grid of Isotope',
    script: 'lists-grid',
    list: `<div class="tiles" data-library="Isotope">${LISTED.map(tile).join('')}</div>`,
    css: PLACED,
    renders: true,
  },
  {
    name: 'a grid of Masonry out of reach',
    script: 'lists-grid',
    list: `<div class="tiles" data-library="Masonry">${LISTED.map(tile).join('')}</div>`,
    css: PLACED,
    renders: true,
  },
  {
    name: 'rows of columns',
    list: `<div class="tiles">${rows(3)}</div>`,
    css: '.row{display:flex;gap:8px}.col{width:200px}',
  },
  {
    name: 'nested shadow roots',
    list: `<shop-app>${shadow(
      `<shop-shelf>${shadow(
        `<style>${TILES}</style><div class="tiles">${LISTED.map(
          (id) => `<shop-tile class="tile">${shadow(`<a href="/goods/${id}">${id}</a>`)}</shop-tile>`,
        ).join('')}</div>`,
      )}</shop-shelf>`,
    )}</shop-app>`,
    slot: {
      container: 'shop-app >>> shop-shelf >>> .tiles',
      item: 'shop-tile',
      itemId: { selector: '>>> a', attribute: 'href', pattern: '/goods/(.+)' },
    },
    card: 'shop-app >>> shop-shelf >>> shop-tile',
    link: '>>> a',
  },
];

/** Each style as a shop: a list, and a page for each of its goods. */
export async function createListShops(): Promise<ListShop[]> {
  const scripts = new Map<string, string>();
  for (const { script } of STYLES) {
    if (script && !scripts.has(script)) scripts.set(script, await bundle(`${script}.page.ts`));
  }
  return STYLES.map((style) => ({
    shop: toShop(style, scripts),
    renders: style.renders ?? false,
    grows: style.grows ?? false,
  }));
}

function toShop(
  { name, script, isMarked, list, css = '', slot, card = '.tile', link = 'a' }: Style,
  scripts: ReadonlyMap<string, string>,
): StyleShop {
  const itemId = { selector: link, attribute: 'href', pattern: '/goods/(.+)' };
  const page = (title: string, body: string, marks = ''): string =>
    `<!doctype html><html lang="en"><head><title>${title}</title><style>body,h2,p{margin:0}#root{min-height:300px}.tile{height:60px;background:#ddd}${css}</style></head><body ${isMarked ? marks : ''}>${body}</body></html>`;
  return {
    name: `lists: ${name}`,
    site: isMarked
      ? {}
      : {
          slots: [{ id: 'tiles', match: '/all', container: '.tiles', item: '.tile', itemId, ...slot }],
          products: [
            { match: '/all', page: 'category', as: 'card', container: card, itemId },
            { match: '/goods/*', page: 'product', container: 'main', itemId: { selector: 'h1' }, add: 'button' },
          ],
        },
    answer({ pathname }) {
      const [, kind, id] = pathname.split('/');
      const found = /^\/(lists-\w+)\.js$/.exec(pathname)?.[1];
      if (found) return { body: scripts.get(found) ?? '', type: 'text/javascript' };
      if (kind === 'all')
        return page(
          'All',
          `${list}<p>After</p>${script ? `<script defer src="/${script}.js"></script>` : ''}`,
          'data-aisle-page="category"',
        );
      if (kind === 'goods' && id)
        return page(
          id,
          `<main ${isMarked ? `data-aisle-product="${id}"` : ''}><h1>${id}</h1><button type="button" ${isMarked ? `data-aisle-add="${id}"` : ''}>Add to cart</button></main>`,
          'data-aisle-page="product"',
        );
      return undefined;
    },
    async walk({ visit, click, pause }) {
      await visit('/all');
      await pause();
      await click(`a[href="/goods/${LISTED[1]!}"]`);
      await click('button');
    },
    expected: [
      { type: 'page_view', page: 'category' },
      { type: 'product_click', items: [LISTED[1]!] },
      { type: 'page_view', page: 'product' },
      { type: 'product_view', items: [LISTED[1]!] },
      { type: 'add_to_cart', items: [LISTED[1]!] },
    ],
  };
}

async function bundle(file: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: {
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    build: {
      write: false,
      rolldownOptions: {
        input: new URL(file, import.meta.url).pathname,
        output: { format: 'iife', codeSplitting: false },
      },
    },
  });
  if (!('output' in built)) throw new Error('vite has built something else than one script');
  return built.output[0].code;
}
