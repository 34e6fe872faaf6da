// What a shopper does last on a page is recorded, however the page is left right after it.

import { expect, test } from 'vitest';

import { walkShop, type ExpectedEvent, type StyleShop } from './style-shop.ts';

const ITEMS = ['sku-lantern-0', 'sku-mug-1', 'sku-lantern-2', 'sku-mug-3', 'sku-lantern-4'];
/** How much slower the page's own thread is. */
const THROTTLING = 4;

/** What is done, and what leaves the page in the same moment. */
const ACTS = {
  /** A script of the shop's tells of the cart, and goes there. */
  script: (item: string) =>
    `<button class="act" onclick="aisle('track', 'add_to_cart', '${item}'); location.href = '/next/${item}'">Add</button>`,
  /** A form is sent, and a script tells of the order. */
  form: (item: string) =>
    `<form action="/next/${item}" onsubmit="aisle('track', 'purchase', { order: 'ORDER-' + Date.now(), items: ['${item}'] })"><button class="act">Buy</button></form>`,
  /** A link of a card. */
  link: (item: string) => `<div data-aisle-item="${item}"><a class="act" href="/next/${item}">See</a></div>`,
  /** A button marked by an attribute, whose script leaves. */
  marked: (item: string) =>
    `<button class="act" data-aisle-add="${item}" onclick="location.assign('/next/${item}')">Add</button>`,
} as const;
const TYPES = { script: 'add_to_cart', form: 'purchase', link: 'product_click', marked: 'add_to_cart' } as const;

function shopOf(act: keyof typeof ACTS, cacheControl: string): StyleShop {
  return {
    name: `${act}, ${cacheControl}`,
    answer({ pathname }) {
      const [, kind, item = ''] = pathname.split('/');
      const body = kind === 'p' ? ACTS[act](item) : '<p>Next</p>';
      return `<!doctype html><html lang="en"><head><title>${kind}</title></head><body data-aisle-page="other">${body}</body></html>`;
    },
    headers: { 'cache-control': cacheControl },
    async walk({ page, origin }) {
      const session = await page.context().newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLING });
      for (const item of ITEMS) {
        // at the first moment at which it can be recorded: the engine has not said hello yet
        await page.goto(`${origin}/p/${item}`);
        await page.evaluate(() => new Promise<void>((resolve) => void aisle('ready', () => resolve())));
        await page.locator('.act').click();
        await page.waitForURL('**/next/**');
        // as soon as it is there
        await page.waitForFunction(() => (window as { aisle?: { loaded?: true } }).aisle?.loaded);
      }
      await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    },
    expected: ITEMS.map((item): ExpectedEvent => ({ type: TYPES[act], items: [item] })),
  };
}

test.each(['no-cache', 'no-store'])(
  'a cart, an order and a click survive a navigation right after them: 20 of 20, %s',
  async (cacheControl) => {
    let survived = 0;
    for (const act of ['script', 'form', 'link', 'marked'] as const) {
      const [walked] = await walkShop(shopOf(act, cacheControl));
      survived += ITEMS.length - walked!.missing.length;
      expect(walked).toMatchObject({ recall: 1, missing: [], errors: [] });
    }
    process.stdout.write(`capture  ${survived} of ${4 * ITEMS.length} survived, ${cacheControl}\n`);
  },
  180_000,
);
