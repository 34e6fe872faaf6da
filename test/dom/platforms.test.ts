import { magento } from '../../src/storefront/platforms/magento.ts';
import { readPart } from '../../src/storefront/platforms/read-part.ts';
import { woocommerce } from '../../src/storefront/platforms/woocommerce.ts';
import { createReading } from '../../src/storefront/reading.ts';
import { afterEach, describe, expect, test } from 'vitest';

import type { ItemRef } from '../../contract/events.ts';
import { openRoom, setPage, type PlatformsRoom } from './platforms-host.ts';

let room: PlatformsRoom | undefined;
afterEach(() => {
  room?.boundary.end();
  setPage('');
});

const open = (): PlatformsRoom => (room = openRoom());
const idsOf = (item: ItemRef | undefined): string[] => (item ? [item.id, ...(item.also ?? [])] : []);
const cardIds = (): string[][] => open().reader.cards!().map(({ item }) => idsOf(item));

const WOO_CARD = `<ul class="products columns-4">
  <li class="product type-product post-31 status-publish first instock product_cat-lamps has-post-thumbnail purchasable product-type-simple">
    <a href="https://shop.example/product/red-lantern/" class="woocommerce-LoopProduct-link woocommerce-loop-product__link"><img src="/wp-content/uploads/2024/03/IMG_2231-300x300.jpg" alt=""><h2 class="woocommerce-loop-product__title">Red lantern</h2>
    <span class="price"><del aria-hidden="true"><span class="woocommerce-Price-amount amount"><bdi>24,00&nbsp;<span class="woocommerce-Price-currencySymbol">&euro;</span></bdi></span></del> <ins><span class="woocommerce-Price-amount amount"><bdi>18,50&nbsp;<span class="woocommerce-Price-currencySymbol">&euro;</span></bdi></span></ins></span></a>
    <a href="?add-to-cart=31" data-quantity="1" class="button product_type_simple add_to_cart_button ajax_add_to_cart" data-product_id="31" data-product_sku="LAN-RED" aria-label="Add to cart: Red lantern" rel="nofollow">Add to cart</a>
  </li>
  <li class="product type-product post-32 product-type-variable">
    <a href="https://shop.example/product/mug/" class="woocommerce-LoopProduct-link"><h2>Mug</h2></a>
    <a href="https://shop.example/product/mug/" data-quantity="1" class="button product_type_variable add_to_cart_button" data-product_id="32" data-product_sku="MUG" rel="nofollow">Select options</a>
  </li></ul>`;

describe('which kind of page', () => {
  test.each([
    ['single-product postid-3 woocommerce woocommerce-page', '', '/product/x/', 'product'],
    ['archive tax-product_cat term-lamps woocommerce woocommerce-page', '', '/product-category/lamps/', 'category'],
    ['page woocommerce-cart woocommerce-page', '', '/cart/', 'cart'],
    ['page woocommerce-checkout woocommerce-page', '', '/checkout/', 'checkout'],
    [
      'page woocommerce-checkout woocommerce-page woocommerce-order-received',
      '',
      '/checkout/order-received/7/',
      'order',
    ],
    ['search search-results post-type-archive-product woocommerce', '', '/?s=red&post_type=product', 'search'],
    ['lang-en country-us currency-usd page-product product-id-1', 'product', '/1-mug.html', 'product'],
    ['lang-en country-us currency-usd page-category', 'category', '/3-lamps', 'category'],
    ['lang-en country-us currency-usd page-order-confirmation', 'order-confirmation', '/order-confirmation', 'order'],
    ['catalog-product-view product-red-lantern page-layout-1column', '', '/red-lantern.html', 'product'],
    ['catalogsearch-result-index page-layout-2columns-left catalog-x', '', '/catalogsearch/result/?q=red', 'search'],
    ['checkout-cart-index catalog-x', '', '/checkout/cart/', 'cart'],
  ])('a body of class "%s" and id "%s" at %s is %s', (classes, id, path, kind) => {
    setPage('', { class: classes, ...(id && { id }) }, path);
    expect(open().reader.pageKind!()).toBe(kind);
  });

  test.each([
    ['/products/red-lantern?variant=4', 'product'],
    ['/en-gb/collections/lamps/products/red-lantern', 'product'],
    ['/collections/lamps?page=2', 'category'],
    ['/search?q=red&type=product', 'search'],
    ['/cart', 'cart'],
    ['/', 'home'],
    ['/fr', 'home'],
    ['/pages/about', undefined],
  ])('in a Shopify theme %s is %s', (path, kind) => {
    setPage('<div id="shopify-section-header" class="shopify-section"></div>', {}, path);
    expect(open().reader.pageKind!()).toBe(kind);
  });

  test('a page of no platform is nothing of its', () => {
    setPage('<main><a href="/product/1">x</a></main>', { class: 'page' }, '/product/1');
    const { reader } = open();
    expect([reader.pageKind!(), reader.products!(), reader.cards!()]).toEqual([undefined, [], []]);
  });
});

const READING = createReading(() => ({}));

describe('cards', () => {
  test('of WooCommerce are known by SKU, product id, class and address, with the price that counts', () => {
    setPage(WOO_CARD, { class: 'woocommerce' });
    const cards = open().reader.cards!();
    expect(idsOf(cards[0]!.item).slice(0, 2)).toEqual(['LAN-RED', '31']);
    expect(idsOf(cards[0]!.item)).toContain('red-lantern');
    expect(readPart(cards[0]!.element, woocommerce.card, READING)).toMatchObject({ price: 18.5, currency: 'EUR' });
    expect(idsOf(cards[1]!.item).slice(0, 2)).toEqual(['MUG', '32']);
  });

  test('of WooCommerce hold what a tag manager plugin says of them in JSON', () => {
    setPage(
      `<ul class="products"><li class="product type-product post-9"><a href="/?p=9"></a><span class="gtm4wp_productdata" style="display:none; visibility:hidden;" data-gtm4wp_product_data="{&quot;internal_id&quot;:9,&quot;item_id&quot;:9,&quot;item_name&quot;:&quot;Red, \\&quot;big\\&quot;&quot;,&quot;sku&quot;:&quot;LAN-RED&quot;,&quot;price&quot;:18.5,&quot;productlink&quot;:&quot;https:\\/\\/shop.example\\/?p=9&quot;}"></span></li></ul>`,
      { class: 'woocommerce' },
    );
    expect(cardIds()[0]!.slice(0, 2)).toEqual(['LAN-RED', '9']);
  });

  test('the main product, rows of a grouped one and frames of page builders are no cards', () => {
    setPage(
      `<div data-elementor-type="product" class="elementor product type-product post-1"><div id="product-1" class="product type-product post-1">
       <table><tr id="product-2" class="woocommerce-grouped-product-list-item product type-product post-2"></tr></table></div></div>`,
      { class: 'single-product woocommerce' },
    );
    expect(open().reader.cards!()).toEqual([]);
  });

  test('of PrestaShop, Magento and Dawn are known by what their themes write', () => {
    setPage(
      '<div itemprop="itemListElement"><article class="product-miniature js-product-miniature" data-id-product="7" data-id-product-attribute="12"><a href="/home/7-12-red-lantern.html" class="thumbnail product-thumbnail"></a></article></div>',
      { id: 'category', class: 'lang-en currency-eur' },
    );
    expect(cardIds()[0]).toContain('7');
    setPage(
      `<li class="item product product-item"><div class="product-item-info" id="product-item-info_14" data-container="product-grid"><a href="/red-lantern.html" class="product photo product-item-photo"></a>
       <div class="product details product-item-details"><div class="price-box price-final_price" data-role="priceBox" data-product-id="14" data-price-box="product-id-14"><span class="special-price"><span data-price-amount="18.5" data-price-type="finalPrice" class="price-wrapper"><span class="price">€18.50</span></span></span><span class="old-price"><span data-price-amount="24" data-price-type="oldPrice" class="price-wrapper"><span class="price">€24.00</span></span></span></div>
       <form data-role="tocart-form" data-product-sku="24-MB01" action="/checkout/cart/add/uenc/aHR0/product/14/" method="post"><input type="hidden" name="product" value="14"></form></div></div></li>`,
      { class: 'catalog-category-view' },
    );
    const [luma] = open().reader.cards!();
    expect(idsOf(luma!.item).slice(0, 2)).toEqual(['24-MB01', '14']);
    expect(readPart(luma!.element, magento.card, READING)).toMatchObject({ price: 18.5 });
    setPage(
      '<div class="shopify-section"><ul id="product-grid"><li class="grid__item"><div class="card-wrapper product-card-wrapper"><h3 class="card__heading"><a href="/collections/lamps/products/red-lantern?_pos=1" id="CardLink-template--1728__product-grid-8123" class="full-unstyled-link">Red</a></h3></div></li></ul></div>',
      {},
      '/collections/lamps',
    );
    const dawn = cardIds()[0]!;
    expect(dawn[0]).toBe('8123');
    expect(dawn).toContain('red-lantern');
  });

  test("a theme that has nothing of its platform's lists leaves them, and clicks in them, to others", () => {
    setPage('<div class="tiles"><article class="tile"><a id="x" href="/product/mug/">Mug</a></article></div>', {
      class: 'home woocommerce-js',
    });
    const opened = open();
    expect([opened.reader.cards!(), opened.act('#x'), opened.reader.lines()]).toEqual([[], undefined, undefined]);
  });

  test('a card is read when it is looked at, and once', () => {
    setPage(WOO_CARD, { class: 'woocommerce' });
    const { reader } = open();
    const [card] = reader.cards!();
    document.querySelector('.ajax_add_to_cart')!.setAttribute('data-product_sku', 'LATE');
    expect(card!.item!.id).toBe('LATE');
    document.querySelector('.ajax_add_to_cart')!.setAttribute('data-product_sku', 'LATER');
    expect(reader.cards!()[0]!.item!.id).toBe('LATE');
  });
});

describe('what clicks and forms say', () => {
  test('a link in a card is a click on its product, with its place', () => {
    setPage(WOO_CARD, { class: 'woocommerce' });
    expect(open().act('.post-32 h2')).toMatchObject({ type: 'product_click', items: [{ id: 'MUG', position: 1 }] });
    expect(open().act('.post-32 .add_to_cart_button')).toMatchObject({ type: 'product_click' });
    expect(open().act('.post-31 a img', 'auxclick')).toMatchObject({ type: 'product_click', items: [{ position: 0 }] });
  });

  test('a button of WooCommerce adds at once where no script of the shop would say that it has', () => {
    setPage(WOO_CARD, { class: 'woocommerce' });
    expect(open().act('.ajax_add_to_cart')).toMatchObject({
      type: 'add_to_cart',
      items: [{ id: 'LAN-RED', quantity: 1, price: 18.5 }],
    });
  });

  test('a variation that is chosen is what is added, and its price and quantity those that are shown', () => {
    setPage(
      `<div id="product-40" class="product type-product post-40 product-type-variable"><div class="summary"><p class="price">€10.00 – €14.00</p>
       <form class="variations_form cart" action="" method="post" enctype="multipart/form-data" data-product_id="40" data-product_variations="[]">
       <div class="woocommerce-variation single_variation"><div class="woocommerce-variation-price"><span class="price"><span class="amount">€14.00</span></span></div></div>
       <input type="number" name="quantity" value="3"><button type="submit" class="single_add_to_cart_button button alt">Add</button>
       <input type="hidden" name="add-to-cart" value="40"><input type="hidden" name="product_id" value="40"><input type="hidden" name="variation_id" class="variation_id" value="43"></form>
       <div class="product_meta"><span class="sku_wrapper">SKU: <span class="sku">TEE-L</span></span></div></div></div>`,
      { class: 'single-product postid-40 woocommerce' },
      '/product/tee/',
    );
    const opened = open();
    expect(idsOf(opened.reader.products!()[0]).slice(0, 2)).toEqual(['TEE-L', '40']);
    const draft = opened.act('form.cart', 'submit')!;
    expect(draft).toMatchObject({ type: 'add_to_cart', items: [{ id: '43', quantity: 3, price: 14 }] });
    expect(idsOf(draft.items![0])).toContain('TEE-L');
    document.querySelector<HTMLInputElement>('.variation_id')!.value = '0';
    expect(open().act('form.cart', 'submit')).toMatchObject({ items: [{ id: '40' }] });
  });

  test('a grouped product adds those of its products that have a quantity', () => {
    setPage(
      `<form class="cart grouped_form" method="post"><table><tr id="product-2" class="type-product post-2"><td><input name="quantity[2]" type="number" value="2"></td></tr>
       <tr><td><input name="quantity[3]" type="number" value=""></td></tr><tr><td><input type="checkbox" name="quantity[4]" value="1" checked></td></tr><tr><td><input type="checkbox" name="quantity[5]" value="1"></td></tr></table><input type="hidden" name="add-to-cart" value="1"></form>`,
      { class: 'single-product postid-1 woocommerce' },
    );
    expect(open().act('form.cart', 'submit')!.items).toEqual([
      { id: '2', quantity: 2 },
      { id: '4', quantity: 1 },
    ]);
  });

  test('what a page of one product advertises is not that product', () => {
    setPage(
      '<a class="banner" href="/?add-to-cart=99&quantity=2">x</a><div class="product_meta"><span class="sku">OWN</span></div>',
      {
        class: 'single-product postid-1 woocommerce',
      },
    );
    expect(open().act('.banner')!.items).toEqual([{ id: '99', quantity: 2 }]);
  });

  test('a line that is removed says how many are gone', () => {
    setPage(
      `<form class="woocommerce-cart-form"><table><tr class="woocommerce-cart-form__cart-item cart_item"><td class="product-remove"><a role="button" href="/cart/?remove_item=c16a&amp;_wpnonce=1" class="remove" data-product_id="31" data-product_sku="LAN-RED">×</a></td>
       <td class="product-name"><a href="/product/red-lantern/">Red</a></td><td class="product-price"><span class="amount">€18.50</span></td><td class="product-quantity"><input type="number" name="cart[c16a][qty]" value="2"></td><td class="product-subtotal">€37.00</td></tr></table></form>`,
      { class: 'woocommerce-cart woocommerce-page' },
    );
    expect(open().act('.remove')).toMatchObject({
      type: 'remove_from_cart',
      items: [{ id: 'LAN-RED', quantity: 2, price: 18.5 }],
    });
  });

  test('reviews have their stars, and wishes no price', () => {
    setPage(
      `<form id="commentform"><select name="rating"><option value="">Rate…</option><option value="4" selected>Good</option></select><input type="hidden" name="comment_post_ID" value="31"></form>
       <a href="?add_to_wishlist=31" class="add_to_wishlist" data-product-id="31">Wish</a>`,
      { class: 'single-product postid-31 woocommerce' },
    );
    expect(open().act('#commentform', 'submit')).toEqual({ type: 'review', items: [{ id: '31' }], rating: 4 });
    expect(open().act('.add_to_wishlist')).toEqual({ type: 'wishlist_add', items: [{ id: '31' }] });
  });

  test('Magento sends links by forms of its own; Hyvä names the product in a handler', () => {
    setPage(
      `<button type="button" class="action tocart primary" data-post='{"action":"https:\\/\\/shop.example\\/checkout\\/cart\\/add\\/product\\/14\\/","data":{"product":"14","uenc":"aHR0"}}'>Add</button>
       <button type="button" id="wish" x-data="initWishlist()" @click.prevent="addToWishlist(15)">Wish</button>`,
      { class: 'catalog-category-view' },
    );
    expect(open().act('.tocart')).toMatchObject({ type: 'add_to_cart', items: [{ id: '14' }] });
    expect(open().act('#wish')).toMatchObject({ type: 'wishlist_add', items: [{ id: '15' }] });
  });

  test('the checkout of Shopify begins at its button, with what is in the cart', () => {
    setPage(
      `<div class="shopify-section"><cart-items><form action="/cart" id="cart"><div id="main-cart-items"><table><tr class="cart-item" id="CartItem-1"><td class="cart-item__details"><a href="/products/red-lantern?variant=431" class="cart-item__name">Red</a></td>
       <td class="cart-item__prices"><span class="price price--end">€18.50</span></td><td><quantity-input><input class="quantity__input" data-quantity-variant-id="431" name="updates[]" value="2"></quantity-input></td></tr></table></div></form></cart-items>
       <button type="submit" id="checkout" name="checkout" form="cart">Check out</button></div>`,
      {},
      '/cart',
    );
    const draft = open().act('#checkout')!;
    expect(draft).toMatchObject({ type: 'begin_checkout', items: [{ id: '431', price: 18.5, quantity: 2 }] });
    expect(idsOf(draft.items![0])).toContain('red-lantern');
  });

  test('a click on nothing of the platform is left to others', () => {
    setPage('<p class="woocommerce"><a id="x" href="/about">about</a></p>', { class: 'woocommerce-page' });
    expect(open().act('#x')).toBeUndefined();
  });
});
