import type { StyleShop } from './style-shop.ts';

const page = (title: string, body: string, script = ''): string =>
  `<!doctype html><html lang="en"><head><title>${title}</title><script>${script}</script></head><body><div class="x-find"><input class="x-q"><div role="button" tabindex="0" class="x-go">find</div></div>${body}</body></html>`;
/** Runs what the shop's own script would; nothing of it names a cart, a product or a price. */
const SCRIPT = `
function pick(code) { document.getElementById('note').textContent = 'picked ' + code; }
function show(code) { location.href = '/w/' + code.toLowerCase(); }
function find() { document.getElementById('note').textContent = 'found'; }
`;
const term = (code: string, name: string, amount: string): string =>
  `<dt class="w" onclick="show('${code}')"><b>${name}</b></dt><dd><i class="amount">${amount}</i> <span>old <u>99,00</u></span> <a href="javascript:pick('${code}')" class="pick">take</a> <div role="button" tabindex="0" class="keep" onclick="pick('${code}')">keep</div></dd>`;

/** A shop in markup that means nothing to anybody, heard by `site.products` alone. */
export const exoticShop: StyleShop = {
  name: 'exotic markup by rules',
  bundle: { ids: ['W-1', 'W-2', 'W-3', 'W-4', ...Array.from({ length: 8 }, (_, row) => `sku-${row}`)] },
  site: {
    currency: 'EUR',
    slots: [
      {
        id: 'wares',
        match: '/wares',
        container: 'table.t tbody',
        item: 'tr',
        itemId: { selector: 'article', attribute: 'aria-details', pattern: 'ware:(.+)' },
      },
    ],
    products: [
      { match: '/wares*', page: 'category' },
      { match: '/basket-of-wares', page: 'cart' },
      { match: '/w/*', page: 'product' },
      {
        match: '/wares',
        as: 'card',
        container: 'dt.w',
        itemId: { attribute: 'onclick', pattern: "show\\('([^']+)'" },
        price: { selector: '+ dd .amount' },
        add: '+ dd .pick',
        wishlist: '+ dd .keep',
      },
      {
        match: '/wares',
        as: 'card',
        container: '.t article',
        itemId: { attribute: 'aria-details', pattern: 'ware:(.+)' },
        price: { selector: 'output', pattern: 'now ([\\d.,]+)' },
        currency: 'GBP',
      },
      {
        match: '/w/*',
        container: '#ware',
        itemId: { selector: 'samp' },
        price: { selector: '#elsewhere' },
        quantity: { selector: 'select.many' },
        add: '.doit',
        review: 'form.said',
        rating: { selector: '[name=mark]', attribute: 'value' },
      },
      {
        match: '/basket-of-wares',
        as: 'line',
        container: 'article.l',
        itemId: { selector: 'a', attribute: 'href', pattern: '/w/(w-\\d)' },
        quantity: { selector: 'var' },
        price: { selector: 'data', attribute: 'value' },
        remove: '.off',
      },
      { match: '/ta', order: { selector: 'kbd', pattern: '\\d+' } },
      {
        match: '/ta',
        as: 'line',
        container: 'p.o',
        itemId: { attribute: 'data-w' },
        quantity: { attribute: 'data-n' },
      },
      { search: '.x-q', searchParameter: 'looking-for' },
    ],
  },
  answer({ pathname }) {
    if (pathname === '/wares')
      return page(
        'Wares',
        `<p id="note"></p><dl>${term('W-1', 'Red lantern', '12,50')}${term('W-2', 'Tin mug', '6,95')}</dl>
<table class="t"><tbody>${['W-3', 'W-4'].map((code) => `<tr><td><article aria-details="ware:${code}"><a href="/w/${code.toLowerCase()}">one</a> <output>was 9.00 now 8.25</output></article></td></tr>`).join('')}</tbody></table>`,
        SCRIPT,
      );
    const [, code] = /^\/w\/(w-\d)$/.exec(pathname) ?? [];
    if (code)
      return page(
        'Ware',
        `<p id="note"></p><p id="elsewhere">was 9,99 € <ins>7,77 €</ins></p><section id="ware"><samp>${code.toUpperCase()}</samp><select class="many"><option>1</option><option>2</option><option>5</option></select>
<span class="doit" tabindex="0">yes</span><form class="said" onsubmit="event.preventDefault()"><input type="radio" name="mark" value="3"><input type="radio" name="mark" value="5"><textarea></textarea><button>say</button></form></section>
<div class="doit">nothing to do with it</div>`,
        SCRIPT,
      );
    if (pathname === '/basket-of-wares')
      return page(
        'Basket',
        `<table><tr><td><article class="l"><a href="/w/w-2?x=1">mug</a> <var>3 pieces</var> <data value="6.95">about seven</data> <span class="off">off</span></article></td></tr></table>`,
      );
    if (pathname === '/ta') return page('Ta', '<kbd>No. 4711</kbd><p class="o" data-w="W-2" data-n="3">mugs</p>');
    return undefined;
  },
  async walk({ page, visit, click, pause, settle }) {
    await visit('/wares?looking-for=a%20lantern%20please');
    await click('.pick >> nth=1');
    await click('.keep');
    await click('article[aria-details="ware:W-4"] output');
    await page.locator('.x-q').fill('mug');
    await page.keyboard.press('Enter');
    await settle();
    await click('dt.w b');
    await page.locator('select.many').selectOption('5');
    await click('div.doit');
    await click('#ware .doit');
    await click('[value="5"]');
    await page.locator('textarea').fill('Very good, call me: 0123');
    await click('form.said button');
    await pause();
    await visit('/basket-of-wares');
    await click('.off');
    await visit('/ta');
  },
  expected: [
    { type: 'page_view', page: 'category' },
    { type: 'search', tokens: ['lantern'] },
    { type: 'add_to_cart', items: ['W-2'], price: 6.95, currency: 'EUR' },
    { type: 'wishlist_add', items: ['W-1'] },
    { type: 'search', tokens: ['mug'] },
    { type: 'product_click', items: ['W-1'], price: 12.5, currency: 'EUR', position: 0 },
    { type: 'page_view', page: 'product' },
    { type: 'product_view', items: ['W-1'], price: 7.77, currency: 'EUR' },
    { type: 'add_to_cart', items: ['W-1'], price: 7.77, currency: 'EUR', quantity: 5 },
    { type: 'review', items: ['W-1'], rating: 5 },
    { type: 'page_view', page: 'cart' },
    { type: 'cart_view', items: ['W-2'], price: 6.95, quantity: 3 },
    { type: 'remove_from_cart', items: ['W-2'], price: 6.95, quantity: 3 },
    { type: 'page_view' },
    { type: 'purchase', items: ['W-2'], quantity: 3 },
  ],
};
