import { listen } from './listen.ts';
import type { ConnectSource } from './source.ts';

/** What version 3 keeps of a choice; it is in every event's detail. */
interface CookieValue {
  readonly categories: readonly string[];
  readonly revision: number;
  readonly lastConsentTimestamp: string;
}

interface VanillaPage {
  readonly CookieConsent?: {
    validConsent(): boolean;
    getCookie(): CookieValue;
    getConfig(field: 'categories'): Readonly<Record<string, { readonly readOnly?: boolean }>>;
  };
}

/**
 * Listens to vanilla-cookieconsent 3. Its events come to `window`: `cc:onConsent` with the stored choice on every load
 * and after the first choice, `cc:onChange` with every later one. `window.CookieConsent` exists only where the UMD build is
 * used, so the events must do; the global covers the events that were fired before this script came.
 */
export const connectVanillaCookieconsent: ConnectSource = (report, seen) => {
  let last = seen as CustomEvent<{ cookie?: CookieValue } | null> | undefined;
  listen(
    report,
    (event) => {
      last = (event as typeof last) ?? last;
      const { CookieConsent: manager } = globalThis as VanillaPage;
      let { cookie } = last?.detail ?? {};
      // a cookie of an older revision is there too, but is no consent any more
      if (manager) cookie = manager.validConsent() ? manager.getCookie() : undefined;
      if (!cookie) return last || manager ? [] : undefined;
      const { categories, revision, lastConsentTimestamp } = cookie;
      const offered = manager?.getConfig('categories');
      return [
        // what cannot be refused is not agreed to
        categories.filter((name) => !offered?.[name]?.readOnly).map((name) => [name, true]),
        `${revision}`,
        Date.parse(lastConsentTimestamp),
      ];
    },
    'cc:onConsent',
    'cc:onChange',
  );
};
