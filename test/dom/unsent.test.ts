import { afterEach, describe, expect, test, vi } from 'vitest';

import type { AisleEvent } from '../../contract/events.ts';
import { keepUnsent, takeUnsent } from '../../src/capture/unsent.ts';
import { wipe } from '../../src/consent/wipe.ts';

const KEY = 'aisle:unsent:shop';
const id = '12345678901234567890123456789012';

afterEach(() => {
  vi.restoreAllMocks();
  sessionStorage.clear();
});

const cart = (item: string, more: object = {}): AisleEvent => ({
  id,
  at: 1,
  type: 'add_to_cart',
  items: [{ id: item, ...more }],
});

describe('what a page could not see acknowledged', () => {
  test('is taken once by the next page, as it was', () => {
    const events = [
      cart('SKU-1', { also: ['gid://shopify/Product/17'], price: 12.5, currency: 'EUR', quantity: 2, list: 'home' }),
    ];
    keepUnsent('shop', events);
    expect(takeUnsent('shop')).toEqual(events);
    expect(takeUnsent('shop')).toEqual([]);
    expect(sessionStorage).toHaveLength(0);
  });

  test('is of one site', () => {
    keepUnsent('shop', [cart('SKU-1')]);
    expect(takeUnsent('other')).toEqual([]);
    expect(takeUnsent('shop')).toHaveLength(1);
  });

  test('is removed when there is nothing more to keep', () => {
    keepUnsent('shop', [cart('SKU-1')]);
    keepUnsent('shop', []);
    expect(sessionStorage).toHaveLength(0);
  });

  test.each<[what: string, event: AisleEvent]>([
    ['an address as an id', cart('jane@example.com')],
    ['a name as an id', cart('Jane Example')],
    ['a card number as an id', cart('4111111111111111')],
    ['a card number in groups', cart('4111-1111-1111-1111')],
    ['a long id', cart('x'.repeat(65))],
    ['an address among other ids', cart('SKU-1', { also: ['jane@example.com'] })],
    ['a text as a list', cart('SKU-1', { list: 'For Jane' })],
    ['a number as a list', cart('SKU-1', { list: 'customer-12345' })],
    ['a text as a name', { id, at: 1, type: 'custom', name: 'asked for jane@example.com', items: [] }],
    ['a text as a promotion', { id, at: 1, type: 'promotion_view', promotion: 'For Jane' }],
    ['an address as a word', { id, at: 1, type: 'search', tokens: ['jane@example.com'] }],
  ])('is not written where it holds %s', (_, event) => {
    keepUnsent('shop', [event, cart('SKU-2')]);
    expect(takeUnsent('shop')).toEqual([cart('SKU-2')]);
  });

  test.each(['rubbish', '7', '{"a":1}', 'null', '"text'])('is nothing where the page has put %s', (text) => {
    sessionStorage.setItem(KEY, text);
    expect(takeUnsent('shop')).toEqual([]);
    expect(sessionStorage).toHaveLength(0);
  });

  test('is lost where storage throws, and nothing is thrown', () => {
    vi.spyOn(globalThis, 'sessionStorage', 'get').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    keepUnsent('shop', [cart('SKU-1')]);
    expect(takeUnsent('shop')).toEqual([]);
    expect(() => wipe('shop')).not.toThrow();
  });

  test('goes with a refusal', () => {
    keepUnsent('shop', [cart('SKU-1')]);
    wipe('shop');
    expect(sessionStorage).toHaveLength(0);
  });
});
