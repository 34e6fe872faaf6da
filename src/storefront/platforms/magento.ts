import type { ReadRule } from '../../../contract/storefront.ts';
import { toItem } from '../ids.ts';
import type { BasketLine } from './basket.ts';
import { elementIn, globalOf, hearJQuery, keyOf } from './page-globals.ts';
import type { Platform } from './platform.ts';
import { SIGNS } from './signs.ts';

const ADDED = 'ajax:addToCart';
/** Forms that add to the cart, in Luma and in Hyvä. */
const FORM_SELECTOR =
  'form[data-role="tocart-form"],#product_addtocart_form,form.product_addtocart_form,form[action*="/checkout/cart/add"]';

/** JSON of what a link or button sends by a form of its own. */
const POST: ReadRule = { attribute: 'data-post', pattern: '"product":\\s*"?(\\d+)' };
const FORM: readonly ReadRule[] = [
  // the simple product that the chosen options mean
  { selector: '[name="selected_configurable_option"]', attribute: 'value' },
  { attribute: 'data-product-sku' },
  { selector: '[name="product"]', attribute: 'value' },
];
/** In Hyvä, Alpine's handlers hold what they are called with. */
const ALPINE: ReadRule = { attribute: '@click.prevent', pattern: '\\((\\d+)' };

/**
 * Magento 2 and Adobe Commerce: Luma, Hyvä and what is made from them. In Luma an add counts when the shop's script
 * triggers `ajax:addToCart` with an answer that leads nowhere but to the cart; elsewhere when the form is sent.
 */
export const magento: Platform = {
  here: SIGNS.magento,
  kinds: [
    ['order', 'body.checkout-onepage-success,body.multishipping-checkout-success'],
    ['cart', 'body.checkout-cart-index'],
    ['checkout', 'body.checkout-index-index'],
    ['product', 'body.catalog-product-view'],
    ['search', 'body.catalogsearch-result-index,body.catalogsearch-advanced-result'],
    ['category', 'body.catalog-category-view'],
    ['home', 'body.cms-index-index,body.cms-home'],
  ],
  product: {
    selector: 'body.catalog-product-view',
    ids: [
      { selector: '#product_addtocart_form', attribute: 'data-product-sku' },
      { selector: '.product-info-main [itemprop="sku"]' },
      { selector: '#product_addtocart_form [name="product"]', attribute: 'value' },
      { selector: '.product-info-main .price-box', attribute: 'data-product-id' },
    ],
    price: [
      '.product-info-main [data-price-type="finalPrice"]',
      '.product-info-main .special-price .price',
      '.product-info-main .price',
    ],
  },
  card: {
    selector: '.product-item:not(.product-item-details,[data-role="product-item"])',
    ids: [
      { selector: 'form[data-product-sku]', attribute: 'data-product-sku' },
      { selector: '[data-product-sku]', attribute: 'data-product-sku' },
      { selector: '.price-box[data-product-id]', attribute: 'data-product-id' },
      { selector: '[name="product"]', attribute: 'value' },
      { selector: '[data-product-id]', attribute: 'data-product-id' },
      { selector: '.tocart[data-post],.towishlist[data-post]', ...POST },
      { selector: '[id^="product-item-info_"]', attribute: 'id', pattern: '_(\\d+)$' },
    ],
    price: ['[data-price-type="finalPrice"]', '.special-price .price', '.price'],
  },
  aside: '.towishlist,.tocompare,.reviews-actions a',
  line: {
    selector: '.cart.item',
    ids: [{ selector: '[data-cart-item-id]', attribute: 'data-cart-item-id' }],
    price: ['.col.price .cart-price', '.col.price', '.minicart-price'],
    quantity: [
      { selector: '[data-role="cart-item-qty"],.cart-item-qty,.input-text.qty,[name$="[qty]"]', attribute: 'value' },
    ],
  },
  mini: '[data-role="product-item"]',
  acts: [
    {
      type: 'add_to_cart',
      on: 'submit',
      selector: FORM_SELECTOR,
      ids: FORM,
      quantity: [{ selector: '[name="qty"]', attribute: 'value' }],
      many: {
        selector: '[name^="super_group["]',
        ids: [{ attribute: 'name', pattern: '\\[(\\d+)' }],
        quantity: [{ attribute: 'value' }],
      },
      // its script has taken over the forms
      awaits: () => (keyOf(keyOf(globalOf('jQuery'), 'mage'), 'catalogAddToCart') ? ADDED : undefined),
    },
    { type: 'add_to_cart', on: 'click', selector: '.tocart[data-post]', ids: [POST] },
    {
      type: 'remove_from_cart',
      on: 'click',
      selector: '.cart.item .action-delete,.cart.item .action.delete,[data-role="product-item"] .action.delete',
    },
    {
      type: 'wishlist_add',
      on: 'click',
      selector: '.towishlist:not(.cart *),[\\@click\\.prevent^="addToWishlist("]',
      ids: [POST, ALPINE],
    },
    {
      type: 'review',
      on: 'submit',
      selector: '#review-form,#review_form',
      rating: [{ selector: '[name^="ratings["]:checked', attribute: 'id', pattern: '_(\\d)$' }],
    },
  ],
  order: [{ selector: '.checkout-success .order-number' }, { selector: '.checkout-success p > span' }],
  basket() {
    const items = keyOf(globalOf('checkoutConfig'), 'quoteItemData');
    return (Array.isArray(items) ? items : []).map((item): BasketLine => ({
      ids: [keyOf(item, 'sku'), keyOf(keyOf(item, 'product'), 'sku'), keyOf(item, 'product_id')],
      price: keyOf(item, 'price'),
      quantity: keyOf(item, 'qty'),
    }));
  },
  connect(announce) {
    hearJQuery(announce, document, ADDED, (data) => {
      const to = keyOf(keyOf(data, 'response'), 'backUrl');
      // what cannot be added leads back to the product
      if (typeof to === 'string' && !to.includes('/checkout/cart')) return;
      const element = elementIn(keyOf(data, 'form'));
      const ids = keyOf(data, 'productIds');
      const item = toItem([keyOf(data, 'sku'), ...(Array.isArray(ids) ? (ids as unknown[]) : [])]);
      announce('add_to_cart', ADDED, { element, item });
    });
  },
};
