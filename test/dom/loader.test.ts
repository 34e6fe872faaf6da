import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { Choice, Turn } from '../../src/consent/gate.ts';
import type { Signal } from '../../src/consent/source.ts';
import type { ChunkScript, SdkHost } from '../../src/loader/handover.ts';

interface Aisle {
  (...call: unknown[]): unknown;
  q?: unknown[][];
}

const BUNDLE = 'https://cdn.example/bundle/manifest.json';
const page = globalThis as { aisle?: Aisle; CookieConsent?: object };

let listeners: [type: string, listener: EventListenerOrEventListenerObject][];

beforeEach(() => {
  // no script is fetched here: the tests hand over what it would
  const { happyDOM } = globalThis as { happyDOM?: { settings: { handleDisabledFileLoadingAsSuccess: boolean } } };
  happyDOM!.settings.handleDisabledFileLoadingAsSuccess = true;
  listeners = [];
  vi.resetModules();
  vi.stubGlobal('AISLE_INTEGRITY', { sdk: 'sha256-sdk', 'consent-vanilla-cookieconsent': 'sha256-adapter' });
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const listen = globalThis.addEventListener.bind(globalThis);
  vi.spyOn(globalThis, 'addEventListener').mockImplementation(
    (type: string, listener: EventListenerOrEventListenerObject) => {
      listeners.push([type, listener]);
      listen(type, listener);
    },
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  for (const [type, listener] of listeners) globalThis.removeEventListener(type, listener);
  for (const script of document.querySelectorAll('script')) script.remove();
  delete page.aisle;
  delete page.CookieConsent;
});

/** Runs the loader as the tag of a page does. */
async function load(attributes: Record<string, string> = {}): Promise<void> {
  const tag = document.createElement('script');
  Object.defineProperty(tag, 'src', { value: 'https://cdn.example/scripts/aisle.js' });
  Object.defineProperty(tag, 'nonce', { value: 'n0nce' });
  const all = { 'data-bundle': BUNDLE, 'data-consent': 'manual', ...attributes };
  for (const [name, value] of Object.entries(all)) tag.setAttribute(name, value);
  vi.spyOn(document, 'currentScript', 'get').mockReturnValue(tag);
  await import('../../src/loader/loader.ts');
}

/** The global as the snippet of the documentation leaves it. */
const queueOf = (calls: unknown[][]): Aisle => Object.assign(() => {}, { q: calls });
const added = (): ChunkScript[] => Array.from(document.head.querySelectorAll<ChunkScript>('script'));
const files = (): string[] => added().map(({ src }) => src.split('/').at(-1) ?? '');
const scriptOf = (file: string): ChunkScript | undefined => added().find(({ src }) => src.endsWith(file));

/** Lets the SDK's script arrive. */
function arrive() {
  const turns: [Turn, Choice][] = [];
  const calls: (readonly unknown[])[] = [];
  let host: SdkHost | undefined;
  scriptOf('aisle-sdk.js')?.aisle?.((given: SdkHost) => {
    host = given;
    return {
      turn: (turn: Turn, choice: Choice) => turns.push([turn, choice]),
      call(call: readonly unknown[]) {
        calls.push(call);
        return 'answer';
      },
    };
  });
  return { turns, calls, host: () => host };
}

/** Lets the adapter's script arrive. */
function adapt() {
  let report: ((signal: Signal) => void) | undefined;
  let seen: Event | undefined;
  scriptOf('aisle-consent-vanilla-cookieconsent.js')?.aisle?.((given: (signal: Signal) => void, event?: Event) => {
    report = given;
    seen = event;
  });
  return { report: (signal: Signal) => report?.(signal), seen: () => seen };
}

const GRANTED = { personalisation: 'granted' } as const;
const DENIED = { personalisation: 'denied' } as const;

describe('the loader', () => {
  test('adds nothing before a grant', async () => {
    await load();
    page.aisle?.('track', 'product_view', 'a');
    page.aisle?.('consent', { measurement: 'granted' });
    expect(files()).toEqual([]);
  });

  test('adds the SDK from beside itself on a grant, with hash and nonce and without cookies and referrer', async () => {
    await load();
    page.aisle?.('consent', GRANTED);
    expect(added()).toHaveLength(1);
    expect(scriptOf('aisle-sdk.js')).toMatchObject({
      src: 'https://cdn.example/scripts/aisle-sdk.js',
      integrity: 'sha256-sdk',
      nonce: 'n0nce',
      crossOrigin: 'anonymous',
      referrerPolicy: 'no-referrer',
    });
  });

  test('lets the SDK add a script of its own in the same way', async () => {
    await load();
    page.aisle?.('consent', GRANTED);
    const taken: unknown[] = [];
    const onerror = vi.fn();
    arrive()
      .host()
      ?.add('page-annex', (chunk) => taken.push(chunk), { integrity: 'sha256-annex', onerror });
    const script = scriptOf('aisle-page-annex.js');
    expect(script).toMatchObject({
      src: 'https://cdn.example/scripts/aisle-page-annex.js',
      integrity: 'sha256-annex',
      nonce: 'n0nce',
      crossOrigin: 'anonymous',
      referrerPolicy: 'no-referrer',
      onerror,
    });
    script?.aisle?.('its chunk');
    expect(taken).toEqual(['its chunk']);
  });

  test('adds it once, however often is granted', async () => {
    await load();
    for (const grants of [GRANTED, DENIED, GRANTED]) page.aisle?.('consent', grants);
    expect(files()).toEqual(['aisle-sdk.js']);
  });

  test('is one instance, included twice', async () => {
    await load();
    const first = page.aisle;
    vi.resetModules();
    await load();
    expect(page.aisle).toBe(first);
    first?.('consent', GRANTED);
    expect(files()).toEqual(['aisle-sdk.js']);
  });

  test('gives the page a global that it cannot change', async () => {
    await load();
    expect(Object.isFrozen(page.aisle)).toBe(true);
  });

  test.each(['http://cdn.example/manifest.json', 'javascript:alert(1)', ''])(
    'refuses the bundle %s with one clear error, and starts nothing',
    async (bundle) => {
      await load({ 'data-bundle': bundle });
      page.aisle?.('consent', GRANTED);
      expect(files()).toEqual([]);
      expect(console.error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(`"${bundle}" must be an https:`));
    },
  );

  test('starts the SDK with the choice when it arrives, and passes calls on from then', async () => {
    await load();
    page.aisle?.('consent', GRANTED);
    const { turns, calls, host } = arrive();
    expect(turns).toMatchObject([['granted', { source: 'manual', grants: GRANTED }]]);
    expect(host()).toMatchObject({ bundle: BUNDLE, aisle: page.aisle });
    expect(page.aisle?.('explain', 'a')).toBe('answer');
    expect(calls).toEqual([['explain', 'a']]);
  });

  test('does not start it where consent was withdrawn while it was on its way', async () => {
    await load();
    page.aisle?.('track', 'product_view', 'a');
    page.aisle?.('consent', GRANTED, { stored: true });
    page.aisle?.('consent', DENIED);
    const { turns, calls } = arrive();
    expect(turns).toEqual([]);
    expect(calls).toEqual([]);
  });

  test('tells it of a withdrawal, and passes nothing on after', async () => {
    await load();
    page.aisle?.('consent', GRANTED);
    const { turns, calls } = arrive();
    page.aisle?.('consent', DENIED);
    page.aisle?.('track', 'product_view', 'a');
    expect(turns.map(([turn]) => turn)).toEqual(['granted', 'withdrawn']);
    expect(calls).toEqual([]);
    page.aisle?.('consent', GRANTED);
    expect(calls).toEqual([]);
  });

  test('stays quiet where Trusted Types refuse the script', async () => {
    await load();
    vi.spyOn(document.head, 'append').mockImplementation(() => {
      throw new TypeError('requires TrustedScriptURL');
    });
    expect(() => page.aisle?.('consent', GRANTED)).not.toThrow();
  });
});

describe('calls from before the loader', () => {
  beforeEach(() => {
    page.aisle = queueOf([
      ['track', 'product_view', 'a'],
      ['ready', 'callback'],
      ['on', 'decision', 'listener'],
    ]);
  });

  test('are replayed under a choice of an earlier page', async () => {
    await load();
    page.aisle?.('track', 'add_to_cart', 'b');
    page.aisle?.('consent', GRANTED, { stored: true });
    expect(arrive().calls.map(([name]) => name)).toEqual(['track', 'ready', 'on', 'track']);
  });

  test('are discarded under a choice of this page, but for those that only wait for Aisle', async () => {
    await load();
    page.aisle?.('track', 'add_to_cart', 'b');
    page.aisle?.('consent', GRANTED);
    page.aisle?.('track', 'add_to_cart', 'c');
    expect(arrive().calls).toEqual([
      ['ready', 'callback'],
      ['on', 'decision', 'listener'],
      ['track', 'add_to_cart', 'c'],
    ]);
  });

  test('may themselves be the choice', async () => {
    page.aisle?.q?.push(['consent', GRANTED]);
    await load();
    expect(files()).toEqual(['aisle-sdk.js']);
  });

  test('are not kept after a refusal', async () => {
    await load();
    page.aisle?.('consent', DENIED);
    page.aisle?.('track', 'add_to_cart', 'b');
    page.aisle?.('consent', GRANTED, { stored: true });
    expect(arrive().calls.map(([name]) => name)).toEqual(['ready', 'on']);
  });

  test('fill no memory', async () => {
    await load();
    for (let count = 0; count < 1_000; count++) page.aisle?.('track', 'product_view', 'a');
    page.aisle?.('consent', GRANTED, { stored: true });
    expect(arrive().calls).toHaveLength(256);
  });
});

describe('with vanilla-cookieconsent', () => {
  const named = { 'data-consent': 'vanilla-cookieconsent' };

  test('the adapter is all that is added before a grant', async () => {
    await load(named);
    expect(files()).toEqual(['aisle-consent-vanilla-cookieconsent.js']);
    expect(added()[0]?.integrity).toBe('sha256-adapter');
  });

  test('its word counts, and its silence keeps a call of the page pending', async () => {
    await load(named);
    page.aisle?.('consent', GRANTED);
    expect(files()).not.toContain('aisle-sdk.js');
    adapt().report({ grants: GRANTED, stored: true });
    expect(files()).toContain('aisle-sdk.js');
  });

  test('an event that came before the adapter is handed to it', async () => {
    await load(named);
    const event = new Event('cc:onConsent');
    dispatchEvent(event);
    expect(adapt().seen()).toBe(event);
  });

  test.each([
    ['an event of it', () => dispatchEvent(new Event('cc:onConsent'))],
    ['a change', () => dispatchEvent(new Event('cc:onChange'))],
  ])('auto finds it by %s', async (_, happen) => {
    await load({ 'data-consent': 'auto' });
    expect(files()).toEqual([]);
    happen();
    happen();
    expect(files()).toEqual(['aisle-consent-vanilla-cookieconsent.js']);
  });

  test('auto finds it by its global', async () => {
    page.CookieConsent = {};
    await load({ 'data-consent': 'auto' });
    expect(files()).toEqual(['aisle-consent-vanilla-cookieconsent.js']);
  });

  test('auto heeds calls of the page where it is not there', async () => {
    await load({ 'data-consent': 'auto' });
    page.aisle?.('consent', GRANTED);
    expect(files()).toEqual(['aisle-sdk.js']);
  });
});

describe('with a consent manager of a later version', () => {
  test.each(['onetrust', 'tcf', 'prompt', 'no such'])('%s keeps consent pending and says so once', async (consent) => {
    await load({ 'data-consent': consent, 'data-policy': 'opt-out' });
    page.aisle?.('consent', GRANTED);
    dispatchEvent(new Event('load'));
    expect(files()).toEqual([]);
    expect(console.warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(`data-consent="${consent}"`));
  });
});

describe('under opt-out', () => {
  const optOut = { 'data-policy': 'opt-out' };

  test('a page that asks by hand is granted at once', async () => {
    await load(optOut);
    expect(files()).toEqual(['aisle-sdk.js']);
    expect(arrive().turns).toMatchObject([['granted', { source: 'policy' }]]);
  });

  test('a refusal in the queue comes first', async () => {
    page.aisle = queueOf([['consent', DENIED]]);
    await load(optOut);
    expect(files()).toEqual([]);
  });

  test('Global Privacy Control refuses', async () => {
    vi.stubGlobal('navigator', { globalPrivacyControl: true });
    await load(optOut);
    expect(files()).toEqual([]);
  });

  test('a manager that was found is waited for', async () => {
    page.CookieConsent = {};
    await load({ ...optOut, 'data-consent': 'auto' });
    dispatchEvent(new Event('load'));
    expect(files()).toEqual(['aisle-consent-vanilla-cookieconsent.js']);
    adapt().report({ grants: { personalisation: 'unasked' } });
    expect(files()).toContain('aisle-sdk.js');
  });

  test('and its refusal stands', async () => {
    page.CookieConsent = {};
    await load({ ...optOut, 'data-consent': 'auto' });
    adapt().report({ grants: DENIED, stored: true });
    dispatchEvent(new Event('load'));
    expect(files()).toEqual(['aisle-consent-vanilla-cookieconsent.js']);
  });

  test.each([
    ['loading', 0],
    ['complete', 1],
  ] as const)('of a page that is %s, silence is worth %i SDK', async (state, expected) => {
    vi.spyOn(document, 'readyState', 'get').mockReturnValue(state);
    await load({ ...optOut, 'data-consent': 'auto' });
    expect(files()).toHaveLength(expected);
    dispatchEvent(new Event('load'));
    expect(files()).toEqual(['aisle-sdk.js']);
  });
});
