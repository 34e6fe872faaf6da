import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { toGrants, type Answers } from '../../src/consent/listen.ts';
import { open } from '../../src/consent/open.family.ts';
import { vendor } from '../../src/consent/vendor.family.ts';
import { openPage, page, settle, touch } from './hear-source.ts';
import { rounds } from '../long.ts';

let hearing: ReturnType<typeof openPage>['hear'];
let leave: () => void;
beforeEach(() => {
  ({ hear: hearing, leave } = openPage());
});
afterEach(() => leave());

const click = async (): Promise<void> => {
  document.body.click();
  await settle();
};

describe('our purposes in a manager’s words', () => {
  test.each([
    ['functionality', 'granted', 'denied'],
    ['Functional', 'granted', 'denied'],
    ['Functional Cookies', 'granted', 'denied'],
    ['preferences', 'granted', 'denied'],
    ['PERSONALIZATION', 'granted', 'denied'],
    ['personalisation', 'granted', 'denied'],
    ['C0003', 'granted', 'denied'],
    ['analytic', 'denied', 'granted'],
    ['analytics', 'denied', 'granted'],
    ['Statistics', 'denied', 'granted'],
    ['measurement', 'denied', 'granted'],
    ['performance', 'denied', 'granted'],
    ['C0002', 'denied', 'granted'],
    ['necessary', 'denied', 'denied'],
    ['dysfunctional', 'denied', 'denied'],
    ['personalized_ads', 'denied', 'denied'],
    ['select_personalized_ads', 'denied', 'denied'],
    ['marketing', 'denied', 'denied'],
  ])('%s: personalisation %s, measurement %s', (name, personalisation, measurement) => {
    expect(
      toGrants([
        ['necessary', true],
        [name, true],
      ]),
    ).toEqual({
      personalisation,
      imports: personalisation,
      contextual: personalisation,
      measurement,
    });
  });

  const TABLE: readonly [what: string, answers: Answers | undefined, expected: object][] = [
    ['nobody has answered', undefined, { personalisation: 'unasked', contextual: 'unasked', measurement: 'unasked' }],
    ['nothing of ours was offered', [], { personalisation: 'denied', contextual: 'denied', measurement: 'denied' }],
    [
      'one of two was refused',
      [
        ['preferences', true],
        ['functional', false],
      ],
      { personalisation: 'denied' },
    ],
    [
      'one of two is open',
      [
        ['preferences', true],
        ['functional', undefined],
      ],
      { personalisation: 'unasked' },
    ],
    [
      'contextual by its own name',
      [
        ['contextual', true],
        ['functional', false],
      ],
      { personalisation: 'denied', contextual: 'granted' },
    ],
  ];
  test.each(TABLE)('where %s', (_, answers, expected) => {
    expect(toGrants(answers)).toMatchObject(expected);
  });

  test('are granted by nothing but a plain true', () => {
    for (const agreed of ['true', 1, {}, [], 'granted', null]) {
      expect(toGrants([['functional', agreed as boolean]]).personalisation).not.toBe('granted');
    }
  });
});

describe('vanilla-cookieconsent', () => {
  const connect = open['vanilla-cookieconsent']!;
  const cookie = (categories: string[], ageMs = 86_400_000): object => ({
    categories,
    revision: 2,
    lastConsentTimestamp: new Date(performance.timeOrigin - ageMs).toISOString(),
  });
  const tell = (type: string, categories: string[], ageMs?: number): unknown =>
    page.dispatchEvent(new CustomEvent(type, { detail: { cookie: cookie(categories, ageMs) } }));

  test('as a module is heard by its events alone, with its revision as the notice', async () => {
    const { signals, said } = hearing(connect);
    await settle();
    expect(signals).toEqual([]);
    tell('cc:onConsent', ['necessary', 'functionality']);
    await settle();
    expect(signals).toMatchObject([{ stored: true, notice: '2', grants: { personalisation: 'granted' } }]);
    tell('cc:onChange', ['necessary'], -1_000);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'denied' });
  });

  test('is heard by the event that gave it away', async () => {
    const seen = new CustomEvent('cc:onConsent', { detail: { cookie: cookie(['analytics']) } });
    const { said } = hearing(connect, seen);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'denied', measurement: 'granted' });
  });

  test('answered on this page is not a stored choice', async () => {
    hearing(connect);
    const { signals } = hearing(connect);
    tell('cc:onConsent', ['functionality'], -1_000);
    await settle();
    expect(signals[0]!.stored).toBe(false);
  });

  test.each([
    ['valid', true, 'granted'],
    ['of an older revision', false, 'unasked'],
  ])('whose events are past is read: a choice that is %s', async (_, isValid, personalisation) => {
    page['CookieConsent'] = {
      validConsent: () => isValid,
      getCookie: () => cookie(['functionality']),
      getConfig: () => ({}),
    };
    const { said } = hearing(connect);
    await settle();
    expect(said()).toMatchObject({ personalisation });
  });

  test('with a category that cannot be refused has heard nobody agree to it', async () => {
    page['CookieConsent'] = {
      validConsent: () => true,
      getCookie: () => cookie(['functionality', 'analytics']),
      getConfig: () => ({ functionality: { readOnly: true }, analytics: {} }),
    };
    const { said } = hearing(connect);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'denied', measurement: 'granted' });
  });

  test('is not Cookiebot, which goes by the same name', async () => {
    page['CookieConsent'] = { hasResponse: true, consent: { preferences: true } };
    const { signals } = hearing(connect);
    await settle();
    expect(signals).toEqual([]);
  });
});

describe('klaro', () => {
  const connect = open['klaro']!;
  const load = (services: object[]) => {
    const watchers = new Set<{ update(): void }>();
    const manager = {
      confirmed: false,
      consents: {} as Record<string, boolean>,
      savedConsents: {} as Record<string, boolean>,
      config: { services },
      watch: (watcher: { update(): void }) => watchers.add(watcher),
    };
    const tell = (change: object): void => {
      Object.assign(manager, change);
      for (const watcher of watchers) watcher.update();
    };
    const getManager = vi.fn<() => typeof manager>(() => manager);
    page['klaro'] = { getManager };
    return { tell, watchers, getManager };
  };

  test('counts services by their names and their purposes, but for those that are always on', async () => {
    const { tell } = load([
      { name: 'aisle', purposes: ['personalization'] },
      { name: 'analytics' },
      { name: 'basket', purposes: ['functional'], required: true },
    ]);
    const { said } = hearing(connect);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked' });
    tell({ confirmed: true, savedConsents: { aisle: true, analytics: false, basket: true } });
    await settle();
    expect(said()).toMatchObject({ personalisation: 'granted', measurement: 'denied' });
    tell({ savedConsents: { aisle: false, analytics: true, basket: true } });
    await settle();
    expect(said()).toMatchObject({ personalisation: 'denied', measurement: 'granted' });
    tell({ confirmed: false });
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked' });
  });

  test('is heard to save, not to toggle', async () => {
    const { tell } = load([{ name: 'aisle', purposes: ['personalisation'] }]);
    const { signals, said } = hearing(connect);
    tell({ confirmed: true, savedConsents: { aisle: false } });
    await settle();
    tell({ consents: { aisle: true } });
    await settle();
    expect(said()).toMatchObject({ personalisation: 'denied' });
    expect(signals).toHaveLength(2);
  });

  test('without a configuration yet is waited for, and watched once', async () => {
    const { getManager, watchers } = load([]);
    getManager.mockImplementationOnce(() => {
      throw new TypeError('no config');
    });
    const { signals } = hearing(connect);
    await settle(5_000);
    expect(signals).toHaveLength(1);
    expect(watchers.size).toBe(1);
  });

  test('that draws another configuration is heard in that one', async () => {
    const { getManager } = load([]);
    let render: ((config: object) => void) | undefined;
    Object.assign(page['klaro'] as object, {
      addEventListener: (_: string, hear: (config: object) => void) => {
        render = hear;
        // what has been before is told at once
        hear({ storageName: 'first' });
      },
    });
    hearing(connect);
    await settle();
    render!({ storageName: 'second' });
    await settle();
    expect(getManager.mock.calls).toEqual([[{ storageName: 'first' }], [{ storageName: 'second' }]]);
  });
});

describe('cookieconsent', () => {
  const connect = open['cookieconsent']!;
  let status: string | undefined;
  beforeEach(() => {
    status = undefined;
    page['cookieconsent'] = {
      utils: { getCookie: (name: string) => (name === 'cookieconsent_status' ? status : undefined) },
    };
  });

  test.each([
    ['allow', 'granted'],
    ['deny', 'denied'],
    ['dismiss', 'unasked'],
    ['', 'unasked'],
    [undefined, 'unasked'],
  ])('whose status is %s: %s', async (stored, expected) => {
    status = stored;
    const { said } = hearing(connect);
    await settle();
    expect(said()).toEqual({
      personalisation: expected,
      imports: expected,
      contextual: expected,
      measurement: expected,
    });
  });

  test('is asked again after a click, which is heard before it is', async () => {
    const { said, signals } = hearing(connect);
    await settle();
    const answer = (): void => {
      status = 'allow';
    };
    document.body.addEventListener('click', answer, { once: true });
    touch(true);
    await click();
    expect(said()).toMatchObject({ personalisation: 'granted' });
    expect(signals.at(-1)!.stored).toBe(false);
    status = '';
    await click();
    expect(said()).toMatchObject({ personalisation: 'unasked' });
    status = 'deny';
    await click();
    expect(said()).toMatchObject({ personalisation: 'denied' });
  });
});

describe('tarteaucitron', () => {
  const connect = open['tarteaucitron']!;
  const load = (state: Record<string, boolean>, more?: object) => {
    const manager = {
      job: ['aisle', 'gtag', 'preferences'],
      added: { aisle: true, gtag: true, preferences: true } as Record<string, boolean>,
      state,
      parameters: { highPrivacy: true },
      user: {},
      services: {
        aisle: { type: 'personalisation', needConsent: true },
        gtag: { type: 'analytic', needConsent: true },
        preferences: { type: 'other', needConsent: false },
      },
      ...more,
    };
    page['tarteaucitron'] = manager;
    return manager;
  };
  const tell = async (): Promise<void> => {
    document.dispatchEvent(new Event('tac.consent_updated'));
    await settle();
  };

  test('counts services by their keys and their types, but for those that need no consent', async () => {
    const { state } = load({ preferences: true });
    const { said } = hearing(connect);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked', measurement: 'unasked' });
    state['aisle'] = true;
    await tell();
    expect(said()).toMatchObject({ personalisation: 'granted', measurement: 'unasked' });
    state['gtag'] = true;
    state['aisle'] = false;
    await tell();
    expect(said()).toMatchObject({ personalisation: 'denied', measurement: 'granted' });
  });

  test('is silent before it has read what it stored', async () => {
    const manager = load({}, { added: {} });
    const { signals } = hearing(connect);
    await settle();
    expect(signals).toEqual([]);
    Object.assign(manager, { added: { aisle: true, gtag: true }, state: { aisle: true, gtag: false } });
    page.dispatchEvent(new Event('tac.root_available'));
    await settle();
    expect(signals).toMatchObject([{ stored: true, grants: { personalisation: 'granted', measurement: 'denied' } }]);
  });

  test.each([
    ['where reading on is consent', { parameters: { highPrivacy: false } }],
    ['where the country is not asked', { user: { bypass: true } }],
    ['where services are on by default', { parameters: { highPrivacy: true, serviceDefaultState: true } }],
  ])('has heard nobody agree %s', async (_, more) => {
    load({ aisle: true, gtag: false }, more);
    const { said } = hearing(connect);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked', measurement: 'denied' });
  });
});

describe('orejime', () => {
  const connect = open['orejime']!;
  const create = (isDirty: boolean) => {
    const hearers: (() => void)[] = [];
    const state = { isDirty, consents: { recommendations: false, matomo: true, basket: true, counter: true } };
    const instance = {
      config: {
        purposes: [
          { id: 'personalisation', purposes: [{ id: 'recommendations' }] },
          { id: 'analytics', purposes: [{ id: 'matomo' }] },
          {
            id: 'functional',
            purposes: [
              { id: 'basket', isMandatory: true },
              { id: 'counter', isExempt: true },
            ],
          },
        ],
      },
      manager: {
        isDirty: () => state.isDirty,
        getAllConsents: () => state.consents,
        on: (type: string, hear: () => void) => type === 'dirty' && hearers.push(hear),
      },
    };
    const tell = async (change: object): Promise<void> => {
      Object.assign(state, change);
      for (const hear of hearers) hear();
      await settle();
    };
    return { instance, tell, hearers };
  };

  test('counts purposes by their ids and their groups, but for those that nobody is asked for', async () => {
    const { instance, tell, hearers } = create(true);
    page['orejime'] = instance;
    const { said } = hearing(connect);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked' });
    await tell({ isDirty: false });
    expect(said()).toMatchObject({ personalisation: 'denied', measurement: 'granted' });
    await tell({ consents: { recommendations: true, matomo: false } });
    expect(said()).toMatchObject({ personalisation: 'granted', measurement: 'denied' });
    await tell({ isDirty: true });
    expect(said()).toMatchObject({ personalisation: 'unasked' });
    expect(hearers).toHaveLength(1);
  });

  test('that a page starts by itself is heard by the event that says so', async () => {
    const { instance, tell } = create(false);
    const { said } = hearing(connect);
    await settle();
    document.dispatchEvent(new CustomEvent('orejime.loaded', { detail: instance }));
    await settle();
    expect(said()).toMatchObject({ personalisation: 'denied' });
    await tell({ consents: { recommendations: true, matomo: true } });
    expect(said()).toMatchObject({ personalisation: 'granted' });
  });
});

describe('whatever stands where a manager should', () => {
  const SOURCES = Object.entries({ ...vendor, ...open });
  const GLOBALS =
    'OneTrust OnetrustActiveGroups truste PrivacyManagerAPI Cookiebot __ucCmp UC_UI Didomi didomiOnReady ' +
    'didomiEventListeners Osano klaro CookieConsent cookieconsent tarteaucitron orejime';
  const EVENTS =
    'OneTrustGroupsUpdated message click CookiebotOnAccept UC_UI_CMP_EVENT UC_CONSENT cc:onConsent cc:onChange ' +
    'tac.root_available tac.consent_updated orejime.loaded';

  /** Anything but agreement: neither true nor a word that a manager uses for yes. */
  const garbage = fc.oneof(
    fc.anything({
      values: [fc.constant(false), fc.integer(), fc.constantFrom('', 'yes', 'DENY', 'C0001'), fc.constant(null)],
    }),
    fc.constantFrom(Number.NaN, { functional: 'true' }, { functional: { enabled: 1, state: 'ALL' } }),
  );
  /** Throws, or answers with garbage, or with more of itself, whatever is done with it. */
  const hostile = (values: readonly unknown[]): unknown => {
    let turn = 0;
    const next = (): unknown => {
      turn++;
      if (turn > 500 || turn % 7 === 3) throw new Error('hostile');
      return turn % 3 ? proxy : values[turn % values.length];
    };
    const proxy: unknown = new Proxy(function hostileGlobal() {}, {
      get: next,
      apply: next,
      has: () => true,
      ownKeys: () => {
        throw new Error('hostile');
      },
    });
    return proxy;
  };

  test('never throws, never rejects, and never grants', async () => {
    const rejected = vi.fn<(reason: unknown) => void>();
    process.on('unhandledRejection', rejected);
    const several = fc.array(garbage, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(several, fc.boolean(), fc.boolean(), async (values, isHostile, isGetter) => {
        leave();
        ({ hear: hearing, leave } = openPage());
        for (const [index, name] of GLOBALS.split(' ').entries()) {
          const value = isHostile ? hostile(values) : values[index % values.length];
          Object.defineProperty(page, name, {
            configurable: true,
            enumerable: true,
            ...(isGetter
              ? {
                  get() {
                    if (index % 2) throw new Error('hostile');
                    return value;
                  },
                }
              : { value, writable: true }),
          });
        }
        const heard = SOURCES.map(([, connect]) => hearing(connect));
        await settle(100);
        for (const type of EVENTS.split(' ')) {
          page.dispatchEvent(new CustomEvent(type, { detail: isHostile ? hostile(values) : values[0] }));
        }
        await settle(2_000);
        for (const { signals } of heard) {
          for (const { grants } of signals) expect(Object.values(grants)).not.toContain('granted');
        }
      }),
      { numRuns: rounds(150) },
    );
    process.off('unhandledRejection', rejected);
    expect(rejected).not.toHaveBeenCalled();
  });
});
