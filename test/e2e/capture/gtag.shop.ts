import type { ExpectedEvent, StyleShop } from './style-shop.ts';
import { GTAG_SNIPPET, gtmSnippet, tagManager } from './tag-manager.ts';

const PRODUCTS = ['L-1', 'L-2', 'L-3'];
const IDS = [...PRODUCTS, ...Array.from({ length: 9 }, (_, index) => `other-${index}`)];

/** One document for every route, which is drawn by its script. */
const spa = (head: string, say: string): string =>
  `<!doctype html><html lang="en"><head><title>Lumen</title>${head}</head><body><main id="app"></main><script>
  ${say}
  var app = document.getElementById('app');
  function go(path) { history.pushState({}, '', path); draw(); }
  function draw() {
    var id = location.pathname.split('/')[2];
    document.title = id ? 'Lamp ' + id : 'Lumen';
    app.textContent = '';
    say('page_view', { page_path: location.pathname, page_location: location.href, page_title: document.title });
    if (!id) {
      ${JSON.stringify(PRODUCTS)}.forEach(function (each) {
        var tile = app.appendChild(document.createElement('b'));
        tile.id = each;
        tile.textContent = 'Lamp ' + each;
        tile.onclick = function () {
          say('select_item', { item_list_id: 'front', items: { item_id: each } });
          go('/x/' + each);
        };
      });
      return;
    }
    say('view_item', { items: [{ id: id, google_business_vertical: 'retail', price: '1.299,00 €' }] });
    [['buy', 'add_to_cart', { value: 9, items: JSON.stringify([{ item_id: id, quantity: 2, price: 9 }]) }],
     ['find', 'search', { search_term: 'a mug for joe@example.com' }],
     ['ad', 'select_promotion', { promotion_name: 'Summer Sale', promotion_id: 'summer', items: [{ item_id: id }] }]
    ].forEach(function (each) {
      var button = app.appendChild(document.createElement('i'));
      button.id = each[0];
      button.textContent = each[0] + ' ';
      button.onclick = function () { say(each[1], each[2]); };
    });
  }
  draw();
  addEventListener('popstate', draw);
  </script></body></html>`;

const walk: StyleShop['walk'] = async ({ visit, click, page, settle, pause }) => {
  await visit('/');
  await click('#L-2');
  await pause();
  await click('#find');
  await click('#ad');
  await click('#buy');
  await pause();
  await page.goBack();
  await settle();
  await pause();
};
const SAID: readonly ExpectedEvent[] = [
  { type: 'page_view' },
  { type: 'product_click', items: ['L-2'], list: 'front' },
  { type: 'page_view' },
  { type: 'product_view', items: ['L-2'], price: 1299, currency: 'EUR' },
  { type: 'search', tokens: ['mug'] },
  { type: 'promotion_click', promotion: 'summer' },
  { type: 'add_to_cart', items: ['L-2'], price: 9, currency: 'SEK', quantity: 2 },
  { type: 'page_view' },
];
const answer = ({ pathname, searchParams }: URL): ReturnType<StyleShop['answer']> =>
  pathname === '/gtm.js' || pathname === '/gtag/js'
    ? { body: tagManager(searchParams.get('l') ?? 'dataLayer', searchParams.get('id') ?? ''), type: 'text/javascript' }
    : undefined;

const CURRENCY = `<script>gtag('set', { currency: 'SEK' });</script>`;

/** Routes of a script, and gtag alone. */
export const gtagOnly: StyleShop = {
  name: 'gtag, SPA',
  bundle: { ids: IDS },
  answer: (url) =>
    answer(url) ?? spa(GTAG_SNIPPET + CURRENCY, `function say(event, params) { gtag('event', event, params); }`),
  walk,
  expected: SAID,
  bySource: { 'data-layer': SAID },
};

/** The same, told twice: with gtag, and for a tag manager in the same layer and in one of its own, a moment later. */
export const gtagAndGtm: StyleShop = {
  name: 'gtag and GTM both',
  bundle: { ids: IDS },
  answer: (url) =>
    answer(url) ??
    spa(
      GTAG_SNIPPET + CURRENCY + gtmSnippet() + gtmSnippet('second', 'GTM-TEST2'),
      `function say(event, params) {
        gtag('event', event, params);
        var ecommerce = Object.assign({ currency: 'SEK' }, params);
        dataLayer.push({ ecommerce: null });
        dataLayer.push(/^(page_view|search)$/.test(event) ? Object.assign({ event: event }, params) : { event: event, ecommerce: ecommerce });
        setTimeout(function () { window.second.push({ event: event, ecommerce: ecommerce, search_term: params.search_term }); }, 350);
      }`,
    ),
  walk,
  expected: SAID,
  bySource: { 'data-layer': SAID },
};
