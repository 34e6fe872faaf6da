import { listen, type Hear } from './listen.ts';
import type { ConnectSource } from './source.ts';

interface OneTrustPage {
  /** While it loads, an object of settings only. */
  readonly OneTrust?: {
    IsAlertBoxClosed(): boolean;
    OnConsentChanged?(hear: Hear): void;
  };
  /** `,C0001,C0003,`: what is active, by default or by choice. */
  readonly OnetrustActiveGroups?: string;
}

/**
 * Listens to OneTrust. Its event is fired on every load and again without a change, and groups can be active before anybody
 * was asked: only a closed banner is a choice. C0002 is performance, C0003 functional.
 *
 * @see https://developer.onetrust.com/onetrust/docs/javascript-events-guide
 */
export const connectOnetrust: ConnectSource = (report) => {
  let isKnown: boolean | undefined;
  listen(
    report,
    (_, hear) => {
      const { OneTrust: manager, OnetrustActiveGroups: groups } = globalThis as OneTrustPage;
      if (!manager?.IsAlertBoxClosed || !groups) return undefined;
      if (!isKnown) manager.OnConsentChanged?.(hear);
      isKnown = true;
      return manager.IsAlertBoxClosed() ? [groups.split(',').map((group) => [group, true])] : [];
    },
    'OneTrustGroupsUpdated',
  );
};
