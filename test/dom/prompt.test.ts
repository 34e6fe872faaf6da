import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { PURPOSES_VERSION } from '../../contract/grants.ts';
import type { Signal } from '../../src/consent/source.ts';
import { connectPrompt, type PromptOptions } from '../../src/privacy-panel/prompt.ts';
import { DE, EN, ES, FR } from '../../src/privacy-panel/prompt-texts.ts';

const KEY = 'aisle:consent:default';
const NOW = Date.parse('2026-11-23T12:00:00Z');
const DAY_MS = 86_400_000;
const [, title, , , REFUSE, ACCEPT, SAVE, CLOSE] = EN;

let reports: Signal[];
let root: ShadowRoot | undefined;
let referrer: string;
let listeners: EventListenerOrEventListenerObject[];

beforeEach(() => {
  reports = [];
  root = undefined;
  referrer = '';
  listeners = [];
  localStorage.clear();
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  vi.spyOn(document, 'referrer', 'get').mockImplementation(() => referrer);
  // the root is closed: only who makes it has it
  const attach = Element.prototype.attachShadow;
  vi.spyOn(Element.prototype, 'attachShadow').mockImplementation(function (this: Element, init) {
    expect(init).toEqual({ mode: 'closed' });
    root = attach.call(this, init);
    return root;
  });
  const listen = globalThis.addEventListener.bind(globalThis);
  vi.spyOn(globalThis, 'addEventListener').mockImplementation(
    (type: string, listener: EventListenerOrEventListenerObject) => {
      listeners.push(listener);
      listen(type, listener);
    },
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  for (const listener of listeners) globalThis.removeEventListener('click', listener);
  for (const host of document.querySelectorAll('aisle-consent')) host.remove();
  document.body.replaceChildren();
});

const connect = (options: PromptOptions = {}): void => connectPrompt((signal) => reports.push(signal), options);
const isShown = (): boolean => document.querySelector('aisle-consent') !== null;
const boxes = (): HTMLInputElement[] => Array.from(root!.querySelectorAll('input'));
const press = (text: string): void => {
  const all = Array.from(root!.querySelectorAll('button'));
  all.find((button) => button.textContent === text || button.ariaLabel === text)!.click();
};
const kept = (): unknown => JSON.parse(localStorage.getItem(KEY) ?? 'null');
const keep = (more: object = {}): void =>
  localStorage.setItem(
    KEY,
    JSON.stringify({ grants: { personalisation: 'granted' }, v: PURPOSES_VERSION, until: NOW + DAY_MS, ...more }),
  );

describe('asking', () => {
  test('shows a box for personalisation and one for the page’s own context, none ticked', () => {
    connect();
    expect(boxes().map(({ value, checked }) => [value, checked])).toEqual([
      ['personalisation', false],
      ['contextual', false],
    ]);
  });

  test.each([
    [{ report: 'https://collector.example/' }, ['personalisation', 'contextual', 'measurement']],
    [{ purposes: 'imports personalisation' }, ['personalisation', 'imports']],
    [{ purposes: 'personalisation', report: '/r' }, ['personalisation']],
    [{ purposes: 'sale' }, []],
  ])('%j: the boxes are %j', (options, expected) => {
    connect(options);
    expect(boxes().map(({ value }) => value)).toEqual(expected);
  });

  test('says nothing and keeps nothing while nobody has chosen', () => {
    connect();
    expect(reports).toEqual([]);
    expect(localStorage).toHaveLength(0);
  });

  test('is first on the page, named, outside the body and without the focus', () => {
    connect();
    expect(document.documentElement.firstElementChild?.localName).toBe('aisle-consent');
    expect(document.querySelector('aisle-consent')?.shadowRoot).toBeNull();
    expect(root?.querySelector('section')?.ariaLabel).toBe(title);
    expect(document.activeElement).toBe(document.body);
  });

  test('refusing looks and works as accepting does', () => {
    connect();
    const [refuse, accept] = [REFUSE, ACCEPT].map((text) =>
      Array.from(root!.querySelectorAll('p > button')).find((button) => button.textContent === text),
    );
    expect(refuse!.parentElement).toBe(accept!.parentElement);
    expect(refuse!.attributes).toHaveLength(accept!.attributes.length);
    expect(refuse!.compareDocumentPosition(accept!)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });

  test.each([
    ['/privacy?v=3', true],
    ['https://shop.example/privacy', true],
    ['2026-11', false],
    ['javascript:alert(1)', false],
    [undefined, false],
  ])('a notice %s is linked to: %s', (notice, expected) => {
    connect({ notice });
    expect(root?.querySelector('a')?.getAttribute('href')).toBe(expected ? notice : undefined);
  });

  test('texts are text: what looks like HTML stays what it is', () => {
    connect({ prompt: JSON.stringify(EN.map((text) => `<img src=x onerror=alert(1)>${text}`)) });
    expect(root?.querySelector('img')).toBeNull();
    expect(root?.querySelector('b')?.textContent).toContain('<img');
  });

  test('every language says each thing, in its own words', () => {
    for (const texts of [DE, ES, FR]) {
      expect(texts).toHaveLength(EN.length);
      for (const [at, text] of texts.entries()) expect(text, text).not.toBe(EN[at]);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  test.each([DE, ES, FR])('speaks the language of the page where the tag has its texts: %s', (...texts) => {
    connect({ prompt: JSON.stringify(texts), purposes: 'personalisation contextual imports measurement' });
    expect(root?.querySelector('section')?.lang).toBe(texts[0]);
    for (const text of texts.slice(1).filter((_, at) => at !== 2 && at !== 6)) {
      expect(root?.querySelector('section')?.textContent).toContain(text);
    }
  });

  test.each(['', 'null', '{}', 'nonsense'])('texts of %s: asks nobody, or in English, and grants nothing', (prompt) => {
    try {
      connect({ prompt });
    } catch {
      // whoever connects a source takes one that throws for silent
    }
    expect(reports).toEqual([]);
    if (prompt === '') expect(root?.querySelector('b')?.textContent).toBe(title);
  });

  test('comes from another page of the shop: has been asked on this visit, and is not again', () => {
    referrer = `${location.origin}/before`;
    connect();
    expect(isShown()).toBe(false);
    expect(reports).toEqual([]);
  });

  test.each(['https://search.example/', `${location.origin}.evil.example/`])('comes from %s: is asked', (from) => {
    referrer = from;
    connect();
    expect(isShown()).toBe(true);
  });
});

describe('choosing', () => {
  test('accepting grants what was asked for and nothing else', () => {
    connect({ notice: '7' });
    press(ACCEPT);
    expect(reports).toMatchObject([{ grants: { personalisation: 'granted', contextual: 'granted' }, notice: '7' }]);
    expect(Object.keys(reports[0]!.grants)).toEqual(['personalisation', 'contextual']);
    expect(reports[0]!.stored).toBeUndefined();
    expect(isShown()).toBe(false);
  });

  test('refusing denies it all and keeps nothing', () => {
    connect();
    press(REFUSE);
    expect(reports).toMatchObject([{ grants: { personalisation: 'denied', contextual: 'denied' } }]);
    expect(localStorage).toHaveLength(0);
    expect(isShown()).toBe(false);
  });

  test('of the boxes only the ticked ones are granted', () => {
    connect();
    boxes()[1]!.checked = true;
    press(SAVE);
    expect(reports[0]!.grants).toEqual({ personalisation: 'denied', contextual: 'granted' });
    expect(kept()).toMatchObject({ grants: { personalisation: 'denied', contextual: 'granted' } });
  });

  test('saving without a tick is refusing', () => {
    connect();
    press(SAVE);
    expect(reports[0]!.grants).toEqual({ personalisation: 'denied', contextual: 'denied' });
    expect(localStorage).toHaveLength(0);
  });

  test.each([
    ['the button', () => press(CLOSE)],
    [
      'the Escape key',
      () => void root!.querySelector('section')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' })),
    ],
  ])('closing by %s is no choice', (_, close) => {
    connect();
    boxes()[0]!.checked = true;
    close();
    expect(isShown()).toBe(false);
    expect(reports).toEqual([]);
    expect(localStorage).toHaveLength(0);
  });

  test('no key is taken away from the shopper', () => {
    connect();
    for (const key of ['Tab', ' ', 'Enter', 'a', 'Escape']) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      root!.querySelector('input')!.dispatchEvent(event);
      expect(event.defaultPrevented, key).toBe(false);
    }
  });

  test('a grant is kept with the version of the purposes, the notice and half a year', () => {
    connect({ site: 'north', notice: '7' });
    press(ACCEPT);
    expect(JSON.parse(localStorage.getItem('aisle:consent:north')!)).toEqual({
      grants: { personalisation: 'granted', contextual: 'granted' },
      notice: '7',
      v: PURPOSES_VERSION,
      until: NOW + 182 * DAY_MS,
    });
  });

  test('where nothing can be kept the choice holds for the page', () => {
    vi.stubGlobal(
      'localStorage',
      new Proxy({}, { get: refuseAccess, set: refuseAccess, deleteProperty: refuseAccess }),
    );
    connect();
    press(ACCEPT);
    expect(reports).toMatchObject([{ grants: { personalisation: 'granted' } }]);
  });
});

describe('on a later page', () => {
  test('a kept grant is reported as stored, and nobody is asked', () => {
    keep();
    connect();
    expect(reports).toMatchObject([{ grants: { personalisation: 'granted' }, stored: true }]);
    expect(isShown()).toBe(false);
  });

  test.each([
    ['the purposes mean more than they did', { v: PURPOSES_VERSION - 1 }, {}],
    ['the notice is another one', { notice: '6' }, { notice: '7' }],
    ['there is a notice now', {}, { notice: '7' }],
    ['it is half a year old', { until: NOW }, {}],
    ['it belongs to another site', {}, { site: 'north' }],
  ])('%s: asks again and replays nothing', (_, more, options) => {
    keep(more);
    connect(options);
    expect(isShown()).toBe(true);
    expect(reports).toEqual([]);
  });

  test.each(['', 'null', '[]', '{"v":1', '"granted"', '{"__proto__":{"v":1}}'])(
    '%s in its place is no grant',
    (text) => {
      localStorage.setItem(KEY, text);
      connect();
      expect(isShown()).toBe(true);
      expect(reports).toEqual([]);
    },
  );

  test('an element with data-aisle-consent brings it back, with what was chosen, the focus, and a way back', () => {
    keep();
    connect();
    const link = document.createElement('button');
    link.dataset['aisleConsent'] = '';
    link.append(document.createElement('span'));
    document.body.append(link);
    (link.firstElementChild as HTMLElement).click();
    expect(isShown()).toBe(true);
    expect(boxes().map(({ checked }) => checked)).toEqual([true, false]);
    expect(document.activeElement?.localName).toBe('aisle-consent');
    press(REFUSE);
    expect(reports.at(-1)).toMatchObject({ grants: { personalisation: 'denied' } });
    expect(localStorage).toHaveLength(0);
    expect(document.activeElement).toBe(link);
  });

  test('is never there twice', () => {
    connect();
    document.body.dataset['aisleConsent'] = '';
    document.body.click();
    document.body.click();
    expect(document.querySelectorAll('aisle-consent')).toHaveLength(1);
    delete document.body.dataset['aisleConsent'];
  });

  test('clicks that come from no element are none of its business', () => {
    keep();
    connect();
    const thrown = vi.fn();
    globalThis.addEventListener('error', thrown);
    document.dispatchEvent(new Event('click', { bubbles: true }));
    globalThis.dispatchEvent(new Event('click'));
    expect(thrown).not.toHaveBeenCalled();
    expect(isShown()).toBe(false);
  });
});

describe('where Global Privacy Control is set', () => {
  beforeEach(() => {
    Object.defineProperty(navigator, 'globalPrivacyControl', { value: true, configurable: true });
  });
  afterEach(() => {
    delete (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  });

  test('nobody is asked what is answered already, and a kept grant is not read', () => {
    keep();
    connect();
    expect(isShown()).toBe(false);
    expect(reports).toEqual([]);
  });

  test('with data-gpc="reports" what it refuses is not asked for', () => {
    connect({ gpc: 'reports', purposes: 'personalisation contextual imports measurement' });
    expect(boxes().map(({ value }) => value)).toEqual(['personalisation', 'contextual']);
  });
});

function refuseAccess(): never {
  throw new DOMException('no storage here', 'SecurityError');
}
