import { listen } from './listen.ts';
import type { ConnectSource } from './source.ts';

interface CookieconsentPage {
  readonly cookieconsent?: { readonly utils: { getCookie(name: string): string | undefined } };
}

/**
 * Listens to cookieconsent 3 (Osano's, once Insites'). Its callbacks belong to whoever opened the popup, and it has no
 * events: its own function is asked for the status after every click. `allow` agrees to everything, `deny` to nothing;
 * `dismiss` is no choice: somebody scrolled, or read on. A popup whose `cookie.name` is not the default stays unasked.
 */
export const connectCookieconsent: ConnectSource = (report) =>
  listen(report, () => {
    const status = (globalThis as CookieconsentPage).cookieconsent!.utils.getCookie('cookieconsent_status');
    const isAllowed = status === 'allow';
    return isAllowed || status === 'deny' ? [['personalisation', 'measurement'].map((name) => [name, isAllowed])] : [];
  });
