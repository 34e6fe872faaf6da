import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { isProductRule, isSlotRule } from '../../contract/storefront.ts';
import { isPage } from '../../src/storefront/match-page.ts';
import { readValue, readValues } from '../../src/storefront/read-rule.ts';
import { findAll, findFirst, isMatch, isSelector } from '../../src/storefront/selectors.ts';
import { readRules } from '../../src/storefront/site-rules.ts';

const errors = vi.spyOn(console, 'error').mockImplementation(() => {});

beforeEach(() => errors.mockClear());
afterEach(() => document.body.replaceChildren());

/** `<tag>` with an open shadow root of `inner`, and light children `light`. */
function host(tag: string, inner: string, light = ''): HTMLElement {
  const element = document.createElement(tag);
  element.innerHTML = light;
  element.attachShadow({ mode: 'open' }).innerHTML = inner;
  return element;
}

function one(html: string): Element {
  document.body.innerHTML = html;
  return document.body.firstElementChild!;
}

const texts = (found: readonly (Element | undefined)[]): (string | null | undefined)[] =>
  found.map((element) => element?.textContent);

describe('selectors', () => {
  beforeEach(() => {
    const grid = host('x-grid', '<section class="rows"><x-card id="inner"></x-card></section>');
    grid.shadowRoot!.querySelector('#inner')!.replaceWith(host('x-card', '<a href="/p/1">one</a><b>1,00</b>'));
    const app = host('x-app', '<main></main>', '<p class="light">light</p>');
    app.shadowRoot!.querySelector('main')!.append(grid);
    document.body.append(app);
  });

  test.each([
    ['x-app >>> x-grid >>> x-card >>> a', ['one']],
    // not every step has to be named
    ['x-app >>> x-card >>> a', ['one']],
    ['>>> a', ['one']],
    ['x-app>>>a', ['one']],
    ['x-app >>> main > x-grid >>> .rows > x-card >>> a[href^="/p/"]', ['one']],
    ['.light, x-card >>> nothing, x-app >>> b', ['light', '1,00']],
    ['x-app .light', ['light']],
    // what is inside a shadow root is not the document's
    ['a', []],
    ['x-app >>> .light', []],
    ['x-none >>> a', []],
  ])('%s finds %j', (selector, expected) => {
    expect(texts(findAll(document, selector))).toEqual(expected);
    expect(texts([findFirst(document, selector)])).toEqual([expected[0]]);
    const [found] = findAll(document, selector);
    if (found) expect(isMatch(found, selector)).toBe(true);
  });

  test('a leading step goes into the element itself', () => {
    const card = findFirst(document, '>>> x-card')!;
    expect(texts(findAll(card, '>>> b'))).toEqual(['1,00']);
  });

  test('a child combinator in front means children of the element', () => {
    const list = one('<ul><li>a<ul><li>b</li></ul></li></ul>');
    expect(findAll(list, '> li')).toHaveLength(1);
  });

  test('what stands beside the element is found by + and ~', () => {
    const [term] = one('<dl><dt>a</dt><dd><b>1</b></dd><dd>2</dd></dl>').children;
    expect(texts(findAll(term!, '+ dd'))).toEqual(['1']);
    expect(texts(findAll(term!, '+ dd b'))).toEqual(['1']);
    expect(texts(findAll(term!, '~ dd'))).toEqual(['1', '2']);
    expect(texts([findFirst(term!, '~ dd:not(:has(b))')])).toEqual(['2']);
    expect(isSelector('+ dd')).toBe(true);
  });

  test('an element that two alternatives find is found once', () => {
    one('<p class="a b">x</p>');
    expect(findAll(document, '.a, .b >>> x, p')).toHaveLength(1);
  });

  test.each(['a[', '>>>', 'a >>> ', ':nope(', '', 'a,,b'])(
    '%j never throws, finds nothing and says so once',
    (selector) => {
      const broken = selector === '' ? 'a[[' : selector;
      expect([findAll(document, broken), findFirst(document, broken), isMatch(document.body, broken)]).toEqual([
        [],
        undefined,
        false,
      ]);
      expect(isSelector(broken)).toBe(false);
      findAll(document, broken);
      expect(errors.mock.calls.length).toBeLessThanOrEqual(1);
    },
  );
});

describe('which pages a rule means', () => {
  test.each([
    ['/category/*', 'https://shop.example/category/lamps?page=2#top', true],
    ['/category/*', 'https://shop.example/category/lamps/red/', true],
    ['/category/*', 'https://shop.example/categories/lamps', false],
    ['/cart', 'https://shop.example/cart/', true],
    ['/cart/', 'https://shop.example/cart', true],
    ['/cart', 'https://shop.example/cart/add', false],
    ['/', 'https://shop.example/', true],
    ['/', 'https://shop.example/cart', false],
    ['*', 'https://shop.example/any/thing', true],
    ['*.html', 'https://shop.example/red-lantern.html?x=1', true],
    ['category/*', 'https://shop.example/category/lamps', true],
    ['/index.php?route=product/*', 'https://shop.example/index.php?route=product/product&id=4#x', true],
    ['/index.php?route=product/*', 'https://shop.example/index.php?route=checkout/cart', false],
    ['/index.php', 'https://shop.example/index.php?route=checkout/cart', true],
    ['?p=*', 'https://shop.example/shop.php?p=12', true],
    ['#/product/*', 'https://shop.example/app?utm=1#/product/12', true],
    ['/#/product/*', 'https://shop.example/?utm=1#/product/12', true],
    ['#/product/*', 'https://shop.example/app#/cart', false],
    ['https://shop.example/p/*', 'https://shop.example/p/12?x=1', true],
    ['https://shop.example/p/*', 'https://m.shop.example/p/12', false],
    ['https://*.shop.example/p/*', 'https://m.shop.example/p/12', true],
    ['/a.b/(c)+', 'https://shop.example/a.b/(c)+', true],
    ['/a.b', 'https://shop.example/aXb', false],
    ['/grün/*', 'https://shop.example/gr%C3%BCn/lampe', true],
    [['/a', '/b'], 'https://shop.example/b', true],
    [[], 'https://shop.example/b', false],
    [undefined, 'https://shop.example/b', true],
  ])('%j at %s: %s', (match, url, expected) => {
    expect(isPage(match, new URL(url))).toBe(expected);
  });
});

describe('where a value stands', () => {
  test.each([
    ['<p> 12 \n EUR </p>', {}, '12 EUR'],
    ['<p><b>1</b><b>2</b></p>', { selector: 'b' }, '1'],
    ['<p data-sku="a-1"></p>', { attribute: 'data-sku' }, 'a-1'],
    ['<p class="x"></p>', { selector: '.x', attribute: 'class' }, 'x'],
    ['<p><a href="/p/red-1?x=2">x</a></p>', { selector: 'a', attribute: 'href', pattern: '/p/([^/?]+)' }, 'red-1'],
    // the pattern also sees the address as the browser resolves it
    [
      '<p><a href="red-1.html">x</a></p>',
      { selector: 'a', attribute: 'href', pattern: '^https?://.*/([^/]+)\\.html$' },
      'red-1',
    ],
    ['<p><a href="red-1.html">x</a></p>', { selector: 'a', attribute: 'href', pattern: '^([^/]+)\\.html$' }, 'red-1'],
    ['<p onclick="show(\'A-7\')"></p>', { attribute: 'onclick', pattern: "show\\('(.+?)'|open\\((\\d+)" }, 'A-7'],
    ['<p onclick="open(12)"></p>', { attribute: 'onclick', pattern: "show\\('(.+?)'|open\\((\\d+)" }, '12'],
    ['<p>Art. 123</p>', { pattern: '\\d+' }, '123'],
    ['<p>none</p>', { pattern: '\\d+' }, undefined],
    ['<p></p>', {}, undefined],
    ['<p></p>', { attribute: 'data-none' }, undefined],
    ['<p></p>', { selector: '.none' }, undefined],
    ['<meta content="SKU-9">', {}, 'SKU-9'],
    ['<p><select><option value="a">A<option value="b" selected>B</select></p>', { selector: 'select' }, 'b'],
    ['<p><textarea>t</textarea></p>', { selector: 'textarea', attribute: 'value' }, 't'],
    [
      '<p><input type="radio" name="v" value="1"><input type="radio" name="v" value="2" checked></p>',
      { selector: '[name=v]', attribute: 'value' },
      '2',
    ],
    ['<p><input type="radio" name="v" value="1"></p>', { selector: '[name=v]' }, undefined],
    ['<p><input type="checkbox" checked></p>', { selector: 'input', attribute: 'checked' }, 'true'],
    ['<p><input type="checkbox"></p>', { selector: 'input', attribute: 'checked' }, undefined],
  ])('%s by %j is %j', (html, rule, expected) => {
    expect(readValue(one(html), rule)).toBe(expected);
  });

  test('what somebody has typed counts, not what the server sent', () => {
    const input = one('<p><input value="1"></p>').querySelector('input')!;
    input.value = '3';
    expect(readValue(input.parentElement!, { selector: 'input', attribute: 'value' })).toBe('3');
  });

  test('an address whose two forms give two values gives both', () => {
    const link = one('<a href="x?id=4">x</a>');
    expect(readValues(link, { attribute: 'href', pattern: '^[a-z]+' })).toEqual(['x', 'http']);
  });

  test('a value in a shadow root is found', () => {
    document.body.append(host('x-price', '<b>9,90</b>'));
    expect(readValue(document.body, { selector: 'x-price' })).toBe('9,90');
    expect(readValue(document.body, { selector: 'x-price >>> b' })).toBe('9,90');
  });
});

describe('rules that cannot be used', () => {
  test('are skipped with one error each, which names the rule and what is wrong; the others count', () => {
    const site = {
      products: [
        { container: '.a' },
        { container: '.a[' },
        { as: 'banner', container: '.b' },
        { itemId: { selector: 'x >>> ', attribute: 'id' } },
      ],
    };
    expect(readRules(site, 'products', isProductRule)).toEqual([{ container: '.a' }]);
    expect(readRules(site, 'products', isProductRule)).toHaveLength(1);
    const said = errors.mock.calls.map(([text]) => text as string);
    expect(said).toHaveLength(3);
    expect(said[0]).toContain('site.products[1] is not used: "container" has no CSS selector: .a[');
    expect(said[1]).toContain('site.products[2] is not used: "as" is "banner"');
    expect(said[2]).toContain('site.products[3] is not used: "itemId" has no CSS selector');
  });

  test('a slot without what it needs is skipped', () => {
    expect(readRules({ slots: [{ item: '.card' }] }, 'slots', isSlotRule)).toEqual([]);
    expect(errors.mock.calls[0]?.[0]).toContain('site.slots[0] is not used');
  });
});
