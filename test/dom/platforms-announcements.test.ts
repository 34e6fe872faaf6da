// Adds that the shop's own scripts confirm: jQuery events, buses, classes. One act is one event, and a failure is none.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { openRoom, setPage, type PlatformsRoom } from './platforms-host.ts';

type Hear = (...args: unknown[]) => unknown;

/** As much of jQuery as a platform's script needs: handlers by target and type. */
function createJQuery(): ((target: unknown) => unknown) & {
  trigger(type: string, ...args: unknown[]): void;
  count(): number;
} {
  const handlers = new Map<string, Set<Hear>>();
  const jQuery = (_target: unknown): unknown => ({
    on: (type: string, hear: Hear) => void handlers.set(type, (handlers.get(type) ?? new Set()).add(hear)),
    off: (type: string, hear: Hear) => void handlers.get(type)?.delete(hear),
  });
  return Object.assign(jQuery, {
    trigger(type: string, ...args: unknown[]) {
      for (const hear of handlers.get(type) ?? []) expect(hear({ type }, ...args)).toBeUndefined();
    },
    count: () => [...handlers.values()].reduce((sum, { size }) => sum + size, 0),
  });
}

const page = window as unknown as Record<string, unknown>;
const NAMES = ['jQuery', 'wc_add_to_cart_params', 'prestashop', 'subscribe', 'publish', 'checkoutConfig'];
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
let room: PlatformsRoom;
let jQuery: ReturnType<typeof createJQuery>;

beforeEach(() => (jQuery = createJQuery()));
afterEach(() => {
  room.boundary.end();
  for (const name of NAMES) delete page[name];
  setPage('');
});

function open(): void {
  room = openRoom();
  room.start();
}

const button = (id: string): string =>
  `<a href="?add-to-cart=${id}" class="button add_to_cart_button ajax_add_to_cart" id="b${id}" data-product_id="${id}" data-product_sku="SKU-${id}" data-quantity="1">Add</a>`;
const get = (selector: string): Element => document.querySelector(selector)!;

describe('WooCommerce', () => {
  beforeEach(() => {
    page['jQuery'] = jQuery;
    page['wc_add_to_cart_params'] = { cart_redirect_after_add: 'no' };
    setPage(`<ul class="products"><li>${button('31')}</li><li>${button('32')}</li></ul>`, { class: 'woocommerce' });
    open();
  });

  test('an add by AJAX is told when the shop says so, with the time of the click', async () => {
    room.now = 4_000;
    expect(room.act('#b31')).toBeNull();
    expect(room.drafts).toEqual([]);
    room.now = 5_500;
    jQuery.trigger('added_to_cart', {}, 'hash', { 0: get('#b31'), length: 1 });
    await settle();
    expect(room.drafts).toMatchObject([{ type: 'add_to_cart', at: 8_000, items: [{ id: 'SKU-31', quantity: 1 }] }]);
  });

  test('one that fails is none', async () => {
    room.act('#b31');
    await settle();
    expect(room.drafts).toEqual([]);
  });

  test('of two that are on their way each is told for itself, in whatever order', async () => {
    room.act('#b31');
    room.act('#b32');
    jQuery.trigger('added_to_cart', {}, 'hash', [get('#b32')]);
    jQuery.trigger('added_to_cart', {}, 'hash', [get('#b31')]);
    await settle();
    expect(room.drafts.map(({ items }) => items![0]!.id)).toEqual(['SKU-32', 'SKU-31']);
  });

  test('the same announced by jQuery, by a class and by the blocks is one', async () => {
    room.act('#b31');
    get('#b31').classList.add('added');
    jQuery.trigger('added_to_cart', {}, 'hash', [get('#b31')]);
    document.body.dispatchEvent(new CustomEvent('wc-blocks_added_to_cart', { detail: { preserveCartData: true } }));
    await settle();
    expect(room.drafts).toHaveLength(1);
  });

  test('twice added is two', async () => {
    for (const _ of [1, 2]) {
      room.act('#b31');
      room.now += 400;
      jQuery.trigger('added_to_cart', {}, 'hash', [get('#b31')]);
      await settle();
    }
    expect(room.drafts).toHaveLength(2);
  });

  test('where jQuery has been replaced, the class that the script gives the button says it', async () => {
    page['jQuery'] = createJQuery();
    get('#b31').classList.add('added');
    room.act('#b31');
    await settle();
    expect(room.drafts).toEqual([]);
    get('#b31').classList.remove('added');
    await settle();
    get('#b31').classList.add('added');
    await settle();
    expect(room.drafts).toHaveLength(1);
  });

  test('a shop that opens the cart after an add says nothing first, and the click counts', () => {
    page['wc_add_to_cart_params'] = { cart_redirect_after_add: 'yes' };
    expect(room.act('#b31')).toMatchObject({ type: 'add_to_cart' });
  });

  test('a button of the blocks waits for the event of the blocks', async () => {
    setPage(
      '<button class="wp-block-button__link add_to_cart_button wc-interactive" data-product_id="7" data-product_sku="SEVEN">Add</button>',
      {
        class: 'woocommerce',
      },
    );
    expect(room.act('button')).toBeNull();
    document.body.dispatchEvent(new CustomEvent('wc-blocks_added_to_cart'));
    await settle();
    expect(room.drafts).toMatchObject([{ items: [{ id: 'SEVEN' }] }]);
  });

  test('a form that a theme sends by AJAX counts once', async () => {
    setPage(
      '<form class="cart"><input type="hidden" name="add-to-cart" value="31"><button type="submit" class="single_add_to_cart_button">Add</button></form>',
      { class: 'single-product postid-31 woocommerce' },
    );
    expect(room.act('form', 'submit')).toMatchObject({ type: 'add_to_cart' });
    jQuery.trigger('added_to_cart', {}, 'hash', [get('button')]);
    await settle();
    expect(room.drafts).toEqual([]);
  });

  test('a click that a theme takes for itself counts once, whether the form is sent after it or not', async () => {
    setPage(
      '<form class="cart"><input type="hidden" name="add-to-cart" value="31"><button type="submit" class="single_add_to_cart_button">Add</button></form>',
      { class: 'single-product postid-31 woocommerce' },
    );
    const take = (event: Event): void => event.preventDefault();
    document.body.addEventListener('click', take);
    expect(room.act('button')).toBeNull();
    await settle();
    expect(room.drafts).toMatchObject([{ type: 'add_to_cart', items: [{ id: '31' }] }]);
    room.now += 100;
    expect(room.act('form', 'submit')).toBeNull();
    jQuery.trigger('added_to_cart', {}, 'hash', [get('button')]);
    get('button').classList.add('disabled');
    expect(room.act('button')).toBeNull();
    await settle();
    expect(room.drafts).toHaveLength(1);
    document.body.removeEventListener('click', take);
    get('button').classList.remove('disabled');
    expect(room.act('button')).toBeNull();
    expect(room.act('form', 'submit')).toMatchObject({ type: 'add_to_cart' });
    await settle();
    expect(room.drafts).toHaveLength(1);
  });

  test('a button that nobody knows adds what the shop says it added, right after a click, and else nothing does', async () => {
    setPage('<p><i id="own" data-product_id="50">Add</i></p>', { class: 'woocommerce' });
    jQuery.trigger('added_to_cart', {}, 'hash', [get('#own')]);
    await settle();
    expect(room.drafts).toEqual([]);
    room.act('#own');
    for (let times = 0; times < 1_000; times++) jQuery.trigger('added_to_cart', {}, 'hash', [get('#own')]);
    await settle();
    expect(room.drafts).toMatchObject([{ items: [{ id: '50' }] }]);
  });

  test('a jQuery that comes late is heard from the next click on, and all is given back at the end', async () => {
    const late = createJQuery();
    page['jQuery'] = late;
    room.act('#b31');
    late.trigger('added_to_cart', {}, 'hash', [get('#b31')]);
    await settle();
    expect(room.drafts).toHaveLength(1);
    expect([jQuery.count(), late.count()]).toEqual([2, 2]);
    room.boundary.end();
    await settle();
    expect([jQuery.count(), late.count()]).toEqual([0, 0]);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('not that one');
      },
    ],
    ['has nothing', () => ({})],
    [
      'gives a proxy that throws',
      () =>
        new Proxy(
          {},
          {
            get() {
              throw new Error('hostile');
            },
          },
        ),
    ],
  ])('a jQuery that %s costs nothing but itself', (_, hostile) => {
    page['jQuery'] = hostile;
    expect(() => room.act('#b31')).not.toThrow();
    expect(room.boundary.signal.aborted).toBe(false);
  });
});

describe('PrestaShop', () => {
  let hear: Hear | undefined;
  beforeEach(() => {
    page['prestashop'] = {
      cart: {},
      on: (type: string, given: Hear) => type === 'updateCart' && (hear = given),
      removeListener: (_type: string, given: Hear) => given === hear && (hear = undefined),
    };
    setPage(
      `<form id="add-to-cart-or-refresh" action="/cart" method="post"><input type="hidden" name="token" value="1"><input type="hidden" name="id_product" value="7"><input name="qty" value="2"><button type="submit" data-button-action="add-to-cart">Add</button></form>
       <a class="remove-from-cart" data-link-action="delete-from-cart" data-id-product="7" data-id-product-attribute="0">x</a>`,
      { id: 'product', class: 'lang-en currency-eur product-id-7' },
      '/7-mug.html',
    );
    open();
  });

  const say = (reason: object, resp: object = {}): void => void hear!({ reason, resp });

  test('an add counts when the bus says that the cart has it', async () => {
    expect(room.act('button')).toBeNull();
    say({ idProduct: 7, idProductAttribute: 0, linkAction: 'add-to-cart' });
    await settle();
    expect(room.drafts).toMatchObject([{ type: 'add_to_cart', items: [{ id: '7', quantity: 2 }] }]);
  });

  test('an answer with an error is none, and neither is a cart that changes otherwise', async () => {
    room.act('button');
    say({ idProduct: 7, linkAction: 'add-to-cart' }, { hasError: true, errors: ['out of stock'] });
    say({ linkAction: 'add-voucher' });
    say({});
    hear!(null);
    await settle();
    expect(room.drafts).toEqual([]);
  });

  test('a line that is removed counts at once, and its announcement not again', async () => {
    expect(room.act('.remove-from-cart')).toMatchObject({ type: 'remove_from_cart', items: [{ id: '7' }] });
    say({ linkAction: 'delete-from-cart', idProduct: '7' });
    await settle();
    expect(room.drafts).toEqual([]);
  });

  test('without the bus the form counts when it is sent, and the button does not', () => {
    delete page['prestashop'];
    expect(room.act('button')).toBeNull();
    expect(room.act('form', 'submit')).toMatchObject({ type: 'add_to_cart', items: [{ id: '7', quantity: 2 }] });
  });

  test('the bus gets its listener back', async () => {
    expect(hear).toBeDefined();
    room.boundary.end();
    await settle();
    expect(hear).toBeUndefined();
  });
});

describe('Magento', () => {
  beforeEach(() => {
    page['jQuery'] = Object.assign(jQuery, { mage: { catalogAddToCart: () => {} } });
    setPage(
      '<form data-role="tocart-form" data-product-sku="24-MB01" action="/checkout/cart/add/product/14/"><input type="hidden" name="product" value="14"><button type="submit" class="action tocart">Add</button></form>',
      { class: 'catalog-category-view' },
    );
    open();
  });

  const answer = (response: object): void =>
    jQuery.trigger('ajax:addToCart', { sku: '24-MB01', productIds: ['14'], form: [get('form')], response });

  test('a form that was refused first is told as it was sent last, and once', async () => {
    room.act('form', 'submit');
    room.now = 9_000;
    get('[name=product]').setAttribute('value', '15');
    room.act('form', 'submit');
    answer({});
    answer({});
    await settle();
    expect(room.drafts).toMatchObject([{ at: 13_000, items: [{ also: ['15'] }] }]);
  });

  test.each([
    ['nothing else', {}, 1],
    ['the cart', { backUrl: 'https://shop.example/checkout/cart/' }, 1],
    ['the product, since it could not be added', { backUrl: 'https://shop.example/red-lantern.html' }, 0],
  ])('an answer that leads to %s', async (_, response, count) => {
    expect(room.act('form', 'submit')).toBeNull();
    answer(response);
    await settle();
    expect(room.drafts).toHaveLength(count);
  });

  test('without its script the form counts when it is sent', () => {
    delete page['jQuery'];
    expect(room.act('form', 'submit')).toMatchObject({ type: 'add_to_cart', items: [{ id: '24-MB01', also: ['14'] }] });
  });

  test('the checkout has what the page knows of the cart', () => {
    page['checkoutConfig'] = { quoteItemData: [{ sku: '24-MB01', product_id: '14', price: '18.5000', qty: 2 }] };
    setPage('', { class: 'checkout-index-index catalog-x' }, '/checkout/');
    open();
    expect(room.reader.lines()).toEqual([{ id: '24-MB01', also: ['14'], price: 18.5, currency: 'EUR', quantity: 2 }]);
  });
});

describe('Dawn', () => {
  let hear: Hear | undefined;
  beforeEach(() => {
    page['subscribe'] = (topic: string, given: Hear) => {
      if (topic === 'cart-update') hear = given;
      return () => (hear = undefined);
    };
    page['publish'] = (_topic: string, _data: unknown) => {};
    setPage(
      `<main class="shopify-section"><product-form><form method="post" action="/cart/add" data-type="add-to-cart-form"><input type="hidden" name="id" value="431"><input type="hidden" name="product-id" value="81"><input name="quantity" value="2"></form></product-form><cart-drawer></cart-drawer></main>`,
      {},
      '/products/red-lantern',
    );
    open();
  });

  test('an add counts when the theme publishes the new cart', async () => {
    expect(room.act('form', 'submit')).toBeNull();
    hear!({ source: 'cart-items' });
    hear!({ source: 'product-form', productVariantId: '431', cartData: {} });
    await settle();
    expect(room.drafts).toMatchObject([{ type: 'add_to_cart', items: [{ id: '431', quantity: 2 }] }]);
  });

  test('without drawer and notification nothing is published, and the form counts', () => {
    get('cart-drawer').remove();
    expect(room.act('form', 'submit')).toMatchObject({ type: 'add_to_cart', items: [{ id: '431', quantity: 2 }] });
  });

  test("a shop's own function of that name is not called", async () => {
    room.boundary.end();
    page['subscribe'] = (_email: string) => {
      throw new Error('nobody has subscribed');
    };
    open();
    expect(room.act('form', 'submit')).toMatchObject({ type: 'add_to_cart' });
  });
});
