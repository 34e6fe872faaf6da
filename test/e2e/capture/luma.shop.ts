import { readFile } from 'node:fs/promises';

import type { Answer, HostRequest } from '../fixture-host.ts';
import type { ExpectedEvent, Shopper, StyleShop } from './style-shop.ts';

const JQUERY = new URL('../../../node_modules/jquery/dist/jquery.min.js', import.meta.url);
const AJAX_MS = 500;

interface Product {
  readonly id: number;
  readonly sku: string;
  readonly slug: string;
  readonly dollars: number;
}

const BAG: Product = { id: 14, sku: '24-MB01', slug: 'joust-duffle-bag', dollars: 34 };
const TEE: Product = { id: 52, sku: 'MS01', slug: 'chaz-tee', dollars: 24 };
const BALL: Product = { id: 23, sku: '24-UG02', slug: 'pilates-ball', dollars: 1_027.5 };
const PRODUCTS = [BAG, TEE, BALL];
const pathOf = ({ slug }: Product): string => `/${slug}.html`;
const money = (dollars: number): string => `$${dollars.toLocaleString('en-US', { minimumFractionDigits: 2 })}`;

const priceBox = ({ id, dollars }: Product): string =>
  `<div class="price-box price-final_price" data-role="priceBox" data-product-id="${id}" data-price-box="product-id-${id}"><span class="special-price"><span class="price-container price-final_price tax weee"><span class="price-label">Special Price</span><span id="product-price-${id}" data-price-amount="${dollars}" data-price-type="finalPrice" class="price-wrapper"><span class="price">${money(dollars)}</span></span></span></span>
  <span class="old-price"><span class="price-container"><span class="price-label">Regular Price</span><span id="old-price-${id}" data-price-amount="${dollars + 10}" data-price-type="oldPrice" class="price-wrapper"><span class="price">${money(dollars + 10)}</span></span></span></span></div>`;
const post = (action: string, data: object): string => JSON.stringify({ action, data }).replaceAll('/', '\\/');
const toWishlist = ({ id }: Product): string =>
  `<a href="#" class="action towishlist" title="Add to Wish List" aria-label="Add to Wish List" data-post='${post('/wishlist/index/add/', { product: id, uenc: 'aHR0' })}' data-action="add-to-wishlist" role="button"><span>Add to Wish List</span></a>
  <a href="#" class="action tocompare" data-post='${post('/catalog/product_compare/add/', { product: String(id), uenc: 'aHR0' })}' role="button"><span>Add to Compare</span></a>`;
const card = (one: Product): string =>
  `<li class="item product product-item"><div class="product-item-info" id="product-item-info_${one.id}" data-container="product-grid"><a href="${pathOf(one)}" class="product photo product-item-photo" tabindex="-1"><span class="product-image-container product-image-container-${one.id}"><img class="product-image-photo" src="/media/catalog/product/cache/9f8/m/b/mb01-blue-0.svg" alt=""></span></a>
  <div class="product details product-item-details"><strong class="product name product-item-name"><a class="product-item-link" href="${pathOf(one)}"> ${one.slug} </a></strong><div class="product-reviews-summary short"><div class="reviews-actions"><a class="action view" href="${pathOf(one)}#reviews">3 Reviews</a></div></div>${priceBox(one)}
  <div class="product-item-inner"><div class="product actions product-item-actions"><div class="actions-primary"><form data-role="tocart-form" data-product-sku="${one.sku}" action="/checkout/cart/add/uenc/aHR0/product/${one.id}/" method="post"><input type="hidden" name="product" value="${one.id}"><input type="hidden" name="uenc" value="aHR0"><input name="form_key" type="hidden" value="k3y"><button type="submit" title="Add to Cart" class="action tocart primary"><span>Add to Cart</span></button></form></div><div data-role="add-to-links" class="actions-secondary">${toWishlist(one)}</div></div></div></div></div></li>`;

const productPage = (one: Product): string =>
  `<div class="product-info-main"><div class="page-title-wrapper product"><h1 class="page-title"><span class="base" data-ui-id="page-title-wrapper" itemprop="name">${one.slug}</span></h1></div><div class="product-info-price">${priceBox(one)}<div class="product-info-stock-sku"><div class="product attribute sku"><strong class="type">SKU</strong> <div class="value" itemprop="sku">${one.sku}</div></div></div></div>
  <div class="product-add-form"><form data-product-sku="${one.sku}" action="/checkout/cart/add/uenc/aHR0/product/${one.id}/" method="post" id="product_addtocart_form" novalidate><input type="hidden" name="product" value="${one.id}"><input type="hidden" name="selected_configurable_option" value=""><input type="hidden" name="related_product" id="related-products-field" value=""><input type="hidden" name="item" value="${one.id}"><input name="form_key" type="hidden" value="k3y">
  ${one === TEE ? '<div class="swatch-opt" data-role="swatch-options"><div class="swatch-attribute size" data-attribute-id="144"><div class="swatch-option text" data-option-id="168">L</div><input class="swatch-input super-attribute-select" name="super_attribute[144]" type="hidden" value="" data-validate="{required:true}"></div></div>' : ''}
  <div class="box-tocart"><div class="fieldset"><input type="number" name="qty" id="qty" min="0" value="1" title="Qty" class="input-text qty"><button type="submit" title="Add to Cart" class="action primary tocart" id="product-addtocart-button"><span>Add to Cart</span></button></div></div></form></div><div class="product-addto-links" data-role="add-to-links">${toWishlist(one)}</div></div>
  <form action="/review/product/post/id/${one.id}/" class="review-form" method="post" id="review-form" data-role="product-review-form"><input name="form_key" type="hidden" value="k3y"><div class="review-control-vote">${[1, 2, 3, 4, 5].map((stars) => `<input type="radio" name="ratings[4]" id="Rating_${stars}" value="${stars + 15}" class="radio"><label class="rating-${stars}" for="Rating_${stars}">${stars}</label>`).join('')}</div><input name="nickname" value="Jane"><textarea name="detail">Fine.</textarea><button type="submit" class="action submit primary"><span>Submit Review</span></button></form>
  <div class="block related"><div class="block-content content"><ol class="products list items product-items"><li class="item product product-item"><div class="product-item-info related-available"><a href="${pathOf(BAG)}" class="product photo product-item-photo"></a><div class="product details product-item-details"><strong class="product name product-item-name"><a class="product-item-link" href="${pathOf(BAG)}">Bag</a></strong>${priceBox(BAG)}<div class="product actions"><button class="action tocart primary" data-post='${post('/checkout/cart/add/product/14/', { product: '14', uenc: 'aHR0' })}' type="button" title="Add to Cart"><span>Add to Cart</span></button></div></div></div></li></ol></div></div>`;
const line = (one: Product, count: number): string =>
  `<tbody class="cart item"><tr class="item-info"><td data-th="Item" class="col item"><a href="${pathOf(one)}" class="product-item-photo"><span></span></a><div class="product-item-details"><strong class="product-item-name"><a href="${pathOf(one)}">${one.slug}</a></strong></div></td><td class="col price" data-th="Price"><span class="price-excluding-tax" data-label="Excl. Tax"><span class="cart-price"><span class="price">${money(one.dollars)}</span></span></span></td>
  <td class="col qty" data-th="Qty"><div class="field qty"><input id="cart-${one.id}-qty" name="cart[9${one.id}][qty]" data-cart-item-id="${one.sku}" value="${count}" type="number" class="input-text qty" data-role="cart-item-qty"></div></td><td class="col subtotal" data-th="Subtotal"><span class="cart-price"><span class="price">${money(one.dollars * count)}</span></span></td></tr>
  <tr class="item-actions"><td colspan="4"><div class="actions-toolbar"><a class="action action-edit" href="/checkout/cart/configure/id/9${one.id}/"><span>Edit</span></a><a href="#" title="Remove item" class="action action-delete" data-post='${post('/checkout/cart/delete/', { id: `9${one.id}`, uenc: 'aHR0' })}'><span>Remove item</span></a></div></td></tr></tbody>`;

const cartPage = `<div class="cart-container"><div class="cart-summary"><ul class="checkout methods items checkout-methods-items"><li class="item"><button type="button" data-role="proceed-to-checkout" title="Proceed to Checkout" class="action primary checkout" onclick="location.href='/checkout/'"><span>Proceed to Checkout</span></button></li></ul></div><form action="/checkout/cart/updatePost/" method="post" id="form-validate" class="form form-cart"><input name="form_key" type="hidden" value="k3y"><div class="cart table-wrapper"><table id="shopping-cart-table" class="cart items data table">${line(BAG, 2)}${line(TEE, 1)}</table></div></form></div>`;
const checkoutPage = `<div id="checkout" class="checkout-container"></div><script>window.checkoutConfig = ${JSON.stringify(
  {
    quoteItemData: [
      { item_id: '914', product_id: '14', sku: '24-MB01', name: 'Bag', qty: 2, price: '34.0000', row_total: '68.0000' },
      {
        item_id: '952',
        product_id: '52',
        sku: 'MS01-L',
        name: 'Tee',
        qty: 1,
        price: '24.0000',
        product: { sku: 'MS01' },
      },
    ],
  },
)};
setTimeout(function(){document.getElementById('checkout').innerHTML='<button class="action primary checkout" type="button" onclick="location.href=\\'/checkout/onepage/success/\\'"><span>Place Order</span></button>'},200)</script>`;
const successPage = `<div class="checkout-success"><p>Your order # is: <span>000000042</span>.</p><p>We'll email you an order confirmation.</p></div>`;

/** Requirejs brings the widgets when the page has long been there; as far as they are seen from outside. */
const WIDGETS = `setTimeout(function(){var s=document.createElement('script');s.src='/jquery.js';s.onload=function(){var $=jQuery;$.mage={catalogAddToCart:function(){}};
$(document).on('click','.swatch-option',function(){$('.swatch-input').val(this.dataset.optionId);$('[name=selected_configurable_option]').val('57')});
$(document).on('submit','[data-role=tocart-form],#product_addtocart_form',function(e){e.preventDefault();var form=$(this);if(form.find('.swatch-input').is('[value=""]'))return;
$.ajax({url:form.attr('action'),data:new FormData(form[0]),type:'post',dataType:'json',cache:false,contentType:false,processData:false,success:function(res){$(document).trigger('ajax:addToCart',{sku:form.data().productSku,productIds:[form.find('[name=product]').val()],form:form,response:res});if(window.tell)tell(form.data().productSku,res,+(form.find('[name=qty]').val()||1));if(res.backUrl)window.location.assign(res.backUrl)}})});
$(document).on('click','[data-post]',function(e){e.preventDefault();var p=$(this).data('post');if(/delete/.test(p.action))return $(this).closest('.cart.item').remove();if(/wishlist/.test(p.action))return;var f=$('<form method="post">').attr('action',p.action);$.each(p.data,function(k,v){f.append($('<input type="hidden">').attr({name:k,value:v}))});f.appendTo('body').submit()})};document.head.append(s)},150);`;
const LAYER = `window.dataLayer=window.dataLayer||[];function tell(sku,res,quantity){if(!res.backUrl)dataLayer.push({event:'add_to_cart',ecommerce:{currency:'USD',items:[{item_id:sku,quantity:quantity}]}})}
if(/success/.test(location.pathname))dataLayer.push({event:'purchase',ecommerce:{transaction_id:'000000042',currency:'USD',value:92,items:[{item_id:'24-MB01',price:34,quantity:2},{item_id:'MS01',price:24,quantity:1}]}});`;

const shell = (classes: string, main: string, layer: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Luma</title>${layer && `<script>${layer}</script>`}<script>${WIDGETS}</script></head>
  <body data-container="body" data-mage-init='{"loaderAjax": {}}' id="html-body" class="${classes} page-layout-1column"><script type="text/x-magento-init">{"*":{"Magento_PageCache/js/form-key-provider":{}}}</script><div class="page-wrapper"><header class="page-header"><form class="form minisearch" id="search_mini_form" action="/catalogsearch/result/" method="get"><input id="search" type="text" name="q" value="" placeholder="Search entire store here..." class="input-text" role="combobox" aria-autocomplete="both"><button type="submit" title="Search" class="action search"><span>Search</span></button></form></header><main id="maincontent" class="page-main">${main}</main></div></body></html>`;
const list = (cards: readonly Product[]): string =>
  `<div class="products wrapper grid products-grid"><ol class="products list items product-items">${cards.map(card).join('')}</ol></div>`;

function answer(layer: string): StyleShop['answer'] {
  return async ({ pathname }: URL, { method }: HostRequest): Promise<string | Answer | undefined> => {
    const json = (value: object): Answer => ({ body: JSON.stringify(value), type: 'application/json' });
    if (pathname === '/jquery.js') return { body: await readFile(JQUERY), type: 'text/javascript' };
    if (pathname.startsWith('/media/'))
      return { body: '<svg xmlns="http://www.w3.org/2000/svg"/>', type: 'image/svg+xml' };
    if (pathname.startsWith('/checkout/cart/add/') && method === 'POST') {
      // what a link sends by a form of its own is answered by a page
      if (!pathname.includes('/uenc/'))
        return { body: '', type: 'text/html', status: 302, headers: { location: '/checkout/cart/' } };
      await new Promise((resolve) => setTimeout(resolve, AJAX_MS));
      return json(pathname.includes('/product/23/') ? { backUrl: '/pilates-ball.html' } : []);
    }
    if (pathname === '/gear/bags.html')
      return shell(
        'page-with-filter page-products categorypath-gear-bags category-bags catalog-category-view',
        list(PRODUCTS),
        layer,
      );
    if (pathname === '/catalogsearch/result/')
      return shell('page-products catalogsearch-result-index', list([BAG]), layer);
    const one = PRODUCTS.find((each) => pathname === pathOf(each));
    if (one) return shell(`catalog-product-view product-${one.slug}`, productPage(one), layer);
    if (pathname.startsWith('/review/product/post/'))
      return { body: '', type: 'text/html', status: 302, headers: { location: '/chaz-tee.html' } };
    if (pathname === '/checkout/cart/') return shell('checkout-cart-index', cartPage, layer);
    if (pathname === '/checkout/') return shell('checkout-index-index', checkoutPage, layer);
    if (pathname === '/checkout/onepage/success/') return shell('checkout-onepage-success', successPage, layer);
    return undefined;
  };
}

const walk = async ({ visit, click, page, pause }: Shopper): Promise<void> => {
  await visit('/gear/bags.html');
  await click('[data-product-sku="24-MB01"] button');
  await pause();
  await click('[data-product-sku="24-UG02"] button');
  await pause();
  await visit('/gear/bags.html');
  await click('#product-item-info_52 .product-item-link');
  await click('#product-addtocart-button');
  await click('.swatch-option');
  await page.fill('#qty', '2');
  await click('#product-addtocart-button');
  await pause();
  await click('.product-addto-links .towishlist');
  await page.check('#Rating_4');
  await click('.review-form button');
  await click('.related .tocart');
  await click('.action-delete');
  await click('[data-role="proceed-to-checkout"]');
  await page.waitForSelector('#checkout button');
  await click('#checkout button');
  await page.fill('#search', 'lantern');
  await click('.action.search');
};

const seen = (id: string, price: number): ExpectedEvent[] => [
  { type: 'page_view', page: 'product' },
  { type: 'product_view', items: [id], price, currency: 'USD' },
];
const before: ExpectedEvent[] = [
  { type: 'page_view', page: 'category' },
  { type: 'add_to_cart', items: ['24-MB01'], price: 34, currency: 'USD' },
  // refused, and led to the product
  ...seen('24-UG02', 1_027.5),
  { type: 'page_view', page: 'category' },
  { type: 'product_click', items: ['MS01'], position: 1 },
  // the first try names no size
  ...seen('MS01', 24),
  { type: 'add_to_cart', items: ['MS01'], quantity: 2 },
  { type: 'wishlist_add', items: ['MS01'] },
  { type: 'review', items: ['MS01'], rating: 4 },
  ...seen('MS01', 24),
  { type: 'add_to_cart', items: ['24-MB01'] },
  { type: 'page_view', page: 'cart' },
  { type: 'cart_view', items: ['24-MB01', 'MS01'] },
  { type: 'remove_from_cart', items: ['24-MB01'], quantity: 2, price: 34 },
  { type: 'page_view', page: 'checkout' },
  { type: 'begin_checkout' },
  { type: 'page_view', page: 'order' },
];
const after: ExpectedEvent[] = [
  { type: 'page_view', page: 'search' },
  { type: 'search', tokens: ['lantern'] },
];

/** Magento's Luma. Its page that thanks for an order shows none of it, so that nobody can say what was bought. */
export const luma: StyleShop = {
  name: 'Magento Luma',
  site: { currency: 'USD', locale: 'en-US' },
  bundle: {
    ids: ['24-MB01', 'MS01', '24-UG02', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9', 'm10', 'm11'],
    aliases: { '24-MB01': ['14'], MS01: ['52', '57', 'MS01-L'], '24-UG02': ['23'] },
  },
  answer: answer(''),
  walk,
  expected: [...before, ...after],
};
/** With a data layer beside it, which tells of the order too. */
export const lumaLayer: StyleShop = {
  ...luma,
  name: 'Magento Luma, data layer',
  answer: answer(LAYER),
  expected: [...before, { type: 'purchase', items: ['24-MB01', 'MS01'] }, ...after],
};
