import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { connectSources } from '../../src/consent/connect-sources.ts';
import { openRoom, type RoomHost } from '../../src/consent/room.ts';
import type { Signal } from '../../src/consent/source.ts';
import type { ChunkScript, SdkHost } from '../../src/loader/handover.ts';

interface Aisle {
  (...call: unknown[]): unknown;
  q?: unknown[][];
}

const BUNDLE = 'https://cdn.example/bundle/manifest.json';
const FILES = ['iab', 'platform', 'vendor', 'open', 'prompt', 'room'];
const page = globalThis as Record<string, unknown> & { aisle?: Aisle };

let listeners: [type: string, listener: EventListenerOrEventListenerObject][];
let globals: string[];

beforeEach(() => {
  vi.useFakeTimers();
  // no script is fetched here: the tests hand over what it would
  const { happyDOM } = globalThis as { happyDOM?: { settings: { handleDisabledFileLoadingAsSuccess: boolean } } };
  happyDOM!.settings.handleDisabledFileLoadingAsSuccess = true;
  listeners = [];
  globals = [];
  vi.resetModules();
  vi.stubGlobal('AISLE_INTEGRITY', Object.fromEntries(FILES.map((file) => [file, `hash-of-${file}`])));
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const listen = globalThis.addEventListener.bind(globalThis);
  vi.spyOn(globalThis, 'addEventListener').mockImplementation(
    (type: string, listener: EventListenerOrEventListenerObject) => {
      listeners.push([type, listener]);
      listen(type, listener);
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  for (const [type, listener] of listeners) globalThis.removeEventListener(type, listener);
  for (const script of document.querySelectorAll('script')) script.remove();
  for (const name of ['aisle', ...globals]) delete page[name];
});

/** Puts something on the page, for one test. */
function put(name: string, value: unknown): void {
  globals.push(name);
  Object.defineProperty(globalThis, name, { configurable: true, get: () => value });
}

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
const files = (): string[] => added().map(({ src }) => src.match(/aisle-(.*)\.js$/)?.[1] ?? src);
const scriptOf = (name: string): ChunkScript | undefined => added().findLast(({ src }) => src.endsWith(`-${name}.js`));

/** Lets the room's script arrive; gives what the loader has lent to it. */
function openTheRoom(): RoomHost & SdkHost {
  let lent: (RoomHost & SdkHost) | undefined;
  scriptOf('room')?.aisle?.((host: RoomHost & SdkHost) => {
    lent = host;
    openRoom(host, 'sha256-sdk');
  });
  return lent!;
}

/** Lets an adapter's script arrive, of which one source is on the page. */
function adapt(file: string, source: string) {
  let report: ((signal: Signal) => void) | undefined;
  let seen: Event | undefined;
  const chunk = connectSources({
    [source](given, event) {
      report = given;
      seen = event;
    },
  });
  scriptOf(file)?.aisle?.(chunk);
  return { say: (grants: Signal['grants']) => report?.({ grants }), seen: () => seen, isHeard: () => !!report };
}

const GRANTED = { personalisation: 'granted' } as const;
const DENIED = { personalisation: 'denied' } as const;

describe('the loader', () => {
  test('adds nothing before anybody has said anything', async () => {
    await load({ 'data-consent': 'auto' });
    page.aisle?.('track', 'product_view', 'a');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(files()).toEqual([]);
  });

  test('adds a file from beside itself, with hash and nonce and without cookies and referrer', async () => {
    await load();
    page.aisle?.('consent', GRANTED);
    expect(added()).toHaveLength(1);
    expect(scriptOf('room')).toMatchObject({
      src: 'https://cdn.example/scripts/aisle-consent-room.js',
      integrity: 'sha256-hash-of-room=',
      nonce: 'n0nce',
      crossOrigin: '',
      referrerPolicy: 'no-referrer',
    });
  });

  test('lets the room and the SDK add a script of their own in the same way', async () => {
    await load();
    page.aisle?.('consent', GRANTED);
    const host = openTheRoom();
    expect(scriptOf('sdk')?.integrity).toBe('sha256-sdk');
    const taken: unknown[] = [];
    const onerror = vi.fn();
    host.add('page-annex', (chunk) => taken.push(chunk), { integrity: 'sha256-annex', onerror });
    const script = scriptOf('page-annex');
    expect(script).toMatchObject({
      src: 'https://cdn.example/scripts/aisle-page-annex.js',
      integrity: 'sha256-annex',
      nonce: 'n0nce',
      crossOrigin: '',
      referrerPolicy: 'no-referrer',
      onerror,
    });
    script?.aisle?.('its chunk');
    expect(taken).toEqual(['its chunk']);
  });

  test('hands the page’s calls over to the room, in their order, and passes later ones on', async () => {
    page.aisle = queueOf([['track', 'product_view', 'a']]);
    await load();
    page.aisle('consent', GRANTED, { stored: true });
    page.aisle('track', 'add_to_cart', 'b');
    const host = openTheRoom();
    expect(host).toMatchObject({ bundle: BUNDLE, aisle: page.aisle, signals: { manual: { grants: GRANTED } } });
    expect(host.queue).toEqual([
      ['track', 'product_view', 'a'],
      ['track', 'add_to_cart', 'b'],
    ]);
    page.aisle('consent', DENIED);
    expect(host.signals['manual']?.grants).toEqual(DENIED);
  });

  test('is one instance, included twice', async () => {
    await load();
    const first = page.aisle;
    vi.resetModules();
    await load();
    expect(page.aisle).toBe(first);
    first?.('consent', GRANTED);
    expect(files()).toEqual(['consent-room']);
  });

  test('gives the page a global that it cannot change', async () => {
    await load();
    expect(Object.isFrozen(page.aisle)).toBe(true);
  });

  test.each(['http://cdn.example/manifest.json', 'javascript:alert(1)', ''])(
    'refuses the bundle %s with one clear error, and starts nothing',
    async (bundle) => {
      put('__tcfapi', () => {});
      await load({ 'data-bundle': bundle, 'data-consent': 'auto' });
      page.aisle?.('consent', GRANTED);
      await vi.advanceTimersByTimeAsync(120_000);
      expect(files()).toEqual([]);
      expect(console.error).toHaveBeenCalledExactlyOnceWith(
        expect.stringContaining(`bundle "${bundle}" must be https:`),
      );
    },
  );

  test('refuses to report over http: with one clear error, and goes on', async () => {
    await load({ 'data-report': 'http://collector.example/v1/reports' });
    expect(console.error).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining('report "http://collector.example/v1/reports" must be https:'),
    );
    page.aisle?.('consent', GRANTED);
    expect(files()).not.toEqual([]);
  });

  test('stays quiet where Trusted Types refuse the script', async () => {
    await load();
    vi.spyOn(document.head, 'append').mockImplementation(() => {
      throw new TypeError('requires TrustedScriptURL');
    });
    expect(() => page.aisle?.('consent', GRANTED)).not.toThrow();
  });

  test('asks for a file that is blocked three times more, after ever longer pauses, and then no more', async () => {
    await load();
    page.aisle?.('consent', GRANTED);
    const startedAt = Date.now();
    const tries: number[] = [];
    for (let count = 0; count < 10; count++) {
      const before = added().length;
      added().at(-1)?.onerror?.(new Event('error'));
      await vi.advanceTimersByTimeAsync(60_000);
      if (added().length > before) tries.push(count);
    }
    expect(tries).toEqual([0, 1, 2]);
    expect(new Set(added().map(({ integrity }) => integrity))).toEqual(new Set(['sha256-hash-of-room=']));
    expect(Date.now() - startedAt).toBeGreaterThan(0);
  });

  test('keeps no more calls than a page makes before its first paint, but a choice among them', async () => {
    await load();
    for (let count = 0; count < 1_000; count++) page.aisle?.('track', 'product_view', 'a');
    page.aisle?.('consent', GRANTED, { stored: true });
    for (let count = 0; count < 1_000; count++) page.aisle?.('consent', GRANTED, { stored: true });
    const host = openTheRoom();
    expect(host.queue).toHaveLength(256);
    expect(files()).toEqual(['consent-room', 'sdk']);
  });

  test.each([[[null]], [[undefined, 7]], ['not a queue'], [7], [[[], [Symbol('x')]]]])(
    'bears a queue of %o',
    async (queue) => {
      page.aisle = Object.assign(() => {}, { q: queue as unknown[][] });
      await expect(load()).resolves.toBeUndefined();
      expect(Object.isFrozen(page.aisle)).toBe(true);
    },
  );
});

describe('a list of sources', () => {
  test.each([
    ['tcf', 'iab'],
    ['gpp', 'iab'],
    ['usp', 'iab'],
    ['gcm', 'platform'],
    ['shopify', 'platform'],
    ['wp', 'platform'],
    ['onetrust', 'vendor'],
    ['trustarc', 'vendor'],
    ['cookiebot', 'vendor'],
    ['usercentrics', 'vendor'],
    ['didomi', 'vendor'],
    ['osano', 'vendor'],
    ['klaro', 'open'],
    ['vanilla-cookieconsent', 'open'],
    ['cookieconsent', 'open'],
    ['tarteaucitron', 'open'],
    ['orejime', 'open'],
    ['prompt', 'prompt'],
  ])('%s is in the file %s, which is all that is added before a grant', async (source, file) => {
    await load({ 'data-consent': source });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(files()).toEqual([`consent-${file}`]);
    expect(added()[0]?.integrity).toBe(`sha256-hash-of-${file}=`);
    const { say, isHeard } = adapt(file, source);
    expect(isHeard()).toBe(true);
    say({ personalisation: 'unasked', contextual: 'pending' });
    expect(files()).toHaveLength(1);
  });

  test('brings one file of several, and the room when somebody grants something', async () => {
    await load({ 'data-consent': ' klaro  tcf\tdnt' });
    expect(files()).toEqual(['consent-open']);
    const { say } = adapt('open', 'klaro');
    say(GRANTED);
    expect(files()).toEqual(['consent-open', 'consent-room']);
    openTheRoom();
    expect(files()).toEqual(['consent-open', 'consent-room', 'consent-iab']);
    adapt('iab', 'tcf').say(GRANTED);
    expect(files()).toEqual(['consent-open', 'consent-room', 'consent-iab', 'sdk']);
  });

  test('brings the room on a refusal too, which deletes what an earlier page has stored', async () => {
    const deleteDatabase = vi.fn();
    vi.stubGlobal('indexedDB', { deleteDatabase });
    await load({ 'data-consent': 'klaro', 'data-site': 'shop' });
    adapt('open', 'klaro').say(DENIED);
    openTheRoom();
    expect(deleteDatabase).toHaveBeenCalledExactlyOnceWith('aisle:shop');
    expect(files()).toEqual(['consent-open', 'consent-room']);
  });

  test('its silence keeps a call of the page pending', async () => {
    await load({ 'data-consent': 'klaro' });
    page.aisle?.('consent', GRANTED);
    openTheRoom();
    const { say } = adapt('open', 'klaro');
    expect(files()).not.toContain('sdk');
    say(GRANTED);
    expect(files()).toContain('sdk');
  });

  test.each(['no-such', 'auto-matic', '__proto__', 'toString'])(
    '%s among them is pending for ever, and said once',
    async (word) => {
      await load({ 'data-consent': `${word} klaro`, 'data-policy': 'opt-out' });
      adapt('open', 'klaro').say(GRANTED);
      openTheRoom();
      page.aisle?.('consent', GRANTED);
      await vi.advanceTimersByTimeAsync(120_000);
      expect(files()).not.toContain('sdk');
      expect(vi.mocked(console.error).mock.calls.flat().join()).toMatch(
        word === 'no-such' || word === 'auto-matic' ? `"${word}" is unknown` : /^/,
      );
      expect(Object.hasOwn(Object.prototype, 'signals')).toBe(false);
    },
  );
});

describe('auto', () => {
  const auto = { 'data-consent': 'auto' };

  test.each<[global: string, value: unknown, file: string]>([
    ['__tcfapi', () => {}, 'iab'],
    ['__gpp', () => {}, 'iab'],
    ['__uspapi', () => {}, 'iab'],
    ['dataLayer', [{ event: 'gtm.js' }, null, ['consent', 'default', {}]], 'platform'],
    ['Shopify', { loadFeatures() {} }, 'platform'],
    ['wp_has_consent', () => {}, 'platform'],
    ['OneTrust', {}, 'vendor'],
    ['truste', {}, 'vendor'],
    ['Cookiebot', {}, 'vendor'],
    ['UC_UI', {}, 'vendor'],
    ['__ucCmp', {}, 'vendor'],
    ['Didomi', {}, 'vendor'],
    ['Osano', () => {}, 'vendor'],
    ['klaro', {}, 'open'],
    ['CookieConsent', { validConsent() {} }, 'open'],
    ['cookieconsent', {}, 'open'],
    ['tarteaucitron', {}, 'open'],
    ['orejime', {}, 'open'],
  ])('finds %s', async (global, value, file) => {
    put(global, value);
    await load(auto);
    expect(files()).toEqual([`consent-${file}`]);
  });

  test.each<[name: string, global: string, value: unknown]>([
    ['an element by the name of a manager', 'klaro', document.createElement('div')],
    ['a data layer without Consent Mode', 'dataLayer', [{ event: 'gtm.js' }, ['config', 'G-1']]],
    ['a shop’s theme', 'Shopify', { theme: {} }],
    ['Cookiebot’s other name', 'CookieConsent', { consent: {} }],
    ['nothing', 'OneTrust', undefined],
  ])('does not take %s for one', async (_, global, value) => {
    put(global, value);
    await load(auto);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(files()).toEqual([]);
  });

  test('bears a global that throws', async () => {
    globals.push('OneTrust');
    Object.defineProperty(globalThis, 'OneTrust', {
      configurable: true,
      get() {
        throw new Error('hostile');
      },
    });
    put('klaro', {});
    await load(auto);
    expect(files()).toEqual(['consent-open']);
  });

  test('brings one file, whatever shows', async () => {
    for (const name of ['OneTrust', '__tcfapi', 'klaro']) put(name, {});
    await load(auto);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(files()).toEqual(['consent-iab']);
  });

  test('looks again when the page has loaded', async () => {
    await load(auto);
    put('klaro', {});
    dispatchEvent(new Event('load'));
    expect(files()).toEqual(['consent-open']);
  });

  test('looks for about a minute, more and more rarely', async () => {
    let looks = 0;
    globals.push('klaro');
    Object.defineProperty(globalThis, 'klaro', { configurable: true, get: () => void looks++ });
    await load(auto);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(looks).toBe(4);
    await vi.advanceTimersByTimeAsync(63_000);
    expect(looks).toBe(10);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(looks).toBe(10);
    put('klaro', {});
    expect(files()).toEqual([]);
  });

  test.each(['cc:onConsent', 'cc:onChange'])(
    'finds vanilla-cookieconsent by %s, of which it hands on the last',
    async (type) => {
      await load(auto);
      dispatchEvent(new CustomEvent(type, { detail: { cookie: {} } }));
      const last = new CustomEvent(type, { detail: { cookie: {} } });
      dispatchEvent(last);
      expect(files()).toEqual(['consent-open']);
      expect(adapt('open', 'vanilla-cookieconsent').seen()).toBe(last);
    },
  );

  test('heeds calls of the page where nobody is there', async () => {
    await load(auto);
    page.aisle?.('consent', GRANTED);
    expect(files()).toEqual(['consent-room']);
  });

  test('hears a manager that shows late, also one of a file that has come', async () => {
    put('tarteaucitron', {});
    await load(auto);
    const { isHeard } = adapt('open', 'klaro');
    expect(isHeard()).toBe(false);
    put('klaro', {});
    await vi.advanceTimersByTimeAsync(250);
    expect(isHeard()).toBe(true);
  });
});

describe('under opt-out', () => {
  test.each(['auto', 'manual'])('%s brings the room, which waits until the page has loaded', async (consent) => {
    const state = vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading');
    await load({ 'data-policy': 'opt-out', 'data-consent': consent });
    openTheRoom();
    expect(files()).toEqual(['consent-room']);
    state.mockReturnValue('complete');
    dispatchEvent(new Event('load'));
    expect(files()).toEqual(['consent-room', 'sdk']);
  });

  test('a refusal in the queue comes first', async () => {
    page.aisle = queueOf([['consent', { personalisation: 'denied', contextual: 'denied' }]]);
    await load({ 'data-policy': 'opt-out' });
    openTheRoom();
    expect(files()).toEqual(['consent-room']);
  });
});
