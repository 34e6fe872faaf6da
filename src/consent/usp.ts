import { iabPage, OPTED_OUT } from './iab-api.ts';
import { pending } from './pending.ts';
import type { ConnectSource } from './source.ts';
import { watch } from './watch.ts';

/** How often a US Privacy string is asked for: its API tells nobody of changes. */
const ASK_MS = 1_000;

/**
 * Listens to the IAB's US Privacy API, version 1, superseded by GPP and still met. `1YNN`: version, notice given, opted out of
 * sale, covered by an agreement; Y, N or - (does not apply). An opt-out refuses; there is nothing in it that grants.
 */
export const connectUsp: ConnectSource = (report) => {
  let answer: unknown[] = [];
  watch(
    () => {
      iabPage.__uspapi?.('getUSPData', 1, (...given: unknown[]) => (answer = given));
      // read here, where nothing that it throws gets out
      const [data, success] = answer as [{ uspString?: unknown } | null, unknown];
      return success && data?.uspString;
    },
    (said) => {
      const [, optOut] = /^1[YN-]([YN-])/i.exec(said as string) ?? [];
      report(optOut ? { grants: /y/i.test(optOut) ? OPTED_OUT : {} } : pending());
    },
    ASK_MS,
  );
};
