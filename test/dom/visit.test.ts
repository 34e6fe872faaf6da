import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { allGrants, type Grant } from '../../contract/grants.ts';
import type { Decision, SlotRequest } from '../../contract/protocol.ts';
import { pageAnnex } from '../../src/annex/page-annex.ts';
import { follow } from '../../src/capture/follow.ts';
import type { EngineClient } from '../../src/engine-client/engine-client.ts';
import { createListeners } from '../../src/sdk/listeners.ts';
import { startVisit } from '../../src/sdk/start-visit.ts';
import type { Visit } from '../../src/sdk/visit.ts';
import { openStorefront } from '../../src/storefront/storefront.ts';

const HELLO = { ok: true, v: 2, site: {}, bundle: { version: 1, items: 3, hash: '' }, revision: 0, storage: 'disk' };
const NO_BUNDLE = { ok: false, reason: 'no-bundle' };

const settle = (ms = 60): Promise<void> => vi.advanceTimersByTimeAsync(ms).then(() => undefined);
const order = (): string[] =>
  Array.from(document.querySelectorAll('li'), (item) => item.getAttribute('data-aisle-item') ?? '');

let visit: Visit | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  const items = ['a', 'b', 'c'].map((id) => `<li data-aisle-item="${id}"><a href="/${id}">${id}</a></li>`);
  document.body.innerHTML = `<main data-aisle-product="a"></main><p data-aisle-product="d"></p><ul data-aisle-slot="home">${items.join('')}</ul>`;
});
afterEach(() => {
  visit?.end();
  vi.useRealTimers();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

/** An engine that turns every slot around; `answers` stand in for its own, one after the other. */
function start(personalisation: Grant, answers: Record<string, object[]> = {}) {
  const calls: [method: string, payload: object][] = [];
  const errors: unknown[] = [];
  let stopped = 0;
  const answer = (method: string, payload: object): object => {
    const given = answers[method]?.shift();
    if (given) return given;
    if (method === 'hello') return HELLO;
    if (method !== 'decide') return { ok: true };
    const decisions = (payload as { slots: SlotRequest[] }).slots.map((slot): Decision => ({
      slot: slot.slot,
      items: slot.mode === 'rank' ? slot.items.toReversed() : [],
      arm: 'personalised',
      source: 'personalised',
      reasons: [],
      tookMs: 1,
    }));
    return { ok: true, revision: 1, decisions, display: [] };
  };
  const engine = {
    call(method: string, payload: object) {
      calls.push([method, payload]);
      return Promise.resolve(answer(method, payload));
    },
    stop: () => void stopped++,
  };
  const listeners = createListeners();
  listeners.on('error', (error) => errors.push(error));
  visit = startVisit(
    {
      bundleUrl: 'https://cdn.example/manifest.json',
      baseUrl: 'https://cdn.example/',
      site: 'shop',
      keys: [],
      sources: ['page', 'dom'],
      workerSource: '',
      toScriptUrl: (url) => url,
      bringAnnex: () => Promise.resolve(pageAnnex),
      bringFollow: () => Promise.resolve(follow),
      bringStorefront: () => Promise.resolve(openStorefront),
      host: { runtime: () => undefined as never, consent: () => {}, add: () => {} },
    },
    {
      consent: { grants: { ...allGrants('denied'), contextual: 'granted', personalisation }, source: 'manual', at: 1 },
      evidence: 'tc-string',
    },
    {
      clock: { now: () => 1_000 },
      random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
      now: () => 0,
      startEngine: () => engine as unknown as EngineClient,
    },
    listeners,
    () => {},
  );
  const methods = (): string[] => calls.map(([method]) => method);
  return { visit, calls, methods, errors, stopped: () => stopped };
}

describe('a visit', () => {
  test('hands on what consent rests on', () => {
    const { calls } = start('granted');
    expect(calls[0]).toMatchObject(['hello', { evidence: 'tc-string', consent: { source: 'manual' } }]);
  });

  test('with contextual alone captures nothing, and asks for its slots by the page’s own products', async () => {
    const { visit, calls, methods } = start('denied');
    document.querySelector('a')?.click();
    visit.emit({ type: 'add_to_cart', items: [{ id: 'a' }] }, true);
    await settle(11_000);
    window.dispatchEvent(new Event('pagehide'));
    await settle();
    expect(methods()).toEqual(['hello', 'decide']);
    expect(calls[1]?.[1]).toMatchObject({ context: [['a'], ['d']] });
    expect(order()).toEqual(['c', 'b', 'a']);
  });

  test('asks three times in all for a bundle, and then records what has waited', async () => {
    const { visit, calls, methods, errors } = start('granted', {
      hello: [NO_BUNDLE, NO_BUNDLE],
      record: [NO_BUNDLE, NO_BUNDLE],
    });
    await settle(2_100);
    visit.emit({ type: 'scroll_depth', percent: 50 });
    await settle(5_000);
    expect(methods()).toEqual(['hello', 'record', 'hello', 'record', 'hello', 'record']);
    expect(calls.at(-1)?.[1]).toMatchObject({
      events: [{ type: 'page_view' }, { type: 'product_view' }, { type: 'scroll_depth' }],
    });
    expect(errors).toEqual([NO_BUNDLE]);
  });

  test.each<[call: string]>([['hello'], ['record']])(
    'ends without a word when the shop has turned Aisle off: %s',
    async (call) => {
      const { visit, methods, errors, stopped } = start('granted', { [call]: [{ ok: false, reason: 'off' }] });
      await settle();
      expect(stopped()).toBe(1);
      visit.emit({ type: 'page_view' }, true);
      await settle(1_000);
      expect(methods().filter((method) => method === 'record')).toHaveLength(call === 'record' ? 1 : 0);
      expect(order()).toEqual(['a', 'b', 'c']);
      expect(errors).toEqual([]);
    },
  );

  test('ends at the third fault of ours, with the order of the server and one error', async () => {
    const { errors, stopped, methods } = start('granted');
    await settle();
    expect(order()).toEqual(['c', 'b', 'a']);
    const unhandled = vi.fn<() => void>();
    window.addEventListener('error', unhandled);
    vi.spyOn(document, 'hasFocus').mockImplementation(() => {
      throw new Error('not as a browser does it');
    });
    for (let fault = 1; fault <= 5; fault++) {
      window.dispatchEvent(new Event('focus'));
      await settle();
      expect(stopped()).toBe(fault < 3 ? 0 : 1);
    }
    expect(order()).toEqual(['a', 'b', 'c']);
    expect(errors).toEqual([{ ok: false, reason: 'stopped' }]);
    const before = methods().length;
    await settle(20_000);
    expect(methods()).toHaveLength(before);
    expect(unhandled).not.toHaveBeenCalled();
    window.removeEventListener('error', unhandled);
  });
});
