import type { StyleShop } from './style-shop.ts';

/** What the sources of one page call one product: each of them something else. */
interface Named {
  readonly product: number;
  readonly variants: readonly [number, number];
  readonly sku: string;
  readonly handle: string;
}

const LANTERN: Named = { product: 4711, variants: [90_001, 90_002], sku: 'LAN-RED', handle: 'red-lantern' };
const MUG: Named = { product: 4712, variants: [90_003, 90_004], sku: 'MUG-BLUE', handle: 'blue-mug' };
const ALL = [LANTERN, MUG];

/** Which of the names the catalogue knows. */
export type Source = 'sku' | 'variant' | 'product' | 'handle';

const NAME_OF: Readonly<Record<Source, (named: Named) => string>> = {
  sku: ({ sku }) => sku,
  variant: ({ variants }) => `${variants[0]}`,
  product: ({ product }) => `${product}`,
  handle: ({ handle }) => handle,
};

const html = (head: string, body: string): string =>
  `<!doctype html><html lang="en-GB"><head><title>Lights</title>${head}</head><body>${body}</body></html>`;
const json = (value: unknown): string => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;

function category(): string {
  const list = {
    '@context': 'https://schema.org',
    '@type': 'ItemList',
    itemListElement: ALL.map(({ sku, product }, at) => ({
      '@type': 'ListItem',
      position: at + 1,
      item: { '@type': 'Product', sku, url: `/item/${product}`, offers: { '@type': 'Offer', price: 12 + at } },
    })),
  };
  // the handle stands in the image's address only
  const cards = ALL.map(
    ({ product, handle, variants }, at) =>
      `<div class="tile" data-variant-id="${variants[0]}"><a href="/item/${product}"><img alt="" src="/i/${handle}-1_300x300.png"><h3>Light ${at}</h3></a><b class="price">£${12 + at}.00</b></div>`,
  );
  return html(json(list), `<h1>Lights</h1><div class="grid">${cards.join('')}</div>`);
}

function product({ product, variants, sku, handle }: Named): string {
  const described = {
    '@context': 'https://schema.org/',
    '@graph': [
      { '@type': 'BreadcrumbList', itemListElement: [{ '@type': 'ListItem', position: 1, item: '/lights' }] },
      {
        '@type': 'Product',
        name: 'A light',
        sku,
        brand: { '@type': 'Brand', name: 'Acme' },
        offers: { '@type': 'Offer', price: '12.00', priceCurrency: 'GBP' },
        isRelatedTo: [{ '@type': 'Product', sku: ALL.find((other) => other.sku !== sku)!.sku }],
      },
    ],
  };
  return html(
    `<link rel="canonical" href="/products/${handle}">${json(described)}`,
    `<h1>A light</h1><p class="price">£12.00</p>
     <form action="/cart/add" method="post"><select name="id">${variants.map((id) => `<option value="${id}">${id}</option>`).join('')}</select>
     <input name="product-id" type="hidden" value="${product}"><button>Add to cart</button></form>`,
  );
}

/** A shop that names a product by its URL, another way in JSON-LD, in its form and in its canonical link; one name is known. */
export function fusedShop(source: Source): StyleShop {
  const name = NAME_OF[source];
  const known = ALL.map(name);
  return {
    name: `known by its ${source}`,
    answer({ pathname }) {
      if (pathname === '/lights') return category();
      if (pathname === '/cart/add') return html('', '<h1>Thank you</h1><p>It is in your cart.</p>');
      if (pathname.startsWith('/i/'))
        return { body: '<svg xmlns="http://www.w3.org/2000/svg"/>', type: 'image/svg+xml' };
      const named = ALL.find(({ product }) => pathname === `/item/${product}`);
      return named && product(named);
    },
    bundle: { ids: [...known, ...Array.from({ length: 10 }, (_, at) => `other-${at}`)] },
    async walk({ visit, click, pause }) {
      await visit('/lights');
      // the image's address is no name that anything is sure of, so the handle is known from its own page on
      await click('.tile:nth-child(2) a');
      await pause();
      await click('form button');
    },
    expected: [
      { type: 'page_view' },
      ...(source === 'handle' ? [] : [{ type: 'product_click', items: [known[1]!], price: 13 } as const]),
      { type: 'page_view', page: 'product' },
      { type: 'product_view', items: [known[1]!], price: 12, currency: 'GBP' },
      { type: 'add_to_cart', items: [known[1]!] },
      { type: 'page_view' },
    ],
  };
}
