import type { StyleShop } from './style-shop.ts';

const PRODUCTS: Readonly<Record<string, string>> = {
  'sku-lantern-0': '12.50',
  'sku-mug-1': '4.00',
  'sku-lantern-2': '20.00',
  'sku-mug-3': '6.00',
};

/**
 * The shop's own script: a router on the History API that fetches what a route shows, renders it late and sets the title last.
 * It knows paths, queries and hash routes, and pushes a page_view of its own into the data layer after every route.
 */
const ROUTER = `
  const view = document.querySelector('#view');
  const kinds = { '': 'home', lamps: 'category', p: 'product', faq: 'other', basket: 'cart' };
  const card = (id) => '<li data-aisle-item="' + id + '"><a href="/p/' + id + '">' + id + '</a></li>';
  let turn = 0;
  async function show() {
    const mine = ++turn;
    const hash = /^#!?\\/(.*)/.exec(location.hash);
    const [kind, id] = (hash ? hash[1] : location.pathname.slice(1)).split('?')[0].split('/');
    const answer = await fetch('/data/' + (kind || 'home') + '/' + (id || '') + location.search);
    const data = await answer.json();
    if (mine !== turn) return;
    document.body.dataset.aislePage = kinds[kind] || 'other';
    view.innerHTML = '<p>Loading</p>';
    // content in two steps, the title last
    setTimeout(() => {
      if (mine !== turn) return;
      view.innerHTML =
        kind === 'p'
          ? '<main data-aisle-product="' + id + '" data-aisle-price="' + data.price + '" data-aisle-currency="EUR"><h1>' + id +
            '</h1><button data-aisle-add="' + id + '">Add</button><a href="/p/' + id + '?variant=7" class="variant">Blue</a><a href="#/faq" class="faq">Questions</a></main>'
          : kind === 'basket'
            ? '<div data-aisle-cart><p data-aisle-line="sku-mug-3" data-aisle-quantity="2"></p></div>'
            : '<ul data-aisle-slot="lamps">' + data.ids.map(card).join('') + '</ul><a class="sort" href="/lamps?sort=price&utm_source=mail">Sort</a><a class="basket" href="/basket/">Basket</a>';
      document.title = kind + ' ' + (id || '');
    }, 60);
    dataLayer.push({ event: 'page_view', page_location: location.href });
  }
  window.dataLayer = window.dataLayer || [];
  addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="/"]');
    if (!link) return;
    event.preventDefault();
    history.pushState({}, '', link.href);
    // as tag managers do it: a second one, of the change of the history
    dataLayer.push({ event: 'page_view' });
    show();
  });
  addEventListener('popstate', show);
  dataLayer.push({ event: 'page_view', page_path: location.pathname });
  show();
`;

/** One page that its own script makes all others of: back button, queries, hash routes, data after a fetch. */
export const spa: StyleShop = {
  name: 'SPA with history',
  async answer({ pathname }) {
    const [, first, kind, id = ''] = pathname.split('/');
    if (first === 'data') {
      await new Promise((resolve) => setTimeout(resolve, 250));
      const body = JSON.stringify(kind === 'p' ? { price: PRODUCTS[id] } : { ids: Object.keys(PRODUCTS) });
      return { body, type: 'application/json' };
    }
    if (first?.includes('.')) return undefined;
    return `<!doctype html><html lang="en"><head><title>Shop</title></head><body data-aisle-page="home"><div id="view"></div><script>${ROUTER}</script></body></html>`;
  },
  async walk({ visit, click, page, pause, settle }) {
    const rest = async (): Promise<void> => {
      await pause();
      await settle();
    };
    await visit('/');
    await rest();
    await click('[data-aisle-item="sku-mug-3"] a');
    await rest();
    await click('button');
    await rest();
    // another variant of the same product is no other page
    await click('a.variant');
    await rest();
    await click('a.faq');
    await rest();
    // back from the hash route, the variant and the product
    for (let back = 0; back < 3; back++) {
      await page.goBack();
      await rest();
    }
    await click('a.sort');
    await rest();
    await click('a.basket');
    await rest();
  },
  expected: [
    { type: 'page_view', page: 'home' },
    { type: 'product_click', items: ['sku-mug-3'], list: 'lamps', position: 3 },
    { type: 'page_view', page: 'product' },
    { type: 'product_view', items: ['sku-mug-3'], price: 6, currency: 'EUR' },
    { type: 'add_to_cart', items: ['sku-mug-3'] },
    { type: 'page_view', page: 'other' },
    { type: 'page_view', page: 'product' },
    { type: 'product_view', items: ['sku-mug-3'] },
    { type: 'page_view', page: 'home' },
    { type: 'page_view', page: 'category' },
    { type: 'page_view', page: 'cart' },
    { type: 'cart_view', items: ['sku-mug-3'], quantity: 2 },
  ],
};
