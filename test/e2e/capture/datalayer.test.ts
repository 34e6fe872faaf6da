import { beforeAll, describe, expect, test } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import { gtagAndGtm, gtagOnly } from './gtag.shop.ts';
import { gtm } from './gtm.shop.ts';
import { legacyUa } from './legacy-ua.shop.ts';
import { FAULTLESS, walkShop, type Walked } from './style-shop.ts';

const SHOPS = { gtm, gtagOnly, gtagAndGtm, legacyUa };
const walked: Partial<Record<keyof typeof SHOPS, readonly Walked[]>> = {};

describe.each(Object.entries(SHOPS))('%s', (name, shop) => {
  beforeAll(async () => {
    walked[name as keyof typeof SHOPS] = await walkShop(shop);
  });

  test.each(['auto', 'data-layer'])('is heard without a fault by data-capture="%s"', (source) => {
    expect(walked[name as keyof typeof SHOPS]?.find((one) => one.source === source)).toMatchObject(FAULTLESS);
  });
});

describe('what is seen in real shops', () => {
  /** Events of a type as the device has them, with every source on. */
  const events = (shop: keyof typeof SHOPS, type: AisleEvent['type']): readonly AisleEvent[] =>
    walked[shop]?.[0]?.captured.filter((event) => event.type === type) ?? [];
  const ids = (shop: keyof typeof SHOPS, type: AisleEvent['type']): readonly string[][] =>
    events(shop, type).map((event) => ('items' in event ? event.items.map(({ id }) => id) : []));

  test('what is put in the cart right before the page is left survives', () => {
    expect(ids('gtm', 'add_to_cart')).toEqual([['4103']]);
  });

  test('what is pushed is heard as it was, though the shop empties and uses the same object again', () => {
    expect(ids('gtm', 'wishlist_add')).toEqual([['4103']]);
    expect(ids('gtm', 'remove_from_cart')).toEqual([['4103']]);
  });

  test('a page of thanks with a new number and nothing in it on every load is no purchase, and a reloaded one no second', () => {
    expect(ids('gtm', 'purchase')).toEqual([['4103']]);
  });

  test('gtag and a tag manager that say the same, in two layers and 350 ms apart, say it once', () => {
    for (const type of ['product_click', 'add_to_cart', 'product_view'] as const)
      expect(ids('gtagAndGtm', type)).toEqual([['L-2']]);
    expect(events('gtagAndGtm', 'page_view')).toHaveLength(3);
  });

  test('product ids are numbers here and strings there', () => {
    expect(ids('gtm', 'list_view')).toEqual([['4101', '4102', '4103', '4104']]);
    expect(ids('legacyUa', 'add_to_cart')).toEqual([['902']]);
    expect(ids('legacyUa', 'remove_from_cart')).toEqual([['902']]);
  });
});
