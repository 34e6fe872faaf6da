import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AisleEvent } from '../../../contract/events.ts';
import type { EngineApi } from '../../../contract/protocol.ts';
import type { RawProfile } from '../../../worker/profile/profile.ts';
import { createDevice, expectOk, helloCall, PLAIN, recordOf, type Device } from './device.ts';
import { createSmallBundle, itemId } from './small-bundle.ts';
import { isLong, LONG_MS, rounds } from '../../long.ts';

const HOUR_MS = 3_600_000;
const ALIASES = { [itemId(0)]: ['v-1', 'v-2'], [itemId(1)]: ['v-3'] };

let orders = 0;
const anew = (): string => (++orders).toString(16).padStart(32, 'd');

type Line = readonly [id: string, quantity?: number];

function bought(device: Device, lines: readonly Line[], id = anew(), type = 'purchase'): AisleEvent {
  const items = lines.map(([item, quantity]) => ({ id: item, ...(quantity && { quantity }) }));
  return { id, at: device.now, type, items } as AisleEvent;
}

/** A page of its own: another load, or another tab. */
async function loaded(device: Device): Promise<EngineApi> {
  const tab = device.openTab();
  expectOk(await tab.hello(helloCall(device)));
  return tab;
}

async function load(device: Device, ...events: readonly AisleEvent[]): Promise<void> {
  expectOk(await (await loaded(device)).record(recordOf(events)));
}

async function profileOf(device: Device): Promise<RawProfile> {
  const { profile } = expectOk(await (await loaded(device)).readProfile(PLAIN));
  return profile;
}

async function createShop(): Promise<Device> {
  return createDevice(await createSmallBundle({ aliases: ALIASES }));
}

describe('a page that says thank you', () => {
  it('loaded again and again counts once, though the shop makes up a new number each time', async () => {
    const device = await createShop();
    await load(device, bought(device, [[itemId(0), 2], [itemId(1)]]));
    for (let reload = 0; reload < 5; reload++) {
      device.now += 4 * HOUR_MS;
      // in another order, by other ids, one of them a variant on two lines
      await load(device, bought(device, [['v-3', 1], ['v-1'], ['v-2']]));
    }
    const { totals, items, recent, orders: known } = await profileOf(device);
    expect(totals.purchases).toBe(1);
    expect(items[itemId(0)]!.purchases).toBe(1);
    expect(recent.filter(({ type }) => type === 'purchase')).toHaveLength(2);
    expect(known).toHaveLength(2);
  });

  it('counts anew on another day, and with anything else in the basket', async () => {
    const device = await createShop();
    await load(device, bought(device, [[itemId(0)]]));
    device.now += 25 * HOUR_MS;
    await load(device, bought(device, [[itemId(0)]]));
    expect((await profileOf(device)).totals.purchases).toBe(2);
    device.now += HOUR_MS;
    await load(device, bought(device, [[itemId(0), 2]]));
    await load(device, bought(device, [[itemId(0)], [itemId(2)]]));
    await load(device, bought(device, [[itemId(0), 1]]));
    expect((await profileOf(device)).totals.purchases).toBe(4);
  });

  it('of one number counts once for as long as the number is known, whatever stands in the basket', async () => {
    const device = await createShop();
    const id = anew();
    await load(device, bought(device, [[itemId(0)]], id));
    device.now += 48 * HOUR_MS;
    await load(device, bought(device, [[itemId(0)]], id));
    await load(device, bought(device, [[itemId(0), 4]], id));
    expect((await profileOf(device)).totals.purchases).toBe(1);
  });

  it('is one purchase to two sources of which one knows no number and another no quantities', async () => {
    const device = await createShop();
    const tab = await loaded(device);
    const known = bought(device, [[itemId(0), 3]]);
    device.now += 400;
    const late = { ...bought(device, [['v-1']]), source: 'gtm' };
    expectOk(await tab.record(recordOf([known])));
    expectOk(await tab.record(recordOf([late])));
    const { profile, events } = expectOk(await tab.exportProfile(PLAIN)).export;
    expect(profile.totals.purchases).toBe(1);
    expect(events.map(({ id }) => id)).toEqual([known.id]);
  });

  it('without items, or with none that the catalogue knows, is no purchase', async () => {
    const device = await createShop();
    const tab = await loaded(device);
    const empty = { ...bought(device, []), items: [] } as unknown as AisleEvent;
    const reply = expectOk(await tab.record(recordOf([empty, bought(device, [['gift-card']])])));
    expect(reply.rejected).toBe(2);
    expect((await profileOf(device)).totals).toMatchObject({ purchases: 0, events: 0 });
  });
});

describe('what the profile has already', () => {
  it('does not come into the journal again, from whichever page and of whichever type', async () => {
    const device = await createShop();
    const view = { ...bought(device, [[itemId(0)]]), type: 'product_view' } as AisleEvent;
    const search = { id: anew(), at: device.now, type: 'search', tokens: ['mug'] } as AisleEvent;
    const purchase = bought(device, [[itemId(0)]]);
    const refund = bought(device, [[itemId(0)]], purchase.id, 'refund');
    await load(device, view, search, purchase, refund);
    device.now += 60_000;
    await load(device, view, search, { ...purchase, at: device.now }, refund);
    await load(device, { ...search, at: device.now });
    const tab = await loaded(device);
    const { events, profile } = expectOk(await tab.exportProfile(PLAIN)).export;
    expect(events.map(({ type }) => type)).toEqual(['product_view', 'search', 'purchase', 'refund']);
    expect(profile.totals).toMatchObject({ events: 4, purchases: 1, refunds: 1, searches: 1 });
  });

  it('stands once in what its owner takes away, also where two pages have written it at the same time', async () => {
    const device = await createShop();
    const [one, other] = [await loaded(device), await loaded(device)];
    const batch = recordOf([bought(device, [[itemId(0)]])]);
    for (const reply of await Promise.all([one.record(batch), other.record(batch)])) expectOk(reply);
    const { events, profile } = expectOk(await one.exportProfile(PLAIN)).export;
    expect(events).toEqual(batch.events);
    expect(profile.totals.purchases).toBe(1);
  });
});

describe('a refund', () => {
  it('counts beside the purchase whose number it bears, once, and what is bought again after it counts too', async () => {
    const device = await createShop();
    const id = anew();
    await load(device, bought(device, [[itemId(0)]], id));
    device.now += HOUR_MS;
    await load(device, bought(device, [[itemId(0)]], id, 'refund'));
    await load(device, bought(device, [[itemId(0)]], id, 'refund'));
    expect((await profileOf(device)).totals).toMatchObject({ purchases: 1, refunds: 1 });
    device.now += HOUR_MS;
    await load(device, bought(device, [[itemId(0)]]));
    expect((await profileOf(device)).items[itemId(0)]).toMatchObject({ purchases: 2, refunds: 1 });
  });
});

describe('purchases over days, pages and tabs', () => {
  it(
    'count once for each basket that was not bought within the day before, whoever tells it and how often',
    async () => {
      const line = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 2 }));
      const told = fc.record({
        afterMs: fc.constantFrom(5 * 60_000, HOUR_MS, 20 * HOUR_MS, 30 * HOUR_MS),
        basket: fc.uniqueArray(line, { minLength: 1, maxLength: 3, selector: ([row]) => row }),
        isRefund: fc.integer({ min: 0, max: 5 }).map((roll) => roll === 0),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(told, { minLength: 1, maxLength: 10 }), async (list) => {
          const device = await createShop();
          const tabs = [await loaded(device), await loaded(device)];
          /** Basket -> when it counted last, while no refund has come since. */
          const lastAt = new Map<string, number>();
          const expected = { purchases: 0, refunds: 0 };
          for (const [place, { afterMs, basket, isRefund }] of list.entries()) {
            device.now += afterMs;
            const lines = basket.map(([row, quantity]): Line => [itemId(row), quantity]);
            const key = JSON.stringify(lines.map((each) => each.join()).toSorted());
            const event = bought(device, lines, anew(), isRefund ? 'refund' : 'purchase');
            if (isRefund) {
              expected.refunds++;
              lastAt.delete(key);
            } else if (!(device.now - lastAt.get(key)! < 24 * HOUR_MS)) {
              expected.purchases++;
              lastAt.set(key, device.now);
            }
            expectOk(await tabs[place % 2]!.record(recordOf([event])));
          }
          expect((await profileOf(device)).totals).toMatchObject(expected);
        }),
        { numRuns: rounds(40) },
      );
    },
    isLong ? LONG_MS : 60_000,
  );
});
