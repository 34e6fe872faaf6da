import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { vendor } from '../../src/consent/vendor.family.ts';
import { STUBS, type ManagerStub } from '../consent-stubs.ts';
import { openPage, page, settle, touch } from './hear-source.ts';

const ALL = { functional: true, analytics: true };
const NONE = { functional: false, analytics: false };
/** Longer than the longest pause of a source that looks for its manager. */
const A_WHILE_MS = 25_000;

let hearing: ReturnType<typeof openPage>['hear'];
let leave: () => void;
beforeEach(() => {
  ({ hear: hearing, leave } = openPage());
});
afterEach(() => leave());

describe.each(Object.entries(STUBS))('%s', (name, createStub) => {
  const connect = vendor[name]!;
  let stub: ManagerStub;
  beforeEach(() => {
    stub = createStub(page);
  });

  test('that is not there says nothing', async () => {
    const { signals } = hearing(connect);
    await settle(120_000);
    expect(signals).toEqual([]);
  });

  test.each([
    ['before', true],
    ['after', false],
  ])('that comes %s us and was answered earlier says so, as a stored choice', async (_, isFirst) => {
    if (isFirst) stub.load(ALL);
    const { signals } = hearing(connect);
    if (!isFirst) {
      await settle();
      stub.load(ALL);
    }
    await settle(A_WHILE_MS);
    expect(signals).toMatchObject([{ stored: true, grants: { personalisation: 'granted', imports: 'granted' } }]);
  });

  test('that nobody has answered is unasked for every purpose', async () => {
    stub.load();
    const { said } = hearing(connect);
    await settle();
    if (name === 'cookiebot') {
      // silent until it has asked: that was before we came
      expect(said()).toBeUndefined();
      page.dispatchEvent(new CustomEvent('CookiebotOnDialogDisplay'));
      await settle();
    }
    expect(said()).toEqual({
      personalisation: 'unasked',
      imports: 'unasked',
      contextual: 'unasked',
      measurement: 'unasked',
    });
  });

  test.each([
    ['everything', ALL, 'granted', 'granted'],
    ['preferences', { functional: true, analytics: false }, 'granted', 'denied'],
    ['statistics', { functional: false, analytics: true }, 'denied', 'granted'],
    ['nothing', NONE, 'denied', 'denied'],
  ])(
    'asked here and allowed %s is heard, and not as a stored choice',
    async (_, choice, personalisation, measurement) => {
      const { signals, said } = hearing(connect);
      stub.load();
      await settle(A_WHILE_MS);
      touch(true);
      stub.choose(choice);
      await settle();
      expect(said()).toEqual({ personalisation, imports: personalisation, contextual: personalisation, measurement });
      expect(signals.at(-1)!.stored).toBe(false);
    },
  );

  test('answered here before we came is not taken for an earlier page’s choice', async () => {
    stub.load();
    touch(true);
    stub.choose(ALL);
    const { signals } = hearing(connect);
    await settle();
    expect(signals).toMatchObject([{ stored: false, grants: { personalisation: 'granted' } }]);
  });

  test('that comes once somebody has clicked may have been answered by that click', async () => {
    const { signals } = hearing(connect);
    await settle();
    document.body.click();
    await settle();
    stub.load(ALL);
    await settle(A_WHILE_MS);
    expect(signals).toMatchObject([{ stored: false, grants: { personalisation: 'granted' } }]);
  });

  test('that was silent for want of a question is not taken for older once it is answered', async () => {
    stub.load();
    const { signals } = hearing(connect);
    await settle();
    document.body.click();
    stub.choose(ALL);
    await settle();
    expect(signals.at(-1)).toMatchObject({ stored: false, grants: { personalisation: 'granted' } });
  });

  test('that comes and is answered between two looks is asked before the click counts', async () => {
    const { signals } = hearing(connect);
    await settle();
    stub.load();
    await settle(1);
    const answer = (): void => stub.choose(ALL);
    document.body.addEventListener('click', answer, { once: true });
    document.body.click();
    await settle();
    expect(signals.at(-1)).toMatchObject({ stored: false, grants: { personalisation: 'granted' } });
  });

  test('that hears another answer is heard to', async () => {
    stub.load(ALL);
    const { said } = hearing(connect);
    await settle();
    stub.choose(NONE);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'denied', measurement: 'denied' });
  });

  test('that says the same again is heard once', async () => {
    stub.load(ALL);
    const { signals } = hearing(connect);
    for (let time = 0; time < 5; time++) {
      await settle();
      stub.repeat();
    }
    await settle();
    expect(signals).toHaveLength(1);
    expect(signals[0]!.stored).toBe(true);
  });
});

describe('OneTrust', () => {
  test('that has only its settings yet says nothing', async () => {
    page['OneTrust'] = { geolocationResponse: { countryCode: 'DE' } };
    page['OnetrustActiveGroups'] = ',C0001,C0002,C0003,';
    const { signals } = hearing(vendor['onetrust']!);
    await settle();
    expect(signals).toEqual([]);
  });

  test('that starts with all groups active has been asked nothing', async () => {
    page['OneTrust'] = { IsAlertBoxClosed: () => false };
    page['OnetrustActiveGroups'] = ',C0001,C0002,C0003,C0004,';
    const { said } = hearing(vendor['onetrust']!);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked' });
  });

  test('is heard by its own call too, which is subscribed to once', async () => {
    const hearers: (() => void)[] = [];
    page['OneTrust'] = { IsAlertBoxClosed: () => true, OnConsentChanged: (hear: () => void) => hearers.push(hear) };
    page['OnetrustActiveGroups'] = ',C0001,C0003,';
    const { said } = hearing(vendor['onetrust']!);
    await settle();
    page['OnetrustActiveGroups'] = ',C0001,';
    for (const hear of hearers) hear();
    await settle();
    expect(said()).toMatchObject({ personalisation: 'denied' });
    expect(hearers).toHaveLength(1);
  });
});

describe('TrustArc', () => {
  const load = (answer: object): void => {
    page['truste'] = { cma: { callApi: () => answer } };
  };
  const message = (data: unknown): unknown =>
    page.dispatchEvent(new MessageEvent('message', { data, origin: 'https://evil.example' }));

  test.each([
    [
      'a consent',
      JSON.stringify({ PrivacyManagerAPI: { action: 'getConsent', consent: 'approved', source: 'asserted' } }),
    ],
    ['preferences', JSON.stringify({ source: 'preference_manager', message: 'submit_preferences', data: '0,1,2' })],
    ['an object', { PrivacyManagerAPI: { consent: 'approved' } }],
    ['nothing', null],
  ])('is not believed to have said what a forged message says: %s', async (_, data) => {
    load({ consent: 'denied', source: 'asserted' });
    const { signals } = hearing(vendor['trustarc']!);
    await settle();
    message(data);
    await settle();
    expect(signals).toMatchObject([{ grants: { personalisation: 'denied' } }]);
  });

  test('that nobody has loaded is not there for a forged message either', async () => {
    const { signals } = hearing(vendor['trustarc']!);
    message(JSON.stringify({ PrivacyManagerAPI: { action: 'getConsent', consent: 'approved', source: 'asserted' } }));
    await settle();
    expect(signals).toEqual([]);
  });

  test('of the older kind is asked by its own global', async () => {
    page['PrivacyManagerAPI'] = { callApi: () => ({ consent: 'approved', source: 'asserted' }) };
    const { said } = hearing(vendor['trustarc']!);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'granted' });
  });

  test('whose banner on the page is clicked is asked again', async () => {
    load({ consent: 'approved', source: 'implied' });
    const { said } = hearing(vendor['trustarc']!);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked' });
    document.body.click();
    load({ consent: 'approved', source: 'asserted' });
    await settle();
    expect(said()).toMatchObject({ personalisation: 'granted' });
  });
});

describe('Cookiebot', () => {
  test('that assumes consent where it asks nobody has been asked nothing', async () => {
    page['Cookiebot'] = { hasResponse: true, consent: { preferences: true, statistics: true, method: 'implied' } };
    const { said } = hearing(vendor['cookiebot']!);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked', measurement: 'unasked' });
  });

  test('that asks anew is unasked again', async () => {
    const state = { hasResponse: true, consent: { preferences: true, statistics: true, method: 'explicit' } };
    page['Cookiebot'] = state;
    const { said } = hearing(vendor['cookiebot']!);
    await settle();
    state.hasResponse = false;
    page.dispatchEvent(new CustomEvent('CookiebotOnDialogDisplay'));
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked' });
  });
});

describe('Usercentrics', () => {
  test('3 carries the version of its settings as the notice', async () => {
    STUBS['usercentrics']!(page).load(ALL);
    const { signals } = hearing(vendor['usercentrics']!);
    await settle();
    expect(signals[0]!.notice).toBe('36.2.65');
  });

  test.each(['required', 'implied'])('3 whose consent is %s is unasked', async (kind) => {
    page['__ucCmp'] = {
      getConsentDetails: () =>
        Promise.resolve({
          consent: { required: kind === 'required', type: kind === 'implied' ? 'IMPLICIT' : 'EXPLICIT' },
          categories: { functional: { state: 'ALL_ACCEPTED' } },
        }),
    };
    const { said } = hearing(vendor['usercentrics']!);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked' });
  });

  test('3 that answers late does not outdo what it has said since', async () => {
    const answers: ((details: object) => void)[] = [];
    page['__ucCmp'] = {
      getConsentDetails: () =>
        new Promise((resolve) => {
          answers.push(resolve);
        }),
    };
    const { signals } = hearing(vendor['usercentrics']!);
    await settle(10);
    page.dispatchEvent(new CustomEvent('UC_CONSENT'));
    await settle(10);
    const details = (state: string): object => ({
      consent: { type: 'EXPLICIT' },
      categories: { functional: { state } },
    });
    answers[1]!(details('ALL_DENIED'));
    await settle(10);
    answers[0]!(details('ALL_ACCEPTED'));
    await settle(10);
    expect(signals.map(({ grants }) => grants.personalisation)).toEqual(['denied']);
  });

  const service = (categorySlug: string, status: boolean, type = 'explicit'): object => ({
    categorySlug,
    consent: { status, history: [{ type: 'implicit' }, { type }] },
  });
  test.each([
    ['all of a category', [service('functional', true), service('functional', true)], 'granted'],
    ['a part of it', [service('functional', true), service('functional', false)], 'denied'],
    ['another category', [service('marketing', true)], 'denied'],
    ['what nobody was asked for', [service('functional', true, 'implicit')], 'unasked'],
  ])('2 with %s', async (_, services, personalisation) => {
    page['UC_UI'] = { isInitialized: () => true, isConsentRequired: () => false, getServicesBaseInfo: () => services };
    const { said } = hearing(vendor['usercentrics']!);
    await settle();
    expect(said()).toMatchObject({ personalisation });
  });

  test('2 is silent before it is initialised, and unasked while it requires consent', async () => {
    let isInitialized = false;
    page['UC_UI'] = {
      isInitialized: () => isInitialized,
      isConsentRequired: () => true,
      getServicesBaseInfo: () => [service('functional', true)],
    };
    const { signals, said } = hearing(vendor['usercentrics']!);
    await settle();
    expect(signals).toEqual([]);
    isInitialized = true;
    page.dispatchEvent(new CustomEvent('UC_UI_INITIALIZED'));
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked' });
  });
});

describe('Didomi', () => {
  const load = (purposes: Record<string, boolean>, more?: object): void => {
    const status = {
      purposes: Object.fromEntries(Object.entries(purposes).map(([id, enabled]) => [id, { id, enabled }])),
    };
    page['Didomi'] = { isUserConsentStatusPartial: () => false, getCurrentUserStatus: () => status, ...more };
  };

  test.each([
    [
      'to store, to profile and to select',
      { cookies: true, create_content_profile: true, select_personalized_content: true },
      'granted',
    ],
    ['to profile only', { cookies: true, create_content_profile: true, select_personalized_content: false }, 'denied'],
    ['all but to store', { cookies: false, create_content_profile: true, select_personalized_content: true }, 'denied'],
    ['to store only', { cookies: true }, 'denied'],
  ])('with the purposes of the TCF allowed %s', async (_, purposes, personalisation) => {
    load(purposes);
    const { said } = hearing(vendor['didomi']!);
    await settle();
    expect(said()).toMatchObject({ personalisation });
  });

  test('where no consent is required is unasked, but a refusal stands', async () => {
    load({ functional: true, analytics: false }, { isConsentRequired: () => false });
    const { said } = hearing(vendor['didomi']!);
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked', measurement: 'denied' });
  });
});

describe('Osano', () => {
  test('is not heard to toggle, only to save', async () => {
    const hearers: Record<string, (consent?: object) => void> = {};
    page['Osano'] = {
      cm: {
        addEventListener: (type: string, hear: (consent?: object) => void) => {
          hearers[type] = hear;
        },
        getConsent: () => ({ PERSONALIZATION: 'ACCEPT' }),
      },
    };
    const { signals, said } = hearing(vendor['osano']!);
    await settle();
    expect(Object.keys(hearers)).toEqual(['osano-cm-initialized', 'osano-cm-consent-saved']);
    hearers['osano-cm-initialized']!();
    await settle();
    expect(said()).toMatchObject({ personalisation: 'unasked' });
    hearers['osano-cm-consent-changed']?.({ PERSONALIZATION: 'ACCEPT' });
    await settle();
    expect(signals).toHaveLength(1);
    hearers['osano-cm-consent-saved']!({ PERSONALIZATION: 'ACCEPT', ANALYTICS: 'DENY' });
    await settle();
    expect(said()).toMatchObject({ personalisation: 'granted', measurement: 'denied' });
  });
});
