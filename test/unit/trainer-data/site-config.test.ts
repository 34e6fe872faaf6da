import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';

import { isProductRule, isSlotRule } from '../../../contract/storefront.ts';
import { checkConfig } from '../../../trainer/config.ts';
import { wrongInSelector } from '../../../trainer/selector-check.ts';
import { describeSiteRules } from '../../../trainer/site-config.ts';
import { trainerErrorOf } from './files.ts';

const SLOT = {
  id: 'grid',
  match: ['/category/*', '/sale'],
  container: 'shop-grid >>> .product-grid',
  item: '.product-card',
  itemId: { selector: 'a.title', attribute: 'href', pattern: '/p/([^/?]+)' },
};
const PRODUCT = { match: '/p/*', page: 'product', itemId: { selector: 'h1', attribute: 'data-sku' }, currency: 'EUR' };

async function complaint(site: unknown): Promise<string> {
  const error = await trainerErrorOf(Promise.resolve().then(() => checkConfig({ site })));
  expect(error.code).toBe('bad-config');
  return error.message;
}

describe('rules of a site', () => {
  it('are taken as they are written, and every one of them can be used by a page', () => {
    const rules = {
      slots: [SLOT, { id: 'top', container: '#top', mode: 'fill', limit: 4, arrange: 'order', pin: '.ad' }],
      products: [
        PRODUCT,
        { as: 'card', container: 'li', price: { selector: '.price' }, currency: { attribute: 'data-currency' } },
        { search: 'input[name=q]', searchParameter: 'q' },
      ],
    };
    const { site } = checkConfig({ site: rules });
    expect(site).toEqual(rules);
    expect(site!.slots!.every(isSlotRule)).toBe(true);
    expect(site!.products!.every(isProductRule)).toBe(true);
  });

  it.each<[site: unknown, ...says: string[]]>([
    [{ slots: [{ ...SLOT, contaner: 'ul' }] }, 'site.slots[0].contaner: no such setting. Did you mean container?'],
    [{ slots: [{ id: 'a' }] }, 'site.slots[0].container: '],
    [{ slots: [{ ...SLOT, itemId: { atribute: 'x' } }] }, 'site.slots[0].itemId.atribute: ', 'Did you mean attribute?'],
    [{ slots: [SLOT, { ...SLOT, mode: 'sort' }] }, 'site.slots[1].mode: ', '"rank"'],
    [{ slots: [{ ...SLOT, id: 'x'.repeat(61) }] }, 'site.slots[0].id: '],
    [{ slots: [{ ...SLOT, match: 7 }] }, 'site.slots[0].match: '],
    [{ slots: [{ ...SLOT, container: 'ul[' }] }, 'site.slots[0].container: is no selector', 'lacks a "]"'],
    [
      { slots: [{ ...SLOT, itemId: { selector: '.title:contains("x")' } }] },
      'site.slots[0].itemId.selector: is no selector',
      "jQuery's",
    ],
    [
      { products: [{ itemId: { pattern: '/p/(' } }] },
      'site.products[0].itemId.pattern: ',
      'is no regular expression',
      'Unterminated group',
    ],
    [{ products: [{ currency: 'euro' }] }, 'site.products[0].currency: '],
    [{ products: [{ currency: { selctor: '.c' } }] }, 'site.products[0].currency.selctor: ', 'Did you mean selector?'],
    [{ products: [{ page: 'pdp' }] }, 'site.products[0].page: ', '"product"'],
    [{ products: [{ match: '/p/*' }] }, 'site.products[0]: says nothing'],
    [{ products: [{ as: 'line', price: {} }] }, 'site.products[0].container: is missing: the element that is one line'],
    [{ product: [] }, 'site.product: no such setting. Did you mean products?'],
    [{ slots: Array.from({ length: 51 }, () => SLOT) }, 'site.slots: '],
  ])('%j is refused with its path and what to do', async (site, ...says) => {
    const message = await complaint(site);
    for (const words of says) expect(message).toContain(words);
  });

  it('are shown in a line each, and one that no page could use says so', () => {
    const slots = [SLOT, { id: 'old' }] as unknown as Record<string, unknown>[];
    expect(describeSiteRules({ slots, products: [PRODUCT] })).toEqual([
      '  slot on /category/* or /sale: id grid, container shop-grid >>> .product-grid, item .product-card, itemId href of a.title by //p/([^/?]+)/',
      '  slot on every page: id old (no page can use it: train the bundle again)',
      '  products on /p/*: page product, itemId data-sku of h1, currency EUR',
    ]);
  });
});

describe('a selector', () => {
  const { document } = parseHTML('<html><body></body></html>');

  it.each([
    'ul.products > li',
    '> li:not(:first-child)',
    '>>> .card',
    'shop-app >>> product-grid >>> .grid',
    ':scope > [class*="price" i], .a\\:b, .w-1\\/2, .\\31 23',
    'li:has(> a[href*="/p/"])',
    '[data-x="a,b]("]',
    "a[title='it >> is']",
    '#main-content .x_y-z ~ div + p',
    'li:nth-child(2n + 1 of .x)',
    'my-card:state(open)',
    '.münze, *|a',
    'input[type=text]:checked',
    '.a:first-of-type',
    'li:not(.ad, .banner)',
  ])('%s is one', (selector) => {
    expect(wrongInSelector(selector)).toBeUndefined();
  });

  it.each([
    '',
    '  ',
    'ul >>>',
    'a >>> >>> b',
    'li[',
    'li]',
    'li:not(.x',
    'li)',
    'a[href="x]',
    '.123',
    '#1a',
    'a,,b',
    'a,',
    ', a',
    'li >',
    'li > > a',
    '.a..b',
    '.',
    'li.',
    'a{b',
    '$(".x")',
    '//div[@class]',
    '.md:flex/2',
    'li:eq(0)',
    '.x:visible',
    'li:first',
    '[]',
    '[="x"]',
    ':not()',
  ])('%j is none, and it is said why', (selector) => {
    expect(wrongInSelector(selector)).toMatch(/\w{4}/);
  });

  it('that another parser refuses as malformed is never taken', () => {
    for (const selector of ['a[', 'a,,b', 'a b)', '[x="y"', 'a:not(', '$(".x")']) {
      expect(() => document.querySelector(selector)).toThrow();
      expect(wrongInSelector(selector)).toBeDefined();
    }
  });
});
