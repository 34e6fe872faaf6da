import type { StyleShop } from './style-shop.ts';

const GOODS: Readonly<Record<string, readonly [name: string, price: string]>> = {
  1017: ['Red lantern', '$12.50'],
  1018: ['Blue lantern', '$14.00'],
  2003: ['Tin mug', '$6.95'],
  2004: ['Stone mug', '<s>$9.95</s> $7.95'],
};
const NAVIGATION = `<table width="100%"><tr><td><a href="index.html"><img src="images/logo.gif" alt="The Lantern Shop"></a></td>
<td><a href="list.php?cat=1">Lanterns</a> | <a href="list.php?cat=2">Mugs</a> | <a href="contact.html">Contact</a> | <a href="cart.php">View cart</a></td>
<td><form action="search.php" method="get"><input name="keywords" size="12"><input type="submit" value="Go"></form></td></tr></table>`;

const page = (title: string, body: string): string =>
  `<html><head><title>${title}</title></head><body bgcolor="#ffffff">${NAVIGATION}<font face="arial">${body}</font></body></html>`;
const cell = (id: string): string =>
  `<td align="center"><a href="product.php?id=${id}"><img src="images/small.gif" width="80" height="60"></a><br><a href="product.php?id=${id}">${GOODS[id]![0]}</a><br><b>${GOODS[id]![1]}</b></td>`;
const grid = (ids: readonly string[]): string => `<table cellpadding="4"><tr>${ids.map(cell).join('')}</tr></table>`;
const row = (id: string): string =>
  `<tr><td><a href="product.php?id=${id}">${GOODS[id]![0]}</a></td><td>${GOODS[id]![1]}</td></tr>`;

/** A shop as they were built in 2002: tables, no classes, ids only in the addresses of links and in hidden fields. */
export function createTablesShop(): StyleShop {
  let cart: [id: string, quantity: string][] = [];
  const lines = (): string =>
    cart
      .map(
        ([id, quantity]) =>
          `<tr><td><a href="product.php?id=${id}">${GOODS[id]![0]}</a></td><td><input name="qty_${id}" value="${quantity}" size="2"></td><td>${GOODS[id]![1]}</td><td><a href="cart.php?action=remove&amp;id=${id}">remove</a></td></tr>`,
      )
      .join('');
  return {
    name: 'tables of 2002',
    site: { currency: 'USD' },
    bundle: { ids: [...Object.keys(GOODS), ...Array.from({ length: 8 }, (_, row) => `sku-${row}`)] },
    answer({ pathname, searchParams }, { method, body }) {
      const id = searchParams.get('id') ?? '';
      switch (pathname) {
        case '/':
        case '/index.html':
          cart = [];
          return page('The Lantern Shop', `<h1>Welcome</h1>${grid(['1017', '2003', '1018'])}`);
        case '/list.php':
          return page('Mugs', `<table><tr><th>What</th><th>How much</th></tr>${row('2003')}${row('2004')}</table>`);
        case '/product.php':
          return page(
            GOODS[id]![0],
            `<h1>${GOODS[id]![0]}</h1><img src="images/big.gif" alt=""><p>Price: <b>${GOODS[id]![1]}</b></p>
<form action="cart.php?action=add" method="post"><input type="hidden" name="id" value="${id}"><input name="qty" value="1" size="2"><input type="submit" value="Add to Cart"></form>
<p><a href="compare.php?add=${id}">Add to compare</a></p><h3>You may also like</h3>${grid(['2003', '2004'])}`,
          );
        case '/cart.php':
          if (method === 'POST') {
            const sent = new URLSearchParams(body);
            cart.push([sent.get('id')!, sent.get('qty')!]);
          }
          if (searchParams.get('action') === 'remove') cart = cart.filter(([other]) => other !== id);
          return page(
            'Your cart',
            `<h1>Your cart</h1><form action="cart.php" method="post"><table border="1">${lines()}</table><input type="submit" value="Update"></form><a href="checkout.php">Checkout</a>`,
          );
        case '/checkout.php':
          return page(
            'Checkout',
            `<h1>Where to?</h1><form action="thankyou.php" method="get"><input type="hidden" name="order" value="A-77"><input name="name" value="x"><input type="submit" value="Send the order"></form>`,
          );
        case '/thankyou.php':
          return page(
            'Thank you',
            `<h1>Thank you</h1><p>Order number A-77</p><table border="1">${cart.map(([line, quantity]) => `<tr><td><a href="product.php?id=${line}">${GOODS[line]![0]}</a></td><td>${quantity} x</td><td>${GOODS[line]![1]}</td></tr>`).join('')}</table>`,
          );
        case '/compare.php':
          return page('Compare', '<h1>Compare</h1><p>Nothing to compare yet.</p>');
        case '/search.php':
          return page('Results', `<h1>Results</h1>${grid(['1017', '1018'])}`);
        default:
          return pathname.startsWith('/images/') ? { body: '', type: 'image/gif' } : undefined;
      }
    },
    async walk({ page, visit, click, pause }) {
      await visit('/');
      await click('a[href="product.php?id=1017"] img');
      await click('a[href="compare.php?add=1017"]');
      await page.goBack();
      await page.locator('input[name=qty]').fill('2');
      await click('input[value="Add to Cart"]');
      await click('a[href="list.php?cat=2"]');
      await click('tr:nth-child(3) a');
      await click('input[value="Add to Cart"]');
      await pause();
      await click('a[href="cart.php?action=remove&id=2004"]');
      await click('a[href="checkout.php"]');
      await click('input[value="Send the order"]');
      await page.reload();
      await pause();
      await page.locator('input[name=keywords]').fill('jane@example.com lantern');
      await click('input[value=Go]');
      await click('td:nth-child(2) > a[href="product.php?id=1018"]');
    },
    expected: [
      { type: 'page_view', page: 'home' },
      { type: 'product_click', items: ['1017'], price: 12.5, currency: 'USD' },
      { type: 'page_view', page: 'product' },
      { type: 'product_view', items: ['1017'], price: 12.5, currency: 'USD' },
      { type: 'page_view' },
      { type: 'page_view', page: 'product' },
      { type: 'product_view', items: ['1017'] },
      { type: 'add_to_cart', items: ['1017'], price: 12.5, currency: 'USD', quantity: 2 },
      { type: 'page_view', page: 'cart' },
      { type: 'cart_view', items: ['1017'], quantity: 2 },
      { type: 'page_view' },
      { type: 'product_click', items: ['2004'], price: 7.95, position: 1 },
      { type: 'page_view', page: 'product' },
      { type: 'product_view', items: ['2004'], price: 7.95 },
      { type: 'add_to_cart', items: ['2004'], price: 7.95, quantity: 1 },
      { type: 'page_view', page: 'cart' },
      { type: 'cart_view', items: ['1017', '2004'] },
      { type: 'remove_from_cart', items: ['2004'] },
      { type: 'page_view', page: 'cart' },
      { type: 'cart_view', items: ['1017'] },
      { type: 'begin_checkout', items: ['1017'] },
      { type: 'page_view', page: 'checkout' },
      { type: 'page_view', page: 'order' },
      { type: 'page_view', page: 'order' },
      { type: 'purchase', items: ['1017'], price: 12.5, currency: 'USD', quantity: 2 },
      { type: 'search', tokens: ['lantern'] },
      { type: 'page_view', page: 'search' },
      { type: 'product_click', items: ['1018'] },
      { type: 'page_view', page: 'product' },
      { type: 'product_view', items: ['1018'] },
    ],
  };
}
