import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { allGrants } from '../../contract/grants.ts';
import type { OfferView, Sending } from '../../contract/living-calls.ts';
import type { OfferContent } from '../../contract/segments.ts';
import { startOffers } from '../../src/offers/start-offers.ts';
import type { OfferEvent } from '../../src/sdk/aisle.ts';
import { createListeners } from '../../src/sdk/listeners.ts';
import type { Visit } from '../../src/sdk/visit.ts';

const TEN: OfferContent = {
  title: 'Ten percent off',
  text: 'Until midnight',
  action: 'Take it',
  code: 'TEN',
  image: '/ten.svg',
};
const settle = (ms = 0): Promise<void> => vi.advanceTimersByTimeAsync(ms).then(() => undefined);

let roots: ShadowRoot[] = [];
let ends: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  roots = [];
  const attachShadow = Element.prototype.attachShadow;
  vi.spyOn(Element.prototype, 'attachShadow').mockImplementation(function (this: Element, init) {
    const root = attachShadow.call(this, init);
    roots.push(root);
    return root;
  });
  // nothing is laid out here: what is not hidden counts as drawn
  vi.spyOn(Element.prototype, 'getClientRects').mockImplementation(function (this: Element) {
    return (this.closest('[hidden]') ? [] : [{}]) as unknown as DOMRectList;
  });
  document.documentElement.lang = 'en';
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

interface Shop {
  /** What the engine says of offers; a raised one is shown afterwards. */
  offers: OfferView[];
  segments: { id: string; name: string }[];
  held: string[];
  sending?: Sending | undefined;
  nextInMs?: number;
  resend?: { inMs: number; by: 'endpoint' | 'callback' };
  failure?: string;
  exposed: string;
}

function offerOf(changes: Partial<OfferView> = {}): OfferView {
  return { id: 'ten-off', state: 'due', content: TEN, ...changes };
}

function start(body: string, given: Partial<Shop> = {}) {
  document.body.innerHTML = body;
  const shop: Shop = { offers: [offerOf()], segments: [], held: [], exposed: 'profile', ...given };
  const calls: Record<string, unknown>[] = [];
  const listeners = createListeners();
  const become = (id: string, state?: 'shown'): void => {
    shop.offers = shop.offers.flatMap((view) => (view.id !== id ? [view] : state ? [{ ...view, state }] : []));
  };
  const answer = (call: Record<string, unknown>): object => {
    const offer = String(call['offer']);
    if (shop.failure) return { ok: false, reason: shop.failure };
    if (call['ask'] === 'state') {
      const { segments, offers, nextInMs, resend } = shop;
      return { ok: true, segments, offers, nextInMs, resend, left: [] };
    }
    if (call['ask'] === 'raise') {
      const isDue = shop.offers.some(({ id, state }) => id === offer && state === 'due') && !shop.held.includes(offer);
      become(offer, isDue ? 'shown' : undefined);
      return { ok: true, isShown: isDue };
    }
    if (call['ask'] === 'recover' || call['ask'] === 'answer') become(offer);
    return { ok: true, ...(call['ask'] !== 'answer' && { sending: shop.sending }) };
  };
  const visit = {
    engine: {
      call: async (_: string, call: Record<string, unknown>) => {
        calls.push(call);
        return answer(call);
      },
    },
    exposed: () => shop.exposed,
    options: { site: 'shop', host: { runtime: () => ({ listeners, visit: () => running }) } },
  } as unknown as Visit;
  let running: Visit | undefined = visit;
  const end = (): void => {
    running = undefined;
    listeners.emit('consent', { grants: allGrants('denied'), source: 'manual', at: 1 });
  };
  ends.push(end);
  const channel = new BroadcastChannel('aisle:shop');
  ends.push(() => channel.close());
  return {
    shop,
    calls,
    listeners,
    end,
    room: startOffers(visit),
    visit,
    asked: (ask: string) => calls.filter((call) => call['ask'] === ask),
    /** Another tab, or this one's worker, has written a row. */
    async notify() {
      channel.postMessage({ type: 'revision', revision: 2 });
      await vi.waitFor(async () => {
        await settle(60);
      });
      await settle(60);
    },
  };
}

const PLACE = '<div data-aisle-offer="cart-side"></div>';
const TEMPLATE = `<div data-aisle-offer="cart-side"><template><a href="{url}" data-aisle-accept>{action}</a><b>{title}</b><i>{text}</i><code>{code}</code><img src="{image}" alt="{title}"><button data-aisle-dismiss>No</button></template></div>`;
const place = (): HTMLElement => document.querySelector('[data-aisle-offer]')!;
const query = (selector: string): HTMLElement => roots.at(-1)!.querySelector<HTMLElement>(selector)!;
/** Only a browser makes events that are trusted. */
const trusted = (): Event => {
  const event = new MouseEvent('click', { bubbles: true, cancelable: true });
  Object.defineProperty(event, 'isTrusted', { value: true });
  return event;
};

describe('an offer slot', () => {
  test('shows what is due in a look of its own: title, text, code, image, button, and a way to close it', async () => {
    start(PLACE);
    await settle();
    expect(query('section').getAttribute('aria-label')).toBe('Ten percent off');
    expect(query('.title').textContent).toBe('Ten percent off');
    expect(query('.text').textContent).toBe('Until midnight');
    expect(query('code').textContent).toBe('TEN');
    expect(query('img').getAttribute('src')).toBe('/ten.svg');
    expect(query('.action').textContent).toBe('Take it');
    expect(query('.close').getAttribute('aria-label')).toBe('Close');
    expect(place().getAttribute('aria-live')).toBe('polite');
  });

  test.each([
    ['de', 'Schließen'],
    ['fr-CA', 'Fermer'],
    ['es', 'Cerrar'],
    ['nl', 'Close'],
  ])('in a page in %s has a button that is called %s', async (lang, close) => {
    start(`<div lang="${lang}">${PLACE}</div>`);
    await settle();
    expect(query('.close').getAttribute('aria-label')).toBe(close);
  });

  test('fills the template of the shop, and hides of it what the offer does not have', async () => {
    const content = { title: 'Ten percent off', action: 'Take it', url: '/ten' };
    start(TEMPLATE, { offers: [offerOf({ content })] });
    await settle();
    const [link, title, text, code, image] = ['a', 'b', 'i', 'code', 'img'].map((tag) => place().querySelector(tag)!);
    expect(link?.getAttribute('href')).toBe('/ten');
    expect(title?.textContent).toBe('Ten percent off');
    expect([text, code].map((element) => element?.hasAttribute('hidden'))).toEqual([true, true]);
    expect(image?.hasAttribute('src')).toBe(false);
  });

  test.each([
    ['<img src=x onerror=alert(1)>', '/ok'],
    ['Hello', 'javascript:alert(1)'],
    ['</b><script>alert(1)</script>', 'data:text/html,<script>alert(1)</script>'],
    ['{title}{url}', ' javascript:alert(1)'],
  ])('makes text of %s and no link of %s, in both looks', async (title, url) => {
    for (const body of [PLACE, TEMPLATE]) {
      const { end } = start(body, {
        offers: [offerOf({ content: { title, text: title, action: 'Go', url, image: url, code: title } })],
      });
      await settle();
      const root = body === PLACE ? roots.at(-1)! : place();
      expect(root.querySelector(body === PLACE ? '.title' : 'b')?.textContent).toBe(title);
      for (const element of root.querySelectorAll('*')) {
        expect(element.getAttributeNames().filter((name) => name.startsWith('on'))).toEqual([]);
        for (const name of ['href', 'src'])
          if (url !== '/ok') expect(element.hasAttribute(name) && element.getAttribute(name)).toBe(false);
      }
      expect(root.querySelectorAll('script, [onerror]')).toHaveLength(0);
      end();
    }
  });

  test('shows the first of several, of which each place takes one, in the places it may stand in', async () => {
    const offers = [
      offerOf({ id: 'a', content: { title: 'A' }, slots: ['top'] }),
      offerOf({ id: 'b', content: { title: 'B' } }),
      offerOf({ id: 'c', content: { title: 'C' } }),
    ];
    const { asked } = start('<div data-aisle-offer="side"></div><div data-aisle-offer="top"></div>', { offers });
    await settle();
    const stands = roots.filter(({ host }) => host.isConnected);
    expect(stands.map((root) => root.querySelector('.title')?.textContent)).toEqual(['A', 'B']);
    expect(stands.map(({ host }) => host.parentElement?.dataset['aisleOffer'])).toEqual(['top', 'side']);
    expect(asked('raise').map(({ offer }) => offer)).toEqual(['a', 'b']);
  });

  test('shows the next one where the first is held back, and nothing of the first', async () => {
    const offers = [
      offerOf({ id: 'a', content: { ...TEN, title: 'A' } }),
      offerOf({ id: 'b', content: { title: 'B' } }),
    ];
    start(PLACE, { offers, held: ['a'] });
    await settle();
    expect(place().childElementCount).toBe(1);
    expect(query('.title').textContent).toBe('B');
  });

  test('that is not drawn gets none, and neither does a page that has no place and no listener', async () => {
    for (const body of ['<div hidden data-aisle-offer="x"></div>', '<p>Nothing</p>', '']) {
      const { asked, end } = start(body);
      await settle();
      expect(asked('raise')).toEqual([]);
      end();
    }
  });

  test('goes on showing what an earlier page of the visit showed', async () => {
    const { asked } = start(PLACE, { offers: [offerOf({ state: 'shown' })] });
    await settle();
    expect(query('.title').textContent).toBe('Ten percent off');
    expect(asked('raise')).toEqual([]);
  });

  test('does not show what another tab shows since this page is there', async () => {
    const { shop, notify } = start(PLACE, { offers: [] });
    await settle();
    shop.offers = [offerOf({ state: 'shown' })];
    await notify();
    expect(place().childElementCount).toBe(0);
  });

  test('loses what ends: it has expired, or is closed by its owner, who keeps the focus', async () => {
    const { shop, notify, asked } = start(PLACE);
    await settle();
    shop.offers = [];
    await notify();
    expect(place().childElementCount).toBe(0);
    shop.offers = [offerOf()];
    await notify();
    query('.close').click();
    await settle();
    expect(place().childElementCount).toBe(0);
    expect(asked('answer')).toMatchObject([{ offer: 'ten-off', how: 'dismissed' }]);
  });

  test('keeps a code on the page after it was accepted, without its button', async () => {
    const { notify, asked } = start(PLACE);
    await settle();
    query('.action').click();
    await settle();
    await notify();
    expect(asked('answer')).toMatchObject([{ how: 'accepted' }]);
    expect(query('.action').hasAttribute('hidden')).toBe(true);
    expect(query('code').textContent).toBe('TEN');
  });

  test('is empty again when the visit ends, and stays so', async () => {
    const { end, notify, calls } = start(PLACE);
    await settle();
    expect(place().childElementCount).toBe(1);
    end();
    expect(place().childElementCount).toBe(0);
    expect(place().hasAttribute('aria-live')).toBe(false);
    const before = calls.length;
    await notify();
    await settle(120_000);
    expect(calls).toHaveLength(before);
  });
});

describe('the page', () => {
  test('hears of an offer, by ids on the document and with its content by on("offer")', async () => {
    const details: unknown[] = [];
    const hear = (event: Event): unknown => details.push((event as CustomEvent).detail);
    document.addEventListener('aisle:offer', hear);
    const { listeners, asked, room } = start('');
    const offers: OfferEvent[] = [];
    listeners.on('offer', (offer) => offers.push(offer));
    await settle();
    document.removeEventListener('aisle:offer', hear);
    expect(details).toEqual([{ id: 'ten-off' }]);
    expect(offers).toMatchObject([{ id: 'ten-off', content: TEN }]);
    expect(offers[0]!.signal.aborted).toBe(false);
    await offers[0]!.dismiss();
    expect(asked('answer')).toMatchObject([{ how: 'dismissed' }]);
    expect(offers[0]!.signal.aborted).toBe(true);
    await offers[0]!.accept();
    expect(asked('answer')).toHaveLength(1);
    room.turn();
  });

  test('is given one offer at a time by on("offer"), and none that is meant for places it does not have', async () => {
    const offers = [offerOf({ id: 'a', slots: ['top'] }), offerOf({ id: 'b' }), offerOf({ id: 'c' })];
    const { listeners, asked } = start('', { offers });
    listeners.on('offer', () => {});
    await settle();
    expect(asked('raise').map(({ offer }) => offer)).toEqual(['b']);
  });

  test('is told of segments first as they are, then of changes, if it may read them', async () => {
    for (const exposed of ['segments', 'profile', 'none']) {
      const { shop, listeners, notify, end } = start('', { offers: [], exposed, segments: [{ id: 'a', name: 'A' }] });
      const told: string[] = [];
      listeners.on('segment', ({ id, name, isIn }) => told.push(`${id} ${name} ${isIn}`));
      await settle();
      shop.segments = [{ id: 'b', name: 'B' }];
      await notify();
      await notify();
      expect(told).toEqual(exposed === 'none' ? [] : ['a A true', 'a A false', 'b B true']);
      end();
    }
  });

  test('is asked again when time changes something, and at least once a minute till then', async () => {
    const { shop, asked } = start(PLACE, { offers: [], nextInMs: 150_000 });
    await settle();
    expect(asked('state')).toHaveLength(1);
    await settle(59_999);
    expect(asked('state')).toHaveLength(1);
    shop.offers = [offerOf()];
    await settle(1);
    expect(query('.title').textContent).toBe('Ten percent off');
  });

  test('that nobody sees asks nothing and raises nothing, until somebody does', async () => {
    const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const { calls, asked, notify } = start(PLACE);
    await settle();
    await notify();
    expect(calls).toEqual([]);
    hidden.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(asked('raise')).toHaveLength(1);
  });

  test.each(['stopped', 'no-consent', 'not-loaded'])('asks no more after the answer %s', async (failure) => {
    const { calls, notify } = start(PLACE, { failure });
    await settle();
    await notify();
    expect(calls).toHaveLength(1);
  });
});

describe('a cart that is handed over', () => {
  const key = '0'.repeat(32);
  const body = { offer: 'ten-off', lines: [{ id: 'SKU-1', quantity: 2 }] };
  const recovering = (endpoint: string | undefined): Partial<Shop> => ({
    offers: [
      offerOf({
        recovers: endpoint === undefined ? 'callback' : 'endpoint',
        content: { title: 'Keep it', action: 'Keep' },
      }),
    ],
    sending: { key, body, endpoint },
  });
  const answering = (...statuses: (number | Error)[]) => {
    const fetch = vi.fn(async (_url: URL, _init: RequestInit) => {
      const status = statuses.shift() ?? 200;
      if (status instanceof Error) throw status;
      return { ok: status < 300, status } as Response;
    });
    vi.stubGlobal('fetch', fetch);
    return fetch;
  };
  const press = (event: Event): void => void query('.action').dispatchEvent(event);

  test('goes by the shopper’s own click, with exactly its offer and lines, no cookie and no referrer, once', async () => {
    const fetch = answering();
    const { asked } = start(PLACE, recovering('https://other.example/recover'));
    await settle();
    press(trusted());
    press(trusted());
    await settle();
    expect(asked('recover')).toHaveLength(1);
    expect(asked('recover')[0]!['key']).toMatch(/^[0-9a-f]{32}$/);
    expect(fetch).toHaveBeenCalledOnce();
    const [url, init] = fetch.mock.calls[0]!;
    expect(url.href).toBe('https://other.example/recover');
    expect(JSON.parse(init.body as string)).toEqual(body);
    expect(init).toMatchObject({
      method: 'POST',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      keepalive: true,
      redirect: 'error',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });
    expect(asked('settle')).toMatchObject([{ key, state: 'acknowledged' }]);
    expect(query('.said').textContent).toBe('Saved.');
  });

  test('takes the shop’s own cookies to the shop’s own address only', async () => {
    const fetch = answering();
    start(PLACE, recovering('/recover'));
    await settle();
    press(trusted());
    await settle();
    expect(fetch.mock.calls[0]![1].credentials).toBe('same-origin');
  });

  test('is not handed over by a script: neither its click nor its accept() nor somebody’s old click will do', async () => {
    const fetch = answering();
    const { listeners, asked } = start('', recovering('/recover'));
    const offers: OfferEvent[] = [];
    listeners.on('offer', (offer) => offers.push(offer));
    await settle();
    const old = trusted();
    Object.defineProperty(old, 'timeStamp', { value: performance.now() - 5_000 });
    await offers[0]!.accept(old);
    expect(asked('recover')).toEqual([]);
    expect(asked('answer')).toMatchObject([{ how: 'accepted' }]);

    const second = start(PLACE, recovering('/recover'));
    await settle();
    press(new MouseEvent('click'));
    await settle();
    expect(second.asked('recover')).toEqual([]);
    expect(fetch).not.toHaveBeenCalled();
  });

  test('has no button where nobody listens for it, and goes to who does', async () => {
    const unheard = start(PLACE, recovering(undefined));
    await settle();
    expect(query('.action')).toBeNull();
    unheard.end();

    const { listeners, asked } = start(PLACE, recovering(undefined));
    const heard = vi.fn();
    listeners.on('recovery', heard);
    await settle();
    press(trusted());
    await settle();
    expect(heard).toHaveBeenCalledExactlyOnceWith(body);
    expect(asked('settle')).toMatchObject([{ state: 'acknowledged' }]);
  });

  test.each([
    [500, undefined],
    [429, undefined],
    [new TypeError('offline'), undefined],
    [400, 'refused'],
    [404, 'refused'],
    [204, 'acknowledged'],
  ] as const)('that is answered with %s is then %s', async (status, state) => {
    answering(status);
    const { asked } = start(PLACE, recovering('/recover'));
    await settle();
    press(trusted());
    await settle();
    expect(asked('settle').map((call) => call['state'])).toEqual(state ? [state] : []);
    expect(query('.said').textContent).toBe(state === 'acknowledged' ? 'Saved.' : 'Will be saved soon.');
  });

  test('is sent again when its time has come, with the same key', async () => {
    const fetch = answering(503, 200);
    const { shop, asked } = start(PLACE, recovering('/recover'));
    await settle();
    press(trusted());
    await settle();
    shop.resend = { inMs: 10_000, by: 'endpoint' };
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    await settle(10_000);
    expect(asked('resend').length).toBeGreaterThan(0);
    expect(fetch.mock.calls.map(([, { headers }]) => (headers as Record<string, string>)['idempotency-key'])).toEqual([
      key,
      key,
    ]);
  });

  test('that hangs is given up before it would be sent again, and is not sent on when imports is withdrawn', async () => {
    const signals: AbortSignal[] = [];
    vi.stubGlobal('fetch', (_: URL, { signal }: RequestInit) => {
      signals.push(signal!);
      return new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(new Error('aborted'))));
    });
    const { asked } = start(PLACE, recovering('/recover'));
    await settle();
    press(trusted());
    await settle(7_999);
    expect(signals[0]!.aborted).toBe(false);
    await settle(1);
    expect(signals[0]!.aborted).toBe(true);
    expect(asked('settle')).toEqual([]);
  });
});
