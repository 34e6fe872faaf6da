import { afterEach, describe, expect, test } from 'vitest';

import { actionOf, controlOf } from '../../src/storefront/actions.ts';
import { ratingIn } from '../../src/storefront/reviews.ts';

afterEach(() => document.body.replaceChildren());

/** What a click on the element with `id="x"`, or on the first one, is taken for. */
function said(html: string, isCart = false): string | undefined {
  document.body.innerHTML = html;
  const path: Element[] = [];
  let at: Element | null = document.querySelector('#x') ?? document.body.firstElementChild;
  for (; at; at = at.parentElement) path.push(at);
  const control = controlOf(path);
  return control && actionOf(control, path, isCart);
}

describe('what a button does', () => {
  test.each([
    // by its names and attributes
    '<button class="btn add-to-cart">+</button>',
    '<button class="product__addToCart"></button>',
    '<button id="AddToCart-template"></button>',
    '<a class="button product_type_simple add_to_cart_button ajax_add_to_cart added" href="?add-to-cart=5">x</a>',
    '<a href="/cart/add/17">x</a>',
    '<a href="https://shop.example/index.php?route=cart&amp;action=add-to-cart&amp;id=3">x</a>',
    '<a href="cart.php?action=add&id=3">x</a>',
    '<button data-action="add-to-basket">x</button>',
    '<button data-add-to-cart>x</button>',
    '<button onclick="cart.addToBag(12)">x</button>',
    '<div role="button" ng-click="addToCart(p)">x</div>',
    '<a href="javascript:addToCart(5)">x</a>',
    '<button hx-post="/basket/add">x</button>',
    '<add-to-cart><button id="x"><i></i></button></add-to-cart>',
    '<button class="buy-now">x</button>',
    '<div class="btn-addtocart">In</div>',
    // by the form it sends
    '<form action="/cart/add"><button id="x">Los</button></form>',
    '<form action="/checkout/cart/add/uenc/x/product/5/"><button id="x"><span>ok</span></button></form>',
    '<form><input type="hidden" name="add-to-cart" value="5"><input type="submit" id="x" value="OK"></form>',
    '<form><input type="hidden" name="action" value="add_to_cart"><input type="image" id="x"></form>',
    // by what stands on it
    '<button>Add to cart</button>',
    '<button> Add to\n  bag – $20.00 </button>',
    '<button>Add Red Lantern to basket</button>',
    '<button>Buy now</button>',
    '<button>In den Warenkorb</button>',
    '<button>In den Einkaufswagen legen</button>',
    '<button aria-label="Ajouter au panier"><svg></svg></button>',
    '<input type="button" value="Añadir al carrito">',
    '<button>Aggiungi al carrello</button>',
    '<button>In winkelwagen</button>',
    '<button>Dodaj do koszyka</button>',
    '<button>Lägg i varukorgen</button>',
    '<button>В корзину</button>',
    '<button>カートに入れる</button>',
    '<button>加入购物车</button>',
    '<button>장바구니 담기</button>',
    '<button>Sepete Ekle</button>',
  ])('%s fills the cart', (html) => {
    expect(said(html)).toBe('add_to_cart');
  });

  test.each([
    '<button>Add to compare</button>',
    '<button class="add-to-compare">Add</button>',
    '<button>Added to cart</button>',
    '<a class="added_to_cart wc-forward" href="/cart">View cart</a>',
    '<button>Add address</button>',
    '<button>Add a note to your cart</button>',
    '<button class="cart__add-note">ok</button>',
    '<button>Add gift message</button>',
    '<button>Buy more, save more</button>',
    '<a href="/cart">Cart</a>',
    '<a href="/go-to-cart">Go to cart</a>',
    '<a href="/shopping-bags/leather-bag">Leather bag</a>',
    '<button>Update cart</button>',
    '<button class="cart-toggle">3</button>',
    '<button disabled class="add-to-cart">Add to cart</button>',
    '<button aria-disabled="true" class="add-to-cart">Add to cart</button>',
    '<button class="add-to-cart disabled">Add to cart</button>',
    '<fieldset disabled><button id="x">Add to cart</button></fieldset>',
    '<button class="add-to-cart">Sold out</button>',
    '<button class="add-to-cart">Ausverkauft</button>',
    '<button class="add-to-cart">Notify me</button>',
    '<form action="/newsletter"><button id="x">Subscribe</button></form>',
    '<form action="/cart/add-coupon"><button id="x">Apply</button></form>',
    '<button class="js-add-to-registry">Add to registry</button>',
    '<div class="add-to-cart-area">We add to cart what you like <button>x</button></div>',
    '<button>Bestellung ansehen</button>',
  ])('%s does not', (html) => {
    expect(said(html)).not.toBe('add_to_cart');
  });

  test.each([
    ['<button class="wishlist-toggle">♡</button>', 'wishlist_add'],
    ['<button aria-label="Add to favourites">♡</button>', 'wishlist_add'],
    ['<a href="#" class="action towishlist" data-post=\'{"action":"/wishlist/index/add/"}\'>x</a>', 'wishlist_add'],
    ['<button>Auf den Merkzettel</button>', 'wishlist_add'],
    ['<button class="wishlist-toggle" aria-pressed="true">♥</button>', undefined],
    ['<button class="wishlist-toggle active">♥</button>', undefined],
    ['<button class="remove-from-wishlist">♥</button>', undefined],
    ['<header><a href="/wishlist" id="x">Wishlist</a></header>', undefined],
    ['<a href="/account/wishlist" class="wishlist-link">Wishlist</a>', undefined],
    ['<a class="btn" href="/checkout">Next</a>', 'begin_checkout'],
    ['<button name="checkout">Next</button>', 'begin_checkout'],
    ['<button>Proceed to checkout</button>', 'begin_checkout'],
    ['<button>Zur Kasse</button>', 'begin_checkout'],
    ['<a href="/checkout/cart/">Cart</a>', undefined],
    ['<button class="remove-from-cart">x</button>', 'remove_from_cart'],
    ['<a href="/cart/change?line=1&amp;quantity=0">x</a>', 'remove_from_cart'],
    ['<div class="mini-cart"><button id="x" aria-label="Remove">×</button></div>', 'remove_from_cart'],
    ['<div class="filters"><button id="x">Remove</button></div>', undefined],
    ['<div class="cart"><a class="remove-coupon" id="x">Remove</a></div>', undefined],
    ['<button>Menu</button>', undefined],
    ['<p>Add to cart</p>', undefined],
  ])('%s is %s', (html, expected) => {
    expect(said(html)).toBe(expected);
  });

  test('what takes away is taken for it on the page of a cart only', () => {
    expect(said('<button>Entfernen</button>', true)).toBe('remove_from_cart');
    expect(said('<button>Entfernen</button>')).toBeUndefined();
  });
});

describe('the stars of a review', () => {
  test.each([
    ['<input type="radio" name="rating" value="2"><input type="radio" name="rating" value="4" checked>', 4],
    ['<input type="radio" name="rating" value="2">', undefined],
    ['<select name="score"><option value="3" selected>3 stars</select>', 3],
    ['<input type="hidden" name="review[rating]" value="5">', 5],
    ['<div class="stars" data-rating="4.5"></div>', 4.5],
    ['<div role="slider" aria-label="Rating" aria-valuenow="3"></div>', 3],
    ['<input type="hidden" name="stars" value="8/10">', 4],
    ['<input type="hidden" name="stars" value="80 %">', 4],
    ['<input type="hidden" name="rating" value="97">', undefined],
    ['<textarea name="rating_text">5</textarea><input name="rating_title" type="text" value="5">', undefined],
  ])('%s are %s', (fields, expected) => {
    document.body.innerHTML = `<form>${fields}</form>`;
    expect(ratingIn(document.forms[0]!)).toBe(expected);
  });

  test('a rule says where they stand', () => {
    document.body.innerHTML = '<form><i data-n="3">three</i></form>';
    expect(ratingIn(document.forms[0]!, { selector: 'i', attribute: 'data-n' })).toBe(3);
  });
});
