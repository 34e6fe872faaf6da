import type { ReadRule } from '../../../contract/storefront.ts';
import { toItem } from '../ids.ts';
import { globalOf, keyOf } from './page-globals.ts';
import type { Platform } from './platform.ts';
import { SIGNS } from './signs.ts';

const UPDATE = 'cart-update';

const FORM: readonly ReadRule[] = [
  { selector: '[name="id"]', attribute: 'value' },
  { selector: '[name="product-id"]', attribute: 'value' },
];

/**
 * Shopify: Dawn and the themes that are made like it; of others what Shopify itself prescribes, its addresses and the names
 * of its forms. In Dawn an add counts when the theme publishes `cart-update`, which only functions of its own global
 * `subscribe` hear; a theme whose bus lies in a module, and a page without drawer or notification, say nothing that could be
 * heard, and there the form counts when it is sent. Orders are done on pages where no theme runs.
 */
export const dawn: Platform = {
  here: SIGNS.dawn,
  kinds: [
    ['product', /^(\/[a-z]{2}(-[a-z]{2})?)?(\/collections\/[^/?]+)?\/products\/[^/?]+/i],
    ['category', /^(\/[a-z]{2}(-[a-z]{2})?)?\/collections(\/|\?|$)/i],
    ['search', /^(\/[a-z]{2}(-[a-z]{2})?)?\/search(\/|\?|$)/i],
    ['cart', /^(\/[a-z]{2}(-[a-z]{2})?)?\/cart(\/|\?|$)/i],
    ['home', /^\/([a-z]{2}(-[a-z]{2})?\/?)?(\?|$)/i],
  ],
  product: {
    selector: 'main,#MainContent,[role="main"]',
    ids: [
      { selector: 'form[action*="/cart/add"] [name="id"]', attribute: 'value' },
      { selector: '[name="product-id"]', attribute: 'value' },
      { attribute: 'data-product-id' },
    ],
    price: ['.product__info-container .price', '.price', '[class*="product__price"]'],
  },
  card: {
    selector: '.product-card-wrapper,.grid__item > .card-wrapper:not(.collection-card-wrapper,.article-card-wrapper)',
    ids: [
      { selector: 'form [name="product-id"]', attribute: 'value' },
      // `CardLink-SECTION-PRODUCT`
      { selector: '[id^="CardLink-"],[id^="StandardCardNoMediaLink-"]', attribute: 'id', pattern: '(\\d+)$' },
      { selector: '[data-product-id]', attribute: 'data-product-id' },
      { selector: 'form [name="id"]', attribute: 'value' },
    ],
    price: ['.price'],
  },
  aside: '[href*="/collections/"]:not([href*="/products/"])',
  line: {
    selector: '#main-cart-items .cart-item,[data-cart-items] .cart-item,form[action*="/cart"] tr.cart-item',
    ids: [
      { selector: '[data-quantity-variant-id]', attribute: 'data-quantity-variant-id' },
      { selector: 'a[href*="variant="]', attribute: 'href', pattern: 'variant=(\\d+)' },
      { selector: 'a[href*="/cart/change"]', attribute: 'href', pattern: 'id=(\\d+)' },
    ],
    price: ['.cart-item__prices .price:not(s)', '.cart-item__discounted-prices dd:last-of-type', '.product-option'],
    total: '.cart-item__totals .price',
    quantity: [{ selector: '[name="updates[]"],.quantity__input', attribute: 'value' }],
  },
  mini: 'cart-drawer .cart-item,cart-notification .cart-notification-product',
  acts: [
    {
      type: 'add_to_cart',
      on: 'submit',
      selector: 'form[action$="/cart/add"],form[action*="/cart/add?"]',
      ids: FORM,
      quantity: [{ selector: '[name="quantity"]', attribute: 'value' }],
      awaits: (form) =>
        form.closest('product-form') && document.querySelector('cart-drawer,cart-notification') && busOf()
          ? UPDATE
          : undefined,
    },
    {
      type: 'remove_from_cart',
      on: 'click',
      selector: 'cart-remove-button,a[href*="/cart/change"][href*="quantity=0"]',
    },
    {
      type: 'begin_checkout',
      on: 'click',
      selector: '[name="checkout"],a[href="/checkout"],a[href^="/checkout?"]',
    },
    {
      type: 'wishlist_add',
      on: 'click',
      selector:
        '.swym-add-to-wishlist-btn:not(.swym-added),.swym-button:not(.swym-added),.wishlisthero-product-page-button',
      ids: [{ attribute: 'data-variant-id' }, { attribute: 'data-product-id' }],
    },
    {
      type: 'review',
      on: 'submit',
      selector: '.new-review-form',
      rating: [{ selector: '[name="review[rating]"]', attribute: 'value' }],
    },
  ],
  order: [],
  connect(announce) {
    const bus = busOf();
    if (!bus) return;
    const hear = announce.hear((event: unknown) => {
      const variant = keyOf(event, 'productVariantId');
      if (keyOf(event, 'source') === 'product-form') announce('add_to_cart', UPDATE, { item: toItem([variant]) });
    });
    announce.once(bus, UPDATE, () => {
      const undo = bus(UPDATE, hear);
      const older = keyOf(undo, 'unsubscribe');
      return typeof older === 'function' ? () => (undo as { unsubscribe(): unknown }).unsubscribe() : undo;
    });
  },
};

/** The theme's `subscribe`: a shop's own function of that name takes other things, and has no sibling that publishes. */
function busOf(): ((topic: string, hear: (event: unknown) => void) => unknown) | undefined {
  const [subscribe, publish] = ['subscribe', 'publish'].map(globalOf);
  const isBus = typeof subscribe === 'function' && subscribe.length === 2 && typeof publish === 'function';
  return isBus ? (subscribe as ReturnType<typeof busOf>) : undefined;
}
