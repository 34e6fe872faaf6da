import type { StyleShop } from './style-shop.ts';

const IDS = ['sku-lantern-0', 'sku-mug-1', 'sku-lantern-2', 'sku-mug-3', 'sku-lantern-4', 'sku-mug-5'];
const BROKEN = '<script>function broken( {{{ </script>';
const THROWING =
  '<script>addEventListener("click", () => { throw new Error("the shop\'s own") }, true); missing.call()</script>';
/** Methods of its own under names of the platform's, as old libraries left them, and enumerable ones on everything. */
const PROTOTYPES = `<script>
  Object.prototype.extend = function () { return this };
  Array.prototype.each = function (f) { for (var i = 0; i < this.length; i++) f(this[i]); return this };
  Array.prototype.toJSON = function () { return this.slice() };
  Array.prototype.remove = Array.prototype.first = Array.prototype.clear = function () { return this };
  Array.from = function (list) { return [].slice.call(list) };
  String.prototype.trim = function () { return this.replace(/^\\s+|\\s+$/g, '') };
  Element.prototype.remove = function () { this.parentNode.removeChild(this) };
  window.Set = class extends Set {}; window.Map = class extends Map {};
  document.getElementsByClassName = function (name) { return [].slice.call(document.querySelectorAll('.' + name)) };
</script>`;

const card = (id: string): string =>
  `<li data-aisle-item="${id}" style="height:300px"><a href="/p/${id}">${id}</a></li>`;

const page = (head: string, kind: string, body: string): string =>
  `<!doctype html><html lang="en"><head><title>${kind}</title>${head}</head><body data-aisle-page="${kind}">${body}</body></html>`;

function answerOf(head: string): StyleShop['answer'] {
  return ({ pathname }) => {
    const [, kind, id] = pathname.split('/');
    if (kind === 'lamps') {
      return page(
        head,
        'category',
        `<ul data-aisle-slot="lamps">${IDS.map(card).join('')}</ul><p style="height:3000px">More</p>`,
      );
    }
    if (kind === 'p') {
      const more = 'data-aisle-price="12.5" data-aisle-currency="GBP"';
      return page(
        head,
        'product',
        `<main data-aisle-product="${id}" ${more}><form action="/basket" data-aisle-add="${id}" data-aisle-quantity="2"><button>Add</button></form></main>`,
      );
    }
    if (kind === 'basket') {
      const lines = `<p data-aisle-line="sku-mug-3" data-aisle-quantity="2"><button data-aisle-remove="sku-mug-1">x</button></p>`;
      return page(head, 'cart', `<div data-aisle-cart>${lines}</div><a href="/thanks">Pay</a>`);
    }
    if (kind === 'search') return page(head, 'search', '<main data-aisle-query="red lanterns"></main>');
    if (kind === 'thanks')
      return page(
        head,
        'order',
        '<div data-aisle-order="ORDER-1"><p data-aisle-line="sku-mug-3" data-aisle-quantity="2"></p></div>',
      );
    return undefined;
  };
}

const walk: StyleShop['walk'] = async ({ visit, click, pause, page }) => {
  await visit('/lamps');
  await pause();
  await page.mouse.wheel(0, 1_400);
  await pause();
  await click('[data-aisle-item="sku-mug-3"] a');
  await click('button');
  await pause();
  await click('[data-aisle-remove]');
  await pause();
  await click('a');
  await pause();
  await page.reload();
  await pause();
};

const EXPECTED: StyleShop['expected'] = [
  { type: 'page_view', page: 'category' },
  { type: 'product_click', items: ['sku-mug-3'], list: 'lamps', position: 3 },
  { type: 'page_view', page: 'product' },
  { type: 'product_view', items: ['sku-mug-3'], price: 12.5, currency: 'GBP' },
  { type: 'add_to_cart', items: ['sku-mug-3'], quantity: 2 },
  { type: 'page_view', page: 'cart' },
  { type: 'cart_view', items: ['sku-mug-3'], quantity: 2 },
  { type: 'remove_from_cart', items: ['sku-mug-1'] },
  { type: 'page_view', page: 'order' },
  { type: 'purchase', items: ['sku-mug-3'], quantity: 2 },
  { type: 'page_view', page: 'order' },
];

const shopOf = (name: string, head: string, ownErrors?: RegExp): StyleShop => ({
  name,
  answer: answerOf(head),
  walk,
  expected: EXPECTED,
  ...(ownErrors && { ownErrors }),
});

/** Pages of a server's, which say everything by attributes. */
export const staticShops: readonly StyleShop[] = [
  shopOf('multi-page, by attributes', ''),
  shopOf('a script with a syntax error', BROKEN, /SyntaxError|Unexpected token/),
  shopOf('scripts that throw', THROWING, /the shop's own|missing is not defined/),
  shopOf('scripts that change prototypes', PROTOTYPES),
];

/** What comes with time and with scrolling, of the same pages. */
export const staticAmbient: StyleShop = {
  name: 'what is seen, and how far',
  answer: answerOf(''),
  async walk({ visit, pause, page }) {
    await visit('/lamps');
    await pause();
    // the first three of six cards fit into the view
    await page.mouse.wheel(0, 900);
    await pause();
    await page.mouse.wheel(0, 10_000);
    await pause();
    await visit('/p/sku-mug-3');
    await pause();
  },
  expected: [
    { type: 'page_view', page: 'category' },
    { type: 'list_view', items: ['sku-lantern-0', 'sku-mug-1', 'sku-lantern-2'], list: 'lamps' },
    { type: 'list_view', items: ['sku-mug-3', 'sku-lantern-4', 'sku-mug-5'], list: 'lamps' },
    { type: 'scroll_depth', percent: 25 },
    { type: 'scroll_depth', percent: 50 },
    { type: 'scroll_depth', percent: 75 },
    { type: 'scroll_depth', percent: 90 },
    { type: 'scroll_depth', percent: 100 },
    { type: 'page_view', page: 'product' },
    { type: 'product_view', items: ['sku-mug-3'] },
    { type: 'product_dwell', items: ['sku-mug-3'] },
  ],
};
