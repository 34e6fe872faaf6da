/** What stands on every page of a platform. */
export const SIGNS = {
  woocommerce:
    'body[class*="woocommerce"],.type-product,.wc-block-grid__product,link[href*="/plugins/woocommerce/"],script[src*="/plugins/woocommerce/"]',
  prestashop:
    '.product-miniature,[data-button-action="add-to-cart"],body[class*="lang-"][class*="currency-"],#add-to-cart-or-refresh',
  magento:
    'script[type="text/x-magento-init"],form[data-role="tocart-form"],#product_addtocart_form,form[action*="/checkout/cart/add"],body[class*="catalog-"],body[class*="cms-index"]',
  dawn: '#shopify-features,.shopify-section,product-form,script[src*="/cdn/shop/"],link[href*="cdn.shopify.com"]',
} as const;

/** Whether the page is of a platform that `platforms.ts` reads. */
export function isPlatform(): boolean {
  return !!document.querySelector(Object.values(SIGNS).join());
}
