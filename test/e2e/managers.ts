import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';

import type { Page } from 'playwright-core';

import { STUBS } from '../consent-stubs.ts';
import type { Answer } from './fixture-host.ts';

/** Where the packages of consent managers stand on a page's own origin. */
export const MANAGERS_PATH = /\/managers\/[^?]*/;
const OPEN_MANAGER = new URL('../../src/privacy-panel/open-manager.ts', import.meta.url);
const require = createRequire(import.meta.url);
/** A file of each package; the others lie around it. */
const FILES: readonly string[] = [
  require.resolve('klaro/dist/klaro.js'),
  require.resolve('vanilla-cookieconsent/dist/cookieconsent.umd.js'),
  require.resolve('cookieconsent/build/cookieconsent.min.js'),
  require.resolve('tarteaucitronjs/tarteaucitron.js'),
  require.resolve('orejime/dist/orejime-standard-en.js'),
];
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' };

/** A consent manager on a page, and what a shopper does with it. */
export interface ManagedPage {
  /** Markup of the head that brings the manager, personalisation and statistics offered. */
  readonly head: string;
  /** Presses, in the dialog of a first visit, what allows everything. */
  accept(page: Page): Promise<void>;
  refuse(page: Page): Promise<void>;
  /** Refuses in the dialog that `openConsentManager` has opened, after everything was allowed. */
  change(page: Page): Promise<void>;
  /** Forgets the choice and asks again, where the manager can. */
  reset?(page: Page): Promise<void>;
}

const press =
  (...selectors: string[]) =>
  async (page: Page): Promise<void> => {
    for (const selector of selectors) await page.locator(selector).filter({ visible: true }).first().click();
  };
/** The buttons of tarteaucitron stand there half a second before they do anything. */
const pressBound = (selector: string) => async (page: Page) => {
  await page.waitForFunction('window.isBound');
  await press(selector)(page);
};
const run = (code: string) => (page: Page) => page.evaluate<void>(`void ${code}`);
const configure = (code: string): string => `<script>${code}</script>`;
const VANILLA = `{
  // an automated Chromium counts as one
  hideFromBots: false,
  categories: { necessary: { readOnly: true }, functionality: {}, analytics: {} },
  language: { default: 'en', translations: { en: {
    consentModal: { title: 'Cookies', acceptAllBtn: 'Accept', acceptNecessaryBtn: 'Refuse' },
    preferencesModal: { title: 'Cookies', acceptAllBtn: 'Accept', acceptNecessaryBtn: 'Refuse',
      savePreferencesBtn: 'Save', sections: [] },
  } } },
}`;
const VANILLA_STYLE = '<link rel="stylesheet" href="/managers/vanilla-cookieconsent/dist/cookieconsent.css">';

/** Those that can be had as packages, as they are. */
export const PACKAGES: Readonly<Record<string, ManagedPage>> = {
  klaro: {
    head:
      configure(`klaroConfig = { acceptAll: true, services: [
        { name: 'recommendations', purposes: ['personalization'] },
        { name: 'matomo', purposes: ['analytics'] },
      ] }`) + '<script defer data-config="klaroConfig" src="/managers/klaro/dist/klaro.js"></script>',
    accept: press('.klaro .cm-btn-success'),
    refuse: press('.klaro .cn-decline'),
    change: press(
      'label[for="purpose-item-personalization"]',
      'label[for="purpose-item-analytics"]',
      '.klaro .cm-btn-accept',
    ),
    reset: run('(klaro.getManager().resetConsents(), klaro.show())'),
  },
  'vanilla-cookieconsent': {
    head:
      VANILLA_STYLE +
      '<script src="/managers/vanilla-cookieconsent/dist/cookieconsent.umd.js"></script>' +
      configure(`addEventListener('DOMContentLoaded', () => CookieConsent.run(${VANILLA}))`),
    accept: press('#cc-main .cm [data-role="all"]'),
    refuse: press('#cc-main .cm [data-role="necessary"]'),
    change: press('#cc-main .pm [data-role="necessary"]'),
  },
  // no global, only events and a button; what it says before Aisle's tag has run is lost, as docs/consent.md says
  'vanilla-cookieconsent as a module': {
    head: `${VANILLA_STYLE}<script type="module">
      import { run } from '/managers/vanilla-cookieconsent/dist/cookieconsent.esm.js';
      const button = document.createElement('button');
      button.textContent = 'Cookies';
      button.dataset.cc = 'show-preferencesModal';
      document.body.append(button);
      while (!window.aisle?.loaded) await new Promise((resolve) => setTimeout(resolve, 5));
      run(${VANILLA});
    </script>`,
    accept: press('#cc-main .cm [data-role="all"]'),
    refuse: press('#cc-main .cm [data-role="necessary"]'),
    change: press('#cc-main .pm [data-role="necessary"]'),
  },
  cookieconsent: {
    head:
      '<link rel="stylesheet" href="/managers/cookieconsent/build/cookieconsent.min.css">' +
      '<script src="/managers/cookieconsent/build/cookieconsent.min.js"></script>' +
      configure(
        `addEventListener('load', () => cookieconsent.initialise({ type: 'opt-in', revokable: true, animateRevokable: false }))`,
      ),
    accept: press('.cc-window .cc-allow'),
    refuse: press('.cc-window .cc-deny'),
    change: press('.cc-window .cc-deny'),
    reset: press('.cc-revoke'),
  },
  tarteaucitron: {
    head:
      '<script src="/managers/tarteaucitronjs/tarteaucitron.js"></script>' +
      configure(`tarteaucitron.init({ privacyUrl: '', showAlertSmall: false });
        tarteaucitron.events.load = () => { isBound = true; };
        tarteaucitron.services.personalisation = { key: 'personalisation', type: 'other', name: 'Recommendations',
          uri: '/', needConsent: true, cookies: [], js() {}, fallback() {} };
        tarteaucitron.services.numbers = { key: 'numbers', type: 'analytic', name: 'Numbers',
          uri: '/', needConsent: true, cookies: [], js() {}, fallback() {} };
        (tarteaucitron.job = tarteaucitron.job || []).push('personalisation', 'numbers')`),
    accept: pressBound('#tarteaucitronPersonalize2'),
    refuse: pressBound('#tarteaucitronAllDenied2'),
    change: pressBound('#tarteaucitronAllDenied'),
  },
  orejime: {
    head:
      '<link rel="stylesheet" href="/managers/orejime/dist/orejime-standard.css">' +
      configure(`orejimeConfig = { privacyPolicyUrl: '/privacy', purposes: [
        { id: 'personalisation', title: 'Recommendations', cookies: [] },
        { id: 'analytics', title: 'Numbers', purposes: [{ id: 'matomo', title: 'Matomo', cookies: [] }] },
      ] }`) +
      '<script src="/managers/orejime/dist/orejime-standard-en.js"></script>',
    accept: press('[data-testid="orejime-banner-accept"]'),
    refuse: press('[data-testid="orejime-banner-decline"]'),
    change: press('[data-testid="orejime-modal-disable-all"]', '[data-testid="orejime-modal-save"]'),
    reset: run('orejime.manager.clearConsents()'),
  },
};

/** The commercial ones: what `STUBS` makes of them, two buttons, and a cookie, which every one of them has. */
export const STUBBED: Readonly<Record<string, ManagedPage>> = Object.fromEntries(
  Object.entries(STUBS).map(([name, createStub]) => {
    const code = createStub.toString().replace(/^(async )?(?!function)/, 'function ');
    const head = configure(`
      const stub = (${code})(window);
      const stored = /stub=(\\w+)/.exec(document.cookie)?.[1];
      stub.load(stored && { functional: stored === 'all', analytics: stored === 'all' });
      addEventListener('click', ({ target: { id } }) => {
        if (id !== 'all' && id !== 'none') return;
        document.cookie = 'stub=' + id;
        stub.choose({ functional: id === 'all', analytics: id === 'all' });
      });
      addEventListener('DOMContentLoaded', () => {
        for (const id of ['all', 'none']) document.body.append(Object.assign(document.createElement('button'), { id, textContent: id }));
      })`);
    return [name, { head, accept: press('#all'), refuse: press('#none'), change: press('#none') }];
  }),
);

/** A file of a manager's package, at `/managers/PACKAGE/FILE`. */
export async function readManager({ url }: { readonly url: string }): Promise<Answer | undefined> {
  const path = new URL(url).pathname.replace('/managers/', '/node_modules/');
  const [folder] = path.split('/').slice(2);
  const root = FILES.find((file) => file.includes(`/node_modules/${folder}/`))?.split('/node_modules/')[0];
  const body = root === undefined ? undefined : await readFile(root + path).catch(() => undefined);
  return body && { body, type: TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream' };
}

/** Opens the page's own dialog as the privacy panel does. */
export async function openDialog(page: Page): Promise<boolean> {
  const source = stripTypeScriptTypes(await readFile(OPEN_MANAGER, 'utf8')).replace('export function', 'function');
  return page.evaluate(`(() => { ${source}; return openConsentManager(); })()`);
}
