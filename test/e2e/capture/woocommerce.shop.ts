import { readFile } from 'node:fs/promises';

import type { Answer, HostRequest } from '../fixture-host.ts';
import type { ExpectedEvent, Shopper, StyleShop } from './style-shop.ts';

const JQUERY = new URL('../../../node_modules/jquery/dist/jquery.min.js', import.meta.url);
const AJAX_MS = 500;

interface Product {
  readonly post: number;
  readonly sku: string;
  readonly slug: string;
  readonly name: string;
  readonly euro: number;
  readonly type: 'simple' | 'variable' | 'grouped';
}

const product = (
  post: number,
  sku: string,
  slug: string,
  name: string,
  euro: number,
  type: Product['type'] = 'simple',
): Product => ({ post, sku, slug, name, euro, type });
const PRODUCTS = [
  product(31, 'LAN-RED', 'red-lantern', 'Red &#8220;storm&#8221; lantern', 18.5),
  product(32, 'MUG-BLUE', 'blue-mug', 'Blue mug', 7),
  product(40, 'TEE', 'tee', 'Tee', 14, 'variable'),
  product(36, '', 'bell', 'Bell', 1299),
  product(50, 'SET', 'climbing-set', 'Climbing set', 60, 'grouped'),
];
const of = (post: number): Product => PRODUCTS.find((one) => one.post === post)!;

/** As WooCommerce writes prices in German: the old one beside the one that counts, and a screen reader's words. */
const amount = (euro: number): string =>
  `<span class="woocommerce-Price-amount amount"><bdi>${euro.toLocaleString('de-DE', { minimumFractionDigits: 2 })}&nbsp;<span class="woocommerce-Price-currencySymbol">&euro;</span></bdi></span>`;
const price = (euro: number): string =>
  `<span class="price"><del aria-hidden="true">${amount(euro + 5)}</del> <span class="screen-reader-text">Original price was: ${euro + 5}&nbsp;&euro;.</span><ins aria-hidden="true">${amount(euro)}</ins></span>`;
const attribute = (value: object): string => JSON.stringify(value).replaceAll('/', '\\/').replaceAll('"', '&quot;');

/** Of the tag manager plugin: the same in a span of each card, in the form and in the link that removes. */
const layerData = ({ post, sku, name, euro }: Product): object => ({
  internal_id: post,
  item_id: sku || post,
  item_name: name,
  sku: sku || post,
  price: euro,
  stocklevel: null,
  stockstatus: 'instock',
  google_business_vertical: 'retail',
  item_category: 'Lamps',
});

const card = (one: Product): string => {
  const href = `/product/${one.slug}/`;
  const isAjax = one.type === 'simple' && one.post !== 36;
  const button = isAjax
    ? `<a href="?add-to-cart=${one.post}" aria-describedby="woocommerce_loop_add_to_cart_link_describedby_${one.post}" data-quantity="1" class="button product_type_simple add_to_cart_button ajax_add_to_cart" data-product_id="${one.post}" data-product_sku="${one.sku}" aria-label="Add to cart: &ldquo;${one.name}&rdquo;" rel="nofollow" data-success_message="added">Add to cart</a>`
    : `<a href="${href}" data-quantity="1" class="button product_type_${one.type} ${one.type === 'variable' ? 'add_to_cart_button' : ''}" data-product_id="${one.post}" data-product_sku="${one.sku}" rel="nofollow">${one.type === 'variable' ? 'Select options' : 'Read more'}</a>`;
  return `<li class="product type-product post-${one.post} status-publish instock product_cat-lamps has-post-thumbnail sale shipping-taxable purchasable product-type-${one.type}">
  <a href="${href}" class="woocommerce-LoopProduct-link woocommerce-loop-product__link"><img width="300" height="300" src="/wp-content/uploads/2024/03/IMG_22${one.post}-300x300.svg" class="attachment-woocommerce_thumbnail" alt="" decoding="async"><h2 class="woocommerce-loop-product__title">${one.name}</h2>
  ${price(one.euro)}</a>${button}<span id="woocommerce_loop_add_to_cart_link_describedby_${one.post}" class="screen-reader-text"></span>
  <span class="gtm4wp_productdata" style="display:none; visibility:hidden;" data-gtm4wp_product_data="${attribute(layerData(one))}"></span></li>`;
};
const related = `<section class="related products"><h2>Related products</h2><ul class="products columns-4">${card(of(31))}</ul></section>`;
const reviewForm = (one: Product): string =>
  `<div id="reviews" class="woocommerce-Reviews"><div id="review_form"><div id="respond" class="comment-respond"><form action="/wp-comments-post.php" method="post" id="commentform" class="comment-form"><div class="comment-form-rating"><label for="rating">Your rating</label><select name="rating" id="rating" required><option value="">Rate&hellip;</option><option value="5">Perfect</option><option value="4">Good</option></select></div><textarea id="comment" name="comment"></textarea><p class="form-submit"><input name="submit" type="submit" id="submit" class="submit" value="Submit"><input type="hidden" name="comment_post_ID" value="${one.post}" id="comment_post_ID"><input type="hidden" name="comment_parent" id="comment_parent" value="0"></p></form></div></div></div>`;
const meta = (one: Product): string =>
  `<div class="product_meta">${one.sku ? `<span class="sku_wrapper">SKU: <span class="sku">${one.sku}</span></span>` : ''}<span class="posted_in">Category: <a href="/product-category/lamps/" rel="tag">Lamps</a></span></div>
  <div class="yith-wcwl-add-to-wishlist add-to-wishlist-${one.post}" data-fragment-ref="${one.post}"><div class="yith-wcwl-add-button"><a href="?add_to_wishlist=${one.post}&_wpnonce=2f1b" class="add_to_wishlist single_add_to_wishlist" data-product-id="${one.post}" data-product-type="${one.type}" data-original-product-id="${one.post}" rel="nofollow" onclick="event.preventDefault()">Add to wishlist</a></div></div>`;
const quantity = (name: string, value: number | ''): string =>
  `<div class="quantity"><label class="screen-reader-text" for="q">Quantity</label><input type="number" class="input-text qty text" name="${name}" value="${value}" aria-label="Product quantity" min="0" max="" step="1"></div>`;
const layerInput = (one: Product): string =>
  `<input type="hidden" name="gtm4wp_product_data" value="${attribute(layerData(one))}">`;

const variableForm = (one: Product): string =>
  `<form class="variations_form cart" action="/product/${one.slug}/" method="post" enctype="multipart/form-data" data-product_id="${one.post}" data-product_variations="${attribute([{ variation_id: 43, attributes: { attribute_size: 'L' }, display_price: 15 }])}">
  <table class="variations"><tr><td class="value"><select id="size" name="attribute_size" data-attribute_name="attribute_size"><option value="">Choose</option><option value="L">L</option></select></td></tr></table>
  <div class="single_variation_wrap"><div class="woocommerce-variation single_variation"></div><div class="woocommerce-variation-add-to-cart variations_button">${quantity('quantity', 1)}<button type="submit" class="single_add_to_cart_button button alt disabled wc-variation-selection-needed">Add to cart</button>
  <input type="hidden" name="add-to-cart" value="${one.post}"><input type="hidden" name="product_id" value="${one.post}"><input type="hidden" name="variation_id" class="variation_id" value="0"></div></div>${layerInput(one)}</form>
  <script>jQuery(function($){$('#size').on('change',function(){$('.variation_id').val(this.value?43:0);$('.single_variation').html('<div class="woocommerce-variation-price">${price(15).replaceAll("'", "\\'").replaceAll('\n', '')}</div>');$('.single_add_to_cart_button').removeClass('disabled wc-variation-selection-needed')});
  $('.single_add_to_cart_button').on('click',function(e){if($(this).is('.disabled')){e.preventDefault()}})})</script>`;
const groupedForm = (one: Product): string =>
  `<form class="cart grouped_form" action="/product/${one.slug}/" method="post" enctype="multipart/form-data"><table cellspacing="0" class="woocommerce-grouped-product-list group_table"><tbody>${[
    51, 52,
  ]
    .map(
      (child) =>
        `<tr id="product-${child}" class="woocommerce-grouped-product-list-item product type-product post-${child} product-type-simple"><td class="woocommerce-grouped-product-list-item__quantity">${quantity(`quantity[${child}]`, '')}</td><td class="woocommerce-grouped-product-list-item__label"><label for="product-${child}"><a href="/product/rope-${child}/">Rope</a></label></td><td class="woocommerce-grouped-product-list-item__price">${amount(30)}</td></tr>`,
    )
    .join(
      '',
    )}</tbody></table><input type="hidden" name="add-to-cart" value="${one.post}"><button type="submit" class="single_add_to_cart_button button alt">Add to cart</button></form>`;
const simpleForm = (one: Product): string =>
  `<form class="cart" action="/product/${one.slug}/" method="post" enctype="multipart/form-data">${quantity('quantity', 1)}<button type="submit" name="add-to-cart" value="${one.post}" class="single_add_to_cart_button button alt">Add to cart</button>${layerInput(one)}</form>`;
const FORMS = { simple: simpleForm, variable: variableForm, grouped: groupedForm } as const;

const productPage = (one: Product): string =>
  `<div id="primary" class="content-area"><main id="main" class="site-main" role="main"><div class="woocommerce-notices-wrapper"></div><div id="product-${one.post}" class="product type-product post-${one.post} status-publish first instock product_cat-lamps product-type-${one.type}">
  <div class="woocommerce-product-gallery"><img src="/wp-content/uploads/2024/03/IMG_22${one.post}-600x600.svg" alt=""></div><div class="summary entry-summary"><h1 class="product_title entry-title">${one.name}</h1><p class="price">${amount(one.euro)}</p>${FORMS[one.type](one)}${meta(one)}</div>${reviewForm(one)}${related}</div></main></div>`;

const cartLine = (one: Product, count: number): string =>
  `<tr class="woocommerce-cart-form__cart-item cart_item"><td class="product-remove"><a role="button" href="/cart/?remove_item=${one.slug}&amp;_wpnonce=9f" class="remove" aria-label="Remove ${one.slug} from cart" data-product_id="${one.post}" data-product_sku="${one.sku}" onclick="event.preventDefault();this.closest('tr').remove()">&times;</a></td>
  <td class="product-thumbnail"><a href="/product/${one.slug}/"><img src="/wp-content/uploads/2024/03/IMG_22${one.post}-300x300.svg" alt=""></a></td><td scope="row" role="rowheader" class="product-name" data-title="Product"><a href="/product/${one.slug}/">${one.name}</a></td><td class="product-price" data-title="Price">${amount(one.euro)}</td><td class="product-quantity" data-title="Quantity">${quantity(`cart[${one.slug}][qty]`, count)}</td><td class="product-subtotal" data-title="Subtotal">${amount(one.euro * count)}</td></tr>`;
const cartPage = `<div class="woocommerce"><form class="woocommerce-cart-form" action="/cart/" method="post"><table class="shop_table shop_table_responsive cart woocommerce-cart-form__contents" cellspacing="0"><tbody>${cartLine(of(31), 2)}${cartLine(of(40), 1)}<tr><td colspan="6" class="actions"><div class="coupon"><input type="text" name="coupon_code"></div><button type="submit" class="button" name="update_cart" value="Update cart">Update cart</button><input type="hidden" name="woocommerce-cart-nonce" value="77ab"></td></tr></tbody></table></form>
  <div class="cart-collaterals"><div class="cart_totals"><div class="wc-proceed-to-checkout"><a href="/checkout/" class="checkout-button button alt wc-forward">Proceed to checkout</a></div></div></div></div>`;
const checkoutPage = `<div class="woocommerce"><form name="checkout" method="post" class="checkout woocommerce-checkout" action="/checkout/"><input type="email" name="billing_email" value="jane@shop.example"><table class="shop_table woocommerce-checkout-review-order-table"><tbody><tr class="cart_item"><td class="product-name">Red lantern&nbsp;<strong class="product-quantity">&times;&nbsp;2</strong></td><td class="product-total">${amount(37)}</td></tr></tbody></table><button type="submit" class="button alt" name="woocommerce_checkout_place_order" id="place_order" value="Place order">Place order</button></form></div>
  <script>jQuery('form.checkout').on('submit',function(e){e.preventDefault();setTimeout(function(){location.href='/checkout/order-received/1042/?key=wc_order_k3y'},300)})</script>`;
const orderLine = (one: Product, count: number): string =>
  `<tr class="woocommerce-table__line-item order_item"><td class="woocommerce-table__product-name product-name"><a href="/product/${one.slug}/">${one.name}</a> <strong class="product-quantity">&times;&nbsp;${count}</strong></td><td class="woocommerce-table__product-total product-total">${amount(one.euro * count)}</td></tr>`;
const orderPage = `<div class="woocommerce"><div class="woocommerce-order"><p class="woocommerce-notice woocommerce-notice--success woocommerce-thankyou-order-received">Thank you.</p><ul class="woocommerce-order-overview woocommerce-thankyou-order-details order_details"><li class="woocommerce-order-overview__order order">Order number: <strong>1042</strong></li><li class="woocommerce-order-overview__email email">Email: <strong>jane@shop.example</strong></li></ul>
  <section class="woocommerce-order-details"><table class="woocommerce-table woocommerce-table--order-details shop_table order_details"><tbody>${orderLine(of(31), 2)}${orderLine(of(40), 1)}</tbody></table></section></div></div>`;

/** What WooCommerce's own scripts do, as far as a shopper sees it. */
const SCRIPT = `var wc_add_to_cart_params={ajax_url:"/wp-admin/admin-ajax.php",wc_ajax_url:"/?wc-ajax=%%endpoint%%",i18n_view_cart:"View cart",cart_url:"/cart/",is_cart:"",cart_redirect_after_add:"no"};
jQuery(function($){$(document.body).on('click','.ajax_add_to_cart',function(e){e.preventDefault();var b=$(this).removeClass('added').addClass('loading');if(window.gtm4wp)gtm4wp(this);
$.ajax({type:'POST',url:'/?wc-ajax=add_to_cart',data:$.extend({},b.data()),dataType:'json',success:function(r){if(r.error&&r.product_url){window.location=r.product_url;return}$(document.body).trigger('added_to_cart',[r.fragments,r.cart_hash,b])}})})
.on('added_to_cart',function(e,fragments,hash,b){b.removeClass('loading').addClass('added');$.each(fragments,function(k,v){$(k).replaceWith(v)})})});`;
/** What the plugin pushes: at the click, before anything has been added. */
const LAYER = `window.dataLayer=window.dataLayer||[];function gtm4wp(b){var d=JSON.parse(b.closest('li').querySelector('[data-gtm4wp_product_data]').dataset.gtm4wp_product_data);d.quantity=1;
dataLayer.push({ecommerce:null});dataLayer.push({event:'add_to_cart',ecommerce:{currency:'EUR',value:d.price,items:[d]}})}`;
const layerView = (one: Product): string =>
  `<script>dataLayer.push({event:'view_item',ecommerce:{currency:'EUR',value:${one.euro},items:[${JSON.stringify(layerData(one))}]}})</script>`;

const page = (classes: string, main: string, layer: string): string =>
  `<!DOCTYPE html><html lang="de"><head><meta charset="UTF-8"><title>Shop</title><link rel="stylesheet" id="woocommerce-layout-css" href="data:text/css,"><script src="/jquery.js" id="jquery-core-js"></script>${layer && `<script>${layer}</script>`}</head>
  <body class="${classes} wp-embed-responsive theme-storefront woocommerce-js"><header><div class="widget_shopping_cart_content"><p>0</p></div><form role="search" method="get" class="woocommerce-product-search" action="/"><input type="search" id="woocommerce-product-search-field-0" class="search-field" name="s"><button type="submit" value="Search">Search</button><input type="hidden" name="post_type" value="product"></form></header>${main}<script>${SCRIPT}</script></body></html>`;

function answer(layer: string): StyleShop['answer'] {
  return async (
    { pathname, searchParams }: URL,
    { method, body }: HostRequest,
  ): Promise<string | Answer | undefined> => {
    if (pathname === '/jquery.js') return { body: await readFile(JQUERY), type: 'text/javascript' };
    if (pathname.startsWith('/wp-content/'))
      return { body: '<svg xmlns="http://www.w3.org/2000/svg"/>', type: 'image/svg+xml' };
    if (searchParams.get('wc-ajax') === 'add_to_cart') {
      await new Promise((resolve) => setTimeout(resolve, AJAX_MS));
      // out of stock since the page was made
      const reply = body.includes('product_id=32')
        ? { error: true, product_url: '/product/blue-mug/' }
        : {
            fragments: {
              'div.widget_shopping_cart_content': '<div class="widget_shopping_cart_content"><p>1</p></div>',
            },
            cart_hash: 'd2f',
          };
      return { body: JSON.stringify(reply), type: 'application/json' };
    }
    if (searchParams.has('s'))
      return page(
        'search search-results post-type-archive-product woocommerce woocommerce-page',
        `<ul class="products columns-4">${card(of(31))}</ul>`,
        layer,
      );
    if (pathname === '/shop/')
      return page(
        'archive post-type-archive post-type-archive-product woocommerce-shop woocommerce woocommerce-page',
        `<ul class="products columns-4">${[31, 32, 40, 36].map((post) => card(of(post))).join('\n')}</ul>`,
        layer,
      );
    if (pathname === '/wp-comments-post.php' && method === 'POST')
      return { body: '', type: 'text/html', status: 302, headers: { location: '/product/climbing-set/#comment-5' } };
    const one = PRODUCTS.find(({ slug }) => pathname === `/product/${slug}/`);
    if (one)
      return page(
        `product-template-default single single-product postid-${one.post} woocommerce woocommerce-page`,
        productPage(one) + (layer && layerView(one)),
        layer,
      );
    if (pathname === '/cart/') return page('page page-id-8 woocommerce-cart woocommerce-page', cartPage, layer);
    if (pathname === '/checkout/')
      return page('page page-id-9 woocommerce-checkout woocommerce-page', checkoutPage, layer);
    if (pathname.startsWith('/checkout/order-received/'))
      return page('page page-id-9 woocommerce-checkout woocommerce-page woocommerce-order-received', orderPage, layer);
    return undefined;
  };
}

const walk = async ({ visit, click, pause, page }: Shopper): Promise<void> => {
  await visit('/shop/');
  await click('.post-31 .ajax_add_to_cart');
  await pause();
  await click('.post-36 a.button');
  await visit('/shop/');
  await click('.post-40 a.add_to_cart_button');
  await click('.single_add_to_cart_button');
  await page.selectOption('#size', 'L');
  await page.fill('.qty', '3');
  await click('.single_add_to_cart_button');
  await visit('/product/climbing-set/');
  await page.fill('[name="quantity[51]"]', '1');
  await page.fill('[name="quantity[52]"]', '2');
  await click('.single_add_to_cart_button');
  await click('.add_to_wishlist');
  await page.selectOption('#rating', '4');
  await click('#submit');
  await page.fill('.search-field', 'a lantern for jane@shop.example');
  await click('.woocommerce-product-search button');
  await visit('/cart/');
  await click('.remove');
  await click('.checkout-button');
  await click('#place_order');
  await visit('/checkout/order-received/1042/?key=wc_order_k3y');
};

const seen = (id: string, more: Partial<ExpectedEvent> = {}): ExpectedEvent[] => [
  { type: 'page_view', page: 'product' },
  { type: 'product_view', items: [id], currency: 'EUR', ...more },
];
const expected: ExpectedEvent[] = [
  { type: 'page_view', page: 'category' },
  { type: 'add_to_cart', items: ['LAN-RED'], quantity: 1, price: 18.5, currency: 'EUR' },
  { type: 'product_click', items: ['36'], position: 3, price: 1299 },
  ...seen('36', { price: 1299 }),
  { type: 'page_view', page: 'category' },
  { type: 'product_click', items: ['TEE'], position: 2 },
  ...seen('TEE', { price: 14 }),
  { type: 'add_to_cart', items: ['TEE'], quantity: 3, price: 15 },
  ...seen('TEE'),
  ...seen('SET'),
  { type: 'add_to_cart', items: ['ROPE-1', 'ROPE-2'] },
  ...seen('SET'),
  { type: 'wishlist_add', items: ['SET'] },
  { type: 'review', items: ['SET'], rating: 4 },
  ...seen('SET'),
  { type: 'page_view', page: 'search' },
  { type: 'search', tokens: ['lantern'] },
  { type: 'page_view', page: 'cart' },
  { type: 'cart_view', items: ['LAN-RED', 'TEE'] },
  { type: 'remove_from_cart', items: ['LAN-RED'], quantity: 2, price: 18.5 },
  { type: 'page_view', page: 'checkout' },
  { type: 'begin_checkout' },
  { type: 'page_view', page: 'order' },
  { type: 'purchase', items: ['LAN-RED', 'TEE'] },
  { type: 'page_view', page: 'order' },
];
/** The catalogue goes by SKU, else by post; the trainer's feed knows the other ids. */
const bundle: StyleShop['bundle'] = {
  ids: ['LAN-RED', 'MUG-BLUE', 'TEE', '36', 'SET', 'ROPE-1', 'ROPE-2', 'w7', 'w8', 'w9', 'w10', 'w11'],
  aliases: {
    'LAN-RED': ['31', 'red-lantern'],
    'MUG-BLUE': ['32', 'blue-mug'],
    TEE: ['40', '43', 'tee'],
    SET: ['50'],
    'ROPE-1': ['51'],
    'ROPE-2': ['52'],
  },
};
const site: StyleShop['site'] = { currency: 'EUR', locale: 'de-DE' };

/** WooCommerce as a classic theme shows it, with AJAX, variations, grouped products, wishes and reviews. */
export const woocommerce: StyleShop = { name: 'WooCommerce', site, bundle, answer: answer(''), walk, expected };
/** The same, with a tag manager plugin that tells the same acts at other moments. */
export const woocommerceLayer: StyleShop = { ...woocommerce, name: 'WooCommerce, GTM4WP', answer: answer(LAYER) };
/** An add that the shop refuses: nothing has been added, and the shopper is led to the product. */
export const woocommerceRefusal: StyleShop = {
  ...woocommerce,
  name: 'WooCommerce, refused',
  async walk({ visit, click, pause }) {
    await visit('/shop/');
    await click('.post-32 .ajax_add_to_cart');
    await pause();
  },
  expected: [{ type: 'page_view', page: 'category' }, ...seen('MUG-BLUE', { price: 7 })],
};
