import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { itemsOfCards } from '../../src/storefront/card-items.ts';
import { priceOf } from '../../src/storefront/element-prices.ts';
import { idsOfHandler } from '../../src/storefront/handler-ids.ts';
import { allOf, toId, toItem } from '../../src/storefront/ids.ts';
import { idsOfImage } from '../../src/storefront/image-ids.ts';
import { idsOf, idsOfForm } from '../../src/storefront/item-ids.ts';
import { idsOfUrl, isProductUrl } from '../../src/storefront/url-ids.ts';

beforeEach(() => location.assign('https://shop.example/lamps/'));
afterEach(() => document.body.replaceChildren());

/** The first element of `html`, on the page. */
function put(html: string): Element {
  document.body.innerHTML = html;
  return document.body.firstElementChild!;
}

describe('an id', () => {
  test('is text, whether the shop writes it as a number or not', () => {
    expect([12, '12', ' SKU-1 ', 'AB 123', 'gid://shopify/Product/77', 'Ä-1', '00012'].map(toId)).toEqual([
      '12',
      '12',
      'SKU-1',
      'AB 123',
      '77',
      'Ä-1',
      '00012',
    ]);
  });

  test('is nothing that may be a person, a text or an empty place', () => {
    const none = [
      'jane@doe.example',
      'Jane Doe',
      'A red lantern for 2 people and a dog',
      '0',
      'null',
      'undefined',
      '[object Object]',
      '{id}',
      '<b>',
      'a"b',
      '',
      ' ',
      'x'.repeat(129),
      0,
      -1,
      NaN,
      1.5,
      true,
      null,
      {},
    ];
    expect(none.map(toId)).toEqual(none.map(() => undefined));
  });

  test('comes with at most eight others, each once', () => {
    const ids = Array.from({ length: 12 }, (_, index) => `s${index}`);
    expect(toItem(['s0', 's0', undefined, ...ids], { price: 5, currency: 'EUR' })).toEqual({
      id: 's0',
      also: ids.slice(1, 9),
      price: 5,
      currency: 'EUR',
    });
    expect(toItem(['jane@doe.example'])).toBeUndefined();
    expect(toItem(['s1'])).toEqual({ id: 's1' });
  });
});

describe('a URL', () => {
  test.each([
    ['/p/SKU-1', ['SKU-1']],
    ['/dp/B00X123', ['B00X123']],
    ['/Red-Lantern/dp/B00X123/ref=sr_1_1', ['B00X123']],
    ['/gp/product/B00X123', ['B00X123']],
    ['/products/red-lantern?variant=412', ['412', 'red-lantern']],
    ['/collections/lamps/products/red-lantern', ['red-lantern']],
    ['/en-gb/product/red-lantern/', ['red-lantern']],
    ['/red-lantern-p-123.html', ['123', 'red-lantern-p-123']],
    ['/red-lantern-p123', ['123', 'red-lantern-p123']],
    ['/ip/Red-Lantern/9912345', ['9912345', 'Red-Lantern']],
    ['/listing/9912345/red-lantern', ['9912345', 'red-lantern']],
    ['/red-lantern/p/AB12', ['AB12']],
    ['/product.php?id=55', ['55']],
    ['/index.php?route=product/product&product_id=55', ['55']],
    ['/shop?sku=AB%2D1', ['AB-1']],
    ['/shop?pid=AB1&utm_source=x', ['AB1']],
    ['/?add-to-cart=41', ['41']],
    ['/#/product/17', ['17']],
    ['/#!/p/SKU-1?ref=a', ['SKU-1']],
    ['/app/#/products/red-lantern', ['red-lantern']],
    ['/p/%C3%9F-1', ['ß-1']],
    ['/p/SKU-1;jsessionid=ABCDEF', ['SKU-1']],
    ['https://elsewhere.example/p/SKU-1', ['SKU-1']],
  ])('%s names %j', (url, ids) => {
    expect(idsOfUrl(url).linked.slice(0, ids.length)).toEqual(ids);
    expect(isProductUrl(url) || url.includes('id=55')).toBe(true);
  });

  test.each([
    ['/123-red-lantern.html', '123'],
    ['/lamps/1-7-red-lantern.html', '1'],
    ['/red-lantern-123.html', '123'],
    ['/red-lantern_AB12', 'AB12'],
    ['/view?id=9', '9'],
  ])('%s may mean %s, if nothing says more', (url, id) => {
    expect([...idsOfUrl(url).weak, ...(url.includes('view') ? idsOfUrl(url).linked : [])]).toContain(id);
    expect(isProductUrl(url)).toBe(false);
  });

  test.each([
    '',
    '#',
    '#reviews',
    'javascript:void(0)',
    'mailto:jane@doe.example',
    'tel:123',
    'http://[',
    `/${'a'.repeat(5_000)}`,
  ])('%s means nothing', (url) => {
    expect(allOf(idsOfUrl(url))).toEqual([]);
    expect(isProductUrl(url)).toBe(false);
  });

  test.each(['/category/12', '/products/', '/products/all', '/search?q=id', '/cart', '/'])(
    '%s is no product',
    (url) => {
      expect(isProductUrl(url)).toBe(false);
    },
  );

  test('with the options of a variant in its fragment is still of its product', () => {
    const ids = allOf(idsOfUrl('/men/1-7-shirt.html#/1-size-s/8-color-white'));
    expect(ids).toContain('1');
    expect(ids.join()).not.toContain('color');
  });
});

describe('a handler', () => {
  test.each([
    ['addToCart(123, 1)', ['123']],
    ["openProduct('red-lantern')", ['red-lantern']],
    ['location.href="/p/SKU-1"', ['SKU-1']],
    ["window.open('product.php?id=55','_blank')", ['55']],
    ["dataLayer.push({'event':'click','ecommerce':{'products':[{'name':'Lantern','id':'SKU-9'}]}})", ['SKU-9']],
    ['quickView({productId: 77, qty: 2})', ['77']],
    ["$(this).closest('.x').addClass('open'); go(&quot;SKU-2&quot;)", ['SKU-2']],
    ["return basket.add(this, event, 'AB-12', 3)", ['AB-12']],
  ])('%s holds %j', (handler, ids) => {
    for (const id of ids.slice(0, 1)) expect(idsOfHandler(handler).weak).toContain(id);
    expect(allOf(idsOfHandler(handler)).slice(0, 8)).toEqual(idsOfHandler(handler).weak.slice(0, 8));
  });

  test('is never run, however it is written', () => {
    idsOfHandler("document.body.id='run'");
    put(`<a onclick="document.body.id='run'" href="javascript:document.body.id='run'">x</a>`);
    idsOf(document.body.firstElementChild!);
    expect(document.body.id).toBe('');
  });

  test('of any length takes no longer than a glance', () => {
    const startedAt = performance.now();
    for (const piece of ["'", '"', '(', "id='", "('a',", '\\', ' id : ', '(1,']) idsOfHandler(piece.repeat(100_000));
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});

describe('an image', () => {
  test.each([
    ['/img/SKU-123_600x600.jpg?v=1', 'SKU-123'],
    ['/media/catalog/product/cache/1/a/b/ab123-large.jpg', 'ab123'],
    ['https://cdn.example/4412_1.webp', '4412'],
    ['/i/4412-red-lantern.png', '4412'],
  ])('%s may show %s', (url, id) => {
    expect(idsOfImage(url)).toContain(id);
  });

  test.each(['data:image/png;base64,AAA123', '/img/lantern.jpg', ''])('%s says nothing', (url) => {
    expect(idsOfImage(url)).toEqual([]);
  });
});

describe('an element', () => {
  test.each([
    ['<li data-product-id="41">', '41'],
    ['<article class="product-miniature" data-id-product="41">', '41'],
    ['<div data-productid=41>', '41'],
    ['<div data-sku="SKU-1">', 'SKU-1'],
    ['<div data-item-id="41">', '41'],
    ['<div data-pid="41">', '41'],
    ['<li class="product type-product post-41 status-publish">', '41'],
    ['<div id="product-41">', '41'],
    ['<div id="product_41">', '41'],
    ['<form><input type="hidden" name="product" value="41"></form>', '41'],
    ['<form><select name="id"><option value="412" selected></select></form>', '412'],
    ['<form><button name="add-to-cart" value="41">Buy</button></form>', '41'],
    ['<div><meta itemprop="sku" content="SKU-1"></div>', 'SKU-1'],
    ['<div><span itemprop="productID">SKU-1</span></div>', 'SKU-1'],
    [`<div data-gtm='{"item_id":"SKU-1","item_name":"Lantern"}'>`, 'SKU-1'],
    [`<div><a data-x='{"a":{"b":[{"id":41,"name":"Lantern"}]}}'></a></div>`, '41'],
    [`<span class="gtm4wp_productdata" data-gtm4wp_product_data='{"internal_id":41,"item_id":41}'></span>`, '41'],
    ['<product-card sku="SKU-1"></product-card>', 'SKU-1'],
    [`<product-card product='{"sku":"SKU-1"}'></product-card>`, 'SKU-1'],
    ['<div><a href="/p/SKU-1">Lantern</a></div>', 'SKU-1'],
    ['<div data-href="/p/SKU-1">Lantern</div>', 'SKU-1'],
    [`<div onclick="show('SKU-1')">Lantern</div>`, 'SKU-1'],
    [`<div><a href="javascript:show('SKU-1')">Lantern</a></div>`, 'SKU-1'],
    ['<div><img src="/img/SKU-1_300x300.jpg"></div>', 'SKU-1'],
  ])('%s is %s', (html, id) => {
    expect(allOf(idsOf(put(html)))[0]).toBe(id);
  });

  test('is named by attributes before links, by links before handlers, by handlers before images', () => {
    const card = put(
      `<div onclick="show(5551)"><img src="/img/IMG-9.jpg"><a href="/p/LINK-1">x</a><b data-product-id="41"></b></div>`,
    );
    expect(allOf(idsOf(card)).slice(0, 4)).toEqual(['41', 'LINK-1', '5551', 'IMG-9']);
  });

  test('is read through its open shadow root', () => {
    const host = put('<x-card></x-card>');
    host.attachShadow({ mode: 'open' }).innerHTML = '<a href="/p/SKU-1">Lantern</a>';
    expect(allOf(idsOf(host))[0]).toBe('SKU-1');
  });

  test('whose data is no JSON, or too much of it, is read all the same', () => {
    const card = put(`<div data-a="{broken" data-b="[1,2" data-sku="SKU-1"></div>`);
    card.setAttribute('data-c', `{"sku":"${'x'.repeat(50_000)}"}`);
    expect(allOf(idsOf(card))).toEqual(['SKU-1']);
  });

  test('whose fields are named like its own members is read all the same', () => {
    const form = put(
      '<form action="/cart"><input name="id" value="412"><input name="action"><input name="children"></form>',
    );
    expect(idsOfForm(form)).toEqual(['412']);
    expect(allOf(idsOf(form))[0]).toBe('412');
  });

  test('that is a form gives the chosen variant first', () => {
    const form = put(
      `<form><input name="product_id" value="41"><input type="radio" name="variant_id" value="1"><input type="radio" name="variant_id" value="2" checked><input name="email" value="a1"></form>`,
    );
    expect(idsOfForm(form)).toEqual(['2', '41']);
  });
});

describe('cards', () => {
  const cards = (...htmls: string[]): Element[] => {
    document.body.innerHTML = htmls.join('');
    return [...document.body.children];
  };
  const ids = (items: ReturnType<typeof itemsOfCards>): (string[] | undefined)[] =>
    items.map((item) => item && [item.id, ...(item.also ?? [])]);

  test('are not named by what they share', () => {
    const list = cards(
      `<div onclick="track('grid', 7); show('a1')"><a href="/p/A">A</a></div>`,
      `<div onclick="track('grid', 7); show('b1')"><a href="/p/B">B</a></div>`,
    );
    expect(ids(itemsOfCards(list))).toEqual([
      ['A', 'a1'],
      ['B', 'b1'],
    ]);
  });

  test('whose only id is in a handler are named by it', () => {
    const list = cards(`<div onclick="show('click', 11)">A</div>`, `<div onclick="show('click', 12)">B</div>`);
    expect(ids(itemsOfCards(list))).toEqual([['11'], ['12']]);
  });

  test('of one product twice keep what they share', () => {
    const card = `<div onclick="show('a1')"><a href="/p/A">A</a></div>`;
    expect(ids(itemsOfCards(cards(card, card, `<div><a href="/p/B">B</a></div>`)))[0]).toEqual(['A', 'a1']);
  });

  test('with one and the same attribute on all of them are told apart by their links', () => {
    const list = cards(...['A', 'B', 'C'].map((id) => `<div data-id="widget-1"><a href="/p/${id}">x</a></div>`));
    expect(ids(itemsOfCards(list))).toEqual([['A'], ['B'], ['C']]);
  });

  test('of three colours of one product keep the id of the product', () => {
    const list = cards(
      ...['red', 'blue', 'green'].map((c) => `<div data-product-id="5"><a href="/p/x?color=${c}">x</a></div>`),
    );
    expect(ids(itemsOfCards(list)).map((all) => all?.[0])).toEqual(['5', '5', '5']);
  });

  test('also go by what the JSON-LD list says of the page they lead to', () => {
    const list = cards('<li><a href="/p/a-lamp">A</a></li>', '<li><a href="/p/b-lamp/?x=1">B</a></li>');
    const script = document.createElement('script');
    script.type = 'application/ld+json';
    script.textContent = JSON.stringify({
      '@type': 'ItemList',
      itemListElement: [
        {
          '@type': 'ListItem',
          position: 1,
          item: { '@type': 'Product', sku: 'SKU-B', url: 'https://shop.example/p/b-lamp' },
        },
        {
          '@type': 'ListItem',
          position: 2,
          item: { '@type': 'Product', sku: 'SKU-A', url: '/p/a-lamp/', offers: { price: 5 } },
        },
      ],
    });
    document.body.append(script);
    expect(ids(itemsOfCards(list))).toEqual([
      ['SKU-A', 'a-lamp'],
      ['SKU-B', 'b-lamp'],
    ]);
    expect(itemsOfCards(list)[0]?.price).toBe(5);
  });

  test('that all lead to one script are told apart by its query', () => {
    const list = cards('<li><a href="/view.php?n=1">A</a></li>', '<li><a href="/view.php?n=2&amp;ref=x">B</a></li>');
    const script = document.createElement('script');
    script.type = 'application/ld+json';
    script.textContent = JSON.stringify({
      '@type': 'ItemList',
      itemListElement: [1, 2].map((n) => ({ '@type': 'Product', sku: `Q-${n}`, url: `/view.php?n=${n}` })),
    });
    document.body.append(script);
    expect(ids(itemsOfCards(list)).map((all) => all?.[0])).toEqual(['Q-1', 'view']);
  });
});

describe('the price of an element', () => {
  test.each([
    ['<div class="price">$980.00 <del class="old">$990.00</del></div>', 980],
    ['<div class="price"><del>$25.00</del> <ins>$20.00</ins></div>', 20],
    ['<h4 class="product-price">$980.00 <del class="product-old-price">$1,990.00</del></h4>', 980],
    [
      '<span class="price"><del aria-hidden="true"><span class="amount"><bdi>$25.00</bdi></span></del> <span class="screen-reader-text">Original price was: $25.00.</span><ins aria-hidden="true"><span class="amount"><bdi>$20.00</bdi></span></ins><span class="screen-reader-text">Current price is: $20.00.</span></span>',
      20,
    ],
    ['<div><span class="regular-price">25,00 €</span> <span class="price">20,00 €</span></div>', 20],
    ['<div><span class="regular-price">25,00 €</span></div>', 25],
    [
      '<div class="price-box"><span class="old-price"><span class="price" data-price-amount="25">$25</span></span><span class="special-price"><span class="price">$20</span></span></div>',
      20,
    ],
    [
      '<div class="price price--on-sale"><div class="price__regular"><span class="visually-hidden">Regular price</span><span class="price-item price-item--regular">€25,00</span></div><div class="price__sale"><s class="price-item price-item--regular">€25,00</s><span class="price-item price-item--sale">€20,00</span></div></div>',
      20,
    ],
    ['<div class="price">9<sup>99</sup></div>', 9.99],
    ['<div class="price">€9<sup>99</sup></div>', 9.99],
    ['<div class="price"><b>1.299</b><span class="cents">95</span> €</div>', 1299.95],
    [
      '<span class="a-price"><span class="a-offscreen">$9.99</span><span aria-hidden="true"><span class="a-price-symbol">$</span><span class="a-price-whole">9<span class="a-price-decimal">.</span></span><span class="a-price-fraction">99</span></span></span>',
      9.99,
    ],
    ['<span class="price"><span>1</span><span>,</span><span>299</span> kr</span>', 1299],
    ['<div><span itemprop="price" content="1299.50">1.299,50 €</span></div>', 1299.5],
    ['<div data-price="129900"><span class="price">$1,299.00</span></div>', 1299],
    ['<li data-price="12.50">Lantern</li>', 12.5],
    ['<div><h3>Lantern 3000</h3><p>now 12,50 € only</p><p>4 stars (120)</p></div>', 12.5],
    ['<div class="tw"><span class="line-through text-price">£30</span><span class="text-price">£20</span></div>', 20],
    ['<div class="price">£40.00 – £80.00</div>', 40],
    ['<div class="price">Free</div>', 0],
    ['<div><p class="price-unit">€1.20 / 100 g</p><p class="price">€12.00</p></div>', 12],
    ['<div><h3>Lantern 3000</h3><p>4 stars (120)</p></div>', undefined],
    ['<p>Blue Mug No. 4101<br>US$ 99.00</p>', 99],
    ['<div><p>Mug 4101</p><p>99,00 €</p></div>', 99],
    ['<div class="price"><div>99</div><div>€</div></div>', 99],
    ['<div class="price"></div>', undefined],
    ['<div class="price">Sold out</div>', undefined],
  ])('%s', (html, price) => {
    expect(priceOf(put(html))?.price).toBe(price);
  });

  test('has the currency that stands beside it for programs', () => {
    const card = put('<div><meta itemprop="priceCurrency" content="cad"><span class="price">$20</span></div>');
    expect(priceOf(card)).toEqual({ price: 20, currency: 'CAD' });
  });
});
