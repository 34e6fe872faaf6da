import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';

import type { LedgerView, Sending } from '../../../contract/living-calls.ts';
import { consentRecord, expectOk, helloCall, PLAIN } from '../engine/device.ts';
import { itemId } from '../engine/small-bundle.ts';
import {
  createOfferShop,
  DAY,
  GRANTED,
  hex,
  HOUR,
  MINUTE,
  offerOf,
  type OfferShop,
  type OfferTab,
} from './offer-shop.ts';

const SECOND = 1_000;
const ENDPOINT = 'https://shop.example/recover';
const KEY = hex(0xabc);
const OFFER = offerOf({
  content: { title: 'Keep it', action: 'Keep' },
  recovers: true,
  coolDown: '1h',
  cap: { times: 9, within: '7d' },
});
const BODY = {
  offer: 'ten-off',
  lines: [
    { id: itemId(1), quantity: 2 },
    { id: itemId(3), quantity: 1 },
  ],
};

/** A shop whose offer is shown to somebody with a cart. */
async function openCart(recovery: { endpoint: string } | { callback: true } | null = { endpoint: ENDPOINT }) {
  const shop = await createOfferShop([OFFER], { recovery });
  const tab = await shop.openTab();
  await tab.act('add_to_cart', 1, { quantity: 2 });
  await tab.act('add_to_cart', 3);
  await tab.raise();
  return { ...shop, tab };
}

const recover = async (tab: OfferTab, key = KEY): Promise<Sending | undefined> =>
  (await tab.ask({ ask: 'recover', offer: 'ten-off', key })).sending;
const resend = async (tab: OfferTab): Promise<Sending | undefined> => (await tab.ask({ ask: 'resend' })).sending;
const ledger = async (tab: OfferTab): Promise<readonly LedgerView[]> => (await tab.ask({ ask: 'ledger' })).entries;
const states = async (tab: OfferTab): Promise<string[]> => (await ledger(tab)).map(({ state }) => state);

async function say(tab: OfferTab, { device }: Pick<OfferShop, 'device'>, imports: 'granted' | 'denied'): Promise<void> {
  const consent = consentRecord({ ...GRANTED, imports });
  expectOk(await tab.engine.consent({ ...PLAIN, consent: { ...consent, at: device.now } }));
}

describe('a cart that its owner asks to be kept', () => {
  it('is entered in the ledger, with nothing but the offer and its lines, before anybody is told to send it', async () => {
    const { tab, device } = await openCart();
    expect(await recover(tab)).toEqual({ key: KEY, body: BODY, endpoint: ENDPOINT });
    expect(await ledger(tab)).toEqual([{ at: device.now, task: 'recovery', body: BODY, epsilon: 0, state: 'pending' }]);
    // what was asked for is accepted
    expect(await tab.offers()).toEqual([]);
  });

  it('is not sent where it cannot be entered', async () => {
    const shop = await createOfferShop([OFFER], { recovery: { endpoint: ENDPOINT } });
    const tab = await shop.openTab();
    await tab.act('add_to_cart', 1);
    await tab.raise();
    expectOk(await tab.engine.erase(PLAIN));
    const reply = await tab.engine.living({ ...PLAIN, ask: 'recover', offer: 'ten-off', key: KEY });
    expect(reply).toMatchObject({ ok: false, reason: 'stopped' });
  });

  it('goes to the page’s listener where the shop has no address', async () => {
    const { tab } = await openCart({ callback: true });
    const [view] = (await tab.ask({ ask: 'state' })).offers;
    expect(view?.recovers).toBe('callback');
    expect(await recover(tab)).toEqual({ key: KEY, body: BODY, endpoint: undefined });
  });

  it.each([
    ['the purpose imports is denied', { grants: { ...GRANTED, imports: 'denied' } }],
    ['the purpose imports is pending', { grants: { ...GRANTED, imports: 'pending' } }],
    ['the shop has no place for it', { recovery: null }],
  ] as const)('is offered to nobody, and not handed over, where %s', async (_, given) => {
    const recovery = 'recovery' in given ? given.recovery : { endpoint: ENDPOINT };
    const shop = await createOfferShop([OFFER], { recovery });
    const tab = await shop.openTab('grants' in given ? given.grants : GRANTED);
    await tab.act('add_to_cart', 1);
    await tab.raise();
    // shown without the button
    expect((await tab.ask({ ask: 'state' })).offers).toEqual([
      { id: 'ten-off', state: 'shown', content: { title: 'Keep it' }, slots: undefined },
    ]);
    expect(await recover(tab)).toBeUndefined();
    expect(await ledger(tab)).toEqual([]);
  });

  it('is not handed over where it is empty, the offer is not shown, or it was handed over already', async () => {
    const shop = await createOfferShop([OFFER], { recovery: { endpoint: ENDPOINT } });
    const [tab, other] = [await shop.openTab(), await shop.openTab()];
    await tab.act('add_to_cart', 1);
    expect(await recover(tab)).toBeUndefined();
    await tab.raise();
    const sendings = await Promise.all([recover(tab), recover(other, hex(0xdef)), recover(tab, hex(0xeee))]);
    expect(sendings.filter(Boolean)).toHaveLength(1);
    expect(await ledger(other)).toHaveLength(1);
    shop.device.now += 2 * HOUR;
    await tab.act('remove_from_cart', 1);
    await tab.raise();
    expect(await recover(tab, hex(0xfff))).toBeUndefined();
    expect(await ledger(tab)).toHaveLength(1);
  });

  it('is tried again twice, later each time, and never by two tabs at once', async () => {
    const { tab, openTab, device } = await openCart();
    const other = await openTab();
    await recover(tab);
    expect((await tab.stateOf()).resend).toEqual({ inMs: 10 * SECOND, by: 'endpoint' });
    expect(await resend(tab)).toBeUndefined();
    device.now += 10 * SECOND;
    const second = await Promise.all([resend(tab), resend(other), resend(other)]);
    expect(second.filter(Boolean)).toEqual([{ key: KEY, body: BODY, endpoint: ENDPOINT }]);
    expect((await other.stateOf()).resend).toEqual({ inMs: MINUTE, by: 'endpoint' });
    device.now += MINUTE;
    expect(await resend(other)).toMatchObject({ key: KEY });
    expect(await states(tab)).toEqual(['pending']);
    device.now += DAY / 2;
    expect(await resend(tab)).toBeUndefined();
    expect((await tab.stateOf()).resend).toBeUndefined();
    expect(await states(tab)).toEqual(['failed']);
  });

  it('is tried again on a later page, for 24 hours', async () => {
    const { tab, openTab, device } = await openCart();
    await recover(tab);
    device.now += DAY - 1;
    const next = await openTab();
    expect((await next.stateOf()).resend).toEqual({ inMs: 0, by: 'endpoint' });
    device.now += 1;
    expect((await next.stateOf()).resend).toBeUndefined();
    expect(await resend(next)).toBeUndefined();
    expect(await states(next)).toEqual(['failed']);
  });

  it('is not put off by a clock that was set back', async () => {
    const { tab, device } = await openCart();
    await recover(tab);
    device.now -= 3 * HOUR;
    expect((await tab.stateOf()).resend).toEqual({ inMs: 0, by: 'endpoint' });
  });

  it.each(['acknowledged', 'refused'] as const)(
    'is never sent again once it is %s, whatever is said later',
    async (state) => {
      const { tab, openTab, device } = await openCart();
      const other = await openTab();
      await recover(tab);
      await tab.ask({ ask: 'settle', key: KEY, state });
      await other.ask({ ask: 'settle', key: KEY, state: state === 'refused' ? 'acknowledged' : 'refused' });
      device.now += MINUTE;
      expect(await resend(other)).toBeUndefined();
      expect(await states(other)).toEqual([state]);
    },
  );

  it('is not sent any more once imports is withdrawn, in any tab, and stays in the ledger as withdrawn', async () => {
    const shop = await openCart();
    const other = await shop.openTab();
    await recover(shop.tab);
    await say(other, shop, 'denied');
    shop.device.now += MINUTE;
    expect(await resend(shop.tab)).toBeUndefined();
    expect((await shop.tab.ask({ ask: 'state' })).resend).toBeUndefined();
    expect(await states(other)).toEqual(['withdrawn']);
    await say(other, shop, 'granted');
    shop.device.now += MINUTE;
    expect(await resend(other)).toBeUndefined();
  });

  it('is gone with the profile', async () => {
    const { tab, device, openTab } = await openCart();
    await recover(tab);
    expectOk(await tab.engine.erase(PLAIN));
    const next = await openTab();
    expectOk(await next.engine.hello(helloCall(device, { consent: consentRecord(GRANTED) })));
    expect(await ledger(next)).toEqual([]);
    expect(await resend(next)).toBeUndefined();
  });
});

describe('the ledger', () => {
  it('keeps the newest hundred entries', async () => {
    const { tab, device } = await openCart();
    const start = device.now;
    for (let at = 0; at <= 100; at++) {
      device.now = start + at * DAY;
      await tab.act('product_view', at % 12);
      await tab.raise();
      await recover(tab, hex(at));
    }
    const entries = await ledger(tab);
    expect(entries).toHaveLength(100);
    expect(entries[0]!.at).toBe(start + DAY);
  });

  it('is empty where nothing was ever handed over', async () => {
    const shop = await createOfferShop([OFFER]);
    expect(await ledger(await shop.openTab())).toEqual([]);
  });
});
