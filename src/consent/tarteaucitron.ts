import { listen, type Answers } from './listen.ts';
import type { ConnectSource } from './source.ts';

interface Service {
  readonly type: string;
  readonly needConsent: boolean;
  /** True: on before it is asked for. */
  readonly defaultState?: boolean | 'wait';
}

interface TarteaucitronPage {
  readonly tarteaucitron?: {
    /** Keys of the services that the page has. */
    readonly job: readonly string[];
    /** Those whose stored choice has been read. */
    readonly added: Readonly<Record<string, boolean>>;
    readonly state: Readonly<Record<string, boolean>>;
    readonly services: Readonly<Record<string, Service>>;
    /** `highPrivacy` false: to go on to the next page counts as consent. */
    readonly parameters: { readonly highPrivacy: boolean; readonly serviceDefaultState?: boolean | 'wait' };
    /** `bypass`: this shopper's country is not asked. */
    readonly user: { readonly bypass?: boolean };
  };
}

/**
 * Listens to tarteaucitron. Its services count by their keys and by the types that group them; a service of its own is what
 * a shop adds for personalisation, which none of its types is. What is on without being asked for is no choice.
 */
export const connectTarteaucitron: ConnectSource = (report) =>
  listen(
    report,
    () => {
      const { job, added, state, services, parameters, user } = (globalThis as TarteaucitronPage).tarteaucitron!;
      const known = job.filter((key) => added[key]);
      if (!known[0]) return undefined;
      const isAsking = parameters.highPrivacy && !user.bypass;
      const answers = known.flatMap((key): Answers => {
        const { type, needConsent, defaultState = parameters.serviceDefaultState } = services[key]!;
        const isAsked = isAsking && defaultState !== true;
        const isAgreed = isAsked || !state[key] ? state[key] : undefined;
        return needConsent ? [key, type].map((word) => [word, isAgreed]) : [];
      });
      return answers.every(([, isAgreed]) => isAgreed === undefined) ? [] : [answers];
    },
    'tac.root_available',
    'tac.consent_updated',
  );
