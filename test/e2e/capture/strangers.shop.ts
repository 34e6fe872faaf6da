import type { Shopper, StyleShop } from './style-shop.ts';

/** The catalogue's own ids: numbers, as old shops have them. */
const IDS = Array.from({ length: 12 }, (_, row) => `${4_100 + row}`);
/** Even rows are lanterns, odd ones mugs. */
const LANTERNS = IDS.filter((_, row) => row % 2 === 0);
const MUGS = IDS.filter((_, row) => row % 2 === 1);
/** As the server sends a list: mugs first. */
const LISTED = [...MUGS.slice(0, 4), ...LANTERNS.slice(2)];
const nameOf = (id: string): string => `${LANTERNS.includes(id) ? 'Red Lantern' : 'Blue Mug'} No. ${id}`;

const page = (head: string, body: string): string =>
  `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Laden</title>${head}</head><body>${body}</body></html>`;

const VIEWED = [LANTERNS[0]!, LANTERNS[1]!, LANTERNS[0]!];
const views = VIEWED.flatMap((id) => [
  { type: 'page_view', page: 'product' } as const,
  { type: 'product_view', items: [id] } as const,
]);

/** Script and query string: everything is `index.php`, and what a page is stands in its parameters. Prices in German. */
const queryString: StyleShop = {
  name: 'all in the query string',
  bundle: { ids: IDS },
  site: {
    currency: 'EUR',
    slots: [
      {
        id: 'wares',
        match: '/index.php?view=list*',
        container: 'dl.wares',
        item: 'div.ware',
        itemId: { selector: 'dt a', attribute: 'href', pattern: '[?&]ref=(\\w+)' },
      },
    ],
    products: [
      {
        match: '/index.php?view=item*',
        page: 'product',
        container: '#ware',
        itemId: { selector: 'tt', pattern: 'Nr\\.\\s*(\\d+)' },
        price: { selector: 'dd.cost' },
        add: 'a.intobasket',
      },
      { match: '/index.php?view=list*', page: 'category' },
      {
        match: '/index.php?view=basket*',
        page: 'cart',
        as: 'line',
        container: 'tr[id^=row]',
        itemId: { attribute: 'id', pattern: 'row(\\d+)' },
        quantity: { selector: 'input', attribute: 'value' },
        remove: 'a.x',
      },
    ],
  },
  answer({ pathname, searchParams }) {
    if (pathname !== '/index.php') return undefined;
    const ref = searchParams.get('ref') ?? '';
    const view = searchParams.get('view');
    if (view === 'list') {
      const wares = LISTED.map(
        (id) =>
          `<div class="ware"><dt><a href="index.php?lang=de&amp;view=item&amp;ref=${id}">${nameOf(id)}</a></dt><dd class="cost">1.0${id.slice(-2)},50&nbsp;&euro;</dd></div>`,
      );
      return page('<style>.ware{height:3em}</style>', `<dl class="wares">${wares.join('')}</dl>`);
    }
    if (view === 'item')
      return page(
        '',
        `<div id="ware"><h1>${nameOf(ref)}</h1><tt>Artikel-Nr. ${ref}</tt><dl><dd class="cost">statt <s>1.299,00 €</s> nur 1.099,50 €</dd></dl>
        <a class="intobasket" href="index.php?view=basket&amp;ref=${ref}">In den Korb</a></div>`,
      );
    return page(
      '',
      `<table><tr id="row${ref}"><td>${nameOf(ref)}<td><input value="3"><td><a class="x" href="#" onclick="this.closest('tr').remove();return false">entfernen</a></table>`,
    );
  },
  async walk({ visit, click, pause }) {
    for (const id of VIEWED) {
      await visit(`/index.php?view=item&ref=${id}`);
      await pause();
    }
    await click('a.intobasket');
    await click('a.x');
  },
  expected: [
    ...views,
    { type: 'add_to_cart', items: [LANTERNS[0]!], price: 1_099.5, currency: 'EUR' },
    { type: 'page_view', page: 'cart' },
    { type: 'cart_view', items: [LANTERNS[0]!], quantity: 3 },
    { type: 'remove_from_cart', items: [LANTERNS[0]!] },
  ],
};

/** An application of custom elements with hash routes: each renders into an open shadow root after its data has come. */
const elements: StyleShop = {
  name: 'custom elements, hash routes',
  bundle: { ids: IDS },
  site: {
    slots: [
      {
        id: 'tiles',
        match: '/#/list*',
        container: 'laden-app >>> laden-list >>> ul',
        item: 'laden-tile',
        itemId: { selector: '>>> a', attribute: 'href', pattern: '#/item/(\\d+)' },
      },
    ],
    products: [
      {
        match: '/#/item/*',
        page: 'product',
        container: 'laden-app >>> laden-item',
        itemId: { attribute: 'ware' },
        price: { selector: '>>> output' },
        add: '>>> button[part=buy]',
      },
      { match: '/#/list*', page: 'category' },
    ],
  },
  answer: ({ pathname }) =>
    pathname === '/'
      ? page(
          '<style>laden-app{display:flow-root;min-height:60em}</style>',
          `<laden-app></laden-app><script>
      const LISTED = ${JSON.stringify(LISTED)};
      const soon = (ms) => new Promise((r) => setTimeout(r, ms));
      const el = (name, props = {}, ...children) => { const e = Object.assign(document.createElement(name), props); e.append(...children); return e; };
      customElements.define('laden-tile', class extends HTMLElement {
        connectedCallback() { if (this.shadowRoot) return; const id = this.getAttribute('no');
          this.attachShadow({ mode: 'open' }).append(el('a', { href: '#/item/' + id, textContent: 'Ware ' + id, style: 'display:block;height:3em' })); } });
      customElements.define('laden-list', class extends HTMLElement {
        async connectedCallback() { const root = this.attachShadow({ mode: 'open' }); await soon(60);
          const ul = el('ul'); for (const id of LISTED) { const tile = el('laden-tile'); tile.setAttribute('no', id); ul.append(el('li', {}, tile)); } root.append(ul); } });
      customElements.define('laden-item', class extends HTMLElement {
        async connectedCallback() { const root = this.attachShadow({ mode: 'open' }); await soon(80); const id = location.hash.split('/')[2];
          this.setAttribute('ware', id);
          const buy = el('button', { textContent: 'Kaufen' }); buy.setAttribute('part', 'buy');
          root.append(el('h1', { textContent: 'Ware ' + id }), el('output', { textContent: 'CHF 1’250.–' }), buy); } });
      customElements.define('laden-app', class extends HTMLElement {
        connectedCallback() { this.attachShadow({ mode: 'open' }); addEventListener('hashchange', () => this.draw()); this.draw(); }
        draw() { document.title = location.hash; this.shadowRoot.replaceChildren(el(location.hash.startsWith('#/item') ? 'laden-item' : 'laden-list')); } });
    </script>`,
        )
      : undefined,
  async walk({ visit, page, click, pause, settle }) {
    await visit(`/#/item/${VIEWED[0]!}`);
    for (const id of VIEWED.slice(1)) {
      await pause();
      await page.evaluate((hash) => void (location.hash = hash), `#/item/${id}`);
      await settle();
      await settle();
    }
    await pause();
    await click('button[part=buy]');
  },
  expected: [...views, { type: 'add_to_cart', items: [LANTERNS[0]!], price: 1_250, currency: 'CHF' }],
};

/** Tables of the nineties: three wares a row, no link but what a script makes of a click, pictures named after the ware. */
const table: StyleShop = {
  name: 'tables and onclick',
  bundle: { ids: IDS },
  site: {
    currency: 'USD',
    slots: [
      {
        id: 'shelf',
        match: '/shelf*',
        container: 'table[summary=goods]',
        item: 'td.good',
        itemId: { attribute: 'onclick', pattern: "show\\('(\\d+)'" },
      },
    ],
    products: [
      { match: '/shelf*', page: 'category' },
      {
        match: '/detail*',
        page: 'product',
        container: 'form[name=buy]',
        itemId: { selector: 'input[name=GoodNo]', attribute: 'value' },
        price: { selector: 'b' },
        quantity: { selector: 'select[name=N]', attribute: 'value' },
        add: 'form[name=buy]',
      },
    ],
  },
  answer({ pathname, searchParams }) {
    if (pathname === '/shelf.asp') {
      const cells = LISTED.map(
        (id) =>
          `<td class="good" onclick="show('${id}', 1)" style="height:60px"><img src="data:," alt="" width="50" height="40"><br>${nameOf(id)}<br>US$ 99.00</td>`,
      );
      const rows = [0, 3, 6].map((at) => `<tr>${cells.slice(at, at + 3).join('')}</tr>`);
      return page(
        `<script>function show(id){location.href='/detail.asp?good='+id}</script>`,
        `<table summary="goods" border="1">${rows.join('\n')}</table>`,
      );
    }
    if (pathname !== '/detail.asp') return undefined;
    const id = searchParams.get('good') ?? '';
    return page(
      '',
      `<center><h2>${nameOf(id)}</h2><form name="buy" method="post" action="/detail.asp?good=${id}"><input type="hidden" name="GoodNo" value="${id}">
      <b>$980.00 - $990.00</b><select name="N"><option>1<option selected>2</select><input type="image" alt="buy" src="data:," width="80" height="20"></form></center>`,
    );
  },
  async walk({ visit, click, pause }) {
    for (const id of VIEWED) {
      await visit(`/detail.asp?good=${id}`);
      await pause();
    }
    await click('input[type=image]');
    await pause();
    // a lantern too: what is looked at last counts most
    await visit('/shelf.asp');
    await click(`td[onclick*="${LANTERNS[2]!}"]`);
  },
  expected: [
    ...views,
    { type: 'add_to_cart', items: [LANTERNS[0]!], price: 980, currency: 'USD', quantity: 2 },
    // the form's answer is the same page again
    { type: 'page_view', page: 'product' },
    { type: 'product_view', items: [LANTERNS[0]!] },
    { type: 'page_view', page: 'category' },
    { type: 'product_click', items: [LANTERNS[2]!], list: 'shelf' },
    { type: 'page_view', page: 'product' },
    { type: 'product_view', items: [LANTERNS[2]!] },
  ],
};

/** Pages whose body is taken out and put in anew by a script at every link, and buttons that post without a form. */
const swapped: StyleShop = {
  name: 'bodies swapped by script',
  bundle: { ids: IDS },
  site: {
    currency: 'GBP',
    slots: [
      {
        id: 'picks',
        match: '/picks',
        container: '[data-region=picks] .row',
        item: '.cell',
        itemId: { selector: '[hx-post]', attribute: 'hx-vals', pattern: '"ware":\\s*(\\d+)' },
      },
    ],
    products: [
      {
        match: '/wares/*',
        page: 'product',
        container: 'main',
        itemId: { selector: '[hx-post]', attribute: 'hx-vals', pattern: '"ware":\\s*(\\d+)' },
        price: { selector: '[data-pence]', attribute: 'aria-label' },
        add: '[hx-post="/basket"]',
      },
      { match: '/picks', page: 'home' },
    ],
  },
  answer({ pathname }) {
    const script = `<script>
      async function go(url, push) { const html = await (await fetch(url)).text();
        document.body.replaceWith(new DOMParser().parseFromString(html, 'text/html').body);
        document.title = url; if (push) history.pushState({}, '', url); }
      if (!window.wired) { window.wired = true;
        addEventListener('popstate', () => go(location.pathname, false));
        document.addEventListener('click', (event) => { const a = event.target.closest('a[href^="/"]'); if (!a) return; event.preventDefault(); go(a.pathname, true); }); }
    </script>`;
    const button = (id: string): string =>
      `<div role="button" tabindex="0" hx-post="/basket" hx-vals='{"ware": ${id}}'>Add</div>`;
    if (pathname === '/picks') {
      const cells = LISTED.map(
        (id) => `<div class="cell" style="height:80px"><a href="/wares/${id}">${nameOf(id)}</a>${button(id)}</div>`,
      );
      return page(
        script,
        `<nav><a href="/wares/${LANTERNS[0]!}">today</a></nav><section data-region="picks"><div class="row">${cells.join('')}</div></section>`,
      );
    }
    const id = /^\/wares\/(\d+)$/.exec(pathname)?.[1];
    if (!id) return undefined;
    return page(
      script,
      `<main><h1>${nameOf(id)}</h1><span data-pence="1250" aria-label="£12.50">£12<sup>50</sup></span>${button(id)}</main><a class="next" href="/wares/${VIEWED.find((other) => other !== id) ?? ''}">next</a>`,
    );
  },
  async walk({ visit, click, page, pause, settle }) {
    await visit(`/wares/${VIEWED[0]!}`);
    await pause();
    await click('a.next');
    await pause();
    await click('a.next');
    await pause();
    await click('[hx-post]');
    await page.goBack();
    await settle();
    await settle();
  },
  expected: [
    ...views,
    { type: 'add_to_cart', items: [LANTERNS[0]!], price: 12.5, currency: 'GBP' },
    { type: 'page_view', page: 'product' },
    { type: 'product_view', items: [LANTERNS[1]!] },
  ],
};

/** Where a shop's list stands, and how its items are found in the order in which they are seen. */
export const LISTS: readonly {
  readonly shop: StyleShop;
  readonly path: string;
  readonly item: string;
  readonly pattern: RegExp;
}[] = [
  { shop: queryString, path: '/index.php?view=list', item: '.ware', pattern: /No\. (\d{4})/ },
  { shop: elements, path: '/#/list', item: 'laden-tile a', pattern: /Ware (\d{4})/ },
  { shop: table, path: '/shelf.asp', item: 'td.good', pattern: /No\. (\d{4})/ },
  { shop: swapped, path: '/picks', item: '.cell', pattern: /No\. (\d{4})/ },
];

/** Ids in reading order: by rows, and in a row from the left. */
export async function seenOrder({ page }: Shopper, item: string, pattern: RegExp): Promise<string[]> {
  const boxes = await page.locator(item).evaluateAll((elements) =>
    elements.map((element) => {
      const { top, left } = element.getBoundingClientRect();
      return { top: Math.round(top), left, text: element.textContent ?? '' };
    }),
  );
  return boxes.toSorted((a, b) => a.top - b.top || a.left - b.left).map(({ text }) => pattern.exec(text)?.[1] ?? '');
}

export { LANTERNS, LISTED };
