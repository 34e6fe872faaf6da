import { listen } from './listen.ts';
import type { ConnectSource } from './source.ts';

interface DidomiPage {
  readonly Didomi?: {
    /** False where the law that applies asks for no consent; everything is then enabled until it is refused. */
    isConsentRequired?(): boolean;
    /** Something has not been asked yet. */
    isUserConsentStatusPartial?(): boolean;
    getCurrentUserStatus(): { readonly purposes: Readonly<Record<string, { readonly enabled: boolean }>> };
  };
  didomiEventListeners?: unknown[];
  didomiOnReady?: unknown[];
}

/**
 * Listens to Didomi by its two queues. Neither repeats what was said before: where it loaded first, its state is read. The
 * purposes of the TCF count by their names here; without `cookies`, which is to store anything, nothing is agreed to.
 *
 * @see https://developers.didomi.io/cmp/web-sdk/reference/events
 */
export const connectDidomi: ConnectSource = (report) => {
  let isQueued = false;
  listen(report, (_, hear) => {
    const page = globalThis as DidomiPage;
    if (!isQueued) {
      isQueued = true;
      (page.didomiOnReady ??= []).push(hear);
      (page.didomiEventListeners ??= []).push({ event: 'consent.changed', listener: hear });
    }
    const manager = page.Didomi!;
    if (manager.isUserConsentStatusPartial?.()) return [];
    const isRequired = manager.isConsentRequired?.() !== false;
    const { purposes } = manager.getCurrentUserStatus();
    const mayStore = purposes['cookies']?.enabled !== false;
    return [
      Object.entries(purposes).map(([name, { enabled }]) => [
        name,
        mayStore && (isRequired || !enabled ? enabled : undefined),
      ]),
    ];
  });
};
