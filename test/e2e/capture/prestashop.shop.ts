import { readFile } from 'node:fs/promises';

import type { Answer, HostRequest } from '../fixture-host.ts';
import type { ExpectedEvent, StyleShop } from './style-shop.ts';

const JQUERY = new URL('../../../node_modules/jquery/dist/jquery.min.js', import.meta.url);
const AJAX_MS = 500;

interface Product {
  readonly id: number;
  readonly combination: number;
  readonly slug: string;
  readonly reference: string;
  readonly euro: number;
}

const PRODUCTS: readonly Product[] = [
  { id: 7, combination: 0, slug: 'red-lantern', reference: 'demo_7', euro: 18.5 },
  { id: 8, combination: 21, slug: 'tee', reference: 'demo_8', euro: 14 },
  { id: 9, combination: 0, slug: 'blue-mug', reference: 'demo_9', euro: 7 },
];
const money = (euro: number): string => `${euro.toFixed(2).replace('.', ',')}&nbsp;€`;
const pathOf = ({ id, combination, slug }: Product): string =>
  `/lamps/${id}${combination ? `-${combination}` : ''}-${slug}.html`;
const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';

const miniature = (one: Product, position: number): string =>
  `<div itemprop="itemListElement" itemscope itemtype="http://schema.org/ListItem"><meta itemprop="position" content="${position}"><article class="product-miniature js-product-miniature" data-id-product="${one.id}" data-id-product-attribute="${one.combination}" itemprop="item" itemscope itemtype="http://schema.org/Product"><div class="thumbnail-container">
  <a href="${pathOf(one)}" class="thumbnail product-thumbnail"><img src="/${one.id + 20}-home_default/${one.slug}.svg" alt="" loading="lazy" data-full-size-image-url="/${one.id + 20}-large_default/${one.slug}.svg"></a>
  <div class="product-description"><h2 class="h3 product-title" itemprop="name"><a href="${pathOf(one)}" itemprop="url" content="${pathOf(one)}">${one.slug}</a></h2><div class="product-price-and-shipping"><span class="regular-price" aria-label="Regular price">${money(one.euro + 5)}</span><span class="discount-percentage discount-product">-20%</span><span class="price" aria-label="Price">${money(one.euro)}</span><div itemprop="offers" itemscope itemtype="http://schema.org/Offer" class="invisible"><meta itemprop="priceCurrency" content="EUR"><meta itemprop="price" content="${one.euro}"></div></div></div>
  <div class="highlighted-informations no-variants hidden-sm-down"><a class="quick-view" href="#" data-link-action="quickview">Quick view</a></div></div></article></div>`;

/** JSON in an attribute, rendered again with every combination. */
const details = (one: Product, combination: number): string =>
  `<div class="tab-pane fade" id="product-details" data-product="${JSON.stringify({ id_product: String(one.id), id_product_attribute: combination, reference: one.reference, name: one.slug, price_amount: one.euro, quantity_wanted: 1, embedded_attributes: { id_product: one.id, name: 'Tee "L"' } }).replaceAll('"', '&quot;')}" role="tabpanel"><div class="product-reference"><label class="label">Reference</label><span itemprop="sku">${one.reference}</span></div></div>`;

const productMain = (one: Product): string =>
  `<section id="main" itemscope itemtype="https://schema.org/Product"><meta itemprop="url" content="${pathOf(one)}"><h1 class="h1" itemprop="name">${one.slug}</h1><div class="product-prices"><div class="product-price h5" itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="EUR"><div class="current-price"><span itemprop="price" content="${one.euro}">${money(one.euro)}</span></div></div></div>
  <div class="product-actions"><form action="/cart" method="post" id="add-to-cart-or-refresh"><input type="hidden" name="token" value="9c1e"><input type="hidden" name="id_product" value="${one.id}" id="product_page_product_id"><input type="hidden" name="id_customization" value="0" id="product_customization_id">
  <div class="product-variants"><select id="group_1" data-product-attribute="1" name="group[1]"><option value="1">S</option><option value="3">L</option></select></div>
  <div class="product-add-to-cart"><div class="qty"><input type="number" name="qty" id="quantity_wanted" value="1" class="input-group" min="1"></div><div class="add"><button class="btn btn-primary add-to-cart" data-button-action="add-to-cart" type="submit">Add to cart</button></div></div></form>
  <div class="wishlist-button" data-url="/module/blockwishlist/action?action=deleteProductFromWishlist" data-product-id="${one.id}" data-product-attribute-id="${one.combination}"><button class="wishlist-button-add"><i class="material-icons">favorite_border</i></button></div></div>${details(one, one.combination)}
  <section class="product-accessories clearfix"><div class="products" itemscope itemtype="http://schema.org/ItemList">${miniature(PRODUCTS[2]!, 0)}</div></section></section>
  <script>$('#group_1').on('change',function(){setTimeout(function(){$('#product-details').replaceWith(${JSON.stringify(details(one, 22))});prestashop.emit('updatedProduct',{id_product_attribute:22})},100)})</script>`;

const cartLine = (one: Product, count: number): string =>
  `<li class="cart-item"><div class="product-line-grid"><div class="product-line-grid-left"><span class="product-image media-middle"><img src="/${one.id + 20}-cart_default/${one.slug}.svg" alt=""></span></div><div class="product-line-grid-body"><div class="product-line-info"><a class="label" href="${pathOf(one)}" data-id_customization="0">${one.slug}</a></div><div class="product-line-info product-price h5 has-discount"><div class="product-discount"><span class="regular-price">${money(one.euro + 5)}</span><span class="discount discount-percentage">-20%</span></div><div class="current-price"><span class="price">${money(one.euro)}</span></div></div></div>
  <div class="product-line-grid-right product-line-actions"><div class="qty"><input class="js-cart-line-product-quantity" data-down-url="/cart?update=1&id_product=${one.id}&op=down" data-product-id="${one.id}" type="number" value="${count}" name="product-quantity-spin"></div><div class="price"><span class="product-price"><strong>${money(one.euro * count)}</strong></span></div><div class="cart-line-product-actions"><a class="remove-from-cart" rel="nofollow" href="/cart?delete=1&id_product=${one.id}" data-link-action="delete-from-cart" data-id-product="${one.id}" data-id-product-attribute="${one.combination}" data-id-customization=""><i class="material-icons float-xs-left">delete</i></a></div></div></div></li>`;
const cartPage = `<section id="main"><div class="cart-grid row"><div class="card cart-container"><div class="cart-overview js-cart" data-refresh-url="/cart?ajax=1&action=refresh"><ul class="cart-items">${cartLine(PRODUCTS[0]!, 2)}${cartLine(PRODUCTS[1]!, 1)}</ul></div></div><div class="cart-grid-right"><div class="checkout cart-detailed-actions"><a href="/order" class="btn btn-primary">Proceed to checkout</a></div></div></div></section>`;
const orderLine = (one: Product, count: number): string =>
  `<div class="order-line row"><div class="col-sm-2 col-xs-3"><span class="image"><img src="/${one.id + 20}-medium_default/${one.slug}.svg"></span></div><div class="col-sm-4 col-xs-9 details"><span>${one.slug}</span></div><div class="col-sm-6 col-xs-12 qty"><div class="row"><div class="col-xs-4 text-sm-center text-xs-left">${money(one.euro)}</div><div class="col-xs-4 text-sm-center">${count}</div><div class="col-xs-4 text-sm-center text-xs-right bold">${money(one.euro * count)}</div></div></div></div>`;
const orderPage = `<section id="content-hook_order_confirmation" class="card"><p>An email has been sent to jane@shop.example.</p></section><section id="content" class="page-content page-order-confirmation card"><div id="order-items"><div class="order-confirmation-table">${orderLine(PRODUCTS[0]!, 2)}${orderLine(PRODUCTS[1]!, 1)}<table><tr><td>Subtotal</td><td>51,00&nbsp;€</td></tr></table></div></div><div id="order-details"><ul><li>Order reference: QWXZTPLKM</li></ul></div></section>`;

/** The shop's bus and what its core does with it. */
const CORE = `var handlers={};prestashop.on=function(t,f){(handlers[t]=handlers[t]||[]).push(f)};prestashop.removeListener=function(t,f){handlers[t]=(handlers[t]||[]).filter(function(g){return g!==f})};prestashop.emit=function(t,e){(handlers[t]||[]).forEach(function(f){f(e)})};
$(function(){$('body').on('click','[data-button-action="add-to-cart"]',function(e){e.preventDefault();var form=$(e.target).closest('form');$.post(form.attr('action'),form.serialize()+'&add=1&action=update',null,'json').then(function(resp){if(resp.hasError){prestashop.emit('handleError',{eventType:'addProductToCart',resp:resp});return}
prestashop.emit('updateCart',{reason:{idProduct:resp.id_product,idProductAttribute:resp.id_product_attribute,idCustomization:0,linkAction:'add-to-cart',cart:resp.cart},resp:resp})})})
.on('click','[data-link-action="delete-from-cart"]',function(e){e.preventDefault();var t=e.currentTarget;$.ajax({url:t.href,method:'POST',data:{ajax:'1',action:'update'},dataType:'json'}).then(function(resp){prestashop.emit('updateCart',{reason:t.dataset,resp:resp});$(t).closest('.cart-item').remove()})})});`;

function page(id: string, classes: string, main: string, cart: object = {}): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><script>var prestashop = ${JSON.stringify({ cart, currency: { iso_code: 'EUR' }, page: { page_name: id } }).replaceAll('/', '\\/')};</script><script src="/jquery.js"></script><script>${CORE}</script></head>
  <body id="${id}" class="lang-en country-de currency-eur layout-full-width page-${id} tax-display-enabled ${classes}"><main><header id="header"><div id="search_widget" class="search-widgets" data-search-controller-url="/search"><form method="get" action="/search"><input type="hidden" name="controller" value="search"><input type="text" name="s" value="" placeholder="Search our catalog" aria-label="Search"></form></div></header><section id="wrapper"><div id="content-wrapper">${main}</div></section></main></body></html>`;
}

const inCart = {
  products: PRODUCTS.slice(0, 2).map((one, index) => ({
    id_product: String(one.id),
    id_product_attribute: String(one.combination),
    reference: one.reference,
    price: `${one.euro} €`,
    price_amount: one.euro,
    quantity: 2 - index,
  })),
};

async function answer({ pathname }: URL, { method, body }: HostRequest): Promise<string | Answer | undefined> {
  if (pathname === '/jquery.js') return { body: await readFile(JQUERY), type: 'text/javascript' };
  if (pathname.endsWith('.svg')) return { body: svg, type: 'image/svg+xml' };
  if (pathname === '/cart' && method === 'POST') {
    await new Promise((resolve) => setTimeout(resolve, AJAX_MS));
    const id = /id_product=(\d+)/.exec(body)?.[1];
    const reply =
      id === '9'
        ? { hasError: true, errors: ['Out of stock'] }
        : { success: true, id_product: id, id_product_attribute: id === '8' ? '22' : '0', cart: {} };
    return { body: JSON.stringify(reply), type: 'application/json' };
  }
  const one = PRODUCTS.find((each) => pathname === pathOf(each));
  if (one) return page('product', `product-id-${one.id} product-${one.slug}`, productMain(one));
  if (pathname === '/3-lamps')
    return page(
      'category',
      'category-id-3 category-lamps',
      `<section id="main"><section id="products"><div id="js-product-list"><div class="products row" itemscope itemtype="http://schema.org/ItemList">${PRODUCTS.map(miniature).join('\n')}</div></div></section></section>`,
    );
  if (pathname === '/search')
    return page(
      'search',
      '',
      `<section id="main"><div class="products row">${miniature(PRODUCTS[0]!, 0)}</div></section>`,
    );
  if (pathname === '/cart') return page('cart', '', cartPage, inCart);
  if (pathname === '/order')
    return page(
      'checkout',
      '',
      '<section id="content"><form action="/order" method="post"><input type="email" name="email" value="jane@shop.example"></form><div id="payment-confirmation"><button type="button" onclick="location.href=\'/order-confirmation?id_cart=11&id_module=3&id_order=77&key=5e1\'">Place order</button></div></section>',
      inCart,
    );
  if (pathname === '/order-confirmation') return page('order-confirmation', '', orderPage);
  return undefined;
}

const seen = (id: string, price: number): ExpectedEvent[] => [
  { type: 'page_view', page: 'product' },
  { type: 'product_view', items: [id], price, currency: 'EUR' },
];

/** PrestaShop as its Classic theme shows it; the catalogue goes by product ids, and knows addresses too. */
export const prestashop: StyleShop = {
  name: 'PrestaShop',
  site: { currency: 'EUR', locale: 'de-DE' },
  bundle: {
    ids: ['7', '8', '9', 'p4', 'p5', 'p6', 'p10', 'p11', 'p12', 'p13', 'p14', 'p15'],
    aliases: { 7: ['red-lantern', 'demo_7'], 8: ['tee', 'demo_8'], 9: ['blue-mug', 'demo_9'] },
  },
  answer,
  async walk({ visit, click, page, pause }) {
    await visit('/3-lamps');
    await click('[data-id-product="8"] .quick-view');
    await click('[data-id-product="8"] .product-title a');
    await page.selectOption('#group_1', '3');
    await page.fill('#quantity_wanted', '2');
    await click('.add-to-cart');
    await pause();
    await click('.wishlist-button-add');
    await click('.product-accessories .product-thumbnail');
    await click('.add-to-cart');
    await pause();
    await page.fill('[name="s"]', 'lantern');
    await page.press('[name="s"]', 'Enter');
    await pause();
    await visit('/cart');
    await click('[data-id-product="7"].remove-from-cart');
    await click('.checkout a');
    await click('#payment-confirmation button');
    await visit('/order-confirmation?id_cart=11&id_module=3&id_order=77&key=5e1');
  },
  expected: [
    { type: 'page_view', page: 'category' },
    { type: 'product_click', items: ['8'], position: 1, price: 14 },
    ...seen('8', 14),
    { type: 'add_to_cart', items: ['8'], quantity: 2, price: 14 },
    { type: 'wishlist_add', items: ['8'] },
    { type: 'product_click', items: ['9'] },
    ...seen('9', 7),
    { type: 'page_view', page: 'search' },
    { type: 'search', tokens: ['lantern'] },
    { type: 'page_view', page: 'cart' },
    { type: 'cart_view', items: ['7', '8'] },
    { type: 'remove_from_cart', items: ['7'], quantity: 2, price: 18.5 },
    { type: 'page_view', page: 'checkout' },
    { type: 'begin_checkout' },
    { type: 'page_view', page: 'order' },
    { type: 'purchase', items: ['7', '8'] },
    { type: 'page_view', page: 'order' },
  ],
};
