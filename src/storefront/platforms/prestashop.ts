import type { ReadRule } from '../../../contract/storefront.ts';
import { toItem } from '../ids.ts';
import type { BasketLine } from './basket.ts';
import { globalOf, keyOf } from './page-globals.ts';
import type { Platform } from './platform.ts';
import { SIGNS } from './signs.ts';

const UPDATE = 'updateCart';

/** JSON of the product that the page is about, which follows the combination that is chosen. */
const DETAILS: readonly ReadRule[] = ['id_product_attribute', 'reference', 'id_product'].map((key) => ({
  selector: '#product-details[data-product],.js-product-details[data-product]',
  attribute: 'data-product',
  pattern: `"${key}":\\s*"?([^",}]+)`,
}));
const OWN: readonly ReadRule[] = [{ attribute: 'data-id-product' }, { attribute: 'data-product-id' }];
const FORM: readonly ReadRule[] = [{ selector: '[name="id_product"]', attribute: 'value' }];
const QUANTITY: ReadRule = { selector: '[name="qty"]', attribute: 'value' };

/**
 * PrestaShop 1.7, 8 and 9: Classic, Hummingbird and what is made from them. An add counts when the shop's own bus says that
 * the cart has it; without that bus, when the form is sent.
 */
export const prestashop: Platform = {
  here: SIGNS.prestashop,
  kinds: [
    ['order', 'body#order-confirmation'],
    ['checkout', 'body#checkout'],
    ['cart', 'body#cart'],
    ['product', 'body#product'],
    ['home', 'body#index'],
    ['search', 'body#search'],
    ['category', 'body#category,body#manufacturer,body#supplier,body#new-products,body#best-sales,body#prices-drop'],
  ],
  product: {
    selector: 'body#product',
    ids: [
      // the combination is the cart's, the reference the catalogue's
      ...DETAILS.slice(1),
      { selector: '#product_page_product_id,#add-to-cart-or-refresh [name="id_product"]', attribute: 'value' },
      { attribute: 'class', pattern: '\\bproduct-id-(\\d+)' },
    ],
    price: [
      '.product-prices .current-price-value',
      '.product-prices .current-price',
      '.product__prices',
      '.product__price',
    ],
  },
  card: {
    selector: '.product-miniature',
    ids: [...OWN, { selector: '[data-id-product]', attribute: 'data-id-product' }],
    price: ['.price', '.product-miniature__price'],
  },
  aside: '.quick-view,.js-quickview,[data-link-action="quickview"],[data-link-action="add-to-cart"]',
  line: {
    selector: '.cart-item,.cart__item,.order-line,.product-line',
    ids: [
      { selector: '[data-id-product]', attribute: 'data-id-product' },
      { selector: '[data-product-id]', attribute: 'data-product-id' },
      // an order that is done names its products by their pictures only: /IMAGE-SIZE/PRODUCT.jpg
      { selector: 'img[src]', attribute: 'src', pattern: '/\\d+-\\w+/([^/]+)\\.\\w+$' },
    ],
    price: ['.current-price .price', '.current-price', '.product-line__price', '.qty .row > :first-child'],
    total: '.qty .bold',
    quantity: [
      { selector: '.js-cart-line-product-quantity,[name="product-quantity-spin"]', attribute: 'value' },
      { selector: '.qty .row > :nth-child(2)' },
    ],
  },
  acts: [
    {
      type: 'add_to_cart',
      on: 'click',
      selector: '[data-button-action="add-to-cart"]',
      around: 'form',
      ids: [...OWN, ...FORM],
      quantity: [QUANTITY],
      awaits: () => (typeof keyOf(globalOf('prestashop'), 'on') === 'function' ? UPDATE : undefined),
    },
    {
      type: 'add_to_cart',
      on: 'submit',
      selector: '#add-to-cart-or-refresh,.product-miniature form',
      ids: FORM,
      quantity: [QUANTITY],
    },
    {
      type: 'remove_from_cart',
      on: 'click',
      selector: '.remove-from-cart,[data-link-action="delete-from-cart"]',
      ids: OWN,
    },
    {
      type: 'wishlist_add',
      on: 'click',
      selector: '.wishlist-button-add,[data-link-action="add-to-wishlist"]',
      ids: OWN,
    },
    {
      type: 'review',
      on: 'submit',
      selector: '#post-product-comment-form',
      rating: [{ selector: '[name^="criterion["]', attribute: 'value' }],
    },
  ],
  order: [/[?&]id_order=(\d+)/],
  basket() {
    const products = keyOf(keyOf(globalOf('prestashop'), 'cart'), 'products');
    return (Array.isArray(products) ? products : []).map((product): BasketLine => ({
      ids: ['reference', 'id_product', 'id_product_attribute'].map((key) => keyOf(product, key)),
      price: keyOf(product, 'price_amount') ?? keyOf(product, 'price'),
      quantity: keyOf(product, 'quantity'),
    }));
  },
  connect(announce) {
    const bus = globalOf('prestashop') as
      | { on?: (type: string, hear: unknown) => unknown; removeListener?: (type: string, hear: unknown) => unknown }
      | undefined;
    if (typeof keyOf(bus, 'on') !== 'function') return;
    const hear = announce.hear((event: unknown) => {
      const reason = keyOf(event, 'reason');
      const action = keyOf(reason, 'linkAction');
      const hasError = keyOf(keyOf(event, 'resp'), 'hasError');
      if (hasError === true || !/^(add-to-cart|delete-from-cart)$/.test(String(action))) return;
      const item = toItem([keyOf(reason, 'idProduct')]);
      announce(action === 'add-to-cart' ? 'add_to_cart' : 'remove_from_cart', UPDATE, { item });
    });
    announce.once(bus as object, UPDATE, () => {
      bus!.on!(UPDATE, hear);
      return () => bus!.removeListener?.(UPDATE, hear);
    });
  },
};
