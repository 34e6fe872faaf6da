import { listen } from './listen.ts';
import type { ConnectSource } from './source.ts';

interface TarteaucitronPage {
  readonly tarteaucitron?: {
    /** Keys of the services that the page has. */
    readonly job: readonly string[];
    /** Those whose stored choice has been read. */
    readonly added: Readonly<Record<string, boolean>>;
    readonly state: Readonly<Record<string, boolean>>;
    readonly services: Readonly<Record<string, { readonly type: string; readonly needConsent: boolean }>>;
    /** `highPrivacy` false: to go on to the next page counts as consent. */
    readonly parameters: { readonly highPrivacy: boolean };
    /** `bypass`: this shopper's country is not asked. */
    readonly user: { readonly bypass?: boolean };
  };
}

/**
 * Listens to tarteaucitron. Its services count by their keys and by the types that group them; a service of its own is what
 * a shop adds for personalisation, which none of its types is. What starts without consent, or by reading on, is no choice.
 */
export const connectTarteaucitron: ConnectSource = (report) =>
  listen(
    report,
    () => {
      const { job, added, state, services, parameters, user } = (globalThis as TarteaucitronPage).tarteaucitron!;
      const known = job.filter((key) => added[key]);
      if (!known.length) return undefined;
      const isAsked = parameters.highPrivacy && !user.bypass;
      const asked = known.filter((key) => services[key]!.needConsent);
      if (asked.every((key) => state[key] === undefined)) return [];
      return [
        asked.flatMap((key) =>
          [key, services[key]!.type].map((word) => [word, isAsked || !state[key] ? state[key] : undefined] as const),
        ),
      ];
    },
    'tac.root_available',
    'tac.consent_updated',
  );
