import { beforeEach, describe, expect, test } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import { gtagAndGtm, gtagOnly } from './gtag.shop.ts';
import { gtm } from './gtm.shop.ts';
import { legacyUa } from './legacy-ua.shop.ts';
import { FAULTLESS, walkShop, type Walked } from './style-shop.ts';

const SHOPS = { gtm, gtagOnly, gtagAndGtm, legacyUa };
type Name = keyof typeof SHOPS;

/** A shop is walked through once for all that is claimed of it, and once more where a claim is tried again. */
const walks = new Map<Name, Promise<readonly Walked[]>>();
beforeEach(({ task }) => {
  if ((task.result?.retryCount ?? 0) > 0) walks.clear();
});
const walkOf = (name: Name): Promise<readonly Walked[]> => {
  const walk = walks.get(name) ?? walkShop(SHOPS[name]);
  walks.set(name, walk);
  return walk;
};

describe.each(Object.keys(SHOPS) as Name[])('%s', (name) => {
  test.each(['auto', 'data-layer'])('is heard without a fault by data-capture="%s"', async (source) => {
    expect((await walkOf(name)).find((one) => one.source === source)).toMatchObject(FAULTLESS);
  });
});

describe('what is seen in real shops', () => {
  /** Events of a type as the device has them, with every source on. */
  const events = async (shop: Name, type: AisleEvent['type']): Promise<readonly AisleEvent[]> =>
    (await walkOf(shop))[0]?.captured.filter((event) => event.type === type) ?? [];
  const ids = async (shop: Name, type: AisleEvent['type']): Promise<readonly string[][]> =>
    (await events(shop, type)).map((event) => ('items' in event ? event.items.map(({ id }) => id) : []));

  test('what is put in the cart right before the page is left survives', async () => {
    expect(await ids('gtm', 'add_to_cart')).toEqual([['4103']]);
  });

  test('what is pushed is heard as it was, though the shop empties and uses the same object again', async () => {
    expect(await ids('gtm', 'wishlist_add')).toEqual([['4103']]);
    expect(await ids('gtm', 'remove_from_cart')).toEqual([['4103']]);
  });

  test('a page of thanks with a new number and nothing in it on every load is no purchase, and a reloaded one no second', async () => {
    expect(await ids('gtm', 'purchase')).toEqual([['4103']]);
  });

  test('gtag and a tag manager that say the same, in two layers and 350 ms apart, say it once', async () => {
    for (const type of ['product_click', 'add_to_cart', 'product_view'] as const)
      expect(await ids('gtagAndGtm', type)).toEqual([['L-2']]);
    expect(await events('gtagAndGtm', 'page_view')).toHaveLength(3);
  });

  test('product ids are numbers here and strings there', async () => {
    expect(await ids('gtm', 'list_view')).toEqual([['4101', '4102', '4103', '4104']]);
    expect(await ids('legacyUa', 'add_to_cart')).toEqual([['902']]);
    expect(await ids('legacyUa', 'remove_from_cart')).toEqual([['902']]);
  });
});
