import type { Answer, HostRequest } from '../fixture-host.ts';
import type { ExpectedEvent, StyleShop } from './style-shop.ts';

interface Product {
  readonly uuid: string;
  readonly number: string;
  readonly slug: string;
  readonly euro: number;
}

const PRODUCTS: readonly Product[] = ['Red-lantern', 'Blue-mug', 'Tee'].map((slug, index) => ({
  uuid: `018f2b7c9d3e7a1b8c5d4e6f7a8b9c0${index}`,
  number: `SW1000${index}`,
  slug,
  euro: [1_299, 7.5, 14][index]!,
}));
const [LANTERN, MUG, TEE] = PRODUCTS as [Product, Product, Product];
const money = (euro: number): string => `${euro.toLocaleString('de-DE', { minimumFractionDigits: 2 })}&nbsp;€*`;
const pathOf = ({ slug, number }: Product): string => `/${slug}/${number}`;

const buyFields = ({ uuid }: Product): string =>
  `<input type="hidden" name="redirectTo" value="frontend.cart.offcanvas"><input type="hidden" name="lineItems[${uuid}][id]" value="${uuid}"><input type="hidden" name="lineItems[${uuid}][type]" value="product"><input type="hidden" name="lineItems[${uuid}][referencedId]" value="${uuid}"><input type="hidden" name="lineItems[${uuid}][stackable]" value="1">`;
const box = (one: Product): string =>
  `<div class="cms-listing-col col-sm-6 col-lg-4" role="listitem"><div class="card product-box box-standard" data-product-information="${JSON.stringify({ id: one.uuid, name: one.slug }).replaceAll('"', '&quot;')}"><div class="card-body"><div class="product-badges"><span class="badge bg-danger">%</span></div><div class="product-image-wrapper"><a href="${pathOf(one)}" title="${one.slug}" class="product-image-link is-standard"><img src="/media/8f/aa/1a/1713/img_${one.number.slice(-1)}_400x400.svg" class="product-image is-standard" alt=""></a></div>
  <div class="product-info"><a href="${pathOf(one)}" title="${one.slug}" class="product-name stretched-link">${one.slug}</a><div class="product-price-info"><p class="product-price-unit"></p><div class="product-price-wrapper"><span class="product-price with-list-price"> ${money(one.euro)} <span class="list-price"><span class="list-price-price">${money(one.euro + 100)}</span></span></span></div></div>
  <div class="product-action"><form action="/checkout/line-item/add" method="post" class="buy-widget" data-add-to-cart="true">${buyFields(one)}<input type="hidden" name="lineItems[${one.uuid}][quantity]" value="1"><div class="d-grid"><button class="btn btn-buy" title="In den Warenkorb">In den Warenkorb</button></div></form></div></div></div></div></div>`;
const detail = (one: Product): string =>
  `<div class="container-main"><div class="product-detail"><div class="product-detail-content"><div class="row product-detail-headline"><h1 class="product-detail-name">${one.slug}</h1></div><div class="product-detail-buy js-magnifier-zoom-image-container"><div class="product-detail-price-container"><p class="product-detail-price"> ${money(one.euro)}</p></div>
  <form id="productDetailPageBuyProductForm" action="/checkout/line-item/add" method="post" class="buy-widget" data-add-to-cart="true">${buyFields(one)}<div class="row g-2 buy-widget-container"><input type="number" name="lineItems[${one.uuid}][quantity]" class="form-control js-quantity-selector quantity-selector-group-input" min="1" value="1"><button class="btn btn-primary btn-buy">In den Warenkorb</button></div></form>
  <form action="/wishlist/add/${one.uuid}"><button type="button" class="product-wishlist product-wishlist-action" data-add-to-wishlist="true">Merken</button></form><div class="product-detail-ordernumber-container"><span class="product-detail-ordernumber-label">Produktnummer:</span><span class="product-detail-ordernumber"> ${one.number} </span></div></div></div></div></div>`;
const line = (one: Product, count: number, isDone: boolean): string =>
  `<div class="line-item line-item-product js-cart-item" role="listitem"><div class="row line-item-row"><div class="line-item-info"><div class="line-item-details"><a href="${pathOf(one)}" class="line-item-label">${one.slug}</a><div class="line-item-ordernumber">Produktnummer: ${one.number}</div></div></div>
  <div class="line-item-quantity">${isDone ? `<span class="line-item-quantity-label">Anzahl:</span> ${count}` : `<form action="/checkout/line-item/change-quantity/${one.uuid}" method="post" class="line-item-quantity-container"><input type="number" name="quantity" class="form-control js-quantity-selector" min="1" value="${count}"></form>`}</div><div class="line-item-unit-price"><div class="line-item-unit-price-value">${money(one.euro)}</div></div><div class="line-item-total-price">${money(one.euro * count)}</div>
  ${isDone ? '' : `<div class="line-item-remove"><form action="/checkout/line-item/delete/${one.uuid}" method="post"><button type="submit" class="btn line-item-remove-button" title="Entfernen">x</button></form></div>`}</div></div>`;
const lines = (isDone: boolean): string =>
  `<div class="line-items">${line(LANTERN, 1, isDone)}${line(TEE, 3, isDone)}</div>`;

/** An off-canvas cart by fetch: the form is sent by script, and the shop's page stays. */
const SCRIPT = `addEventListener('submit',function(e){var f=e.target;if(!f.matches('[data-add-to-cart]'))return;e.preventDefault();fetch(f.action,{method:'POST',body:new FormData(f)}).then(function(r){return r.text()}).then(function(html){var o=document.querySelector('.offcanvas');o.classList.add('show');o.innerHTML=html;setTimeout(function(){o.classList.remove('show');o.replaceChildren()},300)})});`;
const page = (classes: string, main: string): string =>
  `<!DOCTYPE html><html lang="de-DE"><head><meta charset="UTF-8"><title>Shop</title><style>.offcanvas{position:fixed;right:0;top:0}.offcanvas:not(.show){display:none}</style></head><body class="${classes}"><header class="header-main"><div class="collapse" id="searchCollapse"><form action="/search" method="get" data-search-widget="true" class="header-search-form js-search-form"><div class="input-group"><input type="search" name="search" class="form-control header-search-input" autocomplete="off" placeholder="Suchbegriff ..." aria-label="Suchbegriff ..."><button type="submit" class="btn header-search-btn" aria-label="Suchen">s</button></div></form></div></header><div class="offcanvas"></div><main class="content-main">${main}</main><script>${SCRIPT}</script></body></html>`;

function answer({ pathname }: URL, { method }: HostRequest): string | Answer | undefined {
  if (pathname.startsWith('/media/'))
    return { body: '<svg xmlns="http://www.w3.org/2000/svg"/>', type: 'image/svg+xml' };
  if (pathname === '/checkout/line-item/add')
    return { body: `<div class="offcanvas-body">${line(MUG, 1, true)}</div>`, type: 'text/html' };
  if (pathname.startsWith('/checkout/line-item/delete/') && method === 'POST')
    return { body: '', type: 'text/html', status: 302, headers: { location: '/checkout/cart' } };
  if (pathname === '/Leuchten/')
    return page(
      'is-ctl-navigation is-act-index',
      `<div class="cms-element-product-listing"><div class="row cms-listing-row js-listing-wrapper" role="list">${PRODUCTS.map(box).join('\n')}</div></div>`,
    );
  if (pathname === '/search')
    return page('is-ctl-search is-act-search', `<div class="row cms-listing-row">${box(LANTERN)}</div>`);
  if (pathname === '/checkout/cart')
    return page(
      'is-ctl-checkout is-act-cartpage',
      `${lines(false)}<a href="/checkout/confirm" class="btn btn-primary begin-checkout-btn">Zur Kasse</a>`,
    );
  if (pathname === '/checkout/confirm')
    return page(
      'is-ctl-checkout is-act-confirmpage',
      `<p>jane@shop.example</p>${lines(true)}<button type="button" id="confirmFormSubmit" onclick="location.href='/checkout/finish?orderId=018fffff'">Zahlungspflichtig bestellen</button>`,
    );
  if (pathname === '/checkout/finish')
    return page(
      'is-ctl-checkout is-act-finishpage',
      `<div class="finish-content"><h1>Vielen Dank</h1><p class="finish-ordernumber" data-order-number="10023">Ihre Bestellnummer: #10023</p></div>${lines(true)}`,
    );
  const one = PRODUCTS.find((each) => pathname === pathOf(each));
  return one && page('is-ctl-product is-act-index', detail(one));
}

const seen = (id: string, price: number): ExpectedEvent[] => [
  { type: 'page_view', page: 'product' },
  { type: 'product_view', items: [id], price, currency: 'EUR' },
];

/** A platform that Aisle has no line of code for, in the style of Shopware 6: only what `site.products` says of it. */
export const shopware: StyleShop = {
  name: 'Shopware, by site rules',
  site: {
    currency: 'EUR',
    locale: 'de-DE',
    products: [
      { match: '/Leuchten/', page: 'category' },
      {
        as: 'card',
        container: '.product-box',
        itemId: { attribute: 'data-product-information', pattern: '"id":"([0-9a-f]{32})"' },
        price: { selector: '.product-price' },
        add: '.buy-widget',
      },
      {
        match: '/*/SW*',
        page: 'product',
        container: '.product-detail',
        itemId: { selector: '.product-detail-ordernumber' },
        price: { selector: '.product-detail-price' },
        quantity: { selector: '.quantity-selector-group-input', attribute: 'value' },
        add: '#productDetailPageBuyProductForm',
        wishlist: '.product-wishlist',
      },
      {
        match: '/checkout/cart',
        as: 'line',
        container: '.line-items .line-item-product',
        itemId: { selector: '.line-item-ordernumber', pattern: 'SW\\d+' },
        price: { selector: '.line-item-unit-price-value' },
        quantity: { selector: '[name=quantity]', attribute: 'value' },
        remove: '.line-item-remove form',
      },
      {
        match: ['/checkout/confirm', '/checkout/finish'],
        as: 'line',
        container: '.line-items .line-item-product',
        itemId: { selector: '.line-item-ordernumber', pattern: 'SW\\d+' },
        price: { selector: '.line-item-unit-price-value' },
        quantity: { selector: '.line-item-quantity', pattern: '\\d+' },
      },
      { match: '/checkout/cart', page: 'cart' },
      { match: '/checkout/confirm', page: 'checkout' },
      {
        match: '/checkout/finish',
        page: 'order',
        order: { selector: '.finish-ordernumber', attribute: 'data-order-number' },
      },
      { search: '#searchCollapse form', searchParameter: 'search' },
    ],
  },
  bundle: {
    ids: ['SW10000', 'SW10001', 'SW10002', 's3', 's4', 's5', 's6', 's7', 's8', 's9', 's10', 's11'],
    aliases: Object.fromEntries(PRODUCTS.map(({ number, uuid }) => [number, [uuid]])),
  },
  answer,
  async walk({ visit, click, page, pause }) {
    await visit('/Leuchten/');
    await click('.cms-listing-col:nth-child(2) .btn-buy');
    await pause();
    await click('.cms-listing-col:nth-child(3) .product-name');
    await page.fill('.quantity-selector-group-input', '3');
    await click('.btn-buy');
    await pause();
    await click('.product-wishlist');
    await page.fill('.header-search-input', 'a lantern');
    await page.press('.header-search-input', 'Enter');
    await pause();
    await visit('/checkout/cart');
    await pause();
    await click('.line-item-remove-button');
    await click('.begin-checkout-btn');
    await click('#confirmFormSubmit');
    await visit('/checkout/finish?orderId=018fffff');
  },
  expected: [
    { type: 'page_view', page: 'category' },
    { type: 'add_to_cart', items: ['SW10001'], price: 7.5, currency: 'EUR' },
    { type: 'product_click', items: ['SW10002'], position: 2 },
    ...seen('SW10002', 14),
    { type: 'add_to_cart', items: ['SW10002'], quantity: 3, price: 14 },
    { type: 'wishlist_add', items: ['SW10002'] },
    { type: 'page_view', page: 'search' },
    { type: 'search', tokens: ['lantern'] },
    { type: 'page_view', page: 'cart' },
    { type: 'cart_view', items: ['SW10000', 'SW10002'] },
    { type: 'remove_from_cart', items: ['SW10000'], quantity: 1, price: 1_299 },
    { type: 'page_view', page: 'cart' },
    { type: 'cart_view', items: ['SW10000', 'SW10002'] },
    { type: 'page_view', page: 'checkout' },
    { type: 'begin_checkout', items: ['SW10000', 'SW10002'] },
    { type: 'page_view', page: 'order' },
    { type: 'purchase', items: ['SW10000', 'SW10002'] },
    { type: 'page_view', page: 'order' },
  ],
};
