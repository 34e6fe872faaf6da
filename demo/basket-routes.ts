import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

import { addToCart, CART_COOKIE, readCart, removeFromCart, toQuantity, writeCart, type CartLine } from './cart.ts';
import type { Product, ShopCatalogue } from './catalogue.ts';
import type { Orders } from './orders.ts';
import { cartPage } from './pages/cart.ts';
import { orderPage } from './pages/order.ts';
import { lost, type Renderer } from './renderer.ts';

const SHELF_SIZE = 12;
const CART_SECONDS = 30 * 86_400;

/** Basket, checkout, order done. */
export function addBasketRoutes(app: Hono, render: Renderer, orders: Orders): void {
  app.get('/cart', (c) =>
    render.page(c, (catalogue, lines) => ({
      title: 'Your basket | Wren & Thistle',
      kind: 'cart',
      main: cartPage({
        lines,
        suggestions: catalogue.goesWith(productsOf(lines), SHELF_SIZE),
      }),
    })),
  );

  app.post('/cart/add', (c) =>
    changeCart(c, (lines, catalogue, form) => {
      const product = catalogue.find(String(form['item']));
      const quantity = toQuantity(form['quantity']) || 1;
      return product ? addToCart(lines, product, quantity) : lines;
    }),
  );

  app.post('/cart/remove', (c) =>
    changeCart(c, (lines, _catalogue, form) => removeFromCart(lines, String(form['item']))),
  );

  async function changeCart(
    c: Context,
    change: (lines: CartLine[], catalogue: ShopCatalogue, form: Record<string, unknown>) => readonly CartLine[],
  ): Promise<Response> {
    const catalogue = await render.catalogue();
    if (!catalogue) return c.redirect('/', 303);
    keepCart(c, change(readCart(getCookie(c, CART_COOKIE), catalogue), catalogue, await c.req.parseBody()));
    return c.redirect('/cart', 303);
  }

  app.post('/checkout', async (c) => {
    const catalogue = await render.catalogue();
    const lines = catalogue ? readCart(getCookie(c, CART_COOKIE), catalogue) : [];
    if (lines.length === 0) return c.redirect('/cart', 303);
    keepCart(c, []);
    return c.redirect(`/order/${orders.place(lines)}`, 303);
  });

  app.get('/order/:id', (c) =>
    render.page(c, (catalogue) => {
      const id = c.req.param('id');
      const lines = orders.find(id);
      if (!lines) return lost(catalogue, 'This order is not known here; the demo forgets orders when it is restarted.');
      const suggestions = catalogue.goesWith(productsOf(lines), SHELF_SIZE);
      return { title: 'Thank you | Wren & Thistle', kind: 'order', main: orderPage({ id, lines, suggestions }) };
    }),
  );
}

function keepCart(c: Context, lines: readonly CartLine[]): void {
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax' } as const;
  if (lines.length === 0) deleteCookie(c, CART_COOKIE, { path: '/' });
  else setCookie(c, CART_COOKIE, writeCart(lines), { ...attributes, maxAge: CART_SECONDS });
}

function productsOf(lines: readonly CartLine[]): Product[] {
  return lines.map(({ product }) => product);
}
