import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { AisleEvent } from '../../contract/events.ts';
import type { ConsentRecord, Grant, Grants } from '../../contract/grants.ts';
import type { Decision, Notice, ProfileExport, SlotRequest } from '../../contract/protocol.ts';
import { pageAnnex, type PageAnnex } from '../../src/annex/page-annex.ts';
import type { Signal } from '../../src/consent/source.ts';
import type { Forget, Wipe } from '../../src/consent/wipe.ts';
import type { EngineClient, EngineClientOptions } from '../../src/engine-client/engine-client.ts';
import type { SdkHost } from '../../src/loader/handover.ts';
import type { PanelHost } from '../../src/privacy-panel/panel-host.ts';
import { after } from '../../src/sdk/after.ts';
import type { AisleEventMap } from '../../src/sdk/aisle.ts';
import { createApi } from '../../src/sdk/api.ts';
import type { Platform } from '../../src/sdk/platform.ts';
import { createRuntime, type Runtime } from '../../src/sdk/runtime.ts';
import { follow } from '../../src/capture/follow.ts';
import { openStorefront } from '../../src/storefront/storefront.ts';

const OPTIONS = {
  bundleUrl: 'https://cdn.example/manifest.json',
  baseUrl: 'https://cdn.example/',
  site: 'shop',
  keys: [],
  sources: ['page', 'dom'],
  workerSource: '',
  toScriptUrl: (url: string) => url,
};
// what the build puts in
vi.stubGlobal('AISLE_PANEL_INTEGRITY', 'sha256-x');
vi.stubGlobal('AISLE_OFFERS_INTEGRITY', 'sha256-x');

const CLOCK = { now: () => 1_000 };
const HELLO = { ok: true, v: 1, site: {}, bundle: { version: 1, items: 3, hash: '' }, revision: 0, storage: 'disk' };
const REASON = { item: 'a', score: 1, terms: [] };

const grantsOf = (personalisation: Grant, contextual: Grant = 'pending'): Grants => ({
  personalisation,
  measurement: 'denied',
  contextual,
  imports: 'pending',
});
/** What the room says when a page has passed on such a choice. */
const choice = (personalisation: Grant, contextual?: Grant, more?: Partial<Signal>): Parameters<Runtime['turn']> => {
  const grants = grantsOf(personalisation, contextual);
  return [grants, { manual: { grants, ...more } }];
};
const settle = (ms = 60): Promise<void> => vi.advanceTimersByTimeAsync(ms).then(() => undefined);
const order = (): string[] =>
  Array.from(document.querySelectorAll('li'), (item) => item.getAttribute('data-aisle-item') ?? '');

const runtimes: Runtime[] = [];
let visibility: DocumentVisibilityState = 'visible';

beforeEach(() => {
  vi.useFakeTimers();
  visibility = 'visible';
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
  const items = ['a', 'b', 'c'].map((id) => `<li data-aisle-item="${id}"><a href="/${id}">${id}</a></li>`);
  document.body.innerHTML = `<main data-aisle-product="a"></main><ul data-aisle-slot="home">${items.join('')}</ul>`;
});
afterEach(() => {
  // the next test's page is no business of this one's
  for (const runtime of runtimes.splice(0)) runtime.turn(...choice('denied'));
  vi.useRealTimers();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

interface Start {
  readonly expose?: string;
  /** Brings the annex; by default it is there a moment later. */
  readonly bringAnnex?: () => Promise<PageAnnex | undefined>;
}

function start(
  replies: Record<string, object> = {},
  { expose, bringAnnex = () => Promise.resolve(pageAnnex) }: Start = {},
) {
  const calls: [method: string, payload: object, order: string[]][] = [];
  let options: EngineClientOptions | undefined;
  let stopped = 0;
  let started = 0;
  const answer = (method: string, payload: object): object => {
    if (replies[method]) return replies[method];
    if (method === 'hello') return HELLO;
    if (method === 'decide') {
      const { slots, reasons } = payload as { slots: SlotRequest[]; reasons?: boolean };
      const decisions = slots.map((slot): Decision => ({
        slot: slot.slot,
        items: slot.mode === 'rank' ? slot.items.toReversed() : [],
        arm: 'personalised',
        source: 'personalised',
        reasons: reasons ? [REASON] : [],
        tookMs: 1,
      }));
      return { ok: true, revision: 1, decisions, display: [] };
    }
    // every tab hears it, this one too
    if (method === 'erase') options?.onNotice('erased');
    return { ok: true };
  };
  const engine = {
    call(method: string, payload: object, deadlineMs = 10_000) {
      calls.push([method, payload, order()]);
      return Promise.race([
        Promise.resolve(answer(method, payload)),
        after(deadlineMs, { ok: false, reason: 'deadline' }),
      ]);
    },
    stop: () => void stopped++,
  };
  const platform: Platform = {
    clock: CLOCK,
    random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
    now: () => 0,
    startEngine: (given) => {
      started++;
      options = given;
      return engine as unknown as EngineClient;
    },
  };
  const add = vi.fn<SdkHost['add']>();
  const requests: IDBOpenDBRequest[] = [];
  const wipe = vi.fn<Wipe>(() => {
    const request = {} as IDBOpenDBRequest;
    requests.push(request);
    return request;
  });
  const host: PanelHost = { runtime: () => runtime, consent: () => {}, add };
  const forget = vi.fn<Forget>();
  const bringStorefront = () => Promise.resolve(openStorefront);
  const bringFollow = () => Promise.resolve(follow);
  const runtime: Runtime = createRuntime(
    { ...OPTIONS, expose, bringAnnex, bringFollow, bringStorefront, host },
    platform,
    wipe,
    forget,
  );
  runtimes.push(runtime);
  const methods = (): string[] => calls.map(([method]) => method);
  return {
    runtime,
    calls,
    methods,
    started: () => started,
    stopped: () => stopped,
    consent: vi.fn(),
    add,
    wipe,
    forget,
    /** The browser has deleted what was asked for. */
    deleted: () => requests.forEach((request) => request.onsuccess?.(new Event('success'))),
    tell: (type: Notice['type']) => options?.onNotice(type),
    die: () => options?.onEnd(),
  };
}

describe('a page with Aisle', () => {
  test('starts nothing before a grant', async () => {
    const { runtime, started, calls } = start();
    runtime.turn(...choice('pending'));
    document.querySelector('a')?.click();
    await settle();
    expect(started()).toBe(0);
    expect(calls).toEqual([]);
  });

  test('says hello with the choice, records what the page is, and then asks for its slots', async () => {
    const { runtime, calls, methods } = start();
    runtime.turn(...choice('granted', 'pending', { notice: 'n'.repeat(200), evidence: 'CPx' }));
    await settle();
    expect(methods()).toEqual(['hello', 'record', 'decide']);
    expect(calls[0]?.[1]).toMatchObject({
      site: 'shop',
      consent: { grants: grantsOf('granted'), source: 'manual', at: 1_000, notice: 'n'.repeat(128) },
      evidence: 'CPx',
    });
    expect(calls[1]?.[1]).toMatchObject({ events: [{ type: 'page_view' }, { type: 'product_view' }] });
    expect(order()).toEqual(['c', 'b', 'a']);
  });

  test('asks for its slots all the same when recording hangs', async () => {
    const { runtime, methods } = start({ record: new Promise(() => {}) });
    runtime.turn(...choice('granted'));
    await settle();
    expect(methods()).toContain('decide');
  });

  test('puts the order of the server back before it erases, and ends the engine after', async () => {
    const { runtime, calls, stopped } = start();
    runtime.turn(...choice('granted'));
    await settle();
    runtime.turn(...choice('denied'));
    expect(order()).toEqual(['a', 'b', 'c']);
    await settle();
    expect(calls.at(-1)).toEqual(['erase', {}, ['a', 'b', 'c']]);
    expect(stopped()).toBe(1);
    const after = calls.length;
    document.querySelector('a')?.click();
    window.dispatchEvent(new Event('pagehide'));
    await settle(20_000);
    expect(calls).toHaveLength(after);
  });

  test('drops what was not sent yet when consent is withdrawn', async () => {
    const { runtime, methods } = start();
    runtime.turn(...choice('granted'));
    runtime.turn(...choice('denied'));
    await settle(20_000);
    expect(methods()).not.toContain('record');
    expect(methods()).not.toContain('decide');
  });

  test('starts afresh on a new grant', async () => {
    const { runtime, started } = start();
    runtime.turn(...choice('granted'));
    await settle();
    runtime.turn(...choice('denied'));
    runtime.turn(...choice('granted'));
    await settle();
    expect(started()).toBe(2);
    expect(order()).toEqual(['c', 'b', 'a']);
  });

  test('tells the engine of a changed choice of another purpose, and of a new proof of the same, but not of repetitions', async () => {
    const { runtime, calls, methods } = start();
    for (let time = 0; time < 3; time++) runtime.turn(...choice('granted'));
    await settle();
    expect(methods()).toEqual(['hello', 'record', 'decide']);
    const [, signals] = choice('granted');
    const measured = { ...grantsOf('granted'), measurement: 'granted' } as const;
    for (let time = 0; time < 3; time++) runtime.turn(measured, signals);
    for (let time = 0; time < 3; time++) runtime.turn(measured, { tcf: { grants: measured, evidence: 'CPx' } });
    const told = calls.filter(([method]) => method === 'consent').map(([, payload]) => payload);
    expect(told).toEqual([
      { consent: { grants: measured, source: 'manual', at: 1_000 }, evidence: undefined },
      { consent: { grants: measured, source: 'tcf', at: 1_000 }, evidence: 'CPx' },
    ]);
  });

  test('records every source that has said yes or no, and the policy where nobody has', () => {
    const { runtime } = start();
    const heard: ConsentRecord[] = [];
    runtime.listeners.on('consent', (record) => heard.push(record));
    const grants = grantsOf('granted');
    const unasked: Signal = { grants: { personalisation: 'unasked' } };
    runtime.turn(grants, { tcf: { grants: {} }, klaro: unasked });
    runtime.turn(grants, { tcf: { grants }, klaro: unasked, gcm: { grants: { measurement: 'denied' }, notice: '7' } });
    expect(heard.map(({ source, notice }) => [source, notice])).toEqual([
      ['policy', undefined],
      ['tcf gcm', '7'],
    ]);
  });

  test('deletes the database itself, and ends the engine before, where the engine does not erase in time', async () => {
    const { runtime, wipe, stopped, deleted } = start({ erase: new Promise(() => {}) });
    runtime.turn(...choice('granted'));
    await settle();
    runtime.turn(...choice('denied'));
    const answer = runtime.erase();
    await settle(249);
    expect(wipe).not.toHaveBeenCalled();
    await settle(1);
    expect(wipe).toHaveBeenCalledExactlyOnceWith('shop');
    expect(stopped()).toBe(1);
    deleted();
    expect(await answer).toEqual({ ok: true });
  });

  test.each([
    ['stopped', { ok: false, reason: 'stopped' }],
    ['store', { ok: false, reason: 'store' }],
  ])('and at once where it answers %s; says after as long again that it is not gone yet', async (_, reply) => {
    const { runtime, wipe } = start({ erase: reply });
    runtime.turn(...choice('granted'));
    await settle();
    const answer = runtime.erase();
    await settle(1);
    expect(wipe).toHaveBeenCalledExactlyOnceWith('shop');
    await settle(250);
    expect(await answer).toEqual({ ok: false, reason: 'store' });
  });

  test('deletes what an earlier page has stored where it starts refused, or is refused while suspended', async () => {
    const first = start();
    first.runtime.turn(...choice('denied'));
    expect(first.wipe).toHaveBeenCalledExactlyOnceWith('shop');
    expect(first.started()).toBe(0);
    const second = start();
    for (const grant of ['granted', 'pending', 'denied'] as const) second.runtime.turn(...choice(grant));
    expect(second.wipe).toHaveBeenCalledExactlyOnceWith('shop');
    expect(second.methods()).not.toContain('erase');
  });

  test('stops and keeps what is stored where a choice is pending again, and goes on with the next grant', async () => {
    const { runtime, methods, started, stopped, wipe } = start();
    runtime.turn(...choice('granted'));
    await settle();
    runtime.turn(...choice('pending'));
    expect(order()).toEqual(['a', 'b', 'c']);
    expect(stopped()).toBe(1);
    expect(runtime.visit()).toBeUndefined();
    expect(methods()).not.toContain('erase');
    expect(wipe).not.toHaveBeenCalled();
    runtime.turn(...choice('granted'));
    await settle();
    expect(started()).toBe(2);
    expect(order()).toEqual(['c', 'b', 'a']);
  });

  test('orders by the page’s own content where that alone is granted, and starts anew where more is', async () => {
    const { runtime, methods, calls, started, stopped } = start();
    runtime.turn(...choice('pending', 'granted'));
    await settle();
    expect(methods()).toEqual(['hello', 'decide']);
    expect(calls[0]?.[1]).toMatchObject({ consent: { grants: grantsOf('pending', 'granted') } });
    runtime.turn(...choice('granted', 'granted'));
    expect(stopped()).toBe(1);
    await settle();
    expect(started()).toBe(2);
    expect(methods().slice(2)).toEqual(['hello', 'record', 'decide']);
  });

  test('erases before it goes on with the page’s own content, where personalisation alone is refused', async () => {
    const { runtime, methods, started } = start();
    runtime.turn(...choice('granted', 'granted'));
    await settle();
    runtime.turn(...choice('denied', 'granted'));
    expect(started()).toBe(1);
    await settle();
    expect(started()).toBe(2);
    expect(methods().slice(3)).toEqual(['erase', 'hello', 'decide']);
  });

  test('does not take another tab’s withdrawal for one of the contextual order, of which nothing is stored', async () => {
    const { runtime, tell, stopped } = start();
    runtime.turn(...choice('pending', 'granted'));
    await settle();
    tell('erased');
    expect(stopped()).toBe(0);
    expect(runtime.visit()).toBeDefined();
  });

  test('goes on with the page’s own content when somebody else says the same', async () => {
    const { runtime, methods, stopped } = start();
    const [grants, signals] = choice('denied', 'granted');
    runtime.turn(grants, signals);
    await settle(600);
    runtime.turn(grants, { ...signals, usp: { grants: { personalisation: 'denied' } } });
    await settle();
    expect(methods()).toEqual(['hello', 'decide']);
    expect(stopped()).toBe(0);
  });

  test('starts nothing anew after the shopper’s own erasure, whatever else is chosen, but on the next grant', async () => {
    const { runtime, started, forget } = start();
    runtime.turn(...choice('granted'));
    await settle();
    expect(forget).not.toHaveBeenCalled();
    expect(await runtime.erase()).toEqual({ ok: true });
    // nor does the dialog's own answer stay
    expect(forget).toHaveBeenCalledExactlyOnceWith('shop');
    runtime.turn({ ...grantsOf('granted'), measurement: 'granted' }, {});
    await settle();
    expect(started()).toBe(1);
    runtime.turn(...choice('denied'));
    await settle(300);
    runtime.turn(...choice('granted'));
    await settle();
    expect(started()).toBe(2);
  });

  test('starts once, after the erasure is over, however often is chosen meanwhile', async () => {
    let answer: (reply: object) => void = () => {};
    const { runtime, started, tell } = start({ erase: new Promise((resolve) => (answer = resolve)) });
    runtime.turn(...choice('granted'));
    await settle();
    for (const grant of ['denied', 'granted', 'denied', 'granted'] as const) runtime.turn(...choice(grant));
    await settle();
    expect(started()).toBe(1);
    answer({ ok: true });
    await settle();
    // the notice of its own erasure is still to come, and would end the new visit
    expect(started()).toBe(1);
    tell('erased');
    await settle();
    expect(started()).toBe(2);
    expect(order()).toEqual(['c', 'b', 'a']);
  });

  test('stops, and shows the order of the server, when another tab has erased', async () => {
    const { runtime, methods, stopped, tell } = start();
    runtime.turn(...choice('granted'));
    await settle();
    tell('erased');
    await settle();
    expect(order()).toEqual(['a', 'b', 'c']);
    expect(stopped()).toBe(1);
    expect(methods()).not.toContain('erase');
  });

  test('ranks again on coming back into view, where another tab has learned something meanwhile', async () => {
    const { runtime, methods, tell } = start();
    runtime.turn(...choice('granted'));
    await settle();
    const decides = (): number => methods().filter((method) => method === 'decide').length;
    tell('revision');
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(decides()).toBe(1);
    visibility = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    tell('revision');
    visibility = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(decides()).toBe(2);
  });

  test('says once that the engine is lost, and leaves the page as it is', async () => {
    const { runtime, die } = start({ hello: { ok: false, reason: 'stopped' } });
    const errors: AisleEventMap['error'][] = [];
    runtime.listeners.on('error', (error) => errors.push(error));
    runtime.turn(...choice('granted'));
    await settle();
    die();
    expect(errors).toEqual([{ ok: false, reason: 'stopped' }]);
    expect(order()).toEqual(['a', 'b', 'c']);
  });

  test('records without a bundle, so that the next page knows', async () => {
    const { runtime, methods } = start({ hello: { ok: false, reason: 'no-bundle' } });
    runtime.turn(...choice('granted'));
    await settle();
    expect(methods()).toEqual(['hello', 'record']);
  });
});

/** The page comes back from the back/forward cache, and its slots are decided on again. */
async function again(): Promise<void> {
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await settle();
}

describe('what few pages need', () => {
  const FILL = '<div data-aisle-slot="more" data-aisle-mode="fill"><template><a>{title}</a></template></div>';
  const CART = '<div data-aisle-cart><p data-aisle-line="a"></p></div>';
  const eventsOf = (calls: readonly [string, object, string[]][]): AisleEvent[] =>
    calls.flatMap(([method, payload]) => (method === 'record' ? (payload as { events: AisleEvent[] }).events : []));

  test('is not brought to a page with rank slots only', async () => {
    const bringAnnex = vi.fn(() => Promise.resolve(pageAnnex));
    const { runtime, methods } = start({}, { bringAnnex });
    runtime.turn(...choice('granted'));
    await settle(20_000);
    expect(methods()).toContain('decide');
    expect(bringAnnex).not.toHaveBeenCalled();
  });

  test.each([
    ['a fill slot', FILL],
    ['a cart', CART],
    ['an order', '<p data-aisle-order="1"></p>'],
    ['a search', '<p data-aisle-query="red"></p>'],
  ])('is brought once for %s, however often the page changes', async (_, html) => {
    document.body.insertAdjacentHTML('beforeend', html);
    const bringAnnex = vi.fn(() => Promise.resolve(pageAnnex));
    const { runtime } = start({}, { bringAnnex });
    runtime.turn(...choice('granted'));
    await settle();
    document.body.append(document.createElement('p'));
    await settle();
    expect(bringAnnex).toHaveBeenCalledTimes(1);
  });

  test('comes late without holding up the rank slots, and a cart is then recorded with the time of its page', async () => {
    document.body.insertAdjacentHTML('beforeend', FILL + CART);
    let arrive: (annex: PageAnnex) => void = () => {};
    const { runtime, calls } = start({}, { bringAnnex: () => new Promise((resolve) => (arrive = resolve)) });
    CLOCK.now = () => 2_000;
    runtime.turn(...choice('granted'));
    await settle(1_000);
    expect(order()).toEqual(['c', 'b', 'a']);
    CLOCK.now = () => 9_000;
    arrive(pageAnnex);
    await settle(1_000);
    CLOCK.now = () => 1_000;
    expect(eventsOf(calls).find(({ type }) => type === 'cart_view')).toMatchObject({ at: 2_000, items: [{ id: 'a' }] });
    const asked = calls.filter(([method]) => method === 'decide').map(([, payload]) => payload);
    expect(asked).toMatchObject([{ slots: [{ slot: 'home' }] }, { slots: [{ slot: 'more' }] }]);
  });

  test('and cannot be had: the order of the page, one word to who listens, and what was tracked is kept', async () => {
    document.body.insertAdjacentHTML('beforeend', FILL);
    const { runtime, calls } = start({}, { bringAnnex: () => Promise.resolve(undefined) });
    const errors: AisleEventMap['error'][] = [];
    runtime.listeners.on('error', (error) => errors.push(error));
    runtime.turn(...choice('granted'));
    await settle();
    const api = createApi(runtime, CLOCK, vi.fn());
    expect(await api.rank('x', ['a', 'b'])).toMatchObject({ slot: 'x', items: ['a', 'b'], source: 'server' });
    const asked = api.recommend({ context: 'y', limit: 1, candidates: ['a', 'b', 'c'], exclude: ['a'] });
    expect(await asked).toMatchObject({ slot: 'y', items: ['b'], source: 'server', display: [] });
    api.track('purchase', { order: 'X-1', items: ['a'] });
    vi.useRealTimers();
    const bought = (): unknown => eventsOf(calls).find(({ type }) => type === 'purchase');
    await vi.waitFor(() => expect(bought()).toMatchObject({ items: [{ id: 'a' }] }));
    expect(errors).toEqual([{ ok: false, reason: 'not-loaded' }]);
    expect(order()).toEqual(['c', 'b', 'a']);
  });

  test('does nothing when consent went before it came', async () => {
    document.body.insertAdjacentHTML('beforeend', FILL + CART);
    let arrive: (annex: PageAnnex) => void = () => {};
    const { runtime, calls } = start({}, { bringAnnex: () => new Promise((resolve) => (arrive = resolve)) });
    runtime.turn(...choice('granted'));
    await settle();
    runtime.turn(...choice('denied'));
    const before = calls.length;
    arrive(pageAnnex);
    await settle(20_000);
    expect(calls).toHaveLength(before);
  });
});

describe('the page’s own API', () => {
  const open = async (mayRead: boolean, replies: Record<string, object> = {}) => {
    const started = start(replies, mayRead ? { expose: 'profile' } : {});
    started.runtime.turn(...choice('granted'));
    await settle();
    return { ...started, api: createApi(started.runtime, CLOCK, vi.fn()) };
  };

  test('lets scripts that may not read have no profile, no scores and no reasons', async () => {
    const { api, methods } = await open(false);
    const hidden = { ok: false, reason: 'not-exposed' };
    expect(await Promise.all([api.profile.read(), api.profile.export(), api.explain('a')])).toEqual([
      hidden,
      hidden,
      hidden,
    ]);
    expect((await api.rank('x', ['a', 'b'])).reasons).toEqual([]);
    const heard: AisleEventMap['decision'][] = [];
    api.on('decision', (decision) => heard.push(decision));
    await again();
    expect(heard).toMatchObject([{ slot: 'home', items: ['c', 'b', 'a'], reasons: [] }]);
    expect(methods()).not.toContain('readProfile');
    expect(methods()).not.toContain('explain');
  });

  test('still lets them erase and say what is not wanted', async () => {
    const { api, methods } = await open(false);
    await api.profile.notInterested('a');
    await api.profile.erase();
    expect(methods().slice(-2)).toEqual(['notInterested', 'erase']);
  });

  test('lets the others read, and tells reasons to those who listen', async () => {
    const { api, methods } = await open(true);
    const heard: AisleEventMap['decision'][] = [];
    api.on('decision', (decision) => heard.push(decision));
    await again();
    expect(heard).toMatchObject([{ slot: 'home', applied: true, reasons: [REASON] }]);
    expect((await api.rank('x', ['a', 'b'])).reasons).toEqual([REASON]);
    await Promise.all([api.profile.read(), api.profile.export(), api.explain('a')]);
    expect(methods().slice(-3)).toEqual(['readProfile', 'exportProfile', 'explain']);
  });

  test('puts what is asked of the profile to the engine as the contract has it', async () => {
    const { api, calls } = await open(false);
    const patch = { item: 'a', ignore: true };
    const document = { format: 'aisle-profile' } as ProfileExport;
    const asked: [Promise<unknown>, string, object][] = [
      [api.profile.correct(patch), 'correct', { patches: [patch] }],
      [api.profile.correct([patch, patch]), 'correct', { patches: [patch, patch] }],
      [api.profile.notInterested('a'), 'notInterested', { item: 'a' }],
      [api.profile.pause('visit'), 'pause', { isOn: true }],
      [api.profile.pause('off'), 'pause', { isOn: false }],
      [api.profile.import('aisle-profile', document), 'importProfile', { document }],
      [
        api.profile.import('crm', { kind: ['mug', 'lamp'], tier: 'gold' }),
        'importAttributes',
        {
          source: 'crm',
          data: { kind: ['mug', 'lamp'], tier: 'gold' },
        },
      ],
    ];
    for (const [answer] of asked) expect(await answer).toEqual({ ok: true });
    expect(calls.slice(-asked.length).map(([method, payload]) => [method, payload])).toEqual(
      asked.map(([, method, payload]) => [method, payload]),
    );
  });

  test('says why the profile gives no answer: no consent, or a script that could not be had', async () => {
    const idle = createApi(start().runtime, CLOCK, vi.fn());
    expect(await idle.profile.pause('visit')).toEqual({ ok: false, reason: 'no-consent' });
    const { runtime } = start({}, { bringAnnex: () => Promise.resolve(undefined) });
    runtime.turn(...choice('granted'));
    expect(await createApi(runtime, CLOCK, vi.fn()).profile.read()).toEqual({ ok: false, reason: 'not-loaded' });
  });

  test.each([
    ['none', undefined, false],
    ['segments', undefined, false],
    ['profile', undefined, true],
    [undefined, undefined, false],
    [undefined, 'none', false],
    [undefined, 'segments', false],
    [undefined, 'profile', true],
    ['none', 'profile', false],
    ['profile', 'none', true],
  ] as const)('with data-expose %s on the tag and %s in the manifest, reading is %s', async (expose, site, mayRead) => {
    const { runtime, methods } = start(
      { hello: { ...HELLO, site: { expose: site } }, living: { ok: true, segments: [], sentences: {} } },
      expose ? { expose } : {},
    );
    runtime.turn(...choice('granted'));
    const api = createApi(runtime, CLOCK, vi.fn());
    // asked before the engine has said hello
    const [read, explained] = await Promise.all([api.profile.read(), api.explain('a')]);
    const expected = mayRead ? { ok: true } : { ok: false, reason: 'not-exposed' };
    expect([read, explained]).toEqual([expected, expected]);
    const maySee = mayRead || (expose ?? site) === 'segments';
    expect(await api.segments()).toMatchObject(maySee ? { ok: true } : { ok: false, reason: 'not-exposed' });
    expect(methods().includes('readProfile')).toBe(mayRead);
    expect(await api.profile.notInterested('a')).toEqual({ ok: true });
  });

  test('says of each segment why, in the words of the bundle for the language of the page', async () => {
    const luxury = { id: 'luxury', name: 'Luxury shoppers', kind: 'rule', since: 5 };
    const state = { ok: true, segments: [luxury], left: [], offers: [], nextInMs: 7, sentences: { luxury: 'So.' } };
    const { runtime, calls } = start({ living: state }, { expose: 'segments' });
    runtime.turn(...choice('granted'));
    const asked = createApi(runtime, CLOCK, vi.fn()).segments();
    expect(await asked).toEqual({ ok: true, segments: [{ ...luxury, reason: 'So.' }] });
    const living = calls.filter(([method]) => method === 'living').map(([, payload]) => payload);
    expect(living).toEqual(expect.arrayContaining([{ ask: 'state' }, { ask: 'sentences', lang: expect.any(String) }]));
  });

  test('brings the panel once, and only where the page has an element for it', async () => {
    const without = start();
    without.runtime.turn(...choice('granted'));
    await settle();
    expect(without.add).not.toHaveBeenCalled();
    document.querySelector('li')?.append(document.createElement('span'));
    document.querySelector('li span')?.setAttribute('data-aisle-why', '');
    const { runtime, add } = start();
    runtime.turn(...choice('granted'));
    await settle();
    document.body.append(document.createElement('p'));
    await settle();
    expect(add.mock.calls.map(([name]) => name)).toEqual(['panel']);
  });

  test('ranks to the order given when there is no consent, and when the engine does not answer in time', async () => {
    const idle = createApi(start().runtime, CLOCK, vi.fn());
    const expected = { slot: 'x', items: ['a', 'b'], source: 'server', reasons: [] };
    const asked = idle.rank('x', ['a', 'b']);
    await settle();
    expect(await asked).toMatchObject(expected);
    const { api } = await open(true, { decide: new Promise(() => {}) });
    const late = api.rank('x', ['a', 'b'], { deadlineMs: 20 });
    await settle(21);
    expect(await late).toMatchObject(expected);
  });

  test('recommends what the filter leaves, no more than is wanted', async () => {
    const { api, calls } = await open(true);
    const chosen = await api.recommend({
      context: 'cart',
      limit: 1,
      candidates: ['a', 'b', 'c'],
      exclude: ['c'],
      filter: (id) => id !== 'b',
    });
    expect(calls.at(-1)?.[1]).toMatchObject({
      slots: [{ mode: 'rank', slot: 'cart', items: ['a', 'b'] }],
      reasons: true,
    });
    expect(chosen.items).toEqual(['a']);
  });

  test('never throws and never rejects, whatever it is given', async () => {
    const { api } = await open(true);
    const evil = new Proxy([], {
      get() {
        throw new Error('mine');
      },
      ownKeys() {
        throw new Error('mine');
      },
    });
    const { profile, ...rest } = api;
    const any = { ...rest, ...profile } as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const args of [[], [null], [undefined, null], [7, 7, 7], [{}, {}], [Symbol('x')], ['crm', evil], [evil]]) {
      for (const name of Object.keys(any).filter((name) => name !== 'erase')) {
        const asked = Promise.resolve(any[name]?.(...args));
        await settle(200);
        await expect(asked).resolves.not.toThrow();
      }
    }
  });

  test('reports that nothing has left', async () => {
    const { api } = await open(true);
    expect(await api.ledger()).toEqual({ ok: true, entries: [] });
  });

  test('cannot be changed by a script of the page', async () => {
    const { api } = await open(true);
    expect(Object.isFrozen(api) && Object.isFrozen(api.profile)).toBe(true);
  });

  test('records a purchase of the same order under the same id, and the words of a search', async () => {
    const { api, calls } = await open(true, { vocabulary: { ok: true, words: ['red'] } });
    vi.useRealTimers();
    const records = (): AisleEvent[] =>
      calls.flatMap(([method, payload]) => (method === 'record' ? (payload as { events: AisleEvent[] }).events : []));
    api.track('purchase', { order: 'X-1', items: ['a'] });
    api.track('purchase', { order: 'X-1', items: ['a'] });
    api.track('search', { query: 'red jane@example.com' });
    await vi.waitFor(() => expect(records()).toHaveLength(5));
    const purchases = records().filter(({ type }) => type === 'purchase');
    expect(purchases).toHaveLength(2);
    expect(purchases[0]?.id).toBe(purchases[1]?.id);
    expect(records().find(({ type }) => type === 'search')).toMatchObject({ tokens: ['red'] });
    expect(JSON.stringify(records())).not.toContain('jane');
  });
});
