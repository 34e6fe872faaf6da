import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { AisleEvent } from '../../contract/events.ts';
import type { Grant } from '../../contract/grants.ts';
import type { Decision, Notice, SlotRequest } from '../../contract/protocol.ts';
import type { Choice } from '../../src/consent/gate.ts';
import type { EngineClient } from '../../src/engine-client/engine-client.ts';
import type { AisleEventMap } from '../../src/sdk/aisle.ts';
import { createApi } from '../../src/sdk/api.ts';
import type { Platform } from '../../src/sdk/platform.ts';
import { createRuntime, type Runtime } from '../../src/sdk/runtime.ts';

const OPTIONS = {
  bundleUrl: 'https://cdn.example/manifest.json',
  baseUrl: 'https://cdn.example/',
  site: 'shop',
  keys: [],
  sources: ['page', 'dom'],
  workerSource: '',
};
const HELLO = { ok: true, v: 1, site: {}, bundle: { version: 1, items: 3, hash: '' }, revision: 0, storage: 'disk' };
const REASON = { item: 'a', score: 1, terms: [] };

const choice = (personalisation: Grant): Choice => ({
  source: 'manual',
  grants: { personalisation, measurement: 'denied', contextual: 'granted', imports: 'pending' },
});
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
  for (const runtime of runtimes.splice(0)) runtime.turn('withdrawn', choice('denied'));
  vi.useRealTimers();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

function start(replies: Record<string, object> = {}) {
  const calls: [method: string, payload: object, order: string[]][] = [];
  const notices = new Set<(notice: Notice) => void>();
  const ends = new Set<() => void>();
  let stopped = 0;
  let started = 0;
  const answer = (method: string, payload: object): object => {
    if (replies[method]) return replies[method];
    if (method === 'hello') return HELLO;
    if (method === 'decide') {
      const decisions = (payload as { slots: SlotRequest[] }).slots.map((slot): Decision => ({
        slot: slot.slot,
        items: slot.mode === 'rank' ? slot.items.toReversed() : [],
        arm: 'personalised',
        source: 'personalised',
        reasons: [REASON],
        tookMs: 1,
      }));
      return { ok: true, revision: 1, decisions, display: [] };
    }
    return { ok: true };
  };
  const engine = {
    call(method: string, payload: object) {
      calls.push([method, payload, order()]);
      return Promise.resolve(answer(method, payload));
    },
    onNotice(listener: (notice: Notice) => void) {
      notices.add(listener);
      return () => void notices.delete(listener);
    },
    onEnd(listener: () => void) {
      ends.add(listener);
      return () => void ends.delete(listener);
    },
    stop: () => void stopped++,
  };
  const platform: Platform = {
    document,
    window,
    clock: { now: () => 1_000 },
    random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
    now: () => 0,
    startEngine: () => {
      started++;
      return engine as unknown as EngineClient;
    },
  };
  const runtime = createRuntime(OPTIONS, platform);
  runtimes.push(runtime);
  const methods = (): string[] => calls.map(([method]) => method);
  return {
    runtime,
    calls,
    methods,
    started: () => started,
    stopped: () => stopped,
    tell: (notice: Notice) => notices.forEach((listener) => listener(notice)),
    die: () => ends.forEach((listener) => listener()),
  };
}

describe('a page with Aisle', () => {
  test('starts nothing before a grant', async () => {
    const { runtime, started, calls } = start();
    runtime.turn('changed', choice('pending'));
    document.querySelector('a')?.click();
    await settle();
    expect(started()).toBe(0);
    expect(calls).toEqual([]);
  });

  test('says hello with the choice, records what the page is, and then asks for its slots', async () => {
    const { runtime, calls, methods } = start();
    runtime.turn('granted', { ...choice('granted'), notice: 'n'.repeat(200) });
    await settle();
    expect(methods()).toEqual(['hello', 'record', 'decide']);
    expect(calls[0]?.[1]).toMatchObject({
      site: 'shop',
      consent: { ...choice('granted'), at: 1_000, notice: 'n'.repeat(128) },
    });
    expect(calls[1]?.[1]).toMatchObject({ events: [{ type: 'page_view' }, { type: 'product_view' }] });
    expect(order()).toEqual(['c', 'b', 'a']);
  });

  test('asks for its slots all the same when recording hangs', async () => {
    const { runtime, methods } = start({ record: new Promise(() => {}) });
    runtime.turn('granted', choice('granted'));
    await settle();
    expect(methods()).toContain('decide');
  });

  test('puts the order of the server back before it erases, and ends the engine after', async () => {
    const { runtime, calls, stopped } = start();
    runtime.turn('granted', choice('granted'));
    await settle();
    runtime.turn('withdrawn', choice('denied'));
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
    runtime.turn('granted', choice('granted'));
    runtime.turn('withdrawn', choice('denied'));
    await settle(20_000);
    expect(methods()).not.toContain('record');
    expect(methods()).not.toContain('decide');
  });

  test('starts afresh on a new grant', async () => {
    const { runtime, started } = start();
    runtime.turn('granted', choice('granted'));
    await settle();
    runtime.turn('withdrawn', choice('denied'));
    runtime.turn('granted', choice('granted'));
    await settle();
    expect(started()).toBe(2);
    expect(order()).toEqual(['c', 'b', 'a']);
  });

  test('tells the engine of a changed choice of another purpose', async () => {
    const { runtime, calls } = start();
    runtime.turn('granted', choice('granted'));
    runtime.turn('changed', choice('granted'));
    await settle();
    expect(calls.find(([method]) => method === 'consent')?.[1]).toMatchObject({ consent: choice('granted') });
  });

  test('stops, and shows the order of the server, when another tab has erased', async () => {
    const { runtime, methods, stopped, tell } = start();
    runtime.turn('granted', choice('granted'));
    await settle();
    tell({ type: 'erased' });
    await settle();
    expect(order()).toEqual(['a', 'b', 'c']);
    expect(stopped()).toBe(1);
    expect(methods()).not.toContain('erase');
  });

  test('ranks again on coming back into view, where another tab has learned something meanwhile', async () => {
    const { runtime, methods, tell } = start();
    runtime.turn('granted', choice('granted'));
    await settle();
    const decides = (): number => methods().filter((method) => method === 'decide').length;
    tell({ type: 'revision', revision: 2 });
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(decides()).toBe(1);
    visibility = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    tell({ type: 'revision', revision: 3 });
    visibility = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(decides()).toBe(2);
  });

  test('says once that the engine is lost, and leaves the page as it is', async () => {
    const { runtime, die } = start({ hello: { ok: false, reason: 'stopped' } });
    const errors: AisleEventMap['error'][] = [];
    runtime.listeners.on('error', (error) => errors.push(error));
    runtime.turn('granted', choice('granted'));
    await settle();
    die();
    expect(errors).toEqual([{ ok: false, reason: 'stopped' }]);
    expect(order()).toEqual(['a', 'b', 'c']);
  });

  test('records without a bundle, so that the next page knows', async () => {
    const { runtime, methods } = start({ hello: { ok: false, reason: 'no-bundle' } });
    runtime.turn('granted', choice('granted'));
    await settle();
    expect(methods()).toEqual(['hello', 'record']);
  });
});

describe('the page’s own API', () => {
  const open = async (mayRead: boolean, replies: Record<string, object> = {}) => {
    const started = start(replies);
    started.runtime.turn('granted', choice('granted'));
    await settle();
    return { ...started, api: createApi({ runtime: started.runtime, consent: vi.fn(), mayRead: () => mayRead }) };
  };

  test('lets scripts that may not read have no profile, no scores and no reasons', async () => {
    const { api, runtime, methods } = await open(false);
    const hidden = { ok: false, reason: 'not-exposed' };
    expect(await Promise.all([api.profile.read(), api.profile.export(), api.explain('a')])).toEqual([
      hidden,
      hidden,
      hidden,
    ]);
    expect((await api.rank('x', ['a', 'b'])).reasons).toEqual([]);
    const heard: AisleEventMap['decision'][] = [];
    api.on('decision', (decision) => heard.push(decision));
    const decision: AisleEventMap['decision'] = {
      slot: 's',
      items: ['a'],
      arm: 'personalised',
      source: 'personalised',
      reasons: [REASON],
      tookMs: 0,
      applied: true,
    };
    runtime.listeners.emit('decision', decision);
    expect(heard).toEqual([{ ...decision, reasons: [] }]);
    expect(methods()).not.toContain('readProfile');
    expect(methods()).not.toContain('explain');
  });

  test('still lets them erase and say what is not wanted', async () => {
    const { api, methods } = await open(false);
    await api.profile.notInterested('a');
    await api.profile.erase();
    expect(methods().slice(-2)).toEqual(['notInterested', 'erase']);
  });

  test('lets the others read', async () => {
    const { api, methods } = await open(true);
    expect((await api.rank('x', ['a', 'b'])).reasons).toEqual([REASON]);
    await Promise.all([api.profile.read(), api.profile.export(), api.explain('a')]);
    expect(methods().slice(-3)).toEqual(['readProfile', 'exportProfile', 'explain']);
  });

  test('ranks to the order given when there is no consent, and when the engine does not answer in time', async () => {
    const { runtime } = start();
    const idle = createApi({ runtime, consent: vi.fn(), mayRead: () => true });
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
    expect(calls.at(-1)?.[1]).toEqual({ slots: [{ mode: 'rank', slot: 'cart', items: ['a', 'b'] }] });
    expect(chosen.items).toEqual(['a']);
  });

  test('never throws and never rejects, whatever it is given', async () => {
    const { api } = await open(true);
    const any = api as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const args of [[], [null], [undefined, null], [7, 7, 7], [{}, {}], [Symbol('x')]]) {
      for (const name of ['track', 'consent', 'on', 'rank', 'recommend', 'explain', 'ledger']) {
        const asked = Promise.resolve(any[name]?.(...args));
        await settle(200);
        await expect(asked).resolves.not.toThrow();
      }
    }
  });

  test('reports that nothing has left', async () => {
    const { api } = await open(true);
    expect(await api.ledger()).toEqual({ entries: [] });
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
