import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { allGrants, type Grants } from '../../contract/grants.ts';
import { connectSources } from '../../src/consent/connect-sources.ts';
import { openRoom, type Call, type RoomHost } from '../../src/consent/room.ts';
import type { ConnectSource, Signal } from '../../src/consent/source.ts';

const GRANTED = { personalisation: 'granted' } as const;
const DENIED = { personalisation: 'denied' } as const;

const deleteDatabase = vi.fn();

beforeEach(() => {
  deleteDatabase.mockReset();
  vi.stubGlobal('indexedDB', { deleteDatabase });
  vi.spyOn(document, 'readyState', 'get').mockReturnValue('complete');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A page whose sources say what a test lets them, and whose SDK comes when a test says so. */
function open(options: Record<string, string> = {}, sources: readonly string[] = [], queue: Call[] = []) {
  const turns: [personalisation: string, Grants, Readonly<Record<string, Signal>>][] = [];
  const calls: Call[] = [];
  const brought: string[] = [];
  const reports = new Map<string, (signal: Signal) => void>();
  let arrive: ((start: never) => void) | undefined;
  let added = 0;
  const host: RoomHost = {
    tag: { dataset: options },
    sources: new Set(sources),
    signals: {},
    queue,
    run: (call) => queue.push(call),
    review: () => {},
    bring: (source) => brought.push(source),
    add(name, take, more) {
      expect([name, more]).toEqual(['sdk', { integrity: 'sha256-sdk' }]);
      added++;
      arrive = take;
    },
  };
  const connect =
    (name: string): ConnectSource =>
    (report) =>
      void reports.set(name, report);
  /** Lets the file of these sources come. */
  const join = (...names: string[]): void => {
    connectSources(Object.fromEntries(names.map((name) => [name, connect(name)])))(host);
  };
  openRoom(host, 'sha256-sdk');
  return {
    host,
    join,
    brought,
    turns,
    calls,
    added: () => added,
    call: (...call: unknown[]) => host.run(call),
    say: (name: string, grants: Signal['grants'], more?: Partial<Signal>) => reports.get(name)?.({ grants, ...more }),
    arrive() {
      const sdk = {
        turn: (grants: Grants, signals: Readonly<Record<string, Signal>>) =>
          turns.push([grants.personalisation, grants, { ...signals }]),
        call(call: Call) {
          calls.push(call);
          return 'answer';
        },
      };
      arrive?.((() => sdk) as never);
    },
  };
}

describe('the consent room', () => {
  test('brings nothing before a grant', () => {
    const { call, added } = open();
    call('track', 'product_view', 'a');
    call('consent', { measurement: 'granted' });
    expect(added()).toBe(0);
  });

  test('brings the SDK once, however often is granted, and tells it what counts and who said what', () => {
    const { call, added, arrive, turns } = open();
    for (const grants of [GRANTED, DENIED, GRANTED]) call('consent', grants, { notice: '3' });
    expect(added()).toBe(1);
    arrive();
    expect(turns).toEqual([
      ['granted', { ...allGrants('pending'), ...GRANTED }, { manual: { grants: GRANTED, notice: '3' } }],
    ]);
    call('consent', DENIED);
    expect(turns.at(-1)?.[0]).toBe('denied');
  });

  test('passes calls on while something is granted, and only then', () => {
    const { call, arrive, calls } = open();
    call('consent', GRANTED);
    arrive();
    expect(call('explain', 'a')).toBe('answer');
    call('consent', DENIED);
    expect(call('explain', 'b')).toBeUndefined();
    expect(calls).toEqual([['explain', 'a']]);
  });

  test('opens for the contextual order alone too', () => {
    const { call, added, arrive, turns } = open();
    call('consent', { contextual: 'granted' });
    expect(added()).toBe(1);
    arrive();
    expect(turns[0]).toMatchObject(['pending', { contextual: 'granted' }, {}]);
  });

  test('lets the shopper’s choice of one purpose stand when the page passes on another', () => {
    const { call, host } = open();
    call('consent', { personalisation: 'granted', measurement: 'denied' });
    call('consent', { contextual: 'granted' });
    expect(host.signals['manual']?.grants).toEqual({
      personalisation: 'granted',
      measurement: 'denied',
      contextual: 'granted',
    });
  });

  test('forgets what was agreed to under another notice', () => {
    const { call, arrive, turns } = open();
    call('consent', GRANTED, { notice: '1' });
    arrive();
    call('consent', { measurement: 'granted' }, { notice: '2' });
    expect(turns.map(([personalisation]) => personalisation)).toEqual(['granted', 'pending']);
    call('consent', GRANTED);
    expect(turns.at(-1)).toMatchObject(['granted', { measurement: 'granted' }, { manual: { notice: '2' } }]);
  });

  test.each([null, undefined, 7, 'granted', { personalisation: {} }, { personalisation: null }])(
    'takes %o for no choice at all',
    (grants) => {
      const { call, added } = open();
      call('consent', grants, grants);
      expect(added()).toBe(0);
    },
  );
});

describe('calls from before the choice', () => {
  const early = (): Call[] => [
    ['track', 'product_view', 'a'],
    ['ready', 'callback'],
    ['on', 'decision', 'listener'],
  ];

  test('are replayed under a choice of an earlier page', () => {
    const { call, arrive, calls } = open({}, [], early());
    call('track', 'add_to_cart', 'b');
    call('consent', GRANTED, { stored: true });
    arrive();
    expect(calls.map(([name]) => name)).toEqual(['track', 'ready', 'on', 'track']);
  });

  test('are discarded under a choice of this page, but for those that only wait for Aisle', () => {
    const { call, arrive, calls } = open({}, [], early());
    call('track', 'add_to_cart', 'b');
    call('consent', GRANTED);
    call('track', 'add_to_cart', 'c');
    arrive();
    expect(calls).toEqual([
      ['ready', 'callback'],
      ['on', 'decision', 'listener'],
      ['track', 'add_to_cart', 'c'],
    ]);
  });

  test('are discarded where one of two managers was asked on this page', () => {
    const { join, say, arrive, calls } = open({}, ['tcf', 'klaro'], early());
    join('tcf', 'klaro');
    say('tcf', GRANTED, { stored: true });
    say('klaro', GRANTED);
    arrive();
    expect(calls.map(([name]) => name)).toEqual(['ready', 'on']);
  });

  test('may themselves be the choice, in their order', () => {
    const { arrive, calls } = open({}, [], [...early(), ['consent', GRANTED], ['track', 'add_to_cart', 'b']]);
    arrive();
    expect(calls.map(([name]) => name)).toEqual(['ready', 'on', 'track']);
  });

  test('are not kept after a refusal', () => {
    const { call, arrive, calls } = open({}, [], early());
    call('consent', DENIED);
    call('track', 'add_to_cart', 'b');
    call('consent', GRANTED, { stored: true });
    arrive();
    expect(calls.map(([name]) => name)).toEqual(['ready', 'on']);
  });

  test('fill no memory', () => {
    const { call, arrive, calls } = open();
    for (let count = 0; count < 1_000; count++) call('track', 'product_view', 'a');
    call('consent', GRANTED, { stored: true });
    arrive();
    expect(calls).toHaveLength(256);
  });

  test('of a suspended page wait, and are discarded where the shopper then agrees on this page', () => {
    const { join, say, call, arrive, calls } = open({}, ['klaro']);
    join('klaro');
    say('klaro', GRANTED, { stored: true });
    arrive();
    say('klaro', { personalisation: 'unasked' }, { notice: '2' });
    call('track', 'add_to_cart', 'b');
    expect(calls).toEqual([]);
    say('klaro', GRANTED, { notice: '2' });
    expect(calls).toEqual([]);
    call('track', 'add_to_cart', 'c');
    expect(calls).toEqual([['track', 'add_to_cart', 'c']]);
  });
});

describe('sources', () => {
  test('are pending until each of them has spoken, whatever the page says', () => {
    const { join, say, call, added } = open({}, ['tcf', 'gpp']);
    join('tcf', 'gpp');
    call('consent', GRANTED);
    say('tcf', GRANTED);
    expect(added()).toBe(0);
    say('gpp', {});
    expect(added()).toBe(1);
  });

  test('come one file at a time: the next only where all that has been heard would open the gate', () => {
    const { join, say, brought, added } = open({}, ['tcf', 'gcm', 'onetrust']);
    join('tcf');
    expect(brought).toEqual([]);
    say('tcf', { personalisation: 'unasked' });
    say('tcf', { measurement: 'granted' });
    expect(brought).toEqual([]);
    say('tcf', GRANTED);
    expect(brought).toEqual(['gcm']);
    join('gcm');
    say('gcm', DENIED);
    expect(new Set(brought)).toEqual(new Set(['gcm']));
    say('gcm', GRANTED);
    expect(brought.at(-1)).toBe('onetrust');
    expect(added()).toBe(0);
    join('onetrust');
    say('onetrust', GRANTED);
    expect(added()).toBe(1);
  });

  test('that are found late do not stop what the others have allowed, until they speak', () => {
    const { host, join, say, arrive, turns, brought } = open({}, ['tcf']);
    join('tcf');
    say('tcf', GRANTED);
    arrive();
    host.sources.add('klaro');
    host.review();
    expect(brought).toEqual(['klaro']);
    join('klaro');
    expect(turns.map(([personalisation]) => personalisation)).not.toContain('pending');
    say('klaro', { personalisation: 'unasked' });
    expect(turns.at(-1)?.[0]).toBe('pending');
  });

  test('replace what they said before', () => {
    const { join, say, arrive, turns } = open({}, ['tcf']);
    join('tcf');
    say('tcf', { ...GRANTED, measurement: 'granted' });
    arrive();
    say('tcf', GRANTED);
    expect(turns.at(-1)?.[1]).toMatchObject({ personalisation: 'granted', measurement: 'pending' });
  });

  test('that throw stay pending, and the others are heard', () => {
    const { host, join, say, call, added } = open({}, ['broken', 'tcf']);
    connectSources({
      broken() {
        throw new Error('hostile');
      },
    })(host);
    join('tcf');
    say('tcf', GRANTED);
    call('consent', GRANTED);
    expect(added()).toBe(0);
    say('tcf', DENIED);
    expect(deleteDatabase).toHaveBeenCalledTimes(1);
  });

  test('get the event that gave them away, and the options of the page', () => {
    const { host } = open({ site: 'shop', notice: '2' }, ['a']);
    host.seen = new Event('cc:onConsent');
    const connect = vi.fn<ConnectSource>();
    connectSources({ a: connect })(host);
    host.review();
    expect(connect).toHaveBeenCalledExactlyOnceWith(expect.any(Function), host.seen, { site: 'shop', notice: '2' });
  });
});

describe('a refusal', () => {
  test('deletes what an earlier page has stored, once, without opening it, and tells the other tabs', async () => {
    const heard: unknown[] = [];
    const channel = new BroadcastChannel('aisle:shop');
    channel.onmessage = ({ data }) => heard.push(data);
    const { call } = open({ site: 'shop' });
    for (let time = 0; time < 3; time++) call('consent', DENIED);
    expect(deleteDatabase).toHaveBeenCalledExactlyOnceWith('aisle:shop');
    await vi.waitFor(() => expect(heard).toEqual([{ type: 'erased' }]));
    channel.close();
  });

  test('is the SDK’s to carry out once that is there', () => {
    const { call, arrive, turns } = open();
    call('consent', GRANTED);
    arrive();
    call('consent', DENIED);
    expect(deleteDatabase).not.toHaveBeenCalled();
    expect(turns.at(-1)?.[0]).toBe('denied');
  });

  test('takes the prompt’s answer with it', () => {
    localStorage.setItem('aisle:consent:default', '{}');
    open().call('consent', DENIED);
    expect(localStorage.getItem('aisle:consent:default')).toBeNull();
  });

  test('by Global Privacy Control counts from the start, and `data-gpc` limits it', () => {
    vi.stubGlobal('navigator', { globalPrivacyControl: true });
    const { call, added } = open();
    expect(deleteDatabase).toHaveBeenCalledExactlyOnceWith('aisle:default');
    call('consent', GRANTED);
    expect(added()).toBe(0);
    const limited = open({ gpc: 'reports' });
    limited.call('consent', allGrants('granted'));
    limited.arrive();
    expect(limited.turns[0]?.[1]).toEqual({ ...allGrants('granted'), measurement: 'denied', imports: 'denied' });
  });

  test('by Do Not Track counts where it is heeded', () => {
    vi.stubGlobal('navigator', { doNotTrack: '1' });
    open({ consent: 'auto' });
    expect(deleteDatabase).not.toHaveBeenCalled();
    open({ consent: 'auto dnt' });
    expect(deleteDatabase).toHaveBeenCalledTimes(1);
  });

  test('harms nobody where there is no storage', () => {
    vi.stubGlobal('indexedDB', {
      deleteDatabase() {
        throw new DOMException('sandboxed', 'SecurityError');
      },
    });
    expect(() => open().call('consent', DENIED)).not.toThrow();
  });
});

describe('under opt-out', () => {
  const optOut = { policy: 'opt-out' };

  test('silence is consent as soon as the page has loaded', () => {
    const loading = vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading');
    const { host, added } = open(optOut);
    expect(added()).toBe(0);
    loading.mockReturnValue('complete');
    host.review();
    expect(added()).toBe(1);
  });

  test('an explicit grant need not wait for that', () => {
    vi.spyOn(document, 'readyState', 'get').mockReturnValue('interactive');
    const { join, say, added } = open(optOut, ['tcf']);
    join('tcf');
    say('tcf', GRANTED);
    expect(added()).toBe(1);
  });

  test('a source that was found is waited for, and nothing to say is said too', () => {
    const { join, say, added } = open(optOut, ['usp']);
    join('usp');
    expect(added()).toBe(0);
    say('usp', {});
    expect(added()).toBe(1);
  });

  test('a refusal stands, per purpose', () => {
    const { join, say, call, arrive, turns } = open(optOut, ['usp']);
    call('consent', DENIED);
    join('usp');
    say('usp', {});
    arrive();
    expect(turns[0]?.[1]).toEqual({ ...allGrants('granted'), ...DENIED });
  });

  test('and of everything', () => {
    const { join, say, call, added } = open(optOut, ['usp']);
    call('consent', allGrants('denied'));
    join('usp');
    say('usp', {});
    expect(added()).toBe(0);
  });
});
