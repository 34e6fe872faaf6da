import { pending } from './pending.ts';
import type { ConnectSource, Said, Signal } from './source.ts';
import { isUntouched } from './untouched.ts';
import { watch } from './watch.ts';

/** What the WP Consent API puts on a page. */
interface WpPage {
  wp_has_consent?(category: string): unknown;
  /** `optin` or `optout`, by the consent manager; where it sets none, the fallback is in force. */
  readonly wp_consent_type?: string;
  readonly wp_fallback_consent_type?: string;
  /** A manager will set the type, and has not yet. */
  readonly waitfor_consent_hook?: unknown;
}

/**
 * Listens to the WP Consent API. Its `wp_has_consent` is also true where nobody has chosen, under `optout` and where there is
 * no manager at all; only under `optin` it is a shopper's grant. What it keeps in cookies is its own business.
 */
export const connectWp: ConnectSource = (report) => {
  const page = globalThis as WpPage;
  const typeNow = (): string => page.wp_consent_type ?? page.wp_fallback_consent_type ?? '';
  const toSaid = (category: string): Said => {
    const has = page.wp_has_consent!(category);
    if (has === false) return 'denied';
    if (has !== true || (page.waitfor_consent_hook && !typeNow())) return 'pending';
    return /optin/.test(typeNow()) ? 'granted' : 'unasked';
  };
  const hear = (): void => {
    let signal: Signal = pending();
    try {
      const personalisation = toSaid('preferences');
      signal = {
        grants: { personalisation, imports: personalisation, measurement: toSaid('statistics') },
        stored: isUntouched(),
      };
    } catch {
      // it is not there yet, or not as it should be
    }
    report(signal);
  };
  for (const type of ['wp_listen_for_consent_change', 'wp_consent_type_defined']) {
    document.addEventListener(type, hear);
  }
  // managers set the type late, and not all of them tell
  watch(() => page.wp_has_consent && `is ${typeNow()}`, hear);
};
