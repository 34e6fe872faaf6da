/** What a shopper allows in a manager: its category for preferences, and the one for statistics. */
export interface ShopperChoice {
  readonly functional: boolean;
  readonly analytics: boolean;
}

/** A consent manager reduced to what its documentation promises to other scripts. */
export interface ManagerStub {
  /** The manager's script comes, with what it has stored; nothing where nobody has chosen. */
  load(stored?: ShopperChoice): void;
  choose(choice: ShopperChoice): void;
  /** Says the same again. */
  repeat(): void;
  /** Moves the switches of a dialog that is not saved. */
  toggle?(choice: ShopperChoice): void;
}

type Page = Window & Record<string, unknown>;

/**
 * The managers that cannot be had as packages. Each is a function of its own, with nothing around it, so that it can also be
 * put into a page as text.
 */
export const STUBS: Readonly<Record<string, (page: Page) => ManagerStub>> = {
  onetrust(page) {
    let isClosed = false;
    const tell = (): unknown => page.dispatchEvent(new CustomEvent('OneTrustGroupsUpdated'));
    const set = ({ functional, analytics }: ShopperChoice): void => {
      page['OnetrustActiveGroups'] = `,C0001${analytics ? ',C0002' : ''}${functional ? ',C0003' : ''},`;
    };
    return {
      load(stored) {
        isClosed = Boolean(stored);
        set(stored ?? { functional: false, analytics: false });
        page['OneTrust'] = { IsAlertBoxClosed: () => isClosed, OnConsentChanged() {} };
        tell();
      },
      choose(choice) {
        isClosed = true;
        set(choice);
        tell();
      },
      repeat: tell,
    };
  },

  trustarc(page) {
    let answer: ShopperChoice | undefined;
    const tell = (): unknown =>
      page.dispatchEvent(
        new MessageEvent('message', {
          data: JSON.stringify({ source: 'preference_manager', message: 'submit_preferences' }),
          origin: 'https://consent-pref.trustarc.com',
        }),
      );
    return {
      load(stored) {
        answer = stored;
        const callApi = (action: string, _self: string, _domain: null, _authority: null, type: string): object => {
          if (action !== 'getConsent') throw new Error(`unknown action ${action}`);
          const isApproved = type === 'functional' ? answer?.functional : answer?.analytics;
          return { consent: isApproved ? 'approved' : 'denied', source: answer ? 'asserted' : 'implied' };
        };
        page['truste'] = { cma: { callApi } };
      },
      choose(choice) {
        answer = choice;
        tell();
      },
      repeat: tell,
    };
  },

  cookiebot(page) {
    const tell = (type: string): unknown => page.dispatchEvent(new CustomEvent(`Cookiebot${type}`));
    const state = {
      hasResponse: false,
      consent: {
        necessary: true,
        preferences: false,
        statistics: false,
        marketing: false,
        method: null as string | null,
      },
    };
    const set = ({ functional, analytics }: ShopperChoice): void => {
      state.hasResponse = true;
      Object.assign(state.consent, { preferences: functional, statistics: analytics, method: 'explicit' });
    };
    return {
      load(stored) {
        page['Cookiebot'] = page['CookieConsent'] = state;
        if (stored) set(stored);
        tell(stored ? 'OnConsentReady' : 'OnDialogDisplay');
      },
      choose(choice) {
        set(choice);
        tell(choice.functional || choice.analytics ? 'OnAccept' : 'OnDecline');
        tell('OnConsentReady');
      },
      repeat: () => tell('OnConsentReady'),
    };
  },

  usercentrics(page) {
    let answer: ShopperChoice | undefined;
    const tell = (type: string): unknown => page.dispatchEvent(new CustomEvent(type));
    const stateOf = (isAccepted: boolean | undefined): string => (isAccepted ? 'ALL_ACCEPTED' : 'ALL_DENIED');
    return {
      load(stored) {
        answer = stored;
        page['__ucCmp'] = {
          isInitialized: () => Promise.resolve(true),
          getConsentDetails: () =>
            Promise.resolve({
              consent: {
                required: !answer,
                type: answer ? 'EXPLICIT' : 'IMPLICIT',
                setting: { id: 'shop', type: 'GDPR', version: '36.2.65' },
              },
              services: {},
              categories: {
                essential: { essential: true, state: 'ALL_ACCEPTED' },
                functional: { state: stateOf(answer?.functional) },
                statistics: { state: stateOf(answer?.analytics) },
              },
            }),
        };
        tell('UC_UI_INITIALIZED');
      },
      choose(choice) {
        // the button is told before what it does
        tell('UC_UI_CMP_EVENT');
        answer = choice;
        tell('UC_CONSENT');
      },
      repeat: () => tell('UC_UI_CMP_EVENT'),
    };
  },

  didomi(page) {
    let answer: ShopperChoice | undefined;
    let hearers: { event: string; listener: () => void }[] = [];
    const tell = (): void => {
      for (const { event, listener } of hearers) if (event === 'consent.changed') listener();
    };
    return {
      load(stored) {
        answer = stored;
        hearers = (page['didomiEventListeners'] ??= []) as typeof hearers;
        page['Didomi'] = {
          isConsentRequired: () => true,
          isUserConsentStatusPartial: () => !answer,
          getCurrentUserStatus: () => ({
            purposes: {
              functional: { id: 'functional', enabled: answer?.functional ?? false },
              analytics: { id: 'analytics', enabled: answer?.analytics ?? false },
            },
          }),
        };
        for (const ready of (page['didomiOnReady'] ?? []) as (() => void)[]) ready();
        page['didomiOnReady'] = { push: (ready: () => void) => ready() };
      },
      choose(choice) {
        answer = choice;
        tell();
      },
      repeat: tell,
    };
  },

  osano(page) {
    let answer: ShopperChoice | undefined;
    const hearers: [type: string, hear: (consent?: object) => void][] = [];
    const toConsent = (): object | undefined =>
      answer && {
        ESSENTIAL: 'ACCEPT',
        STORAGE: 'ACCEPT',
        PERSONALIZATION: answer.functional ? 'ACCEPT' : 'DENY',
        ANALYTICS: answer.analytics ? 'ACCEPT' : 'DENY',
      };
    const tell = (type: string, consent = toConsent()): void => {
      for (const [wanted, hear] of hearers) if (wanted === `osano-cm-${type}`) hear(consent);
    };
    return {
      load(stored) {
        answer = stored;
        const addEventListener = (type: string, hear: (consent?: object) => void): void => {
          hearers.push([type, hear]);
          if (type === 'osano-cm-initialized') hear(toConsent());
        };
        page['Osano'] = { cm: { addEventListener, getConsent: toConsent } };
      },
      choose(choice) {
        this.toggle!(choice);
        answer = choice;
        tell('consent-saved');
      },
      toggle(choice) {
        tell('consent-changed', { PERSONALIZATION: choice.functional ? 'ACCEPT' : 'DENY' });
        tell('consent-changed', { ANALYTICS: choice.analytics ? 'ACCEPT' : 'DENY' });
      },
      repeat: () => tell('consent-saved'),
    };
  },
};
