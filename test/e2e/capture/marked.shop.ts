import type { StyleShop } from './style-shop.ts';

const card = (id: string): string => `<li data-aisle-item="${id}"><a href="/p/${id}">${id}</a></li>`;
const page = (kind: string, body: string): string =>
  `<!doctype html><html lang="en"><head><title>${kind}</title></head><body data-aisle-page="${kind}">${body}</body></html>`;

/** Pages that say everything by Aisle's own attributes. */
export const marked: StyleShop = {
  name: 'marked up by attributes',
  answer({ pathname }) {
    const [, kind, id] = pathname.split('/');
    if (kind === 'lamps')
      return page('category', `<ul data-aisle-slot="lamps">${card('sku-lantern-2')}${card('sku-mug-3')}</ul>`);
    if (kind !== 'p' || !id) return undefined;
    return page(
      'product',
      `<main data-aisle-product="${id}" data-aisle-price="12.5" data-aisle-currency="GBP"><button data-aisle-add="${id}" data-aisle-quantity="2">Add</button></main>`,
    );
  },
  async walk({ visit, click }) {
    await visit('/lamps');
    await click('[data-aisle-item="sku-mug-3"] a');
    await click('button');
  },
  expected: [
    { type: 'page_view', page: 'category' },
    { type: 'product_click', items: ['sku-mug-3'], list: 'lamps', position: 1 },
    { type: 'page_view', page: 'product' },
    { type: 'product_view', items: ['sku-mug-3'], price: 12.5, currency: 'GBP' },
    { type: 'add_to_cart', items: ['sku-mug-3'], quantity: 2 },
  ],
  bySource: {
    page: [
      { type: 'page_view', page: 'category' },
      { type: 'page_view', page: 'product' },
      { type: 'product_view', items: ['sku-mug-3'] },
    ],
    dom: [
      { type: 'product_click', items: ['sku-mug-3'] },
      { type: 'add_to_cart', items: ['sku-mug-3'] },
    ],
  },
};
