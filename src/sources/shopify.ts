import { readGlobal } from './page-globals.ts';
import { openCart } from './shopify-cart.ts';
import { openShopifyPage } from './shopify-page.ts';
import type { ConnectSource } from './source.ts';

/**
 * Reads what a Shopify theme's page says of itself, `ShopifyAnalytics.meta`, and notices what the theme does to the cart. Shopify's own
 * events are told to sandboxed pixels and not to the page, and the checkout is a site of its own: an order is heard only on a page that
 * still has `Shopify.checkout`.
 */
export const connectShopify: ConnectSource = (host) => {
  const page = openShopifyPage(host);
  let told: unknown;
  openCart(host, page);
  host.lookAgain(() => {
    const { meta } = readGlobal('ShopifyAnalytics') ?? {};
    if (meta && meta !== told) {
      told = meta;
      page.tellOf();
    }
    page.tellOfOrder();
  });
};
