import type { ExpectedEvent, StyleShop } from './style-shop.ts';

/** Prices as they were seen in real shops, each on a card whose only id is somewhere else. */
const CARDS: readonly (readonly [id: string, card: string, price: number, currency: string])[] = [
  ['101', `<a href="#" onclick="openItem('101'); return false">A</a><span class="price">₹2,999</span>`, 2999, 'INR'],
  ['102', '<a href="/view.php?id=102">B</a><h4 class="price">$980.00 <del class="old">$990.00</del></h4>', 980, 'USD'],
  ['103', '<a href="/103-c.html">C</a><span>US$ 99.00</span>', 99, 'USD'],
  ['104', '<a href="/d-p-104.html">D</a><span class="price">265,0</span>', 265, 'USD'],
  ['105', '<a href="/item/105">E</a><span class="price">$40.00 - $80.00</span>', 40, 'USD'],
  ['106', '<a href="/f_106">F</a><span class="price">1.299,00 €</span>', 1299, 'EUR'],
];

const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><title>Shop</title></head><body>${body}
  <script>function openItem(id) { location.href = '/open?n=' + id.length; }</script></body></html>`;

/** A shop of cards whose ids stand in a handler or an address, and whose prices are written in every form. */
export const priced: StyleShop = {
  name: 'prices of every form',
  site: { currency: 'USD' },
  bundle: { ids: [...CARDS.map(([id]) => id), ...Array.from({ length: 6 }, (_, at) => `x-${at}`)] },
  answer({ pathname }) {
    if (pathname === '/list')
      return page(
        `<div class="grid">${CARDS.map(([, card]) => `<div class="cell"><div class="box">${card}</div></div>`).join('')}</div>`,
      );
    return page('<p>Somewhere else</p>');
  },
  async walk({ visit, click, pause }) {
    for (let at = 1; at <= CARDS.length; at++) {
      await visit('/list');
      await click(`.cell:nth-child(${at}) a`);
      await pause();
    }
  },
  expected: CARDS.flatMap(([id, , price, currency]): ExpectedEvent[] => [
    { type: 'page_view' },
    { type: 'product_click', items: [id], price, currency },
    { type: 'page_view' },
    // its address says by itself that it is a product's
    ...(/104|105/.test(id) ? [{ type: 'product_view', items: [id] } as const] : []),
  ]),
};
