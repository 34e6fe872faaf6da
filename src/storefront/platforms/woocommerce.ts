import type { ReadRule } from '../../../contract/storefront.ts';
import { toItem } from '../ids.ts';
import { elementIn, globalOf, hearJQuery, keyOf } from './page-globals.ts';
import type { Part, Platform } from './platform.ts';
import { readIds } from './read-part.ts';
import { SIGNS } from './signs.ts';

const JQUERY = 'added_to_cart';
const BLOCKS = 'wc-blocks_added_to_cart';

/** Of a tag-manager plugin: JSON in an attribute of a card, a line's remove link or a form's hidden input. */
const GTM4WP: readonly ReadRule[] = ['sku', 'internal_id', 'item_id', 'id'].flatMap((key) => {
  const pattern = `"${key}":\\s*"?([^",}]+)`;
  return [
    { selector: '[data-gtm4wp_product_data]', attribute: 'data-gtm4wp_product_data', pattern },
    { selector: '[name="gtm4wp_product_data"]', attribute: 'value', pattern },
  ];
});
const GTM4WP_OLD: readonly ReadRule[] = ['data-gtm4wp_product_sku', 'data-gtm4wp_product_id'].map((attribute) => ({
  selector: `[${attribute}]`,
  attribute,
}));

/** Of buttons and links that name a product. */
const BUTTON: readonly ReadRule[] = [
  { selector: '[data-product_sku]', attribute: 'data-product_sku' },
  { selector: '[data-product_id]', attribute: 'data-product_id' },
  ...GTM4WP,
  ...GTM4WP_OLD,
];
const LINK: readonly ReadRule[] = [
  ...BUTTON,
  { attribute: 'href', pattern: 'add-to-cart=(\\d+)' },
  { attribute: 'value', pattern: '^\\d+$' },
];
const FORM: readonly ReadRule[] = [
  { selector: '[name="variation_id"]', attribute: 'value' },
  ...GTM4WP,
  { selector: '[name="gtm4wp_sku"]', attribute: 'value' },
  { selector: '[name="add-to-cart"]', attribute: 'value' },
  { selector: '[name="product_id"]', attribute: 'value' },
  { attribute: 'data-product_id' },
];
/** What a grouped product adds. */
const GROUPED: Part = {
  selector: '[name^="quantity["]',
  ids: [{ attribute: 'name', pattern: '\\[(\\d+)' }],
  quantity: [{ attribute: 'value' }],
};

/**
 * WooCommerce: classic templates and blocks. Adding by AJAX counts when the shop says that it has been done: by jQuery's
 * `added_to_cart`, by the class that its script then gives the button, or by the blocks' event of their own. A form counts
 * when it is sent, since the page that answers says nothing that could be relied on.
 */
export const woocommerce: Platform = {
  here: SIGNS.woocommerce,
  kinds: [
    // an order that nobody has paid
    ['other', '.woocommerce-thankyou-order-failed'],
    ['order', 'body.woocommerce-order-received'],
    ['checkout', 'body.woocommerce-checkout:not(.woocommerce-order-pay)'],
    ['cart', 'body.woocommerce-cart'],
    ['product', 'body.single-product'],
    ['home', 'body.home'],
    ['search', 'body.search'],
    [
      'category',
      'body.post-type-archive-product,body.tax-product_cat,body.tax-product_tag,body.tax-product_brand,body[class*=" tax-pa_"]',
    ],
  ],
  product: {
    selector: 'body.single-product',
    ids: [
      { selector: '.product_meta .sku,.wp-block-woocommerce-product-sku .sku', pattern: '^(?!N/A$)[^\\s]+$' },
      { attribute: 'class', pattern: '\\bpostid-(\\d+)' },
      { selector: 'form.cart', attribute: 'data-product_id' },
      { selector: '[name="add-to-cart"]', attribute: 'value' },
    ],
    price: [
      '.woocommerce-variation-price .price',
      '.summary .price',
      '.wp-block-woocommerce-product-price',
      '.product .price',
    ],
  },
  card: {
    // the main product and the rows of a grouped one have an id, page builders' frames a type
    selector:
      '.type-product:not([id^="product-"],[data-elementor-type],body),.wc-block-grid__product,.wc-block-product',
    ids: [...BUTTON, { attribute: 'class', pattern: '\\bpost-(\\d+)' }],
    price: ['.price', '.wc-block-components-product-price'],
  },
  aside:
    '[rel~="tag"],.add_to_wishlist,.added_to_cart,[href*="add-to-cart="],[href*="add_to_wishlist="],.yith-wcqv-button,.compare',
  line: {
    selector:
      '.woocommerce-cart-form .cart_item,.wc-block-cart-items__row,.order_item,.wc-block-order-confirmation-totals__item',
    ids: BUTTON,
    price: ['.product-price', '.wc-block-cart-item__prices', '.quantity .amount'],
    total: '.product-total,.wc-block-order-confirmation-totals__total',
    quantity: [
      { selector: '[name$="[qty]"],.wc-block-components-quantity-selector__input', attribute: 'value' },
      { selector: 'strong.product-quantity ins' },
      { selector: 'strong.product-quantity', pattern: '\\d+' },
      { selector: '.quantity', pattern: '^\\d+' },
    ],
  },
  mini: '.woocommerce-mini-cart-item,.mini_cart_item',
  acts: [
    {
      type: 'add_to_cart',
      on: 'click',
      // a link to choose a variant looks the same, and leads to the product
      selector: '.ajax_add_to_cart,button.add_to_cart_button,a[href*="add-to-cart="]',
      ids: LINK,
      quantity: [{ attribute: 'data-quantity' }, { attribute: 'href', pattern: '[?&]quantity=(\\d+)' }],
      awaits(element) {
        if (element.matches('button.wc-interactive,button[data-wp-on--click],button[data-wp-on-async--click]'))
          return BLOCKS;
        const parameters = globalOf('wc_add_to_cart_params');
        // a shop that then opens the cart says nothing before
        return element.matches('.ajax_add_to_cart') &&
          parameters &&
          typeof globalOf('jQuery') === 'function' &&
          keyOf(parameters, 'cart_redirect_after_add') !== 'yes'
          ? JQUERY
          : undefined;
      },
      done: '.added',
    },
    {
      type: 'add_to_cart',
      on: 'submit',
      selector: 'form.cart',
      ids: FORM,
      price: ['.woocommerce-variation-price .price'],
      quantity: [{ selector: '[name="quantity"]', attribute: 'value' }],
      many: GROUPED,
    },
    {
      type: 'remove_from_cart',
      on: 'click',
      selector: '.product-remove a.remove,.remove_from_cart_button,.wc-block-cart-item__remove-link',
      ids: BUTTON,
    },
    {
      type: 'wishlist_add',
      on: 'click',
      selector:
        '.add_to_wishlist,.tinvwl_add_to_wishlist_button:not(.tinvwl-product-in-list),.woosw-btn:not(.woosw-added)',
      ids: [
        { attribute: 'data-product-id' },
        { attribute: 'data-original-product-id' },
        { attribute: 'data-tinv-wl-product' },
        { attribute: 'data-id' },
        { attribute: 'href', pattern: 'add_to_wishlist=(\\d+)' },
      ],
    },
    {
      type: 'review',
      on: 'submit',
      selector: '.single-product #commentform',
      ids: [{ selector: '[name="comment_post_ID"]', attribute: 'value' }],
      rating: [{ selector: '[name="rating"]', attribute: 'value' }],
    },
  ],
  order: [
    { selector: '.woocommerce-order-overview__order strong' },
    { selector: '.wc-block-order-confirmation-summary-list-item__value' },
    /order-received[/=](\d+)/,
  ],
  connect(announce) {
    const told =
      (type: 'add_to_cart' | 'remove_from_cart') => (_fragments: unknown, _hash: unknown, button: unknown) => {
        const element = elementIn(button);
        const form = element?.closest('form.cart');
        const item = element && toItem([...(form ? readIds(form, FORM) : []), ...readIds(element, LINK)]);
        announce(type, JQUERY, { element, item });
      };
    hearJQuery(announce, document.body, JQUERY, told('add_to_cart'));
    hearJQuery(announce, document.body, 'removed_from_cart', told('remove_from_cart'));
    announce.once(document.body, BLOCKS, () => {
      const hear = announce.hear(() => announce('add_to_cart', BLOCKS));
      document.body.addEventListener(BLOCKS, hear);
      return () => document.body.removeEventListener(BLOCKS, hear);
    });
  },
};
