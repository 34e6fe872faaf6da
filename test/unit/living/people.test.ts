import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';

import type { SlotRequest } from '../../../contract/protocol.ts';
import { createRawProfile } from '../../../worker/profile/profile.ts';
import { decideOf, expectOk, PLAIN, recordOf } from '../engine/device.ts';
import { itemId } from '../engine/small-bundle.ts';
import { createPeopleShop, DAY, HOUR, LANTERN_FANS, MINUTE, type PeopleTab } from './people-shop.ts';

const ANNA = 'anna.schmidt@mail.example';
const BERT = 'C-1048576';
const HOME: SlotRequest = { mode: 'rank', slot: 'home', items: Array.from({ length: 12 }, (_, row) => itemId(row)) };

const seen = async (tab: PeopleTab): Promise<string[]> => (await tab.profile()).recent.map(({ item }) => item);
const sourceOf = async (tab: PeopleTab): Promise<string> =>
  expectOk(await tab.engine.decide(decideOf(HOME))).decisions[0]!.source;

describe('a login', () => {
  it('takes what was done before by nobody in particular for the person’s', async () => {
    const tab = await (await createPeopleShop()).openTab();
    await tab.look(0, 2, 4);
    expectOk(await tab.login(ANNA));
    expect(await seen(tab)).toEqual([itemId(0), itemId(2), itemId(4)]);
    expect(await tab.segments()).toEqual(['lantern-fans']);
  });

  it('twice is once, also in two tabs at the same time', async () => {
    const shop = await createPeopleShop();
    const [first, second] = [await shop.openTab(), await shop.openTab()];
    await first.look(0, 2);
    const before = await first.profile();
    const replies = await Promise.all([first.login(ANNA), second.login(ANNA), first.login(ANNA)]);
    for (const reply of replies) expectOk(reply);
    const { revision } = expectOk(await first.login(ANNA));
    expect(expectOk(await second.login(ANNA)).revision).toBe(revision);
    expect((await first.profile()).totals).toEqual(before.totals);
    expect((await second.profile()).interests).toEqual(before.interests);
    // no tab has put the other's login away as somebody else's
    expect(shop.written.join('\n')).not.toContain('"away":[{');
  });

  it('adds what was done since the logout to the profile that was put away', async () => {
    const { device, openTab } = await createPeopleShop();
    const tab = await openTab();
    await tab.look(0, 2);
    await tab.act('add_to_cart', 2);
    expectOk(await tab.login(ANNA));
    expectOk(await tab.logout());
    device.now += HOUR;
    await tab.look(4);
    await tab.act('add_to_cart', 3, { quantity: 2 });
    expect(await tab.segments()).toEqual([]);
    expectOk(await tab.login(ANNA));
    const { recent, cart, totals, sessions, living } = await tab.profile();
    expect(recent.map(({ item }) => item)).toEqual([0, 2, 2, 4, 3].map(itemId));
    expect(cart).toEqual({ [itemId(2)]: 1, [itemId(3)]: 2 });
    expect(totals).toMatchObject({ events: 5, views: 3, carts: 2 });
    expect(sessions.count).toBe(2);
    expect(living.visits!.count).toBe(2);
    expect(living.cart).toEqual({ [itemId(2)]: { quantity: 1 }, [itemId(3)]: { quantity: 2 } });
    expect(living.counts).toMatchObject({ product_view: 3, add_to_cart: 2 });
    // three within a day, of which nobody alone had three
    expect(await tab.segments()).toEqual(['lantern-fans']);
  });

  it('of somebody else gives nothing of the one who was logged in to them, and nothing of them back', async () => {
    const tab = await (await createPeopleShop()).openTab();
    await tab.look(0, 2, 4);
    expectOk(await tab.login(ANNA));
    expectOk(await tab.login(BERT));
    expect(await seen(tab)).toEqual([]);
    await tab.look(1);
    expectOk(await tab.login(ANNA));
    expect(await seen(tab)).toEqual([itemId(0), itemId(2), itemId(4)]);
    expect(await tab.segments()).toEqual(['lantern-fans']);
    expectOk(await tab.login(BERT));
    expect(await seen(tab)).toEqual([itemId(1)]);
  });

  it.each([[''], ['x'.repeat(257)], [7], [undefined], [null], [{ id: 'x' }], [['x']]])(
    'with %j is refused, and says nothing of it',
    async (id) => {
      const shop = await createPeopleShop();
      const tab = await shop.openTab();
      const reply = await tab.login(id);
      expect(reply).toMatchObject({ ok: false, reason: 'bad-request' });
      expect(JSON.stringify(reply)).toContain('a text of 1 to 256 characters');
      expect(JSON.stringify(reply)).not.toContain('xxx');
      expect(shop.written).toEqual([]);
    },
  );

  it('leaves no trace of who it is in anything that is written, read or handed out', async () => {
    const shop = await createPeopleShop();
    const tab = await shop.openTab();
    await tab.look(0);
    expectOk(await tab.login(ANNA));
    await tab.look(2);
    expectOk(await tab.login(BERT));
    expectOk(await tab.logout());
    const document = expectOk(await tab.engine.exportProfile(PLAIN)).export;
    const all = [...shop.written, JSON.stringify(document), JSON.stringify(await tab.profile())].join('\n');
    expect(all).toContain('"current"');
    for (const id of [ANNA, BERT]) {
      const unsalted = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id))).toString('hex');
      for (const form of [
        id,
        id.toUpperCase(),
        btoa(id),
        encodeURIComponent(id),
        Buffer.from(id).toString('hex'),
        unsalted,
      ])
        expect(all).not.toContain(form);
    }
  });

  it('is known by another key on every device', async () => {
    const keys = await Promise.all(
      [1, 2].map(async () => {
        const shop = await createPeopleShop();
        expectOk(await (await shop.openTab()).login(ANNA));
        return /"current":"([0-9a-f]{64})"/.exec(shop.written.join('\n'))![1];
      }),
    );
    expect(new Set(keys).size).toBe(2);
  });
});

describe('a logout', () => {
  it('leaves nothing to whoever comes next: history, segments, cart, order of lists, offers', async () => {
    const shop = await createPeopleShop({
      offers: [{ id: 'ten-off', segments: [LANTERN_FANS.id], content: { title: 'Ten percent off' } }],
    });
    const tab = await shop.openTab();
    await tab.look(0, 2, 4);
    await tab.act('add_to_cart', 4);
    await tab.import('crm', { tickets: { open: 2 } });
    expectOk(await tab.login(ANNA));
    expectOk(await tab.engine.notInterested({ ...PLAIN, item: itemId(1) }));
    expect((await tab.state()).offers.map(({ id }) => id)).toEqual(['ten-off']);
    expect(await sourceOf(tab)).toBe('personalised');
    expectOk(await tab.logout());
    expect(await tab.state()).toMatchObject({ segments: [], offers: [], left: [] });
    expect(await sourceOf(tab)).not.toBe('personalised');
    const { paused, living, ...rest } = await tab.profile();
    const { paused: _p, living: _l, ...empty } = createRawProfile();
    expect(rest).toEqual(empty);
    expect(living).toMatchObject({ log: [], cart: {}, vectors: {}, counts: {}, visits: { count: 0 } });
    expect(living).not.toHaveProperty('people');
    expect(living).not.toHaveProperty('traits');
    // what a late batch says of the time before is nobody's
    expect(paused.until).toBeLessThan(shop.device.now);
    expect(await shop.openTab().then(seen)).toEqual([]);
  });

  it('keeps what was done before it, and comes late, from whoever is next', async () => {
    const { device, openTab } = await createPeopleShop();
    const tab = await openTab();
    await tab.look(0);
    expectOk(await tab.login(ANNA));
    const late = device.now;
    device.now += 500;
    expectOk(await tab.logout());
    const items = [{ id: itemId(6) }];
    expectOk(await tab.engine.record(recordOf([{ id: 'f'.repeat(32), at: late, type: 'product_view', items }])));
    expect(await seen(tab)).toEqual([]);
    await tab.look(8);
    expect(await seen(tab)).toEqual([itemId(8)]);
  });

  it('is the same in every tab, and in one that opens later', async () => {
    const shop = await createPeopleShop();
    const [first, second] = [await shop.openTab(), await shop.openTab()];
    await first.look(0, 2, 4);
    expectOk(await second.login(ANNA));
    expectOk(await first.logout());
    await second.look(1);
    expectOk(await first.login(ANNA));
    await second.look(3);
    const third = await shop.openTab();
    const [a, b, c] = [await first.profile(), await second.profile(), await third.profile()];
    expect(a.recent.map(({ item }) => item)).toEqual([0, 2, 4, 1, 3].map(itemId));
    expect(b).toEqual(a);
    expect(c).toEqual(a);
    expect(await second.segments()).toEqual(await third.segments());
  });

  it('of nobody changes nothing', async () => {
    const shop = await createPeopleShop();
    const tab = await shop.openTab();
    await tab.look(0, 2);
    const rows = shop.written.length;
    expectOk(await tab.logout());
    expect(shop.written).toHaveLength(rows);
    expect(await seen(tab)).toHaveLength(2);
  });

  it('leaves a wish not to be learned from in force until the visit ends', async () => {
    const { device, openTab } = await createPeopleShop();
    const tab = await openTab();
    expectOk(await tab.login(ANNA));
    expectOk(await tab.engine.pause({ ...PLAIN, isOn: true }));
    device.now += MINUTE;
    expectOk(await tab.logout());
    await tab.look(0);
    expect(await seen(tab)).toEqual([]);
    device.now += HOUR;
    await tab.look(2);
    expect(await seen(tab)).toEqual([itemId(2)]);
  });
});

describe('those who are away', () => {
  it('stand in no export and no reading, and survive a document that is handed back', async () => {
    const { openTab } = await createPeopleShop();
    const tab = await openTab();
    await tab.look(0, 2, 4);
    expectOk(await tab.login(ANNA));
    expectOk(await tab.logout());
    await tab.look(1);
    const document = expectOk(await tab.engine.exportProfile(PLAIN)).export;
    expect(JSON.stringify(document)).not.toContain(itemId(0));
    expect(document.events.map((event) => 'items' in event && event.items[0]!.id)).toEqual([itemId(1)]);
    expect(document.profile.living).not.toHaveProperty('people');
    const people = { salt: '0'.repeat(32), sweptAt: 0, current: '1'.repeat(64), away: [] };
    const planted = { ...document, profile: { ...document.profile, living: { ...document.profile.living, people } } };
    expectOk(await tab.engine.importProfile({ ...PLAIN, document: planted }));
    expectOk(await tab.login(ANNA));
    expect(await seen(tab)).toEqual([0, 2, 4, 1].map(itemId));
  });

  it('are three at most: the one who left first is forgotten', async () => {
    const tab = await (await createPeopleShop()).openTab();
    for (const [row, id] of ['a', 'b', 'c', 'd'].entries()) {
      expectOk(await tab.login(id));
      await tab.look(row);
    }
    expectOk(await tab.logout());
    expectOk(await tab.login('a'));
    expect(await seen(tab)).toEqual([]);
    expectOk(await tab.login('b'));
    expect(await seen(tab)).toEqual([itemId(1)]);
  });

  it('are forgotten after 30 days, and what they did is forgotten with its own date', async () => {
    const shop = await createPeopleShop();
    const { device } = shop;
    const tab = await shop.openTab();
    await tab.look(0);
    device.now += 20 * DAY;
    await tab.look(2);
    expectOk(await tab.login(ANNA));
    expectOk(await tab.logout());
    device.now += 15 * DAY;
    await tab.look(5);
    const last = (): string => shop.written.findLast((entry) => entry.includes('"away":[{'))!;
    expectOk(await tab.login(BERT));
    // nobody has logged in for it: the journal's own time has swept it
    expect(last()).not.toContain(itemId(0));
    expect(last()).toContain(itemId(2));
    expectOk(await tab.login(ANNA));
    expect(await seen(tab)).toEqual([itemId(2)]);
    expectOk(await tab.logout());
    device.now += 30 * DAY;
    expectOk(await tab.login(ANNA));
    expect(await seen(tab)).toEqual([]);
  });

  it('are gone with an erasure', async () => {
    const shop = await createPeopleShop();
    const tab = await shop.openTab();
    await tab.look(0);
    expectOk(await tab.login(ANNA));
    expectOk(await tab.logout());
    expectOk(await tab.engine.erase(PLAIN));
    const next = await shop.openTab();
    expectOk(await next.login(ANNA));
    expect(await seen(next)).toEqual([]);
  });
});
