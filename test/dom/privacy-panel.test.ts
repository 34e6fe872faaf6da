import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { Failure, ProfileReply } from '../../contract/protocol.ts';
import type { PanelHost } from '../../src/privacy-panel/panel-host.ts';
import { startPanel } from '../../src/privacy-panel/start-panel.ts';
import type { ConsentRecord } from '../../contract/grants.ts';
import { createListeners } from '../../src/sdk/listeners.ts';
import type { Visit } from '../../src/sdk/visit.ts';
import { createRawProfile } from '../../worker/profile/profile.ts';

vi.stubGlobal('AISLE_PANEL_TEXTS', { de: 'sha256-x' });

const CONSENT: ConsentRecord = {
  grants: { personalisation: 'granted', measurement: 'denied', contextual: 'granted', imports: 'pending' },
  source: 'manual',
  at: 1_000,
};
const reply = (change: Partial<ProfileReply> = {}): object => ({
  ok: true,
  profile: createRawProfile(),
  consent: CONSENT,
  halfLifeDays: 30,
  retentionDays: 30,
  isPaused: false,
  ...change,
});
const refused = (reason: Failure['reason']): object => ({ ok: false, reason });
const settle = (ms = 0): Promise<void> => vi.advanceTimersByTimeAsync(ms).then(() => undefined);

let roots: ShadowRoot[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  roots = [];
  const attachShadow = Element.prototype.attachShadow;
  vi.spyOn(Element.prototype, 'attachShadow').mockImplementation(function (this: Element, init) {
    const root = attachShadow.call(this, init);
    expect(init.mode).toBe('closed');
    roots.push(root);
    return root;
  });
  document.documentElement.lang = 'en';
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

function start(body: string, answers: Record<string, object> = {}) {
  document.body.innerHTML = body;
  const calls: [method: string, payload: object][] = [];
  const engine = {
    call(method: string, payload: object) {
      calls.push([method, payload]);
      // a shop without segments
      if (method === 'living') return Promise.resolve(answers[method] ?? refused('not-loaded'));
      return Promise.resolve(answers[method] ?? (method === 'readProfile' ? reply() : { ok: true, display: [] }));
    },
  };
  let visit: Visit | undefined = {
    engine,
    ready: Promise.resolve({ ok: true }),
    outcomes: new WeakMap(),
  } as unknown as Visit;
  const listeners = createListeners();
  const host: PanelHost = {
    runtime: () => ({
      visit: () => visit,
      listeners,
      async erase() {
        visit = undefined;
        return (answers['erase'] ?? { ok: true }) as { ok: true };
      },
    }),
    consent: vi.fn(),
    add: vi.fn(),
  };
  const panel = startPanel(host, 'shop');
  return {
    panel,
    host,
    calls,
    end(personalisation: 'denied' | 'granted' = 'denied') {
      visit = undefined;
      listeners.emit('consent', { ...CONSENT, grants: { ...CONSENT.grants, personalisation } });
    },
  };
}

const PANEL = '<div data-aisle-privacy>Off.</div>';
const text = (at = 0): string => roots[at]?.textContent ?? '';
const button = (name: string, at = 0): HTMLButtonElement =>
  [...roots[at]!.querySelectorAll('button')].find(
    (each) => (each.getAttribute('aria-label') ?? each.textContent) === name,
  )!;

describe('the panel', () => {
  test('says that it is looking before it knows', async () => {
    start(PANEL, { readProfile: new Promise(() => {}) });
    await settle();
    expect(text()).toContain('Looking up what is stored');
  });

  test('says that nothing was learned yet, and still offers every right', async () => {
    start(PANEL);
    await settle();
    expect(text()).toContain('Nothing has been learned yet');
    for (const part of [
      'Personalisation',
      'Do not learn',
      'Download my data',
      'Restore',
      'Delete everything',
      'Nothing.',
    ])
      expect(text()).toContain(part);
  });

  test.each([
    ['no-consent', 'Nothing about you is stored.', false],
    ['off', 'The shop has switched personalisation off.', true],
    ['store', 'could not be read just now', true],
    ['not-loaded', 'could not be read just now', true],
  ] as const)('answers %s with "%s"; what can be done all the same is offered: %s', async (reason, said, isOffered) => {
    start(PANEL, { readProfile: refused(reason) });
    await settle();
    expect(text()).toContain(said);
    expect(text().includes('Delete everything')).toBe(isOffered);
    expect(text().includes('Try again')).toBe(isOffered && reason !== 'off');
  });

  test('says that nothing was changed where the engine says no, and keeps the row', async () => {
    const profile = { ...createRawProfile(), words: { red: [1, 1_000] as [number, number] } };
    start(PANEL, { readProfile: reply({ profile }), correct: refused('store') });
    await settle();
    button('Remove: red').click();
    await settle();
    expect(text()).toContain('That did not work. Nothing was changed.');
    expect(button('Remove: red')).toBeDefined();
  });

  test('tells when not everything could be deleted', async () => {
    const { host } = start(PANEL, { erase: refused('store') });
    await settle();
    roots[0]!.querySelector<HTMLElement>('[role=switch]')?.click();
    await settle();
    expect(host.consent).toHaveBeenCalledWith({
      personalisation: 'denied',
      measurement: 'denied',
      contextual: 'denied',
      imports: 'denied',
    });
    expect(text()).toContain('could not be deleted completely');
  });

  test('shows that it is off when the consent manager says no, and what is known when it says yes again', async () => {
    const { end } = start(PANEL);
    await settle();
    end();
    await settle(400);
    expect(text()).toContain('Personalisation is off');
  });

  test('is made once of an element, and leaves one alone that the shop has given a root', async () => {
    const { panel } = start(`${PANEL}<div id="theirs"></div>`);
    await settle();
    expect(roots).toHaveLength(1);
    const theirs = document.querySelector('#theirs')!;
    theirs.attachShadow({ mode: 'closed' });
    theirs.setAttribute('data-aisle-privacy', '');
    panel.look();
    panel.look();
    await settle();
    expect(roots).toHaveLength(2);
  });

  test('waits for the texts of its language, and is English where they do not come', async () => {
    document.documentElement.lang = 'de-CH';
    const { host } = start(PANEL);
    await settle();
    expect(roots).toHaveLength(0);
    const [name, , more] = vi.mocked(host.add).mock.calls[0]!;
    expect([name, more?.integrity]).toEqual(['panel-de', 'sha256-x']);
    const fail = more?.onerror as () => void;
    fail();
    await settle();
    expect(text()).toContain('Your data in this shop');
  });
});

describe('"why this?"', () => {
  const CARD = '<ul data-aisle-slot="s"><li data-aisle-item="x"><h3>A lamp</h3><span data-aisle-why></span></li></ul>';

  test('opens without the Popover API too, says the shop put it there, and closes with Escape', async () => {
    const { calls } = start(CARD);
    await settle();
    const ask = roots[0]!.querySelector('button')!;
    expect(ask.textContent).toBe('Why this? A lamp');
    ask.click();
    await settle();
    expect(roots[0]!.querySelector('[role=dialog]')?.textContent).toContain('Why A lamp?');
    expect(text()).toContain('It stands where the shop has put it.');
    expect(ask.getAttribute('aria-expanded')).toBe('true');
    // nothing was asked of the engine, since nothing of the shopper decided
    expect(calls).toEqual([]);
    dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(ask.getAttribute('aria-expanded')).toBe('false');
  });

  test('does not follow a link around it, and tells nobody of the click', async () => {
    start(`<div data-aisle-item="x"><a href="#elsewhere">A lamp <span data-aisle-why></span></a></div>`);
    await settle();
    const heard = vi.fn();
    document.addEventListener('click', heard);
    const click = new MouseEvent('click', { bubbles: true, composed: true, cancelable: true });
    roots[0]!.querySelector('button')!.dispatchEvent(click);
    document.removeEventListener('click', heard);
    expect(click.defaultPrevented).toBe(true);
    expect(heard).not.toHaveBeenCalled();
  });

  test('is gone when nothing runs any more, and back with the next grant', async () => {
    const { end } = start(CARD);
    await settle();
    expect(roots[0]!.querySelector('button')).not.toBeNull();
    end();
    await settle();
    expect(roots[0]!.querySelector('button')).toBeNull();
  });
});
