import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';

import type { OfferState } from '../../../contract/living.ts';
import type { Offer } from '../../../contract/segments.ts';
import { isHeldBack, toPlans } from '../../../worker/segments/offer-plan.ts';
import { mergeOffers, openOffers } from '../../../worker/segments/offers.ts';
import { createRawProfile } from '../../../worker/profile/profile.ts';
import { expectOk, PLAIN } from '../engine/device.ts';
import { createOfferShop, DAY, hex, HOUR, MINUTE, offerOf, type OfferTab } from './offer-shop.ts';

/** What the profile holds of an offer. */
async function stateOf(tab: OfferTab, offer = 'ten-off'): Promise<OfferState | undefined> {
  // a question reads what other tabs have written
  await tab.ask({ ask: 'raise', offer, seed: hex(0) });
  const { profile } = expectOk(await tab.engine.readProfile(PLAIN));
  return profile.living.offers?.states[offer];
}

async function openOne(offer: Partial<Offer> = {}) {
  const shop = await createOfferShop([offerOf(offer)]);
  const tab = await shop.openTab();
  await tab.act('product_view', 1);
  return { ...shop, tab };
}

describe('an offer that is raised', () => {
  it('is due for who is in one of its segments, and for nobody else', async () => {
    const { tab, inside } = await openOne();
    expect(await tab.offers()).toEqual(['ten-off due']);
    inside.clear();
    expect(await tab.offers()).toEqual([]);
    expect(await tab.raise()).toBe(false);
    inside.add('hesitant');
    expect(await tab.raise()).toBe(true);
    expect(await tab.offers()).toEqual(['ten-off shown']);
  });

  it('is shown by one of three tabs that have a place for it at the same moment, and counts once', async () => {
    const shop = await createOfferShop([offerOf()]);
    const tabs = [await shop.openTab(), await shop.openTab(), await shop.openTab()];
    await tabs[0]!.act('product_view', 1);
    const shown = await Promise.all(tabs.map((tab) => tab.raise()));
    expect(shown.filter(Boolean)).toHaveLength(1);
    expect(await Promise.all(tabs.map((tab) => tab.raise()))).toEqual([false, false, false]);
    for (const tab of tabs) {
      const state = await stateOf(tab);
      expect(state?.offer.shown).toBe(1);
      expect(state?.visits).toEqual([shop.device.now]);
    }
  });

  it('is shown by the one of many tabs that was first, though others write to the journal meanwhile', async () => {
    const shop = await createOfferShop([offerOf({ cap: { times: 3, within: '7d' } })]);
    const tabs = [await shop.openTab(), await shop.openTab(), await shop.openTab()];
    for (let visit = 0; visit < 3; visit++) {
      const [shown] = await Promise.all([
        Promise.all(tabs.map((tab) => tab.raise())),
        ...tabs.map((tab, row) => tab.act('product_view', row)),
      ]);
      expect(shown.filter(Boolean)).toHaveLength(1);
      shop.device.now += 2 * HOUR;
      await tabs[0]!.act('product_view', 5);
    }
  });

  it('outlives a reload within its visit, and is over with the visit', async () => {
    const { tab, openTab, device } = await openOne();
    await tab.raise();
    device.now += 20 * MINUTE;
    const next = await openTab();
    expect(await next.offers()).toEqual(['ten-off shown']);
    await next.act('product_view', 2);
    device.now += 29 * MINUTE;
    expect(await next.offers()).toEqual(['ten-off shown']);
    device.now += 1 * MINUTE;
    expect(await next.offers()).toEqual([]);
  });

  it('is taken for another visit’s by no tab whose room came late', async () => {
    const { tab, openTab, device } = await openOne({ cap: { times: 2, within: '7d' } });
    await tab.raise();
    device.now += 2 * HOUR;
    await tab.act('product_view', 2);
    // reads all rows at once, when the rest of the profile is in the second visit already
    const late = await openTab();
    expect(await late.offers()).toEqual(['ten-off due']);
    expect(await late.raise()).toBe(true);
    expect((await stateOf(tab))?.offer.shown).toBe(2);
  });

  it('ends with its time, and tells when', async () => {
    const { tab, device } = await openOne({ expires: '15m', coolDown: '1h', cap: { times: 9, within: '7d' } });
    await tab.raise();
    expect((await tab.stateOf()).changeInMs).toBe(15 * MINUTE);
    device.now += 15 * MINUTE - 1;
    expect(await tab.offers()).toEqual(['ten-off shown']);
    device.now += 1;
    expect(await tab.offers()).toEqual([]);
    device.now += HOUR - 1;
    expect(await tab.offers()).toEqual([]);
    expect((await tab.stateOf()).changeInMs).toBe(1);
    device.now += 1;
    expect(await tab.offers()).toEqual(['ten-off due']);
  });

  it('is not raised before its first day begins, nor after its last has ended, in UTC', async () => {
    const { tab, device } = await openOne({ from: '2026-03-02', to: '2026-03-03' });
    expect(await tab.offers()).toEqual([]);
    expect((await tab.stateOf()).changeInMs).toBe(Date.parse('2026-03-02T00:00:00Z') - device.now);
    device.now = Date.parse('2026-03-02T00:00:00Z');
    expect(await tab.offers()).toEqual(['ten-off due']);
    device.now = Date.parse('2026-03-03T23:59:59.999Z');
    expect(await tab.offers()).toEqual(['ten-off due']);
    device.now += 1;
    expect(await tab.offers()).toEqual([]);
  });

  it('stays away after it was dismissed until it has cooled down, in every tab', async () => {
    const { tab, device, openTab } = await openOne({ coolDown: '2h', cap: { times: 9, within: '7d' } });
    const other = await openTab();
    await tab.raise();
    await tab.ask({ ask: 'answer', offer: 'ten-off', how: 'dismissed' });
    device.now += 2 * HOUR - 1;
    expect(await other.offers()).toEqual([]);
    expect(await other.raise()).toBe(false);
    device.now += 1;
    expect(await other.raise()).toBe(true);
    expect((await stateOf(tab))?.offer).toMatchObject({ shown: 2, dismissed: 1, accepted: 0 });
  });

  it('counts the first of two answers', async () => {
    const { tab, openTab } = await openOne();
    const other = await openTab();
    await tab.raise();
    await tab.ask({ ask: 'answer', offer: 'ten-off', how: 'accepted' });
    await other.ask({ ask: 'answer', offer: 'ten-off', how: 'dismissed' });
    expect((await stateOf(other))?.offer).toMatchObject({ accepted: 1, dismissed: 0 });
  });

  it('is shown in no more visits than its cap allows, over rolling time', async () => {
    const { tab, device } = await openOne({ cap: { times: 2, within: '3d' } });
    const start = device.now;
    const shown: number[] = [];
    for (let hour = 0; hour < 24 * 7; hour += 12) {
      device.now = start + hour * HOUR;
      await tab.act('product_view', 1);
      if (await tab.raise()) shown.push(hour);
    }
    expect(shown).toEqual([0, 12, 72, 84, 144, 156]);
  });

  it('is shown once in seven days where nobody says how often', async () => {
    const { tab, device } = await openOne();
    await tab.raise();
    device.now += 7 * DAY - 1;
    await tab.act('product_view', 1);
    expect(await tab.offers()).toEqual([]);
    device.now += 1;
    expect(await tab.offers()).toEqual(['ten-off due']);
  });

  it('comes in the order of priority, then of the bundle', async () => {
    const shop = await createOfferShop([
      offerOf({ id: 'a' }),
      offerOf({ id: 'b', priority: 5 }),
      offerOf({ id: 'c', priority: 5 }),
      offerOf({ id: 'constructor', priority: -1 }),
    ]);
    const tab = await shop.openTab();
    expect(await tab.offers()).toEqual(['b due', 'c due', 'a due', 'constructor due']);
    expect(await tab.raise('constructor')).toBe(true);
    expect(await tab.raise('constructor')).toBe(false);
  });

  it('is not kept away by a clock that was wrong: what was done in a future is done when the clock is set back', async () => {
    const { tab, device } = await openOne({ coolDown: '1h', cap: { times: 1, within: '2h' } });
    const now = device.now;
    device.now = now + 400 * DAY;
    await tab.raise();
    await tab.ask({ ask: 'answer', offer: 'ten-off', how: 'dismissed' });
    device.now = now;
    await tab.act('product_view', 2);
    expect(await tab.raise()).toBe(false);
    device.now = now + 2 * HOUR;
    await tab.act('product_view', 1);
    expect(await tab.raise()).toBe(true);
  });

  it('refuses what is no question, and an offer that there is none of', async () => {
    const { tab } = await openOne();
    for (const call of [
      { ask: 'raise', offer: 'ten-off' },
      { ask: 'raise', offer: 'ten-off', seed: 'xyz' },
      { ask: 'raise', offer: 'none', seed: hex(1) },
      { ask: 'answer', offer: 'ten-off', how: 'ignored' },
      { ask: 'recover', offer: 'ten-off', key: 7 },
      { ask: 'settle', key: hex(1), state: 'pending' },
    ])
      expect(await tab.engine.living({ ...PLAIN, ...call } as never)).toMatchObject({
        ok: false,
        reason: 'bad-request',
      });
  });
});

describe('a holdout', () => {
  it('holds back its share of 2,000 devices, within what chance allows', () => {
    const [plan] = toPlans([offerOf({ holdout: 0.2 })]);
    const devices = 2_000;
    const held = Array.from({ length: devices }, (_, device) => isHeldBack(plan!, seedOf(device))).filter(
      Boolean,
    ).length;
    // 4 standard deviations of a binomial: a sound generator leaves them once in 16,000 runs, and this one has a fixed seed
    expect(Math.abs(held - 0.2 * devices)).toBeLessThan(4 * Math.sqrt(devices * 0.2 * 0.8));
  });

  it('is drawn anew for each offer, and of a larger share contains the smaller', () => {
    const of = (id: string, holdout: number): boolean[] => {
      const [plan] = toPlans([offerOf({ id, holdout })]);
      return Array.from({ length: 2_000 }, (_, device) => isHeldBack(plan!, seedOf(device)));
    };
    const [a, b, more] = [of('a', 0.5), of('b', 0.5), of('a', 0.8)];
    const same = a.filter((isHeld, device) => isHeld === b[device]).length;
    expect(Math.abs(same - 1_000)).toBeLessThan(4 * Math.sqrt(500));
    expect(a.every((isHeld, device) => !isHeld || more[device])).toBe(true);
    expect(of('a', 0)).not.toContain(true);
  });

  it('never shows the offer, remembers that it would have been shown, and stays what it is in every tab', async () => {
    const { plan, seed } = heldBack();
    const shop = await createOfferShop([plan]);
    const [tab, other] = [await shop.openTab(), await shop.openTab()];
    await tab.act('product_view', 1);
    expect((await tab.ask({ ask: 'raise', offer: 'ten-off', seed })).isShown).toBe(false);
    // another tab has another seed, which comes too late
    expect(await other.raise()).toBe(false);
    expect(await other.offers()).toEqual([]);
    const state = await stateOf(other);
    expect(state).toMatchObject({ isHeld: true, holdout: { shown: 1 }, offer: { shown: 0 } });
    shop.device.now += 8 * DAY;
    await other.act('product_view', 1);
    expect(await other.raise()).toBe(false);
    expect((await stateOf(tab))?.holdout.shown).toBe(2);
  });

  it('is asked nothing: an answer to what was held back counts for nothing', async () => {
    const { plan, seed } = heldBack();
    const shop = await createOfferShop([plan]);
    const tab = await shop.openTab();
    await tab.ask({ ask: 'raise', offer: 'ten-off', seed });
    await tab.ask({ ask: 'answer', offer: 'ten-off', how: 'accepted' });
    expect(await stateOf(tab)).toMatchObject({ offer: { accepted: 0 }, holdout: { accepted: 0 } });
  });
});

describe('a purchase', () => {
  it('is put down to an offer that was shown within its time of attribution, with its value', async () => {
    const { tab, device } = await openOne({ attribution: '2d' });
    await tab.raise();
    device.now += 2 * DAY - 1;
    await tab.act('purchase', 1, { price: 12.5, quantity: 2 });
    device.now += 1;
    await tab.act('purchase', 2, { price: 99 });
    expect((await stateOf(tab))?.offer).toMatchObject({ purchases: 1, value: 25 });
  });

  it('before the offer was shown is not put down to it', async () => {
    const { tab, device } = await openOne();
    await tab.act('purchase', 1, { price: 10 });
    device.now += 1;
    await tab.raise();
    expect((await stateOf(tab))?.offer.purchases).toBe(0);
  });

  it('of somebody from whom the offer was held back counts for the other arm', async () => {
    const { plan, seed } = heldBack();
    const shop = await createOfferShop([plan]);
    const tab = await shop.openTab();
    await tab.ask({ ask: 'raise', offer: 'ten-off', seed });
    await tab.act('purchase', 1, { price: 7 });
    expect(await stateOf(tab)).toMatchObject({
      holdout: { purchases: 1, value: 7 },
      offer: { purchases: 0, value: 0 },
    });
  });
});

it('folds the same rows to the same state, wherever they are cut', () => {
  const offers = [offerOf({ expires: '1h', coolDown: '1h', cap: { times: 3, within: '7d' } }), offerOf({ id: 'b' })];
  const rows = Array.from({ length: 40 }, (_, at) => ({
    seq: at + 1,
    at: at * 20 * MINUTE,
    events: [],
    changes: [
      at % 3 === 2
        ? ({ do: 'answer', offer: at % 2 ? 'ten-off' : 'b', how: 'dismissed' } as const)
        : ({ do: 'show', offer: at % 2 ? 'ten-off' : 'b', visit: at, isHeld: at % 5 === 0, seed: hex(at) } as const),
    ],
    // what was worked out from another state is void
    ...(at % 4 === 1 && { after: at % 8 === 1 ? at : at - 1 }),
  }));
  const whole = createRawProfile();
  const opened = openOffers({ offers });
  for (const row of rows) opened.take(whole, row);
  for (const cut of [1, 13, 39]) {
    let profile = createRawProfile();
    rows.forEach((row, at) => {
      // a snapshot, taken up by another tab
      if (at === cut) profile = structuredClone(profile);
      openOffers({ offers }).take(profile, row);
    });
    expect(profile).toEqual(whole);
  }
  expect(whole.living.offers?.seed).toBe(hex(0));
  expect(whole.living.offers?.states['b']?.holdout.shown).toBeGreaterThan(0);
});

it('forgets an offer that is no longer in the bundle 30 days after it was shown', () => {
  const profile = createRawProfile();
  const row = {
    seq: 1,
    at: DAY,
    events: [],
    changes: [{ do: 'show', offer: 'ten-off', visit: 1, isHeld: false, seed: hex(1) } as const],
  };
  openOffers({ offers: [offerOf()] }).take(profile, row);
  const later = openOffers({ offers: [] });
  later.take(profile, { seq: 2, at: 31 * DAY, events: [] });
  expect(Object.keys(profile.living.offers!.states)).toEqual(['ten-off']);
  later.take(profile, { seq: 3, at: 31 * DAY + 1, events: [] });
  expect(profile.living.offers!.states).toEqual({});
});

it('merges what two profiles know of an offer, so that its cap is not evaded', () => {
  const tally = { shown: 1, accepted: 0, dismissed: 1, purchases: 2, value: 10 };
  const none = { shown: 0, accepted: 0, dismissed: 0, purchases: 0, value: 0 };
  const old = { visits: [1, 5], visit: 1, isHeld: false, firstAt: 1, endedAt: 6, offer: tally, holdout: none };
  const young = { visits: [3, 9], visit: 4, isHeld: false, firstAt: 3, offer: tally, holdout: tally };
  const merged = mergeOffers({ seed: hex(1), states: { a: old } }, { seed: hex(2), states: { a: young, b: old } });
  expect(merged).toEqual({
    seed: hex(1),
    states: {
      a: {
        ...young,
        visits: [1, 3, 5, 9],
        offer: { shown: 2, accepted: 0, dismissed: 2, purchases: 4, value: 20 },
      },
      b: old,
    },
  });
});

/** As 16 random bytes are, of a sequence that is the same in every run. */
function seedOf(device: number): string {
  let state = Math.imul(device + 1, 0x9e3779b1) >>> 0;
  return Array.from({ length: 4 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state.toString(16).padStart(8, '0');
  }).join('');
}

/** An offer, and a seed of somebody that it is held back from. */
function heldBack(): { readonly plan: Offer; readonly seed: string } {
  const plan = offerOf({ holdout: 0.5 });
  const seed = Array.from({ length: 50 }, (_, device) => seedOf(device)).find((each) =>
    isHeldBack(toPlans([plan])[0]!, each),
  );
  return { plan, seed: seed! };
}
