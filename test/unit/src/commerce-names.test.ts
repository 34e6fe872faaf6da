import { describe, expect, test } from 'vitest';

import { toEventType } from '../../../src/sources/commerce-names.ts';

describe('the name of an event', () => {
  test.each([
    [
      'product_view',
      [
        'Product Viewed',
        'Viewed Product',
        'product_viewed',
        'ProductViewed',
        'view_item',
        'View Product',
        'Product Detail Viewed',
        'Product Page View',
        'item viewed',
        'PRODUCT VIEW',
      ],
    ],
    [
      'list_view',
      [
        'Product List Viewed',
        'Product List Filtered',
        'Viewed Product Category',
        'view_item_list',
        'Category Viewed',
        'Collection Viewed',
      ],
    ],
    ['product_click', ['Product Clicked', 'Clicked Product', 'select_item', 'Product List Clicked']],
    [
      'add_to_cart',
      [
        'Product Added',
        'Added Product',
        'Add to Cart',
        'Added to Cart',
        'add_to_cart',
        'addToCart',
        'Item Added to Bag',
        'Add Product to Cart',
        'Product Added To Basket',
        'Wishlist Product Added to Cart',
        'Cart Item Added',
      ],
    ],
    [
      'remove_from_cart',
      ['Product Removed', 'Removed Product', 'Remove from Cart', 'remove_from_cart', 'Item Removed from Basket'],
    ],
    ['cart_view', ['Cart Viewed', 'Viewed Cart', 'view_cart', 'Shopping Cart Viewed', 'Cart Page View']],
    [
      'begin_checkout',
      [
        'Checkout Started',
        'Started Checkout',
        'begin_checkout',
        'Checkout Initiated',
        'Initiate Checkout',
        'Begin Checkout',
      ],
    ],
    [
      'purchase',
      [
        'Order Completed',
        'Completed Order',
        'purchase',
        'Purchased',
        'Order Placed',
        'Purchase Completed',
        'Item Purchased',
        'Order Confirmed',
      ],
    ],
    ['refund', ['Order Refunded', 'Order Cancelled', 'Order Canceled', 'refund', 'Refunded Order']],
    [
      'search',
      [
        'Products Searched',
        'Searched Products',
        'Search',
        'search_submitted',
        'Product Search',
        'view_search_results',
        'Site Search',
      ],
    ],
    ['promotion_view', ['Promotion Viewed', 'view_promotion', 'Viewed Promotion']],
    ['promotion_click', ['Promotion Clicked', 'select_promotion', 'Clicked Promotion']],
    [
      'wishlist_add',
      ['Product Added to Wishlist', 'Add to Wishlist', 'add_to_wishlist', 'Added to Favourites', 'Added to Favorites'],
    ],
    ['review', ['Product Reviewed', 'Reviewed Product', 'Product Review Submitted']],
  ])('says %s in whatever way it is written', (type, names) => {
    expect(names.map((name) => [name, toEventType(name)])).toEqual(names.map((name) => [name, type]));
  });

  test.each([
    'Product Shared',
    'Cart Shared',
    'Product Removed from Wishlist',
    'Checkout Step Viewed',
    'Checkout Step Completed',
    'Payment Info Entered',
    'Order Updated',
    'Coupon Entered',
    'Coupon Applied',
    'Signed Up',
    'Page Viewed',
    'Added Address',
    'Added Payment Method',
    'Removed Filter',
    'Video Viewed',
    'Review Carousel Viewed',
    'Product Added to Comparison',
    'constructor',
    '',
    'x'.repeat(1_000),
    undefined,
    null,
    7,
    {},
  ])('that means something else says nothing: %s', (name) => {
    expect(toEventType(name)).toBeUndefined();
  });
});
