import type { StyleShop } from './style-shop.ts';

const LANTERN = {
  id: 7002,
  gid: 'gid://shopify/Product/7002',
  vendor: 'Lamps',
  type: 'Lamp',
  handle: 'red-lantern',
  variants: [
    { id: 42_001, price: 1250, name: 'Lantern - Small', public_title: 'Small', sku: 'L-S' },
    { id: 42_002, price: 1_450, name: 'Lantern - Large', public_title: 'Large', sku: 'L-L' },
  ],
};
const MUG = {
  id: 7003,
  gid: 'gid://shopify/Product/7003',
  vendor: 'Mugs',
  type: 'Mug',
  handle: 'blue-mug',
  variants: [{ id: 43_001, price: 300, name: 'Mug', public_title: null, sku: 'M' }],
};

const toPage = (meta: object, body: string): string => `<!doctype html><html lang="en"><head><title>Shop</title>
<script>var Shopify = Shopify || {}; Shopify.shop = 'shop.myshopify.com'; Shopify.currency = {"active":"EUR","rate":"1.0"};</script>
<script>window.ShopifyAnalytics = window.ShopifyAnalytics || {}; window.ShopifyAnalytics.meta = ${JSON.stringify(meta)};</script></head><body>${body}
<script>
// a theme that asks for what the shopper wants by itself, and leaves forms unsent
document.addEventListener('click', function (event) {
  var button = event.target.closest('[data-ask]');
  if (!button) return;
  event.preventDefault();
  fetch(button.dataset.ask, { method: 'POST', body: '{}' }).then(function (reply) { if (reply.ok && button.dataset.then) location.href = button.dataset.then; });
});
</script></body></html>`;

/**
 * What a page of Shopify's says of itself, and a theme of nobody's making: it asks for the cart by `fetch`, its
 * buttons are no buttons of forms, and nothing but the requests says what has become of them.
 */
export const shopifyPage: StyleShop = {
  name: 'Shopify, a theme of its own',
  answer({ pathname }) {
    if (pathname === '/collections/lamps')
      return toPage(
        { products: [LANTERN, MUG], page: { pageType: 'collection', resourceType: 'collection', resourceId: 1 } },
        `<div class="grid"><a href="/products/red-lantern">Lantern</a><a href="/products/blue-mug">Mug</a></div>`,
      );
    if (pathname === '/products/red-lantern')
      return toPage(
        { product: LANTERN, page: { pageType: 'product', resourceType: 'product', resourceId: LANTERN.id } },
        `<product-form><input type="hidden" name="id"><div class="buy add-to-cart" data-ask="/cart/add.js">Take it</div></product-form>`,
      );
    if (pathname === '/cart')
      return toPage(
        { page: { pageType: 'cart' } },
        `<div class="line-item"><a href="/products/blue-mug?variant=43001">Mug</a><span class="js-remove" data-ask="/cart/change.js">x</span></div><a id="done" href="/12/orders/thank_you">Pay</a>`,
      );
    if (pathname === '/12/orders/thank_you')
      return toPage({ page: { pageType: 'other' } }, '<p>Thanks</p>').replace(
        '</head>',
        `<script>Shopify.checkout = ${JSON.stringify({ order_id: 900_017, currency: 'EUR', total_price: '29.00', line_items: [{ id: 1, product_id: LANTERN.id, variant_id: 42_002, sku: 'L-L', quantity: 2, price: '14.50', title: 'Lantern' }] })}</script></head>`,
      );
    if (pathname.startsWith('/cart/')) return { body: '{}', type: 'application/json' };
    return undefined;
  },
  bundle: { aliases: { 'sku-lantern-2': ['7002'], 'sku-mug-3': ['7003', '43001'] } },
  async walk({ visit, click, pause }) {
    await visit('/collections/lamps');
    await visit('/products/red-lantern?variant=42002');
    await click('.buy');
    await pause();
    await visit('/cart');
    await click('.js-remove');
    await click('#done');
  },
  expected: [
    { type: 'page_view', page: 'category' },
    { type: 'page_view', page: 'product' },
    { type: 'product_view', items: ['sku-lantern-2'], price: 14.5, currency: 'EUR' },
    { type: 'add_to_cart', items: ['sku-lantern-2'] },
    { type: 'page_view', page: 'cart' },
    { type: 'remove_from_cart', items: ['sku-mug-3'] },
    { type: 'page_view', page: 'order' },
    { type: 'purchase', items: ['sku-lantern-2'], price: 14.5, currency: 'EUR', quantity: 2 },
  ],
  bySource: {
    shopify: [
      { type: 'list_view', items: ['sku-lantern-2', 'sku-mug-3'], list: 'lamps' },
      { type: 'product_view', items: ['sku-lantern-2'], price: 14.5, currency: 'EUR' },
      { type: 'add_to_cart', items: ['sku-lantern-2'], price: 14.5, currency: 'EUR' },
      { type: 'remove_from_cart', items: ['sku-mug-3'] },
      { type: 'purchase', items: ['sku-lantern-2'], price: 14.5, currency: 'EUR', quantity: 2 },
    ],
  },
};
