import { listen } from './listen.ts';
import type { ConnectSource } from './source.ts';

type Consent = Readonly<Record<string, string>>;

interface OsanoPage {
  readonly Osano?: { readonly cm?: { addEventListener(type: string, hear: (consent?: Consent) => void): void } };
}

/**
 * Listens to Osano. `osano-cm-initialized` comes at once where that is past, with nothing where nobody has chosen;
 * `osano-cm-consent-changed` is a toggle that may never be saved, so it is not heard, and no state is read that has it.
 *
 * @see https://developers.osano.com/cmp/javascript-api/developer-documentation-consent-javascript-api
 */
export const connectOsano: ConnectSource = (report) => {
  let isKnown = false;
  listen(report, (said, hear) => {
    if (said) {
      const [consent] = said as [Consent?];
      return consent ? [Object.entries(consent).map(([name, answer]) => [name, answer === 'ACCEPT'])] : [];
    }
    const manager = (globalThis as OsanoPage).Osano!.cm!;
    if (!isKnown) {
      isKnown = true;
      for (const type of ['initialized', 'consent-saved']) {
        manager.addEventListener(`osano-cm-${type}`, (consent) => hear([consent]));
      }
    }
    return undefined;
  });
};
