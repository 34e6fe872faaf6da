import type { Grant, Grants } from '../../contract/grants.ts';
import type { Signal } from './source.ts';

/** What version 3 keeps of a choice; it is in every event's detail. */
interface CookieValue {
  readonly categories: readonly string[];
  readonly revision: number;
  readonly lastConsentTimestamp: string;
}

interface CookieConsentGlobal {
  validConsent(): boolean;
  getCookie(): CookieValue;
}

const PERSONALISATION = /^(functional(ity)?|preferences|personali[sz]ation)$/i;
const MEASUREMENT = /^(analytics|statistics|measurement)$/i;

/**
 * Listens to vanilla-cookieconsent 3. Its events come to `window`: `cc:onConsent` with the stored choice on every load
 * and after the first choice, `cc:onChange` with every later one. `window.CookieConsent` exists only where the UMD build is
 * used, so the events must do; the global covers the events that were fired before this script came.
 */
export function connectVanillaCookieconsent(report: (signal: Signal) => void, seen?: Event): void {
  const hear = (event: Event): void => {
    const { cookie } = (event as CustomEvent<{ cookie?: CookieValue } | null>).detail ?? {};
    report(cookie ? toSignal(cookie) : UNASKED);
  };
  for (const type of ['cc:onConsent', 'cc:onChange']) addEventListener(type, hear);
  const { CookieConsent: manager } = globalThis as { CookieConsent?: CookieConsentGlobal };
  // a cookie of an older revision is there too, but is no consent any more
  if (manager?.validConsent()) report(toSignal(manager.getCookie()));
  else if (seen) hear(seen);
  else report(UNASKED);
}

/** The manager is there and nobody has chosen. */
const UNASKED: Signal = { grants: { personalisation: 'unasked', contextual: 'unasked', measurement: 'unasked' } };

/** A category that was not accepted is refused, whether the banner offered it or not; `imports` is not its business. */
export function toSignal(cookie: CookieValue, pageStart: number = performance.timeOrigin): Signal {
  const accepted = (names: RegExp): Grant =>
    cookie.categories.some((category) => names.test(category)) ? 'granted' : 'denied';
  const personalisation = accepted(PERSONALISATION);
  const grants: Partial<Grants> = { personalisation, contextual: personalisation, measurement: accepted(MEASUREMENT) };
  // a time that does not parse is NaN, which is not earlier than anything
  return { grants, stored: Date.parse(cookie.lastConsentTimestamp) < pageStart, notice: `${cookie.revision}` };
}
