import { listen, type Reading } from './listen.ts';
import type { ConnectSource } from './source.ts';

/** As version 3 tells it. */
interface Details {
  readonly consent?: {
    /** Nobody has chosen yet, or is to choose anew. */
    readonly required?: boolean | undefined;
    /** `IMPLICIT` where nobody was asked. */
    readonly type?: 'EXPLICIT' | 'IMPLICIT' | undefined;
    readonly setting?: { readonly version?: string };
  };
  readonly categories?: Readonly<Record<string, { readonly state: string }>>;
}

/** As version 2 tells it. */
interface Service {
  readonly categorySlug: string;
  readonly consent: { readonly status: boolean; readonly history?: readonly { readonly type?: string }[] };
}

interface UsercentricsPage {
  readonly __ucCmp?: { isInitialized?(): Promise<boolean>; getConsentDetails(): Promise<Details> };
  readonly UC_UI?: {
    isInitialized(): boolean;
    isConsentRequired?(): boolean;
    getServicesBaseInfo(): readonly Service[];
  };
}

/**
 * Listens to Usercentrics 3 and 2. A category is agreed to where every service of it is.
 *
 * @see https://usercentrics.com/docs/web/features/api/control-functionality/
 */
export const connectUsercentrics: ConnectSource = (report) =>
  listen(
    report,
    async (): Promise<Reading | undefined> => {
      const { __ucCmp: current, UC_UI: former } = globalThis as UsercentricsPage;
      if (current) {
        if ((await current.isInitialized?.()) === false) return undefined;
        const { consent, categories } = await current.getConsentDetails();
        if (consent?.required || consent?.type === 'IMPLICIT') return [];
        return [
          Object.entries(categories!).map(([name, { state }]) => [name, state === 'ALL_ACCEPTED']),
          consent?.setting?.version,
        ];
      }
      if (!former!.isInitialized()) return undefined;
      if (former!.isConsentRequired?.()) return [];
      return [
        former!.getServicesBaseInfo().map(({ categorySlug, consent: { status, history } }) => {
          const isImplied = history?.at(-1)?.type === 'implicit';
          return [categorySlug, isImplied ? undefined : status];
        }),
      ];
    },
    'UC_UI_INITIALIZED',
    'UC_UI_CMP_EVENT',
    'UC_CONSENT',
  );
