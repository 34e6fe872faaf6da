import { describe, expect, test } from 'vitest';

import type { DisplayEntry } from '../../contract/protocol.ts';
import { createPriceFormat, renderCards } from '../../src/slots/fill-slot.ts';

const POUNDS = createPriceFormat({ currency: 'GBP', locale: 'en-GB' }, '');

const entry = (part: Partial<DisplayEntry> = {}): DisplayEntry => ({
  id: 'SKU-1',
  title: 'Red lantern',
  url: '/p/SKU-1',
  image: '/i/SKU-1.svg',
  price: 2.5,
  ...part,
});

function render(html: string, given: Partial<DisplayEntry> = {}, format = POUNDS): HTMLElement {
  const template = document.createElement('template');
  template.innerHTML = html;
  const host = document.createElement('div');
  host.append(renderCards(template, [entry(given)], format));
  return host;
}

describe('a card', () => {
  test('holds the values of its item in text and attributes', () => {
    const host = render(
      '<a href="{url}" data-id="{id}"><img src="{image}" alt="{title}"><span>{title}!</span> <b>{price}</b></a>',
    );
    const link = host.querySelector('a');
    expect(link?.getAttribute('href')).toBe('/p/SKU-1');
    expect(link?.getAttribute('data-id')).toBe('SKU-1');
    expect(link?.getAttribute('data-aisle-item')).toBe('SKU-1');
    expect(host.querySelector('img')?.getAttribute('src')).toBe('/i/SKU-1.svg');
    expect(host.querySelector('img')?.getAttribute('alt')).toBe('Red lantern');
    expect(host.querySelector('span')?.textContent).toBe('Red lantern!');
    expect(host.querySelector('b')?.textContent).toBe('£2.50');
  });

  test.each([
    '<img src=x onerror=alert(1)>',
    '</span><script>alert(1)</script>',
    '"><svg onload=alert(1)>',
    '&lt;b&gt; &amp; {title} ${1}',
    '{url}{price}',
  ])('shows a hostile title as the text it is: %s', (title) => {
    const host = render('<a href="{url}" title="{title}"><span>{title}</span></a>', { title });
    expect(host.querySelector('span')?.textContent).toBe(title);
    expect(host.querySelector('a')?.getAttribute('title')).toBe(title);
    expect(host.querySelectorAll('*')).toHaveLength(2);
  });

  test.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://shop.example/1',
    'file:///etc/passwd',
    '',
  ])('gets no link to %s', (url) => {
    const host = render('<a href="{url}"><img src="{image}" alt="">{title}</a>', { url, image: url });
    expect(host.querySelector('a')?.hasAttribute('href')).toBe(false);
    expect(host.querySelector('img')?.hasAttribute('src')).toBe(false);
  });

  test.each(['/p/1', 'p/1', '?p=1', '//cdn.example/1', 'https://shop.example/1', 'http://shop.example/1'])(
    'gets a link to %s',
    (url) => {
      expect(render('<a href="{url}">{title}</a>', { url }).querySelector('a')?.getAttribute('href')).toBe(url);
    },
  );

  test('escapes a value that is only a piece of a URL', () => {
    const host = render('<a href="/go?id={id}&amp;from=home">{title}</a>', { id: 'a&b=/c' });
    expect(host.querySelector('a')?.getAttribute('href')).toBe('/go?id=a%26b%3D%2Fc&from=home');
  });

  test.each(['onclick', 'style', 'srcdoc', 'formaction', 'ping', 'srcset', 'action'])(
    'loses the attribute %s when it asks for a value',
    (name) => {
      const host = render(`<a href="{url}" ${name}="{title}">{title}</a>`);
      expect(host.querySelector('a')?.hasAttribute(name)).toBe(false);
    },
  );

  test('keeps every attribute that asks for none', () => {
    const host = render('<a href="{url}" style="color: red" class="card">{title}</a>');
    expect(host.querySelector('a')?.getAttribute('style')).toBe('color: red');
  });

  test.each([
    ['its price is not known', { price: undefined }, POUNDS],
    ['the site names no currency', {}, createPriceFormat({}, 'en')],
    ['the browser does not know the locale', {}, createPriceFormat({ currency: 'GBP', locale: 'no_locale!' }, '')],
  ])('hides the element of the price when %s', (_, given, format) => {
    const { price: _price, ...rest } = entry();
    const template = document.createElement('template');
    template.innerHTML = '<a href="{url}">{title} <b>{price}</b></a>';
    const shown = 'price' in given ? rest : entry(given);
    const host = document.createElement('div');
    host.append(renderCards(template, [shown], format));
    expect(host.querySelector('b')?.hasAttribute('hidden')).toBe(true);
    expect(host.querySelector('b')?.textContent).toBe('');
    expect(host.querySelector('a')?.hasAttribute('hidden')).toBe(false);
  });

  test('is not made for an item without a title', () => {
    expect(render('<a href="{url}">{title}</a>', { title: '' }).children).toHaveLength(0);
  });
});
