import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { itemRefSchema } from '../../contract/events.schema.ts';
import { readJsonLd } from '../../src/storefront/json-ld.ts';
import { parseMended } from '../../src/storefront/mend-json.ts';
import { readMicrodata } from '../../src/storefront/microdata.ts';
import { readOpenGraph } from '../../src/storefront/open-graph.ts';
import { productOfPage } from '../../src/storefront/product-page.ts';
import { productsOf } from '../../src/storefront/schema-org.ts';
import { rounds } from '../long.ts';

const go = (path: string): void => location.assign(`https://shop.example${path}`);

beforeEach(() => go('/'));
afterEach(() => {
  document.head.replaceChildren();
  document.body.replaceChildren();
  document.body.removeAttribute('class');
});

/** Adds a block of JSON-LD: a value, or the text of one. */
function say(value: unknown): void {
  const script = document.createElement('script');
  script.type = 'application/ld+json';
  script.textContent = typeof value === 'string' ? value : JSON.stringify(value);
  document.head.append(script);
}

const idsOf = (value: unknown): (readonly string[])[] => productsOf([value]).products.map(({ ids }) => ids);

describe('JSON-LD', () => {
  test.each<[string, unknown]>([
    ['a product', { '@type': 'Product', sku: 'A' }],
    ['a type with its address', { '@type': 'https://schema.org/Product', sku: 'A' }],
    ['several types', { '@type': ['Thing', 'schema:Product'], sku: 'A' }],
    ['a graph', { '@context': 'x', '@graph': [{ '@type': 'WebSite' }, { '@type': 'Product', sku: 'A' }] }],
    ['lists in lists', [[[{ '@type': 'Product', sku: 'A' }]]]],
    ['the main thing of a page', { '@type': 'WebPage', mainEntity: { '@type': 'Product', sku: 'A' } }],
    ['an individual product', { '@type': 'IndividualProduct', sku: 'A' }],
    ['a group', { '@type': 'ProductGroup', productGroupID: 'A', hasVariant: [{ '@type': 'Product', sku: 'B' }] }],
    ['numbers', { '@type': 'Product', sku: 41, offers: { price: 5 } }],
    ['a value object', { '@type': 'Product', sku: { '@value': 'A' } }],
    ['a property value', { '@type': 'Product', identifier: { '@type': 'PropertyValue', value: 'A' } }],
    ['a scheme before the code', { '@type': 'Product', productID: 'sku:A' }],
    ['a number of a maker', { '@type': 'Product', mpn: 'A' }],
    ['a code of its offer', { '@type': 'Product', offers: [{ '@type': 'Offer', sku: 'A' }] }],
    ['a URL', { '@type': 'Product', url: 'https://shop.example/p/A' }],
    ['an address for an id', { '@type': 'Product', '@id': '/p/A#product' }],
  ])('names a product by %s', (_name, value) => {
    expect(idsOf(value).map(([id]) => id)).toEqual([(value as { sku?: unknown }).sku === 41 ? '41' : 'A']);
  });

  test('has all the numbers of a product, its own before others', () => {
    const [ids] = idsOf({
      '@type': 'Product',
      '@id': 'https://shop.example/products/red-lantern#product',
      gtin13: '4006381333931',
      mpn: 'M-1',
      sku: 'A',
      productID: 'isbn:123456',
      url: '/products/red-lantern?variant=412',
    });
    expect(ids).toEqual(['A', '123456', 'M-1', '4006381333931', '412', 'red-lantern']);
  });

  test.each<[string, unknown, number | undefined, string?]>([
    ['an offer', { price: '12.50', priceCurrency: 'EUR' }, 12.5, 'EUR'],
    ['a number', { price: 12.5, priceCurrency: 'eur' }, 12.5, 'EUR'],
    ['several offers, the lowest', [{ price: 15 }, { price: '12.50' }], 12.5],
    ['an aggregate, its lower end', { '@type': 'AggregateOffer', lowPrice: '12,50', highPrice: '20' }, 12.5],
    ['an aggregate of offers', { '@type': 'AggregateOffer', offers: [{ price: 15 }, { price: 12.5 }] }, 12.5],
    [
      'a specification that is no list price',
      {
        priceSpecification: [
          { priceType: 'https://schema.org/ListPrice', price: 20 },
          { price: 12.5, priceCurrency: 'SEK' },
        ],
      },
      12.5,
      'SEK',
    ],
    ['a local form', { price: '1.299,00 €' }, 1299, 'EUR'],
    ['nothing', { price: '' }, undefined],
    ['an unknown currency', { price: 5, priceCurrency: 'XYZ' }, 5],
  ])('names a price by %s', (_name, offers, price, currency) => {
    const [product] = productsOf([{ '@type': 'Product', sku: 'A', offers }]).products;
    expect(product?.price).toEqual(price === undefined ? undefined : { price, ...(currency && { currency }) });
  });

  test('tells the entries of lists from the products of a page, and keeps their order', () => {
    const { products, listed } = productsOf([
      {
        '@type': 'CollectionPage',
        mainEntity: {
          '@type': 'ItemList',
          itemListElement: [
            { '@type': 'ListItem', position: 1, url: '/p/A' },
            { '@type': 'ListItem', position: 2, item: '/p/B' },
            { '@type': 'ListItem', position: 3, item: { '@type': 'Product', sku: 'C' } },
            { '@type': 'ListItem', position: 4, item: { '@id': '/p/D', name: 'D' } },
            { '@type': 'Product', sku: 'E' },
          ],
        },
      },
      { '@type': 'BreadcrumbList', itemListElement: [{ '@type': 'ListItem', item: '/p/X' }] },
    ]);
    expect(products).toEqual([]);
    expect(listed().map(({ ids }) => ids[0])).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  test('knows what it points to elsewhere, in circles too', () => {
    say({ '@type': 'WebPage', mainEntity: { '@id': '#p' } });
    say({ '@graph': [{ '@id': '#p', '@type': 'Product', sku: 'A', isVariantOf: { '@id': '#g' } }] });
    say({ '@id': '#g', '@type': 'ProductGroup', productGroupID: 'G', hasVariant: [{ '@id': '#p' }] });
    const { products } = readJsonLd();
    expect(products.find(({ isMain }) => isMain)?.ids).toEqual(['A', 'G']);
  });

  test('does not take what is related for what the page is about', () => {
    const ids = idsOf({
      '@type': 'Product',
      sku: 'A',
      isRelatedTo: [{ '@type': 'Product', sku: 'B' }],
      isSimilarTo: { '@type': 'Product', sku: 'C' },
      review: { itemReviewed: { '@type': 'Product', sku: 'D' } },
    });
    expect(ids).toEqual([['A']]);
  });

  test.each([
    ['commas too many', '{"@type":"Product","sku":"A",}'],
    ['commas in a row', '{"@type":"Product",,"sku":"A","offers":[{"price":1},]}'],
    ['comments', '// shop\n{"@type":"Product", /* no */ "sku":"A" // its number\n}'],
    ['HTML comments', '<!--\n{"@type":"Product","sku":"A"}\n-->'],
    ['CDATA', '//<![CDATA[\n{"@type":"Product","sku":"A"}\n//]]>'],
    ['CDATA on one line', '/*<![CDATA[*/{"@type":"Product","sku":"A"}/*]]>*/'],
    ['entities', '{&quot;@type&quot;:&quot;Product&quot;,&quot;sku&quot;:&quot;A&quot;}'],
    ['line ends in a text', '{"@type":"Product","description":"one\ntwo\tthree","sku":"A"}'],
    ['quotes in a text', '{"@type":"Product","name":"a 27" screen","sku":"A"}'],
    ['escapes of other languages', `{"@type":"Product","name":"it\\'s \\x","sku":"A"}`],
    ['a semicolon', '{"@type":"Product","sku":"A"};'],
    ['several values', '{"@type":"WebSite"}{"@type":"Product","sku":"A"}'],
    ['a byte order mark', '\ufeff{"@type":"Product","sku":"A"}'],
    ['addresses', '{"@type":"Product","url":"https://shop.example/p/A","name":"a // b", }'],
  ])('is read in spite of %s', (_name, text) => {
    expect(productsOf(parseMended(text)).products.map(({ ids }) => ids[0])).toEqual(['A']);
  });

  test('that is beyond repair hurts only itself', () => {
    say('{"@type":"Product","sku":');
    say('<p>oops</p>');
    say('');
    say({ '@type': 'Product', sku: 'A' });
    say(`[${'['.repeat(100_000)}`);
    expect(readJsonLd().products.map(({ ids }) => ids)).toEqual([['A']]);
  });

  test('cannot reach what every object has', () => {
    say('{"@type":"Product","sku":"A","__proto__":{"mpn":"B"},"constructor":{"prototype":{"sku":"C"}}}');
    expect(readJsonLd().products.map(({ ids }) => ids)).toEqual([['A']]);
    expect(({} as { mpn?: string }).mpn).toBeUndefined();
  });

  test('that does not end is read to a limit', () => {
    const startedAt = performance.now();
    const many = Array.from({ length: 20_000 }, (_, sku) => ({ '@type': 'Product', sku }));
    let deep: unknown = { '@type': 'Product', sku: 'deep' };
    for (let depth = 0; depth < 1_000; depth++) deep = { '@type': 'Thing', about: deep };
    say({ '@graph': many });
    say({ deep });
    say({ '@type': 'Product', sku: 'V', hasVariant: many });
    say(' '.repeat(2_000_000));
    say(`{"a":"${'/* " '.repeat(150_000)}`);
    readJsonLd();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('is read again when it changes, and only then', () => {
    say({ '@type': 'Product', sku: 'A' });
    const first = readJsonLd();
    expect(readJsonLd()).toBe(first);
    document.head.querySelector('script')!.textContent = '{"@type":"Product","sku":"B"}';
    expect(readJsonLd().products[0]?.ids).toEqual(['B']);
  });
});

describe('microdata', () => {
  const put = (html: string): void => void (document.body.innerHTML = html);

  test('names a product, its nested offer and what stands elsewhere', () => {
    put(`<div itemscope itemtype="http://schema.org/Product" itemref="more">
      <h1 itemprop="name">Red lantern</h1><meta itemprop="sku" content="A"><a itemprop="url" href="/p/red">x</a>
      <div itemprop="brand" itemscope itemtype="http://schema.org/Brand"><span itemprop="name">Acme</span></div>
      <div itemprop="offers" itemscope itemtype="http://schema.org/Offer">
        <meta itemprop="priceCurrency" content="GBP"><span itemprop="price" content="12.50">£12.50</span></div></div>
      <p id="more">No. <b itemprop="mpn">M-1</b></p>`);
    expect(readMicrodata(document).products).toMatchObject([
      { ids: ['A', 'M-1', 'red'], name: 'Red lantern', price: { price: 12.5, currency: 'GBP' }, isMain: false },
    ]);
  });

  test('knows the main thing of a page from the entries of its list', () => {
    put(`<main itemscope itemtype="https://schema.org/WebPage"><div itemprop="mainEntity" itemscope itemtype="https://schema.org/Product"><i itemprop="sku">A</i></div></main>
      <ul itemscope itemtype="https://schema.org/ItemList"><li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><div itemprop="item" itemscope itemtype="https://schema.org/Product"><i itemprop="sku">B</i></div></li></ul>`);
    const { products, listed } = readMicrodata(document);
    expect(products.map(({ ids, isMain }) => [ids[0], isMain])).toEqual([['A', true]]);
    expect(listed().map(({ ids }) => ids[0])).toEqual(['B']);
  });

  test('may be RDFa', () => {
    put(`<div vocab="https://schema.org/" typeof="Product"><span property="sku">A</span>
      <div property="offers" typeof="Offer"><span property="schema:price" content="5">5</span></div></div>`);
    expect(readMicrodata(document).products).toMatchObject([{ ids: ['A'], price: { price: 5 } }]);
  });

  test('that refers to itself ends', () => {
    put(
      `<div id="a" itemscope itemtype="x/Product" itemref="a b"><i itemprop="sku">A</i></div><div id="b" itemprop="isVariantOf" itemscope itemtype="x/Product" itemref="b a"></div>`,
    );
    expect(readMicrodata(document).products[0]?.ids).toContain('A');
  });

  test('of names that every object has is none', () => {
    put(`<div itemscope itemtype="x/Product"><i itemprop="__proto__ constructor toString sku">A</i></div>`);
    expect(readMicrodata(document).products.map(({ ids }) => ids)).toEqual([['A']]);
  });
});

describe('Open Graph', () => {
  const meta = (name: string, content: string, attribute = 'property'): void => {
    const element = document.createElement('meta');
    element.setAttribute(attribute, name);
    element.content = content;
    document.head.append(element);
  };

  test('names a product, its current price and its currency', () => {
    meta('og:type', 'product');
    meta('product:retailer_item_id', 'A');
    meta('product:price:amount', '15.00');
    meta('product:price:currency', 'EUR');
    meta('product:sale_price:amount', '12.50');
    expect(readOpenGraph()).toMatchObject({ ids: ['A'], price: { price: 12.5, currency: 'EUR' } });
  });

  test('may be written with `name`, and with the price of its own vocabulary', () => {
    meta('og:price:amount', '1.299,00', 'name');
    meta('og:price:currency', 'EUR', 'name');
    expect(readOpenGraph()).toMatchObject({ ids: [], price: { price: 1299, currency: 'EUR' } });
  });

  test('of a page that is no product names none', () => {
    meta('og:type', 'website');
    meta('og:title', 'Lamps');
    expect(readOpenGraph()).toBeUndefined();
  });
});

describe('the product of a page', () => {
  const put = (html: string): void => void (document.body.innerHTML = html);
  const all = (): string[] | undefined => {
    const item = productOfPage({});
    return item && [item.id, ...(item.also ?? [])];
  };
  const canonical = (href: string): void => {
    const link = document.createElement('link');
    link.rel = 'canonical';
    link.href = href;
    document.head.append(link);
  };

  test('goes by every id that any source has for it', () => {
    go('/catalogue/4711?variant=902');
    canonical('/products/red-lantern');
    say({ '@type': 'Product', sku: 'SKU-A', mpn: 'M-1', offers: { price: '12.50', priceCurrency: 'GBP' } });
    put(
      '<h1>Lantern</h1><form action="/cart/add"><input name="id" value="902"><input name="product-id" value="55"></form>',
    );
    expect(all()?.[0]).toBe('902');
    expect(all()).toEqual(expect.arrayContaining(['902', 'SKU-A', 'M-1', '55', 'red-lantern', '4711']));
    expect(productOfPage({})).toMatchObject({ price: 12.5, currency: 'GBP' });
  });

  test('has the price of the variant that is chosen', () => {
    go('/products/red-lantern?variant=902');
    say({
      '@type': 'Product',
      name: 'Lantern',
      sku: 'A',
      offers: [
        { '@type': 'Offer', sku: 'A-S', price: 10, url: '/products/red-lantern?variant=901' },
        { '@type': 'Offer', sku: 'A-L', price: 15, url: '/products/red-lantern?variant=902' },
      ],
    });
    expect(all()).toEqual(['902', 'A-L', 'red-lantern', 'A']);
    expect(productOfPage({ currency: 'EUR' })).toMatchObject({ price: 15, currency: 'EUR' });
  });

  test('of several is the one with the URL of the page, else the one in its heading, else none', () => {
    const two = [
      { '@type': 'Product', sku: 'A', name: 'Red lantern', url: '/x/red' },
      { '@type': 'Product', sku: 'B', name: 'Blue mug', url: '/x/blue' },
    ];
    say(two);
    expect(all()).toBeUndefined();
    go('/x/blue');
    expect(all()?.[0]).toBe('B');
    go('/x/y');
    say({ '@type': 'WebSite' });
    put('<h1> RED  Lantern </h1>');
    expect(all()?.[0]).toBe('A');
  });

  test('of several that one script shows is the one with the query of the page', () => {
    go('/view.php?id=2');
    say([1, 2].map((id) => ({ '@type': 'Product', sku: `Q-${id}`, url: `/view.php?id=${id}` })));
    expect(all()?.[0]).toBe('Q-2');
  });

  test('is not the one product that a home page shows', () => {
    say({ '@type': 'Product', sku: 'A', url: '/products/red-lantern' });
    put('<h1>Welcome</h1>');
    expect(all()).toBeUndefined();
  });

  test('is not one of the cards of a list, however they are marked', () => {
    go('/category/12');
    put(
      `<h1>Lamps</h1><ul>${['A', 'B']
        .map(
          (id) =>
            `<li itemscope itemtype="x/Product"><a itemprop="url" href="/p/${id}"><i itemprop="sku">${id}</i></a><form action="/cart/add"><input name="id" value="${id}1"></form></li>`,
        )
        .join('')}</ul>`,
    );
    expect(all()).toBeUndefined();
  });

  test('goes by its URL alone where a page says nothing else', () => {
    go('/p/SKU-1');
    expect(all()).toEqual(['SKU-1']);
    go('/lamps/red-lantern-123.html');
    expect(all()).toBeUndefined();
    document.body.className = 'single-product postid-41';
    expect(all()).toEqual(['41', 'red-lantern-123', '123']);
  });

  test('is not what a single-page shop has forgotten to change', () => {
    go('/items/red');
    canonical('/products/old-lantern');
    say({ '@type': 'Product', sku: 'OLD' });
    expect(all()).toEqual(['OLD', 'red', 'old-lantern']);
    history.pushState(null, '', '/items/blue');
    expect(all()).toEqual(['blue']);
    document.head.replaceChildren();
    say({ '@type': 'Product', sku: 'NEXT-1' });
    expect(all()).toEqual(['NEXT-1', 'blue']);
    history.pushState(null, '', '/items/blue?variant=7');
    expect(all()).toEqual(['7', 'NEXT-1', 'blue']);
  });

  test('is none where the page leads to several below its own address', () => {
    go('/products/lamps');
    expect(all()).toEqual(['lamps']);
    put('<a href="/products/lamps/desk">x</a><a href="/products/lamps/floor">y</a>');
    expect(all()).toBeUndefined();
  });

  test('has the price that the page shows where no source states one', () => {
    go('/p/SKU-1');
    put('<main><h1>Lantern</h1><p class="price"><del>£15</del> £12.50</p></main><aside class="price">£1</aside>');
    expect(productOfPage({})).toEqual({ id: 'SKU-1', price: 12.5, currency: 'GBP' });
  });
});

describe('whatever stands on a page', () => {
  const keys = fc.constantFrom(
    '@type @id @graph sku productID mpn url name offers price lowPrice priceCurrency priceSpecification hasVariant isVariantOf itemListElement item mainEntity __proto__ constructor toString'.split(
      ' ',
    ),
  );
  const key = keys.chain((list) => fc.constantFrom(...list));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constantFrom<unknown>(
        'Product',
        'ProductGroup',
        'ItemList',
        'Offer',
        'A',
        '#a',
        '/p/1',
        '€ 5',
        '1e9',
        '-1',
        5,
        -1,
        1e300,
        null,
        true,
        '',
      ),
      fc.string(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 6 }),
    ),
  }));

  test('structured data throws nothing, and gives nothing that an event may not hold', () => {
    fc.assert(
      fc.property(value, fc.boolean(), (given, isBroken) => {
        document.head.replaceChildren();
        const text = JSON.stringify(given) ?? '';
        say(isBroken ? text.slice(0, -3) : text);
        say({ '@type': 'Product', name: 'x', offers: given, sku: given });
        const { products, listed } = readJsonLd();
        for (const { ids, price } of [...products, ...listed()])
          if (ids[0]) expect(itemRefSchema.safeParse({ id: ids[0], ...price }).success).toBe(true);
        const item = productOfPage({});
        if (item) expect(itemRefSchema.safeParse(item).error).toBeUndefined();
      }),
      { numRuns: rounds(400) },
    );
  });

  test('a broken block is mended to JSON or to nothing', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '/',
      '*',
      '//',
      '/*',
      '*/',
      '\n',
      ' ',
      'a',
      '1',
      'null',
      '&quot;',
      '<!--',
      ';',
      '\\u12',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
        ),
        (text) => {
          expect(parseMended(text).length).toBeLessThan(2);
        },
      ),
      { numRuns: rounds(3_000) },
    );
  });

  test('a hostile block takes no longer than its length asks for', () => {
    const startedAt = performance.now();
    for (const piece of ['"', '" ', '{', '\\', '/*', '//', ',', '&quot;', '<!--', ' ', '\t/'])
      parseMended(piece.repeat(200_000));
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
