import type { StyleShop } from './style-shop.ts';

const GOODS = [
  ['LANT-RED', 'Red lantern', '12,50 €'],
  ['LANT-BLU', 'Blue lantern', '14,00 €'],
  ['MUG-TIN', 'Tin mug', '6,95 €'],
  ['MUG-STONE', 'Stone mug', '7,95 €'],
] as const;

/** The shop's own script: every element has an open shadow root, the grid's stands in another one; one teaser's is closed. */
const ELEMENTS = `
const goods = ${JSON.stringify(GOODS)};
const define = (name, html, mode = 'open') => customElements.define(name, class extends HTMLElement {
  connectedCallback() {
    if (this.done) return;
    this.done = true;
    this.attachShadow({ mode }).innerHTML = html(this);
    this.shadowRoot?.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (!button || !button.matches('.add')) return;
      event.preventDefault();
      event.stopPropagation();
      document.querySelector('shop-count').textContent = String(Number(document.querySelector('shop-count').textContent) + 1);
    });
  }
});
define('shop-card', (card) => {
  const [sku, name, price] = goods.find(([sku]) => sku === card.getAttribute('sku'));
  return '<style>:host{display:block}</style><a href="/produkt/' + sku + '"><slot name="picture"></slot><h3>' + name + '</h3></a><span class="price">' + price + '</span>' +
    '<add-to-cart sku="' + sku + '"></add-to-cart><button class="compare">Vergleichen</button>';
});
define('add-to-cart', () => '<button class="add" type="button"><span>+</span></button>');
define('shop-grid', () => '<div class="grid">' + goods.map(([sku]) => '<shop-card sku="' + sku + '"><i slot="picture">picture</i></shop-card>').join('') + '</div>');
define('shop-search', () => '<form role="search" onsubmit="event.preventDefault()"><input name="q" aria-label="Suche"></form>');
define('closed-teaser', () => '<a href="/produkt/MUG-TIN">Tin mug</a>', 'closed');
define('product-detail', () => {
  const [sku, name, price] = goods.find(([sku]) => location.pathname.endsWith(sku));
  return '<h1>' + name + '</h1><p class="price">' + price + '</p><p><input type="number" name="menge" value="1"></p><form><input type="hidden" name="sku" value="' + sku + '">' +
    '<button class="add">In den Warenkorb</button></form><button aria-pressed="false" class="wish">Auf den Merkzettel</button>';
});
define('shop-app', () => '<main><slot></slot><shop-grid></shop-grid></main>');
`;

const page = (body: string): string =>
  `<!doctype html><html lang="de"><head><title>Laternen</title></head><body><shop-search></shop-search><shop-count>0</shop-count>${body}
<script type="module">setTimeout(() => {${ELEMENTS}}, 120)</script></body></html>`;

/** A shop of web components that are defined late; ids stand in attributes of custom elements and in addresses. */
export const shadowShop: StyleShop = {
  name: 'web components',
  bundle: { ids: [...GOODS.map(([sku]) => sku), ...Array.from({ length: 8 }, (_, row) => `sku-${row}`)] },
  answer({ pathname }) {
    if (pathname === '/') return page('<shop-app><h2>Willkommen</h2></shop-app><closed-teaser></closed-teaser>');
    return pathname.startsWith('/produkt/') ? page('<product-detail></product-detail>') : undefined;
  },
  async walk({ page, visit, click, pause, settle }) {
    await visit('/');
    await settle();
    await click('shop-card[sku=MUG-TIN] button.compare');
    await click('shop-card[sku=MUG-TIN] add-to-cart span');
    await click('shop-card[sku=LANT-BLU] h3');
    await settle();
    await page.locator('[name=menge]').fill('3');
    await click('.add');
    await pause();
    await click('.wish');
    await page.locator('[name=q]').fill('Rote lantern');
    await page.keyboard.press('Enter');
    await settle();
  },
  expected: [
    { type: 'page_view', page: 'home' },
    { type: 'add_to_cart', items: ['MUG-TIN'], price: 6.95, currency: 'EUR' },
    { type: 'product_click', items: ['LANT-BLU'], price: 14, currency: 'EUR', position: 1 },
    { type: 'page_view', page: 'product' },
    { type: 'product_view', items: ['LANT-BLU'] },
    { type: 'add_to_cart', items: ['LANT-BLU'], price: 14, currency: 'EUR', quantity: 3 },
    { type: 'wishlist_add', items: ['LANT-BLU'] },
    { type: 'search', tokens: ['lantern'] },
  ],
};
