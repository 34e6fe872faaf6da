import type { ExpectedEvent, StyleShop } from './style-shop.ts';
import { gtmSnippet, tagManager } from './tag-manager.ts';

const PRODUCTS = ['901', '902', '903'];

const page = (title: string, entries: readonly unknown[], body: string, script = ''): string =>
  `<!doctype html><html lang="en"><head><title>${title}</title><script>dataLayer = ${JSON.stringify(entries)};</script>` +
  `${gtmSnippet()}</head><body>${body}<script>${script}</script></body></html>`;
const product = (id: string | number, more?: object): unknown => ({
  name: 'Lamp',
  id,
  price: '15.25',
  brand: 'Lumen',
  ...more,
});

const PAGES: Readonly<Record<string, string>> = {
  '/all': page(
    'Lamps',
    [
      {
        pageCategory: 'list',
        ecommerce: {
          currencyCode: 'GBP',
          impressions: PRODUCTS.map((id, index) => product(Number(id), { list: 'lamps', position: index + 1 })),
          promoView: {
            promotions: [{ id: 'JUNE_PROMO13', name: 'June Sale', creative: 'banner1', position: 'slot1' }],
          },
        },
      },
    ],
    '<h1>Lamps</h1><p id="open">Lamp</p>',
    `document.getElementById('open').onclick = function () {
      dataLayer.push({
        event: 'productClick',
        ecommerce: { click: { actionField: { list: 'lamps' }, products: [${JSON.stringify(product('902', { position: 2 }))}] } },
        eventCallback: function () { location.href = '/one'; }
      });
      location.href = '/one';
    };`,
  ),
  '/one': page(
    'Lamp',
    [{ ecommerce: { currencyCode: 'GBP', detail: { products: [product('902')] } } }],
    '<h1>Lamp</h1><p id="buy">Take it</p><p id="drop">Leave it</p>',
    `document.getElementById('buy').onclick = function () {
      dataLayer.push({ event: 'addToCart', ecommerce: { currencyCode: 'GBP', add: { products: [{ id: 902, price: '15.25', quantity: '3' }] } } });
    };
    document.getElementById('drop').onclick = function () {
      dataLayer.push({ event: 'removeFromCart', ecommerce: { remove: { products: [{ id: 902, quantity: 1 }] } } });
    };`,
  ),
  '/pay': page(
    'Pay',
    [{ event: 'checkout', ecommerce: { checkout: { actionField: { step: 1 }, products: [product('902')] } } }],
    '<p id="next">On</p>',
    `document.getElementById('next').onclick = function () {
      dataLayer.push({ event: 'checkout', ecommerce: { checkout: { actionField: { step: 2, option: 'Visa' }, products: [{ id: '902' }] } } });
    };`,
  ),
  '/done': page(
    'Done',
    [
      {
        ecommerce: {
          purchase: { actionField: { id: 'T12345', revenue: '30.50' }, products: [product('902', { quantity: 2 })] },
        },
        ecomm_prodid: '902',
        ecomm_pagetype: 'purchase',
      },
    ],
    '<h1>Done</h1>',
  ),
  '/ads': page('Lamp', [{ google_tag_params: { ecomm_prodid: 903, ecomm_pagetype: 'product' } }], '<h1>Lamp</h1>'),
};

const SAID: readonly ExpectedEvent[] = [
  { type: 'list_view', items: PRODUCTS, list: 'lamps' },
  { type: 'promotion_view' },
  { type: 'product_click', items: ['902'], list: 'lamps', position: 1 },
  { type: 'product_view', items: ['902'], price: 15.25, currency: 'GBP' },
  { type: 'add_to_cart', items: ['902'], quantity: 3, price: 15.25, currency: 'GBP' },
  { type: 'remove_from_cart', items: ['902'], quantity: 1 },
  { type: 'begin_checkout', items: ['902'] },
  { type: 'purchase', items: ['902'], quantity: 2 },
  { type: 'product_view', items: ['903'] },
];

/** Universal Analytics' Enhanced Ecommerce by GTM, as shops had it in 2019 and many have it still. */
export const legacyUa: StyleShop = {
  name: 'legacy UA data layer',
  bundle: { ids: [...PRODUCTS, ...Array.from({ length: 9 }, (_, index) => `other-${index}`)] },
  answer: ({ pathname }) =>
    pathname === '/gtm.js' ? { body: tagManager('dataLayer'), type: 'text/javascript' } : PAGES[pathname],
  async walk({ visit, click, pause }) {
    await visit('/all');
    await click('#open');
    await click('#buy');
    await click('#drop');
    await visit('/pay');
    await pause();
    await click('#next');
    await visit('/done');
    await visit('/ads');
  },
  expected: [...Array.from({ length: 5 }, (): ExpectedEvent => ({ type: 'page_view' })), ...SAID],
  bySource: { 'data-layer': SAID },
};
