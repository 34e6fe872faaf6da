import { listen } from './listen.ts';
import type { ConnectSource } from './source.ts';

type CallApi = (
  action: 'getConsent',
  self: string,
  domain: null,
  authority: null,
  type: string,
) => { readonly consent: 'approved' | 'denied'; readonly source: 'asserted' | 'implied' };

interface TrustArcPage {
  readonly truste?: { readonly cma?: { readonly callApi: CallApi } };
  readonly PrivacyManagerAPI?: { readonly callApi: CallApi };
}

/** Its framed dialog tells before it stores. */
const STORED_MS = 600;

/**
 * Listens to TrustArc, which has no event of its own: a click may be a choice in its banner, a message one in its framed
 * dialog. What a message says is not believed, whoever sent it; only the page's own TrustArc is asked.
 */
export const connectTrustarc: ConnectSource = (report) =>
  listen(
    report,
    (seen, hear) => {
      if (seen) {
        if (!/submit_preferences|PrivacyManagerAPI/.test((seen as MessageEvent).data)) return undefined;
        setTimeout(hear, STORED_MS);
      }
      const { truste, PrivacyManagerAPI } = globalThis as TrustArcPage;
      const manager = truste?.cma ?? PrivacyManagerAPI!;
      const ask = (kind: string): boolean | undefined => {
        const { consent, source } = manager.callApi('getConsent', location.hostname, null, null, kind);
        return source === 'asserted' ? consent === 'approved' : undefined;
      };
      return [['functional', 'analytics'].map((kind) => [kind, ask(kind)])];
    },
    'message',
  );
