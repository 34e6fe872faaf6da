import type { ExpectedEvent, StyleShop } from './style-shop.ts';

const page = (head: string, body: string): string =>
  `<!doctype html><html lang="de"><head><title>Shop</title>${head}</head><body>${body}</body></html>`;

const PAGES: Readonly<Record<string, string>> = {
  '/microdata': page(
    '',
    `<main itemscope itemtype="http://schema.org/Product" itemref="nr"><h1 itemprop="name">Laterne</h1>
     <div itemprop="offers" itemscope itemtype="http://schema.org/Offer"><meta itemprop="priceCurrency" content="EUR">
     <meta itemprop="price" content="1299.00"><b>1.299,00 €</b></div></main><p id="nr">Nr. <i itemprop="sku">MD-1</i></p>
     <ul>${['MD-2', 'MD-3'].map((id) => `<li itemscope itemtype="http://schema.org/Product"><i itemprop="sku">${id}</i></li>`).join('')}</ul>`,
  ),
  '/rdfa': page(
    '',
    `<div vocab="https://schema.org/" typeof="Product"><h1 property="name">Laterne</h1><i property="sku">RD-1</i>
     <div property="offers" typeof="Offer"><b property="price" content="9.99">9<sup>99</sup></b></div></div>`,
  ),
  '/open-graph': page(
    `<meta property="og:type" content="product"><meta property="product:retailer_item_id" content="OG-1">
     <meta property="product:price:amount" content="12,50"><meta property="product:price:currency" content="EUR">`,
    '<h1>Laterne</h1>',
  ),
  '/broken': page(
    `<script type="application/ld+json">{"@type":"Product","sku":</script>
     <script type="application/ld+json">//<![CDATA[
      {"@context":"https://schema.org", // von Hand
       "@type":"Product", "name":"Laterne 27" hoch", "description":"zwei
       Zeilen", "sku":"BR-1", "offers":[{"price":"5,00 €",},],}
     //]]></script>`,
    '<h1>Laterne</h1>',
  ),
  '/late': page(
    '',
    `<h1>Laterne</h1><script>setTimeout(() => {
      const said = document.createElement('script');
      said.type = 'application/ld+json';
      said.textContent = JSON.stringify({ '@type': 'Product', sku: 'LT-1' });
      document.head.append(said);
    }, 150)</script>`,
  ),
  // two products, and nothing that says which of them the page is about
  '/neither': page(
    `<script type="application/ld+json">[{"@type":"Product","sku":"MD-1"},{"@type":"Product","sku":"OG-1"}]</script>`,
    '<h1>Zwei Laternen</h1>',
  ),
};

const view = (id: string, rest: Partial<ExpectedEvent> = {}): ExpectedEvent[] => [
  { type: 'page_view', page: 'product' },
  { type: 'product_view', items: [id], ...rest },
];

/** Pages that say what they are about to search engines only: each in another way, one of them broken, one late. */
export const described: StyleShop = {
  name: 'described to machines',
  answer: ({ pathname }) => PAGES[pathname],
  bundle: {
    ids: ['MD-1', 'MD-2', 'MD-3', 'RD-1', 'OG-1', 'BR-1', 'LT-1', ...Array.from({ length: 5 }, (_, at) => `x-${at}`)],
  },
  async walk({ visit, settle }) {
    for (const path of Object.keys(PAGES)) {
      await visit(path);
      await settle();
    }
  },
  expected: [
    ...view('MD-1', { price: 1299, currency: 'EUR' }),
    ...view('RD-1', { price: 9.99 }),
    ...view('OG-1', { price: 12.5, currency: 'EUR' }),
    ...view('BR-1', { price: 5, currency: 'EUR' }),
    { type: 'page_view' },
    { type: 'product_view', items: ['LT-1'] },
    { type: 'page_view' },
  ],
};
