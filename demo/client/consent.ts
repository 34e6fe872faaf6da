import * as CookieConsent from 'vanilla-cookieconsent';

/** Starts the shop's consent manager. It stores nothing before a choice; Aisle reads the choice by its own adapter. */
export async function startConsent(): Promise<void> {
  // its events are not repeated: a script that comes later finds the choice here, as with its UMD build
  Object.assign(globalThis, { CookieConsent });
  await CookieConsent.run({
    // headless browsers are not to be treated as if they had consented or could not see the question
    hideFromBots: false,
    mode: 'opt-in',
    cookie: { name: 'cc_cookie', sameSite: 'Lax', expiresAfterDays: 182 },
    guiOptions: {
      // refusing is as easy as accepting
      consentModal: { layout: 'box', position: 'bottom left', equalWeightButtons: true },
      preferencesModal: { layout: 'box', equalWeightButtons: true },
    },
    categories: { necessary: { enabled: true, readOnly: true }, functionality: {}, analytics: {} },
    language: {
      default: 'en',
      translations: {
        en: {
          consentModal: {
            title: 'May the shop remember, on your device?',
            description:
              'If you agree, this browser learns what you like and puts it first. What you look at is kept on this device and is never sent to us.',
            acceptAllBtn: 'Accept all',
            acceptNecessaryBtn: 'Refuse all',
            showPreferencesBtn: 'Choose',
          },
          preferencesModal: {
            title: 'Cookie settings',
            acceptAllBtn: 'Accept all',
            acceptNecessaryBtn: 'Refuse all',
            savePreferencesBtn: 'Save my choice',
            closeIconLabel: 'Close',
            sections: [
              {
                description:
                  'Choose what this shop may do. You can change your mind here at any time; what was stored is then deleted at once.',
              },
              {
                title: 'Necessary',
                description: 'Your basket, once you put something in it, and this choice.',
                linkedCategory: 'necessary',
              },
              {
                title: 'Personal shelves',
                description: 'Aisle orders the shelves for you on this device. Your profile stays here.',
                linkedCategory: 'functionality',
              },
              {
                title: 'Measurement',
                description:
                  'Lets the shop learn totals about all visitors, never about one. This demo collects none yet.',
                linkedCategory: 'analytics',
              },
            ],
          },
        },
      },
    },
  });
}
