import { pending } from './pending.ts';
import type { ConnectSource, Said, Signal } from './source.ts';
import { isUntouched } from './untouched.ts';
import { watch } from './watch.ts';

/** What Shopify's Customer Privacy API has, as far as it is used here; some shops' stand-ins have less. */
interface CustomerPrivacy {
  preferencesProcessingAllowed(): unknown;
  analyticsProcessingAllowed(): unknown;
  saleOfDataAllowed?(): unknown;
  /** `yes`, `no`, or empty where the shopper has not chosen. */
  currentVisitorConsent?(): Readonly<Record<string, unknown>> | undefined;
}

interface ShopifyGlobal {
  readonly customerPrivacy?: CustomerPrivacy;
  loadFeatures?(features: readonly { name: string; version: string }[], done: () => void): void;
}

/**
 * Listens to Shopify's Customer Privacy API, which is there late or never: pending until then, and where it cannot be read.
 * Asked anew at every `visitorConsentCollected`. "Allowed" is Shopify's verdict from the shop's settings, the shopper's region
 * and choice; before a choice it is the shop's word alone (and known to be true by mistake for a moment, Shopify/hydrogen#3752),
 * so it is then unasked. Where sale of data is not allowed, imports are not.
 */
export const connectShopify: ConnectSource = (report) => {
  const page = globalThis as { readonly Shopify?: ShopifyGlobal };
  let isAsked = false;
  const hear = (): void => {
    let signal: Signal = pending();
    try {
      const privacy = page.Shopify!.customerPrivacy!;
      const chosen = privacy.currentVisitorConsent?.() ?? {};
      const toSaid = (isAllowed: boolean, choice: unknown): Said =>
        choice === '' ? (isAllowed ? 'unasked' : 'pending') : isAllowed && choice !== 'no' ? 'granted' : 'denied';
      const personalisation = toSaid(privacy.preferencesProcessingAllowed() === true, chosen['preferences']);
      signal = {
        grants: {
          personalisation,
          imports: privacy.saleOfDataAllowed?.() === false ? 'denied' : personalisation,
          measurement: toSaid(privacy.analyticsProcessingAllowed() === true, chosen['analytics']),
        },
        stored: isUntouched(),
      };
    } catch {
      // it is not there yet, or not as it should be
    }
    report(signal);
  };
  document.addEventListener('visitorConsentCollected', hear);
  watch(() => {
    const { customerPrivacy, loadFeatures } = page.Shopify ?? {};
    const allowed = customerPrivacy?.preferencesProcessingAllowed;
    if (!allowed && loadFeatures && !isAsked) {
      isAsked = true;
      page.Shopify!.loadFeatures!([{ name: 'consent-tracking-api', version: '0.1' }], hear);
    }
    return allowed;
  }, hear);
};
