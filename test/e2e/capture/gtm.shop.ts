import type { ExpectedEvent, StyleShop } from './style-shop.ts';
import { gtmSnippet, tagManager } from './tag-manager.ts';

const LAYER = 'shopLayer';
/** Ids are numbers in the list, strings on the product's own page. */
const PRODUCTS = ['4101', '4102', '4103', '4104'];

/** A page of a shop that is run by GTM: what stands in the layer before it, its body, and what its own script pushes later. */
const page = (title: string, entries: readonly unknown[], body: string, script = ''): string =>
  `<!doctype html><html lang="en"><head><title>${title} | Lumen</title><script>var ${LAYER} = ${JSON.stringify(entries)};</script>` +
  `${gtmSnippet(LAYER)}</head><body><header><a href="/">Lumen</a></header>${body}<script>${script}</script></body></html>`;

/** What the shop's own developers wrote: one object for all pushes, changed before and after each. */
const HELPERS = `
  var shared = {};
  function say(event, ecommerce) {
    ${LAYER}.push({ ecommerce: null });
    shared.event = event;
    shared.ecommerce = ecommerce;
    ${LAYER}.push(shared);
    shared.event = 'spent';
    if (ecommerce) { ecommerce.items.length = 0; ecommerce.transaction_id = 'changed'; }
  }`;

const listing = page(
  'Lamps',
  [
    { pageType: 'plp', user: { id: null } },
    {
      event: 'view_item_list',
      ecommerce: {
        item_list_id: 'lamps',
        item_list_name: 'All our lamps',
        items: PRODUCTS.map((id, index) => ({
          item_id: Number(id),
          item_name: `Lamp ${id}`,
          price: 10 + index,
          index,
        })),
      },
    },
  ],
  `<main><h1>Lamps</h1><div id="grid">${PRODUCTS.map((id) => `<section class="tile" data-id="${id}"><b>Lamp ${id}</b></section>`).join('')}</div></main>`,
  `${HELPERS}
  document.getElementById('grid').addEventListener('click', function (event) {
    var id = event.target.closest('.tile').dataset.id;
    say('select_item', { item_list_id: 'lamps', items: [{ item_id: id, index: 2 }] });
    location.href = '/lamp?code=' + id;
  });`,
);

const product = (id: string): string =>
  page(
    `Lamp ${id}`,
    [
      {
        event: 'view_item',
        ecommerce: { currency: 'EUR', value: 12, items: [{ item_id: id, price: 12, item_variant: 'brass' }] },
      },
    ],
    `<main><h1>Lamp</h1><p id="later">Remember it</p><p id="buy">Take it</p></main>`,
    `${HELPERS}
    document.getElementById('later').onclick = function () {
      say('add_to_wishlist', { items: [{ item_id: '${id}' }] });
    };
    document.getElementById('buy').onclick = function () {
      say('add_to_cart', { currency: 'EUR', items: [{ item_id: ${id}, price: '12.00', quantity: '2' }] });
      location.href = '/basket';
    };`,
  );

const item = (id: string): unknown => ({ item_id: id, price: 12, quantity: 2 });
const basket = page(
  'Your basket',
  [{ event: 'view_cart', ecommerce: { currency: 'EUR', items: [item('4103')] } }],
  `<main><p id="less">Take it out</p><p id="pay">Pay</p></main>`,
  `${HELPERS}
  document.getElementById('less').onclick = function () {
    say('remove_from_cart', { items: [{ item_id: '4103', quantity: 1 }] });
  };
  document.getElementById('pay').onclick = function () {
    say('begin_checkout', { items: [{ item_id: '4103', quantity: 1 }] });
    say('add_shipping_info', { items: [{ item_id: '4103' }] });
    say('add_payment_info', { items: [{ item_id: '4103' }] });
    location.href = '/thanks';
  };`,
);

const thanks = page(
  'Thank you',
  [{ event: 'purchase', ecommerce: { transaction_id: 'ORD-991', value: 12, currency: 'EUR', items: [item('4103')] } }],
  '<main><h1>Thank you</h1></main>',
);
/** What is seen in real shops: every load of the page has a new number, and nothing in it. */
const again = (): string =>
  page(
    'Thank you',
    [{ event: 'purchase', ecommerce: { transaction_id: `R-${Math.random()}`, value: 0, currency: 'EUR', items: [] } }],
    '<main><h1>Thank you</h1></main>',
  );

const SAID: readonly ExpectedEvent[] = [
  { type: 'list_view', items: PRODUCTS, list: 'lamps' },
  { type: 'product_click', items: ['4103'], list: 'lamps', position: 2 },
  { type: 'product_view', items: ['4103'], price: 12, currency: 'EUR' },
  { type: 'wishlist_add', items: ['4103'] },
  { type: 'add_to_cart', items: ['4103'], price: 12, currency: 'EUR', quantity: 2 },
  { type: 'cart_view', items: ['4103'], quantity: 2 },
  { type: 'remove_from_cart', items: ['4103'], quantity: 1 },
  { type: 'begin_checkout', items: ['4103'] },
  { type: 'purchase', items: ['4103'], quantity: 2 },
  { type: 'promotion_click', promotion: 'summer' },
  { type: 'product_click', items: ['4101'], list: 'home' },
];

/** Pages of a server, with a data layer of another name, of which GTM's script takes the push once it is there. */
export const gtm: StyleShop = {
  name: 'GTM data layer',
  bundle: { ids: [...PRODUCTS, ...Array.from({ length: 8 }, (_, index) => `other-${index}`)] },
  answer({ pathname, searchParams }) {
    if (pathname === '/gtm.js')
      return { body: tagManager(searchParams.get('l') ?? 'dataLayer'), type: 'text/javascript' };
    if (pathname === '/lamps') return listing;
    if (pathname === '/lamp') return product(searchParams.get('code') ?? '');
    if (pathname === '/basket') return basket;
    if (pathname === '/thanks') return thanks;
    if (pathname === '/thanks-again') return again();
    if (pathname === '/') return page('Home', [], '<main><p id="banner">Summer</p><p id="tip">Lamp</p></main>', HOME);
    return undefined;
  },
  async walk({ visit, click, pause }) {
    await visit('/lamps');
    await click('[data-id="4103"]');
    await click('#later');
    await click('#buy');
    await click('#less');
    await click('#pay');
    await visit('/thanks');
    await visit('/thanks-again');
    await visit('/thanks-again');
    await visit('/');
    await click('#banner');
    await pause();
    await click('#tip');
  },
  expected: [...Array.from({ length: 8 }, (): ExpectedEvent => ({ type: 'page_view' })), ...SAID],
  bySource: { 'data-layer': SAID },
};

/** A page whose scripts put another list in the layer's place, and push to it without its push. */
const HOME = `
  document.getElementById('banner').onclick = function () {
    ${LAYER} = [];
    ${LAYER}.push({ event: 'select_promotion', ecommerce: { promotion_id: 'summer', promotion_name: 'Summer Sale' } });
  };
  document.getElementById('tip').onclick = function () {
    ${LAYER}[${LAYER}.length] = { event: 'select_item', ecommerce: { items: [{ item_id: 4101, item_list_id: 'home' }] } };
  };`;
