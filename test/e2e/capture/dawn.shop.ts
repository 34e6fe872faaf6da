import type { Answer, HostRequest } from '../fixture-host.ts';
import type { ExpectedEvent, StyleShop } from './style-shop.ts';

const AJAX_MS = 500;

interface Product {
  readonly id: string;
  readonly handle: string;
  readonly cents: number;
  /** By the option's value. */
  readonly variants: Readonly<Record<string, string>>;
}

const LANTERN: Product = {
  id: '8123000000001',
  handle: 'red-lantern',
  cents: 1850,
  variants: { Default: '43100000000011' },
};
const TEE: Product = {
  id: '8123000000002',
  handle: 'tee',
  cents: 1400,
  variants: { S: '43100000000021', L: '43100000000022' },
};
const MUG: Product = { id: '8123000000003', handle: 'blue-mug', cents: 700, variants: { Default: '43100000000031' } };
const PRODUCTS = [LANTERN, TEE, MUG];
const money = (cents: number): string => `£${(cents / 100).toFixed(2)}`;
const firstOf = ({ variants }: Product): string => Object.values(variants)[0]!;

const price = ({ cents }: Product): string =>
  `<div class="price price--on-sale"><div class="price__container"><div class="price__regular"><span class="visually-hidden visually-hidden--inline">Regular price</span><span class="price-item price-item--regular">${money(cents + 500)} GBP</span></div><div class="price__sale"><span class="visually-hidden visually-hidden--inline">Regular price</span><span><s class="price-item price-item--regular">${money(cents + 500)} GBP</s></span><span class="visually-hidden visually-hidden--inline">Sale price</span><span class="price-item price-item--sale price-item--last">${money(cents)} GBP</span></div></div></div>`;
const form = (one: Product, id: string, variant: string, inner: string): string =>
  `<form method="post" action="/cart/add" id="${id}" accept-charset="UTF-8" class="form" enctype="multipart/form-data" novalidate="novalidate" data-type="add-to-cart-form"><input type="hidden" name="form_type" value="product"><input type="hidden" name="utf8" value="✓"><input type="hidden" name="id" value="${variant}" class="product-variant-id">${inner}<input type="hidden" name="product-id" value="${one.id}"><input type="hidden" name="section-id" value="template--1728__main"></form>`;
const card = (one: Product): string =>
  `<li class="grid__item scroll-trigger animate--slide-in"><link href="/assets/component-rating.css" rel="x"><div class="card-wrapper product-card-wrapper underline-links-hover"><div class="card card--standard card--media" style="--ratio-percent: 100%;"><div class="card__inner color-background-2 gradient ratio"><div class="card__media"><div class="media media--transparent media--hover-effect"><img src="/cdn/shop/files/${one.handle}_1.svg?v=169&width=533" alt=""></div></div><div class="card__content"><div class="card__information"><h3 class="card__heading"><a href="/collections/lamps/products/${one.handle}" id="StandardCardNoMediaLink-template--1728__product-grid-${one.id}" class="full-unstyled-link">${one.handle}</a></h3></div></div></div>
  <div class="card__content"><div class="card__information"><h3 class="card__heading h5" id="title-template--1728__product-grid-${one.id}"><a href="/collections/lamps/products/${one.handle}" id="CardLink-template--1728__product-grid-${one.id}" class="full-unstyled-link" aria-labelledby="x">${one.handle}</a></h3><div class="card-information"><span class="caption-large light"></span>${price(one)}</div></div>
  <div class="quick-add no-js-hidden">${one === TEE ? '' : `<product-form data-section-id="template--1728__product-grid">${form(one, `quick-add-template--1728__product-grid${one.id}`, firstOf(one), `<button id="quick-add-${one.id}-submit" type="submit" name="add" class="quick-add__submit button button--full-width button--secondary" aria-haspopup="dialog"><span>Add to cart</span></button>`)}</product-form>`}</div></div></div></div></li>`;

const productSection = (one: Product, variant: string): string =>
  `<product-info id="MainProduct-template--1728__main" class="section-template--1728__main-padding gradient" data-section="template--1728__main" data-product-id="${one.id}" data-update-url="true" data-url="/products/${one.handle}"><div class="product product--large"><div class="product__info-wrapper grid__item"><section id="ProductInfo-template--1728__main" class="product__info-container"><div class="product__title"><h1>${one.handle}</h1></div><div id="price-template--1728__main" role="status">${price(one)}</div>
  <div><form method="post" action="/cart/add" id="product-form-installment-template--1728__main" class="installment caption-large"><input type="hidden" name="id" value="${variant}"><input type="hidden" name="product-id" value="${one.id}"></form></div>
  <variant-selects id="variant-selects-template--1728__main" data-section="template--1728__main"><select name="options[Size]" id="Option-0">${Object.entries(
    one.variants,
  )
    .map(([name, id]) => `<option value="${name}" ${id === variant ? 'selected' : ''}>${name}</option>`)
    .join(
      '',
    )}</select><script type="application/json" data-selected-variant>${JSON.stringify({ id: Number(variant), sku: `${one.handle}-x`, price: one.cents })}</script></variant-selects>
  <quantity-input class="quantity"><button class="quantity__button" name="minus" type="button">-</button><input class="quantity__input" type="number" name="quantity" id="Quantity-template--1728__main" data-cart-quantity="0" min="1" value="1" step="1" form="product-form-template--1728__main"><button class="quantity__button" name="plus" type="button">+</button></quantity-input>
  <div><product-form class="product-form" data-hide-errors="false" data-section-id="template--1728__main"><div class="product-form__error-message-wrapper" role="alert" hidden></div>${form(one, 'product-form-template--1728__main', variant, '<div class="product-form__buttons"><button id="ProductSubmitButton-template--1728__main" type="submit" name="add" class="product-form__submit button button--full-width button--primary"><span>Add to cart</span></button></div>')}</product-form></div></section></div></div></product-info>`;
const line = (one: Product, variant: string, count: number, index: number, prefix = ''): string =>
  `<tr class="cart-item" id="Cart${prefix}Item-${index}"><td class="cart-item__media"><a href="/products/${one.handle}?variant=${variant}" class="cart-item__link" aria-hidden="true" tabindex="-1"> </a></td><td class="cart-item__details"><a href="/products/${one.handle}?variant=${variant}" class="cart-item__name h4 break">${one.handle}</a><div class="product-option">${money(one.cents)}</div></td>
  <td class="cart-item__totals right medium-hide large-up-hide"><div class="cart-item__price-wrapper"><span class="price price--end">${money(one.cents * count)}</span></div></td><td class="cart-item__quantity"><div class="cart-item__quantity-wrapper quantity-popover-wrapper"><quantity-input class="quantity cart-quantity"><input class="quantity__input" data-quantity-variant-id="${variant}" type="number" name="updates[]" value="${count}" min="0" id="Quantity-${index}" data-index="${index}"></quantity-input><cart-remove-button id="Remove-${index}" data-index="${index}"><a href="/cart/change?id=${variant}:0c1&amp;quantity=0" class="button button--tertiary" aria-label="Remove">x</a></cart-remove-button></div></td></tr>`;
const cartItems = (prefix: string, isWhole: boolean): string =>
  `${isWhole ? line(LANTERN, firstOf(LANTERN), 2, 1, prefix) : ''}${line(TEE, TEE.variants['L']!, 1, isWhole ? 2 : 1, prefix)}`;
const cartPage = (isWhole: boolean): string =>
  `<div id="shopify-section-template--1728__cart-items" class="shopify-section cart__items-wrapper"><cart-items class="gradient"><form action="/cart" class="cart__contents critical-hidden" method="post" id="cart"><div class="cart__items" id="main-cart-items" data-id="template--1728__cart-items"><div class="js-contents"><table class="cart-items"><tbody>${cartItems('', isWhole)}</tbody></table></div></div></form></cart-items></div>
  <div class="cart__footer" id="main-cart-footer"><div class="cart__ctas"><button type="submit" id="checkout" class="cart__checkout-button button" name="checkout" form="cart">Check out</button></div></div>`;

/** The theme's scripts: a bus of globals, and custom elements that send by fetch and put in anew what the server renders. */
const THEME = `let subscribers = {};
function subscribe(eventName, callback) { if (subscribers[eventName] === undefined) subscribers[eventName] = []; subscribers[eventName] = [...subscribers[eventName], callback]; return function unsubscribe() { subscribers[eventName] = subscribers[eventName].filter((cb) => cb !== callback) } }
function publish(eventName, data) { if (subscribers[eventName]) subscribers[eventName].forEach((callback) => callback(data)) }
const PUB_SUB_EVENTS = { cartUpdate: 'cart-update', cartError: 'cart-error', variantChange: 'variant-change' };
customElements.define('cart-drawer', class extends HTMLElement {});
customElements.define('product-form', class extends HTMLElement {
  connectedCallback() { const form = this.querySelector('form'); form.addEventListener('submit', (event) => { event.preventDefault(); const body = new FormData(form);
    fetch('/cart/add.js', { method: 'POST', headers: { 'X-Requested-With': 'XMLHttpRequest' }, body }).then((r) => r.json()).then((response) => {
      if (response.status) { publish(PUB_SUB_EVENTS.cartError, { source: 'product-form', productVariantId: body.get('id'), errors: response.errors }); return }
      publish(PUB_SUB_EVENTS.cartUpdate, { source: 'product-form', productVariantId: body.get('id'), cartData: response });
      document.querySelector('cart-drawer').innerHTML = response.sections['cart-drawer'] }) }) } });
customElements.define('variant-selects', class extends HTMLElement { connectedCallback() { this.addEventListener('change', (event) => { const info = this.closest('product-info');
  fetch(info.dataset.url + '?option_values=' + event.target.value + '&section_id=' + info.dataset.section).then((r) => r.text()).then((html) => {
    const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('product-info'); info.replaceWith(fresh); history.replaceState({}, '', info.dataset.url + '?variant=' + fresh.querySelector('.product-variant-id').value) }) }) } });
customElements.define('cart-remove-button', class extends HTMLElement { constructor() { super(); this.addEventListener('click', (event) => { event.preventDefault();
  fetch('/cart/change.js', { method: 'POST' }).then((r) => r.json()).then((state) => { const contents = document.querySelector('#main-cart-items .js-contents'); if (contents) contents.innerHTML = state.contents; publish(PUB_SUB_EVENTS.cartUpdate, { source: 'cart-items', cartData: state }) }) }) } });`;

const page = (main: string): string =>
  `<!doctype html><html class="js" lang="en"><head><meta charset="utf-8"><title>Dawn</title><script id="shopify-features" type="application/json">{"accessToken":"x","betas":[],"domain":"shop.example"}</script><script defer src="/cdn/shop/t/1/assets/theme.js?v=158"></script></head><body class="gradient"><a class="skip-to-content-link" href="#MainContent">Skip</a><cart-drawer class="drawer is-empty"></cart-drawer>
  <div id="shopify-section-header" class="shopify-section section-header"><form action="/search" method="get" role="search" class="search search-modal__form"><input class="search__input field__input" id="Search-In-Modal" type="search" name="q" value="" placeholder="Search" role="combobox"><input type="hidden" name="options[prefix]" value="last"><button class="search__button field__button" aria-label="Search">go</button></form></div><main id="MainContent" class="content-for-layout focus-none" role="main" tabindex="-1">${main}</main></body></html>`;

async function answer(
  { pathname, searchParams }: URL,
  { method, body }: HostRequest,
): Promise<string | Answer | undefined> {
  const json = (value: object): Answer => ({ body: JSON.stringify(value), type: 'application/json' });
  const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, AJAX_MS));
  if (pathname.endsWith('theme.js')) return { body: THEME, type: 'text/javascript' };
  if (pathname.startsWith('/cdn/')) return { body: '<svg xmlns="http://www.w3.org/2000/svg"/>', type: 'image/svg+xml' };
  if (pathname === '/cart/add.js') {
    await wait();
    if (body.includes(firstOf(MUG)))
      return json({ status: 422, message: 'Cart Error', description: 'All Blue mug are in your cart.' });
    return json({
      id: 1,
      sections: {
        'cart-drawer': `<div class="drawer__inner"><cart-drawer-items><form action="/cart" id="CartDrawer-Form" class="cart__contents cart-drawer__form" method="post"><table><tbody>${cartItems('Drawer-', true)}</tbody></table></form></cart-drawer-items></div>`,
      },
    });
  }
  if (pathname === '/cart/change.js') {
    await wait();
    return json({
      item_count: 1,
      contents: `<table class="cart-items"><tbody>${cartItems('', false)}</tbody></table>`,
    });
  }
  if (pathname === '/collections/lamps')
    return page(
      `<div class="shopify-section"><div class="product-grid-container" id="ProductGridContainer"><ul id="product-grid" data-id="template--1728__product-grid" class="grid product-grid grid--4-col-desktop">${PRODUCTS.map(card).join('\n')}</ul></div></div>`,
    );
  const one = PRODUCTS.find(({ handle }) => pathname.endsWith(`/products/${handle}`));
  if (one) {
    const variant =
      one.variants[searchParams.get('option_values') ?? ''] ?? searchParams.get('variant') ?? firstOf(one);
    const section = `<section id="shopify-section-template--1728__main" class="shopify-section section">${productSection(one, variant)}</section>`;
    return searchParams.has('section_id') ? { body: section, type: 'text/html' } : page(section);
  }
  if (pathname === '/cart' && method === 'POST')
    return { body: '', type: 'text/html', status: 302, headers: { location: '/checkouts/cn/abc' } };
  if (pathname === '/cart') return page(cartPage(true));
  // theirs, without a theme: nobody else's script runs there
  if (pathname === '/checkouts/cn/abc')
    return { body: '<!doctype html><title>Checkout</title><link rel="icon" href="data:,">', type: 'text/html' };
  if (pathname === '/search')
    return page(
      `<div class="template-search shopify-section"><ul class="grid product-grid">${card(LANTERN)}</ul></div>`,
    );
  return undefined;
}

const seen = (id: string): ExpectedEvent[] => [
  { type: 'page_view', page: 'product' },
  { type: 'product_view', items: [id], currency: 'GBP' },
];

/** Shopify's Dawn; the catalogue goes by handles, as Shopify's own export does, and knows products and variants by their numbers. */
export const dawn: StyleShop = {
  name: 'Shopify Dawn',
  site: { currency: 'GBP', locale: 'en-GB' },
  bundle: {
    ids: ['red-lantern', 'tee', 'blue-mug', 'd3', 'd4', 'd5', 'd6', 'd7', 'd8', 'd9', 'd10', 'd11'],
    aliases: Object.fromEntries(PRODUCTS.map(({ handle, id, variants }) => [handle, [id, ...Object.values(variants)]])),
  },
  answer,
  async walk({ visit, click, page, pause }) {
    await visit('/collections/lamps');
    await click(`#quick-add-${LANTERN.id}-submit`);
    await pause();
    await click(`#quick-add-${MUG.id}-submit`);
    await pause();
    await click(`#CardLink-template--1728__product-grid-${TEE.id}`);
    await page.selectOption('#Option-0', 'L');
    await page.waitForURL('**/products/tee?variant=43100000000022');
    await page.fill('[name="quantity"]', '2');
    await click('.product-form__submit');
    await pause();
    await visit('/products/red-lantern?variant=43100000000011');
    await page.fill('#Search-In-Modal', 'lantern');
    await click('.search__button');
    await visit('/cart');
    await click('#Remove-1 a');
    await pause();
    await page.click('#checkout');
    await pause();
  },
  expected: [
    { type: 'page_view', page: 'category' },
    { type: 'add_to_cart', items: ['red-lantern'], price: 18.5, currency: 'GBP' },
    { type: 'product_click', items: ['tee'], position: 1, price: 14 },
    ...seen('tee'),
    { type: 'add_to_cart', items: ['tee'], quantity: 2, price: 14 },
    ...seen('red-lantern'),
    { type: 'page_view', page: 'search' },
    { type: 'search', tokens: ['lantern'] },
    { type: 'page_view', page: 'cart' },
    { type: 'cart_view', items: ['red-lantern', 'tee'] },
    { type: 'remove_from_cart', items: ['red-lantern'], quantity: 2 },
    { type: 'begin_checkout', items: ['tee'], quantity: 1 },
  ],
};
