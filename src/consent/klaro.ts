import { listen } from './listen.ts';
import type { ConnectSource } from './source.ts';

interface Service {
  readonly name: string;
  readonly purposes?: readonly string[];
  /** Always on; nobody agrees to it. */
  readonly required?: boolean;
}

interface Manager {
  /** Whether there is a choice, and one of the services of now. */
  readonly confirmed: boolean;
  /** What was saved last; `consents` has every toggle, saved or not. */
  readonly savedConsents: Readonly<Record<string, boolean>>;
  readonly config: { readonly services: readonly Service[] };
  watch(watcher: { update(): void }): void;
}

interface KlaroPage {
  readonly klaro?: {
    getManager(config?: unknown): Manager;
    /** Also calls for what has been before. */
    addEventListener?(type: 'render', hear: (config: unknown) => void): void;
  };
}

/** Listens to klaro 0.7: its services count by their own names and by those of their purposes. */
export const connectKlaro: ConnectSource = (report) => {
  let manager: Manager | undefined;
  let isKnown = false;
  listen(report, (config, hear) => {
    const klaro = (globalThis as KlaroPage).klaro!;
    if (!isKnown) {
      isKnown = true;
      klaro.addEventListener?.('render', hear);
    }
    // asked for earlier, the manager would start services before klaro itself does
    if (document.readyState === 'loading') return undefined;
    if (config || !manager) {
      manager = klaro.getManager(config);
      manager.watch({ update: () => hear() });
    }
    const {
      confirmed,
      savedConsents,
      config: { services },
    } = manager;
    if (!confirmed) return [];
    const chosen = services.filter(({ required }) => !required);
    return [
      chosen.flatMap(({ name, purposes = [] }) =>
        [name, ...purposes].map((word) => [word, savedConsents[name]] as const),
      ),
    ];
  });
};
