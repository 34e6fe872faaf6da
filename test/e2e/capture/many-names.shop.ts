import type { StyleShop } from './style-shop.ts';

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><title>${title}</title><meta charset="utf-8">
  <script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}</script></head>
  <body><header><a href="/">Shop</a></header>${body}</body></html>`;

const product = (name: string, sku: string, variant: number): string =>
  page(
    name,
    `<script type="application/ld+json">${JSON.stringify({
      '@context': 'https://schema.org',
      '@type': 'Product',
      name,
      sku,
      offers: { '@type': 'Offer', price: '19.90', priceCurrency: 'EUR' },
    })}</script>
    <main><h1>${name}</h1><p class="price">19,90 €</p>
    <button id="add" type="button">Add to cart</button></main>
    <script>
    add.onclick=()=>{
      // the shop's own tag, by the variant's number, and a container's, by another spelling of the SKU
      gtag('event','add_to_cart',{currency:'EUR',value:19.9,items:[{item_id:${variant},price:19.9,quantity:1}]});
      dataLayer.push({ecommerce:null});
      dataLayer.push({event:'add_to_cart',ecommerce:{currency:'EUR',items:[{item_id:'${sku.toUpperCase()}',quantity:1}]}});
    };
    </script>`,
  );

/** Tells of an order under a new number at every load, first of nothing at all. */
const thanks = page(
  'Thank you',
  `<main><h1>Thank you for your order</h1></main><script>
  const order={currency:'EUR',transaction_id:'T-'+Math.random(),value:59.7,items:[{item_id:'41011',quantity:2},{item_id:4202,quantity:1}]};
  dataLayer.push({ecommerce:null});
  dataLayer.push({event:'purchase',ecommerce:{transaction_id:'T-'+Math.random(),value:0,items:[]}});
  gtag('event','purchase',order);
  dataLayer.push({event:'purchase',ecommerce:order});
  </script>`,
);

/** A shop whose catalogue goes by SKU, its addresses by slug, its tags by numbers of products and variants, now as text, now not. */
export const manyNames: StyleShop = {
  name: 'every script its own ids',
  bundle: {
    ids: ['LMP-001', 'MUG-042', ...Array.from({ length: 10 }, (_, at) => `X-${at}`)],
    aliases: { 'LMP-001': ['4101', '41011', '41012', 'oak-lamp'], 'MUG-042': ['4202', '42021', 'blue-mug'] },
  },
  answer({ pathname }) {
    if (pathname === '/p/oak-lamp') return product('Oak lamp', 'lmp-001', 41011);
    if (pathname === '/p/blue-mug') return product('Blue mug', 'mug-042', 42021);
    return pathname === '/checkout/thank-you' ? thanks : undefined;
  },
  async walk({ page, visit, click, pause, settle }) {
    await visit('/p/oak-lamp');
    await click('#add');
    await pause();
    // twice, as fast as somebody presses who wants two
    await page.click('#add');
    await page.waitForTimeout(700);
    await page.click('#add');
    await settle();
    await visit('/p/blue-mug');
    await click('#add');
    for (let load = 0; load < 3; load++) {
      await visit('/checkout/thank-you');
      await pause();
    }
  },
  expected: [
    { type: 'page_view' },
    { type: 'product_view', items: ['LMP-001'], price: 19.9, currency: 'EUR' },
    ...Array.from({ length: 3 }, () => ({ type: 'add_to_cart' as const, items: ['LMP-001'] })),
    { type: 'page_view' },
    { type: 'product_view', items: ['MUG-042'] },
    { type: 'add_to_cart', items: ['MUG-042'] },
    { type: 'purchase', items: ['LMP-001', 'MUG-042'] },
    ...Array.from({ length: 3 }, () => ({ type: 'page_view' as const })),
  ],
};
