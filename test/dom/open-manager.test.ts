import { afterEach, describe, expect, test, vi } from 'vitest';

import { openConsentManager } from '../../src/privacy-panel/open-manager.ts';

const page = globalThis as unknown as Record<string, unknown>;
let added: string[] = [];

/** Puts `value` at `path` of the global object. */
function install(path: string, value: unknown): void {
  const [name = '', ...rest] = path.split('.');
  added.push(name);
  page[name] = rest.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

afterEach(() => {
  for (const name of added) delete page[name];
  added = [];
  document.body.innerHTML = '';
});

describe('the page’s own consent dialog', () => {
  test.each([
    ['OneTrust', 'OneTrust.ToggleInfoDisplay', []],
    ['Cookiebot', 'Cookiebot.renew', []],
    ['Usercentrics 3', '__ucCmp.showSecondLayer', []],
    ['Usercentrics 2', 'UC_UI.showSecondLayer', []],
    ['Didomi', 'Didomi.preferences.show', []],
    ['Osano', 'Osano.cm.showDrawer', ['osano-cm-dom-info-dialog-open']],
    ['TrustArc', 'truste.eu.clickListener', []],
    ['klaro', 'klaro.show', [undefined, true]],
    ['vanilla-cookieconsent', 'CookieConsent.showPreferences', []],
    ['tarteaucitron', 'tarteaucitron.userInterface.openPanel', []],
    ['orejime', 'orejime.prompt', []],
    ['Shopify', 'privacyBanner.showPreferences', []],
  ])('of %s is opened by its own call', (_, path, given) => {
    const open = vi.fn<(...given: unknown[]) => void>();
    install(path, open);
    expect(openConsentManager()).toBe(true);
    expect(open.mock.calls).toEqual([given]);
  });

  test('is called as a method of its owner', () => {
    const owner = {
      isOpen: false,
      prompt(): void {
        this.isOpen = true;
      },
    };
    install('orejime', owner);
    openConsentManager();
    expect(owner.isOpen).toBe(true);
  });

  test('is only that of the first manager found', () => {
    const [first, second] = [vi.fn<() => void>(), vi.fn<() => void>()];
    install('OneTrust.ToggleInfoDisplay', first);
    install('__tcfapi', second);
    expect(openConsentManager()).toBe(true);
    expect(first).toHaveBeenCalledOnce();
    expect(second).not.toHaveBeenCalled();
  });

  test('is there nowhere: false, and nothing happens', () => {
    expect(openConsentManager()).toBe(false);
  });

  test('that throws, or whose global does, counts as none', () => {
    install('OneTrust.ToggleInfoDisplay', () => {
      throw new Error('not loaded');
    });
    added.push('Cookiebot');
    Object.defineProperty(page, 'Cookiebot', {
      configurable: true,
      get() {
        throw new Error('hostile');
      },
    });
    expect(openConsentManager()).toBe(false);
    const open = vi.fn<() => void>();
    install('Osano.cm.showDrawer', open);
    expect(openConsentManager()).toBe(true);
    expect(open).toHaveBeenCalledOnce();
  });

  test('that fails later rejects into nobody’s page', async () => {
    const heard = vi.fn<() => void>();
    process.on('unhandledRejection', heard);
    install('__ucCmp.showSecondLayer', () => Promise.reject(new Error('later')));
    expect(openConsentManager()).toBe(true);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    process.off('unhandledRejection', heard);
    expect(heard).not.toHaveBeenCalled();
  });

  test.each([
    ['vanilla-cookieconsent as a module', '<button data-cc="show-preferencesModal"></button>'],
    ['cookieconsent 3', '<div class="cc-revoke cc-bottom">Cookie policy</div>'],
  ])('of %s is opened by its button', (_, html) => {
    document.body.innerHTML = html;
    const clicked = vi.fn<() => void>();
    document.body.firstElementChild!.addEventListener('click', clicked);
    expect(openConsentManager()).toBe(true);
    expect(clicked).toHaveBeenCalledOnce();
  });

  test.each([
    ['does', true],
    ['does not', false],
  ])('of a TCF manager that %s know the command', (_, success) => {
    install('__tcfapi', (command: string, _version: number, hear: (answer: unknown, success: boolean) => void) => {
      hear(null, success && command === 'displayConsentUi');
    });
    expect(openConsentManager()).toBe(success);
  });
});
