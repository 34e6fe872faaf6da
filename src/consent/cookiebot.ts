import { listen } from './listen.ts';
import type { ConnectSource } from './source.ts';

interface CookiebotPage {
  readonly Cookiebot?: {
    readonly hasResponse: boolean;
    readonly consent: {
      readonly preferences: boolean;
      readonly statistics: boolean;
      /** `implied` where nobody was asked. */
      readonly method?: string | null;
    };
    /** There once the shopper is asked. */
    readonly dialog?: unknown;
  };
}

/**
 * Listens to Cookiebot. Before its first event it has no response even where one is stored.
 *
 * @see https://www.cookiebot.com/en/developer/
 */
export const connectCookiebot: ConnectSource = (report) =>
  listen(
    report,
    (seen) => {
      const { hasResponse, consent, dialog } = (globalThis as CookiebotPage).Cookiebot!;
      if (!hasResponse) return seen || dialog ? [] : undefined;
      const { preferences, statistics, method } = consent;
      return method === 'implied' ? [] : [Object.entries({ preferences, statistics })];
    },
    'CookiebotOnConsentReady',
    'CookiebotOnAccept',
    'CookiebotOnDecline',
    'CookiebotOnDialogDisplay',
  );
