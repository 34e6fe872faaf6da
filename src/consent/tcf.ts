import { connectIab } from './iab-api.ts';
import { pending } from './pending.ts';
import type { ConnectSource } from './source.ts';
import { createTcfFinder } from './tcf-proxy.ts';
import { toTcfSignal } from './tcf-purposes.ts';

/** What `addEventListener` of the CMP API gives, as far as it is read here. */
interface TcData {
  readonly cmpStatus?: unknown;
  readonly gdprApplies?: unknown;
  readonly eventStatus?: unknown;
  readonly tcString?: unknown;
  readonly isServiceSpecific?: unknown;
  readonly purpose: { readonly consents: Readonly<Record<string, unknown>> };
  readonly publisher?: {
    readonly consents?: Readonly<Record<string, unknown>>;
    /** Purpose, then vendor, then 0 not allowed, 1 by consent, 2 by legitimate interest. */
    readonly restrictions?: Readonly<Record<string, object>>;
  };
}

/**
 * Listens to a manager of the IAB's Transparency and Consent Framework 2.2 or 2.3, from its stub on. While its dialog is
 * shown the string holds no choice yet (all legitimate interests, no consent); only `tcloaded`, a choice of an earlier page,
 * and `useractioncomplete`, one of this page, are heard.
 */
export const connectTcf: ConnectSource = (report) =>
  connectIab(
    createTcfFinder(),
    report,
    (api, command, hear, listenerId) => api(command, 2, hear, listenerId),
    ({ cmpStatus, gdprApplies, eventStatus, tcString, isServiceSpecific, purpose, publisher }: TcData) => {
      if (cmpStatus === 'error') return pending();
      // there may be nothing else in it then, not even an eventStatus
      if (gdprApplies === false) return { grants: {} };
      const isStored = eventStatus === 'tcloaded';
      if (!isStored && eventStatus !== 'useractioncomplete') return undefined;
      // a string of global scope is invalid since September 2021
      if (gdprApplies !== true || typeof tcString !== 'string' || !tcString || isServiceSpecific === false) {
        return pending();
      }
      return {
        ...toTcfSignal({
          tcString,
          purposes: purpose.consents,
          publisher: publisher?.consents,
          isRestricted: (id) => Object.values(publisher?.restrictions?.[id] ?? {}).includes(0),
        }),
        stored: isStored,
      };
    },
  );
