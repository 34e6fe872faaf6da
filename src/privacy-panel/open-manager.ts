/** The way from the global object to the call that opens each manager's dialog, and what it is called with. */
const DIALOGS: readonly (readonly [path: string, ...given: unknown[]])[] = [
  ['OneTrust.ToggleInfoDisplay'],
  ['Cookiebot.renew'],
  // version 3 before 2: a page that migrates has both
  ['__ucCmp.showSecondLayer'],
  ['UC_UI.showSecondLayer'],
  ['Didomi.preferences.show'],
  ['Osano.cm.showDrawer', 'osano-cm-dom-info-dialog-open'],
  ['truste.eu.clickListener'],
  // its own configuration, and the dialog rather than the notice
  ['klaro.show', undefined, true],
  ['CookieConsent.showPreferences'],
  ['tarteaucitron.userInterface.openPanel'],
  ['orejime.prompt'],
  ['privacyBanner.showPreferences'],
  ['openAxeptioCookies'],
  ['revisitCkyConsent'],
];

/** Managers that are opened by an element only: vanilla-cookieconsent as a module, cookieconsent 3. */
const BUTTONS = '[data-cc="show-preferencesModal"],.cc-revoke';

/**
 * Opens the page's own consent dialog, that of the first manager found; true where one was. Never throws: a manager that
 * does, or that has not loaded yet, counts as none.
 */
export function openConsentManager(): boolean {
  return DIALOGS.some(([path, ...given]) => attempt(() => call(path, given))) || attempt(click) || attempt(askTcf);
}

function call(path: string, given: readonly unknown[]): boolean {
  let owner: unknown;
  let found: unknown = globalThis;
  for (const name of path.split('.')) {
    owner = found;
    found = (found as Record<string, unknown> | null | undefined)?.[name];
  }
  if (typeof found !== 'function') return false;
  // several answer with a promise, whose failure is nobody's business but theirs
  Promise.resolve(found.apply(owner, given)).catch(() => {});
  return true;
}

function click(): boolean {
  const button = document.querySelector<HTMLElement>(BUTTONS);
  button?.click();
  return Boolean(button);
}

/** Not in every consent manager of the framework; one that does not know the command says no at once. */
function askTcf(): boolean {
  const { __tcfapi: tcf } = globalThis as {
    __tcfapi?: (command: string, version: number, hear: (answer: unknown, success: boolean) => void) => void;
  };
  let isRefused = !tcf;
  tcf?.('displayConsentUi', 2, (_, success) => {
    isRefused = !success;
  });
  return !isRefused;
}

function attempt(open: () => boolean): boolean {
  try {
    return open();
  } catch {
    return false;
  }
}
