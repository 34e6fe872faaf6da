import type { Hono } from 'hono';
import { beforeEach, describe, expect, test } from 'vitest';

import { createShell } from '../../../demo/shell.ts';
import { createShop } from '../../../demo/shop.ts';
import { createBundleSource } from '../../../server/bundle-source.ts';
import {
  createMemoryFiles,
  createTestPlatform,
  DIR,
  HOSTILE_TITLE,
  ITEMS,
  writeShopBundle,
  type ShopItem,
} from '../server/shop-bundle.ts';

const SHELL = `<!doctype html><html lang="en"><head><title>Shop</title><!--shop:head--></head><body data-aisle-page="other"><!--shop:body--></body></html>`;
const ORIGIN = 'http://localhost';
const ESCAPED = '&lt;img src=x onerror=&quot;alert(';

let shop: Hono;

async function openShop(items: readonly ShopItem[] = ITEMS): Promise<Hono> {
  const files = createMemoryFiles();
  await writeShopBundle(files, items);
  return createShop({
    bundles: createBundleSource(DIR, createTestPlatform(files)),
    shell: createShell(SHELL),
    assets: () => Promise.resolve(undefined),
    aisle: { script: 'http://localhost:8787/aisle.js', bundle: 'http://localhost:8787/bundle/manifest.json' },
    random: { bytes: (count) => new Uint8Array(count).fill(7) },
  });
}

beforeEach(async () => {
  shop = await openShop();
});

async function read(path: string, cookie?: string): Promise<string> {
  const response = await shop.request(path, { headers: { accept: 'text/html', ...(cookie && { cookie }) } });
  return response.text();
}

function post(
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Response | Promise<Response> {
  return shop.request(path, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
}

const cartOf = (response: Response) => /cart=[^;]*/.exec(response.headers.get('set-cookie') ?? '')?.[0];

/** Item ids of a slot, in its order. */
function slotOf(html: string, slot: string): string[] {
  const [, rest = ''] = html.split(`data-aisle-slot="${slot}"`);
  return [...rest.split('</ul>')[0]!.matchAll(/data-aisle-item="([^"]+)"/g)].map(([, id]) => id!);
}

describe('pages', () => {
  test.each([
    ['/', 'home', 'home-for-you'],
    ['/c/other', 'category', 'category-grid'],
    ['/p/A1', 'product', 'pdp-more-like-this'],
    ['/search?q=lantern', 'search', 'search-results'],
    ['/cart', 'cart', 'cart-goes-well'],
  ])('%s says what it is and holds a slot to rank', async (path, kind, slot) => {
    const html = await read(path);
    expect(html).toContain(`<body data-aisle-page="${kind}">`);
    expect(slotOf(html, slot).length).toBeGreaterThan(1);
  });

  test('bring Aisle’s tag, for the consent manager that the shop has', async () => {
    expect(await read('/')).toMatch(
      /<script[^>]*src="http:\/\/localhost:8787\/aisle\.js"[^>]*data-bundle="http:\/\/localhost:8787\/bundle\/manifest\.json"[^>]*data-consent="vanilla-cookieconsent"/,
    );
  });

  test('the home page shows what sells best, and lanterns that do not stand on top', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      id: `K${index}`,
      title: `Thing ${index}`,
      price: 1,
      kind: `kind${index}`,
    }));
    const lanterns = Array.from({ length: 8 }, (_, index) => ({
      id: `L${index}`,
      title: `Lantern ${index}`,
      price: 1,
      kind: 'lantern',
    }));
    shop = await openShop([...many, ...lanterns]);
    const ids = slotOf(await read('/'), 'home-for-you');
    expect(ids).toHaveLength(24);
    expect(ids.filter((id) => id.startsWith('L')).length).toBeGreaterThanOrEqual(5);
    expect(ids.slice(0, 6).some((id) => id.startsWith('L'))).toBe(false);
    const others = ids.filter((id) => id.startsWith('K'));
    expect(others).toEqual(many.slice(0, others.length).map(({ id }) => id));
  });

  test('a product page says what a tag needs, and marks a colour that is unknown', async () => {
    const known = await read('/p/A1');
    expect(known).toMatch(/data-aisle-product="A1"\s+data-aisle-price="2.55"\s+data-aisle-currency="GBP"/);
    expect(known).toContain('data-aisle-add="A1"');
    expect(known).toMatch(/data-aisle-slot="pdp-also-like"\s+data-aisle-mode="fill"/);
    expect(known).not.toContain('colour unknown');
    const unknown = await read('/p/A3');
    expect(unknown).toContain('colour unknown');
    // a price that the log does not hold is not made up
    expect(await read('/p/B3')).not.toContain('data-aisle-price');
  });

  test('a category can be narrowed to a colour', async () => {
    const lamps = Array.from({ length: 7 }, (_, index) => ({
      id: `L${index}`,
      title: `Lamp ${index}`,
      price: 1,
      kind: 'lamp',
      colour: index < 2 ? 'red' : 'blue',
    }));
    shop = await openShop(lamps);
    expect(slotOf(await read('/c/lamp'), 'category-grid')).toHaveLength(7);
    expect(slotOf(await read('/c/lamp?colour=red'), 'category-grid')).toEqual(['L0', 'L1']);
    expect(slotOf(await read('/c/lamp?colour=%3Cscript%3E'), 'category-grid')).toHaveLength(7);
  });

  test('a category is paged, and a page that does not exist is the nearest one', async () => {
    shop = await openShop(
      Array.from({ length: 30 }, (_, index) => ({ id: `M${index}`, title: `Mug ${index}`, price: 1, kind: 'mug' })),
    );
    expect(slotOf(await read('/c/mug'), 'category-grid')).toHaveLength(24);
    for (const page of ['2', '99']) expect(slotOf(await read(`/c/mug?page=${page}`), 'category-grid')).toHaveLength(6);
    expect(slotOf(await read('/c/mug?page=-1'), 'category-grid')).toHaveLength(24);
  });

  test('a search finds the products that hold most of its words, and hands the query to the page only', async () => {
    const html = await read('/search?q=RED%20lanterns');
    expect(slotOf(html, 'search-results')).toEqual(['A1']);
    expect(html).toContain('data-aisle-query="RED lanterns"');
    expect(await read('/search?q=zzzz')).toContain('Nothing found');
  });

  test.each(['/p/B1', '/c/other', '/', '/search?q=mug', '/p/A1', '/cart'])(
    'a hostile title stays text on %s',
    async (path) => {
      const html = await read(path, 'cart=B1*2');
      expect(html).toContain(ESCAPED);
      expect(html).not.toContain('<img src=x');
      expect(html).not.toContain(HOSTILE_TITLE);
    },
  );

  test.each(['"><script>alert(1)</script>', '$&$`<b>'])('a hostile query stays text: %s', async (query) => {
    const html = await read(`/search?q=${encodeURIComponent(query)}`);
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('<b>');
  });

  test.each(['/p/NONE', '/p/B2', '/c/none', '/order/WT-NONE', '/nowhere'])(
    'what is not there is a 404 page of the shop: %s',
    async (path) => {
      const response = await shop.request(path, { headers: { accept: 'text/html' } });
      expect(response.status).toBe(404);
      expect(await response.text()).toContain('data-aisle-page="other"');
    },
  );

  test('allow scripts of the shop and of Aisle only', async () => {
    const policy = (await shop.request('/')).headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self' http://localhost:8787 'wasm-unsafe-eval';");
    expect(policy).not.toContain('unsafe-inline');
  });
});

describe('the basket', () => {
  test('sets no cookie before something is put into it', async () => {
    for (const path of ['/', '/p/A1', '/cart', '/search?q=mug']) {
      expect((await shop.request(path)).headers.get('set-cookie')).toBeNull();
    }
  });

  test('holds what is added, adds up, and is empty when all is taken out', async () => {
    const first = await post('/cart/add', { item: 'A1', quantity: '2' });
    expect([first.status, first.headers.get('location'), cartOf(first)]).toEqual([303, '/cart', 'cart=A1*2']);
    const second = await post('/cart/add', { item: 'A2', quantity: '1' }, { cookie: cartOf(first)! });
    expect(cartOf(second)).toBe('cart=A1*2.A2*1');
    const html = await read('/cart', cartOf(second));
    expect(html).toMatch(/data-aisle-line="A1"\s+data-aisle-quantity="2"\s+data-aisle-price="2.55"/);
    expect(html).toContain('£8.10');
    expect(slotOf(html, 'cart-goes-well')).not.toContain('A1');
    const third = await post('/cart/remove', { item: 'A1' }, { cookie: cartOf(second)! });
    expect(cartOf(third)).toBe('cart=A2*1');
    const empty = await post('/cart/remove', { item: 'A2' }, { cookie: cartOf(third)! });
    expect(empty.headers.get('set-cookie')).toContain('Max-Age=0');
  });

  test.each(['NONE*1', 'A1*0', 'A1*-1', 'A1*1e9', 'A1', '*', '%00', 'A1*1.A1*1'.repeat(200)])(
    'survives a cookie that is wrong: %s',
    async (cookie) => {
      expect((await shop.request('/cart', { headers: { cookie: `cart=${cookie}` } })).status).toBe(200);
    },
  );

  test('takes no order from another site', async () => {
    const response = await post('/cart/add', { item: 'A1' }, { origin: 'https://evil.example' });
    expect(response.status).toBe(403);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  test('becomes an order with an invented number, and a reload shows the same order', async () => {
    const response = await post('/checkout', {}, { cookie: 'cart=A1*2' });
    const location = response.headers.get('location')!;
    expect(location).toMatch(/^\/order\/WT-[2-9A-Z]{10}$/);
    expect(response.headers.get('set-cookie')).toContain('cart=;');
    const html = await read(location);
    expect(html).toContain(`data-aisle-order="${location.slice('/order/'.length)}"`);
    expect(html).toContain('data-aisle-line="A1"');
    expect(slotOf(html, 'order-next').length).toBeGreaterThan(0);
    expect(await read(location)).toBe(html);
  });

  test('that is empty orders nothing', async () => {
    expect((await post('/checkout', {})).headers.get('location')).toBe('/cart');
  });
});

describe('pictures', () => {
  test('are SVG, and may be kept', async () => {
    const response = await shop.request('/art/A1.svg');
    expect(response.headers.get('content-type')).toBe('image/svg+xml');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(await response.text()).toMatch(/^<svg /);
  });

  test.each(['/art/NONE.svg', '/art/B2.svg', '/art/..%2Fshop.svg'])('exist for what is sold only: %s', async (path) => {
    expect((await shop.request(path)).status).toBe(404);
  });
});

test('a shell that lost a marker is refused, and the message says which', () => {
  expect(() => createShell(SHELL.replace('<!--shop:body-->', ''))).toThrow('<!--shop:body-->');
});
